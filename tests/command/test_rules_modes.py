"""`clean rules test --mutate` and `--watch`: what nothing misses, and tests that go on."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]
Story = Callable[[int], str]


@pytest.fixture
def case(folder: Path, story: Story) -> Callable[..., Path]:
    """Write a case, which comes out as expected unless other fields are given; its expected file."""

    def write(name: str = "mill", text: str = "", **fields: Any) -> Path:
        path = folder / "fixtures" / f"{name}.expected.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix("").with_suffix(".txt").write_text(text or story(1), "utf-8")
        expected: dict[str, Any] = {"title": "The mill of Torvik opens as a school of bread, number 1"}
        expected["comments"] = [
            {
                "author": "Hanna",
                "published": "2012-01-12T10:11",
                "number": None,
                "text": "I was there, and it smelled well.",
            }
        ]
        path.write_text(json.dumps(expected | fields), "utf-8")
        return path

    return write


@pytest.fixture
def rules(folder: Path) -> Path:
    return folder / "rules" / "village.yaml"


def change(rules: Path, old: str, new: str) -> None:
    text = rules.read_text("utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), "utf-8")


MUTATED = """\
1 case; 5 examples: all as expected
rules/village.yaml:8: advertisement: no case misses the rule
rules/village.yaml:12: read-more: no case misses the rule
rules/village.yaml:24: laughter: no case misses the rule
5 rules: 2 missed by a case, 3 missed by nothing
1 condition: 1 missed by a case
0 alternatives
"""


def test_what_nothing_misses(clean: Clean, case: Callable[..., Path]) -> None:
    case()
    ran = clean("rules", "test", "--mutate")
    assert (ran.code, ran.out.decode()) == (1, MUTATED)


def test_nothing_is_taken_away_where_a_test_fails(clean: Clean, case: Callable[..., Path]) -> None:
    case(title="No")
    ran = clean("rules", "test", "--mutate")
    assert ran.code == 1
    assert ran.out.decode().splitlines()[-1] == "1 case, 1 fails; 5 examples"


def lines_until(lines: Iterator[bytes], end: str) -> list[str]:
    """The lines up to one that begins so."""
    found = []
    for line in lines:
        found.append(line.decode().rstrip("\n"))
        if found[-1].startswith(end):
            return found
    raise AssertionError(found)


def test_watching(case: Callable[..., Path], rules: Path, start: Callable[..., subprocess.Popen[bytes]]) -> None:
    """Only what changes runs again, mistakes are waited out, and Ctrl-C is a clean end."""
    case()
    case("other", text="A mill opened.\n\nIt grinds.", title=None, comments=[], body=["A mill opened.", "It grinds."])
    process = start("rules", "test", "--watch")
    assert process.stdout is not None
    assert process.stderr is not None
    guard = threading.Timer(60, process.kill)  # else a line that never comes is waited for without end
    guard.start()
    lines = iter(process.stdout)
    assert lines_until(lines, "2 cases") == ["2 cases; 5 examples: all as expected"]
    assert process.stderr.readline() == b"watching rules and cases; Ctrl-C ends it\n"
    change(rules, "move: title", "move: titel")
    assert lines_until(lines, "rules/village.yaml:21:")[-2] == "a mistake in the rules:"
    change(rules, "move: titel\n    line: 'Headline: {title}'", "move: title\n    line: 'Headline: {subtitle}'")
    said = lines_until(lines, "2 cases")
    assert [line for line in said if line.startswith("fixtures")] == ["fixtures/mill.txt: title differs"]
    assert said[-1] == "2 cases, 1 fails; 5 examples"
    case("other", title="A mill")
    said = lines_until(lines, "2 cases")
    assert [line for line in said if line.startswith("fixtures")] == ["fixtures/other.txt: title differs"]
    assert said[-1] == "2 cases, 2 fail; 5 examples"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 1
    assert process.stderr.read() == b"no longer watching\n"
    guard.cancel()
