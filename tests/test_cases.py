"""Every case in `fixtures/`, the examples that rules carry, and the real documents beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cleaner.authoring.cases import Case, Mismatch, comparable, find_cases, run_case
from cleaner.authoring.examples import check_examples
from cleaner.cleaning import Cleaned, Cleaner
from cleaner.rulebook.book import SHIPPED
from cleaner.text.words import count_words

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
SEEDS = ROOT.parent / "shared" / "seeds"

NO_CASES = {"inbox", "known-failures", "rules"}
"""Folders of documents without an article to expect, of cases that fail, and of broken rule files."""
FOLDERS = [
    "aftonbladet",
    "ahram-online",
    "ap",
    "base",
    "bbc",
    "cnbc",
    "corriere-della-sera",
    "dagbladet",
    "el-pais",
    "en",
    "faz",
    "hankook-ilbo",
    "known-failures",
    "kommersant",
    "la-repubblica",
    "le-figaro",
    "naharnet",
    "nrk",
    "reuters",
    "rzeczpospolita",
    "spiegel",
    "srf",
    "tagesschau",
    "the-guardian",
    "untouched",
    "vnexpress",
    "welt",
    "zeit",
]

CASES = {
    f"{folder.name}/{case.name}": case
    for folder in sorted(FIXTURES.iterdir())
    if folder.is_dir() and folder.name not in NO_CASES
    for case in find_cases(folder)
}
KNOWN_FAILURES = {case.name: case for case in find_cases(FIXTURES / "known-failures")}
UNTOUCHED = {name: case for name, case in CASES.items() if name.startswith("untouched/")}

Results = dict[str, tuple[Cleaned, tuple[Mismatch, ...]]]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_holds_cases(folder: str) -> None:
    """An empty glob would pass in silence."""
    assert next(find_cases(FIXTURES / folder), None) is not None


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    """By rules alone: cases test rules, and the scorer is trained anew at times."""
    return Cleaner(score=False)


@pytest.fixture(scope="module")
def cleaned(cleaner: Cleaner) -> Results:
    """What came out of each case."""
    return {name: run_case(case, cleaner) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_expected(cleaned: Results, name: str) -> None:
    assert cleaned[name][1] == ()


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_the_same_from_another_cleaner(cleaned: Results, other: Cleaner, name: str) -> None:
    again, _ = run_case(CASES[name], other)
    assert msgspec.json.encode(again.article) == msgspec.json.encode(cleaned[name][0].article)


@pytest.fixture(scope="module")
def other(cleaner: Cleaner) -> Cleaner:
    """A cleaner of its own, which sees the cases in the opposite order first."""
    other = Cleaner(cleaner.book, score=False)
    for case in reversed(CASES.values()):
        run_case(case, other)
    return other


def fired(cleaned: Cleaned) -> Iterator[tuple[str, str]]:
    """The rules that did something, each with the set that it stands in."""
    done = [claim.rule for claim in cleaned.labelling.claims] + [piece.rule for piece in cleaned.labelling.pieces]
    return ((rule.origin, rule.rule.id) for rule in done)


def test_every_shipped_rule_fires_in_a_case(cleaner: Cleaner, cleaned: Results) -> None:
    sets = [rule_set for name, rule_set in cleaner.book.sets.items() if not name.startswith(SHIPPED)]
    shipped = {(rule_set.name, rule.id) for rule_set in sets for rule in rule_set.rules}
    assert shipped - {rule for result, _ in cleaned.values() for rule in fired(result)} == set()


def test_every_rule_has_examples_and_they_do_what_they_say(cleaner: Cleaner) -> None:
    rules = [rule for rule_set in cleaner.book.sets.values() for rule in rule_set.rules]
    of_text = [rule for rule in rules if not rule.conditions.css]  # an example is a text, and has no elements
    assert [str(rule.place) for rule in of_text if not (rule.hits and rule.spares)] == []
    assert [str(failure) for failure in check_examples(cleaner.book)] == []


@pytest.mark.parametrize("name", KNOWN_FAILURES)
def test_a_known_failure_still_fails(cleaner: Cleaner, name: str) -> None:
    _, mismatches = run_case(KNOWN_FAILURES[name], cleaner)
    assert mismatches, f"{name} comes out right now: move it out of known-failures"


@pytest.mark.parametrize("name", UNTOUCHED)
def test_an_untouched_article_keeps_every_word(cleaner: Cleaner, name: str) -> None:
    result, _ = run_case(UNTOUCHED[name], cleaner)
    assert count_words(result.article.body) == count_words(" ".join(result.document.texts))
    assert {span.label for span in result.article.spans} == {"body"}


def test_the_scorer_leaves_untouched_articles_alone() -> None:
    """An article that has hardly any furniture must pass unharmed: nothing leaves its body but its own title, to be that."""
    cleaner = Cleaner()
    articles = {name: cleaner.clean(case.path.read_bytes()) for name, case in UNTOUCHED.items()}
    assert {
        name for name, article in articles.items() if {span.label for span in article.spans} - {"body", "title"}
    } == set()
    left = {name: [text for text in (article.title, article.body) if text] for name, article in articles.items()}
    whole = {name: UNTOUCHED[name].path.read_text("utf-8").split() for name in articles}
    assert {name for name, texts in left.items() if " ".join(texts).split() != whole[name]} == set()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real documents of shared/seeds are not beside the checkout")
@pytest.mark.parametrize("name", ["ahram-2012", "bbc-2013", "naharnet-2011", "naharnet-2012", "reuters-2012"])
def test_a_seed_comes_out_exactly(cleaner: Cleaner, name: str) -> None:
    expected = json.loads((SEEDS / f"{name}.expected.json").read_text("utf-8"))
    got = comparable(run_case(Case(name, SEEDS / f"{name}.txt", {}, expected), cleaner)[0].article)
    assert {field: got[field] for field in expected} == expected
