"""Counts of now against a baseline: which rates fell, and what else differs. The alarm that a layout changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from cleaner.authoring.coverage.counts import Counts, RuleCounts, SetCounts, Shares
from cleaner.authoring.coverage.gathering import RuleExamples
from cleaner.authoring.coverage.rates import (
    MIN_DOCUMENTS,
    MIN_DROP,
    Comparison,
    Rate,
    chance,
    is_large,
    threshold,
)

_QUARTER: Final = 0.25
_LOOK: Final = "if its pages changed, mend it or write a layout; if not, store a new baseline"


class Finding(msgspec.Struct, frozen=True):
    """A rate that fell (`kind` is `rule` or `fingerprint`), or rose (`removed`, `layout`, `unknown`).

    `where` is the rule set or the source, `name` the rule or fingerprint, `said` what is counted, `fix` what to do.
    `chance` is how likely so much is by chance alone. `place` is where the rule stands, `examples` are ids of documents
    where it did not fire.
    """

    kind: str
    where: str
    name: str
    said: str
    before: Rate
    now: Rate
    chance: float
    fix: str
    place: str = ""
    examples: tuple[str, ...] = ()


class Staleness(msgspec.Struct, frozen=True):
    """What a comparison with a baseline gives: findings, and notes on what cannot be compared.

    `compared` rates would be findings had they fallen to nothing; what has a chance of `threshold` or less is a fall.
    """

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    compared: int
    threshold: float


class _Asked(NamedTuple):
    """A rate to compare: the finding that it gives if it fell, and the fall that is looked at; in points, if special."""

    finding: Finding
    fall: Comparison
    min_drop: float


Examples = Mapping[str, Mapping[str, RuleExamples]]
_NONE: Final = RuleExamples("")


def find_stale(before: Counts, now: Counts, examples: Examples, min_drop: float = MIN_DROP) -> Staleness:
    """What fell since a baseline. `examples` are those of now, `min_drop` is in percentage points."""
    asked = list(_asked(before, now, examples, min_drop))
    limit = threshold(each.fall for each in asked)
    told = (each for each in asked if each.finding.chance <= limit and is_large(each.fall, each.min_drop))
    return Staleness(
        findings=tuple(each.finding for each in told),
        notes=tuple(_notes(before, now, asked, limit)),
        compared=sum(_can_tell(each.fall, limit) for each in asked),
        threshold=limit,
    )


def _can_tell(fall: Comparison, limit: float) -> bool:
    """Whether a rate would be told, had it fallen to nothing."""
    return chance(fall._replace(now=Rate(0, fall.now.documents))) <= limit


def _asked(before: Counts, now: Counts, examples: Examples, min_drop: float) -> Iterator[_Asked]:
    """All rates that can be compared."""
    for name in sorted(before.sets.keys() & now.sets.keys()):
        old, new = before.sets[name], now.sets[name]
        if new.documents < MIN_DOCUMENTS:
            continue
        yield from _rules(name, old, new, examples.get(name, {}), min_drop)
        yield from _fingerprints(name, old, new, min_drop)
        yield from _removed(name, old, new, min_drop)
    yield from _fallen(before, now, min_drop)


def _rules(
    name: str, old: SetCounts, new: SetCounts, examples: Mapping[str, RuleExamples], drop: float
) -> Iterator[_Asked]:
    for rule, counts in new.rules.items():
        former = old.rules.get(rule)
        if former is None or former.digest != counts.digest or not former.documents:
            continue
        fall = Comparison(Rate(former.documents, old.documents), Rate(counts.documents, new.documents))
        finding = Finding("rule", name, rule, f"`{rule}` fires in", *fall, chance(fall), _mend(former, counts))
        shown = examples.get(rule, _NONE)
        finding = msgspec.structs.replace(finding, place=shown.place, examples=tuple(shown.without))
        yield _Asked(finding, fall, drop)


def _mend(former: RuleCounts, counts: RuleCounts) -> str:
    """What to do about a rule that fires less: what became of the documents where it did."""
    if counts.unended > counts.documents and counts.unended > former.unended:
        return f"its `from` still matches in {counts.unended}, and no end comes: mend `to` or `until`"
    if counts.refused > counts.documents and counts.refused > former.refused:
        return f"guards refuse it in {counts.refused}: see whether its end is still the right one"
    return _LOOK


def _fingerprints(name: str, old: SetCounts, new: SetCounts, drop: float) -> Iterator[_Asked]:
    for pattern, count in new.fingerprints.items():
        if not (former := old.fingerprints.get(pattern, 0)):
            continue
        fall = Comparison(Rate(former, old.documents), Rate(count, new.documents))
        fix = "without it documents of no known host lose their rules: add a line that the pages have now"
        yield _Asked(
            Finding("fingerprint", name, pattern, f"`{pattern}` stands in", *fall, chance(fall), fix), fall, drop
        )


def _removed(name: str, old: SetCounts, new: SetCounts, drop: float) -> Iterator[_Asked]:
    """The share removed, by the quarter of all documents of both times where least is removed, and where most is.

    As the quarters are those of both times together, their documents would fall to the two by chance alone, which is
    what the test asks (Mood's median test, at the quartiles).
    """
    both = Shares(dict(old.removed.percents))
    for percent, count in new.removed.percents.items():
        both.percents[percent] = both.percents.get(percent, 0) + count
    low, high = both.quantile(_QUARTER), both.quantile(1 - _QUARTER)
    for said, first, last, fix in (
        (f"{low}% or less is removed in", 0, low, "see with `clean explain` what furniture stays"),
        (
            f"{high}% or more is removed in",
            high,
            100,
            "see with `clean explain` which rule takes it, and whether it may",
        ),
    ):
        rise = Comparison(*(Rate(each.removed.between(first, last), each.documents) for each in (old, new)))
        yield _Asked(Finding("removed", name, "", said, *rise, chance(rise.turned), fix), rise.turned, drop)


def _fallen(before: Counts, now: Counts, drop: float) -> Iterator[_Asked]:
    """Documents that lost all their rules; half the points are enough there."""
    for source in sorted(before.sources.keys() & now.sources.keys()):
        old, new = before.sources[source], now.sources[source]
        if new.documents < MIN_DOCUMENTS:
            continue
        rise = Comparison(Rate(old.without_layout, old.documents), Rate(new.without_layout, new.documents))
        fix = "write a layout for them, or give a layout fingerprints that they have"
        finding = Finding("layout", source, "", "no layout fits in", *rise, chance(rise.turned), fix)
        yield _Asked(finding, rise.turned, drop / 2)
    if before.documents and now.documents >= MIN_DOCUMENTS:
        rise = Comparison(Rate(before.unknown, before.documents), Rate(now.unknown, now.documents))
        fix = "`clean rules coverage` groups them by host and by line"
        yield _Asked(
            Finding("unknown", "", "", "no source is known in", *rise, chance(rise.turned), fix), rise.turned, drop / 2
        )


def _notes(before: Counts, now: Counts, asked: list[_Asked], limit: float) -> Iterator[str]:
    """What was not compared, and why."""
    for name, old in sorted(before.sets.items()):
        new = now.sets.get(name)
        if new is None:
            yield f"{name}: no document now, and {old.documents} in the baseline"
            continue
        if old.hash != new.hash:
            yield f"{name}: its rules have changed since ({old.hash}, now {new.hash}){_changes(old, new)}"
        own = [each.fall for each in asked if each.finding.where == name and each.finding.kind == "rule"]
        if not any(_can_tell(fall, limit) for fall in own):
            yield f"{name}: {new.documents} now and {old.documents} in the baseline are too few documents to tell"
    for name, new in sorted(now.sets.items()):
        if name not in before.sets:
            yield f"{name}: {new.documents} now, and no document in the baseline"


def _changes(old: SetCounts, new: SetCounts) -> str:
    """The rules that are new, gone or worded otherwise, which are not compared."""
    common = [rule for rule in new.rules if rule in old.rules]
    kinds = {
        "new": [rule for rule in new.rules if rule not in old.rules],
        "gone": [rule for rule in old.rules if rule not in new.rules],
        "changed": [rule for rule in common if old.rules[rule].digest != new.rules[rule].digest],
    }
    told = [f"{kind}: {', '.join(f'`{rule}`' for rule in rules)}" for kind, rules in kinds.items() if rules]
    return f"; not compared: {'; '.join(told)}" if told else "; their order or the guards, not the rules themselves"
