"""Near misses by place: a rule would have taken a block, but that it stands a few blocks beside where it is looked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cleaner.authoring.explain.naming import Names
from cleaner.authoring.explain.tracing import Tracer, interval_text, said
from cleaner.authoring.explain.values import NearMiss
from cleaner.authoring.history import is_at
from cleaner.engine.program import CompiledRule
from cleaner.rulebook.rules import Interval, Line, Run

FEW: Final = 3
"""Blocks by which a place is nearly right: one farther off is what `at` is there for."""


def is_placed(rule: CompiledRule) -> bool:
    """Whether a rule has both a place and a pattern that an index can tell of."""
    has_place = rule.rule.conditions.at is not None and rule.piece is None
    return has_place and rule.start is not None and not rule.start.everywhere


def out_of_place(tracer: Tracer, names: Names, begins: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, NearMiss]]:
    """The near misses by number of rule; `begins` has the blocks in which a rule's own pattern may match."""
    for number, rule in enumerate(tracer.cleaned.program.rules):
        if is_placed(rule):
            misses = (_miss(tracer, names, number, block) for block in begins.get(number, ()))
            yield from ((number, miss) for miss in misses if miss is not None)


def _off(at: Interval, place: int, count: int) -> int:
    """By how few blocks a place lies beside an interval; 0 where it lies within it, or far from it."""
    if is_at(at, place, count):
        return 0
    return next((off for off in range(1, FEW + 1) if any(is_at(at, place + by, count) for by in (-off, off))), 0)


def _all_else_holds(tracer: Tracer, number: int, block: int) -> bool:
    rule = tracer.cleaned.program.rules[number]
    if not tracer.matches(rule.start, block) or tracer.unmet(rule, block, number, but="at") is not None:
        return False
    span = rule.rule.span
    return not isinstance(span, Run) or tracer.end_of(number, span, block + 1) is not None


def _miss(tracer: Tracer, names: Names, number: int, block: int) -> NearMiss | None:
    rule, free = tracer.cleaned.program.rules[number], tracer.history.free(number)
    span, at, place = rule.rule.span, rule.rule.conditions.at, bisect_right(free, block)
    if at is None or tracer.cleaned.labelling.owners[block] is not None:
        return None
    off = _off(at, place, len(free))
    if not off or not _all_else_holds(tracer, number, block):
        return None
    names.rule(rule.origin, rule.rule)
    patterns = span.patterns if isinstance(span, Line) else span.start if isinstance(span, Run) else ()
    pattern = tracer.which(rule.start, patterns, block)
    where = f"block {block + 1} is number {place} of {len(free)} blocks that are free by then"
    return NearMiss(
        kind="place",
        rule=rule.rule.id,
        place=names.place(rule.rule),
        part="at",
        patterns=(said(pattern),) if pattern else (),
        block=block + 1,
        at=block + 1,
        says=f"all holds but `at: {interval_text(at)}`, by {off}: {where}",
    )
