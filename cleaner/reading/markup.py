"""The marks of HTML: tags, their attributes, and what stands between them, in time linear in the page.

As the HTML standard's tokenizer reads them (https://html.spec.whatwg.org/#tokenization): quotes count in a tag only
where a value begins with one, so that nothing can hide tags from the limits of `cleaner.reading.tree`.
"""

from __future__ import annotations

import re
from typing import Final

MOST_ATTRIBUTES: Final = 100
"""Attributes of a tag that are read: pages have a few, and none has use for more."""

_VALUE: Final = r"""(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+"""
_ATTRIBUTES: Final = rf"""
    (?:
        \s++ [a-zA-Z:_@.-]++="[^"]*+"              # the commonest form first
      | [\s/]*+ [^\s/>][^\s/>=]*+                  # an attribute's name, which may begin with `=`
        (?:\s*+=\s*+{_VALUE})?+                    # and its value
    )*+
    [\s/]*+
    """
_RAW: Final = "(?i:script|style|title|textarea|noscript|iframe|noembed|noframes|xmp)"
"""Elements that hold text and no elements; `noscript` is one where scripts run."""
_FOREIGN: Final = "(?i:svg|math|select|canvas|audio|video|datalist)"
"""Elements whose insides are no text of the page: passed over until they end, or until what cannot be in them."""
_BREAKS_OUT: Final = "(?i:p|div|h[1-6]|ul|ol|table|article|section|body)"

MARK: Final = re.compile(
    rf"""
    (?P<text>(?:[^<]++ | <(?![a-zA-Z/!?]))*+)                   # which may hold mere signs
    (?:\Z | <)                                                  # the last text has no mark
    (?:
        (?<=<)
        (?: (?P<raw>{_RAW})(?=[\s/>])
          | (?P<foreign>{_FOREIGN})(?=[\s/>])
          | (?P<slash>/)?(?P<name>[a-zA-Z][^\s/>]*+)
        )
        (?P<attributes>{_ATTRIBUTES}) >?
        (?P<content>
            (?(raw) (?:[^<]++ | <(?!/(?i:(?P=raw))[\s/>]))*+
              | (?(foreign) (?: (?<=/>) | (?:[^<]++ | <(?!/(?i:(?P=foreign))[\s/>] | /?{_BREAKS_OUT}[\s/>]))*+ ) | )
            )
        )
      | (?<=<)!-- (?:-?> | (?:[^-]++ | -(?!-!?>))*+ (?:--!?>)?)    # a comment
      | (?<=<)[!?/] [^>]*+ >?                                       # declarations, and what is no end tag
      |
    )
    """,
    re.VERBOSE,
)
"""A text and the mark behind it. The end tag of an element without elements is a mark of its own."""
_ATTRIBUTE: Final = re.compile(
    r"""
    (?P<name>[^\s/>][^\s/>=]*+)
    (?:\s*+=\s*+
        (?:
            "(?P<double>[^"]*+)"?
          | '(?P<single>[^']*+)'?
          | (?P<bare>[^\s>"'][^\s>]*+)
        )?+
    )?+
    """,
    re.VERBOSE,
)


_ALT: Final = re.compile(r"""(?<![^\s/"'])[aA][lL][tT]\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")


def attributes_of(source: str) -> dict[str, str]:
    """The attributes of a tag by their names in small letters; the first of several counts, as in browsers."""
    found: dict[str, str] = {}
    for number, match in enumerate(_ATTRIBUTE.finditer(source)):
        if number == MOST_ATTRIBUTES:
            break
        name, double, single, bare = match.groups()
        found.setdefault(name.lower(), unescape(double or single or bare or ""))
    return found


def alt_of(source: str) -> str:
    """What a picture stands for, by the attributes of its tag."""
    match = _ALT.search(source)
    return unescape(match[1] or match[2] or "") if match else ""


def unescape(text: str) -> str:
    """A text with its character references resolved."""
    if "&" not in text:
        return text
    from html import unescape  # noqa: PLC0415 (its table of names is large)

    return unescape(text)
