"""`clean rules coverage`: what rules do over many documents, and the documents that no rules were written for."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Document
from cleaner.authoring.coverage import unknown
from cleaner.authoring.coverage.counts import Shares
from cleaner.authoring.coverage.gathering import Coverage
from cleaner.authoring.coverage.report import report
from cleaner.cli import main
from cleaner.rulebook import book

Run = Callable[..., tuple[int, str, str]]

HARBOUR = """\
source: harbour
hosts: [harbour.example]
language: en
fingerprints: ['More from the Harbour Post*', {line: The Harbour Post, at: 1}]
guards: {max_prose: 40%}
rules:
  - drop: nav
    line: The Harbour Post
  - drop: related
    from: 'More from the Harbour Post*'
    until: Weather
  - drop: legal
    from: Weather
    to: <end>
  - drop: ad
    line: 'Our advertisers *'
  - cut: other
    piece: '(opens new tab)'
"""
SHARED = (
    "rules:\n  - drop: other\n    id: no-words\n    line: ['|', '+']\n  - drop: other\n    id: stars\n    line: '=*='\n"
)
PROSE = "The ferry to the island runs again since Monday, after two years in which nobody crossed, the mayor said."


def text_of(*lines: str) -> str:
    return "\n".join(["The Harbour Post", PROSE, *lines])


MORE = ("More from the Harbour Post today", "Pier reopens")
STORIES = {
    "whole.txt": text_of("Read it here (opens new tab).", *MORE, "Weather", "Rain"),
    "no-end.txt": text_of("Nobody was hurt.", *MORE),
    "refused.txt": text_of("It rained.", *[f"Our advertisers {PROSE}"] * 3),
    "plain.txt": PROSE + "\nIt rained.",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with rules of a made-up source."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "harbour.yaml").write_text(HARBOUR, "utf-8")
    (tmp_path / "rules" / "base.yaml").write_text(SHARED, "utf-8")
    (tmp_path / "built-in" / "lang").mkdir(parents=True)
    (tmp_path / "built-in" / "base.yaml").write_text("rules: []\n", "utf-8")
    (tmp_path / "built-in" / "lang" / "en.yaml").write_text("rules: []\n", "utf-8")
    monkeypatch.setattr(book, "shipped_rules", lambda: tmp_path / "built-in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inbox(folder: Path) -> Path:
    """Four documents of the source."""
    (folder / "inbox").mkdir()
    for name, text in STORIES.items():
        (folder / "inbox" / name).write_text(text, "utf-8")
    return folder / "inbox"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `clean rules coverage` with the made-up rules: exit code, output, messages."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        assert folder == Path.cwd()
        with pytest.raises(SystemExit) as ended:
            main.main(["rules", "coverage", *arguments, "--rules", "rules"], prog_name="clean")
        code = ended.value.code
        assert isinstance(code, int)
        return code, *capsys.readouterr()

    return run_it


@pytest.fixture
def coverage(folder: Path) -> Coverage:
    return Coverage(Cleaner(folder / "rules"))


def records(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path.name


REPORT = """\
4 documents cleaned

harbour@HASH: 4 documents
  found by      named 4
  removed       0% at least, quartiles 0% 3% 8%, 41% at most, of the characters
      0%         3 ########################################
     10%         0
     20%         0
     30%         0
     40%         1 #############
  moved         0% at least, quartiles 0% 0% 0%, 0% at most, of the characters
  warnings      guard-refused 1
  fingerprints      share
            2     50.0%            More from the Harbour Post*
            3     75.0%            The Harbour Post
  rules             share    blocks
            3     75.0%         3  nav
            1     25.0%         2  related
            1     25.0%         2  legal
            0      0.0%         0  ad: never
            1     25.0%         1  other
  never fired   1 of 5 of harbour, 2 of 2 of base
  refused by guards
    ad: 1 document
      inbox/refused.txt, block 4: drops would take 63 of 82 words of prose; max_prose is 40%
  begun, and no end came
    related: 1 document
      inbox/no-end.txt, block 4: More from the Harbour Post today

rules that fired nowhere
  base: no-words, stars
  harbour: ad
"""


def test_the_whole_report(run: Run, inbox: Path) -> None:
    code, out, err = run(inbox.name, "--source", "harbour")
    name = Cleaner("rules").clean("x", source="harbour").rules
    assert (code, err) == (0, "")
    assert out == REPORT.replace("harbour@HASH", name or "")


def test_the_report_as_json(run: Run, inbox: Path) -> None:
    code, out, _ = run(inbox.name, "--source", "harbour", "--format", "json")
    found = json.loads(out)
    own = found["sets"]["harbour"]
    assert code == 0
    assert list(own["rules"]) == ["nav", "related", "legal", "ad", "no-words", "stars", "other"]
    assert own["rules"]["related"] | {"digest": ""} == {
        "origin": "harbour",
        "digest": "",
        "documents": 1,
        "blocks": 2,
        "refused": 0,
        "unended": 1,
    }
    assert own["fingerprints"] == {"More from the Harbour Post*": 2, "The Harbour Post": 3}
    assert found["examples"]["harbour"]["related"] == {
        "place": "rules/harbour.yaml:9",
        "refused": [],
        "unended": ["inbox/no-end.txt, block 4: More from the Harbour Post today"],
        "without": ["inbox/no-end.txt", "inbox/plain.txt", "inbox/refused.txt"],
    }
    assert found["examples"]["harbour"]["ad"]["without"] == []
    assert found["unserved"] == {"documents": 0, "sampled": 0, "groups": []}


def test_fingerprints_count_however_the_source_was_found(run: Run, inbox: Path) -> None:
    _, by_text, _ = run(inbox.name, "--format", "json")
    _, by_name, _ = run(inbox.name, "--format", "json", "--source", "harbour.example")
    sets = [json.loads(out)["sets"]["harbour"] for out in (by_text, by_name)]
    assert [each["how"] for each in sets] == [{"fingerprints": 3}, {"named": 4}]
    assert sets[0]["fingerprints"] == sets[1]["fingerprints"]


def test_what_failed_is_named_and_the_rest_is_counted(run: Run, folder: Path) -> None:
    former = {"id": "old", "rules": "harbour@12345678", "body": "It rained."}
    records(folder / "in.jsonl", {"text": PROSE}, {"txt": "?"}, former, {"text": PROSE})
    code, out, err = run("in.jsonl", "--source", "harbour")
    assert code == 1
    assert out.splitlines()[0] == "2 documents cleaned, 1 failed, 1 articles of a former run"
    assert err == (
        "failed: in.jsonl:2: has neither 'text' nor 'html'; give the name of the field that holds the text\n"
    )


def test_parents_are_counted_with_each_set_and_told_once(run: Run, folder: Path) -> None:
    for name in ("a", "b"):
        rules = f"source: {name}\nextends: [news]\nrules: []\n"
        (folder / "rules" / f"{name}.yaml").write_text(rules, "utf-8")
    (folder / "rules" / "news.yaml").write_text("rules:\n  - drop: ad\n    line: Sponsored\n", "utf-8")
    both = [{"id": name, "source": name, "text": f"{PROSE}\n{line}"} for name, line in (("a", "Sponsored"), ("b", "+"))]
    _, out, _ = run(records(folder / "in.jsonl", *both))
    assert "            1    100.0%         1  ad (news)\n  never fired   2 of 2 of base\n" in out
    assert "            1    100.0%         1  no-words (base)\n  never fired   1 of 1 of news, 1 of 2 of base\n" in out
    assert out.endswith("\nrules that fired nowhere\n  base: stars\n")


# Documents of unknown sources


def test_unknown_documents_are_grouped_by_host_and_by_line(run: Run, folder: Path) -> None:
    foot = "Printed by the Gull of Torvik"
    rows = [
        *({"id": f"gull-{n}", "text": f"{PROSE}\nEdition {n}\n{foot}\nShip {'ab'[n % 2]}"} for n in range(4)),
        *(
            {"id": f"mill-{n}", "url": f"https://www.mill.example/{n}", "text": f"{PROSE}\nMill news {n}"}
            for n in range(3)
        ),
        {"id": "alone", "text": f"{PROSE}\nNobody else says so"},
    ]
    code, out, _ = run(records(folder / "in.jsonl", *rows))
    assert code == 0
    assert out[out.index("8 documents of no") :] == (
        "8 documents of no known source or layout\n"
        "  3 documents of mill.example\n"
        "          3  Mill news #\n"
        "    such as  mill-0, mill-1\n"
        "  4 documents without a host share `Edition #`\n"
        "          4  Printed by the Gull of Torvik\n"
        "          2  Ship a\n"
        "          2  Ship b\n"
        "    such as  gull-0, gull-1\n"
        "  1 document without a host share no line\n"
        "    such as  alone\n"
    )


def test_a_layout_that_is_missing_is_told(run: Run, folder: Path) -> None:
    for year in ("2005", "2012"):
        rules = f"source: mill\nlayout: '{year}'\nhosts: [mill.example]\nfingerprints: [Mill of {year}]\nrules: []\n"
        (folder / "rules" / f"mill.{year}.yaml").write_text(rules, "utf-8")
    url = "https://mill.example/"
    texts = ("Mill of 2005", "Mill of 2012", "Mill of tomorrow", "Mill of tomorrow")
    rows = [{"id": str(n), "url": url, "text": f"{text}\n{PROSE}"} for n, text in enumerate(texts)]
    _, out, _ = run(records(folder / "in.jsonl", *rows))
    assert "documents of no layout of their source\n          2     50.0% of mill\n" in out
    assert "  2 documents of mill fit none of its layouts\n          2  Mill of tomorrow\n    such as  2, 3\n" in out


def test_lines_that_rules_know_already_make_no_groups(coverage: Coverage) -> None:
    for number in range(3):
        coverage.add(Document(id=str(number), text=f"{PROSE}\n+\n|"))
    (group,) = report(coverage).unserved.groups
    assert (group.name, group.lines) == ("", ())


def unknown_documents(number: int) -> Iterator[Document]:
    for n in range(number):
        url = f"https://host-{n % 7}.example/" if n % 2 else None
        yield Document(id=str(n), url=url, text=f"{PROSE}\nThis is story {'abcdefgh'[n % 8]}\nNumber {n} of all")


def test_lines_are_kept_of_a_sample_only(coverage: Coverage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory must not grow with the documents, and hosts are counted in full all the same."""
    monkeypatch.setattr(unknown, "SAMPLE", 20)
    monkeypatch.setattr(unknown, "HOSTS", 5)
    for document in unknown_documents(280):
        coverage.add(document)
    found = report(coverage).unserved
    assert (found.documents, found.sampled) == (280, 20)
    hosts = {group.name: group.documents for group in found.groups if group.by == "host"}
    assert hosts == {f"host-{n}.example": 20 for n in (1, 3, 5, 0)} | {"other hosts": 60}
    assert sum(group.documents for group in found.groups if group.by == "line") <= 20


def test_the_sample_does_not_depend_on_the_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknown, "SAMPLE", 20)
    documents = list(unknown_documents(120))
    lines = []
    for _ in range(2):
        random.Random(7).shuffle(documents)  # noqa: S311
        coverage = Coverage(Cleaner(folder / "rules"))
        for document in documents:
            coverage.add(document)
        lines.append([(g.by, g.name, g.documents, g.lines) for g in report(coverage).unserved.groups])
    assert lines[0] == lines[1]


# Runs without an end

ENDS = """\
source: ends
language: en
rules:
  - drop: share
    line: Share
  - drop: nav
    id: top
    from: <top>
    until: Today
    at: ..2
    not: Yesterday
  - drop: related
    from: [Read also, Share]
    to: '*.'
    at: ..2
    next: 'The *'
  - drop: promo
    from: 'Sign up*'
    until: [Thanks, <end>]
"""


@pytest.mark.parametrize(
    ("text", "unended"),
    [
        ("Read also\nThe pier", {"top": "Read also", "related": "Read also"}),
        ("Read also\nThe pier is open.", {"top": "Read also"}),
        ("Yesterday\nRead also\nThe pier", {"related": "Read also"}),
        ("Today\nRead also\nA pier", {}),
        ("Today\nOne\nTwo\nRead also\nThe pier", {}),
        ("Today\nShare\nThe pier", {}),
        ("Share\nToday\nRead also\nThe pier", {"related": "Read also"}),
        ("Today\nSign up now", {}),
    ],
    ids=["no end", "end", "condition of top", "neighbour", "place", "owned", "places among free blocks", "open end"],
)
def test_a_run_that_begins_and_finds_no_end(folder: Path, text: str, unended: dict[str, str]) -> None:
    (folder / "rules" / "ends.yaml").write_text(ENDS, "utf-8")
    coverage = Coverage(Cleaner(folder / "rules", blocks="lines"))
    coverage.add(Document(id="d", text=text, source="ends"))
    examples = coverage.examples["ends"]
    assert {rule: each.unended[0].partition(": ")[2] for rule, each in examples.items() if each.unended} == unended
    counts = coverage.counts.sets["ends"].rules
    assert {rule for rule, each in counts.items() if each.unended} == set(unended)


# Baselines


def test_a_baseline_is_the_same_whatever_the_order(run: Run, inbox: Path) -> None:
    names = sorted(f"{inbox.name}/{path.name}" for path in inbox.iterdir())
    for name, files in (("one.json", names), ("two.json", names[::-1])):
        assert run(*files, "--source", "harbour", "--save", name)[0] == 0
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()


def test_a_baseline_replaces_a_former_one_where_it_may(run: Run, inbox: Path) -> None:
    assert run(f"{inbox.name}/plain.txt", "--save", "kept/baseline.json")[0] == 0
    again = (inbox.name, "--source", "harbour", "--save", "kept/baseline.json")
    said = "clean: kept/baseline.json: stands there already; name another file, or give --overwrite\n"
    assert run(*again) == (2, "", said)
    assert json.loads(Path("kept/baseline.json").read_bytes())["documents"] == 1
    assert run(*again, "--overwrite")[0] == 0
    assert json.loads(Path("kept/baseline.json").read_bytes())["documents"] == 4
    assert [path.name for path in Path("kept").iterdir()] == ["baseline.json"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (
            "inbox/plain.txt",
            "would be overwritten, and is no baseline: JSON is malformed: invalid character (byte 0); name another file",
        ),
        ("inbox", "is a folder; name a file for the baseline"),
    ],
)
def test_nothing_else_is_overwritten(run: Run, inbox: Path, name: str, what: str) -> None:
    for options in ((), ("--overwrite",)):
        assert run(inbox.name, "--save", name, *options) == (2, "", f"clean: {name}: {what}\n")
    assert (inbox / "plain.txt").read_text("utf-8") == STORIES["plain.txt"]


@pytest.mark.parametrize(
    ("percents", "quartiles"),
    [({}, [0, 0, 0]), ({7: 1}, [7, 7, 7]), ({0: 2, 50: 1, 100: 1}, [0, 0, 50]), ({10: 1, 20: 98, 30: 1}, [20, 20, 20])],
)
def test_quantiles_of_shares(percents: dict[int, int], quartiles: list[int]) -> None:
    assert [Shares(percents).quantile(part) for part in (0.25, 0.5, 0.75)] == quartiles


def test_titles_that_several_documents_were_given_are_shown(run: Run, folder: Path) -> None:
    """A rule that takes the wrong block for the title fires as often as a right one."""
    (folder / "rules" / "post.yaml").write_text("source: post\nrules:\n  - {move: title, at: 1}\n", "utf-8")
    heads = ["Print  Share", "Print  Share", "Ferry aground", "Print  Share", "Fog again"]
    rows = [{"id": f"{n}", "source": "post", "text": f"{head}\n{PROSE}"} for n, head in enumerate(heads)]
    _, out, _ = run(records(folder / "posts.jsonl", *rows))
    assert out.count("titles of several documents") == 1
    assert "furniture as a rule\n            3     60.0%            Print Share\n" in out.replace(
        "Print  Share", "Print Share"
    )
    assert "Ferry aground" not in out
    _, out, _ = run("posts.jsonl", "--format", "json")
    assert json.loads(out)["titles"] == {"post": {"Print  Share": 3}}
