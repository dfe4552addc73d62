"""The values of a rule file: each function reads one node, notes its mistakes, and gives a value or a default."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Sequence as Several
from typing import Final

import regex

from cleaner.rulebook.nodes import Mapping, Mistakes, Node, Scalar, Sequence
from cleaner.rulebook.patterns import (
    Pattern,
    PatternError,
    Template,
    names_in,
    parse_expression,
    parse_template,
)
from cleaner.rulebook.rules import CAPTURES, Fingerprint, Interval

MIN_FINGERPRINT: Final = 4
"""Letters that a fingerprint must at least hold in one literal: shorter ones stand everywhere."""

PLACES: Final = {
    "<top>": "it stands alone in `from`",
    "<end>": "it stands in `to` and `until`, alone or at the end of their list",
}
"""Words for places that are no patterns, and where they may stand."""
INTERVAL: Final = regex.compile(r"(?P<low>-?\d{1,9})?\.\.(?P<high>-?\d{1,9})?|(?P<only>-?\d{1,9})")
"""`3`, `..4`, `5..9`, `-3..`."""
PERCENTS: Final = regex.compile(r"(?:\d{1,3}%)?\.\.(?:\d{1,3}%)?|\d{1,3}%")
"""The same in percent: `20%..`."""


def closest(word: str, choices: Iterable[str]) -> str:
    """`did you mean ...?`, or the list of choices."""
    import difflib  # noqa: PLC0415 (for mistakes only)

    choices = list(choices)
    near = difflib.get_close_matches(word, choices, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else f"one of {', '.join(choices)}"


def check_keys(node: Mapping, known: Several[str], where: str, mistakes: Mistakes) -> dict[str, Node]:
    """The values of a mapping by key; unknown keys are noted and left out."""
    for key, _ in node.items:
        if key.value not in known:
            mistakes.add(key, where, f"unknown key `{key.value}`", closest(key.value, known))
    return {key.value: value for key, value in node.items if key.value in known}


def word(node: Node | None, where: str, mistakes: Mistakes) -> str | None:
    """A scalar that says something."""
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.value.strip():
        mistakes.add(node, where, "one value is expected", "write `key: value`")
        return None
    return node.value


def text(node: Node | None, where: str, mistakes: Mistakes) -> str | None:
    """A scalar that must be meant whole: a pattern or an example."""
    value = word(node, where, mistakes)
    if value is not None and isinstance(node, Scalar) and node.cut:
        mistakes.add(node, where, "YAML takes ` #` and what follows for a comment, and cuts this short", "quote it")
    return value


def words(node: Node | None, where: str, mistakes: Mistakes) -> tuple[str, ...]:
    """One scalar or a list of them."""
    if isinstance(node, Sequence) and not node.items:
        mistakes.add(node, where, "an empty list", "write a value, or leave the key out")
    return tuple(value for item in listed(node) if (value := word(item, where, mistakes)) is not None)


def texts(node: Node | None, where: str, mistakes: Mistakes) -> tuple[str, ...]:
    """One example or a list of them."""
    return tuple(value for item in listed(node) if (value := text(item, where, mistakes)) is not None)


def one_of(node: Node | None, choices: Several[str], where: str, mistakes: Mistakes) -> str | None:
    """A scalar that is one of some words."""
    value = word(node, where, mistakes)
    if value is not None and value not in choices and node is not None:
        mistakes.add(node, where, f"unknown `{value}`", closest(value, choices))
        return None
    return value


def number(node: Node | None, where: str, mistakes: Mistakes) -> int | None:
    """A whole number, 0 or more."""
    value = word(node, where, mistakes)
    if value is None or node is None:
        return None
    if value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if value.isascii() and value.isdigit():
        mistakes.add(node, where, "a number of more than nine digits", "write a smaller one")
    else:
        mistakes.add(node, where, f"`{value}` is no whole number", "write digits only")
    return None


def share(node: Node | None, where: str, mistakes: Mistakes) -> float | None:
    """`60%` as 0.6."""
    value = word(node, where, mistakes)
    if value is None or node is None:
        return None
    match = regex.fullmatch(r"(\d{1,3})%", value)
    if match and int(match[1]) <= 100:
        return int(match[1]) / 100
    mistakes.add(node, where, f"`{value}` is no share", "write it as `60%`")
    return None


def interval(node: Node | None, where: str, mistakes: Mistakes, *, negative: bool = False) -> Interval | None:
    """`3`, `..4`, `5..9`, and where places may count from the end, `-3..`."""
    value = word(node, where, mistakes)
    if value is None or node is None:
        return None
    match = INTERVAL.fullmatch(value)
    low, high = (int(end) if match and (end := match[name] or match["only"]) else None for name in ("low", "high"))
    if low is None and high is None:
        mistakes.add(node, where, f"`{value}` is no range", "write it as `3`, `..4`, `5..9` or `3..`")
        return None
    if not negative and "-" in value:
        mistakes.add(node, where, f"`{value}` counts from the end", "only `at` can")
        return None
    if negative and 0 in (low, high):
        mistakes.add(node, where, "there is no place 0", "the first block is 1, the last -1")
        return None
    if low is not None and high is not None and low > high and (low > 0) == (high > 0):
        mistakes.add(node, where, f"`{value}` is empty: it ends before it begins", f"write `{high}..{low}`")
        return None
    return Interval(low, high)


def percent_interval(node: Node | None, where: str, mistakes: Mistakes) -> Interval | None:
    """`20%..`, in percent."""
    value = word(node, where, mistakes)
    if value is None or not isinstance(node, Scalar):
        return None
    if not PERCENTS.fullmatch(value):
        mistakes.add(node, where, f"`{value}` is no share", "write it as `20%..`")
        return None
    return interval(Scalar(value.replace("%", ""), node.line, node.column, node.style), where, mistakes)


def patterns(node: Node | None, where: str, mistakes: Mistakes, *, captures: bool = True) -> tuple[Pattern, ...]:
    """One pattern or a list of them, any of which may match."""
    if isinstance(node, Sequence) and not node.items:
        mistakes.add(node, where, "an empty list", "write a pattern, or leave the key out")
    found = [pattern for item in listed(node) if (pattern := one_pattern(item, where, mistakes)) is not None]
    if node is not None:
        for pattern in found:
            _check_captures(pattern, node, where, mistakes, captures=captures)
    return tuple(found)


def one_pattern(node: Node, where: str, mistakes: Mistakes) -> Pattern | None:
    """A template, or `{re: '...'}`."""
    if isinstance(node, Mapping):
        keys = check_keys(node, ("re",), where, mistakes)
        if not node.items:
            mistakes.add(node, where, "an empty pattern", "write `{re: '...'}`")
        return _parsed(parse_expression, keys.get("re"), where, mistakes) if keys else None
    if isinstance(node, Scalar) and node.value in PLACES:
        mistakes.add(node, where, f"`{node.value}` is no pattern here", PLACES[node.value])
        return None
    return _parsed(parse_template, node, where, mistakes)


def selectors(node: Node | None, where: str, mistakes: Mistakes, parse: Callable[[str], object]) -> tuple[str, ...]:
    """One selector or a list of them, in the language that `parse` reads."""
    if isinstance(node, Sequence) and not node.items:
        mistakes.add(node, where, "an empty list", "write a selector, or leave the key out")
    return tuple(value for item in listed(node) if (value := _selector(item, where, mistakes, parse)) is not None)


def _selector(node: Node, where: str, mistakes: Mistakes, parse: Callable[[str], object]) -> str | None:
    value = text(node, where, mistakes)
    if value is None or not isinstance(node, Scalar):
        return None
    try:
        parse(value)
    except PatternError as error:
        mistakes.add(_within(node, error), where, error.what, error.fix)
    return value


def fingerprint(node: Node, where: str, mistakes: Mistakes) -> Fingerprint | None:
    """A pattern, or `{line:, at:}`; its longest literal must have four letters or more."""
    at = None
    if isinstance(node, Mapping) and any(key.value != "re" for key, _ in node.items):
        keys = check_keys(node, ("line", "at"), where, mistakes)
        at = interval(keys.get("at"), where, mistakes, negative=True)
        if "line" not in keys:
            mistakes.add(node, where, "a fingerprint without `line`", "write `{line: '...', at: ..6}`")
            return None
        node = keys["line"]
    pattern = one_pattern(node, where, mistakes)
    if pattern is None:
        return None
    if not isinstance(pattern, Template) or not _has_literal(pattern):
        what = f"a fingerprint needs a literal of {MIN_FINGERPRINT} characters or more"
        mistakes.add(node, where, what, "take furniture that only this source has")
        return None
    return Fingerprint(pattern, at)


def _has_literal(pattern: Template) -> bool:
    return any(len(part.text.strip()) >= MIN_FINGERPRINT for part in pattern.parts if hasattr(part, "text"))


def listed(node: Node | None) -> tuple[Node, ...]:
    """The items of a list, or one value as a list of one."""
    if node is None:
        return ()
    return node.items if isinstance(node, Sequence) else (node,)


def _parsed(parse: Callable[[str], Pattern], node: Node | None, where: str, mistakes: Mistakes) -> Pattern | None:
    value = text(node, where, mistakes)
    if value is None or not isinstance(node, Scalar):
        return None
    try:
        return parse(value)
    except PatternError as error:
        mistakes.add(_within(node, error), where, error.what, error.fix)
        return None


def _within(node: Scalar, error: PatternError) -> tuple[int, int]:
    """The line and column of a mistake within a scalar.

    In a double-quoted or folded one the place within is not that of the file: its start is pointed at.
    """
    inside = error.position + 1 if node.style == "'" else error.position if not node.style else 0
    return node.line, node.column + inside


def _check_captures(pattern: Pattern, node: Node, where: str, mistakes: Mistakes, *, captures: bool) -> None:
    names = names_in(pattern)
    if names and not captures:
        mistakes.add(node, where, f"`{{{names[0]}}}` captures nothing here", "write `*`, or `{:type}` to check only")
        return
    for name in names:
        if name not in CAPTURES and not name.startswith("x_"):
            mistakes.add(
                node, where, f"unknown field `{name}`", closest(name, CAPTURES) + " (own fields begin with `x_`)"
            )
        elif names.count(name) > 1 and isinstance(pattern, Template):
            mistakes.add(node, where, f"`{{{name}}}` stands twice in one pattern", "capture it once")
            return
