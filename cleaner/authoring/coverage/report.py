"""Coverage as text for people, and as one value for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from cleaner.authoring.coverage.counts import Counts, RuleCounts, SetCounts, Shares, in_order
from cleaner.authoring.coverage.gathering import Coverage, RuleExamples
from cleaner.authoring.coverage.unknown import Group
from cleaner.authoring.showing import shortened, visible

_BAR: Final = 40
"""Characters of the histogram's longest bar."""
_TITLES: Final = 5
"""Titles of several documents that are shown."""
_GROUPS: Final = 10
"""Groups of unknown documents that are shown."""
_EXAMPLES: Final = 2
"""Documents of a group that are shown."""


class Unserved(msgspec.Struct, frozen=True):
    """The documents of no known source or layout, in groups. Lines are counted in `sampled` of them."""

    documents: int
    sampled: int
    groups: tuple[Group, ...]


class Report(Counts, kw_only=True):
    """Counts, and what else there is to look at. As a file it is a baseline, too."""

    examples: dict[str, dict[str, RuleExamples]]
    titles: dict[str, dict[str, int]]
    """By rule set, the titles that several documents were given, and of how many: furniture, as a rule."""
    unserved: Unserved


def report(coverage: Coverage) -> Report:
    """All of a coverage as one value, which JSON can hold."""
    counts = in_order(coverage.counts)
    fields = {name: getattr(counts, name) for name in counts.__struct_fields__}
    examples = {name: _told(coverage.examples[name], own) for name, own in counts.sets.items()}
    titles = {name: _said_often(own) for name, own in coverage.titles.items()}
    unknown = coverage.unknown
    return Report(
        **fields, examples=examples, titles=titles, unserved=Unserved(unknown.count, unknown.sampled, unknown.groups())
    )


def _said_often(titles: Counter[str]) -> dict[str, int]:
    """Titles that were given more than once, the most frequent ones first."""
    often = [(title, count) for title, count in titles.items() if count > 1]
    return dict(sorted(often, key=lambda pair: (-pair[1], pair[0]))[:_TITLES])


def _told(examples: Mapping[str, RuleExamples], own: SetCounts) -> dict[str, RuleExamples]:
    """The examples of the rules that there is something to say of."""
    told = {rule: examples[rule] for rule, counts in own.rules.items() if _is_told(counts)}
    idle = [rule for rule in told if not own.rules[rule].documents]
    return told | {rule: msgspec.structs.replace(told[rule], without=[]) for rule in idle}


def _is_told(counts: RuleCounts) -> bool:
    return bool(counts.documents or counts.refused or counts.unended)


def coverage_lines(found: Report) -> Iterator[str]:
    """The report as text: the whole, then each rule set, then the rules that fired nowhere, then unknown documents."""
    others = [(found.failed, "failed"), (found.former, "articles of a former run")]
    told = "".join(f", {number} {what}" for number, what in others if number)
    yield f"{_documents(found.documents)} cleaned{told}"
    for name, own in found.sets.items():
        yield ""
        yield from _of_set(name, own, found.examples[name])
        yield from _of_titles(found.titles.get(name, {}), own)
    yield from _never(found)
    yield from _of_sources(found)
    if found.unserved.documents:
        yield ""
        yield from _of_unknown(found.unserved)


def _documents(number: int) -> str:
    return f"{number} document" if number == 1 else f"{number} documents"


def _of_set(name: str, own: SetCounts, examples: Mapping[str, RuleExamples]) -> Iterator[str]:
    yield f"{name}@{own.hash}: {_documents(own.documents)}"
    yield f"  found by      {_listed(own.how)}"
    yield f"  removed       {_spread(own.removed)}"
    yield from _histogram(own.removed)
    yield f"  moved         {_spread(own.moved)}"
    if own.warnings:
        yield f"  warnings      {_listed(own.warnings)}"
    if own.fingerprints:
        yield "  fingerprints      share"
        for pattern, count in own.fingerprints.items():
            yield f"    {_rate(count, own.documents)}{'':>10}  {shortened(pattern)}"
    yield from _of_rules(name, own)
    for title, lines in (
        ("refused by guards", [(rule, each.refused) for rule, each in examples.items()]),
        ("begun, and no end came", [(rule, each.unended) for rule, each in examples.items()]),
    ):
        if any(texts for _, texts in lines):
            yield f"  {title}"
            yield from _of_examples(lines, own, refused=title.startswith("refused"))


def _of_titles(titles: Mapping[str, int], own: SetCounts) -> Iterator[str]:
    if titles:
        yield "  titles of several documents, which are furniture as a rule"
        for title, count in titles.items():
            yield f"    {_rate(count, own.documents)}{'':>10}  {shortened(title)}"


def _of_rules(name: str, own: SetCounts) -> Iterator[str]:
    """A row for each rule that fired, or that is the source's own; others that never did are only counted."""
    is_source = own.source is not None
    shown = {rule: each for rule, each in own.rules.items() if each.documents or (is_source and each.origin == name)}
    if shown:
        yield "  rules             share    blocks"
    for rule, counts in shown.items():
        origin = "" if counts.origin == name else f" ({counts.origin})"
        never = "" if counts.documents else ": never"
        yield f"    {_rate(counts.documents, own.documents)}{counts.blocks:>10}  {rule}{origin}{never}"
    all_of = Counter(each.origin for each in own.rules.values())
    idle = Counter(each.origin for each in own.rules.values() if not each.documents)
    if idle:
        told = ", ".join(f"{count} of {all_of[origin]} of {origin}" for origin, count in idle.items())
        yield f"  never fired   {told}"


def _of_examples(lines: list[tuple[str, list[str]]], own: SetCounts, *, refused: bool) -> Iterator[str]:
    for rule, texts in lines:
        if texts:
            counts = own.rules[rule]
            yield f"    {rule}: {_documents(counts.refused if refused else counts.unended)}"
            yield from (f"      {visible(text)}" for text in texts)


def _never(found: Report) -> Iterator[str]:
    """The rules that fired in no set at all, by the file that they stand in."""
    fired = {(each.origin, rule) for own in found.sets.values() for rule, each in own.rules.items() if each.documents}
    idle: dict[str, dict[str, None]] = {}
    for own in found.sets.values():
        for rule, counts in own.rules.items():
            if (counts.origin, rule) not in fired:
                idle.setdefault(counts.origin, {})[rule] = None
    if idle:
        yield ""
        yield "rules that fired nowhere"
        yield from (f"  {origin}: {', '.join(rules)}" for origin, rules in sorted(idle.items()))


def _of_sources(found: Report) -> Iterator[str]:
    rows = [(name, own) for name, own in found.sources.items() if own.without_layout]
    if rows:
        yield ""
        yield "documents of no layout of their source"
        yield from (f"  {_rate(own.without_layout, own.documents)} of {name}" for name, own in rows)


def _of_unknown(unserved: Unserved) -> Iterator[str]:
    groups = unserved.groups
    sampled = f"; lines are counted in {unserved.sampled} of them" if unserved.sampled < unserved.documents else ""
    yield f"{_documents(unserved.documents)} of no known source or layout{sampled}"
    for group in groups[:_GROUPS]:
        yield f"  {_documents(group.documents)} {_named(group)}"
        yield from (f"    {line.documents:>7}  {shortened(line.line)}" for line in group.lines)
        yield f"    such as  {', '.join(map(shortened, group.examples[:_EXAMPLES]))}"
    if rest := groups[_GROUPS:]:
        yield f"  {_documents(sum(group.documents for group in rest))} in {len(rest)} more groups; `--format json` has all"


def _named(group: Group) -> str:
    if group.by == "line":
        return f"without a host share `{shortened(group.name)}`" if group.name else "without a host share no line"
    if group.by == "layout":
        return f"of {visible(group.name)} fit none of its layouts"
    return f"of {visible(group.name)}"


def _rate(count: int, documents: int) -> str:
    return f"{count:>9}{count / documents:>10.1%}"


def _listed(counts: Mapping[str, int]) -> str:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ranked)


def _spread(shares: Shares) -> str:
    least, first, middle, third, most = (shares.quantile(part) for part in (0, 0.25, 0.5, 0.75, 1))
    return f"{least}% at least, quartiles {first}% {middle}% {third}%, {most}% at most, of the characters"


def _histogram(shares: Shares) -> Iterator[str]:
    """How many documents have how much, by tens of percents; 100% counts with what is above 90%."""
    tens = [shares.between(low, low + 9 if low < 90 else 100) for low in range(0, 100, 10)]
    last = max(number for number, count in enumerate(tens) if count)
    for number, count in enumerate(tens[: last + 1]):
        bar = "#" * max(1, _BAR * count // max(tens)) if count else ""
        yield f"    {number * 10:>3}% {count:>9} {bar}".rstrip()
