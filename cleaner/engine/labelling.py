"""The engine: a compiled rule set over the blocks of a document.

Rules run one after another, each over the whole document; the first that claims a block owns it. One function both
records a claim and gives the blocks away, so that the record cannot differ from what was done.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from cleaner.engine.conditions import holds
from cleaner.engine.guards import Guard
from cleaner.engine.literals import FoldedDocument, Hits
from cleaner.engine.matching import Captures, SlowExpression
from cleaner.engine.program import AnyOf, CompiledRule, Program
from cleaner.errors import DocumentError
from cleaner.rulebook.rules import Conditions, Interval, Place, Rule, Run

BODY_VERBS: Final = ("copy", "keep")


class Item(msgspec.Struct, gc=False):
    """One item of a run: its head's captures and the blocks of its text."""

    captures: Captures
    blocks: list[int]


class Claim(msgspec.Struct, gc=False):
    """What a rule took in one go: blocks, the captures of each of them, and the items of a run with `each`.

    `label` is what the blocks carry: copies and kept blocks stay in the body.
    """

    rule: CompiledRule
    label: str
    blocks: list[int]
    captures: list[Captures]
    items: list[Item] | None = None


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """A claim that a guard refused, with the numbers."""

    rule: CompiledRule
    blocks: list[int]
    reason: str


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A piece cut out of a block: offsets within the block's text without bullet."""

    rule: CompiledRule
    block: int
    start: int
    end: int


class Labelling(msgspec.Struct):
    """The outcome: each block's owner (None: no rule claimed it), the claims in order, and what else happened."""

    owners: list[Claim | None]
    claims: list[Claim]
    refusals: list[Refusal]
    pieces: list[Piece]
    swallowed: list[int]
    """Blocks inside a run to the document's end where the same run would begin again."""


def label(
    document: FoldedDocument,
    hits: Hits,
    program: Program,
    language: str | None = None,
    name: str = "",
    marked: Sequence[int] = (),
) -> Labelling:
    """Run a program over a document, whose `hits` are what the book's index found in it.

    `language` is the document's, `name` its id, for errors. `marked` are the blocks that hold fingerprints: those that
    no rule claims are furniture, too. Raises `DocumentError` where an expression runs into its time limit.
    """
    run = _Run(document, hits, program, language, name)
    rules = program.rules_for(run.found)
    run.apply(rules)
    run.claim_marked(marked)
    run.apply_beside(rules)
    return run.labelling


class _Run:
    """The state of one run: what is claimed so far."""

    __slots__ = ("document", "found", "free", "guard", "is_body", "labelling", "language", "name", "owners", "program")

    def __init__(self, document: FoldedDocument, hits: Hits, program: Program, language: str | None, name: str) -> None:
        self.document = document
        self.program = program
        self.language = language
        self.name = name
        self.is_body = False
        self.found = program.lookup.find(hits)
        self.owners: list[Claim | None] = [None] * len(document)
        self.free: Sequence[int] = range(len(document))
        self.labelling = Labelling(self.owners, [], [], [], [])
        effective = program.effective
        self.guard = Guard(document, effective.max_prose, effective.min_words)

    def apply(self, rules: list[CompiledRule]) -> None:
        """Run rules, one after another."""
        for rule in rules:
            try:
                if rule.rule.verb == "cut":
                    self._cut(rule)
                elif isinstance(rule.rule.span, Run):
                    self._claim_runs(rule, rule.rule.span)
                else:
                    self._claim_lines(rule)
            except SlowExpression as error:
                what = f"the expression of `{rule.rule.id}` ({rule.rule.place}) took too long: {error}"
                raise DocumentError(self.name, what, rule.rule.id) from None

    def claim_marked(self, marked: Sequence[int]) -> None:
        """Take what gave the source away, where no rule did: else the body would give it away, too."""
        blocks = [block for block in marked if self.owners[block] is None]
        if blocks:
            self._give(_fingerprint_rule(), blocks, [() for _ in blocks])

    def apply_beside(self, rules: list[CompiledRule]) -> None:
        """Run the shared rules that ask for neighbours on what is left of the body, until nothing more goes.

        There a neighbour is the next block of the body: as if the body were cleaned again, which then changes nothing.
        """
        again = [rule for rule in rules if rule.asks_beside and rule.is_shared and rule.piece is None]
        self.is_body = True
        while again:
            count = len(self.labelling.claims)
            self.apply(again)
            if len(self.labelling.claims) == count:
                return

    # Blocks that a rule may look at

    def _candidates(self, patterns: AnyOf | None) -> Sequence[int]:
        """Blocks that may match, ascending."""
        if patterns is None:
            return self.free
        if not patterns.everywhere:
            return self.found.get(patterns.number, ())
        if patterns.first is not None:
            return self.document.blocks_beginning(patterns.first)
        return self.document.blocks_with_digits() if patterns.digits else range(len(self.owners))

    def _woken(self, rule: CompiledRule) -> Sequence[int]:
        """Blocks that a rule may claim or begin at, ascending: those that wake it, or stand beside one that does."""
        if rule.waker is None or not rule.waker.shift:
            return self._candidates(rule.start)
        shift = rule.waker.shift
        blocks = [block - shift for block in self._candidates(rule.waker.patterns)]
        return [block for block in blocks if 0 <= block < len(self.owners)]

    def _match(self, patterns: AnyOf | None, block: int) -> Captures | None:
        if patterns is None or patterns.sure:
            return ()
        return patterns.match(self.document.folded[block], self.document.texts[block])

    def _places(self, interval: Interval) -> Sequence[int]:
        """The blocks at a place, ascending, counted among those that are free now."""
        low, high = interval.low or 1, interval.high or -1
        count = len(self.free)
        return self.free[(low - 1 if low > 0 else max(0, count + low)) : max(0, high if high > 0 else count + high + 1)]

    def _anchors(self, rule: CompiledRule) -> list[tuple[int, Captures]]:
        """Free blocks where a rule applies, ascending, with what they capture."""
        found: list[tuple[int, Captures]] = []
        start, owners, document, language = rule.start, self.owners, self.document, self.language
        # What the index found nearly always matches; of other blocks the conditions tell faster than the patterns.
        asks = rule.asks_alone or rule.asks_beside
        asks_first = asks and (start is None or start.everywhere)
        asks_last = asks and not asks_first
        is_sure = start is None or start.sure
        for block in self._placed(rule):
            if owners[block] is not None:
                continue
            beside = self._beside(block) if self.is_body else None
            if asks_first and not holds(rule, document, block, language, beside):
                continue
            captures = () if is_sure or start is None else start.match(document.folded[block], document.texts[block])
            if captures is not None and (not asks_last or holds(rule, document, block, language, beside)):
                found.append((block, captures))
        return found

    def _placed(self, rule: CompiledRule) -> Sequence[int]:
        """Blocks where a rule may apply, by its literals and its place."""
        at = rule.rule.conditions.at
        if at is None:
            return self._woken(rule)
        if rule.waker is None:
            return self._places(at)
        woken = self._woken(rule)
        if not woken:
            return woken
        places = self._places(at)
        return [block for block in woken if block in places]

    def _beside(self, block: int) -> tuple[int, int]:
        """The blocks of the body before and after one; -1 where there is none."""
        body = [b for b, owner in enumerate(self.owners) if owner is None or owner.label == "body"]
        at = body.index(block)
        return (body[at - 1] if at else -1, body[at + 1] if at + 1 < len(body) else -1)

    # Claims

    def _claim_lines(self, rule: CompiledRule) -> None:
        found = self._anchors(rule)
        if found:
            self._give(rule, [block for block, _ in found], [captures for _, captures in found])

    def _claim_runs(self, rule: CompiledRule, span: Run) -> None:
        if not span.start:
            self._claim_from_top(rule, span)
            return
        behind = -1
        for block, captures in self._anchors(rule):
            if block <= behind or self.owners[block] is not None:
                continue
            end = self._end(rule, span, block + 1)
            if end is not None and self._take(rule, block, end, captures):
                behind = end - 1
                if span.open_end and end == len(self.owners):
                    self._note_swallowed(rule, block)

    def _claim_from_top(self, rule: CompiledRule, span: Run) -> None:
        first = next(iter(self.free), None)
        end = self._end(rule, span, 0)
        if first is None or end is None or first >= end:
            return
        at = rule.rule.conditions.at
        if (at is None or first in self._places(at)) and holds(rule, self.document, first, self.language):
            self._take(rule, first, end, ())

    def _end(self, rule: CompiledRule, span: Run, start: int) -> int | None:
        """Where a run ends, exclusive: behind its end for `to`, before it for `until`; None where it has none."""
        if rule.ends is not None:
            for block in self._candidates(rule.ends):
                if block >= start and self._match(rule.ends, block) is not None:
                    return block + 1 if span.inclusive else block
        return len(self.owners) if span.open_end else None

    def _take(self, rule: CompiledRule, start: int, end: int, captures: Captures) -> bool:
        blocks = [block for block in self.free if start <= block < end]
        taken = [captures if block == start else () for block in blocks]
        items = self._items(rule, blocks) if rule.each is not None else None
        return self._give(rule, blocks, taken, items)

    def _items(self, rule: CompiledRule, blocks: list[int]) -> list[Item]:
        items: list[Item] = []
        heads = frozenset(self._candidates(rule.each))
        for block in blocks:
            captures = self._match(rule.each, block) if block in heads else None
            if captures is not None:
                items.append(Item(captures, []))
            elif items:
                items[-1].blocks.append(block)
        return items

    def _give(
        self, rule: CompiledRule, blocks: list[int], captures: list[Captures], items: list[Item] | None = None
    ) -> bool:
        """Give a rule its blocks, whole, unless a guard refuses it; both are recorded here and nowhere else."""
        verb = rule.rule.verb
        stays = verb in BODY_VERBS
        if not stays:
            reason = self.guard.refusal(rule.rule.id, blocks, self._left, drops=verb == "drop", items=bool(items))
            if reason:
                self.labelling.refusals.append(Refusal(rule, blocks, reason))
                return False
        claim = Claim(rule, "body" if stays else rule.rule.label, blocks, captures, items)
        self.labelling.claims.append(claim)
        owners = self.owners
        for block in blocks:
            owners[block] = claim
        self.free = [block for block in self.free if owners[block] is None]
        return True

    def _left(self, blocks: list[int]) -> Iterator[int]:
        """The blocks that would still be the body's without some."""
        taken = frozenset(blocks)
        return (b for b, owner in enumerate(self.owners) if b not in taken and (owner is None or owner.label == "body"))

    def _note_swallowed(self, rule: CompiledRule, start: int) -> None:
        """Note where a run that went to the document's end holds its own beginning again."""
        for block in self._candidates(rule.start):
            if (
                block > start
                and self._match(rule.start, block) is not None
                and holds(rule, self.document, block, self.language)
            ):
                self.labelling.swallowed.append(block)

    def _cut(self, rule: CompiledRule) -> None:
        at = rule.rule.conditions.at
        places = self._places(at) if at is not None else None
        for block in self._candidates(rule.piece):
            if (places is None or block in places) and holds(rule, self.document, block, self.language):
                folded, text = self.document.folded[block], self.document.texts[block]
                for matcher in rule.piece.matchers if rule.piece is not None else ():
                    spans = matcher.pieces(folded, text)
                    self.labelling.pieces += [Piece(rule, block, start, end) for start, end in spans]


@functools.cache
def _fingerprint_rule() -> CompiledRule:
    """The rule that takes what is left of fingerprints."""
    rule = Rule(
        id="fingerprint",
        verb="drop",
        label="other",
        span=None,
        conditions=Conditions(),
        place=Place("fingerprints", 1, 1),
    )
    return CompiledRule("", rule, lambda _patterns, **_options: None)
