"""Which rule sets are tested, and which cases are run again when rules or files change."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import RuleBook, load_rules
from cleaner.authoring.cases import cases_of
from cleaner.authoring.testing import Report, judge, own_sets, report_on, retest, rules_alone

SETS = {
    "shared": "rules:\n- {drop: share, line: Share}\n",
    "post": "source: post\nextends: [shared]\nfingerprints: ['The Ellery Post*']\nrules:\n- {drop: ad, line: Advert}\n",
    "mail": "source: mail\nfingerprints: ['The Ellery Mail*']\nrules:\n- {drop: ad, line: Advert}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rules of two sources and their cases, one of each."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "cases").mkdir()
    for name, text in SETS.items():
        (tmp_path / "rules" / f"{name}.yaml").write_text(text, "utf-8")
    for name in ("post", "mail"):
        (tmp_path / "cases" / f"{name}.txt").write_text(f"A boat came.\nShare\nThe Ellery {name}\n", "utf-8")
        expected = f'{{"source": "{name}", "body": ["A boat came."{", " + chr(34) + "Share" + chr(34) if name == "mail" else ""}]}}'
        (tmp_path / "cases" / f"{name}.expected.json").write_text(expected, "utf-8")
    return tmp_path


def book_of(folder: Path) -> RuleBook:
    return load_rules([folder / "rules"], shipped=False)


def first_report(folder: Path) -> Report:
    book = book_of(folder)
    report = report_on(book, own_sets(book, ()), judge(cases_of([folder / "cases"]), rules_alone(book)))
    assert not report.fails
    return report


def run_again(folder: Path, before: Report, *changed: Path) -> list[str]:
    """The cases that are cleaned anew."""
    book = book_of(folder)
    after = retest(before, report_on(book, own_sets(book, ())), cases_of([folder / "cases"]), changed)
    return [path.stem for path, verdict in after.verdicts.items() if verdict is not before.verdicts.get(path)]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("rule_set", "old", "new", "again"),
    [
        ("post", "line: Advert", "line: Adverts", ["post"]),
        ("shared", "line: Share", "line: Sharing", ["post"]),
        ("mail", "rules:", "guards: {min_words: 5}\nrules:", ["mail"]),
        ("mail", "The Ellery Mail*", "The Mail*", ["mail", "post"]),
        ("post", "source: post", "source: post\nhosts: [post.example]", ["mail", "post"]),
        ("post", "", "", []),
    ],
    ids=["own-rule", "inherited-rule", "guards", "fingerprints", "hosts", "nothing"],
)
def test_a_change_of_rules_runs_what_may_come_out_otherwise(
    folder: Path, rule_set: str, old: str, new: str, again: list[str]
) -> None:
    before = first_report(folder)
    edit(folder / "rules" / f"{rule_set}.yaml", old, new)
    assert run_again(folder, before) == again


def test_a_new_rule_set_runs_everything(folder: Path) -> None:
    """It may be that of a document whose source was unknown."""
    before = first_report(folder)
    (folder / "rules" / "news.yaml").write_text("source: news\nrules: []\n", "utf-8")
    assert run_again(folder, before) == ["mail", "post"]


def test_a_change_of_a_case_runs_it_alone(folder: Path) -> None:
    before = first_report(folder)
    document = folder / "cases" / "mail.txt"
    edit(document, "A boat", "One boat")
    assert run_again(folder, before, document) == ["mail"]
    edit(folder / "cases" / "post.expected.json", "A boat", "One boat")
    assert run_again(folder, before) == ["post"]


def test_a_new_case_is_run_and_one_that_is_gone_is_forgotten(folder: Path) -> None:
    before = first_report(folder)
    for ending in (".txt", ".expected.json"):
        (folder / "cases" / f"mail{ending}").rename(folder / "cases" / f"letter{ending}")
    assert run_again(folder, before) == ["letter"]


def test_the_rules_of_the_folders_are_tested_or_else_the_shipped_ones(folder: Path) -> None:
    book = load_rules([folder / "rules"])
    assert own_sets(book, [folder / "rules"]) == ("mail", "post", "shared")
    shipped = own_sets(book, ())
    assert {"base", "news", "post"} <= set(shipped)
    assert not [name for name in shipped if name.startswith("shipped/")]
