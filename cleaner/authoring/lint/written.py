"""Rule files as they are written: their lines, their nodes with places, and the rules that these mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.authoring.lint.findings import Edit, Finding
from cleaner.rulebook.clauses import END, TOP
from cleaner.rulebook.nodes import Mapping, Mistakes, Node, Scalar, Sequence
from cleaner.rulebook.parsing import parse_yaml
from cleaner.rulebook.patterns import Pattern
from cleaner.rulebook.rules import Line, Rule, RuleSet, Run
from cleaner.rulebook.values import listed

PATTERN_KEYS: Final = ("line", "from", "to", "until", "each", "piece", "prev", "next", "not")
"""The keys of a rule whose values are patterns."""
STARTS: Final = ("line", "from")
"""The keys that say which block a rule is about."""


class Place(NamedTuple):
    """A pattern and the scalar that says it."""

    pattern: Pattern
    node: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRule:
    """A rule, its values by key, and what messages call it."""

    rule: Rule
    keys: dict[str, Node]
    where: str
    line: int
    column: int

    def patterns(self, *keys: str) -> Iterator[Place]:
        """The patterns of some keys, each with its scalar."""
        for key in keys:
            if key in self.keys:
                yield from zip_places(_patterns(self.rule, key), self.keys[key])

    def node(self, *keys: str) -> Node | None:
        """The value of the first of some keys that the rule has."""
        return next((self.keys[key] for key in keys if key in self.keys), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file without mistakes of its own. `name` is the rule set's in the book, with `shipped/` where it is replaced."""

    path: str
    name: str
    text: str
    lines: tuple[str, ...]
    root: Mapping
    rule_set: RuleSet
    rules: tuple[WrittenRule, ...]

    def found(
        self,
        name: str,
        place: Node | WrittenRule,
        where: str,
        said: tuple[str, str],
        edits: tuple[Edit, ...] = (),
    ) -> Finding:
        """A finding at a node or a rule; `said` is what is wrong and what to do."""
        line, column = place.line, place.column
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        what, fix = said
        return Finding(
            name=name, path=self.path, line=line, column=column, where=where, what=what, fix=fix, source=source, edits=edits
        )  # fmt: skip

    def value(self, key: str) -> Node | None:
        """The value of a key of the file."""
        return next((value for name, value in self.root.items if name.value == key), None)


def written_file(path: Path, name: str, rule_set: RuleSet) -> WrittenFile | None:
    """A file beside the rule set that was read from it; None where its text is no longer that of the set."""
    text = path.read_bytes().decode("utf-8-sig")
    mistakes = Mistakes(str(path), text.splitlines())
    root = parse_yaml(text, mistakes)
    if not isinstance(root, Mapping) or mistakes.found:
        return None
    nodes = listed(next((value for key, value in root.items if key.value == "rules"), None))
    if len(nodes) != len(rule_set.rules):
        return None
    return WrittenFile(
        path=str(path),
        name=name,
        text=text,
        lines=tuple(mistakes.lines),
        root=root,
        rule_set=rule_set,
        rules=tuple(
            _written_rule(node, rule, number)
            for number, (node, rule) in enumerate(zip(nodes, rule_set.rules, strict=True), 1)
            if isinstance(node, Mapping)
        ),
    )


def _written_rule(node: Mapping, rule: Rule, number: int) -> WrittenRule:
    keys = {key.value: value for key, value in node.items}
    return WrittenRule(rule=rule, keys=keys, where=f"rule {number} ({rule.id})", line=node.line, column=node.column)


def _patterns(rule: Rule, key: str) -> tuple[Pattern, ...]:
    span, conditions = rule.span, rule.conditions
    if key == "line":
        return span.patterns if isinstance(span, Line) else ()
    if key == "from":
        return span.start if isinstance(span, Run) else ()
    if key in ("to", "until"):
        return span.ends if isinstance(span, Run) else ()
    if key in ("each", "piece"):
        return rule.each if key == "each" else rule.piece
    return {"prev": conditions.prev, "next": conditions.next, "not": conditions.unless}[key]


def zip_places(patterns: tuple[Pattern, ...], node: Node) -> Iterator[Place]:
    """Patterns with the scalars that say them; the words for places say none."""
    scalars = [found for item in listed(node) if (found := _scalar(item)) is not None]
    return (Place(pattern, scalar) for pattern, scalar in zip(patterns, scalars, strict=True))


def _scalar(node: Node) -> Scalar | None:
    if isinstance(node, Mapping):
        return next((v for key, v in node.items if key.value in ("re", "line") and isinstance(v, Scalar)), None)
    return node if isinstance(node, Scalar) and node.value not in (TOP, END) else None


def scalars(node: Node, without: frozenset[str] = frozenset()) -> Iterator[Scalar]:
    """All scalars below a node that are values, those of some keys left out."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item, without)
    else:
        for key, value in node.items:
            if key.value not in without:
                yield from scalars(value, without)


def ends_of_scalars(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """For the place of every scalar of a file the place behind it, both as 1-based line and column."""
    import yaml  # noqa: PLC0415 (only for those who mend or accept)

    found: dict[tuple[int, int], tuple[int, int]] = {}
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.ScalarEvent) and event.start_mark is not None and event.end_mark is not None:
            start, end = event.start_mark, event.end_mark
            found[start.line + 1, start.column + 1] = (end.line + 1, end.column + 1)
    return found
