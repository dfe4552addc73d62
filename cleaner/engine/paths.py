"""XPath on the elements of a page: compiled once to tests of an element, from what it is backwards to the page's top."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Final

from cleaner.engine.elements import Needs, Selector, Test, View
from cleaner.rulebook.locations import (
    LAST,
    NEXT,
    Around,
    Attribute,
    Compared,
    Condition,
    Function,
    Has,
    Logic,
    Path,
    Place,
    Step,
    Text,
    Value,
)
from cleaner.rulebook.xpath import parse_xpath

Read = Callable[[View, int], str | None]
"""A text of an element, None where it has none such."""


@functools.cache
def compile_xpath(text: str) -> tuple[Selector, ...]:
    """The paths of `a | b`. Raises `PatternError`, which a rule book has ruled out."""
    return tuple(Selector(_path(path), _needs(path.steps)) for path in parse_xpath(text))


def _path(path: Path) -> Test:
    test: Test = _top
    for step in path.steps:
        test = _next(step, test) if step.axis == NEXT else _reached(step.axis, test, _step(step))
    return test if path.place is None else _placed(test, path.place, View.places)


def _top(_view: View, element: int) -> bool:
    """What stands above the outermost elements."""
    return element < 0


def _reached(axis: str, before: Test, own: Test) -> Test:
    """Whether an element passes a step's own test, and the steps before lead to it on an axis."""
    if before is _top and axis.startswith("descendant"):
        return own
    if axis == "child":
        return lambda view, element: own(view, element) and before(view, view.parents[element])
    if axis == "self":
        return lambda view, element: own(view, element) and before(view, element)
    if axis == "following-sibling":
        return lambda view, element: own(view, element) and view.any_before(before, view.before(element))
    if axis == "descendant":
        return lambda view, element: own(view, element) and view.any_above(before, view.parents[element])
    return lambda view, element: own(view, element) and view.any_above(before, element)


def _next(step: Step, before: Test) -> Test:
    """Whether the steps before lead to a sibling before an element, and no other of its tag stands between."""
    own, is_such = _step(step), _tag(step.tag)

    def test(view: View, element: int) -> bool:
        if not own(view, element):
            return False
        other = view.before(element)
        while other >= 0 and not before(view, other):
            if is_such(view, other):
                return False
            other = view.before(other)
        return other >= 0

    return test


def _step(step: Step) -> Test:
    """An element's own part in a step: its tag and the conditions, each on what the ones before it left."""
    test = _tag(step.tag)
    for condition in step.conditions:
        if isinstance(condition, Place):
            test = _placed(test, condition, View.places_within)
        else:
            test = _both(test, _condition(condition))
    return test


def _tag(tag: str | None) -> Test:
    if tag is None:
        return lambda _view, element: element >= 0
    return lambda view, element: element >= 0 and view.tags[element] == tag


def _both(first: Test, second: Test) -> Test:
    return lambda view, element: first(view, element) and second(view, element)


def _placed(test: Test, place: Place, places_of: Callable[[View, Test, int], dict[int, int]]) -> Test:
    """Those at a place among all that pass a test, or among their siblings that do."""
    compare, number = _COMPARISONS[place.how], place.number

    def is_placed(view: View, element: int) -> bool:
        if not test(view, element):
            return False
        places = places_of(view, test, view.parents[element])
        return compare(places[element], len(places) if number == LAST else number)

    return is_placed


def _condition(condition: Condition) -> Test:
    if isinstance(condition, Has):
        name = condition.name
        return lambda view, element: name in view.attributes(element)
    if isinstance(condition, Compared):
        return _compared(condition)
    if isinstance(condition, Logic):
        return _logic(condition.how, [_condition(part) for part in condition.parts])
    if isinstance(condition, Around):
        return _around(condition.steps)
    raise AssertionError(condition)  # a place stands alone, as the parser sees to


def _logic(how: str, tests: Sequence[Test]) -> Test:
    if how == "not":
        (test,) = tests
        return lambda view, element: not test(view, element)
    decide = all if how == "and" else any
    return lambda view, element: decide(test(view, element) for test in tests)


def _compared(condition: Compared) -> Test:
    left, right, how = _value(condition.left), _value(condition.right), condition.how
    if how in _TEXT_TESTS:
        passes = _TEXT_TESTS[how]
        return lambda view, element: passes(left(view, element) or "", right(view, element) or "")
    compare = _COMPARISONS[how]

    def test(view: View, element: int) -> bool:
        one, other = left(view, element), right(view, element)
        return one is not None and other is not None and compare(one, other)

    return test


def _around(steps: Sequence[Step]) -> Test:
    test = _led_to(steps[-1].axis, _step(steps[-1]))
    for step in reversed(steps[:-1]):
        test = _led_to(step.axis, _both(_step(step), test))
    return test


def _led_to(axis: str, target: Test) -> Test:
    """Whether an axis leads from an element to one that passes a test."""
    if axis == "parent":
        return lambda view, element: target(view, view.parents[element])
    if axis == "self":
        return target
    if axis == "preceding-sibling":
        return lambda view, element: view.any_before(target, view.before(element))
    if axis == "following-sibling":
        return lambda view, element: view.any_behind(target, view.behind(element))
    if axis == "ancestor":
        return lambda view, element: view.any_above(target, view.parents[element])
    return lambda view, element: view.any_above(target, element)


def _needs(steps: Sequence[Step]) -> Needs:
    """What a page must have for steps to lead to something."""
    needs = Needs(frozenset(step.tag for step in steps if step.tag is not None))
    for step in steps:
        for condition in step.conditions:
            needs = needs.and_(_needed(condition))
    return needs


def _needed(condition: Condition) -> Needs:
    if isinstance(condition, Around):
        return _needs(condition.steps)
    if isinstance(condition, Logic) and condition.how != "not":
        parts = [_needed(part) for part in condition.parts]
        return functools.reduce(Needs.and_ if condition.how == "and" else Needs.or_, parts)
    if isinstance(condition, Compared) and condition.how != "!=" and isinstance(condition.right, Text):
        text = condition.right.text
        if isinstance(condition.left, Attribute):
            return Needs(texts=frozenset([text] if text else []))
        if _is_spaced(condition.left):
            return Needs(texts=frozenset(text.split()))
    return Needs()


def _is_spaced(value: Value) -> bool:
    """Whether a text has the words of an attribute and no others, as in `concat(' ', normalize-space(@class), ' ')`."""
    if isinstance(value, Text):
        return not value.text.strip()
    if isinstance(value, Attribute):
        return True
    return (value.name == "normalize-space" and _is_spaced(value.arguments[0])) or (
        value.name == "concat"
        and sum(not isinstance(part, Text) for part in value.arguments) == 1
        and all(map(_is_spaced, value.arguments))
    )


def _value(value: Value) -> Read:
    if isinstance(value, Text):
        text = value.text
        return lambda _view, _element: text
    if isinstance(value, Attribute):
        name = value.name
        return lambda view, element: view.attributes(element).get(name)
    return _function(value)


def _function(function: Function) -> Read:
    if function.name == "name":
        return lambda view, element: view.tags[element]
    reads = [_value(argument) for argument in function.arguments]
    make = _FUNCTIONS[function.name]
    return lambda view, element: make([read(view, element) or "" for read in reads])


def _translated(texts: Sequence[str]) -> str:
    """A text whose characters are replaced by those at the same places of another list, or taken away."""
    text, former, later = texts
    table: dict[int, str | None] = {}
    for number, character in enumerate(former):
        table.setdefault(ord(character), later[number] if number < len(later) else None)
    return text.translate(table)


_FUNCTIONS: Final[dict[str, Callable[[Sequence[str]], str]]] = {
    "concat": "".join,
    "normalize-space": lambda texts: " ".join(texts[0].split()),
    "translate": _translated,
}
_TEXT_TESTS: Final[dict[str, Callable[[str, str], bool]]] = {
    "contains": operator.contains,
    "starts-with": str.startswith,
}
_COMPARISONS: Final[dict[str, Callable[[str | int, str | int], bool]]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge
}  # fmt: skip
