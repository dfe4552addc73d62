"""What a rule set inherits from, drawn: as an indented tree, or for Graphviz and Mermaid.

The numbers are the order of the run: the nearest first, depth first, each set once, and `base` at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.authoring.effective import Shown
from cleaner.authoring.showing import seen_from_here, visible
from cleaner.rulebook.book import BASE
from cleaner.rulebook.rules import RuleSet


def tree_lines(shown: Shown) -> Iterator[str]:
    """The tree below a set: a line for each time that a set is named, with its number where it runs."""
    places = {rule_set.name: number for number, rule_set in enumerate(shown.order, 1)}
    branches = list(_branches(shown, places))
    wide = max(len(name) + 2 * depth for name, depth, _ in branches)
    by_name = {rule_set.name: rule_set for rule_set in shown.order}
    for name, depth, is_first in branches:
        row = f"{'  ' * depth}{visible(name)}"
        number = str(places[name]) if is_first else ""
        said = _said(by_name[name]) if is_first else f"runs once, as number {places[name]}"
        yield f"{number:>3}  {row:<{wide}}  {said}"


def _branches(shown: Shown, places: dict[str, int]) -> Iterator[tuple[str, int, bool]]:
    """Each set as often as it is named, its depth, and whether it runs there."""
    by_name = {rule_set.name: rule_set for rule_set in shown.order}
    done: set[str] = set()

    def visit(name: str, depth: int) -> Iterator[tuple[str, int, bool]]:
        is_first = name not in done and (name != BASE or len(done) >= places[BASE] - 1)
        yield name, depth, is_first
        if is_first:
            done.add(name)
            for parent in by_name[name].extends:
                yield from visit(parent, depth + 1)

    yield from visit(shown.order[0].name, 0)
    if BASE in places and BASE not in done:
        yield from visit(BASE, 1)


def _said(rule_set: RuleSet) -> str:
    count = len(rule_set.rules)
    off = f", {len(rule_set.off)} off" if rule_set.off else ""
    return f"{count} rule{'s' * (count != 1)}{off}  {seen_from_here(rule_set.path)}"


def edges(shown: Shown) -> list[tuple[str, str]]:
    """Pairs of a set and one that it inherits from. Where no set names `base`, the first one does."""
    named = [(rule_set.name, parent) for rule_set in shown.order for parent in rule_set.extends]
    bases = [pair for pair in named if pair[1] == BASE]
    is_implied = shown.order[0].name != BASE and not bases and any(s.name == BASE for s in shown.order)
    return [*named, *([(shown.order[0].name, BASE)] if is_implied else [])]


def dot_lines(shown: Shown) -> Iterator[str]:
    """The same for Graphviz."""
    yield "digraph rules {"
    yield "  node [shape=box]"
    for number, rule_set in enumerate(shown.order, 1):
        yield f"  {_quoted(rule_set.name)} [label={_quoted(f'{number}. {rule_set.name}')}]"
    for name, parent in edges(shown):
        yield f"  {_quoted(name)} -> {_quoted(parent)}"
    yield "}"


def mermaid_lines(shown: Shown) -> Iterator[str]:
    """The same for Mermaid, which Markdown pages draw."""
    places = {rule_set.name: number for number, rule_set in enumerate(shown.order, 1)}
    yield "graph TD"
    for name, number in places.items():
        yield f"  s{number}[{_quoted(f'{number}. {name}')}]"
    for name, parent in edges(shown):
        yield f"  s{places[name]} --> s{places[parent]}"


def graph_record(shown: Shown) -> dict[str, Any]:
    """The same as data."""
    return {"order": [rule_set.name for rule_set in shown.order], "edges": [list(pair) for pair in edges(shown)]}


def _quoted(text: str) -> str:
    return '"' + visible(text).replace("\\", "/").replace('"', "'") + '"'
