"""The features of blocks: what a reader would look at to tell an article's body from what surrounds it.

One row a feature, one column a block: the block's own shape, its place in the document and among the prose, how much its
words are those of the rest, and what the rules made of it and around it. Beside these stand the words that it begins
and ends with. What its neighbours are, the model sees by itself.
"""

from __future__ import annotations

import functools
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cleaner.engine.labelling import Claim
from cleaner.engine.literals import FoldedDocument
from cleaner.scoring.characters import COMPARED, Kind, Shapes, shapes_of
from cleaner.scoring.stretches import FAR, places_among, stretches_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Row = NDArray[Any]

PROSE_WORDS: Final = 12
"""Words from which a block that holds a sentence is prose."""
_GROUPS: Final = {
    "heads": ("byline", "published", "modified", "dateline"),
    "share bars": ("share",),
    "other articles": ("related",),
    "promotion": ("promo", "ad"),
    "notices": ("notice",),
    "the foot": ("legal",),
    "other furniture": ("other", "nav", "tags", "comments"),
}
"""What a rule's label says of where a block stands."""
_GROUP_OF: Final = {label: number for number, labels in enumerate(_GROUPS.values()) for label in labels}
_WINDOWS: Final = {
    "prose": ((-1, -1), (1, 1), (-3, -1), (1, 3), (-10, -1), (1, 10), (-2, 2), (-5, 5)),
    "words": ((-3, -1), (1, 3), (-8, -1), (1, 8)),
    "blocks of prose": ((-5, -1), (1, 5), (-15, -1), (1, 15)),
    "cohesion": ((-3, -1), (1, 3)),
    "furniture": ((-5, -1), (1, 5)),
}
"""Means over the blocks from so many to so many away."""
_WIDEST: Final = 15
"""Blocks that the widest look goes to either side."""


class Features(NamedTuple):
    """What the model sees of a document: `rows` are features x blocks, named by `names`."""

    names: tuple[str, ...]
    rows: NDArray[np.float32]
    words: list[list[str]]
    """The words of each block, folded, with the marks that stand at them."""


def features_of(document: FoldedDocument, owners: list[Claim | None]) -> Features:
    """The features of a document's blocks, as rules have labelled them; there is at least one block."""
    import numpy as np  # noqa: PLC0415 (slow to import)

    shapes = shapes_of(document.texts)
    prose = np.where((shapes.words >= PROSE_WORDS) & (shapes.ends | (shapes.sentences > 0)), shapes.words, 0)
    rows = _of_shape(shapes) | _of_layout(document) | _of_rules(owners)
    words = [text.split() for text in document.folded]
    rows["cohesion"] = _cohesion(words, prose > 0, shapes.compared)
    rows |= stretches_of(prose)
    rows |= _of_surroundings(prose, shapes.words, rows["cohesion"], rows["furniture"])
    rows |= places_among(shapes.words, prose, rows["prose at -5 to +5"])
    values = np.empty((len(rows), len(document)), np.float32)
    for number, row in enumerate(rows.values()):
        values[number] = row
    names = tuple(rows)
    logged = _logged(names)
    values[logged] = np.log1p(values[logged])
    return Features(names, values, words)


_LOGGED: Final = (
    *("characters", "words", "sentences", "prose", "since ", "until ", "from the densest", "blocks before"),
    *("blocks behind", "stretches of "),
)
_NOT_LOGGED: Final = ("prose of ", "prose before", "prose so far", "words before", "blocks of prose")


@functools.cache
def _logged(names: tuple[str, ...]) -> list[int]:
    """The features whose logarithm counts: numbers of things, and distances."""
    return [n for n, name in enumerate(names) if name.startswith(_LOGGED) and not name.startswith(_NOT_LOGGED)]


def _of_shape(shapes: Shapes) -> dict[str, Row]:
    """What the characters of a block tell."""
    import numpy as np  # noqa: PLC0415

    words = np.maximum(shapes.words, 1)
    counts, first, last = shapes.counts, shapes.first, shapes.last
    letters = counts[Kind.LOWER : Kind.SPACELESS + 1].sum(axis=0)
    by_word, by_character = counts / words, counts / shapes.lengths
    return {
        "characters": shapes.lengths,
        "words": shapes.words,
        "sentences": shapes.sentences,
        "ends sentence": shapes.ends,
        "trails off": shapes.trails,
        "ends colon": last == Kind.COLON,
        "ends comma": last == Kind.COMMA,
        "ends quote": last == Kind.QUOTE,
        "ends bracket": last == Kind.CLOSE,
        "ends letter": (last >= Kind.LOWER) & (last <= Kind.SPACELESS),
        "ends digit": last == Kind.DIGIT,
        "ends question": last == Kind.QUESTION,
        "begins small": first == Kind.LOWER,
        "begins capital": first == Kind.UPPER,
        "begins digit": first == Kind.DIGIT,
        "begins quote": first == Kind.QUOTE,
        "begins dash": first == Kind.DASH,
        "begins bracket": first == Kind.OPEN,
        "begins symbol": (first == Kind.SYMBOL) | (first == Kind.OTHER),
        "capitalised": shapes.capitalised / words,
        "capitals": shapes.capitals / words,
        "short words": shapes.short / words,
        "long words": shapes.long / words,
        "word length": np.minimum(letters / words, 20) / 10,
        "digits": by_character[Kind.DIGIT],
        "commas": by_word[Kind.COMMA],
        "colons": np.minimum(counts[Kind.COLON], 3),
        "quotes": np.minimum(counts[Kind.QUOTE], 6) / 6,
        "brackets": np.minimum(counts[Kind.OPEN], 3) / 3,
        "questions": np.minimum(counts[Kind.QUESTION], 2),
        "symbols": np.minimum(counts[Kind.SYMBOL], 5) / 5,
        "share of symbols": by_character[Kind.SYMBOL],
        "dashes": np.minimum(counts[Kind.DASH], 4) / 4,
        "without spaces": counts[Kind.SPACELESS] / np.maximum(letters, 1),
        "without case": counts[Kind.UNCASED] / np.maximum(letters, 1),
        "odd characters": by_character[Kind.OTHER],
    }


def _of_layout(document: FoldedDocument) -> dict[str, Row]:
    """What the dump shows of a block's layout: its bullet, the blank lines before it, and whether it comes again."""
    import numpy as np  # noqa: PLC0415

    blocks = document.blocks
    count = blocks.text.count
    gaps = [count("\n", end, start) for end, start in zip([0, *blocks.ends], blocks.starts, strict=False)]
    before, repeated = repeats_of(document.folded)
    return {
        "said before": np.array(before),
        "share of repeats": np.full(len(before), sum(before) / max(1, len(before))),
        "bullet": np.array([len(a) != len(b) for a, b in zip(blocks.texts, document.texts, strict=True)]),
        "blank lines": np.minimum(np.array(gaps, dtype=np.float32), 3),
        "repeated": np.array(repeated),
    }


def repeats_of(folded: list[str]) -> tuple[list[bool], list[bool]]:
    """Of each block, whether the same was said before it, and whether it is said more than once."""
    times = Counter(folded)
    seen: set[str] = set()
    before = []
    for text in folded:
        before.append(text in seen)
        seen.add(text)
    return before, [times[text] > 1 for text in folded]


def _of_rules(owners: list[Claim | None]) -> dict[str, Row]:
    """What the rules made of a block, and how far it is behind, and before, what they know."""
    import numpy as np  # noqa: PLC0415

    labels = [owner.label if owner is not None else "body" for owner in owners]
    size = len(labels)
    known = np.zeros((len(_GROUPS), size), dtype=bool)
    for block, label in enumerate(labels):
        if label in _GROUP_OF:
            known[_GROUP_OF[label], block] = True
    number = np.arange(size)
    last = np.maximum.accumulate(np.where(known, number, -FAR), axis=1)
    following = np.minimum.accumulate(np.where(known, number, size + FAR)[:, ::-1], axis=1)[:, ::-1]
    since, until = np.minimum(number - last, FAR), np.full((len(_GROUPS), size), FAR)
    until[:, :-1] = np.minimum(following[:, 1:] - number[:-1], FAR)
    rows: dict[str, Row] = {"furniture": np.array([label != "body" for label in labels])}
    for at, name in enumerate(_GROUPS):
        rows |= {f"since {name}": since[at], f"until {name}": until[at], f"behind {name}": last[at] >= 0}
    return rows


def _cohesion(words: list[list[str]], prose: NDArray[np.bool_], compared: NDArray[np.float32]) -> NDArray[np.float32]:
    """The share of a block's longer words that the prose of other blocks holds, too; `compared` is how many it has."""
    import numpy as np  # noqa: PLC0415

    flags = prose.tolist()
    once: set[str] = set()
    twice: set[str] = set()
    for own, is_prose in zip(words, flags, strict=True):
        if is_prose:
            twice.update(once.intersection(own))
            once.update(own)
    twice, once = ({word for word in some if len(word) >= COMPARED} for some in (twice, once))
    counts = [len((twice if is_prose else once).intersection(own)) for own, is_prose in zip(words, flags, strict=True)]
    return np.minimum(np.array(counts, np.float32) / np.maximum(compared, 1), 1)


def _of_surroundings(*rows: Row) -> dict[str, Row]:
    """Means of rows over the blocks around: of prose, words, cohesion and furniture. What is not there counts as 0."""
    import numpy as np  # noqa: PLC0415

    prose, words, cohesion, furniture = rows
    size = len(prose)
    sums = np.zeros((len(_WINDOWS), size + 2 * _WIDEST + 1))
    inner = sums[:, _WIDEST + 1 : _WIDEST + 1 + size]
    for number, row in enumerate((prose, words, prose > 0, cohesion, furniture)):
        inner[number] = row
    np.cumsum(sums, axis=1, out=sums)
    return {
        f"{name} at {low:+d} to {high:+d}": (
            sums[row, _WIDEST + high + 1 : _WIDEST + high + 1 + size] - sums[row, _WIDEST + low : _WIDEST + low + size]
        )
        / (high - low + 1)
        for row, (name, windows) in enumerate(_WINDOWS.items())
        for low, high in windows
    }
