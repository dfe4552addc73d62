"""Mutants: a rule taken away, or without one of its conditions, or without one alternative of a list.

If nothing misses what was taken, no test says what it is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import msgspec

from cleaner.rulebook.patterns import Pattern
from cleaner.rulebook.rules import Conditions, Line, Rule, RuleSet, Run

CONDITIONS: Final = {"at": "at", "prev": "prev", "next": "next", "not": "unless", "words": "words", "script": "script",
                     "language": "language"}  # fmt: skip
"""Conditions by their key, and their name in `Conditions`; rules for pages, or with `seen`, have no mutants yet."""
END: Final = "<end>"


class Kind(Enum):
    """What is taken away."""

    RULE = "rules"
    CONDITION = "conditions"
    ALTERNATIVE = "alternatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule with something taken away: `changed` is what is left of it, None where all of it is gone.

    `part` is the key that lost something, `number` (0-based) the alternative of its list; `<end>` stands behind all.
    """

    rule_set: str
    rule: Rule
    kind: Kind
    changed: Rule | None = None
    part: str = ""
    number: int = -1

    @property
    def taken(self) -> str:
        """What was taken away, as the file says it."""
        if self.kind is not Kind.ALTERNATIVE:
            return self.part
        patterns = lists_of(self.rule)[self.part]
        return patterns[self.number].source if self.number < len(patterns) else END


def mutants_of(rule_set: RuleSet) -> Iterator[Mutant]:
    """All mutants of a rule set's own rules, in their order; none of rules that do not apply to texts."""
    for rule in rule_set.rules:
        if rule.conditions.of_pages or rule.conditions.seen is not None:
            continue
        yield Mutant(rule_set=rule_set.name, rule=rule, kind=Kind.RULE)
        for part, changed in _without_conditions(rule):
            yield Mutant(rule_set=rule_set.name, rule=rule, kind=Kind.CONDITION, changed=changed, part=part)
        for part, number, changed in _without_alternatives(rule):
            yield Mutant(
                rule_set=rule_set.name, rule=rule, kind=Kind.ALTERNATIVE, changed=changed, part=part, number=number
            )


def lists_of(rule: Rule) -> dict[str, tuple[Pattern, ...]]:
    """The lists of patterns of a rule, by their keys."""
    lists = {"piece": rule.piece, "each": rule.each}
    if isinstance(rule.span, Line):
        lists["line"] = rule.span.patterns
    elif rule.span is not None:
        lists |= {"from": rule.span.start, _end_key(rule.span): rule.span.ends}
    conditions = rule.conditions
    return lists | {"prev": conditions.prev, "next": conditions.next, "not": conditions.unless}


def _end_key(run: Run) -> str:
    return "to" if run.inclusive else "until"


def _without_conditions(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for key, name in CONDITIONS.items():
        if getattr(rule.conditions, name):
            empty = getattr(Conditions(), name)
            yield key, replace(rule, conditions=msgspec.structs.replace(rule.conditions, **{name: empty}))
    if rule.each:
        yield "each", replace(rule, each=())


def _without_alternatives(rule: Rule) -> Iterator[tuple[str, int, Rule]]:
    for part, patterns in lists_of(rule).items():
        opens = isinstance(rule.span, Run) and part == _end_key(rule.span) and rule.span.open_end
        if len(patterns) + opens > 1:
            for number in range(len(patterns)):
                left = patterns[:number] + patterns[number + 1 :]
                yield part, number, _with_list(rule, part, left)
            if opens and isinstance(rule.span, Run):
                yield part, len(patterns), replace(rule, span=msgspec.structs.replace(rule.span, open_end=False))


def _with_list(rule: Rule, part: str, patterns: tuple[Pattern, ...]) -> Rule:
    """A rule with another list of patterns."""
    if part == "line":
        return replace(rule, span=Line(patterns))
    if part == "piece":
        return replace(rule, piece=patterns)
    if part == "each":
        return replace(rule, each=patterns)
    if isinstance(rule.span, Run) and part in ("from", "to", "until"):
        name = "start" if part == "from" else "ends"
        return replace(rule, span=msgspec.structs.replace(rule.span, **{name: patterns}))
    return replace(rule, conditions=msgspec.structs.replace(rule.conditions, **{CONDITIONS[part]: patterns}))
