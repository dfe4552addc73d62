"""What lint finds: a name, how sure it is, a place in a rule file, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from cleaner.authoring.showing import visible

ERROR: Final = "error"
WARNING: Final = "warning"

KINDS: Final = MappingProxyType(
    dict.fromkeys(
        (
            "syntax", "mistake", "unknown-word", "idle-off", "failing-example", "matches-everything", "re-blow-up",
            "re-empty", "re-unfolded", "unknown-language", "shared-host", "bad-accept",
        ),
        ERROR,
    )
    | dict.fromkeys(
        (
            "no-hits", "re-without-spares", "weak-end", "short-literal", "only-place", "shadowed", "repeated",
            "re-open-ends", "re-template", "same-rule", "shared-fingerprint", "no-cases", "invisible",
            "mixed-alphabet", "idle-accept",
        ),
        WARNING,
    )
)  # fmt: skip
"""Every finding's severity: an error is surely wrong, a warning may be right, and may be accepted with a reason."""

_WIDTH: Final = 110
"""Characters of a line that are shown around the place of a finding."""

OF_LOADING: Final = frozenset({"syntax", "mistake", "unknown-word", "idle-off"})
"""What loading refuses."""
OF_ALL_RULES: Final = frozenset({"shadowed", "same-rule", "shared-host"})
"""Findings that need all rules loaded."""
OF_CASES: Final = frozenset({"no-cases", "shared-fingerprint"})
"""Findings that need cases."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a file, from one 1-based line and column up to another, and the text to put in its place."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: `line` and `column` are 1-based, 0 where it has no place within the file.

    `edits` mend it, where that is mechanical; `accepted` is the reason for which the file accepts it, else "".
    """

    name: str
    path: str
    line: int
    column: int
    where: str
    what: str
    fix: str
    source: str = ""
    edits: tuple[Edit, ...] = ()
    accepted: str = ""

    @property
    def severity(self) -> str:
        return KINDS[self.name]

    def __str__(self) -> str:
        """As mistakes in rules are told: `file:line:col: severity: where: what; fix [name]`, the line and a caret."""
        place = f"{seen(self.path)}:{self.line}:{self.column}" if self.line else seen(self.path)
        parts = [place, self.severity, *([self.where] if self.where else []), self.what]
        text = visible(": ".join(parts) + (f"; {self.fix}" if self.fix else "") + f" [{self.name}]")
        if not self.source or not self.line:
            return text
        source, column = _window(visible(self.source), self.column - 1)
        return f"{text}\n    {source}\n    {' ' * column}^"


def _window(source: str, column: int) -> tuple[str, int]:
    """What of a long line is shown around a 0-based column, and where that stands there."""
    if len(source) <= _WIDTH:
        return source, column
    start = max(0, min(column - _WIDTH // 2, len(source) - _WIDTH))
    end = start + _WIDTH
    before, behind = "…" if start else "", "…" if end < len(source) else ""
    return before + source[start:end] + behind, column - start + len(before)


def seen(path: str | Path) -> str:
    """A path as it is seen from the working folder."""
    here = Path.cwd()
    return (Path(path).relative_to(here) if Path(path).is_relative_to(here) else Path(path)).as_posix()
