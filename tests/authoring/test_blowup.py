"""Regular expressions that can blow up: the check finds those that are known to, and leaves sound ones alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import regex

from cleaner.authoring.lint.attacks import Candidate, candidates
from cleaner.authoring.lint.blowup import Attack, attack
from cleaner.engine.matching import MAX_EXPRESSION

FOLDER = Path(__file__).parent / "expressions"


def listed(name: str) -> list[str]:
    groups = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    entries = [entry for entries in groups.values() for entry in entries]
    assert all(entry["origin"] for entry in entries)
    return [entry["expression"] for entry in entries]


DANGEROUS, HARMLESS = listed("dangerous"), listed("harmless")
assert (len(DANGEROUS), len(HARMLESS)) == (20, 40)


@pytest.mark.parametrize("expression", DANGEROUS, ids=range(len(DANGEROUS)))
def test_known_dangerous_expressions_are_found(expression: str) -> None:
    found = attack(expression)
    assert found is not None
    assert len(found.text) <= MAX_EXPRESSION


@pytest.mark.parametrize("expression", HARMLESS, ids=range(len(HARMLESS)))
def test_known_harmless_expressions_are_left_alone(expression: str) -> None:
    assert attack(expression) is None


@pytest.mark.parametrize("expression", ["(a+)+", "([a-zA-Z]+)*", r"^(\w+\s?)*$", r"\S+@\S+", ".*foo.*bar.*", ".*.*.*"])
def test_what_is_but_quadratic_on_a_block_is_left_alone(expression: str) -> None:
    assert attack(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("(?x) ( a | a a )+  # a comment (", id="verbose"),
        pytest.param(r"(?P<x>a|aa)(?:(?P=x)|a)+", id="a group once more"),
        pytest.param(r"(?V1)([[a-z]--[q]]|[a-f])+", id="sets of sets"),
        pytest.param(r"(?i:(s|S\b|ss)+)!", id="flags of a group"),
        pytest.param(r"(\p{Thai}|\p{Thai}\p{Thai})+", id="letters of one script only"),
        pytest.param(r"(?:a{1,50}){1,50}", id="counted repeats"),
        pytest.param(r"(?!(a|aa)+b).*x", id="within a look-ahead"),
        pytest.param(r"(?(?=a)(a|aa)+|b)c", id="syntax that is not known"),
        pytest.param(r"\d{3}-(?:\(\d+\)|\w\w){2}(?:;|;;)+(?:ab|cd)", id="behind and before much that must stand there"),
    ],
)
def test_whatever_the_syntax(expression: str) -> None:
    assert attack(expression) is not None


def test_blocks_have_no_two_spaces_side_by_side() -> None:
    assert attack(r"x(\s|\s\s)+y") is None
    assert attack(r"x(\S|\S\S)+y") is not None


def test_what_an_attack_is_made_of() -> None:
    assert Attack("x", "ab", 3, "!").text == "xababab!"
    found = attack("(?:Menu|Home)(?:a|aa)+;")
    assert found is not None
    assert (found.before, found.pump) == ("Menua", "aaa")


def test_an_attack_is_a_way_in_a_piece_and_an_end_that_does_not_fit() -> None:
    assert candidates("x(?:ab|a|b)+y")[0] == Candidate("xab", "abab", "e")


def test_nothing_is_tried_where_nothing_repeats() -> None:
    assert candidates(r"(?:Mon|Tues)day, \d{1}\d \p{Lu}\w{2} \d{4}?") == []


def test_the_search_gives_up_when_its_time_is_over() -> None:
    assert attack("(a|aa)+", seconds=0) is None


def test_a_broken_expression_is_an_error() -> None:
    with pytest.raises(regex.error):
        attack("(a")
