"""The features of blocks: what a reader would look at to tell an article's body from what surrounds it.

One row a block, one column a feature: its own shape, its place in the document and among the prose, how much its words
are those of the rest, what the rules made of its neighbours, and the shapes of the two blocks on either side.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from cleaner.engine.labelling import Claim
from cleaner.engine.literals import FoldedDocument
from cleaner.scoring.characters import Kind, Shapes, shapes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float32] | NDArray[np.bool_]

PROSE_WORDS: Final = 12
"""Words from which a block that holds a sentence is prose."""
_FAR: Final = 60
"""Blocks from which on a distance does not matter."""
_COHESIVE_LETTERS: Final = 5
"""Letters of words that are compared: shorter ones stand everywhere."""
_GAPS: Final = (3, 8, 20)
"""Blocks without prose that part two stretches of it."""
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
_SHAPE_OF_NEIGHBOURS: Final = (
    *("words", "ends sentence", "capitalised", "ends colon", "begins small", "bullet", "digits", "short words"),
    *("symbols", "blank lines", "trails off", "cohesion", "repeated", "furniture"),
)


def features_of(document: FoldedDocument, owners: list[Claim | None]) -> tuple[list[str], NDArray[np.float32]]:
    """The names of the features and their values, blocks x features."""
    import numpy as np  # noqa: PLC0415 (slow to import)

    shapes = shapes_of(document.texts)
    prose = np.where((shapes.words >= PROSE_WORDS) & (shapes.ends | (shapes.sentences > 0)), shapes.words, 0)
    columns = {**_of_shape(shapes), **_of_layout(document), **_of_rules(owners)}
    columns["cohesion"] = _cohesion(document.folded, prose > 0)
    columns |= _of_stretches(prose)
    around = _of_surroundings(shapes.words, prose, columns["cohesion"], columns["furniture"])
    columns |= around | _of_place(shapes.words, prose, np.expm1(around["prose at -5 to +5"]))
    near = np.stack([np.asarray(columns[name], dtype=np.float32) for name in _SHAPE_OF_NEIGHBOURS], axis=1)
    own = np.stack([np.asarray(column, dtype=np.float32) for column in columns.values()], axis=1)
    shifts = (-2, -1, 1, 2)
    names = [*columns, *(f"{name} at {shift:+d}" for shift in shifts for name in _SHAPE_OF_NEIGHBOURS)]
    return names, np.concatenate([own, *(_shifted(near, shift) for shift in shifts)], axis=1)


def _of_shape(shapes: Shapes) -> dict[str, Column]:
    """What the characters of a block tell."""
    import numpy as np  # noqa: PLC0415

    words = np.maximum(shapes.words, 1)
    counts, first, last = shapes.counts, shapes.first, shapes.last
    letters = counts[:, Kind.LOWER : Kind.SPACELESS + 1].sum(axis=1)
    return {
        "characters": np.log1p(shapes.lengths),
        "words": np.log1p(shapes.words),
        "sentences": np.log1p(shapes.sentences),
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
        "digits": counts[:, Kind.DIGIT] / shapes.lengths,
        "commas": counts[:, Kind.COMMA] / words,
        "colons": np.minimum(counts[:, Kind.COLON], 3),
        "quotes": np.minimum(counts[:, Kind.QUOTE], 6) / 6,
        "brackets": np.minimum(counts[:, Kind.OPEN], 3) / 3,
        "questions": np.minimum(counts[:, Kind.QUESTION], 2),
        "symbols": np.minimum(counts[:, Kind.SYMBOL], 5) / 5,
        "share of symbols": counts[:, Kind.SYMBOL] / shapes.lengths,
        "dashes": np.minimum(counts[:, Kind.DASH], 4) / 4,
        "without spaces": counts[:, Kind.SPACELESS] / np.maximum(letters, 1),
        "without case": counts[:, Kind.UNCASED] / np.maximum(letters, 1),
        "odd characters": counts[:, Kind.OTHER] / shapes.lengths,
    }


def _of_layout(document: FoldedDocument) -> dict[str, Column]:
    """What the dump shows of a block's layout: its bullet, the blank lines before it, and whether it comes again."""
    import numpy as np  # noqa: PLC0415

    blocks = document.blocks
    text = blocks.text
    gaps = [text.count("\n", end, start) for end, start in zip([0, *blocks.ends], blocks.starts, strict=False)]
    times = Counter(document.folded)
    seen: set[str] = set()
    before = []
    for folded in document.folded:
        before.append(folded in seen)
        seen.add(folded)
    return {
        "said before": np.array(before),
        "share of repeats": np.full(len(before), sum(before) / max(1, len(before))),
        "bullet": np.array([len(a) != len(b) for a, b in zip(blocks.texts, document.texts, strict=True)]),
        "blank lines": np.minimum(np.array(gaps, dtype=np.float32), 3),
        "repeated": np.array([times[folded] > 1 for folded in document.folded]),
    }


def _of_rules(owners: list[Claim | None]) -> dict[str, Column]:
    """What the rules made of a block."""
    import numpy as np  # noqa: PLC0415

    labels = [owner.label if owner is not None else "body" for owner in owners]
    size = len(labels)
    columns: dict[str, Column] = {"furniture": np.array([label != "body" for label in labels])}
    for name, own in _GROUPS.items():
        places = [number for number, label in enumerate(labels) if label in own]
        columns |= _distances(name, places, size)
    return columns


def _distances(name: str, places: list[int], size: int) -> dict[str, Column]:
    """How far each of `size` blocks is behind the last of some places, and before the next, as logarithms."""
    import numpy as np  # noqa: PLC0415

    number = np.arange(size)
    ends = np.array([-_FAR, *places, size + _FAR])
    passed = np.searchsorted(ends, number, side="right")
    return {
        f"since {name}": np.log1p(np.minimum(number - ends[passed - 1], _FAR)),
        f"until {name}": np.log1p(np.minimum(ends[passed] - number, _FAR)),
        f"behind {name}": passed > 1,
    }


def _cohesion(folded: list[str], prose: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The share of a block's longer words that the prose of other blocks holds, too."""
    import numpy as np  # noqa: PLC0415

    words = [{word for word in text.split() if len(word) >= _COHESIVE_LETTERS} for text in folded]
    flags = prose.tolist()
    blocks_with: Counter[str] = Counter()
    for own, is_prose in zip(words, flags, strict=True):
        if is_prose:
            blocks_with.update(own)
    shares = [
        sum([blocks_with[word] > is_prose for word in own]) / len(own) if own else 0.0
        for own, is_prose in zip(words, flags, strict=True)
    ]
    return np.array(shares, dtype=np.float32)


def _of_stretches(prose: NDArray[np.float32]) -> dict[str, Column]:
    """The stretches of prose, cut where so many blocks are none: an article, and below it perhaps another one.

    A block between two stretches is told of both.
    """
    import numpy as np  # noqa: PLC0415

    size = len(prose)
    places = np.flatnonzero(prose)
    columns: dict[str, Column] = {}
    for gap in _GAPS:
        firsts = places[np.diff(places, prepend=-size) > gap]
        number = np.searchsorted(firsts, np.arange(size), side="right")  # of the stretch that has begun; 0 before any
        sums = np.bincount(number, weights=prose, minlength=len(firsts) + 2) / max(1.0, float(prose.sum()))
        lasts = places[np.searchsorted(places, np.append(firsts, size)[1:]) - 1] if len(firsts) else firsts
        behind = np.arange(size) > np.append(-1, lasts)[number]
        columns |= {
            f"stretch of {gap}": np.where(behind, 0, sums[number]),
            f"stretch of {gap} before": np.where(behind, sums[number], np.where(number > 0, sums[number - 1], 0)),
            f"stretch of {gap} to come": np.where(behind, sums[number + 1], 0),
            f"prose of {gap} before": (np.cumsum(sums)[number] - np.where(behind, 0, sums[number])).astype(np.float32),
            f"stretches of {gap} before": np.log1p(number),
            f"largest stretch of {gap}": ~behind & (sums[number] >= sums.max()),
        }
    return columns


def _of_place(words: NDArray[np.float32], prose: NDArray[np.float32], density: Column) -> dict[str, Column]:
    """Where a block stands: in the document, in its words, and in its prose."""
    import numpy as np  # noqa: PLC0415

    size = len(words)
    number = np.arange(size)
    all_words, all_prose = max(1.0, float(words.sum())), max(1.0, float(prose.sum()))
    read, read_prose = np.cumsum(words) / all_words, np.cumsum(prose) / all_prose
    densest = int(np.argmax(density))
    last = np.maximum.accumulate(np.where(prose > 0, number, -_FAR))
    coming = np.minimum.accumulate(np.where(prose > 0, number, size + _FAR)[::-1])[::-1]
    since = number - np.concatenate([[-_FAR], last[:-1]])
    until = np.concatenate([coming[1:], [size + _FAR]]) - number
    return {
        "place": number / max(1, size - 1),
        "blocks before": np.log1p(number),
        "blocks behind": np.log1p(size - 1 - number),
        "words before": read - words / all_words,
        "prose before": read_prose - prose / all_prose,
        "prose so far": read_prose,
        "blocks": np.full(size, np.log1p(size)),
        "share of prose": np.full(size, all_prose / all_words),
        "prose": np.full(size, np.log1p(all_prose)),
        "since prose": np.log1p(np.minimum(since, _FAR)),
        "until prose": np.log1p(np.minimum(until, _FAR)),
        "from the densest": np.log1p(np.abs(number - densest)),
        "behind the densest": number > densest,
        "is prose": prose > 0,
    }


def _of_surroundings(
    words: NDArray[np.float32], prose: NDArray[np.float32], cohesion: Column, furniture: Column
) -> dict[str, Column]:
    """Words, prose, cohesion and furniture of the blocks around."""
    import numpy as np  # noqa: PLC0415

    sums = _Sums(np.stack([prose, words, prose > 0, cohesion, furniture], axis=1))
    named = {
        "prose": ((-1, -1), (1, 1), (-3, -1), (1, 3), (-10, -1), (1, 10), (-2, 2), (-5, 5)),
        "words": ((-3, -1), (1, 3), (-8, -1), (1, 8)),
        "blocks of prose": ((-5, -1), (1, 5), (-15, -1), (1, 15)),
        "cohesion": ((-3, -1), (1, 3)),
        "furniture": ((-5, -1), (1, 5)),
    }
    means = {
        f"{name} at {low:+d} to {high:+d}": sums.mean(column, low, high)
        for column, (name, spans) in enumerate(named.items())
        for low, high in spans
    }
    return {name: np.log1p(m) if name.startswith(("prose", "words")) else m for name, m in means.items()}


_WIDEST: Final = 15
"""Blocks that the widest look goes to either side."""


class _Sums:
    """Sums of columns over windows of blocks; what is not there counts as 0."""

    __slots__ = ("_size", "_sums")

    def __init__(self, columns: NDArray[np.float32]) -> None:
        import numpy as np  # noqa: PLC0415

        self._size = len(columns)
        nothing = np.zeros((_WIDEST, columns.shape[1]), dtype=np.float64)
        self._sums = np.cumsum(np.concatenate([nothing[:1], nothing, columns, nothing]), axis=0)

    def mean(self, column: int, low: int, high: int) -> NDArray[np.float32]:
        """For each block the mean of a column over the blocks from `low` to `high` away."""
        sums = self._sums[:, column]
        first, behind = _WIDEST + low, _WIDEST + high + 1
        total = sums[behind : behind + self._size] - sums[first : first + self._size]
        mean: NDArray[np.float32] = (total / (high - low + 1)).astype("float32")
        return mean


def _shifted(rows: NDArray[np.float32], shift: int) -> NDArray[np.float32]:
    """For each block the row of the block that many away; -1 where there is none."""
    import numpy as np  # noqa: PLC0415

    moved = np.full_like(rows, -1)
    if abs(shift) < len(rows):
        if shift < 0:
            moved[-shift:] = rows[:shift]
        else:
            moved[:-shift] = rows[shift:]
    return moved
