"""All rules on one block: which claimed it, and for each other the first condition that failed."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.authoring.explain.naming import Names
from cleaner.authoring.explain.tracing import Failure, Tracer
from cleaner.authoring.explain.values import Trial, Why
from cleaner.authoring.history import DONE
from cleaner.engine.labelling import Claim, Refusal
from cleaner.engine.program import CompiledRule
from cleaner.rulebook.rules import Rule

_NEIGHBOURLY = ("at", "prev", "next")
"""Conditions that may hold in the second round though they did not in the first."""


def why(tracer: Tracer, names: Names, block: int) -> Why:
    """What came of each rule on a block (0-based), in the order of the run."""
    return Why(block=block + 1, trials=tuple(_Trials(tracer, names, block)))


class _Trials:
    """The trials of one block."""

    __slots__ = ("_block", "_claims", "_names", "_refusals", "_tracer")

    def __init__(self, tracer: Tracer, names: Names, block: int) -> None:
        labelling = tracer.cleaned.labelling
        self._tracer = tracer
        self._names = names
        self._block = block
        self._claims: list[Claim] = [claim for claim in labelling.claims if block in claim.blocks]
        self._refusals: list[Refusal] = [refusal for refusal in labelling.refusals if block in refusal.blocks]

    def __iter__(self) -> Iterator[Trial]:
        program, history = self._tracer.cleaned.program, self._tracer.history
        compiled = {id(rule.rule): number for number, rule in enumerate(program.rules)}
        failures: dict[int, str] = {}
        for origin, rule in program.effective.rules:
            number = compiled.get(id(rule))
            failure = self._never(rule) if number is None else self._outcome(number, number)
            yield self._trial(origin, rule, failure)
            if number is not None:
                failures[number] = failure.outcome
        turn = history.turns[self._block]
        if turn == history.second - 1:
            claim = self._claims[0]
            yield self._trial(claim.rule.origin, claim.rule.rule, Failure("claimed", "it holds a fingerprint"))
        elif turn >= history.second:
            yield from self._second_round(failures, turn)

    def _second_round(self, failures: dict[int, str], turn: int) -> Iterator[Trial]:
        """The shared rules that ask for neighbours, again: those that failed by place or neighbours in the first round."""
        program, history = self._tracer.cleaned.program, self._tracer.history
        start = turn - (turn - history.second) % history.second
        for number, rule in enumerate(program.rules):
            at = DONE if turn > DONE else start + number
            if rule.runs_again and at <= turn and (at == turn or failures[number] in _NEIGHBOURLY):
                yield self._trial(rule.origin, rule.rule, self._outcome(number, at), again=True)

    def _trial(self, origin: str, rule: Rule, failure: Failure, *, again: bool = False) -> Trial:
        return Trial(
            rule=rule.id,
            rule_set=origin,
            place=self._names.place(rule),
            verb=rule.verb,
            label=rule.label,
            outcome=failure.outcome,
            says=failure.says,
            is_near=failure.is_near,
            again=again,
        )

    def _never(self, rule: Rule) -> Failure:
        for key in ("css", "xpath"):
            if getattr(rule.conditions, key):
                return Failure(key, f"`{key}` asks for elements of a page: the rule never applies to text")
        return Failure("seen", "`seen` asks for statistics of the source: the rule does not apply without them")

    def _outcome(self, number: int, turn: int) -> Failure:
        rule = self._tracer.cleaned.program.rules[number]
        history, block = self._tracer.history, self._block
        if history.turns[block] == turn:
            return Failure("claimed", self._claim_said(rule))
        for refusal in self._refusals:
            if refusal.rule is rule and history.is_free(block, turn):
                return Failure("refused", f"a guard refused it: {refusal.reason}", is_near=True)
        if rule.piece is not None:
            cut = any(piece.rule is rule and piece.block == block for piece in self._tracer.cleaned.labelling.pieces)
            return self._failure(number, turn) if not cut else Failure("cut", "its piece was cut out of it")
        if not history.is_free(block, turn):
            return self._owned(rule)
        return self._failure(number, turn)

    def _failure(self, number: int, turn: int) -> Failure:
        failure = self._tracer.failure(number, self._block, turn)
        return failure or Failure("holds", "all that it asks for holds")

    def _owned(self, rule: CompiledRule) -> Failure:
        """A block that is another's; whether the rule's own line would match tells of two rules for one thing."""
        owner = self._claims[0].rule.rule
        matches = rule.start is not None and self._tracer.matches(rule.start, self._block)
        says = f"`{owner.id}` owned it already" + ("; its own pattern matches, too" if matches else "")
        return Failure("owned", says, is_near=matches)

    def _claim_said(self, rule: CompiledRule) -> str:
        claim = next(claim for claim in self._claims if claim.rule is rule)
        taken = self._names.taken(claim, self._block)
        if taken.part == "conditions":
            return "it claimed it: its conditions hold"
        run = f", in its run from block {taken.since}" if taken.since and taken.part != "from" else ""
        matches = f": `{taken.part}` matches, {taken.pattern}" if taken.pattern else ""
        return f"it claimed it{run}{matches}"
