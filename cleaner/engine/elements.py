"""Selectors on the elements of a page: compiled once, asked of a block's element and those around it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final

from cleaner.model import Layout
from cleaner.reading.markup import attributes_of
from cleaner.rulebook.selectors import parse_selector

Test = Callable[["View", int], bool]
"""Whether something is true of an element, by its number."""


class View:
    """The elements of one page as selectors see them; attributes are read when first asked for."""

    __slots__ = ("_attributes", "_classes", "_firsts", "_held", "layout", "parents", "tags")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.tags = layout.elements.tags
        self.parents = layout.elements.parents
        self._attributes: dict[int, dict[str, str]] = {}
        self._classes: dict[int, frozenset[str]] = {}
        self._firsts: dict[int, int] | None = None
        self._held: dict[Selectors, dict[int, bool]] = {}

    def attributes(self, element: int) -> dict[str, str]:
        """The attributes of an element."""
        found = self._attributes.get(element)
        if found is None:
            found = self._attributes[element] = attributes_of(self.layout.elements.attributes[element])
        return found

    def classes(self, element: int) -> frozenset[str]:
        """The classes of an element."""
        found = self._classes.get(element)
        if found is None:
            found = self._classes[element] = frozenset(self.attributes(element).get("class", "").split())
        return found

    def before(self, element: int) -> int:
        """The element before one within the same parent, or -1."""
        if self._firsts is None:
            self._firsts = {}
            last: dict[int, int] = {}
            for number, parent in enumerate(self.parents):
                self._firsts[number] = last.get(parent, -1)
                last[parent] = number
        return self._firsts[element]

    def holds(self, selectors: Selectors, block: int) -> bool:
        """Whether a selector is true of a block's element or of one around it."""
        held = self._held.setdefault(selectors, {})
        element = self.layout.owners[block]
        passed = []
        found = False
        while element >= 0 and not found:
            if element in held:
                found = held[element]
                break
            passed.append(element)
            found = selectors.match(self, element)
            element = self.parents[element]
        for one in passed:
            held[one] = found
        return found


class Selectors:
    """The selectors of a rule, any of which may be true."""

    __slots__ = ("_tests",)

    def __init__(self, texts: Sequence[str]) -> None:
        self._tests = [test for text in texts for test in compile_selector(text)]

    def match(self, view: View, element: int) -> bool:
        """Whether one is true of an element itself."""
        return any(test(view, element) for test in self._tests)


@functools.cache
def compile_selector(text: str) -> tuple[Test, ...]:
    """The tests of a list of selectors. Raises `PatternError`, which a rule book has ruled out."""
    return tuple(_test(selector.parsed_tree) for selector in parse_selector(text))


def _test(tree: Any) -> Test:
    return _MAKERS[type(tree).__name__](tree)


def _element(tree: Any) -> Test:
    if tree.element is None:
        return lambda _view, _element: True
    name = tree.element.lower()
    return lambda view, element: view.tags[element] == name


def _class(tree: Any) -> Test:
    name, inner = tree.class_name, _test(tree.selector)

    def test(view: View, element: int) -> bool:
        return (
            name in view.layout.elements.attributes[element] and name in view.classes(element) and inner(view, element)
        )

    return test


def _hash(tree: Any) -> Test:
    name, inner = tree.id, _test(tree.selector)
    return lambda view, element: (
        name in view.layout.elements.attributes[element]
        and view.attributes(element).get("id") == name
        and inner(view, element)
    )


def _attribute(tree: Any) -> Test:
    name, inner = tree.attrib.lower(), _test(tree.selector)
    value = "" if tree.value is None else tree.value.value
    compare = _OPERATORS[tree.operator]

    def test(view: View, element: int) -> bool:
        found = view.attributes(element).get(name)
        return compare(found, value) and inner(view, element)

    return test


def _negation(tree: Any) -> Test:
    inner, unwanted = _test(tree.selector), _test(tree.subselector)
    return lambda view, element: inner(view, element) and not unwanted(view, element)


def _matching(tree: Any) -> Test:
    inner, choices = _test(tree.selector), [_test(choice) for choice in tree.selector_list]
    return lambda view, element: inner(view, element) and any(choice(view, element) for choice in choices)


def _first_child(tree: Any) -> Test:
    inner = _test(tree.selector)
    return lambda view, element: view.before(element) < 0 and inner(view, element)


def _combined(tree: Any) -> Test:
    outer, inner = _test(tree.selector), _test(tree.subselector)
    step: Callable[[View, int], int] = (lambda v, e: v.parents[e]) if tree.combinator in " >" else View.before
    is_next = tree.combinator in ">+"

    def test(view: View, element: int) -> bool:
        if not inner(view, element):
            return False
        other = step(view, element)
        while other >= 0:
            if outer(view, other):
                return True
            if is_next:
                return False
            other = step(view, other)
        return False

    return test


_OPERATORS: Final[dict[str, Callable[[str | None, str], bool]]] = {
    "exists": lambda found, _value: found is not None,
    "=": lambda found, value: found == value,
    "!=": lambda found, value: found != value,
    "~=": lambda found, value: bool(value) and value in (found or "").split(),
    "|=": lambda found, value: found is not None and (found == value or found.startswith(f"{value}-")),
    "^=": lambda found, value: bool(value) and (found or "").startswith(value),
    "$=": lambda found, value: bool(value) and (found or "").endswith(value),
    "*=": lambda found, value: bool(value) and value in (found or ""),
}
_MAKERS: Final[dict[str, Callable[[Any], Test]]] = {
    "Element": _element,
    "Class": _class,
    "Hash": _hash,
    "Attrib": _attribute,
    "Negation": _negation,
    "Matching": _matching,
    "SpecificityAdjustment": _matching,
    "Pseudo": _first_child,
    "CombinedSelector": _combined,
}
