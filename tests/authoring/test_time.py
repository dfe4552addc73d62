"""`clean rules time`: which rules take the time. The clock is one that ticks when asked; no real time is looked at."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from cleaner import Cleaner, Document
from cleaner.authoring.coverage.gathering import Coverage
from cleaner.authoring.timing import RuleClock, time_lines
from cleaner.cli import main
from cleaner.rulebook import book

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
Run = Callable[..., tuple[int, str, str]]

HARBOUR = """\
source: harbour
language: en
hosts: [harbour.example]
rules:
  - drop: share
    line: [Share, Print]
  - drop: promo
    line: Sign up
    next: Share
  - drop: ad
    line: Advertisement
  - drop: nav
    at: 1
    words: ..2
  - drop: banner
    id: alone
    at: -1..
    words: ..1
  - cut: other
    piece: '(opens new tab)'
"""
BASE = "rules: []\n"
STORIES = (
    "Home\nThe ferry runs again.\nShare\nPrint",
    "The ferry runs again (opens new tab), they say (opens new tab).\nShare",
    "The ferry runs again.\nSign up",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with rules of a made-up source, and nothing else."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "harbour.yaml").write_text(HARBOUR, "utf-8")
    (tmp_path / "rules" / "base.yaml").write_text(BASE, "utf-8")
    (tmp_path / "built-in" / "lang").mkdir(parents=True)
    (tmp_path / "built-in" / "base.yaml").write_text("rules: []\n", "utf-8")
    (tmp_path / "built-in" / "lang" / "en.yaml").write_text("rules: []\n", "utf-8")
    monkeypatch.setattr(book, "shipped_rules", lambda: tmp_path / "built-in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ticking() -> Callable[[], int]:
    """A clock that shows a microsecond more each time that it is looked at."""
    return count(step=1000).__next__


def clocked(folder: Path, clock: Callable[[], int], repeats: int = 1) -> RuleClock:
    measured = RuleClock(Cleaner(folder / "rules"), repeats, clock)
    for number, text in enumerate(STORIES):
        measured.add(Document(id=str(number), text=text, source="harbour"))
    return measured


TABLE = """\
3 documents, 1 µs each to clean; rules take 333% of that

   share    µs/doc    woken  claimed   blocks  rule
   30.0%      1.00        3        0        0  alone (rules/harbour.yaml:15), tried in every document
   30.0%      1.00        3        1        1  nav (rules/harbour.yaml:12), tried in every document
   20.0%      0.67        2        2        3  share (rules/harbour.yaml:5)
   10.0%      0.33        1        1        2  other (rules/harbour.yaml:19)
   10.0%      0.33        1        0        0  promo (rules/harbour.yaml:7)
    0.0%      0.00        0        0        0  ad (rules/harbour.yaml:10)

6 of 6 rules; never woken, at no cost: 1
"""


def test_the_slowest_rules_come_first(folder: Path) -> None:
    """Rules of the same time stand by their ids."""
    assert "\n".join(time_lines(clocked(folder, ticking()).times(), 20)) + "\n" == TABLE


def test_what_disturbs_a_measurement_does_not_count(folder: Path) -> None:
    """One look at the clock of ten comes late; of six times the fastest counts."""
    chances = random.Random(3)  # noqa: S311
    now = 0

    def clock() -> int:
        nonlocal now
        now += 90_000 if chances.random() < 0.1 else 1000
        return now

    times = clocked(folder, clock, repeats=6).times()
    assert "\n".join(time_lines(times, 20)) + "\n" == TABLE


def test_fewer_rules_may_be_shown(folder: Path) -> None:
    lines = list(time_lines(clocked(folder, ticking()).times(), 2))
    assert [line.split()[5] for line in lines[3:5]] == ["alone", "nav"]
    assert lines[5:] == ["", "2 of 6 rules; never woken, at no cost: 1"]


def test_rules_that_are_timed_do_what_they_always_do() -> None:
    """Over cases of the shipped rules, each rule takes as many blocks as where nobody looks at the clock.

    Rules for elements never run on texts, and are not timed there.
    """
    cleaner = Cleaner()
    measured, coverage = RuleClock(cleaner, 1, ticking()), Coverage(cleaner)
    paths = sorted(path for path in FIXTURES.rglob("*.txt") if path.with_suffix(".expected.json").is_file())
    assert len(paths) > 100
    for path in paths[::4]:
        document = Document(id=path.stem, text=path.read_text("utf-8"))
        measured.add(document)
        coverage.add(document)
    counted: Counter[tuple[str, str]] = Counter()
    for own in coverage.counts.sets.values():
        counted.update({(each.origin, rule): each.blocks for rule, each in own.rules.items()})
    rules = measured.times().rules
    of_pages = {(s.name, rule.id) for s in cleaner.book.sets.values() for rule in s.rules if rule.conditions.css}
    assert {(rule.origin, rule.rule): rule.blocks for rule in rules} == {
        rule: blocks for rule, blocks in counted.items() if rule not in of_pages
    }
    assert sum(rule.blocks for rule in rules) > 500
    assert all(rule.claimed <= rule.woken <= rule.documents for rule in rules)


# The command


@pytest.fixture
def timed(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `clean rules time` with the made-up rules: exit code, output, messages."""
    rows = [{"id": str(n), "source": "harbour", "text": text} for n, text in enumerate(STORIES)]
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    def run_it(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main.main(["rules", "time", *arguments, "--rules", "rules"], prog_name="clean")
        code = ended.value.code
        assert isinstance(code, int)
        return code, *capsys.readouterr()

    return run_it


def test_the_command_shows_all_rules(timed: Run) -> None:
    code, out, err = timed("in.jsonl", "--repeats", "1")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].startswith("3 documents, ")
    assert sorted(line.split()[5] for line in lines[3:9]) == ["ad", "alone", "nav", "other", "promo", "share"]
    assert lines[-1] == "6 of 6 rules; never woken, at no cost: 1"


def test_the_times_as_json(timed: Run) -> None:
    code, out, _ = timed("in.jsonl", "--format", "json", "--top", "1")
    times = json.loads(out)
    shares = [rule for rule in times["rules"] if rule["rule"] == "share"]
    assert (code, times["documents"], len(times["rules"])) == (0, 3, 6)
    assert shares[0] | {"nanoseconds": 0} == {
        "origin": "harbour",
        "rule": "share",
        "place": "rules/harbour.yaml:5",
        "always": False,
        "nanoseconds": 0,
        "documents": 3,
        "woken": 2,
        "claimed": 2,
        "blocks": 3,
    }
    assert times["rules_nanoseconds"] == sum(rule["nanoseconds"] for rule in times["rules"])


def test_a_document_that_fails_is_named(folder: Path, timed: Run) -> None:
    (folder / "more.jsonl").write_text("{}\n", "utf-8")
    code, out, err = timed("in.jsonl", "more.jsonl")
    assert code == 1
    assert out.startswith("3 documents, ")
    assert (
        err == "failed: more.jsonl:1: has neither 'text' nor 'html'; give the name of the field that holds the text\n"
    )


def test_no_document(folder: Path, timed: Run) -> None:
    (folder / "empty.jsonl").write_text("", "utf-8")
    assert timed("empty.jsonl") == (0, "0 documents\n", "")
