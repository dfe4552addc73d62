"""What elements are to a reader of blocks: of a line or of blocks, empty, unseen, ended by others."""

from __future__ import annotations

from typing import Final

INLINE: Final = 1
"""Stands in a line with its neighbours."""
VOID: Final = 2
"""Holds nothing."""
ENDS_OTHERS: Final = 4
"""Ends an open element that cannot hold it."""
NOTED: Final = 8
"""Means something for the text in it."""
UNSEEN: Final = 16
CELL: Final = 32
IN_PARAGRAPH: Final = 64
"""Does not end an open paragraph."""
GOES_ON: Final = 128
"""Does not end a block where it ends."""
NEVER_ENDED: Final = 256
"""What follows its end tag is its, too."""

_VOID: Final = (
    *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link"),
    *("meta", "param", "source", "track", "wbr"),
)
_INLINE: Final = (
    *(
        "a",
        "abbr",
        "acronym",
        "area",
        "b",
        "base",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
    ),
    *(
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "link",
        "map",
        "mark",
        "meta",
        "nobr",
        "param",
        "picture",
        "q",
        "rb",
        "rp",
    ),
    *(
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "track",
        "tt",
    ),
    *("u", "var", "wbr"),
)
_UNSEEN: Final = ("object", "template")
_CELLS: Final = frozenset(("td", "th"))
_SECTIONS: Final = frozenset(("tbody", "thead", "tfoot"))
_TERMS: Final = frozenset(("dt", "dd"))
_TABLE: Final = frozenset(("table",))
_LISTS: Final = frozenset(("ul", "ol", "menu", "dir", "table", "td", "th"))

SCOPE: Final = frozenset(("td", "th", "table", "caption", "button", "template", "object", "marquee"))
"""Elements beyond which an end tag ends nothing."""
TABLE_PARTS: Final = dict.fromkeys(("tr", *_SECTIONS, *_CELLS, "caption"), _TABLE) | {"table": frozenset[str]()}
"""The same, for the end tags of a table's parts."""
BEYOND: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (frozenset(("li",)), _LISTS),
    **dict.fromkeys(_TERMS, (_TERMS, frozenset(("dl", "table", "td", "th")))),
    **dict.fromkeys(_CELLS, (_CELLS, frozenset(("table", "tr")))),
    "tr": (frozenset(("tr",)), _TABLE),
    **dict.fromkeys(_SECTIONS, (_SECTIONS, _TABLE)),
    "a": (frozenset(("a",)), SCOPE),
}
"""By an element that begins: which open ones it ends, and those beyond which they stay open."""


def _kinds() -> dict[str, int]:
    kinds: dict[str, int] = dict.fromkeys(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section"), 0)
    flagged = (
        (INLINE | IN_PARAGRAPH | GOES_ON, _INLINE),
        (VOID, _VOID),
        (IN_PARAGRAPH, ("br", "button")),
        (UNSEEN | IN_PARAGRAPH | GOES_ON, _UNSEEN),
        (CELL | GOES_ON, _CELLS),
        (ENDS_OTHERS, BEYOND),
        (NOTED, ("a", "li", "pre", "time", "h1")),
        (NEVER_ENDED, ("html", "body")),
    )
    for flag, names in flagged:
        for name in names:
            kinds[name] = kinds.get(name, 0) | flag
    return kinds


KINDS: Final = _kinds()
