"""How to take one item out of a list of a rule file, its layout and comments left as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cleaner.authoring.lint.findings import Edit
from cleaner.rulebook.nodes import Scalar

Ends = Mapping[tuple[int, int], tuple[int, int]]
"""For the place of a scalar the place behind it."""
_NOTHING: Final[tuple[Edit, ...]] = ()


def without(lines: Sequence[str], items: Sequence[Scalar], number: int, ends: Ends) -> tuple[Edit, ...]:
    """The edit that takes an item out of a list of several; none where that would take a comment along."""
    item = items[number]
    end = ends.get((item.line, item.column))
    if end is None or len(items) < 2:
        return _NOTHING
    before, behind = lines[item.line - 1][: item.column - 1], lines[end[0] - 1][end[1] - 1 :]
    if before.strip() == "-":
        return () if behind.strip() else (Edit(item.line, 1, end[0] + 1, 1),)
    if number + 1 < len(items):
        following = items[number + 1]
        edit = Edit(item.line, item.column, following.line, following.column)
    else:
        last = items[number - 1]
        edit = Edit(*ends.get((last.line, last.column), (item.line, item.column)), *end)
    return () if _holds_comment(lines, edit) else (edit,)


def _holds_comment(lines: Sequence[str], edit: Edit) -> bool:
    """Whether there may be a comment in what an edit takes out over a line's end."""
    return edit.line != edit.end_line and any("#" in line for line in lines[edit.line - 1 : edit.end_line])
