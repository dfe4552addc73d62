"""The engine: a compiled rule set over the blocks of a document.

Rules run one after another, each over the whole document; the first that claims a block owns it. One function both
records a claim and gives the blocks away, so that the record cannot differ from what was done.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from cleaner.engine.candidates import FEW_PLACES, begins_with, holds_one, loose_candidates
from cleaner.engine.conditions import holds, may_stand
from cleaner.engine.guards import Guard
from cleaner.engine.literals import FoldedDocument, Hits
from cleaner.engine.matching import Captures, SlowExpression
from cleaner.engine.program import AnyOf, CompiledRule, Program, rule_without_file
from cleaner.errors import DocumentError


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

    def body(self) -> list[int]:
        """The blocks that are the body's, ascending."""
        return [block for block, owner in enumerate(self.owners) if owner is None or owner.label == "body"]


FINGERPRINT: Final = "fingerprint"
"""The id under which fingerprints go that no rule claims."""
Watch = Callable[[CompiledRule, Callable[[CompiledRule], object]], object]
"""Called for each rule with the rule and the work of it, which it must do."""


def label(
    document: FoldedDocument,
    hits: Hits,
    program: Program,
    language: str | None = None,
    name: str = "",
    marked: Sequence[int] = (),
    watch: Watch | None = None,
) -> Labelling:
    """Run a program over a document, whose `hits` are what the book's index found in it.

    `language` is the document's, `name` its id, for errors. `marked` are the blocks that hold fingerprints: those that
    no rule claims are furniture, too. `watch` is called around each rule's work. Raises `DocumentError` where an expression runs into its time limit.
    """
    run = _Run(document, hits, program, language, name, watch)
    rules = program.rules_for(run.found)
    run.apply(rules)
    run.claim_marked(marked)
    run.apply_beside(rules)
    return run.labelling


def label_again(
    document: FoldedDocument, hits: Hits, program: Program, language: str | None, before: Labelling | None
) -> Labelling:
    """Run a program over what is left of a document's body; pieces are not cut.

    `before` is what it made of the whole document, where it is the same program and language. Of rules that look at a
    block alone, those that take blocks away took all they match; they are asked again only where a guard refused one,
    or where a block was kept that may not be this time.
    """
    run = _Run(document, hits, program, language, "", None)
    rules = [rule for rule in program.rules_for(run.found) if rule.kind != "cut"]
    if before is not None and _took_all(before):
        rules = [rule for rule in rules if rule.stays or not rule.asks_alone]
    run.apply(rules)
    run.apply_beside(rules)
    return run.labelling


def _took_all(labelling: Labelling) -> bool:
    """Whether rules that look at a block alone took all they match, and will not meet what others kept from them."""
    return not labelling.refusals and all(claim.label != "body" or claim.rule.asks_alone for claim in labelling.claims)


class _Run:
    """The state of one run: what is claimed so far."""

    __slots__ = (
        "body", "document", "found", "free", "guard", "is_body", "labelling", "language", "name", "owners", "program", "watch",
    )  # fmt: skip

    def __init__(
        self,
        document: FoldedDocument,
        hits: Hits,
        program: Program,
        language: str | None,
        name: str,
        watch: Watch | None,
    ) -> None:
        self.document = document
        self.program = program
        self.language = language
        self.name = name
        self.watch = watch
        self.is_body = False
        self.body: list[int] | None = None  # known from one claim to the next
        self.found = program.lookup.find(hits)
        count = len(document.folded)
        self.owners: list[Claim | None] = [None] * count
        self.free = list(range(count))
        self.labelling = Labelling(self.owners, [], [], [], [])
        effective = program.effective
        self.guard = Guard(document, effective.max_prose, effective.min_words)

    def apply(self, rules: list[CompiledRule]) -> None:
        """Run rules, one after another."""
        works = {"lines": self._claim_lines, "run": self._claim_runs, "top": self._claim_from_top, "cut": self._cut}
        for rule in rules:
            work = works[rule.kind]
            try:
                if self.watch is None:
                    work(rule)
                else:
                    self.watch(rule, work)
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
        again = [rule for rule in rules if rule.runs_again]
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
        return self._between(patterns, 0, len(self.owners))

    def _between(self, patterns: AnyOf, low: int, high: int) -> Sequence[int]:
        """Blocks from one to before another that may match patterns of which the index cannot tell all, ascending."""
        if patterns.first is None and not patterns.digits and not patterns.held:
            return range(low, high)
        loose = loose_candidates(self.document, patterns, low, high)
        found = [block for block in self.found.get(patterns.number, ()) if low <= block < high]
        return sorted({*loose, *found}) if found and len(loose) < high - low else loose

    def _among(self, patterns: AnyOf, places: Sequence[int]) -> Sequence[int]:
        """Blocks at some places that may match patterns of which the index cannot tell all, ascending."""
        if patterns.digits or patterns.first is not None or len(places) > FEW_PLACES:
            return self._between(patterns, places[0], places[-1] + 1)
        held = patterns.held
        if not held:
            return places
        folded, known = self.document.folded, self.found.get(patterns.number, ())
        return [block for block in places if holds_one(folded[block], held) or block in known]

    def _match(self, patterns: AnyOf | None, block: int) -> Captures | None:
        if patterns is None or patterns.sure:
            return ()
        return patterns.match(self.document.folded[block], self.document.texts[block])

    def _places(self, at: tuple[int, int]) -> Sequence[int]:
        """The blocks at a place, ascending, counted among those that are free now."""
        low, high = at
        count = len(self.free)
        return self.free[(low - 1 if low > 0 else max(0, count + low)) : max(0, high if high > 0 else count + high + 1)]

    def _placed(self, rule: CompiledRule) -> Sequence[int]:
        """Blocks where a rule may apply, ascending, by its place, and by what wakes it or stands beside what does."""
        waker, at = rule.waker, rule.at
        if waker is None:
            if at is None:
                return self._candidates(rule.start)
            places = self._places(at)
            return self._among(rule.start, places) if places and rule.start is not None else places
        blocks = self.found.get(waker.patterns.number, ())
        if waker.shift and blocks:
            count, shift = len(self.owners), waker.shift
            blocks = [block - shift for block in blocks if 0 <= block - shift < count]
            start = rule.start
            if start is not None and start.first is not None:
                folded, known = self.document.folded, self.found.get(start.number, ())
                blocks = [block for block in blocks if begins_with(folded[block], start.first) or block in known]
        if at is None or not blocks:
            return blocks
        places = self._places(at)
        return [block for block in blocks if block in places]

    def _anchors(self, rule: CompiledRule) -> tuple[list[int], list[Captures]]:
        """Free blocks where a rule applies, ascending, and what each captures."""
        blocks: list[int] = []
        found: list[Captures] = []
        if not may_stand(rule, self.document):
            return blocks, found
        start, owners, document, language = rule.start, self.owners, self.document, self.language
        is_sure = start is None or start.sure
        is_loose = start is not None and start.everywhere
        known = self.found.get(start.number, ()) if is_loose and start is not None else ()
        beside = None
        for block in self._placed(rule):
            if owners[block] is not None:
                continue
            folded = document.folded[block]
            if self.is_body:
                beside = self._beside(block)
            if rule.asked_first and not holds(rule, document, block, language, beside):
                continue
            if is_sure or start is None:
                captures: Captures | None = ()
            elif is_loose and block not in known:
                captures = start.match_loose(folded, document.texts[block])
            else:
                captures = start.match(folded, document.texts[block])
            if captures is not None and (not rule.asked_last or holds(rule, document, block, language, beside)):
                blocks.append(block)
                found.append(captures)
        return blocks, found

    def _beside(self, block: int) -> tuple[int, int]:
        """The blocks of the body before and after one; -1 where there is none."""
        if self.body is None:
            self.body = self.labelling.body()
        body = self.body
        at = bisect_left(body, block)
        return (body[at - 1] if at else -1, body[at + 1] if at + 1 < len(body) else -1)

    # Claims

    def _claim_lines(self, rule: CompiledRule) -> None:
        blocks, captures = self._anchors(rule)
        if blocks:
            self._give(rule, blocks, captures)

    def _claim_runs(self, rule: CompiledRule) -> None:
        behind = -1
        for block, captures in zip(*self._anchors(rule), strict=True):
            if block <= behind or self.owners[block] is not None:
                continue
            end = self._end(rule, block + 1)
            if end is not None and self._take(rule, block, end, captures):
                behind = end - 1
                if rule.open_end and end == len(self.owners):
                    self._note_swallowed(rule, block)

    def _claim_from_top(self, rule: CompiledRule) -> None:
        end = self._end(rule, 0)
        if end is None or not self.free or self.free[0] >= end:
            return
        first = self.free[0]
        if (rule.at is None or first in self._places(rule.at)) and holds(rule, self.document, first, self.language):
            self._take(rule, first, end, ())

    def _end(self, rule: CompiledRule, start: int) -> int | None:
        """Where a run ends, exclusive: behind its end for `to`, before it for `until`; None where it has none."""
        if rule.ends is not None:
            for block in self._candidates(rule.ends):
                if block >= start and self._match(rule.ends, block) is not None:
                    return block + 1 if rule.inclusive else block
        return len(self.owners) if rule.open_end else None

    def _take(self, rule: CompiledRule, start: int, end: int, captures: Captures) -> bool:
        free = self.free
        blocks = free[bisect_left(free, start) : bisect_left(free, end)]
        taken: list[Captures] = [captures]
        taken += [()] * (len(blocks) - 1)
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
        if not rule.stays and (reason := self._refusal(rule, blocks, items)):
            self.labelling.refusals.append(Refusal(rule, blocks, reason))
            return False
        claim = Claim(rule, rule.label, blocks, captures, items)
        self.labelling.claims.append(claim)
        self.body = None
        owners, free = self.owners, self.free
        for block in blocks:
            owners[block] = claim
        first = bisect_left(free, blocks[0])
        if free[first : first + len(blocks)] == blocks:
            del free[first : first + len(blocks)]
        else:
            self.free = [block for block in free if owners[block] is None]
        return True

    def _refusal(self, rule: CompiledRule, blocks: list[int], items: list[Item] | None) -> str:
        """Why a guard refuses a claim, "" where it does not. A run with items needs only that some body is left."""
        nothing_left = len(blocks) == len(self.free) and next(self._left(blocks), None) is None
        if nothing_left and self.guard.holds_prose(blocks):
            return "nothing would be left of the body"
        return "" if items else self.guard.refusal(rule.rule.id, blocks, self._left, drops=rule.rule.verb == "drop")

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
        places = self._places(rule.at) if rule.at is not None else None
        for block in self._candidates(rule.piece):
            if (places is None or block in places) and holds(rule, self.document, block, self.language):
                folded, text = self.document.folded[block], self.document.texts[block]
                for matcher in rule.piece.matchers if rule.piece is not None else ():
                    spans = matcher.pieces(folded, text)
                    self.labelling.pieces += [Piece(rule, block, start, end) for start, end in spans]


@functools.cache
def _fingerprint_rule() -> CompiledRule:
    """The rule that takes what is left of fingerprints."""
    why = "what gives a source away is furniture, where no rule claims it"
    return rule_without_file(FINGERPRINT, "drop", "other", why)
