"""`clean rules stale`: the alarm that a layout changed, and what is no alarm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Document
from cleaner.authoring.coverage.baseline import save
from cleaner.authoring.coverage.gathering import Coverage
from cleaner.cli import main
from cleaner.rulebook import book

Run = Callable[..., tuple[int, str, str]]

HARBOUR = """\
source: harbour
language: en
hosts: [harbour.example]
fingerprints: ['Printed by the Harbour Post*', 'More from the Harbour Post*']
rules:
  - drop: related
    from: 'More from the Harbour Post*'
    until: 'Printed by *'
  - drop: legal
    line: 'Printed by *'
  - drop: notice
    line: 'Corrected at *'
  - move: title
    at: 1
    not: '*.'
"""
PROSE = "Ferry {number} runs again since Monday, after two years in which nobody crossed to the island, said mayor {number}."


def page(number: int) -> list[str]:
    """The lines of a page as they were: one of three was corrected."""
    corrected = ["Corrected at noon"] if number % 3 == 0 else []
    more = ["More from the Harbour Post today", f"Pier {number} reopens", f"Storm {number} is over"]
    return [f"Ferry {number}", PROSE.format(number=number), *corrected, *more, "Printed by the Harbour Post"]


def pages(name: str, numbers: range, change: Callable[[list[str]], list[str]] = list) -> str:
    """Write pages as a file of records, and give its name."""
    rows = [{"id": f"p{n}", "source": "harbour", "text": "\n".join(change(page(n)))} for n in numbers]
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return name


def replaced(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line.replace(old, new) for line in lines]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with rules of a made-up source."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "harbour.yaml").write_text(HARBOUR, "utf-8")
    (tmp_path / "built-in" / "lang").mkdir(parents=True)
    (tmp_path / "built-in" / "base.yaml").write_text("rules: []\n", "utf-8")
    (tmp_path / "built-in" / "lang" / "en.yaml").write_text("rules: []\n", "utf-8")
    monkeypatch.setattr(book, "shipped_rules", lambda: tmp_path / "built-in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command of `clean rules` with the made-up rules: exit code, output, messages."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        assert folder == Path.cwd()
        with pytest.raises(SystemExit) as ended:
            main.main(["rules", *arguments, "--rules", "rules"], prog_name="clean")
        code = ended.value.code
        assert isinstance(code, int)
        return code, *capsys.readouterr()

    return run_it


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A baseline of 60 pages."""
    rules = tmp_path_factory.mktemp("rules")
    (rules / "harbour.yaml").write_text(HARBOUR, "utf-8")
    coverage = Coverage(Cleaner(book.load_rules([rules], shipped=False)))
    for number in range(60):
        coverage.add(Document(id=f"p{number}", source="harbour", text="\n".join(page(number))))
    save(coverage.counts, str(rules / "baseline.json"))
    return (rules / "baseline.json").read_bytes()


@pytest.fixture
def stale(rules: Run, baseline: bytes) -> Run:
    """Run `clean rules stale` against a baseline of 60 pages."""
    Path("baseline.json").write_bytes(baseline)
    return lambda *arguments: rules("stale", "--baseline", "baseline.json", *arguments)


@pytest.mark.parametrize("number", [5, 12, 60, 400])
def test_pages_that_did_not_change(stale: Run, number: int) -> None:
    code, out, err = stale(pages("now.jsonl", range(100, 100 + number)))
    assert (code, err) == (0, "")
    assert out.startswith(f"{number} documents against 60: nothing is stale, of ")


CHANGED_END = """\
harbour: `related` fires in 0 of 20 (0.0%); in the baseline 60 of 60 (100.0%)
    rules/harbour.yaml:6
    see `clean explain` on p100, p101, p102
    its `from` still matches in 20, and no end comes: mend `to` or `until`

harbour: `legal` fires in 0 of 20 (0.0%); in the baseline 60 of 60 (100.0%)
    rules/harbour.yaml:9
    see `clean explain` on p100, p101, p102
    if its pages changed, mend it or write a layout; if not, store a new baseline

harbour: `Printed by the Harbour Post*` stands in 0 of 20 (0.0%); in the baseline 60 of 60 (100.0%)
    without it documents of no known host lose their rules: add a line that the pages have now

harbour: 8% or less is removed in 20 of 20 (100.0%); in the baseline 0 of 60 (0.0%)
    see with `clean explain` what furniture stays

20 documents against 60: 4 stale, of 8 rates that can tell
"""


def test_a_foot_that_changed(stale: Run) -> None:
    """All that hangs on one line: a rule, the end of another, a fingerprint, and what is removed."""
    now = pages("now.jsonl", range(100, 120), replaced("Printed by the Harbour Post", "© Harbour Media"))
    assert stale(now) == (1, CHANGED_END, "")


def test_the_findings_as_json(stale: Run) -> None:
    now = pages("now.jsonl", range(100, 120), replaced("Printed by the Harbour Post", "© Harbour Media"))
    code, out, _ = stale(now, "--format", "json")
    found = json.loads(out)
    assert code == 1
    assert [(each["kind"], each["name"]) for each in found["findings"]] == [
        ("rule", "related"),
        ("rule", "legal"),
        ("fingerprint", "Printed by the Harbour Post*"),
        ("removed", ""),
    ]
    assert found["findings"][1]["before"] == {"count": 60, "documents": 60}
    assert found["findings"][1]["chance"] < found["threshold"]


def test_half_of_the_pages_changed(stale: Run) -> None:
    """Two layouts live side by side while one replaces the other."""
    changed = replaced("Printed by the Harbour Post", "© Harbour Media")
    now = pages("now.jsonl", range(100, 130)), pages("later.jsonl", range(200, 230), changed)
    code, out, _ = stale(*now)
    assert code == 1
    assert "harbour: `legal` fires in 30 of 60 (50.0%); in the baseline 60 of 60 (100.0%)\n" in out


def test_a_guard_that_refuses_now_is_told(stale: Run) -> None:
    """The block below the article became longer than the article: the rule is refused."""
    now = pages(
        "now.jsonl",
        range(100, 120),
        lambda lines: [*lines[:-1], *[PROSE.format(number=n) for n in range(9)], lines[-1]],
    )
    code, out, _ = stale(now)
    assert code == 1
    assert (
        "harbour: `related` fires in 0 of 20 (0.0%); in the baseline 60 of 60 (100.0%)\n"
        "    rules/harbour.yaml:6\n"
        "    see `clean explain` on p100, p101, p102\n"
        "    guards refuse it in 20: see whether its end is still the right one\n"
    ) in out


def test_more_is_removed_than_ever(stale: Run) -> None:
    """No rule fires less, and a rule eats more."""
    now = pages("now.jsonl", range(100, 130), lambda lines: [*lines[:-1], *["A short line"] * 30, lines[-1]])
    code, out, _ = stale(now)
    assert code == 1
    assert "or more is removed in 30 of 30 (100.0%); in the baseline " in out
    assert "\n    see with `clean explain` which rule takes it, and whether it may\n" in out


def test_documents_of_no_source(stale: Run, rules: Run) -> None:
    """Without a host or a name, a source is lost with its fingerprints: then nothing else tells."""
    text = ["--source-field", "none"]
    assert rules("coverage", pages("then.jsonl", range(60)), *text, "--save", "by-text.json")[0] == 0
    now = pages("now.jsonl", range(100, 130), lambda lines: lines[:2])
    code, out, _ = rules("stale", "--baseline", "by-text.json", now, "then.jsonl", *text)
    assert code == 1
    assert out == (
        "no source is known in 30 of 90 (33.3%); in the baseline 0 of 60 (0.0%)\n"
        "    `clean rules coverage` groups them by host and by line\n"
        "\n"
        "note: lang/en: 30 now, and no document in the baseline\n"
        "\n"
        "90 documents against 60: 1 stale, of 9 rates that can tell\n"
    )
    assert stale(now, *text)[0] == 1


def test_documents_of_no_layout(folder: Path, rules: Run) -> None:
    for year in ("2005", "2012"):
        layout = f"source: mill\nlayout: '{year}'\nfingerprints: [Mill of {year}]\nrules: []\n"
        (folder / "rules" / f"mill.{year}.yaml").write_text(layout, "utf-8")
    years = {"then": ["2005"] * 10 + ["2012"] * 10, "now": ["2005"] * 5 + ["2030"] * 5}
    for name, own in years.items():
        texts = [f"{PROSE.format(number=n)}\nMill of {year}" for n, year in enumerate(own)]
        rows = [json.dumps({"source": "mill", "text": text}) + "\n" for text in texts]
        Path(f"{name}.jsonl").write_text("".join(rows), "utf-8")
    assert rules("coverage", "then.jsonl", "--save", "baseline.json")[0] == 0
    code, out, _ = rules("stale", "--baseline", "baseline.json", "now.jsonl")
    assert code == 1
    assert (
        "mill: no layout fits in 5 of 10 (50.0%); in the baseline 0 of 20 (0.0%)\n"
        "    write a layout for them, or give a layout fingerprints that they have\n"
    ) in out


# What cannot be compared


def test_rules_that_changed_are_told_and_are_not_stale(folder: Path, stale: Run) -> None:
    new = HARBOUR.replace("'Corrected at *'", "['Corrected at *', 'Mended at *']").replace("drop: legal", "drop: other")
    new += "  - drop: ad\n    line: Advertisement\n"
    (folder / "rules" / "harbour.yaml").write_text(new, "utf-8")
    code, out, _ = stale(pages("now.jsonl", range(100, 160)))
    assert code == 0
    (note,) = [line for line in out.splitlines() if line.startswith("note: ")]
    assert note.startswith("note: harbour: its rules have changed since (")
    assert note.endswith("; not compared: new: `other`, `ad`; gone: `legal`; changed: `notice`")


def test_a_comment_changes_nothing(folder: Path, stale: Run) -> None:
    told = HARBOUR.replace("    line: 'Printed by *'\n", "    why: the foot\n    line: 'Printed by *'\n")
    (folder / "rules" / "harbour.yaml").write_text(f"# the pages of the harbour\n{told}", "utf-8")
    code, out, _ = stale(pages("now.jsonl", range(100, 160)))
    assert (code, "note:" in out) == (0, False)


def test_a_changed_order_is_told(folder: Path, stale: Run) -> None:
    (folder / "rules" / "harbour.yaml").write_text(HARBOUR + "guards: {min_words: 10}\n", "utf-8")
    code, out, _ = stale(pages("now.jsonl", range(100, 160)))
    assert code == 0
    assert "); their order or the guards, not the rules themselves\n" in out


def test_too_few_documents_are_told(stale: Run) -> None:
    gone = pages("now.jsonl", range(100, 104), lambda lines: lines[1:2])
    assert stale(gone) == (
        1,
        (
            "note: harbour: 4 now and 60 in the baseline are too few documents to tell\n\n"
            "4 documents against 60: nothing is stale, of 0 rates that can tell\n"
            "there are too few documents to tell anything; compare with more\n"
        ),
        "",
    )


def test_a_source_that_does_not_come_is_told(stale: Run) -> None:
    Path("other.txt").write_text(PROSE, "utf-8")
    code, out, _ = stale("other.txt")
    assert code == 1
    assert out.splitlines()[:2] == [
        "note: harbour: no document now, and 60 in the baseline",
        "note: lang/en: 1 now, and no document in the baseline",
    ]


def test_points_may_be_asked_for(stale: Run) -> None:
    """Rules of which a third of the pages lose their line: a fall of 33 points."""
    changed = pages("changed.jsonl", range(100, 150), replaced("Printed by the", "From the"))
    same = pages("same.jsonl", range(200, 300))
    assert "`legal` fires in 100 of 150 (66.7%)" in stale(same, changed)[1]
    assert stale(same, changed, "--min-drop", "34")[0] == 0


# Wrong use, and documents that fail


def test_a_document_that_fails_is_named_and_the_rest_is_compared(stale: Run) -> None:
    now = pages("now.jsonl", range(100, 160))
    with Path(now).open("a", encoding="utf-8") as file:
        file.write("no JSON\n")
    code, out, err = stale(now)
    assert code == 1
    assert out.startswith("60 documents against 60: nothing is stale")
    assert err.startswith("failed: now.jsonl:61: is no JSON: ")


WRONG: list[tuple[str, Any, str]] = [
    (
        "missing",
        None,
        "cannot be read: No such file or directory; make one with `clean rules coverage DOCUMENTS... --save FILE`",
    ),
    (
        "other JSON",
        '{"a": 1}',
        "is no baseline: Object missing required field `version`; make one with `clean rules coverage DOCUMENTS... --save FILE`",
    ),
    (
        "version",
        '{"version": 99}',
        "is a baseline of version 99, not 1; make one with `clean rules coverage DOCUMENTS... --save FILE`",
    ),
    (
        "damaged",
        '{"version": 1, "sets": 3}',
        (
            "is no baseline: Expected `object`, got `int` - at `$.sets`; "
            "make one with `clean rules coverage DOCUMENTS... --save FILE`"
        ),
    ),
]


@pytest.mark.parametrize(("text", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_is_no_baseline(rules: Run, text: str | None, message: str) -> None:
    if text is not None:
        Path("kept.json").write_text(text, "utf-8")
    assert rules("stale", "--baseline", "kept.json", pages("now.jsonl", range(3))) == (
        2,
        "",
        f"clean: kept.json: {message}\n",
    )


def test_nothing_to_compare(stale: Run) -> None:
    Path("empty.jsonl").write_text("", "utf-8")
    assert stale("empty.jsonl") == (
        2,
        "",
        "clean: empty.jsonl: no document is there to compare; give documents to clean\n",
    )
