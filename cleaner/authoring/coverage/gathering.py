"""Documents to counts: one by one, in memory that does not grow with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from cleaner.authoring.coverage.counts import RuleCounts, SetCounts, SourceCounts, count, new_set, no_counts
from cleaner.authoring.coverage.ends import EndWatch
from cleaner.authoring.coverage.unknown import UnknownDocuments
from cleaner.authoring.showing import seen_from_here, shortened
from cleaner.cleaning import Cleaned, Cleaner
from cleaner.engine.labelling import Labelling
from cleaner.model import Document
from cleaner.rulebook.rules import Rule

TITLES: Final = 10_000
"""Different titles of a rule set that are told apart."""
EXAMPLES: Final = 3
"""Documents that are named of each thing."""


class RuleExamples(msgspec.Struct):
    """Where a rule stands, and documents that show what its counts are about, the first few: ids, blocks, reasons.

    In `without` the rule did not fire.
    """

    place: str
    refused: list[str] = []
    unended: list[str] = []
    without: list[str] = []


class Coverage:
    """What rules do over documents, gathered one by one by `add`.

    `counts` are for keeping, `examples` (by rule set and rule), `titles` (by rule set) and `unknown` for people.
    """

    def __init__(self, cleaner: Cleaner) -> None:
        self.counts = no_counts()
        self.examples: dict[str, dict[str, RuleExamples]] = {}
        self.titles: dict[str, Counter[str]] = {}
        self.unknown = UnknownDocuments()
        self._cleaner = cleaner
        self._watches: dict[str, EndWatch] = {}
        sets = Counter(each.source for each in cleaner.book.sources())
        self._layered = {source for source, number in sets.items() if number > 1}

    def add(self, document: Document) -> None:
        """Clean a document and count what was done; raises `DocumentError` where it cannot be cleaned."""
        cleaned = self._cleaner.examine(document)
        self.counts.documents += 1
        own = self._own(cleaned)
        own.documents += 1
        count(own.how, cleaned.choice.how)
        stats = cleaned.article.stats
        if stats is not None:
            own.removed.add(stats.removed, stats.characters)
            own.moved.add(stats.moved, stats.characters)
        for code in {warning.code for warning in cleaned.article.warnings}:
            count(own.warnings, code)
        self._count_source(cleaned)
        self._note_title(cleaned)
        for pattern in self._fingerprints(cleaned):
            own.fingerprints[pattern] += 1
        self._count_rules(cleaned, own.rules, document.id or "document")
        if cleaned.choice.rule_set is None:
            self.unknown.add(document, cleaned)

    def _own(self, cleaned: Cleaned) -> SetCounts:
        """The counts of the rule set that cleaned a document."""
        effective = cleaned.program.effective
        own = self.counts.sets.get(effective.name)
        if own is None:
            own = self.counts.sets[effective.name] = new_set(self._cleaner.book, effective)
            self.examples[effective.name] = {rule.id: RuleExamples(place_of(rule)) for _, rule in effective.rules}
            self._watches[effective.name] = EndWatch(cleaned.program)
        return own

    def _count_source(self, cleaned: Cleaned) -> None:
        choice = cleaned.choice
        source = choice.rule_set.source if choice.rule_set else choice.unknown_layout
        if choice.rule_set is None and source is None:
            self.counts.unknown += 1
        if source is not None and source in self._layered:
            own = self.counts.sources.setdefault(source, SourceCounts())
            own.documents += 1
            own.without_layout += choice.rule_set is None or choice.rule_set.layout is None

    def _note_title(self, cleaned: Cleaned) -> None:
        title, titles = cleaned.article.title, self.titles.setdefault(cleaned.program.effective.name, Counter())
        if title and (title in titles or len(titles) < TITLES):
            titles[title] += 1

    def _fingerprints(self, cleaned: Cleaned) -> frozenset[str]:
        """The fingerprints of its rule set that a document holds; where a host or a name decided, they are looked for."""
        choice, name = cleaned.choice, cleaned.program.effective.name
        if choice.rule_set is None or not choice.rule_set.fingerprints:
            return frozenset()
        if choice.how != "fingerprints" and name not in [each.name for each in choice.sets]:
            finder = self._cleaner.finder
            choice = finder.choose(cleaned.document, finder.index.scan(cleaned.document), None, None, None)
        return frozenset(choice.found.get(name, ()))

    def _count_rules(self, cleaned: Cleaned, rules: Mapping[str, RuleCounts], name: str) -> None:
        examples = self.examples[cleaned.program.effective.name]
        taken = _taken(cleaned.labelling)
        for rule, blocks in taken.items():
            rules[rule].documents += 1
            rules[rule].blocks += blocks
        for rule in rules.keys() - taken:
            _note(examples[rule].without, name)
        refusals = [each for each in cleaned.labelling.refusals if each.rule.origin]
        for rule in {each.rule.rule.id for each in refusals}:
            rules[rule].refused += 1
        for each in refusals:
            _note(examples[each.rule.rule.id].refused, f"{name}, block {each.blocks[0] + 1}: {each.reason}")
        for missed in self._watches[cleaned.program.effective.name].unended(cleaned):
            rules[missed.rule.rule.id].unended += 1
            text = shortened(cleaned.document.texts[missed.block])
            _note(examples[missed.rule.rule.id].unended, f"{name}, block {missed.block + 1}: {text}")


def place_of(rule: Rule) -> str:
    """Where a rule stands, as people name it: `shipped/base.yaml:3`."""
    return f"{seen_from_here(rule.place.path)}:{rule.place.line}"


def _taken(labelling: Labelling) -> dict[str, int]:
    """How many blocks and pieces each rule took. What gave the source away is no rule's, and has no origin."""
    taken: Counter[str] = Counter()
    for claim in labelling.claims:
        if claim.rule.origin:
            taken[claim.rule.rule.id] += len(claim.blocks)
    taken.update(piece.rule.rule.id for piece in labelling.pieces)
    return taken


def _note(examples: list[str], example: str) -> None:
    if len(examples) < EXAMPLES:
        examples.append(example)
