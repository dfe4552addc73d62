"""Documents that failed are kept as records beside the output, and every document is accounted for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli import batch
from cleaner.running import local
from cleaner.running.outcomes import Outcome

Clean = Callable[..., Any]
BROKEN = (
    "in.jsonl:2: is no JSON: Expecting property name enclosed in double quotes at column 2; write one object a line"
)

LOST = (
    "3 documents were read, but 2 articles and 0 failures were written; the output is not complete, and does not stand; "
    "please report it"
)


def letters(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    return [json.loads(line) for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines()]


@pytest.fixture
def broken(folder: Path, record: Callable[..., bytes]) -> Path:
    """An input whose second line is broken, and whose third takes a rule too long."""
    endless = record(1, text="ha" * 60 + ".\n\nBread.", source="village", crawled="2012-01-12", tags=["bread"])
    (folder / "in.jsonl").write_bytes(record(0) + b"{broken\n" + endless + record(2))
    return folder / "in.jsonl"


@pytest.mark.parametrize(
    ("output", "failed"),
    [
        ("out.jsonl", "out.jsonl.failed.jsonl"),
        ("out.jsonl.gz", "out.jsonl.gz.failed.jsonl"),
        ("out", "out.failed.jsonl"),
        ("deep/out/", "deep/out.failed.jsonl"),
    ],
)
@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.usefixtures("broken")
def test_documents_that_failed_stand_beside_the_output(
    clean: Clean, folder: Path, output: str, failed: str, workers: str
) -> None:
    ran = clean("in.jsonl", "-o", output, "--workers", workers)
    assert ran.code == 1
    first, second = letters(folder / failed)
    assert first == {"id": "in.jsonl:2", "file": "in.jsonl", "error": BROKEN}
    assert list(second) == ["id", "file", "error", "rule"]
    assert (second["id"], second["file"], second["rule"]) == ("story-1", "in.jsonl", "laughter")
    assert [f"failed: {letter['error']}" for letter in (first, second)] == ran.err.splitlines()[:2]


@pytest.mark.usefixtures("broken")
def test_dead_letters_of_standard_output_go_where_they_are_told_to(
    clean: Clean, folder: Path, names: Callable[[Path], list[str]]
) -> None:
    before = names(folder)
    assert clean("in.jsonl").code == 1
    assert names(folder) == before
    assert clean("in.jsonl", "--failed", "lost.jsonl.gz").code == 1
    assert [letter["id"] for letter in letters(folder / "lost.jsonl.gz")] == ["in.jsonl:2", "story-1"]


def test_what_failed_can_be_kept_and_cleaned_again(clean: Clean, folder: Path, broken: Path) -> None:
    clean("in.jsonl", "-o", "out.jsonl", "--keep-failed-input", "--failed", "lost.jsonl")
    first, second = letters(folder / "lost.jsonl")
    assert "input" not in first
    assert second["input"] == json.loads(broken.read_bytes().splitlines()[2])
    again = clean("-", "--no-score", stdin=json.dumps(second["input"] | {"text": "Bread."}).encode())
    assert (again.code, [record["id"] for record in again.records]) == (0, ["story-1"])


def test_nothing_failed_and_there_is_no_file(clean: Clean, folder: Path, stories: Callable[[int], bytes]) -> None:
    (folder / "out.jsonl.failed.jsonl").write_text("of a former run", "utf-8")
    refused = clean("-", "-o", "out.jsonl", stdin=stories(1))
    what = "stands there already; name another file, or give --overwrite"
    assert (refused.code, refused.err) == (2, f"clean: out.jsonl.failed.jsonl: {what}\n")
    assert not (folder / "out.jsonl").exists()
    assert clean("-", "-o", "out.jsonl", "--overwrite", stdin=stories(1)).code == 0
    assert sorted(path.name for path in folder.glob("*out*")) == ["out.jsonl"]


@pytest.mark.parametrize(
    ("failed", "message"),
    [
        ("lost.txt", "lost.txt: dead letters are records; give a name that ends in .jsonl or .jsonl.gz"),
        ("rules.jsonl", "rules.jsonl: is a folder; name another file"),
        ("in.jsonl", "in.jsonl: is an input, too; name another output"),
    ],
)
@pytest.mark.usefixtures("broken")
def test_places_for_dead_letters_that_are_refused(clean: Clean, folder: Path, failed: str, message: str) -> None:
    (folder / "rules.jsonl").mkdir()
    ran = clean("in.jsonl", "-o", "out.jsonl", "--failed", failed, "--overwrite")
    assert (ran.code, ran.err) == (2, f"clean: {message}\n")
    assert not (folder / "out.jsonl").exists()


def lost(outcomes: list[Outcome]) -> list[Outcome]:
    return outcomes[:-1]


def doubled(outcomes: list[Outcome]) -> list[Outcome]:
    return [*outcomes, outcomes[-1]]


def swapped(outcomes: list[Outcome]) -> list[Outcome]:
    return outcomes[::-1]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            lost,
            LOST,
        ),
        (doubled, "story-2 came out where nothing was to come; please report it"),
        (swapped, "story-2 came out where story-0 was to come; please report it"),
    ],
    ids=["lost", "doubled", "swapped"],
)
def test_documents_that_are_lost_or_doubled_are_noticed(
    clean: Clean,
    folder: Path,
    stories: Callable[[int], bytes],
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[list[Outcome]], list[Outcome]],
    message: str,
) -> None:
    """A runner that loses, doubles or swaps documents: the run says so, fails, and leaves no output."""
    right = local.run

    def wrong(*arguments: Any, **options: Any) -> Iterator[Outcome]:
        yield from fault(list(right(*arguments, **options)))

    monkeypatch.setattr(batch, "run_documents", wrong)
    ran = clean("-", "-o", "out.jsonl", stdin=stories(3))
    assert (ran.code, ran.err) == (1, f"clean: {message}\n")
    assert sorted(path.name for path in folder.glob("*out*")) == []
