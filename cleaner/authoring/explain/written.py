"""Rules as their files say them: the lines of a rule, and where each of its patterns stands.

A rule knows but its own first line. Its file is read again for the rest; where that is gone, or is another by now,
the rule's own place is all there is to say.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cleaner.authoring.showing import seen_from_here
from cleaner.rulebook.nodes import Mapping, Mistakes, Node, Scalar, Sequence
from cleaner.rulebook.parsing import parse_yaml
from cleaner.rulebook.rules import Rule


class _Written(NamedTuple):
    """A rule in its file: its node, and the lines from its own to the next rule's, without what stands between."""

    node: Mapping
    text: str


class RuleFiles:
    """The files of rules, each read when it is first asked for."""

    __slots__ = ("_files",)

    def __init__(self) -> None:
        self._files: dict[str, dict[int, _Written]] = {}

    def text(self, rule: Rule) -> str:
        """What a rule's file says of it; "" where the file cannot be read."""
        written = self._find(rule)
        return written.text if written else ""

    def place(self, rule: Rule, key: str = "", pattern: str = "") -> str:
        """Where a rule stands, as `file:line`; with a key and a pattern, where that pattern stands: `file:line:column`."""
        path = seen_from_here(rule.place.path)
        written = self._find(rule) if key else None
        scalar = _scalar(written.node, key, pattern) if written else None
        return f"{path}:{scalar.line}:{scalar.column}" if scalar else f"{path}:{rule.place.line}"

    def _find(self, rule: Rule) -> _Written | None:
        path = rule.place.path
        if path not in self._files:
            self._files[path] = _rules_of(path)
        return self._files[path].get(rule.place.line)


def _rules_of(path: str) -> dict[int, _Written]:
    """The rules of a file by the line of their first key."""
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        return {}
    lines = text.splitlines()
    root = parse_yaml(text, Mistakes(path, lines))
    rules = _value(root, "rules") if isinstance(root, Mapping) else None
    nodes = [node for node in rules.items if isinstance(node, Mapping)] if isinstance(rules, Sequence) else []
    starts = [node.line for node in nodes]
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    return {node.line: _Written(node, _excerpt(lines, node, end)) for node, end in zip(nodes, ends, strict=False)}


def _excerpt(lines: list[str], node: Mapping, end: int) -> str:
    """A rule's lines without their common indent, and without comments and keys of the file behind them."""
    indent = node.column - 1
    found = [lines[node.line - 1][indent:]]
    for line in lines[node.line : end]:
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            break
        found.append(line[indent:])
    while not found[-1].strip() or found[-1].lstrip().startswith("#"):
        found.pop()
    return "\n".join(found)


def _value(node: Mapping, key: str) -> Node | None:
    return next((value for name, value in node.items if name.value == key), None)


def _scalar(node: Mapping, key: str, pattern: str) -> Scalar | None:
    """The scalar under a key that says a pattern: alone, in a list, or as an expression."""
    value = _value(node, key)
    for item in value.items if isinstance(value, Sequence) else (value,):
        inner = _value(item, "re") if isinstance(item, Mapping) else item
        if isinstance(inner, Scalar) and inner.value == pattern:
            return inner
    return None
