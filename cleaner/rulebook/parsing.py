"""YAML to nodes that know their place, with nothing of YAML's magic left.

Built from the events of PyYAML's C parser. Tags, anchors and aliases are mistakes; so are keys that stand twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import yaml

from cleaner.rulebook.nodes import Mapping, Mistakes, Node, Scalar, Sequence

_TOO_DEEP: Final = "exceeded maximum nesting depth"
"""What newer versions of libyaml say, which looks ahead, before Python's own limit is met."""
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str, mistakes: Mistakes) -> Node | None:
    """The file's only node; None for an empty file or one whose syntax is broken, which is noted."""
    builder = _Builder(mistakes)
    try:
        events = yaml.parse(text, Loader=_Loader)
        root = builder.document(events)
    except yaml.MarkedYAMLError as error:
        if error.problem == _TOO_DEEP:
            _refuse_depth(mistakes)
            return None
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        mistakes.add(place, "YAML", str(error.problem or error.context), "mend the syntax; quote what is text")
        return None
    except RecursionError:
        _refuse_depth(mistakes)
        return None
    except yaml.YAMLError as error:
        mistakes.add((1, 1), "YAML", " ".join(str(error).split()), "save the file as UTF-8 text")
        return None
    return root


def _refuse_depth(mistakes: Mistakes) -> None:
    mistakes.add((1, 1), "YAML", "lists or mappings that are nested too deep", "a rule file has three levels")


class _Builder:
    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.mistakes.add(_place(event), "YAML", "a second document in one file", "one file is one source")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events)
                root = node if root is None else root
        return root

    def node(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Node:
        line, column = _place(event)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            self._refuse_magic(event, (line, column))
        if isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            return Scalar(event.value, line, column, style, not style and self._is_cut(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._children(events, yaml.SequenceEndEvent)), line, column)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(self._children(events, yaml.MappingEndEvent), line, column)
        return Scalar("", line, column)  # an alias, noted above

    def _children(self, events: Iterator[yaml.Event], end: type) -> list[Node]:
        children: list[Node] = []
        for event in events:
            if isinstance(event, end):
                break
            children.append(self.node(event, events))
        return children

    def _mapping(self, children: list[Node], line: int, column: int) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: set[str] = set()
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.mistakes.add(key, "YAML", "a key that is no word", "write `key: value`")
            elif key.value in seen:
                self.mistakes.add(key, key.value, "this key stands twice", "keep one of the two")
            else:
                seen.add(key.value)
                pairs.append((key, value))
        return Mapping(tuple(pairs), line, column)

    def _refuse_magic(self, event: yaml.Event, place: tuple[int, int]) -> None:
        if isinstance(event, yaml.AliasEvent):
            what = f"an alias, `*{event.anchor}`"
            self.mistakes.add(place, "YAML", what, "quote it if it is a pattern, else write the value again")
        elif anchor := getattr(event, "anchor", None):
            self.mistakes.add(place, "YAML", f"an anchor, `&{anchor}`", "quote it if it is text")
        elif tag := getattr(event, "tag", None):
            self.mistakes.add(place, "YAML", f"a tag, `{tag}`", "quote it if it is text; all scalars are strings")

    def _is_cut(self, event: yaml.ScalarEvent) -> bool:
        mark = event.end_mark
        lines = self.mistakes.lines
        if mark is None or mark.line >= len(lines) or "#" not in lines[mark.line]:
            return False
        return lines[mark.line][mark.column :].lstrip().startswith("#")


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
