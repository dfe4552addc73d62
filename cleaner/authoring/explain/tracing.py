"""Why a rule did not take a block: its conditions one by one, in the state that the document was in at its turn."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.authoring.history import History, is_at
from cleaner.authoring.showing import shortened
from cleaner.cleaning import Cleaned
from cleaner.engine.conditions import stands_in
from cleaner.engine.matching import SlowExpression
from cleaner.engine.program import AnyOf, CompiledRule
from cleaner.rulebook.patterns import Expression, Pattern
from cleaner.rulebook.rules import Interval, Run
from cleaner.text.words import in_script

_NEIGHBOUR = 40
"""Characters of a neighbour that a reason has room for."""


class Failure(NamedTuple):
    """The first condition of a rule that does not hold of a block, and how so."""

    outcome: str
    says: str
    is_near: bool = False
    """The rule's pattern matched, and something else failed."""


class Tracer:
    """Asks the rules of one document again, block by block."""

    __slots__ = ("_ends", "cleaned", "history")

    def __init__(self, cleaned: Cleaned) -> None:
        self.cleaned = cleaned
        self.history = History(cleaned.document, cleaned.labelling, cleaned.program)
        self._ends: dict[int, list[int]] = {}

    def failure(self, number: int, block: int, turn: int) -> Failure | None:
        """Why the rule of a number did not take a free block at a turn; None where all that it asks for holds."""
        rule = self.cleaned.program.rules[number]
        if isinstance(rule.rule.span, Run):
            return self._outside(number, rule.rule.span, block, turn)
        if rule.piece is not None:
            return self._without_piece(rule, block, turn)
        if not self.matches(rule.start, block):
            return Failure("line", "`line` does not match")
        return self.unmet(rule, block, turn)

    def matches(self, patterns: AnyOf | None, block: int) -> bool:
        """Whether one of some patterns matches a block; without patterns every block does, and with no block none."""
        document = self.cleaned.document
        if patterns is None or not 0 <= block < len(document):
            return patterns is None
        folded, edged = document.folded[block], f"\n{document.folded[block]}\n"
        if not patterns.everywhere and not any(text in edged for text in patterns.literals()):
            return False
        try:
            return patterns.match(folded, document.texts[block]) is not None
        except SlowExpression:
            return False

    # Conditions

    def unmet(self, rule: CompiledRule, block: int, turn: int, *, but: str = "") -> Failure | None:
        """The first condition that does not hold of a block, its pattern apart, in the order of the handbook.

        `but` names one that is not asked.
        """
        near = rule.start is not None
        for outcome, says in self._unmet(rule, block, turn):
            if says and outcome != but:
                return Failure(outcome, says, near)
        return None

    def _unmet(self, rule: CompiledRule, block: int, turn: int) -> Iterator[tuple[str, str]]:
        conditions = rule.rule.conditions
        if conditions.at is not None:
            yield "at", self._misplaced(conditions.at, block, turn)
        before, after = self.history.beside(block, turn)
        if rule.prev is not None:
            yield "prev", "" if self.matches(rule.prev, before) else f"`prev` {self._against(before, 'before')}"
        if rule.next is not None:
            yield "next", "" if self.matches(rule.next, after) else f"`next` {self._against(after, 'behind')}"
        if rule.unless is not None:
            yield "not", self._excepted(rule, block)
        if conditions.words is not None:
            count = self.cleaned.document.word_count(block)
            inside = (conditions.words.low or 0) <= count <= (count if (top := conditions.words.high) is None else top)
            yield "words", "" if inside else f"`words: {interval_text(conditions.words)}`: it has {count}"
        if conditions.script is not None:
            inside = in_script(self.cleaned.document.texts[block], conditions.script)
            yield "script", "" if inside else f"`script: {conditions.script}`: most of its letters are of another"
        for key, selectors, texts in (("css", rule.css, conditions.css), ("xpath", rule.xpath, conditions.xpath)):
            if selectors is not None:
                inside = stands_in(selectors, self.cleaned.document, block)
                said = f"`{key}: {', '.join(texts)}`: neither its element nor one around it is such"
                yield key, "" if inside else said
        if conditions.language is not None:
            spoken = self.cleaned.article.language
            inside = conditions.language == spoken
            yield (
                "language",
                "" if inside else f"`language: {conditions.language}`: the document's is {spoken or 'unknown'}",
            )

    def _misplaced(self, at: Interval, block: int, turn: int) -> str:
        free = self.history.free(turn)
        place = bisect_right(free, block)
        if self.history.is_free(block, turn) and is_at(at, place, len(free)):
            return ""
        return f"`at: {interval_text(at)}`: it is number {place} of {len(free)} blocks that are free by then"

    def _against(self, block: int, side: str) -> str:
        texts = self.cleaned.document.texts
        if not 0 <= block < len(texts):
            return f"asks for a block {side} it, and there is none"
        return f"does not match block {block + 1}, `{shortened(texts[block], _NEIGHBOUR)}`"

    def _excepted(self, rule: CompiledRule, block: int) -> str:
        if not self.matches(rule.unless, block):
            return ""
        pattern = self.which(rule.unless, rule.rule.conditions.unless, block)
        return f"`not` matches it: {said(pattern)}" if pattern else "`not` matches it"

    def which(self, patterns: AnyOf | None, sources: tuple[Pattern, ...], block: int) -> Pattern | None:
        """The first of some patterns that matches a block."""
        document = self.cleaned.document
        for matcher, pattern in zip(patterns.matchers if patterns else (), sources, strict=True):
            try:
                if matcher.match(document.folded[block], document.texts[block]) is not None:
                    return pattern
            except SlowExpression:
                continue
        return None

    def _without_piece(self, rule: CompiledRule, block: int, turn: int) -> Failure | None:
        document = self.cleaned.document
        folded, text = document.folded[block], document.texts[block]
        if not any(matcher.pieces(folded, text) for matcher in (rule.piece.matchers if rule.piece else ())):
            return Failure("piece", "`piece` is not in it")
        failing = self.unmet(rule, block, turn)
        return failing._replace(is_near=True) if failing else None

    # Runs

    def end_of(self, number: int, span: Run, start: int) -> int | None:
        """Where a run ends that looks for its end from block `start` on, exclusive; None where it has none."""
        if number not in self._ends:
            ends = self.cleaned.program.rules[number].ends
            blocks = range(len(self.cleaned.document)) if ends is not None else ()
            self._ends[number] = [block for block in blocks if self.matches(ends, block)]
        found = self._ends[number]
        place = bisect_left(found, start)
        if place < len(found):
            return found[place] + 1 if span.inclusive else found[place]
        return len(self.cleaned.document) if span.open_end else None

    def _outside(self, number: int, span: Run, block: int, turn: int) -> Failure | None:
        """Why a block is in no run of a rule: the run that comes nearest to it tells."""
        if not span.start:
            first = self.history.free(turn)[0]
            return self._beyond(number, span, first, block, turn)
        rule = self.cleaned.program.rules[number]
        nearest: Failure | None = None
        for start in range(block, -1, -1):
            if self._may_begin(rule, start, turn) and self.matches(rule.start, start):
                failing = self._beyond(number, span, start, block, turn)
                if failing is None or failing.outcome in ("no end", "ended"):
                    return failing
                nearest = nearest or failing
        return nearest or Failure("from", "`from` matches neither it nor a block before it")

    def _may_begin(self, rule: CompiledRule, start: int, turn: int) -> bool:
        """Whether a run may begin at a block: it is free, and no run of the same turn has passed over it."""
        owner = self.cleaned.labelling.owners[start]
        if self.history.turns[start] == turn and owner is not None and owner.rule is rule:
            return owner.blocks[0] == start
        return self.history.is_free(start, turn)

    def _beyond(self, number: int, span: Run, start: int, block: int, turn: int) -> Failure | None:
        """Why a run that might begin at block `start` does not hold a block."""
        rule = self.cleaned.program.rules[number]
        failing = self.unmet(rule, start, turn)
        if failing is not None:
            begins = f"`from` matches block {start + 1}" if span.start else f"it would begin at block {start + 1}"
            says = failing.says if start == block else f"{begins}, and there {failing.says}"
            return failing._replace(says=says, is_near=bool(span.start))
        key = "to" if span.inclusive else "until"
        end = self.end_of(number, span, start + 1 if span.start else 0)
        if end is None:
            says = f"its run begins at block {start + 1} and has no end: `{key}` matches no block below"
            return Failure("no end", says, is_near=True)
        if end <= block:
            says = f"its run from block {start + 1} ends before it: `{key}` matches block {end + (not span.inclusive)}"
            return Failure("ended", says, is_near=bool(span.start))
        return None


def interval_text(interval: Interval) -> str:
    """A range as rule files write it."""
    low, high = interval.low, interval.high
    if low == high:
        return str(low)
    return f"{'' if low is None else low}..{'' if high is None else high}"


def said(pattern: Pattern) -> str:
    """A pattern as rule files write it, in backticks."""
    return f"`re: {pattern.source}`" if isinstance(pattern, Expression) else f"`{pattern.source}`"
