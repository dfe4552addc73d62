"""Patterns that fail on one character.

A pattern nearly matches a block if it does not match it, and does once one character is inserted, deleted or replaced
in one of its literals. Two things are no near miss, as they would be chance and not a slip:

- an edit in a short literal: one of fewer than `MIN_LITERAL` characters, or of fewer than `MIN_LOOSE` with a gap beside it;
- an edit at a literal's edge beside a gap in the middle of a word of the block: `Share on *` is not near `Share onions`.

One half of the edited literal stands in the block as it is, and so do all the other literals. So whether a pattern is
worth a look is told by `halves`, which an index finds for all patterns at once; a look takes time linear in the block.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cleaner.engine.matching import Matcher
from cleaner.rulebook.patterns import Gap, Literal, Part, Template
from cleaner.text.folding import fold_with_origin

MIN_LITERAL: Final = 4
"""Characters of a literal between the block's edges or hard slots in which one may differ."""
MIN_LOOSE: Final = 8
"""The same of a literal beside a gap, which may stand anywhere."""
MAX_PLACES: Final = 16
"""Places of a half in one block that are looked at, from the left: a text of one letter has as many as it is long."""


class Edit(NamedTuple):
    """The character that differs: the pattern's (folded, "" if the block has one more), the block's ("" if one less).

    `offset` is where in the block's text, in code points.
    """

    wanted: str
    found: str
    offset: int


class _Change(NamedTuple):
    """A literal after one edit: its new text, the place within the old one, the place in the folded block."""

    text: str
    inside: int
    offset: int
    wanted: str
    found: str


def halves(template: Template) -> tuple[str, ...]:
    """Texts of which a block must hold one for a near miss; a line feed stands for the block's edge."""
    found: list[str] = []
    for number in _editable(template.parts):
        left, right = _split(template.parts[number])
        first, last = number == 0, number == len(template.parts) - 1
        found += ["\n" * first + left, right + "\n" * last]
    return tuple(found)


def near_match(template: Template, language: str | None, folded: str, original: str) -> Edit | None:
    """The character that keeps a pattern from matching a block; None where it is not just one, or none."""
    parts = template.parts
    for number in _editable(parts):
        others = (part.text for place, part in enumerate(parts) if isinstance(part, Literal) and place != number)
        if not all(text in folded for text in others):
            continue
        for change in _changes(parts, number, folded):
            edited = Template(template.source, (*parts[:number], Literal(change.text), *parts[number + 1 :]))
            if Matcher(edited, language).match(folded, original) is not None:
                is_match = Matcher(template, language).match(folded, original) is not None
                return None if is_match else _edit(change, original)
    return None


def _edit(change: _Change, original: str) -> Edit:
    origin = fold_with_origin(original).origin
    offset = origin[change.offset] if origin else change.offset
    return Edit(change.wanted, original[offset] if change.found else "", offset)


def _editable(parts: tuple[Part, ...]) -> list[int]:
    """The numbers of the literals that are long enough for one character of them to differ."""
    return [
        number
        for number, part in enumerate(parts)
        if isinstance(part, Literal)
        and len(part.text.strip(" ")) >= (MIN_LOOSE if any(_gaps_beside(parts, number)) else MIN_LITERAL)
    ]


def _gaps_beside(parts: tuple[Part, ...], number: int) -> tuple[bool, bool]:
    """Whether a gap stands before and behind a part."""
    before = number > 0 and isinstance(parts[number - 1], Gap)
    return before, isinstance(next(iter(parts[number + 1 :]), None), Gap)


def _split(part: Part) -> tuple[str, str]:
    text = part.text if isinstance(part, Literal) else ""
    middle = len(text) // 2
    return text[:middle], text[middle:]


def _changes(parts: tuple[Part, ...], number: int, folded: str) -> Iterator[_Change]:
    """The edits of a literal by which it stands in a block, each once, those with its left half as it is first."""
    left, right = _split(parts[number])
    text, size = left + right, len(folded)
    first, last = number == 0, number == len(parts) - 1
    starts = ([0] if folded.startswith(left) else []) if first else _places(folded, left)
    ends = ([size - len(right)] if folded.endswith(right) else []) if last else _places(folded, right)
    seen: set[tuple[str, int]] = set()
    for change in (
        *(change for start in starts for change in _behind(text, folded, start)),
        *(change for end in ends for change in _before(text, folded, end + len(right))),
    ):
        key = (change.text, change.offset)
        if key not in seen and _is_meant(change, _gaps_beside(parts, number), len(text), folded):
            seen.add(key)
            yield change


def _places(folded: str, half: str) -> list[int]:
    """Where a half stands in a block, from the left."""
    found: list[int] = []
    at = folded.find(half)
    while at >= 0 and len(found) < MAX_PLACES:
        found.append(at)
        at = folded.find(half, at + 1)
    return found


def _behind(text: str, folded: str, start: int) -> Iterator[_Change]:
    """The edits by which a text stands in a block from `start` on: all before the first difference is as it should be."""
    same = _common(text, folded[start : start + len(text)])
    at = start + same
    wanted, found = text[same : same + 1], folded[at : at + 1]
    if wanted and found and folded.startswith(text[same + 1 :], at + 1):
        yield _Change(text[:same] + found + text[same + 1 :], same, at, wanted, found)
    if found and folded.startswith(text[same:], at + 1):
        yield _Change(text[:same] + found + text[same:], same, at, "", found)
    if wanted and folded.startswith(text[same + 1 :], at):
        yield _Change(text[:same] + text[same + 1 :], same, at, wanted, "")


def _before(text: str, folded: str, end: int) -> Iterator[_Change]:
    """The same of a text that stands in a block up to `end`, seen from there."""
    start = max(0, end - len(text) - 1)
    for change in _behind(text[::-1], folded[start:end][::-1], 0):
        index = len(text) - change.inside - bool(change.wanted)
        offset = end - change.offset - bool(change.found)
        yield _Change(change.text[::-1], index, offset, change.wanted, change.found)


def _common(one: str, other: str) -> int:
    """The number of characters with which two texts begin alike."""
    if one == other:
        return len(one)
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_meant(change: _Change, gaps: tuple[bool, bool], length: int, folded: str) -> bool:
    """Whether an edit is no mere shift of a literal's edge within a word: a gap beside it would take the rest."""
    if gaps[1] and change.inside >= length - bool(change.wanted):
        return not folded[change.offset : change.offset + 1].isalnum()
    if gaps[0] and change.inside == 0:
        at = change.offset if change.found else change.offset - 1
        return at < 0 or not folded[at].isalnum()
    return True
