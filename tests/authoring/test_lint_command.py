"""`clean rules lint`: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main

ROOT = Path(__file__).resolve().parents[2]
NOTE = (
    "note: no folder of cases here, so that `no-cases` and `shared-fingerprint` were not looked for;"
    " name one with --cases\n"
)
WARNED = "rules:\n  - drop: share\n    line: RSS\n    hits: [RSS]\n"
ACCEPTED = WARNED.replace("RSS\n", "[RSS]   # lint: ok short-literal, alone on its line it is a link\n", 1)
WRONG = "rules:\n  - drop: share\n    line: Share this\n    hits: [Share that]\n"
CASES_FIX = "name a folder of documents with `.expected.json` files\n"
BROKEN = "rules:\n  - drop: shares\n    line: Share this\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    return tmp_path


def clean(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", "lint", *arguments], prog_name="clean")


def write(text: str, path: str = "rules/post.yaml") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("text", "options", "code", "summary"),
    [
        ("rules: []\n", [], 0, "1 file: nothing found\n"),
        (ACCEPTED, ["--strict"], 0, "1 file: 1 accepted\n"),
        (WARNED, [], 0, "1 file: 1 warning\n"),
        (WARNED, ["--strict"], 1, "1 file: 1 warning\n"),
        (WRONG, [], 1, "1 file: 1 error\n"),
        (BROKEN, [], 1, "1 file: 1 error\nnote: what shows between files waits until all of them load\n"),
    ],
    ids=["nothing", "accepted", "warning", "strict", "error", "broken"],
)
def test_how_it_ends(text: str, options: list[str], code: int, summary: str) -> None:
    write(text)
    ran = clean("rules", *options)
    assert (ran.exit_code, ran.stderr) == (code, summary + NOTE)


def test_findings_as_text() -> None:
    write(WARNED)
    assert clean("--rules", "rules").stdout == (
        "rules/post.yaml:3:11: warning: rule 1 (share): `RSS` has fewer than 4 letters; give the rule an `at`, a `prev`"
        " or a `next`, or write more of the text [short-literal]\n"
        "        line: RSS\n"
        "              ^\n"
    )


def test_what_is_accepted_is_shown_on_request() -> None:
    write(ACCEPTED)
    assert clean("rules").stdout == ""
    assert clean("rules", "--accepted").stdout.endswith(
        "        line: [RSS]   # lint: ok short-literal, alone on its line it is a link\n"
        "               ^\n"
        "    accepted: alone on its line it is a link\n"
    )


def test_findings_as_json() -> None:
    write(WARNED)
    write(WRONG, "rules/sub/other.yaml")
    found = json.loads(clean("rules", "--format", "json").stdout)
    assert [row["path"] for row in found] == ["rules/post.yaml", "rules/sub/other.yaml"]
    assert found[1] == {
        "name": "failing-example",
        "severity": "error",
        "path": "rules/sub/other.yaml",
        "line": 4,
        "column": 12,
        "where": "rule 1 (share), hits",
        "what": "the example does not match, by its `line`",
        "fix": "mend the example or the rule",
        "source": "    hits: [Share that]",
        "accepted": "",
    }
    write("rules: []\n")
    assert clean("rules/post.yaml", "--format", "json").stdout == "[]\n"


def test_findings_for_github() -> None:
    write(ACCEPTED)
    write(WRONG, "rules/sub, or so/100%.yaml")
    write("rules: []\n", "rules/old.yml")
    short = "`RSS` has fewer than 4 letters; give the rule an `at`, a `prev` or a `next`, or write more of the text"
    fails = "the example does not match, by its `line`; mend the example or the rule"
    other = "file=rules/sub%2C or so/100%25.yaml,line=4,col=12,title=failing-example"
    assert clean("rules", "--format", "github", "--accepted").stdout.splitlines() == [
        "::error file=rules/old.yml,title=mistake::ends in `.yml`; rename it to `.yaml`",
        f"::notice file=rules/post.yaml,line=3,col=12,title=short-literal::rule 1 (share): {short}",
        f"::error {other}::rule 1 (share), hits: {fails}",
    ]


def test_a_long_line_is_cut_around_the_place() -> None:
    words = ", ".join(f"Share number {number}" for number in range(60))
    write(WARNED.replace("line: RSS", f"line: [{words}, RSS, {words.replace('Share', 'Print')}]"))
    first, line, caret = clean("rules").stdout.splitlines()
    assert first.startswith(f"rules/post.yaml:3:{len(words) + 14}: warning: ")
    assert len(line) == len("    …") + 110 + len("…")
    assert line[caret.index("^") :].startswith("RSS, Print number 0, ")


def test_a_file_cannot_steer_the_terminal() -> None:
    write('rules:\n  - drop: share\n    id: "a\\e[31m"\n    line: RSS\n    hits: [RSS]\n')
    assert "rule 1 (a�[31m): `RSS` has" in clean("rules").stdout


def test_cases_are_looked_for_in_fixtures() -> None:
    write("source: post\n" + ACCEPTED)
    Path("fixtures").mkdir()
    assert clean("rules").stdout.startswith("rules/post.yaml:1:9: warning: no case shows what it does; ")
    assert clean("rules").stderr == "1 file: 1 warning, 1 accepted\n"
    write("Post\nThe ferry is late.\n", "mine/one.txt")
    write('{"given": {"source": "post"}}\n', "mine/one.expected.json")
    assert (clean("rules", "--cases", "mine").stdout, clean("rules", "--cases", "mine").exit_code) == ("", 0)


def test_fixes_show_what_they_change_and_leave_the_rest() -> None:
    write(WARNED.replace("line: RSS", "line: [RSS, rss]"))
    ran = clean("rules", "--fix", "--format", "github")
    assert ran.stderr == (
        "--- rules/post.yaml\n+++ rules/post.yaml\n@@ -3 +3 @@\n-    line: [RSS, rss]\n+    line: [RSS]\n"
        "1 file: 1 warning\n" + NOTE
    )
    assert ran.stdout.startswith("::warning file=rules/post.yaml,line=3,col=12,title=short-literal::")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--fix"], "Error: --fix changes files: name them, or their folder\n"),
        (["nowhere"], "clean: nowhere: no such file or folder; name a rule file, or a folder that holds some\n"),
        (["--rules", "nowhere"], "clean: nowhere: no such folder of rules; name a folder that holds `.yaml` files\n"),
        (["rules", "--cases", "no"], "clean: no: no such folder of cases; " + CASES_FIX),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use(arguments: list[str], text: str) -> None:
    ran = clean(*arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.endswith(text)


def test_a_broken_case_is_wrong_use() -> None:
    write("rules: []\n")
    write("[]", "fixtures/one.expected.json")
    ran = clean("rules")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("clean: fixtures/one.expected.json: a case without its document; ")


def test_every_option_is_described() -> None:
    options = set(re.findall(r"--[a-z-]+", clean("--help").output))
    page = (ROOT / "docs" / "lint.md").read_text("utf-8")
    assert {"--fix", "--cases", "--strict"} <= options
    assert sorted(option for option in options if f"`{option}" not in page) == []


def test_help_fits_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = clean("--help").output.splitlines()
    assert lines[0] == "Usage: clean rules lint [OPTIONS] [PATH]..."
    assert max(map(len, lines)) <= 80
