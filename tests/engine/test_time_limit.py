"""The time limit of regular expressions: whatever slips through the check, one document fails by name, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner import Cleaner, Document, RuleBook
from cleaner.authoring.lint.blowup import attack
from cleaner.cli import main
from cleaner.engine import matching
from cleaner.rulebook.files import read_text
from cleaner.running.local import run
from cleaner.running.outcomes import Job
from cleaner.writing.forms import Form

HEAD = "source: harbour\nlanguage: en\nrules:\n  - id: endless\n    "
ENDLESS = "o" * 60 + "!"
PLACES = {
    "line": "drop: other\n    line: {re: '(?:o|oo)+'}",
    "a list": "drop: other\n    line: [Menu, {re: '(?:o|oo)+'}]",
    "not": "drop: other\n    line: 'o*'\n    not: {re: '(?:o|oo)+'}",
    "prev": "drop: other\n    line: The ferry*\n    prev: {re: '(?:o|oo)+'}",
    "next": "drop: other\n    line: Menu\n    next: {re: '(?:o|oo)+'}",
    "from": "drop: other\n    from: {re: '(?:o|oo)+'}\n    to: <end>",
    "to": "drop: other\n    from: Menu\n    to: {re: '(?:o|oo)+'}",
    "until": "drop: other\n    from: Menu\n    until: [{re: '(?:o|oo)+'}, <end>]",
    "each": "move: comments\n    from: Menu\n    to: <end>\n    each: {re: '(?:o|oo)+'}",
}


def document(name: str, block: str) -> Document:
    text = f"The pier of Torvik is open.\n\nMenu\n\n{block}\n\nThe ferry runs again."
    return Document(id=name, text=text, source="harbour")


@pytest.mark.parametrize("rule", PLACES.values(), ids=PLACES.keys())
def test_wherever_the_expression_stands_its_document_fails_and_the_next_one_is_cleaned(
    monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    monkeypatch.setattr(matching, "EXPRESSION_SECONDS", 0.05)
    rule_set, errors, _ = read_text(HEAD + rule, "rules/harbour.yaml", "harbour")
    assert rule_set is not None, errors
    job = Job(Cleaner(RuleBook({"harbour": rule_set})), Form())
    endless, sound = run([document("one", ENDLESS), document("two", "oo")], job, 1)
    what = "the expression of `endless` (rules/harbour.yaml:4) took too long: (?:o|oo)+"
    assert (endless.name, endless.error, endless.data) == ("one", f"one: {what}", b"")
    assert (sound.name, sound.error) == ("two", "")
    assert b"The pier of Torvik is open." in sound.data


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_the_check_finds_stops_one_document_of_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], workers: str
) -> None:
    found = attack("(?:o|oo)+")
    assert found is not None
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/harbour.yaml").write_text(HEAD + PLACES["line"], "utf-8")
    with Path("in.jsonl").open("w", encoding="utf-8") as lines:
        for name, block in (("one", "oo"), ("two", found.text), ("three", "o" * 2001 + "!")):
            given = document(name, block)
            lines.write(json.dumps({"id": given.id, "text": given.text, "source": given.source}) + "\n")
    with pytest.raises(SystemExit) as ended:
        main.main(["in.jsonl", "--rules", "rules", "--workers", workers], prog_name="clean")
    out, err = capsysbinary.readouterr()
    assert ended.value.code == 1
    bodies = {record["id"]: record["body"] for record in map(json.loads, out.splitlines())}
    assert list(bodies) == ["one", "three"]
    assert "oo" not in bodies["one"].split("\n\n"), "dropped"
    assert "o" * 2001 + "!" in bodies["three"], "longer than expressions are tried on"
    what = "the expression of `endless` (rules/harbour.yaml:4) took too long: (?:o|oo)+"
    assert err.decode().splitlines()[:2] == [f"failed: two: {what}", "3 documents: 2 articles, 1 failed"]
