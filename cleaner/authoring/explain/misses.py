"""Near misses: runs that have a beginning and no end, patterns that fail on one character, and blocks out of place.

A near miss is told only of a block that is still the body's when all is done, and of a rule for which all else holds:
what another rule took needs no second owner, and a rule that would not have applied anyway missed nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cleaner.authoring.explain.naming import Names
from cleaner.authoring.explain.nearness import Edit, halves, near_match
from cleaner.authoring.explain.places import is_placed, out_of_place
from cleaner.authoring.explain.tracing import Tracer, said
from cleaner.authoring.explain.values import NearMiss
from cleaner.authoring.showing import named
from cleaner.engine.literals import FoldedDocument, LiteralIndex, Lookup
from cleaner.engine.program import AnyOf, CompiledRule, Program
from cleaner.rulebook.patterns import Pattern, Template
from cleaner.rulebook.rules import Line, Run

_SHIFTS: Final = {"line": 0, "from": 0, "next": 1, "prev": -1}
"""How far behind the rule's own block that of a pattern stands."""


class _Probe(NamedTuple):
    """A pattern that may fail on one character: of which rule, and which part of it."""

    rule: int
    part: str
    template: Template


class NearIndex:
    """What to look for in documents of one program: made once for each, as it is the same for all its documents."""

    __slots__ = ("_begins", "_halves", "_index", "probes")

    def __init__(self, program: Program) -> None:
        self.probes = [probe for number, rule in enumerate(program.rules) for probe in _probes(number, rule)]
        pieces = [(text, number) for number, probe in enumerate(self.probes) for text in halves(probe.template)]
        begins = [(text, number) for number, start in _starts(program) for text in start.literals()]
        self._index = LiteralIndex([text for text, _ in (*pieces, *begins)])
        self._halves = Lookup(self._index, pieces)
        self._begins = Lookup(self._index, begins)

    def find(self, document: FoldedDocument) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """The blocks worth a look: by number of probe for one character, by number of rule for beginnings and places."""
        hits = self._index.scan(document)
        return self._halves.find(hits), self._begins.find(hits)


def _probes(number: int, rule: CompiledRule) -> Iterator[_Probe]:
    if rule.piece is not None:
        return
    for part, patterns in parts_of(rule).items():
        for pattern in patterns:
            if isinstance(pattern, Template) and halves(pattern):
                yield _Probe(number, part, pattern)


def parts_of(rule: CompiledRule) -> dict[str, tuple[Pattern, ...]]:
    """The patterns that a rule asks for, by key."""
    span, conditions = rule.rule.span, rule.rule.conditions
    found = {"prev": conditions.prev, "next": conditions.next}
    if isinstance(span, Line):
        return {"line": span.patterns} | found
    if isinstance(span, Run):
        return {"from": span.start, "to" if span.inclusive else "until": span.ends} | found
    return found


def _starts(program: Program) -> Iterator[tuple[int, AnyOf]]:
    """The beginnings of runs, and what has its place, by the number of their rule, where an index can tell of them."""
    for number, rule in enumerate(program.rules):
        if rule.start is None or rule.start.everywhere:
            continue
        if isinstance(rule.rule.span, Run) or is_placed(rule):
            yield number, rule.start


def near_misses(tracer: Tracer, names: Names, index: NearIndex) -> tuple[NearMiss, ...]:
    """The near misses of a document, by block, then in the order of the rules."""
    near, begins = index.find(tracer.cleaned.document)
    finder = _Finder(tracer, names)
    endless = {number: blocks for number, blocks in finder.endless(begins).items() if blocks}
    found = [(number, miss) for number, blocks in endless.items() for miss in finder.without_end(number, blocks)]
    for number, blocks in near.items():
        found += [
            (index.probes[number].rule, miss) for miss in finder.by_a_character(index.probes[number], blocks, endless)
        ]
    found += out_of_place(tracer, names, begins)
    unique = {(n, miss.kind, miss.part, miss.block, miss.at): (n, miss) for n, miss in reversed(found)}
    ordered = sorted(
        unique.values(), key=lambda pair: (pair[1].block, pair[0], pair[1].kind != "no end", pair[1].at, pair[1].part)
    )
    return tuple(miss for _, miss in ordered)


class _Finder:
    """Looks into one document."""

    __slots__ = ("_names", "_tracer")

    def __init__(self, tracer: Tracer, names: Names) -> None:
        self._tracer = tracer
        self._names = names

    # Runs without an end

    def endless(self, begins: dict[int, list[int]]) -> dict[int, list[int]]:
        """The blocks, by rule, at which a run begins that has no end."""
        rules = self._tracer.cleaned.program.rules
        runs = ((number, rule.rule.span) for number, rule in enumerate(rules) if rule.piece is None)
        return {
            number: [block for block in self._beginnings(number, span, begins) if self._has_no_end(number, span, block)]
            for number, span in runs
            if isinstance(span, Run) and not span.open_end
        }

    def _beginnings(self, number: int, span: Run, begins: dict[int, list[int]]) -> Sequence[int]:
        rule, document = self._tracer.cleaned.program.rules[number], self._tracer.cleaned.document
        if not span.start:
            return self._tracer.history.free(number)[:1]
        if rule.start is not None and rule.start.everywhere:
            return document.blocks_with_digits() if rule.start.digits else range(len(document))
        return begins.get(number, ())

    def _has_no_end(self, number: int, span: Run, block: int) -> bool:
        tracer = self._tracer
        rule = tracer.cleaned.program.rules[number]
        return (
            self._is_left(block)
            and tracer.matches(rule.start, block)
            and tracer.unmet(rule, block, number) is None
            and tracer.end_of(number, span, block + 1 if span.start else 0) is None
        )

    def _is_left(self, block: int) -> bool:
        return 0 <= block < len(self._tracer.cleaned.document) and self._tracer.cleaned.labelling.owners[block] is None

    def without_end(self, number: int, blocks: list[int]) -> Iterator[NearMiss]:
        """One near miss for all beginnings of a rule."""
        rule = self._tracer.cleaned.program.rules[number]
        span = rule.rule.span
        if not isinstance(span, Run):
            return
        self._names.rule(rule.origin, rule.rule)
        key = "to" if span.inclusive else "until"
        also = f", and at {len(blocks) - 1} more" if len(blocks) > 1 else ""
        ends = tuple(said(pattern) for pattern in span.ends)
        yield NearMiss(
            kind="no end",
            rule=rule.rule.id,
            place=self._names.place(rule.rule, key, span.ends[0].source if len(span.ends) == 1 else ""),
            part=key,
            patterns=ends,
            block=blocks[0] + 1,
            at=blocks[0] + 1,
            says=f"its run begins at block {blocks[0] + 1}{also}, and `{key}` matches no block below: {_listed(ends)}",
        )

    # One character

    def by_a_character(self, probe: _Probe, blocks: list[int], endless: dict[int, list[int]]) -> Iterator[NearMiss]:
        """The blocks that a pattern would match but for one character, where that alone kept its rule from them."""
        rule = self._tracer.cleaned.program.rules[probe.rule]
        document = self._tracer.cleaned.document
        for at in blocks:
            own = self._own_block(probe, at, endless)
            if own is None or not self._is_left(own) or self._matches(rule, probe.part, at):
                continue
            edit = near_match(probe.template, self._language, document.folded[at], document.texts[at])
            if edit is not None and self._all_else_holds(probe, rule, own):
                yield self._miss(probe, rule, own, at, edit)

    @property
    def _language(self) -> str | None:
        return self._tracer.cleaned.program.effective.language

    def _own_block(self, probe: _Probe, at: int, endless: dict[int, list[int]]) -> int | None:
        """The block that the rule would have taken, or begun at."""
        if probe.part in _SHIFTS:
            return at - _SHIFTS[probe.part]
        begins = endless.get(probe.rule, [])
        place = bisect_left(begins, at)
        return begins[place - 1] if place else None

    def _matches(self, rule: CompiledRule, part: str, block: int) -> bool:
        patterns = {"line": rule.start, "from": rule.start, "prev": rule.prev, "next": rule.next}.get(part, rule.ends)
        return self._tracer.matches(patterns, block)

    def _all_else_holds(self, probe: _Probe, rule: CompiledRule, own: int) -> bool:
        """Whether a rule would have applied to a block, had the pattern matched."""
        if probe.part in ("to", "until"):
            return True
        if probe.part in ("prev", "next") and not self._tracer.matches(rule.start, own):
            return False
        span = rule.rule.span
        if isinstance(span, Run) and self._tracer.end_of(probe.rule, span, own + 1 if span.start else 0) is None:
            return False
        return self._tracer.unmet(rule, own, probe.rule, but=probe.part) is None

    def _miss(self, probe: _Probe, rule: CompiledRule, own: int, at: int, edit: Edit) -> NearMiss:
        where = "" if own == at else f", for block {own + 1}"
        self._names.rule(rule.origin, rule.rule)
        return NearMiss(
            kind="character",
            rule=rule.rule.id,
            place=self._names.place(rule.rule, probe.part, probe.template.source),
            part=probe.part,
            patterns=(said(probe.template),),
            block=own + 1,
            at=at + 1,
            wanted=edit.wanted,
            found=edit.found,
            offset=edit.offset,
            says=f"`{probe.part}` fails on one character of block {at + 1}{where}: {differs(edit)} {said(probe.template)}",
        )


def differs(edit: Edit) -> str:
    """The character that differs, in words, up to the pattern's name."""
    if not edit.wanted:
        return f"{named(edit.found)} stands there, and not in"
    if not edit.found:
        return f"{named(edit.wanted)} is missing there, and stands in"
    return f"{named(edit.found)} stands there in place of {named(edit.wanted)} in"


def _listed(patterns: Sequence[str], most: int = 3) -> str:
    """Some patterns of a list, and how many more there are."""
    more = f" and {len(patterns) - most} more" if len(patterns) > most else ""
    return ", ".join(patterns[:most]) + more
