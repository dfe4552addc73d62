"""What a block must hold for a pattern to match: asked for only where it is plain to see."""

from __future__ import annotations

import pytest
import regex

from cleaner.engine.required import required_literals, required_text
from cleaner.rulebook.patterns import parse_template


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("foo|bar", ("\nfoo\n", "\nbar\n")),
        ("(?:foo )?bars", ("bars\n",)),
        ("(?P<name>foods.*)bar", ("foods",)),
        ("a(?:b|c)d.", ("\na",)),
        ("(?:a|b)+(?P<x>word)[cd]", ("word",)),
        (r"By \p{Lu}\S+", ("\nby ",)),
        (r"\(?(?P<credit>(?:AFP|AP) ?/ ?\w+)\)?", ("/",)),
        ("abc(?=def)", ("\nabc",)),
        ("a{2}bc?d", ("d\n",)),
        ("(?i:foo)", ("foo",)),
        ("(?i:Topic) (?i:Foto)", ("foto",)),
        ("(?:foo|bar) .*", ()),
    ],
)
def test_an_expression_asks_for_the_text_that_must_be_there(expression: str, texts: tuple[str, ...]) -> None:
    assert required_text(expression) == texts


@pytest.mark.parametrize(
    "expression", [r"\w+", "|foo", "(?i)foo", "(?i:i)", "(?s:foo)", "(a)?(?(1)foo|bar)", "(?#foo)bar", "(foo)?"]
)
def test_where_that_is_not_plain_it_asks_for_nothing(expression: str) -> None:
    regex.compile(expression)
    assert required_text(expression) == ()


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        (r"\w* (?:foo|bar)[st]", ("foo", "bar")),
        (r"\w* (?:foo|bar)some", ("some\n",)),
        ("(?:a(?:foo|bar)|(?P<x>best).)\\w", ("foo", "bar", "best")),
        ("(?:foo|bar)?.", ()),
        ("(?:foo|\\w)x?", ()),
        ("(?!foo|bar).", ()),
        ("(?<=foo|bar).|(?:foo|bar).", ()),
        (f"({'|'.join(f'foo{n:03}' for n in range(49))}).", ()),
    ],
)
def test_where_no_text_must_be_there_it_may_be_one_of_a_choice(expression: str, texts: tuple[str, ...]) -> None:
    regex.compile(expression)
    assert required_text(expression, choices=True) == texts


def test_a_beginning_tells_more_than_a_short_word_within() -> None:
    assert required_literals(parse_template("By {:names} for *").parts) == ("\nby ",)
    assert required_literals(parse_template("By {:names} for the *").parts) == (" for the ",)
