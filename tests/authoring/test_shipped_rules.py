"""Every shipped rule is missed by some case when it is taken away; `clean rules test --mutate` tells the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from cleaner.authoring.cases import cases_of
from cleaner.authoring.mutants import Kind, mutants_of
from cleaner.authoring.mutation import Outcome, Trials
from cleaner.authoring.testing import judge, own_sets, report_on, rules_alone
from cleaner.rulebook.book import load_rules

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

KEEPS_FROM_SCORER: Final = "it keeps blocks from the scorer, and cases run without one"
EXCEPTIONS: Final[dict[tuple[str, str], str]] = {
    ("aftonbladet", "speech"): KEEPS_FROM_SCORER,
    ("le-figaro", "part-heading"): KEEPS_FROM_SCORER,
    ("long-paragraphs", "long-paragraph"): KEEPS_FROM_SCORER,
    ("nrk", "speech"): KEEPS_FROM_SCORER,
    ("subheadings", "subheading"): KEEPS_FROM_SCORER,
}
"""Rules, by their set and id, that no case can miss, with the reason."""
MOST_EXCEPTIONS: Final = 0.02
"""The share of the rules that may be exceptions."""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    book = load_rules()
    # Of no set are the examples checked: that is another test's, and takes as long as the cases.
    report = report_on(book, (), judge(cases_of([FIXTURES]), rules_alone(book)))
    mutants = [mutant for name in own_sets(book, ()) for mutant in mutants_of(book.sets[name])]
    return list(Trials(report).outcomes(mutant for mutant in mutants if mutant.kind is Kind.RULE))


def test_some_case_misses_each_rule(outcomes: list[Outcome]) -> None:
    missed_by_none = [(o.mutant.rule_set, o.mutant.rule.id) for o in outcomes if not o.by]
    assert missed_by_none == list(EXCEPTIONS)


def test_exceptions_are_few(outcomes: list[Outcome]) -> None:
    assert len(outcomes) > 200
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS * len(outcomes)
