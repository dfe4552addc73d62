"""Nodes of YAML that know their place: all scalars are strings; and the mistakes found in them."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from cleaner.errors import RuleError


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """A string; `line` and `column` are 1-based, `style` is YAML's quote or "" for a plain scalar."""

    value: str
    line: int
    column: int
    style: str = ""
    cut: bool = False
    """A plain scalar with ` #` behind it: YAML took the rest for a comment."""


class Sequence(msgspec.Struct, frozen=True, gc=False):
    items: tuple[Node, ...]
    line: int
    column: int


class Mapping(msgspec.Struct, frozen=True, gc=False):
    items: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Mistakes:
    """Gathers the mistakes of one file, with its lines at hand for the caret."""

    path: str
    lines: list[str]
    found: list[RuleError] = field(default_factory=list)

    def add(self, place: Node | tuple[int, int], where: str, what: str, fix: str = "") -> None:
        """Note a mistake at a node, or at a line and column."""
        line, column = place if isinstance(place, tuple) else (place.line, place.column)
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        self.found.append(RuleError(self.path, line, column, where, what, fix, source))
