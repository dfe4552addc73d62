"""`docs/testing.md` shows what the command prints: its files are written and its commands run, from the top down."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner.cli import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "testing.md"
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for fence in FENCE.finditer(PAGE.read_text("utf-8")):
        kind, _, name = fence["kind"].partition(" ")
        if kind == "yaml":
            (tmp_path / "my-rules").mkdir(exist_ok=True)
            (tmp_path / "my-rules" / "ellery-post.yaml").write_text(fence["text"], "utf-8")
        elif kind in ("text", "json"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(fence["text"], "utf-8")
        elif kind == "console":
            command, _, shown = fence["text"].partition("\n")
            program, *arguments = shlex.split(command.removeprefix("$ "))
            assert program == "clean"
            assert CliRunner().invoke(main, arguments).output == shown
            commands += 1
    assert commands >= 4
