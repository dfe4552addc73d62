"""The time that each rule takes, rule by rule.

The engine is timed from outside: documents are cleaned as ever, and then labelled again, with a clock around each
rule. Each document is labelled several times, and each rule's fastest time counts: what disturbs a measurement only ever
makes it longer.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from cleaner.authoring.showing import seen_from_here
from cleaner.cleaning import Cleaner
from cleaner.engine.labelling import Labelling, label
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, Program
from cleaner.model import Document

REPEATS: Final = 3
"""How often each document is labelled."""
Clock = Callable[[], int]
"""Gives the time in nanoseconds, from any start."""


class RuleTime(msgspec.Struct):
    """A rule's time over all documents, in nanoseconds, and what it did.

    `documents` were cleaned by rule sets that have it, `woken` are those in which it was tried, `claimed` those in which it
    took something: `blocks` and pieces. `always`: it is tried in every document, as no text of its own must stand there.
    """

    origin: str
    rule: str
    place: str
    always: bool
    nanoseconds: int = 0
    documents: int = 0
    woken: int = 0
    claimed: int = 0
    blocks: int = 0


class Times(msgspec.Struct):
    """What was measured: documents, the time of all cleaning and of rules within it, in nanoseconds, and each rule's.

    Rules stand the slowest first, those of the same time by their set and id.
    """

    documents: int
    nanoseconds: int
    rules_nanoseconds: int
    rules: list[RuleTime]


class _Timed(NamedTuple):
    """One cleaning by the rule set of a name, of a page or not: the nanoseconds of the whole and of each rule, and what came of it."""

    name: tuple[str, bool]
    nanoseconds: int
    spent: Mapping[CompiledRule, int]
    labelling: Labelling


class RuleClock:
    """Measures rules over documents, gathered one by one by `add`."""

    def __init__(self, cleaner: Cleaner, repeats: int = REPEATS, clock: Clock = time.perf_counter_ns) -> None:
        self._cleaner = cleaner
        self._repeats = repeats
        self._clock = clock
        self._index = cleaner.finder.index
        self._programs: dict[tuple[str, bool], Program] = {}
        self._rules: dict[tuple[str, str], RuleTime] = {}
        self._documents: Counter[tuple[str, bool]] = Counter()
        self._nanoseconds = 0

    def add(self, document: Document) -> None:
        """Clean a document and time its rules; raises `DocumentError` where it cannot be cleaned."""
        runs = [self._timed(document) for _ in range(self._repeats)]
        self._nanoseconds += min(run.nanoseconds for run in runs)
        self._documents[runs[0].name] += 1
        fastest = {rule: min(run.spent[rule] for run in runs) for rule in runs[0].spent}
        self._count(runs[0].labelling, fastest)

    def times(self) -> Times:
        """All that was measured so far."""
        for time_of_rule in self._rules.values():
            time_of_rule.documents = 0
        for name, count in self._documents.items():
            for rule in self._programs[name].rules:
                self._time_of(rule).documents += count
        ranked = sorted(self._rules.values(), key=lambda rule: (-rule.nanoseconds, rule.origin, rule.rule))
        return Times(
            documents=self._documents.total(),
            nanoseconds=self._nanoseconds,
            rules_nanoseconds=sum(rule.nanoseconds for rule in ranked),
            rules=ranked,
        )

    def _timed(self, document: Document) -> _Timed:
        """Clean a document, then label it again by the clock."""
        start = self._clock()
        cleaned = self._cleaner.examine(document)
        whole = self._clock() - start
        name = cleaned.program.effective.name, cleaned.program.is_for_pages
        program = self._programs.get(name)
        if program is None:
            program = self._programs[name] = Program(
                cleaned.program.effective, self._index, page=cleaned.program.is_for_pages
            )
        # A fresh document: the words of its blocks are counted for the first rule that asks, as ever.
        folded = FoldedDocument(cleaned.document.blocks)
        spent: Counter[CompiledRule] = Counter()

        def timed(rule: CompiledRule, work: Callable[[CompiledRule], object]) -> None:
            """A rule that runs again on the body adds to its time."""
            start = self._clock()
            work(rule)
            spent[rule] += self._clock() - start

        labelling = label(
            folded,
            program.index.scan(folded),
            program,
            cleaned.article.language,
            cleaned.article.id or "document",
            cleaned.choice.marked,
            timed,
        )
        return _Timed(name, whole, spent, labelling)

    def _count(self, labelling: Labelling, fastest: dict[CompiledRule, int]) -> None:
        taken = _taken(labelling)
        for rule, nanoseconds in fastest.items():
            measured = self._time_of(rule)
            measured.nanoseconds += nanoseconds
            measured.woken += 1
            measured.claimed += rule in taken
            measured.blocks += taken[rule]

    def _time_of(self, rule: CompiledRule) -> RuleTime:
        key = rule.origin, rule.rule.id
        found = self._rules.get(key)
        if found is None:
            place = f"{seen_from_here(rule.rule.place.path)}:{rule.rule.place.line}"
            found = self._rules[key] = RuleTime(*key, place, rule.waker is None)
        return found


def _taken(labelling: Labelling) -> Counter[CompiledRule]:
    """How many blocks and pieces each rule took."""
    taken: Counter[CompiledRule] = Counter()
    for claim in labelling.claims:
        taken[claim.rule] += len(claim.blocks)
    taken.update(piece.rule for piece in labelling.pieces)
    return taken


def time_lines(times: Times, top: int) -> Iterator[str]:
    """The slowest rules as text, with their share of the time of all rules, and microseconds a document."""
    if not times.documents:
        yield "0 documents"
        return
    mean = times.nanoseconds / times.documents / 1000
    noun = "document" if times.documents == 1 else "documents"
    share = times.rules_nanoseconds / times.nanoseconds if times.nanoseconds else 0
    yield f"{times.documents} {noun}, {mean:.0f} µs each to clean; rules take {share:.0%} of that"
    yield ""
    yield "   share    µs/doc    woken  claimed   blocks  rule"
    for rule in times.rules[:top]:
        yield _row(rule, times.rules_nanoseconds)
    idle = sum(not rule.woken for rule in times.rules)
    yield ""
    yield f"{min(top, len(times.rules))} of {len(times.rules)} rules; never woken, at no cost: {idle}"


def _row(rule: RuleTime, all_nanoseconds: int) -> str:
    share = rule.nanoseconds / all_nanoseconds if all_nanoseconds else 0
    mean = rule.nanoseconds / rule.documents / 1000
    always = ", tried in every document" if rule.always else ""
    columns = f"{share:>8.1%}{mean:>10.2f}{rule.woken:>9}{rule.claimed:>9}{rule.blocks:>9}"
    return f"{columns}  {rule.rule} ({rule.place}){always}"
