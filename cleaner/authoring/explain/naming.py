"""What the rules of one document are called, where they stand, and by what they took a block."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.authoring.explain.evidence import prints_at
from cleaner.authoring.explain.tracing import Tracer, said
from cleaner.authoring.explain.values import RuleSaid
from cleaner.authoring.explain.written import RuleFiles
from cleaner.authoring.showing import seen_from_here
from cleaner.engine.labelling import FINGERPRINT, Claim
from cleaner.rulebook.rules import Line, Rule, Run


def is_judge(rule: Rule) -> bool:
    """Whether no rule of a file, but the scorer or a finder, speaks: they give reasons, and stand nowhere."""
    return rule.place.path == rule.id != FINGERPRINT


class Taken(NamedTuple):
    """By what a rule took a block: `part` as in `BlockSaid`, the pattern, and the first block of its run, from 1."""

    part: str
    pattern: str | None = None
    since: int | None = None


class Names:
    """The rules of one document by name; those that are asked for are remembered."""

    __slots__ = ("_asked", "_files", "_tracer")

    def __init__(self, tracer: Tracer, files: RuleFiles) -> None:
        self._tracer = tracer
        self._files = files
        self._asked: dict[int, RuleSaid] = {}

    def asked(self) -> tuple[RuleSaid, ...]:
        """The rules that were asked for, in the order of the run."""
        effective = self._tracer.cleaned.program.effective.rules
        order = {id(rule): number for number, (_, rule) in enumerate(effective)}
        return tuple(self._asked[key] for key in sorted(self._asked, key=lambda key: order.get(key, len(order))))

    def rule(self, origin: str, rule: Rule) -> RuleSaid:
        """A rule with its place and what its file says of it."""
        if id(rule) not in self._asked:
            self._asked[id(rule)] = RuleSaid(
                id=rule.id,
                rule_set=origin or self._own_name(),
                place=self.place(rule),
                verb=rule.verb,
                label=rule.label,
                why=rule.why,
                text=self._files.text(rule) if origin else "",
            )
        return self._asked[id(rule)]

    def place(self, rule: Rule, key: str = "", pattern: str = "") -> str:
        """Where a rule stands, or one of its patterns; the fingerprints of a set are as good as a rule."""
        own = self._tracer.cleaned.choice.rule_set
        if is_judge(rule):
            return ""
        if rule.place.path == FINGERPRINT:
            places = dict(own.places) if own else {}
            return (
                f"{seen_from_here(own.path)}:{places['fingerprints'].line}" if own and "fingerprints" in places else ""
            )
        return self._files.place(rule, key, pattern)

    def _own_name(self) -> str:
        own = self._tracer.cleaned.choice.rule_set
        return own.name if own else ""

    def taken(self, claim: Claim, block: int) -> Taken:
        """By what a claim took a block (0-based)."""
        rule, tracer = claim.rule, self._tracer
        span, first = rule.rule.span, claim.blocks[0]
        if is_judge(rule.rule):
            return Taken("score")
        if not rule.origin:
            return Taken("fingerprint", self._fingerprint(block))
        if isinstance(span, Line):
            pattern = tracer.which(rule.start, span.patterns, block)
            return Taken("line", said(pattern) if pattern else None)
        if not isinstance(span, Run):
            return Taken("conditions")
        if block == first:
            pattern = tracer.which(rule.start, span.start, block)
            return Taken("from", said(pattern) if pattern else "`<top>`", block + 1)
        return self._within(claim, span, block)

    def _within(self, claim: Claim, span: Run, block: int) -> Taken:
        """By what a run took a block that is not its first."""
        rule, since = claim.rule, claim.blocks[0] + 1
        if rule.each is not None and (pattern := self._tracer.which(rule.each, rule.rule.each, block)):
            return Taken("each", said(pattern), since)
        if span.inclusive and block == claim.blocks[-1]:
            pattern = self._tracer.which(rule.ends, span.ends, block)
            return Taken("to" if pattern else "run", said(pattern) if pattern else None, since)
        return Taken("run", None, since)

    def _fingerprint(self, block: int) -> str | None:
        """The first fingerprint that a block holds, of the sets that were looked at."""
        choice, document = self._tracer.cleaned.choice, self._tracer.cleaned.document
        own = [choice.rule_set] if choice.rule_set else []
        sets = (*own, *choice.sets)
        return next((f"`{source}`" for rule_set in sets for source in prints_at(document, rule_set, block)), None)
