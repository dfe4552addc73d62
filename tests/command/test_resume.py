"""Runs that are interrupted and gone on with: the output is that of a run that was not, and nothing is done twice."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaner import Article, Cleaner
from cleaner.writing import continued

Clean = Callable[..., Any]
Start = Callable[..., subprocess.Popen[bytes]]
Stories = Callable[[int], bytes]
OUTPUTS = ["out.jsonl", "out.jsonl.gz", "out"]
LONGEST = 60
"""Seconds after which a test that waits has failed."""


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the documents that were cleaned in this process."""
    ids: list[str] = []
    right = Cleaner.clean

    def noted(self: Cleaner, document: Any, **known: Any) -> Article:
        ids.append(document.id)
        return right(self, document, **known)

    monkeypatch.setattr(Cleaner, "clean", noted)
    return ids


def contents(path: Path) -> dict[str, bytes]:
    """The bytes of an output by name of file."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    assert files
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


def story_lines(stories: Stories, count: int) -> list[bytes]:
    """Lines with stories, every tenth of which is broken."""
    lines = stories(count).splitlines(keepends=True)
    return [b"{broken\n" if number % 10 == 5 else line for number, line in enumerate(lines)]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_interrupted_run_is_gone_on_with(
    start: Start,
    clean: Clean,
    cleaned: list[str],
    folder: Path,
    stories: Stories,
    output: str,
    number: signal.Signals,
    workers: str,
) -> None:
    lines = story_lines(stories, 1500)
    calm = clean("-", "-o", f"calm/{output}", "--resume", stdin=b"".join(lines))
    cleaned.clear()
    process = start("-", "-o", output, "--resume", "--workers", workers, stderr=subprocess.DEVNULL)
    ledger = folder / f"{output}.ledger"
    fed, end = 0, time.monotonic() + LONGEST
    sizes: set[int] = set()
    while len(sizes) < 4:  # of the empty ledger, and of entries: the last but one has reached the disk
        assert time.monotonic() < end, "waited in vain"
        assert process.stdin
        if fed < 1400:
            process.stdin.write(b"".join(lines[fed : fed + 20]))
            process.stdin.flush()
            fed += 20
        time.sleep(0.1)
        sizes |= {ledger.stat().st_size} if ledger.exists() else set()
    os.kill(process.pid, number)
    assert process.wait(LONGEST) == (-number if number == signal.SIGKILL else 128 + number)
    assert output == "out" or not (folder / output).exists()
    ran = clean("-", "-o", output, "--resume", stdin=b"".join(lines))
    assert (ran.code, ran.err.splitlines()[-1]) == (1, calm.err.splitlines()[-1])
    assert "1500 documents: 1350 articles, 150 failed" in ran.err
    assert contents(folder / output) == contents(folder / "calm" / output)
    assert contents(folder / f"{output}.failed.jsonl") == contents(folder / f"calm/{output}.failed.jsonl")
    assert 0 < len(cleaned) < 1350
    assert list(folder.rglob("*.part")) == []


def small_files() -> None:
    """Let no file grow over 300,000 bytes: what a full disk is to a program."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))


@pytest.mark.parametrize("output", ["out.jsonl", "out.jsonl.gz"])
def test_a_run_whose_disk_was_full_is_gone_on_with(
    start: Start, clean: Clean, folder: Path, stories: Stories, output: str
) -> None:
    times = 20 if output.endswith(".gz") else 1
    (folder / "in.jsonl").write_bytes(stories(600) * times)
    process = start("in.jsonl", "-o", output, "--resume", preexec_fn=small_files)
    _, err = process.communicate(timeout=LONGEST * 2)
    assert process.returncode == 1
    assert b"cannot be written: " in err
    assert not (folder / output).exists()
    assert clean("in.jsonl", "-o", output, "--resume").code == 0
    assert clean("in.jsonl", "-o", f"calm.{output}", "--resume").code == 0
    assert contents(folder / output) == contents(folder / f"calm.{output}")


@pytest.mark.parametrize("output", OUTPUTS)
def test_finished_work_is_not_done_twice(
    clean: Clean, cleaned: list[str], folder: Path, stories: Stories, record: Callable[..., bytes], output: str
) -> None:
    first = clean("-", "-o", output, "--resume", stdin=stories(10))
    before = contents(folder / output)
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    cleaned.clear()
    again = clean("-", "-o", output, "--resume", stdin=stories(10))
    assert (again.code, again.err, cleaned) == (0, first.err, [])
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == stamps
    assert clean("-", "-o", output, "--resume", stdin=stories(10) + record(10)).code == 0
    assert cleaned == ["story-10"]
    after = contents(folder / output)
    assert after != before
    assert clean("-", "-o", output, "--resume", stdin=stories(10)).code == 0
    if output != "out":  # in a folder, what another run has written stays, as always
        unpacked = gzip.decompress if output.endswith(".gz") else bytes
        assert unpacked(contents(folder / output)["."]) == unpacked(before["."])


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_document_that_changed_is_done_again_and_all_behind_it(
    clean: Clean, cleaned: list[str], folder: Path, record: Callable[..., bytes], output: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(continued, "MEMBER", 4)
    lines = [record(number) for number in range(12)]
    clean("-", "-o", output, "--resume", stdin=b"".join(lines))
    lines[6] = record(99)
    cleaned.clear()
    assert clean("-", "-o", output, "--resume", "--overwrite", stdin=b"".join(lines)).code == 0
    first = 4 if output.endswith(".gz") else 6
    assert len(cleaned) == 12 - first
    clean("-", "-o", f"calm/{output}", "--resume", stdin=b"".join(lines))
    assert contents(folder / f"calm/{output}").items() <= contents(folder / output).items()


def test_changed_rules_do_all_again(clean: Clean, cleaned: list[str], folder: Path, stories: Stories) -> None:
    clean("-", "-o", "out.jsonl", "--resume", stdin=stories(3))
    rules = folder / "rules" / "village.yaml"
    rules.write_text(rules.read_text("utf-8").replace("Advertisement", "Announcement"), "utf-8")
    cleaned.clear()
    assert clean("-", "-o", "out.jsonl", "--resume", stdin=stories(3)).code == 0
    assert len(cleaned) == 3
    assert b"Advertisement" in (folder / "out.jsonl").read_bytes()


@pytest.mark.parametrize("options", [["--spans"], ["--without", "comments"], ["--no-score"], ["--blocks", "lines"]])
def test_other_options_do_all_again(clean: Clean, cleaned: list[str], stories: Stories, options: list[str]) -> None:
    clean("-", "-o", "out.jsonl", "--resume", stdin=stories(3))
    cleaned.clear()
    assert clean("-", "-o", "out.jsonl", "--resume", *options, stdin=stories(3)).code == 0
    assert len(cleaned) == 3


@pytest.mark.parametrize("output", ["out.jsonl", "out.jsonl.gz"])
@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.5, 0.99, 1, 1.2])
def test_a_part_of_any_length_is_gone_on_with(
    clean: Clean, folder: Path, stories: Stories, output: str, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever of a part has reached the disk: it is cut at a place that the ledger knows, and goes on there."""
    monkeypatch.setattr(continued, "MEMBER", 4)
    data = b"".join(story_lines(stories, 30))
    clean("-", "-o", output, "--resume", stdin=data)
    whole, letters = (folder / output).read_bytes(), (folder / f"{output}.failed.jsonl").read_bytes()
    part = whole[: int(len(whole) * share)] + b"?" * int(len(whole) * max(0, share - 1))
    (folder / f".{output}.part").write_bytes(part)
    (folder / output).unlink()
    (folder / f"{output}.failed.jsonl").rename(folder / f".{output}.failed.jsonl.part")
    assert clean("-", "-o", output, "--resume", stdin=data).code == 1
    assert (folder / output).read_bytes() == whole
    assert (folder / f"{output}.failed.jsonl").read_bytes() == letters
    assert list(folder.rglob("*.part")) == []


def test_a_file_that_is_gone_from_a_folder_is_written_again(clean: Clean, folder: Path, stories: Stories) -> None:
    clean("-", "-o", "out", "--resume", stdin=stories(5))
    before = contents(folder / "out")
    (folder / "out/story-2.txt").unlink()
    assert clean("-", "-o", "out", "--resume", stdin=stories(5)).code == 0
    assert contents(folder / "out") == before


def test_no_documents_at_all(clean: Clean, folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(b"\n")
    for output in ("out.jsonl", "out.jsonl.gz") * 2:
        assert clean("in.jsonl", "-o", output, "--resume").code == 0
    assert (folder / "out.jsonl").read_bytes() == b""
    assert gzip.decompress((folder / "out.jsonl.gz").read_bytes()) == b""


def test_a_run_without_ledger_leaves_none_that_is_wrong(
    clean: Clean, cleaned: list[str], folder: Path, stories: Stories
) -> None:
    clean("-", "-o", "out.jsonl", "--resume", stdin=stories(3))
    clean("-", "-o", "out.jsonl", "--overwrite", stdin=stories(3))
    assert not (folder / "out.jsonl.ledger").exists()
    cleaned.clear()
    what = "out.jsonl: stands there already; name another file, or give --overwrite"
    assert clean("-", "-o", "out.jsonl", "--resume", stdin=stories(3)).err == f"clean: {what}\n"
    assert cleaned == []


def test_standard_output_cannot_be_resumed(clean: Clean, stories: Stories) -> None:
    ran = clean("-", "--resume", stdin=stories(1))
    what = "clean: -: standard output cannot be resumed; name a file or a folder with -o\n"
    assert (ran.code, ran.out, ran.err) == (2, b"", what)


def test_two_runs_at_one_output(clean: Clean, folder: Path, stories: Stories) -> None:
    clean("-", "-o", "out.jsonl", "--resume", stdin=stories(1))
    other = sqlite3.connect(folder / "out.jsonl.ledger", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    ran = clean("-", "-o", "out.jsonl", "--resume", stdin=stories(1))
    other.close()
    assert (ran.code, ran.err) == (2, "clean: out.jsonl.ledger: another run is at it; wait for its end\n")


def test_a_file_that_is_no_ledger(clean: Clean, folder: Path, stories: Stories) -> None:
    (folder / "out.jsonl.ledger").write_text("Bread and flour. " * 100, "utf-8")
    ran = clean("-", "-o", "out.jsonl", "--resume", stdin=stories(1))
    what = "out.jsonl.ledger: is no ledger: file is not a database; remove it, or name another output"
    assert (ran.code, ran.err) == (2, f"clean: {what}\n")
    assert (folder / "out.jsonl.ledger").read_text("utf-8").startswith("Bread")


def test_a_message_says_how_to_go_on(start: Start, stories: Stories, folder: Path) -> None:
    process = start("-", "-o", "out.jsonl", "--resume")
    assert process.stdin
    process.stdin.write(stories(20))
    process.stdin.flush()
    end = time.monotonic() + LONGEST
    while not (folder / ".out.jsonl.part").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    process.terminate()
    _, err = process.communicate(timeout=LONGEST)
    assert err == b"clean: stopped by SIGTERM; run it again to go on\n"
