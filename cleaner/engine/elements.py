"""Selectors on the elements of a page: compiled once, asked of a block's element and those around it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from cleaner.model import Layout
from cleaner.reading.markup import attributes_of, unescape
from cleaner.rulebook.selectors import parse_selector

_ALL: Final = -2
"""In place of a parent: all elements of a page. -1 is the parent of the outermost."""
Test = Callable[["View", int], bool]
"""Whether something is true of an element, by its number."""


class Needs(NamedTuple):
    """What a page must have for a selector to be true of any element: tags, and texts in attributes."""

    tags: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    def and_(self, other: Needs) -> Needs:
        """What is needed where both are."""
        return Needs(self.tags | other.tags, self.texts | other.texts)

    def or_(self, other: Needs) -> Needs:
        """What is needed where one of both is."""
        return Needs(self.tags & other.tags, self.texts & other.texts)


class Selector(NamedTuple):
    """A selector: its test, and without what on the page it need not be asked."""

    test: Test
    needs: Needs


class View:
    """The elements of one page as selectors see them; attributes are read when first asked for."""

    __slots__ = (
        "_above", "_attributes", "_before", "_behind", "_classes", "_live", "_neighbours", "_places", "_said", "_used",
        "layout", "parents", "tags",
    )  # fmt: skip

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.tags = layout.elements.tags
        self.parents = layout.elements.parents
        self._attributes: dict[int, dict[str, str]] = {}
        self._classes: dict[int, frozenset[str]] = {}
        self._live: dict[Selectors, Test | None] = {}
        self._said: str | None = None
        self._used: frozenset[str] = frozenset()
        self._neighbours: tuple[list[int], list[int]] | None = None
        self._above: dict[Test, dict[int, bool]] = {}
        self._before: dict[Test, dict[int, bool]] = {}
        self._behind: dict[Test, dict[int, bool]] = {}
        self._places: dict[Test, dict[int, dict[int, int]]] = {}

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
        return (self._neighbours or self._stood())[0][element]

    def behind(self, element: int) -> int:
        """The element behind one within the same parent, or -1."""
        return (self._neighbours or self._stood())[1][element]

    def _stood(self) -> tuple[list[int], list[int]]:
        """Find the neighbours of all elements."""
        before, behind = [-1] * len(self.parents), [-1] * len(self.parents)
        last: dict[int, int] = {}
        for number, parent in enumerate(self.parents):
            one = last.get(parent, -1)
            last[parent] = number
            before[number] = one
            if one >= 0:
                behind[one] = number
        self._neighbours = before, behind
        return before, behind

    def any_above(self, test: Test, element: int) -> bool:
        """Whether something is true of an element or of one around it."""
        return self._any(test, element, self.parents.__getitem__, self._above)

    def any_before(self, test: Test, element: int) -> bool:
        """Whether something is true of an element or of one before it within the same parent."""
        return self._any(test, element, self.before, self._before)

    def any_behind(self, test: Test, element: int) -> bool:
        """Whether something is true of an element or of one behind it within the same parent."""
        return self._any(test, element, self.behind, self._behind)

    def _any(self, test: Test, element: int, next_of: Callable[[int], int], known: dict[Test, dict[int, bool]]) -> bool:
        """Whether something is true of an element or of one that follows from it; each is asked once."""
        held = known.setdefault(test, {})
        passed = []
        found = False
        while element >= 0 and not found:
            if element in held:
                found = held[element]
                break
            passed.append(element)
            found = test(self, element)
            element = next_of(element)
        for one in passed:
            held[one] = found
        return found

    def places_within(self, test: Test, parent: int) -> dict[int, int]:
        """The elements within a parent of which something is true, and their places among them, 1-based."""
        return self._found(test)[parent]

    def places(self, test: Test, _parent: int) -> dict[int, int]:
        """As `places_within`, of all elements."""
        return self._found(test)[_ALL]

    def _found(self, test: Test) -> dict[int, dict[int, int]]:
        found = self._places.get(test)
        if found is None:
            everywhere: dict[int, int] = {}
            found = self._places[test] = {_ALL: everywhere}
            for number, outer in enumerate(self.parents):
                if test(self, number):
                    everywhere[number] = len(everywhere) + 1
                    within = found.setdefault(outer, {})
                    within[number] = len(within) + 1
        return found

    def holds(self, selectors: Selectors, block: int) -> bool:
        """Whether a selector is true of a block's element or of one around it."""
        test = self.live(selectors)
        return test is not None and self.any_above(test, self.layout.owners[block])

    def live(self, selectors: Selectors) -> Test | None:
        """The test of those selectors that may be true of something on the page; None where none may."""
        if selectors not in self._live:
            tests = [selector.test for selector in selectors.all if self._has(selector.needs)]
            self._live[selectors] = _any_of(tests) if tests else None
        return self._live[selectors]

    def _has(self, needs: Needs) -> bool:
        if self._said is None:
            self._said = unescape("\n".join(dict.fromkeys(self.layout.elements.attributes)))
            self._used = frozenset(self.tags)
        return needs.tags <= self._used and all(text in self._said for text in needs.texts)


class Selectors:
    """The selectors of a rule, any of which may be true."""

    __slots__ = ("all",)

    def __init__(self, texts: Sequence[str], compiled: Callable[[str], Sequence[Selector]]) -> None:
        self.all = tuple(selector for text in texts for selector in compiled(text))


def _any_of(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda view, element: any(test(view, element) for test in tests)


@functools.cache
def compile_selector(text: str) -> tuple[Selector, ...]:
    """The selectors of a list of them. Raises `PatternError`, which a rule book has ruled out."""
    trees = [selector.parsed_tree for selector in parse_selector(text)]
    return tuple(Selector(_test(tree), _needs(tree)) for tree in trees)


def _needs(tree: Any) -> Needs:
    """What a page must have, by the parts that must be true; what is in `:not()` and `:is()` is left out."""
    kind = type(tree).__name__
    if kind == "Element":
        return Needs(frozenset([tree.element.lower()] if tree.element else []))
    own = {"Class": "class_name", "Hash": "id"}.get(kind)
    text = getattr(tree, own) if own else ""
    if kind == "Attrib" and tree.operator not in ("exists", "!="):
        text = tree.value.value
    needs = _needs(tree.selector).and_(Needs(texts=frozenset([text] if text else [])))
    return needs.and_(_needs(tree.subselector)) if kind == "CombinedSelector" else needs


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
    if tree.combinator == " ":
        return lambda view, element: inner(view, element) and view.any_above(outer, view.parents[element])
    if tree.combinator == "~":
        return lambda view, element: inner(view, element) and view.any_before(outer, view.before(element))
    step: Callable[[View, int], int] = (lambda v, e: v.parents[e]) if tree.combinator == ">" else View.before

    def test(view: View, element: int) -> bool:
        return inner(view, element) and (other := step(view, element)) >= 0 and outer(view, other)

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
