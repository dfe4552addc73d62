"""What runs for a rule set, and where all of it comes from: own rules, inherited ones, and those that do not run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.authoring.showing import visible
from cleaner.engine.sources import host_of
from cleaner.errors import InputError
from cleaner.rulebook.book import SHIPPED, RuleBook, lineage
from cleaner.rulebook.rules import EffectiveRules, Place, Rule, RuleSet
from cleaner.rulebook.values import closest


class Gone(NamedTuple):
    """Why an inherited rule does not run: it is switched `off`, or `replaced` by a rule of the same id, and where."""

    how: str
    place: Place


class Step(NamedTuple):
    """A rule in the order of the run, the set that it comes from, and why it does not run, if so."""

    origin: str
    rule: Rule
    gone: Gone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a name stands for: a source with its layouts, and the rule set that is meant, where there is one."""

    name: str
    source: str | None
    layouts: tuple[RuleSet, ...]
    rule_set: RuleSet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rule set with all that runs for it. `order` is the set itself and those that it inherits from, as they run."""

    rule_set: RuleSet
    effective: EffectiveRules
    order: tuple[RuleSet, ...]
    steps: tuple[Step, ...]


def find(book: RuleBook, name: str) -> Found:
    """What a name stands for: a rule set, a source, or a host; raises `InputError` where nobody knows it."""
    own = book.sets.get(name)
    source = own.source if own is not None else _source(book, name)
    if own is None and source is None:
        raise InputError(visible(name), "no rule set, source or host is called so", nearest_name(book, name))
    layouts = tuple(rule_set for rule_set in book.sources() if source and rule_set.source == source)
    if own is None:
        own = layouts[0] if len(layouts) == 1 else next((s for s in layouts if not s.layout), None)
    return Found(name=name, source=source, layouts=layouts, rule_set=own)


def _source(book: RuleBook, name: str) -> str | None:
    """The source of that name, or that of a host or URL: the longest host wins."""
    sources = {rule_set.source for rule_set in book.sources()}
    if name in sources:
        return name
    hosts = {host: rule_set.source for rule_set in book.sources() for host in rule_set.hosts}
    host = host_of(name).rstrip(".")
    while host and host not in hosts:
        host = host.partition(".")[2]
    return hosts.get(host)


def nearest_name(book: RuleBook, name: str) -> str:
    """What one may have meant by a name that nobody knows."""
    sources = sorted({rule_set.source for rule_set in book.sources() if rule_set.source})
    names = {
        *sources,
        *(n for n in book.sets if not n.startswith(SHIPPED)),
        *(h for s in book.sources() for h in s.hosts),
    }
    near = closest(name, sorted(names))
    return near if near.startswith("did you mean") else f"the sources are {', '.join(sources)}"


def examine(book: RuleBook, rule_set: RuleSet) -> Shown:
    """A rule set with all that runs for it."""
    order = tuple(book.sets[name] for name in lineage(book, rule_set.name))
    return Shown(rule_set=rule_set, effective=book.effective(rule_set.name), order=order, steps=tuple(_steps(order)))


def _steps(order: Iterable[RuleSet]) -> Iterator[Step]:
    """All rules of a set and its parents in the order of the run, with those that do not run where they would stand."""
    gone: dict[str, Gone] = {}
    cuts: list[Step] = []
    for rule_set in order:
        for rule in rule_set.rules:
            step = Step(rule_set.name, rule, gone.get(rule.id))
            if rule.verb == "cut":
                cuts.append(step)
            else:
                yield step
        for rule in rule_set.rules:
            gone.setdefault(rule.id, Gone("replaced", rule.place))
        for off in rule_set.off:
            gone.setdefault(off, Gone("off", _place_of_off(rule_set, off)))
    yield from cuts


def _place_of_off(rule_set: RuleSet, off: str) -> Place:
    places = dict(rule_set.places)
    return places.get(f"off:{off}") or places["off"]
