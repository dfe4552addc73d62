"""The sum of a run: documents, sources, characters by label, warnings and failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cleaner.running.outcomes import Outcome

UNKNOWN: Final = "unknown source"
_WERE: Final = "were clean already and went through as they are"


@dataclass(slots=True)
class Summary:
    """Counts of outcomes, gathered one by one."""

    documents: int = 0
    passed_on: int = 0
    failures: int = 0
    sources: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    body: int = 0
    moved: int = 0
    removed: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.documents += 1
        if outcome.error:
            self.failures += 1
            return
        self.passed_on += outcome.passed_on
        if not outcome.passed_on:
            self.sources[outcome.source or UNKNOWN] += 1
        self.labels.update(outcome.labels)
        self.warnings.update(outcome.warnings)
        self.body += outcome.body
        self.moved += outcome.moved
        self.removed += outcome.removed

    def lines(self) -> Iterator[str]:
        """The summary as lines of text."""
        articles = _count(self.documents - self.failures, "article")
        yield f"{_count(self.documents, 'document')}: {articles}, {self.failures} failed"
        if self.passed_on:
            was = "was clean already and went through as it is" if self.passed_on == 1 else _WERE
            yield f"  {self.passed_on} {was}"
        if self.sources:
            yield "sources"
            yield from (f"  {count:>9}  {name}" for name, count in _ranked(self.sources))
        total = self.body + self.moved + self.removed
        if total:
            kept, moved, removed = (f"{part / total:.1%}" for part in (self.body, self.moved, self.removed))
            yield f"{_count(total, 'character')}: {kept} in bodies, {moved} moved to fields, {removed} removed"
            yield from (f"  {count:>9}  {label}" for label, count in _ranked(self.labels))
        if self.warnings:
            yield "warnings"
            yield from (f"  {count:>9}  {code}" for code, count in _ranked(self.warnings))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
