"""HTML to a text of one block a line: the main content through trafilatura, else all that can be seen of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cleaner.reading.decoding import repair

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST = 20_000_000  # characters; trafilatura takes no larger pages

_HTML_START = re.compile(
    r"""
    (?:<!--.*?-->\s*)*                           # comments before the page
    (?:
        <!doctype\s+html\b
      | <\?xml\b[^>]*>\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b
      | <(?:html|head|body|title|meta|link|script|style|article|section|header|main|nav|div|table|p|h1|ul|br)(?:\s[^<>]*)?/?>
      | <!--(?!.*-->)                            # a comment that is still open where the sniffing ends
      | <[a-z].*?<(?:!doctype\s+html|html)\b     # a wrapper of a crawler's own, then a page
    )
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SNIFFED = 1024  # characters

_UNSEEN = {"head", "script", "style", "template", "noscript", "iframe", "svg", "select", "textarea", "object"}
_INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img"),
    *("ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"),
    *("sup", "time", "tt", "u", "var", "wbr"),
}
_CONTROL = re.compile(r"[\0-\x08\x0b\x0e-\x1f]")  # what XML has not


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a text of one block a line, the title that the page gives, and where the text is from.

    `how` is `main` for the main content as trafilatura finds it, `all` for everything visible, where it finds none.
    """

    text: str
    title: str | None = None
    how: Literal["main", "all"] = "main"


def looks_like_html(text: str) -> bool:
    """Whether a text is a page or a piece of one, by its first characters that are not white."""
    start = text[:_SNIFFED].lstrip("\ufeff \t\r\n\f\v")
    if not start:
        start = text.lstrip()[:_SNIFFED]
    return start.startswith("<") and _HTML_START.match(start) is not None


def read_page(html: str, url: str | None = None) -> Page:
    """The text of a page: its title, if the text has it not, and its main content; any input will do."""
    html = _CONTROL.sub(" ", repair(html[:_LARGEST]))
    root = _root(html)
    if root is None:
        return Page("", None, "all")
    title = _title(root)
    text = _main_content(html, url)
    if not text:
        return Page(_visible(root), title, "all")
    if title and title not in (line.strip() for line in text.splitlines()):
        text = f"{title}\n\n{text}"
    return Page(text, title)


def _root(page: str) -> _Element | None:
    """The tree of a page, as far as it can be parsed; None where it has nothing."""
    from lxml import etree, html  # noqa: PLC0415 (slow to import)

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(page.encode(), parser)
    except etree.XMLSyntaxError:  # an empty page
        return None


def _main_content(html: str, url: str | None) -> str:
    """The article and the comments of a page as trafilatura finds them, or `""`.

    Without tables, as old pages are laid out in them: 79 in 100 paragraphs of the development pages come out whole, and
    with tables 75. Whatever a page makes it raise, it is the page that has no main content.
    """
    from trafilatura import extract  # noqa: PLC0415 (slow to import)

    try:
        return extract(html, url=url, output_format="txt", include_comments=True, include_tables=False) or ""
    except Exception:  # noqa: BLE001 (other people's code on any page there is)
        return ""


def _title(root: _Element) -> str | None:
    """The title of a page: its only main heading, else the best of what its head says."""
    from trafilatura.metadata import extract_title  # noqa: PLC0415 (slow to import)

    try:
        title = extract_title(root)
    except Exception:  # noqa: BLE001 (as above)
        return None
    return " ".join(title.split()) or None if title else None


def _visible(root: _Element) -> str:
    """All that can be seen of a page, each block-level element on lines of its own."""
    from lxml import etree  # noqa: PLC0415 (slow to import)

    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        edge = "" if element.tag in _INLINE else "\n"
        if event == "end":
            pieces += (edge, _spaced(element.tail))
        elif element.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            pieces += (edge, _spaced(element.text))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _spaced(text: str | None) -> str:
    """The text of an element on one line, with the white space at its ends, which may part words."""
    return re.sub(r"\s+", " ", text) if text else ""
