"""Counts of characters and words by block, for all blocks of a document at once.

Every character becomes one of a few classes, and classes are counted by block with numpy: the cost hardly depends on
the number of blocks, and no block is looked at in Python.
"""

from __future__ import annotations

import functools
import unicodedata
from enum import IntEnum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Kind(IntEnum):
    """What a character is, as far as the shape of a text tells."""

    OTHER = 0
    LOWER = auto()
    UPPER = auto()
    UNCASED = auto()
    SPACELESS = auto()
    """A letter of a script that puts no spaces between words."""
    DIGIT = auto()
    STOP = auto()
    QUESTION = auto()
    COLON = auto()
    COMMA = auto()
    QUOTE = auto()
    OPEN = auto()
    CLOSE = auto()
    DASH = auto()
    ELLIPSIS = auto()
    BULLET = auto()
    SYMBOL = auto()
    SPACE = auto()
    MARK = auto()
    LINE = auto()


_GIVEN = {
    Kind.STOP: ".。．۔।॥",
    Kind.QUESTION: "?!？！؟‽",
    Kind.COLON: ":：;；؛",
    Kind.COMMA: ",،、，",
    Kind.QUOTE: "\"'“”„‟«»‹›‘’‚「」『』〝〞＂",
    Kind.OPEN: "([（【〔［",
    Kind.CLOSE: ")]）】〕］",
    Kind.DASH: "-–—―‐‑",
    Kind.ELLIPSIS: "…",
    Kind.BULLET: "•▪‣◦●*■►▶◾",
    Kind.SYMBOL: "|/\\@#©®™→←↑↓+=<>~^_&%$€£¥·",
    Kind.SPACE: "\t",
    Kind.LINE: "\n",
}
SPACELESS: Final = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
"""Ranges of scripts that put no spaces between words."""
_BY_CATEGORY = {"Lu": Kind.UPPER, "Lt": Kind.UPPER, "Ll": Kind.LOWER, "Nd": Kind.DIGIT}
_BY_FAMILY = {"L": Kind.UNCASED, "M": Kind.MARK, "Z": Kind.SPACE, "S": Kind.SYMBOL}
_TABLE_SIZE = 0x10000


@functools.cache
def _table() -> NDArray[np.uint8]:
    """The class of each character of Unicode's first plane; the halves of the others are odd."""
    import numpy as np  # noqa: PLC0415 (slow to import)

    categories = list(map(unicodedata.category, map(chr, range(_TABLE_SIZE))))
    kinds = {category: _kind(category) for category in set(categories)}
    table = np.array([kinds[category] for category in categories], dtype=np.uint8)
    letters = np.array([category[0] == "L" for category in categories])
    for low, high in SPACELESS:
        table[low : high + 1][letters[low : high + 1]] = Kind.SPACELESS
    for kind, characters in _GIVEN.items():
        table[list(map(ord, characters))] = kind
    return table


def _kind(category: str) -> int:
    return int(_BY_CATEGORY.get(category) or _BY_FAMILY.get(category[0], Kind.OTHER))


@functools.cache
def _of_kinds(*some: Kind) -> NDArray[np.bool_]:
    """For each class whether it is one of some."""
    import numpy as np  # noqa: PLC0415

    return np.array([kind in some for kind in Kind])


class Shapes(NamedTuple):
    """What the characters of each block tell; every array has one entry a block, in the order of the blocks."""

    lengths: NDArray[np.float32]
    """Characters; those beyond Unicode's first plane count as two."""
    words: NDArray[np.float32]
    """Runs of letters and digits; two letters of a script without spaces count as one."""
    capitalised: NDArray[np.float32]
    """Words that begin with a capital letter."""
    capitals: NDArray[np.float32]
    """Words that begin with two."""
    short: NDArray[np.float32]
    """Words of at most three letters that begin small: mostly words of function."""
    compared: NDArray[np.float32]
    """Words of `COMPARED` letters and more."""
    long: NDArray[np.float32]
    """Words of nine letters and more."""
    sentences: NDArray[np.float32]
    """Ends of sentences."""
    ends: NDArray[np.bool_]
    """Whether the block ends as a sentence does, a closing quote or bracket behind it or not."""
    trails: NDArray[np.bool_]
    """Whether it ends in an ellipsis."""
    first: NDArray[np.uint8]
    last: NDArray[np.uint8]
    """Classes of its first and last character."""
    counts: NDArray[np.float32]
    """Characters by class, a row for each `Kind`."""


def shapes_of(texts: list[str]) -> Shapes:
    """The shapes of some blocks, none of them empty, none with a line feed."""
    import numpy as np  # noqa: PLC0415

    size = len(texts)
    data = "\n{}\n".format("\n".join(texts)).encode("utf-16-le", "replace")
    codes = np.frombuffer(data, dtype=np.uint16)
    kinds = np.take(_table(), codes)
    feeds = np.flatnonzero(codes == _FEED)
    starts, ends = feeds[:-1] + 1, feeds[1:]
    total = len(Kind)
    cells = np.repeat(np.arange(0, size * total, total), np.diff(feeds))  # a block begins with the line feed before it
    cells += kinds[:-1]
    counts = np.bincount(cells, minlength=size * total).reshape(size, total).T
    last, before = kinds[ends - 1], kinds[np.maximum(ends - 2, starts)]
    end = np.where(_of_kinds(Kind.QUOTE, Kind.CLOSE)[last], before, last)
    return Shapes(
        lengths=(ends - starts).astype(np.float32),
        **_words(kinds, feeds, counts[Kind.SPACELESS]),
        sentences=_sentences(codes, kinds, feeds),
        ends=_of_kinds(Kind.STOP, Kind.QUESTION)[end],
        trails=(last == Kind.ELLIPSIS) | ((last == Kind.STOP) & (before == Kind.STOP)),
        first=kinds[starts],
        last=last,
        counts=counts.astype(np.float32),
    )


_FEED: Final = ord("\n")
_WIDE: Final = 0x3000
"""From here on stops end a sentence whatever follows: Chinese and Japanese put no space behind them."""
_SHORT, _LONG = 3, 9
COMPARED: Final = 5
"""Letters of words that are compared: shorter ones stand everywhere."""


def _sentences(codes: NDArray[np.uint16], kinds: NDArray[np.uint8], feeds: NDArray[np.int64]) -> NDArray[np.float32]:
    """How many sentences end in each block; `feeds` are the places of the line feeds around blocks."""
    import numpy as np  # noqa: PLC0415

    stops = np.flatnonzero(np.take(_of_kinds(Kind.STOP, Kind.QUESTION), kinds))
    breaks = _of_kinds(Kind.SPACE, Kind.LINE, Kind.QUOTE, Kind.CLOSE)[kinds[stops + 1]]
    stops = stops[breaks | (codes[stops] >= _WIDE)]
    return np.diff(np.searchsorted(stops, feeds)).astype(np.float32)


def _words(
    kinds: NDArray[np.uint8], feeds: NDArray[np.int64], spaceless: NDArray[np.int64]
) -> dict[str, NDArray[np.float32]]:
    """The words of each block, and how many of them are of a kind."""
    import numpy as np  # noqa: PLC0415

    inside = np.take(_of_kinds(Kind.LOWER, Kind.UPPER, Kind.UNCASED, Kind.DIGIT, Kind.MARK), kinds)
    edges = np.flatnonzero(inside[1:] != inside[:-1])  # every text is framed by line feeds
    starts = edges[::2] + 1
    lengths = edges[1::2] + 1 - starts
    first, second = np.take(kinds, starts), np.take(kinds, starts + 1)
    upper = first == Kind.UPPER
    flags = np.zeros((5, len(starts) + 1), np.int32)
    flags[0, 1:] = upper
    flags[1, 1:] = upper & (second == Kind.UPPER)
    flags[2, 1:] = (lengths <= _SHORT) & ~upper & (first != Kind.DIGIT)
    flags[3, 1:] = lengths >= COMPARED
    flags[4, 1:] = lengths >= _LONG
    bounds = np.searchsorted(starts, feeds)
    counts = np.diff(np.take(np.cumsum(flags, axis=1), bounds, axis=1), axis=1).astype(np.float32)
    words = (np.diff(bounds) + (spaceless + 1) // 2).astype(np.float32)
    return dict(zip(("words", "capitalised", "capitals", "short", "compared", "long"), (words, *counts), strict=True))
