"""What the command says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cleaner

Clean = Callable[..., Any]


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["run", "--help"], ["explain", "-h"]], ids=" ".join)
def test_help_fits_a_terminal_of_80_columns(
    clean: Clean, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = clean(*arguments, rules=False)
    lines = (ran.out.decode() + ran.err).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("Usage: clean ")
    assert not any("\\b" in line or line.endswith("...") for line in lines[1:])
    assert ran.code == (0 if arguments else 2)


def test_the_examples_of_the_first_help_stand_each_on_a_line(clean: Clean) -> None:
    lines = clean("--help", rules=False).out.decode().splitlines()
    assert "    clean inbox/ -o articles.jsonl    clean all files of a folder" in lines
    assert "    clean explain inbox/story.txt     why each line of a document is what it is" in lines


def test_a_batch_without_inputs_is_wrong_use(clean: Clean) -> None:
    ran = clean("run", "-o", "out.jsonl", rules=False)
    assert (ran.code, ran.err.splitlines()[-1]) == (2, "Error: Missing argument 'INPUT...'.")


@pytest.mark.parametrize(
    "arguments", [["--workers", "0"], ["--format", "xml"], ["--nonsense"], ["--blocks", "words"]], ids=" ".join
)
def test_wrong_options_are_wrong_use(clean: Clean, arguments: list[str]) -> None:
    ran = clean("-", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.splitlines()[-1].startswith("Error: ")


def test_the_version(clean: Clean) -> None:
    assert clean("--version", rules=False).out.decode() == f"clean, version {cleaner.__version__}\n"
