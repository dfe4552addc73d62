"""What `clean rules show` prints of a rule set: a rule file without inheritance, a table, or data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cleaner.authoring.as_yaml import Value, fingerprint_value, mapping_lines, rule_lines, rule_value
from cleaner.authoring.effective import Found, Gone, Shown, Step
from cleaner.authoring.showing import seen_from_here, visible
from cleaner.rulebook.rules import Place, RuleSet


class ShownLine(NamedTuple):
    """What a rule file says, and a comment behind it. `kind` is `note`, `key`, `rule` (its first line) or `gone`."""

    text: str
    note: str = ""
    kind: str = "key"

    def __str__(self) -> str:
        return "  # ".join(filter(None, (self.text, self.note)))


def layout_lines(found: Found) -> Iterator[ShownLine]:
    """The layouts of a source that has several, and how each is told."""
    if len(found.layouts) < 2:
        return
    yield ShownLine(
        f"# layouts of {visible(found.source or '')}; a document gets the one with most of its fingerprints",
        kind="note",
    )
    wide = max(len(layout.name) for layout in found.layouts)
    for layout in found.layouts:
        facts = [_valid(layout) or "", _fingerprints_told(layout)]
        yield ShownLine(f"#   {layout.name:<{wide}}  {'  '.join(filter(None, facts))}", kind="note")


def _fingerprints_told(rule_set: RuleSet) -> str:
    count = len(rule_set.fingerprints)
    if not count:
        return "where no other fits" if not rule_set.layout else "no fingerprints"
    return f"{count} fingerprint{'s' * (count > 1)}, {rule_set.min_fingerprints} needed"


def rule_file_lines(shown: Shown) -> Iterator[ShownLine]:
    """A rule file without inheritance that does what the set does: it has the same hash."""
    effective, running = shown.effective, sum(step.gone is None for step in shown.steps)
    yield ShownLine(f"# {effective.name}@{effective.hash}, {seen_from_here(shown.rule_set.path)}", kind="note")
    yield ShownLine(f"# order: {', '.join(rule_set.name for rule_set in shown.order)}", kind="note")
    yield ShownLine(f"# {_counted(running, len(shown.steps) - running)}", kind="note")
    for line in mapping_lines(_facts(shown), 0):
        yield ShownLine(line, _origin(shown, line.partition(":")[0]))
    yield ShownLine("rules:" if running else "rules: []")
    number = 0
    for step in shown.steps:
        if step.gone is not None:
            yield ShownLine(f"  # {_gone(step, step.gone)}", kind="gone")
            continue
        number += 1
        first, *others = rule_lines(rule_value(step.rule))
        yield ShownLine(first, f"{number}: {_place(step.rule.place)}", "rule")
        yield from map(ShownLine, others)


def _counted(running: int, gone: int) -> str:
    return f"{running} rule{'s' * (running != 1)}" + (f", {gone} switched off or replaced" if gone else "")


def _gone(step: Step, gone: Gone) -> str:
    return f"{gone.how}: {step.rule.id}, {_place(step.rule.place)}; by {_place(gone.place)}"


def _place(place: Place) -> str:
    return f"{seen_from_here(place.path)}:{place.line}"


def _facts(shown: Shown) -> dict[str, Value]:
    """What a file says above its rules, with what is inherited and what holds where nothing is said."""
    rule_set, effective = shown.rule_set, shown.effective
    facts: dict[str, Value | None] = {
        "source": rule_set.source,
        "layout": rule_set.layout,
        "name": rule_set.title,
        "hosts": rule_set.hosts,
        "language": effective.language,
        "valid": _valid(rule_set),
        "fingerprints": tuple(map(fingerprint_value, rule_set.fingerprints)),
        "min_fingerprints": str(rule_set.min_fingerprints) if rule_set.fingerprints else None,
        "guards": {"max_prose": f"{effective.max_prose:.0%}", "min_words": str(effective.min_words)},
        "rest": effective.rest,
    }
    return {key: value for key, value in facts.items() if value}


def _valid(rule_set: RuleSet) -> str | None:
    if rule_set.valid is None:
        return None
    first, last = rule_set.valid
    return first if first == last else f"{first or ''}..{last or ''}"


def _origin(shown: Shown, key: str) -> str:
    """Where a fact comes from that the set itself does not say."""
    if key == "guards":
        return "; ".join(f"{name}: {origin}" for name in ("max_prose", "min_words") if (origin := _guard(shown, name)))
    if key == "rest" and not shown.rule_set.rest:
        return "default"
    if key == "language" and not shown.rule_set.language:
        return next(f"from {rule_set.name}" for rule_set in shown.order if rule_set.language)
    return ""


def _guard(shown: Shown, name: str) -> str:
    giving = next((s for s in shown.order if getattr(s.guards, name) is not None), None)
    return "default" if giving is None else f"from {giving.name}" if giving is not shown.rule_set else ""


def table_lines(shown: Shown) -> Iterator[ShownLine]:
    """A rule a line: its number in the run, verb, label, id and place."""
    rules = [(step, f"{step.rule.verb} {step.rule.label}") for step in shown.steps]
    wide, broad = (
        max(map(len, texts), default=0) for texts in ([what for _, what in rules], [s.rule.id for s, _ in rules])
    )
    yield ShownLine(f"{shown.effective.name}@{shown.effective.hash}", kind="note")
    number = 0
    for step, what in rules:
        number += step.gone is None
        count = f"{number:>4}" if step.gone is None else "   -"
        behind = f"  {step.gone.how} by {_place(step.gone.place)}" if step.gone else ""
        line = f"{count}  {what:<{wide}}  {step.rule.id:<{broad}}  {_place(step.rule.place)}{behind}"
        yield ShownLine(visible(line), kind="gone" if step.gone else "key")


def record(found: Found, shown: Shown | None) -> dict[str, Any]:
    """All of it as data: the layouts of the source, and the rule set that is meant, where there is one."""
    layouts = [{"name": s.name, "valid": _valid(s), "fingerprints": len(s.fingerprints)} for s in found.layouts]
    head: dict[str, Any] = {"source": found.source, "layouts": layouts}
    if shown is None:
        return {**head, "rule_set": None}
    effective = shown.effective
    return {
        **head,
        "rule_set": effective.name,
        "hash": effective.hash,
        "path": seen_from_here(shown.rule_set.path),
        "order": [rule_set.name for rule_set in shown.order],
        **{key: value for key, value in _facts(shown).items() if key != "source"},
        "guards": {"max_prose": effective.max_prose, "min_words": effective.min_words},
        "min_fingerprints": shown.rule_set.min_fingerprints,
        "rules": [_step_record(step) for step in shown.steps if step.gone is None],
        "gone": [_step_record(step) | _gone_record(step.gone) for step in shown.steps if step.gone is not None],
    }


def _step_record(step: Step) -> dict[str, Any]:
    return {"id": step.rule.id, "from": step.origin, "place": _place(step.rule.place), "rule": rule_value(step.rule)}


def _gone_record(gone: Gone) -> dict[str, Any]:
    return {"how": gone.how, "by": _place(gone.place)}
