"""Documents that cannot be read or cleaned: each fails alone and by name, and the rest goes on."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]

ENDINGS = (
    ".arrow, .arrows, .csv, .feather, .htm, .html, .jsonl, .ndjson, .parquet, .tar, .text, .tgz, .tsv, .txt, .warc, .wet, "
    ".xhtml, .zip, or these with .gz, .zst, .bz2, .xz"
)
LINES = {
    "{broken": "is no JSON: Expecting property name enclosed in double quotes at column 2; write one object a line",
    "[1, 2]": "is no JSON object; write one object a line",
    '{"id": "a", "title": "t"}': "has neither 'text' nor 'html'; give the name of the field that holds the text",
    '{"id": "a", "text": null}': "has neither 'text' nor 'html'; give the name of the field that holds the text",
    '{"id": "a", "text": 5}': "'text' is a number; it must be a string",
    '{"id": ["a"], "text": "x"}': "'id' is a list; it must be a string",
}


@pytest.mark.parametrize(("line", "workers"), [*((line, 1) for line in LINES), ("{broken", 2)])
def test_a_broken_line_fails_alone(
    clean: Clean, folder: Path, stories: Callable[[int], bytes], line: str, workers: int
) -> None:
    (folder / "in.jsonl").write_bytes(stories(2) + line.encode() + b"\n" + stories(1))
    ran = clean("in.jsonl", "--workers", str(workers))
    assert ran.code == 1
    assert [record["id"] for record in ran.records] == ["story-0", "story-1", "story-0"]
    assert ran.err.splitlines()[:2] == [f"failed: in.jsonl:3: {LINES[line]}", "4 documents: 3 articles, 1 failed"]


def test_a_compressed_file_that_is_cut_fails_by_its_name(
    clean: Clean, folder: Path, stories: Callable[[int], bytes]
) -> None:
    packed = gzip.compress(stories(400))
    (folder / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (folder / "b.txt.gz").write_bytes(packed[:-20])
    (folder / "c.jsonl").write_bytes(stories(1))
    ran = clean("*.gz", "c.jsonl")
    what = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"
    failed = [line for line in ran.err.splitlines() if line.startswith("failed")]
    assert failed == [f"failed: a.jsonl.gz: {what}", f"failed: b.txt.gz: {what}"]
    assert ran.code == 1
    ids = [record["id"] for record in ran.records]
    assert 50 < len(ids) < 400
    assert ids == [*(f"story-{number}" for number in range(len(ids) - 1)), "story-0"]
    assert f"{len(ids) + 2} documents: {len(ids)} articles, 2 failed" in ran.err


def test_a_file_that_is_gone_when_it_is_its_turn(clean: Clean, inbox: Path) -> None:
    (inbox / "aaa.txt").symlink_to("nowhere")
    ran = clean("inbox")
    assert ran.code == 1
    what = "cannot be read: No such file or directory; see that it exists and that you may read it"
    assert ran.err.splitlines()[:2] == [f"failed: inbox/aaa.txt: {what}", "4 documents: 3 articles, 1 failed"]


def test_a_file_that_may_not_be_read(clean: Clean, inbox: Path, not_root: None) -> None:
    assert not_root is None
    (inbox / "one.txt").chmod(0)
    ran = clean("inbox")
    what = "cannot be read: Permission denied; see that it exists and that you may read it"
    assert (ran.code, ran.err.splitlines()[0]) == (1, f"failed: inbox/one.txt: {what}")


@pytest.mark.parametrize("output", ["out.jsonl", "out"])
def test_what_did_not_fail_is_written(
    clean: Clean, folder: Path, stories: Callable[[int], bytes], names: Callable[[Path], list[str]], output: str
) -> None:
    (folder / "in.jsonl").write_bytes(b"{broken\n" + stories(2))
    ran = clean("in.jsonl", "-o", output)
    assert ran.code == 1
    if output == "out":
        assert names(folder / "out") == ["story-0.txt", "story-1.txt"]
    else:
        assert len((folder / output).read_bytes().splitlines()) == 2


def test_an_expression_that_takes_too_long_fails_its_document_and_is_named(
    clean: Clean, record: Callable[..., bytes], story: Callable[[int], str]
) -> None:
    endless = record(1, text="ha" * 60 + ".\n\n" + story(1), source="village")
    ran = clean("-", stdin=record(0) + endless + record(2, text="ha ha!\n\n" + story(2)))
    assert ran.code == 1
    assert [record["id"] for record in ran.records] == ["story-0", "story-2"]
    (failed, *summary) = ran.err.splitlines()
    assert failed.startswith("failed: story-1: ")
    assert "laughter" in failed
    assert summary[0] == "3 documents: 2 articles, 1 failed"
    explained = clean("explain", "-", stdin=endless)
    assert (explained.code, explained.err) == (1, failed + "\n")


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (["gone.txt"], "gone.txt: no such file or folder; look for a typing mistake, or give `-` for standard input"),
        (["inbox", "x*.txt"], "x*.txt: no file matches; look for a typing mistake; `**` stands for any folders"),
        (
            ["./rules"],
            f"./rules: the folder holds nothing to read; files in it must end in {ENDINGS}",
        ),
        (
            ["explane", "inbox"],
            "explane: no such file or folder; look for a typing mistake, or give `-` for standard input",
        ),
    ],
    ids=["file", "glob", "folder", "command"],
)
@pytest.mark.usefixtures("inbox")
def test_inputs_that_are_not_there(clean: Clean, folder: Path, inputs: list[str], message: str) -> None:
    ran = clean(*inputs, "-o", "out.jsonl")
    assert (ran.code, ran.out, ran.err) == (2, b"", f"clean: {message}\n")
    assert not (folder / "out.jsonl").exists()


def test_messages_do_not_steer_the_terminal(clean: Clean) -> None:
    ran = clean("-", "--format", "txt", stdin=b'{"id": "a\\u001b[2J\\nb", "rules": 1, "body": 5}\n')
    assert ran.err.startswith("failed: a�[2J�b: has `rules`")
