"""Runs in processes of their own: workers that are killed, signals, full disks, closed pipes and terminals."""

from __future__ import annotations

import json
import os
import pty
import resource
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Start = Callable[..., subprocess.Popen[bytes]]
Stories = Callable[[int], bytes]
LONGEST = 20
"""Seconds after which a test that waits has failed."""


def waited(condition: Callable[[], Any]) -> Any:
    """What a condition gives once it is true."""
    end = time.monotonic() + LONGEST
    while not (found := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The ids of the worker processes that work, by the system's own table."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.parent.parent.parent.exists():
        pytest.skip("there is no /proc here")
    return [int(child) for child in children.read_text().split() if _is_worker(int(child))]


def _is_worker(child: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ended between the list and the look at it
        return False


def feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin
    process.stdin.write(data)
    process.stdin.flush()


def parts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


@pytest.mark.parametrize("output", ["out.jsonl", "out.jsonl.gz"])
def test_killed_workers_lose_nothing_and_double_nothing(
    start: Start, stories: Stories, folder: Path, output: str
) -> None:
    lines = stories(500).splitlines(keepends=True)
    _, err = start("-", "-o", f"calm.{output}").communicate(b"".join(lines))
    process = start("-", "-o", output, "--workers", "2")
    for first in range(0, 500, 125):
        feed(process, b"".join(lines[first : first + 125]))
        os.kill(waited(lambda: workers_of(process))[-1], signal.SIGKILL)
    _, killed_err = process.communicate(timeout=LONGEST)
    assert (process.returncode, killed_err) == (0, err)
    assert (folder / output).read_bytes() == (folder / f"calm.{output}").read_bytes()
    assert parts(folder) == []


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_leaves_nothing_half_written_and_no_worker(
    start: Start,
    stories: Stories,
    folder: Path,
    names: Callable[[Path], list[str]],
    number: signal.Signals,
    workers: str,
) -> None:
    before = names(folder)
    process = start("-", "-o", "out.jsonl", "--workers", workers, start_new_session=True)
    feed(process, stories(150))
    waited(lambda: parts(folder))
    children = waited(lambda: workers_of(process)) if workers == "2" else []
    # Ctrl-C goes to all processes of a terminal, the others to the one that is named.
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    out, err = process.communicate(timeout=LONGEST)
    assert (process.returncode, out) == (128 + number, b"")
    assert err.decode() == f"clean: stopped by {number.name}; nothing half-written is left\n"
    assert names(folder) == before
    waited(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


def test_a_signal_leaves_whole_files_in_a_folder(start: Start, stories: Stories, folder: Path) -> None:
    process = start("-", "-o", "out")
    feed(process, stories(20))
    waited(lambda: list((folder / "out").glob("*.txt")))
    process.terminate()
    process.communicate(timeout=LONGEST)
    assert process.returncode == 128 + signal.SIGTERM
    texts = list((folder / "out").iterdir())
    assert {path.suffix for path in texts} == {".txt"}
    assert all(path.read_text("utf-8").endswith("from the balcony.\n") for path in texts)


def test_workers_end_when_the_first_process_is_killed(start: Start, stories: Stories) -> None:
    process = start("-", "--workers", "2")
    feed(process, stories(150))
    children = waited(lambda: workers_of(process))
    process.kill()
    process.communicate(timeout=LONGEST)
    waited(lambda: not any(is_alive(child) for child in children))


def is_alive(child: int) -> bool:
    """Whether a process is there, and is not only waiting to be buried by a parent that never comes."""
    try:
        return "Z" not in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def small_files() -> None:
    """Let no file grow over 20,000 bytes: what a full disk is to a program."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.parametrize(("output", "times"), [("out.jsonl", 10), ("out.jsonl.gz", 150), ("out.jsonl", 1)])
def test_a_full_disk_leaves_no_file(
    start: Start, clean: Callable[..., Any], stories: Stories, folder: Path, output: str, times: int
) -> None:
    # One time is a little too much: only the last bytes, written when the file is closed, find no room.
    count = 20_000 // len(clean("-", stdin=stories(1)).out) + 1
    (folder / "in.jsonl").write_bytes(stories(count * times))
    process = start("in.jsonl", "-o", output, preexec_fn=small_files)
    out, err = process.communicate(timeout=LONGEST)
    what = "cannot be written: File too large; see that there is room, and a right to write"
    assert (process.returncode, out, err.decode()) == (1, b"", f"clean: {output}: {what}\n")
    assert not (folder / output).exists()
    assert parts(folder) == []


def test_a_full_disk_keeps_the_output_of_a_former_run(start: Start, stories: Stories, folder: Path) -> None:
    (folder / "out.jsonl").write_text("as it was", "utf-8")
    (folder / "in.jsonl").write_bytes(stories(200))
    process = start("in.jsonl", "-o", "out.jsonl", "--overwrite", "--workers", "2", preexec_fn=small_files)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 1
    assert (folder / "out.jsonl").read_text("utf-8") == "as it was"
    assert parts(folder) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_standard_output_that_is_full(start: Start, stories: Stories) -> None:
    with Path("/dev/full").open("wb") as full:
        _, err = (process := start("-", stdout=full)).communicate(stories(3), timeout=LONGEST)
    what = "cannot be written: No space left on device; see that there is room, and a right to write"
    assert (process.returncode, err.decode()) == (1, f"clean: standard output: {what}\n")


@pytest.mark.parametrize(
    "arguments", [["in.jsonl"], ["in.jsonl", "--workers", "2"], ["explain", "in.jsonl"]], ids=" ".join
)
def test_a_reader_that_has_had_enough(start: Start, stories: Stories, folder: Path, arguments: list[str]) -> None:
    (folder / "in.jsonl").write_bytes(stories(300))
    process = start(*arguments)
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(LONGEST) == 128 + signal.SIGPIPE


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: what a person sees, and what a program writes to."""
    seen, written = pty.openpty()
    yield seen, written
    os.close(seen)


def shown(seen: int) -> bytes:
    """What stands on a terminal and was not yet read."""
    return os.read(seen, 100_000) if select.select([seen], [], [], 0)[0] else b""


def test_a_long_run_counts_on_a_terminal(
    start: Start, record: Callable[..., bytes], folder: Path, terminal: tuple[int, int]
) -> None:
    seen, written = terminal
    process = start("-", "-o", "out.jsonl", stderr=written)  # a pipe that nobody reads would be full before long
    text = b""
    number = 0
    end = time.monotonic() + LONGEST
    while b"documents, 1 failed" not in text:
        assert time.monotonic() < end
        feed(process, b"{broken\n" if number == 5 else record(number))
        number += 1
        time.sleep(0.05)
        text += shown(seen)
    process.communicate(timeout=LONGEST)
    text += shown(seen)
    os.close(written)
    assert process.returncode == 1
    assert len([json.loads(line) for line in (folder / "out.jsonl").read_bytes().splitlines()]) == number - 1
    lines = text.decode().split("\r\n")
    assert lines[0].startswith("failed: -:6: is no JSON: ")
    assert "\r\x1b[K" in lines[1]
    assert lines[1].endswith(f"\r\x1b[K{number} documents: {number - 1} articles, 1 failed")
    assert not any("\x1b" in line for line in lines[2:])
    assert parts(folder) == []


@pytest.mark.parametrize("arguments", [[], ["--quiet"]], ids=["short", "quiet"])
def test_no_progress_in_a_short_or_quiet_run(
    start: Start, stories: Stories, terminal: tuple[int, int], arguments: list[str]
) -> None:
    seen, written = terminal
    process = start("-", *arguments, stderr=written)
    process.communicate(stories(2), timeout=LONGEST)
    text = shown(seen)
    os.close(written)
    assert b"\x1b" not in text
    assert text.startswith(b"" if arguments else b"2 documents: 2 articles, 0 failed\r\n")
