"""`clean rules diff`: what two rule books do differently over the same documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.rulebook import book

Run = Callable[..., tuple[int, str, str]]

HARBOUR = """\
source: harbour
language: en
hosts: [harbour.example]
rules:
  - move: title
    at: 1
    not: '*.'
  - drop: legal
    line: '© {:int} *'
"""
BOX = """\
  - drop: related
    id: box
    from: Read also
    to: '*.'
"""
STORY = """\
Ferry {number} runs again
The ferry to the island runs again since Monday, said mayor {number}.
Read also
Pier {number} was mended.
© 2012 The Harbour Post
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with the rules `old` and `new`, and an inbox of two stories."""
    for name, rules in (("old", HARBOUR), ("new", HARBOUR + BOX)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "harbour.yaml").write_text(rules, "utf-8")
    (tmp_path / "inbox").mkdir()
    for number in range(2):
        (tmp_path / "inbox" / f"{number}.txt").write_text(STORY.format(number=number), "utf-8")
    (tmp_path / "built-in" / "lang").mkdir(parents=True)
    (tmp_path / "built-in" / "base.yaml").write_text("rules: []\n", "utf-8")
    (tmp_path / "built-in" / "lang" / "en.yaml").write_text("rules: []\n", "utf-8")
    monkeypatch.setattr(book, "shipped_rules", lambda: tmp_path / "built-in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def diff(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `clean rules diff` over documents of the source: exit code, output, messages."""

    def run_it(*arguments: str, old: str = "old", new: str = "new") -> tuple[int, str, str]:
        assert folder == Path.cwd()
        options = ["--old", old, "--new", new, "--source", "harbour"]
        with pytest.raises(SystemExit) as ended:
            main.main(["rules", "diff", *options, *arguments], prog_name="clean")
        code = ended.value.code
        assert isinstance(code, int)
        return code, *capsys.readouterr()

    return run_it


GAINED_A_RULE = """\
2 documents, 2 of them different
bodies gain 0 words and lose 12

body -> related: 4 blocks, 12 words, in 2 documents
  - no rule
  + box (new/harbour.yaml:10)
    inbox/0.txt, block 3: Read also
    inbox/0.txt, block 4: Pier 0 was mended.
    inbox/1.txt, block 3: Read also
"""


def test_a_new_rule(diff: Run) -> None:
    assert diff("inbox") == (1, GAINED_A_RULE, "")


def test_a_rule_that_is_gone(diff: Run) -> None:
    code, out, _ = diff("inbox", "--samples", "1", old="new", new="old")
    assert code == 1
    assert out == (
        "2 documents, 2 of them different\n"
        "bodies gain 12 words and lose 0\n"
        "\n"
        "related -> body: 4 blocks, 12 words, in 2 documents\n"
        "  - box (new/harbour.yaml:10)\n"
        "  + no rule\n"
        "    inbox/0.txt, block 3: Read also\n"
    )


def test_nothing_differs(diff: Run) -> None:
    assert diff("inbox", new="old") == (0, "2 documents, none of them different\n", "")


def test_what_does_the_same_elsewhere_is_no_difference(folder: Path, diff: Run) -> None:
    """A rule moved to a parent, with a comment above: its label and id are the same, and its place does not matter."""
    (folder / "new" / "parent.yaml").write_text(f"# shared\nrules:\n{BOX}", "utf-8")
    (folder / "new" / "harbour.yaml").write_text(HARBOUR.replace("rules:", "extends: [parent]\nrules:"), "utf-8")
    (folder / "old" / "harbour.yaml").write_text(HARBOUR + BOX, "utf-8")
    assert diff("inbox")[0] == 0


def test_another_rule_with_the_same_label(folder: Path, diff: Run) -> None:
    (folder / "new" / "harbour.yaml").write_text(
        HARBOUR.replace("  - drop: legal\n", "  - drop: legal\n    id: foot\n"), "utf-8"
    )
    code, out, _ = diff("inbox")
    assert code == 1
    assert out == (
        "2 documents, 2 of them different\n"
        "\n"
        "legal -> legal: 2 blocks, 8 words, in 2 documents\n"
        "  - legal (old/harbour.yaml:8)\n"
        "  + foot (new/harbour.yaml:8)\n"
        "    inbox/0.txt, block 5: © 2012 The Harbour Post\n"
        "    inbox/1.txt, block 5: © 2012 The Harbour Post\n"
    )


def test_groups_come_the_largest_first(folder: Path, diff: Run) -> None:
    (folder / "new" / "harbour.yaml").write_text(HARBOUR.replace("move: title", "move: subtitle") + BOX, "utf-8")
    _, out, _ = diff("inbox", "--samples", "0")
    heads = [line for line in out.splitlines() if " -> " in line]
    assert heads == [
        "body -> related: 4 blocks, 12 words, in 2 documents",
        "title -> subtitle: 2 blocks, 8 words, in 2 documents",
    ]


def test_fields_that_change(folder: Path, diff: Run) -> None:
    """A capture changes a field, and no block changes its label."""
    caught = HARBOUR.replace("line: '© {:int} *'", "line: '© {:int} {x_owner}'")
    (folder / "new" / "harbour.yaml").write_text(caught, "utf-8")
    code, out, _ = diff("inbox", "--samples", "1")
    assert code == 1
    assert out == (
        "2 documents, 2 of them different\n"
        "\n"
        "field `extra` in 2 documents\n"
        "  inbox/0.txt\n"
        "    - {}\n"
        '    + {"owner":"The Harbour Post"}\n'
    )


def test_pieces_that_are_cut(folder: Path, diff: Run) -> None:
    cut = "  - cut: other\n    id: said\n    piece: 'said mayor *'\n"
    (folder / "new" / "harbour.yaml").write_text(HARBOUR + cut, "utf-8")
    code, out, _ = diff("inbox", "--samples", "1")
    assert code == 1
    assert out == (
        "2 documents, 2 of them different\n"
        "bodies gain 0 words and lose 6\n"
        "\n"
        "body -> other: 2 blocks, 6 words, in 2 documents\n"
        "  - no rule\n"
        "  + said (new/harbour.yaml:10)\n"
        "    inbox/0.txt, block 2: said mayor 0.\n"
    )


def test_a_set_that_is_chosen_instead(folder: Path, diff: Run) -> None:
    """The new book has a layout that the old one did not know."""
    layout = "source: harbour\nlayout: '2012'\nhosts: [harbour.example]\nlanguage: en\nfingerprints: ['© 2012 The Harbour*']\nrules: []\n"
    (folder / "new" / "harbour.2012.yaml").write_text(layout, "utf-8")
    (folder / "new" / "harbour.yaml").write_text(HARBOUR, "utf-8")
    code, out, _ = diff("inbox", "--samples", "1")
    assert code == 1
    assert out.startswith(
        "2 documents, 2 of them different\nbodies gain 8 words and lose 0\n\n"
        "2 documents by other rules: harbour -> harbour.2012\n  inbox/0.txt\n\n"
    )
    assert (
        "legal -> other: 2 blocks, 8 words, in 2 documents\n"
        "  - legal (old/harbour.yaml:8)\n  + fingerprint (gave the source away)\n"
    ) in out


def test_the_differences_as_json(diff: Run) -> None:
    code, out, _ = diff("inbox", "--format", "json", "--samples", "1")
    found = json.loads(out)
    assert code == 1
    assert found["totals"] == {"documents": 2, "differ": 2, "words_gained": 0, "words_lost": 12}
    assert found["changes"] == [
        {
            "old": {"label": "body", "rule": "", "place": ""},
            "new": {"label": "related", "rule": "box", "place": "new/harbour.yaml:10"},
            "blocks": 4,
            "documents": 2,
            "words": 12,
            "samples": [{"document": "inbox/0.txt", "block": 3, "text": "Read also"}],
        }
    ]
    assert (found["sets"], found["fields"]) == ([], {})


def test_the_shipped_rules_alone(folder: Path, diff: Run) -> None:
    """`shipped` is no folder: the source is unknown there."""
    _, out, _ = diff("inbox", old="shipped")
    assert "2 documents by other rules: lang/en -> harbour\n" in out
    (folder / "shipped").mkdir()
    (folder / "shipped" / "harbour.yaml").write_text(HARBOUR + BOX, "utf-8")
    assert diff("inbox", old="./shipped") == (0, "2 documents, none of them different\n", "")


def test_common_rules_lie_below_both(folder: Path, diff: Run) -> None:
    (folder / "common").mkdir()
    (folder / "common" / "parent.yaml").write_text(
        "rules:\n  - drop: other\n    id: ferry\n    line: Ferry*\n", "utf-8"
    )
    for name in ("old", "new"):
        rules = (folder / name / "harbour.yaml").read_text("utf-8").replace("rules:", "extends: [parent]\nrules:")
        (folder / name / "harbour.yaml").write_text(rules, "utf-8")
    code, out, _ = diff("inbox", "--rules", "common", "--samples", "0")
    assert (code, out.splitlines()[0]) == (1, "2 documents, 2 of them different")


def test_a_document_that_one_book_cannot_clean(folder: Path, diff: Run) -> None:
    slow = "  - drop: ad\n    line: {re: '(?:a|a|aa)+(?:a|a|aa)+[bc]'}\n"
    (folder / "new" / "harbour.yaml").write_text(HARBOUR + slow, "utf-8")
    rows = [{"id": "slow", "text": "It rained.\n" + "a" * 60}, {"id": "fine", "text": "It rained."}, {"body": "x"}]
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    code, out, err = diff("in.jsonl")
    assert code == 1
    assert out.splitlines()[0] == "1 document, none of them different"
    failures = err.splitlines()
    assert failures[0].startswith("failed: slow: by the new rules, the expression of `ad` (")
    assert failures[1].startswith("failed: in.jsonl:3: has neither ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--old", "old"], "Error: Missing option '--new'."),
        (["--new", "old"], "Error: Missing option '--old'."),
        (["--old", "old", "--new", "gone"], "gone: no such folder of rules; name a folder that holds `.yaml` files"),
    ],
)
def test_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["rules", "diff", str(folder / "inbox"), *arguments], prog_name="clean")
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == message
