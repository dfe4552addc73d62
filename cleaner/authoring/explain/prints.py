"""Fingerprints that fail on one character: where a document's source is unknown, they may tell why."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.authoring.explain.misses import differs
from cleaner.authoring.explain.nearness import Edit, halves, near_match
from cleaner.authoring.explain.tracing import said
from cleaner.authoring.explain.values import NearMiss
from cleaner.authoring.history import is_at
from cleaner.authoring.showing import seen_from_here
from cleaner.engine.literals import FoldedDocument, LiteralIndex, Lookup
from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.patterns import Template
from cleaner.rulebook.rules import Fingerprint, RuleSet


class NearPrints:
    """The fingerprints of a rule book: made once, as it is the same for all documents."""

    __slots__ = ("_index", "_lookup", "_marks")

    def __init__(self, book: RuleBook) -> None:
        self._marks = [(rule_set, mark) for rule_set in book.sources() for mark in rule_set.fingerprints]
        texts = [
            (text, number)
            for number, (_, mark) in enumerate(self._marks)
            if isinstance(mark.pattern, Template)
            for text in halves(mark.pattern)
        ]
        self._index = LiteralIndex(text for text, _ in texts)
        self._lookup = Lookup(self._index, texts)

    def near_misses(self, document: FoldedDocument) -> Iterator[NearMiss]:
        """The fingerprints that some block would hold but for one character, by block."""
        found = self._lookup.find(self._index.scan(document))
        pairs = sorted((block, number) for number, blocks in found.items() for block in blocks)
        for block, number in pairs:
            rule_set, mark = self._marks[number]
            edit = _edit(document, rule_set, mark, block)
            if edit is not None:
                yield _miss(rule_set, mark, block, edit)


def _edit(document: FoldedDocument, rule_set: RuleSet, mark: Fingerprint, block: int) -> Edit | None:
    if not isinstance(mark.pattern, Template) or (mark.at and not is_at(mark.at, block + 1, len(document))):
        return None
    return near_match(mark.pattern, rule_set.language, document.folded[block], document.texts[block])


def _miss(rule_set: RuleSet, mark: Fingerprint, block: int, edit: Edit) -> NearMiss:
    place = dict(rule_set.places).get("fingerprints")
    path = seen_from_here(rule_set.path)
    pattern = said(mark.pattern)
    return NearMiss(
        kind="character",
        rule=rule_set.name,
        place=f"{path}:{place.line}" if place else path,
        part="fingerprints",
        patterns=(pattern,),
        block=block + 1,
        at=block + 1,
        wanted=edit.wanted,
        found=edit.found,
        offset=edit.offset,
        says=f"one of its `fingerprints` fails on one character of block {block + 1}: {differs(edit)} {pattern}",
    )
