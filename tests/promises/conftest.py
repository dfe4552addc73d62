"""What the promises are tried on: any rule file, and texts in which its rules fire."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleaner import Cleaner, RuleBook
from cleaner.rulebook.files import read_text
from cleaner.rulebook.rules import CAPTURES, FIELDS, FURNITURE, ONLY_IN

Rules = list[dict[str, Any]]

LITERALS = [
    *(
        "Share",
        "Foo",
        "ab",
        "a",
        "(opens new tab)",
        "…",
        "ﬁn",
        "Straße",
        "“",
        "-",
        ":",
        "مَرْحَبا",
        "新闻",
        "İ",
        "e\u0301",
    ),
]
WORDS = [
    *LITERALS,
    *(
        "\u200b",
        "...",
        "مرحبا",
        "x  y",
        "12",
        "Jane Doe",
        "Reuters",
        "3 May 2012",
        "31.02.2013",
        "1 234",
        "²",
        "MOSCOW",
    ),
]
SLOTS = ["{:int}", "{:date}", "{=Reuters|AFP|foo}", "{:%d.%m.%Y}"]
ENDS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\n\t ",
    " \n",
    "\x0b",
    "\x0c",
    "\u2028",
    "\x85",
    "\n\u200b\n",
    "\n• ",
    "\n- ",
    "\0\n",
]


@st.composite
def templates(draw: st.DrawFn, *, captures: bool = True, piece: bool = False) -> str:
    """A pattern: literals and slots, never two gaps side by side."""
    gaps = ["*", "{:text}", "{:name}", "{:names}", "{:place}"]
    names = (
        draw(st.permutations([*(name for name in CAPTURES if name not in ONLY_IN), "x_one", "x_two"]))
        if captures
        else []
    )
    parts: list[str] = []
    gap = False
    for kind in draw(st.lists(st.sampled_from("lllgghc"), min_size=1, max_size=5)):
        if kind == "l" or gap or (kind == "c" and not captures):
            gap = False
            parts.append(draw(st.sampled_from(LITERALS if kind == "l" or draw(st.booleans()) else SLOTS)))
        elif kind == "h":
            parts.append(draw(st.sampled_from(SLOTS)))
        else:
            gap = True
            parts.append(draw(st.sampled_from(gaps)) if kind == "g" else f"{{{names.pop()}}}")
        if draw(st.booleans()) and not gap:
            parts.append(" ")
    if piece or not any(part in LITERALS or part in SLOTS for part in parts):
        parts.append(draw(st.sampled_from(["(opens new tab)", "ab"])))
    return "".join(parts)


EXPRESSIONS = st.sampled_from(
    [r".*\d+", r"(?P<title>[A-Z].*)", r"(?P<x_number>\d+|²).*", r"\P{L}+", r"(?P<published>.*)"]
)


def patterns(*, captures: bool = True) -> SearchStrategy[Any]:
    """One pattern, an expression, or a list of them."""
    one: SearchStrategy[Any] = templates(captures=captures)
    if captures:
        one = st.one_of(one, one, one, EXPRESSIONS.map(lambda source: {"re": source}))
    return st.one_of(one, st.lists(one, min_size=1, max_size=3))


INTERVALS = st.sampled_from(["1", "2", "..2", "..4", "2..", "3..5"])
PLACES = st.one_of(INTERVALS, st.sampled_from(["-1", "-3..", "2..-2", "..-2", "-4..-2"]))


@st.composite
def rules(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A rule without a mistake: a verb, a span and conditions."""
    verb = draw(st.sampled_from(["drop", "drop", "move", "move", "move", "copy", "keep", "cut", "cut"]))
    labels = {"keep": ("body",), "move": (*FIELDS, *("comments",) * 6), "copy": FIELDS}.get(verb, FURNITURE)
    rule: dict[str, Any] = {verb: draw(st.sampled_from(labels)), "id": f"rule-{number}"}
    span = "piece" if verb == "cut" else draw(st.sampled_from(["line", "line", "line", "run", "run", "none"]))
    if span == "piece":
        rule["piece"] = draw(
            st.one_of(
                templates(captures=False, piece=True), st.sampled_from(["(opens new tab)", "f", "s", ".", "ab * a"])
            )
        )
    elif span == "line":
        rule["line"] = draw(patterns())
    elif span == "run":
        rule["from"] = draw(st.one_of(st.just("<top>"), patterns()))
        ends = st.one_of(st.just("<end>"), st.lists(templates(captures=False), min_size=1, max_size=2))
        end = draw(ends)
        rule[draw(st.sampled_from(["to", "until"]))] = (
            [*end, "<end>"] if end != "<end>" and draw(st.booleans()) else end
        )
        if rule.get("move") == "comments" and draw(st.booleans()):
            rule["each"] = draw(patterns())
    conditions: dict[str, SearchStrategy[Any]] = {
        "at": PLACES,
        "prev": patterns(captures=False),
        "next": patterns(captures=False),
        "not": patterns(captures=False),
        "words": INTERVALS,
        "script": st.sampled_from(["Arabic", "Latin", "Han"]),
        "language": st.sampled_from(["en", "de"]),
    }
    least = 1 if span == "none" else 0
    for key in draw(st.lists(st.sampled_from(list(conditions)), min_size=least, max_size=2, unique=True)):
        rule[key] = draw(conditions[key])
    return rule


@st.composite
def rule_lists(draw: st.DrawFn) -> Rules:
    return [draw(rules(number)) for number in range(draw(st.integers(1, 8)))]


def sentences(least: int, most: int) -> SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map(" ".join)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text of the words in the rules, of prose, of hard-wrapped prose, and of whatever else there is."""
    prose = sentences(15, 40)
    line = st.one_of(
        sentences(1, 4),
        sentences(1, 4),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join),
        prose,
        prose.map(lambda text: textwrap.fill(text, 70)),
        st.text(max_size=12),
    )
    pieces = draw(st.lists(st.tuples(line, st.sampled_from(ENDS)), min_size=draw(st.integers(0, 8)), max_size=14))
    return "".join(text + end for text, end in pieces)


def book_of(*files: tuple[str, str]) -> RuleBook:
    """A rule book of files by name, none of which may have a mistake."""
    sets = {}
    for name, content in files:
        rule_set, errors, _ = read_text(content, f"{name}.yaml", name)
        assert rule_set is not None, "\n".join(map(str, errors))
        sets[name] = rule_set
    return RuleBook(sets)


def file_of(rules: Rules, **keys: object) -> str:
    """A rule file; JSON is YAML."""
    return json.dumps(
        {"source": "s", "hosts": ["s.example"], "language": "en", **keys, "rules": rules}, ensure_ascii=False
    )


def cleaner_of(rules: Rules, **keys: object) -> Cleaner:
    return Cleaner(book_of(("s", file_of(rules, **keys))))


@pytest.fixture(scope="session")
def any_rules() -> SearchStrategy[Rules]:
    return rule_lists()


@pytest.fixture(scope="session")
def any_text() -> SearchStrategy[str]:
    return texts()


@pytest.fixture(scope="session")
def cleaner_with() -> Callable[..., Cleaner]:
    """A cleaner by the rules of one source, `s`."""
    return cleaner_of


@pytest.fixture(scope="session")
def file_with() -> Callable[..., str]:
    return file_of


@pytest.fixture(scope="session")
def book_with() -> Callable[..., RuleBook]:
    return book_of
