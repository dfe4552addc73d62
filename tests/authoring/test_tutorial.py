"""The documents for rule writers word by word: their files are written, their commands run, and print what is shown.

Outputs may leave lines out, as `...`. What each edit of a shipped rule moves is as it was when they were written.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from cleaner.cli import main

DOCUMENTS: Final = Path(__file__).resolve().parents[2] / "docs"
FENCE: Final = re.compile(r"^```(?P<kind>\w*) ?(?P<file>[\w./-]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND: Final = re.compile(r"^\$ (?P<command>.+)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
PASSING: Final = re.compile(r"(?<=@)[0-9a-f]{8}|(?<=\.yaml:)\d+|\d+(?= rules| fingerprints)|(?<= ) +")
"""Hashes, lines and sizes of rule files, and the width of columns, which follows from these."""


def _steps(page: str) -> Iterator[tuple[str, str, str]]:
    """The files of a page (kind, name, text), and its commands (`run`, command, output), in their order."""
    for fence in FENCE.finditer((DOCUMENTS / page).read_text("utf-8")):
        if fence["kind"] == "console":
            for match in COMMAND.finditer(fence["text"]):
                yield "run", match["command"], match["output"]
        elif fence["file"]:
            yield fence["kind"], fence["file"], fence["text"]


def _run(command: str) -> str:
    name, *arguments = shlex.split(command)
    if name == "cat":
        return "".join(Path(file).read_text("utf-8") for file in arguments)
    if name == "cp":
        *files, folder = arguments
        for file in files:
            shutil.copy(file, folder)
        return ""
    assert name == "clean"
    result = CliRunner().invoke(main, arguments)
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    return result.output


def _patched(text: str, change: str) -> str:
    """A text with a change, which has `+` before new lines, and a space before those that stand there already."""
    lines = change.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line.startswith(" "))
    assert text.count(old) == 1
    return text.replace(old, "".join(line[1:] for line in lines))


def _is_shown(printed: str, shown: str) -> bool:
    pieces = [re.escape(_plain(piece)) for piece in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*".join(pieces), _plain(printed)) is not None


def _plain(text: str) -> str:
    return PASSING.sub("", text)


@pytest.mark.parametrize(("page", "commands"), [("writing-rules.md", 16), ("tools.md", 5)])
def test_a_page_holds_true(page: str, commands: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    count = 0
    for kind, what, text in _steps(page):
        if kind == "run":
            count += 1
            printed = _run(what)
            assert _is_shown(printed, text), f"$ {what}\n{printed}"
        elif kind == "diff":
            Path(what).write_text(_patched(Path(what).read_text("utf-8"), text), "utf-8")
        else:
            Path(what).parent.mkdir(parents=True, exist_ok=True)
            Path(what).write_text(text, "utf-8")
    assert count >= commands, "not all commands of the page were found"
