"""Runs that began and found no end: near misses, which the engine passes over in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.authoring.history import History, is_at
from cleaner.cleaning import Cleaned
from cleaner.engine.conditions import holds, is_match
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import AnyOf, CompiledRule, Program
from cleaner.rulebook.rules import Run


class Unended(NamedTuple):
    """A rule, and the block (0-based) where its run would have begun."""

    rule: CompiledRule
    block: int


class _Watched(NamedTuple):
    """A rule whose runs need an end: its number in the run, and what a document must hold for it to begin."""

    number: int
    rule: CompiledRule
    span: Run
    literals: tuple[bytes, ...]


class EndWatch:
    """Finds the runs of one program that began and found no end, in one document after another."""

    __slots__ = ("_program", "_watched")

    def __init__(self, program: Program) -> None:
        self._program = program
        self._watched = [
            _Watched(number, rule, span, _literals(rule.start))
            for number, rule in enumerate(program.rules)
            if isinstance(span := rule.rule.span, Run) and not span.open_end
        ]

    def unended(self, cleaned: Cleaned) -> Iterator[Unended]:
        """The first block of each rule where all of it held but that no end came behind."""
        document = cleaned.document
        history = History(document, cleaned.labelling, self._program)
        for number, rule, span, literals in self._watched:
            if literals and not any(literal in document.data for literal in literals):
                continue
            for block in _beginnings(rule, span, document, history.free(number), cleaned.article.language):
                if history.turns[block] != number and not _ends(rule, document, block + 1 if span.start else 0):
                    yield Unended(rule, block)
                    break


def _literals(patterns: AnyOf | None) -> tuple[bytes, ...]:
    """Texts of which a document must hold one, as it is searched; none where there is nothing to ask."""
    return tuple(text.encode() for text in patterns.literals()) if patterns is not None else ()


def _beginnings(
    rule: CompiledRule, span: Run, document: FoldedDocument, free: Sequence[int], language: str | None
) -> Iterator[int]:
    """The free blocks where a run may begin; from the top only the first of them."""
    at = rule.rule.conditions.at
    placed = [block for place, block in enumerate(free, 1) if at is None or is_at(at, place, len(free))]
    for block in placed if span.start else placed[: free[:1] == placed[:1]]:
        if (rule.start is None or is_match(rule.start, document, block)) and holds(rule, document, block, language):
            yield block


def _ends(rule: CompiledRule, document: FoldedDocument, start: int) -> bool:
    ends = rule.ends
    return ends is not None and any(is_match(ends, document, block) for block in range(start, len(document)))
