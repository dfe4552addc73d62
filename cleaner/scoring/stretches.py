"""Where a block stands among the prose of its document: features that look at all blocks at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Row = NDArray[Any]

FAR: Final = 60
"""Blocks from which on a distance does not matter."""
_GAPS: Final = (3, 8, 20)
"""Blocks without prose that part two stretches of it."""


def stretches_of(prose: NDArray[np.float32]) -> dict[str, Row]:
    """The stretches of prose, cut where so many blocks are none: an article, and below it perhaps another one.

    `prose` are the words of each block that is prose, and 0 for the others. A block between two stretches is told of
    both.
    """
    import numpy as np  # noqa: PLC0415

    size = len(prose)
    places = np.flatnonzero(prose).tolist()
    words = prose.tolist()
    rows: dict[str, Row] = {}
    for gap in _GAPS:
        lengths, told = _told(_cut(places, gap), words, size)
        rows |= zip(
            [name.format(gap) for name in _STRETCHES], np.repeat(np.array(told).T, lengths, axis=1), strict=True
        )
    return rows


_STRETCHES: Final = (
    "stretch of {}",
    "stretch of {} before",
    "stretch of {} to come",
    "prose of {} before",
    "stretches of {} before",
    "largest stretch of {}",
)


def _cut(places: list[int], gap: int) -> list[tuple[int, int]]:
    """The first and the last block of each stretch."""
    stretches: list[tuple[int, int]] = []
    for place in places:
        if stretches and place - stretches[-1][1] <= gap:
            stretches[-1] = stretches[-1][0], place
        else:
            stretches.append((place, place))
    return stretches


def _told(stretches: list[tuple[int, int]], words: list[float], size: int) -> tuple[list[int], list[tuple[float, ...]]]:
    """How many blocks each stretch has, and what lies between, in turn; and the values of `_STRETCHES` for each."""
    total = max(1.0, sum(words))
    shares = [sum(words[first : last + 1]) / total for first, last in stretches]
    largest = max(shares, default=0.0)
    lengths: list[int] = []
    told: list[tuple[float, ...]] = []
    at, before, read = 0, 0.0, 0.0
    for number, ((first, last), share) in enumerate(zip(stretches, shares, strict=True)):
        lengths += first - at, last + 1 - first
        told += (0.0, before, share, read, number, 0.0), (share, before, 0.0, read, number + 1, float(share >= largest))
        at, before, read = last + 1, share, read + share
    lengths.append(size - at)
    told.append((0.0, before, 0.0, read, len(stretches), 0.0))
    return lengths, told


def places_among(words: NDArray[np.float32], prose: NDArray[np.float32], density: Row) -> dict[str, Row]:
    """Where a block stands: in the document, in its words, and in its prose; `density` is that of prose around it."""
    import numpy as np  # noqa: PLC0415

    size = len(words)
    number = np.arange(size)
    all_words, all_prose = max(1.0, float(words.sum())), max(1.0, float(prose.sum()))
    read, read_prose = np.cumsum(words) / all_words, np.cumsum(prose) / all_prose
    densest = int(np.argmax(density))
    last = np.maximum.accumulate(np.where(prose > 0, number, -FAR))
    coming = np.minimum.accumulate(np.where(prose > 0, number, size + FAR)[::-1])[::-1]
    since, until = np.full(size, FAR), np.full(size, FAR)
    since[1:] = np.minimum(number[1:] - last[:-1], FAR)
    until[:-1] = np.minimum(coming[1:] - number[:-1], FAR)
    return {
        "place": number / max(1, size - 1),
        "blocks before": number,
        "blocks behind": size - 1 - number,
        "words before": read - words / all_words,
        "prose before": read_prose - prose / all_prose,
        "prose so far": read_prose,
        "all blocks": np.full(size, np.log1p(size)),
        "share of prose": np.full(size, all_prose / all_words),
        "all prose": np.full(size, np.log1p(all_prose)),
        "since prose": since,
        "until prose": until,
        "from the densest": np.abs(number - densest),
        "behind the densest": number > densest,
        "is prose": prose > 0,
    }
