"""Where the command writes, under which names, and what it refuses to touch."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]
Names = Callable[[Path], list[str]]
NEEDED = (
    "a folder is needed for one .txt file a document; "
    "name one, or a file that ends in .jsonl, .jsonl.gz, .jsonl.zst or .parquet"
)


@pytest.mark.parametrize("output", ["out.jsonl", "out.ndjson", "deep/er/out.JSONL", "out.jsonl.gz"])
@pytest.mark.usefixtures("inbox")
def test_one_file_of_records(clean: Clean, folder: Path, output: str) -> None:
    expected = clean("inbox").out
    ran = clean("inbox", "-o", output)
    assert (ran.code, ran.out) == (0, b"")
    data = (folder / output).read_bytes()
    assert (gzip.decompress(data) if output.endswith(".gz") else data) == expected
    assert list((folder / output).parent.glob(".*")) == []


@pytest.mark.usefixtures("inbox")
def test_a_compressed_file_is_the_same_bytes_each_time(clean: Clean, folder: Path) -> None:
    for output in ("one.jsonl.gz", "another.jsonl.gz"):
        clean("inbox", "-o", output)
    assert (folder / "one.jsonl.gz").read_bytes() == (folder / "another.jsonl.gz").read_bytes()


@pytest.mark.parametrize(("options", "ending"), [([], "txt"), (["--format", "txt"], "txt"), (["--format", "md"], "md")])
@pytest.mark.usefixtures("inbox")
def test_a_folder_gets_a_file_a_document(
    clean: Clean, folder: Path, names: Names, body: Callable[[int], str], options: list[str], ending: str
) -> None:
    assert clean("inbox", "-o", "out", *options).code == 0
    assert names(folder / "out") == [f"inbox/{name}.{ending}" for name in ("old/three", "one", "two")]
    texts = [(folder / f"out/inbox/{name}.{ending}").read_text("utf-8") for name in ("one", "two", "old/three")]
    for number, text in enumerate(texts, 1):
        assert body(number) in text
    if ending == "txt":
        assert texts[0] == body(1) + "\n"


@pytest.mark.usefixtures("inbox")
def test_markdown(clean: Clean, body: Callable[[int], str]) -> None:
    ran = clean("inbox/one.txt", "--format", "md")
    title = "The mill of Torvik opens as a school of bread, number 1"
    comments = "## Comments\n\n**Hanna** 2012-01-12T10:11\n\nI was there, and it smelled well."
    assert ran.out.decode() == f"# {title}\n\n{body(1)}\n\n{comments}\n"
    assert "Comments" not in clean("inbox/one.txt", "--format", "md", "--without", "comments").out.decode()


def test_texts_on_standard_output_have_an_empty_line_between_them(
    clean: Clean, stories: Callable[[int], bytes], body: Callable[[int], str]
) -> None:
    ran = clean("-", "--format", "txt", stdin=stories(2))
    assert ran.out.decode() == f"{body(0)}\n\n{body(1)}\n"


def test_the_articles_of_a_former_run_become_texts(
    clean: Clean, folder: Path, stories: Callable[[int], bytes], body: Callable[[int], str]
) -> None:
    first = clean("-", stdin=stories(2)).out
    assert clean("-", "-o", "out", stdin=first).code == 0
    assert (folder / "out/story-1.txt").read_text("utf-8") == body(1) + "\n"
    assert clean("-", "--format", "md", stdin=first).out == clean("-", "--format", "md", stdin=stories(2)).out


def test_what_only_looks_like_an_article_of_a_former_run_does_not_become_text(clean: Clean) -> None:
    ran = clean("-", "--format", "txt", stdin=b'{"id": "a", "rules": "r", "body": 5}\n')
    what = (
        "has `rules` and `body` as an article of a former run has, but is none: Expected `str`, got `int` - at `$.body`"
    )
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err.splitlines()[0] == f"failed: a: {what}"


IDS = {
    "https://village.example/2012/mill?page=1&x=ü": "https_/village.example/2012/mill_page_1_x_ü",
    "../../etc/passwd": "etc/passwd",
    "/etc/passwd.txt": "etc/passwd~2",
    "C:\\news\\..\\mill.html": "C_/news/mill",
    ".hidden": "hidden",
    "Mill": "Mill",
    "mill": "mill~2",
    "mill.txt": "mill~3",
    "mill.txt.gz": "mill~4",
    "mill.txt/inner": "mill.txt_/inner",
    "деревня/мельница": "деревня/мельница",
    "قرية:١": "قرية_١",
    "a\nb\x00c\u202ed": "a_b_c_d",
    "..": "document",
    "/": "document~2",
    "😀": "_",
}


def test_names_follow_the_ids_and_never_leave_the_folder(clean: Clean, folder: Path, names: Names) -> None:
    lines = b"".join(json.dumps({"id": name, "text": f"Line {n}."}).encode() + b"\n" for n, name in enumerate(IDS))
    before = names(folder)
    ran = clean("-", "-o", "new/out", stdin=lines)
    assert (ran.code, ran.err.splitlines()[0]) == (0, f"{len(IDS)} documents: {len(IDS)} articles, 0 failed")
    assert names(folder) == sorted([*before, *(f"new/out/{path}.txt" for path in IDS.values())])
    for number, path in enumerate(IDS.values()):
        assert (folder / "new/out" / f"{path}.txt").read_text("utf-8") == f"Line {number}.\n"


@pytest.mark.parametrize("name", ["x" * 5000, "й" * 5000, "x/" * 5000, ("й" * 300 + "/") * 50, "../" * 3000 + "x"])
def test_very_long_ids(clean: Clean, folder: Path, names: Names, name: str) -> None:
    lines = b"".join(json.dumps({"id": name, "text": f"Line {n}."}).encode() + b"\n" for n in range(2))
    assert clean("-", "-o", "out", stdin=lines).code == 0
    assert len(names(folder / "out")) == 2


@pytest.mark.parametrize(
    ("output", "before", "options", "message"),
    [
        ("out.jsonl", ["out.jsonl"], [], "stands there already; name another file, or give --overwrite"),
        ("out", ["out/a.txt"], [], "stands there already, and is not empty; name another folder, or give --overwrite"),
        ("out.jsonl", ["out.jsonl/a.txt"], ["--overwrite"], "is a folder; name another file"),
        ("out", ["out"], ["--overwrite"], "is no folder; name a folder"),
        ("out.txt", [], [], NEEDED),
        ("out.json", ["out.json"], ["--overwrite"], NEEDED),
        ("out.jsonl", [], ["--format", "txt"], NEEDED),
        (
            "out",
            [],
            ["--format", "jsonl"],
            "records go into one file; give a name that ends in .jsonl, .jsonl.gz or .jsonl.zst",
        ),
        ("inbox/one.txt", [], ["--overwrite"], "is an input, too; name another output"),
        ("inbox", [], ["--overwrite"], "holds an input, too: inbox/one.txt; name a folder that holds none"),
        (".", [], ["--overwrite"], "holds an input, too: inbox/one.txt; name a folder that holds none"),
    ],
)
@pytest.mark.usefixtures("inbox")
def test_outputs_that_are_refused(
    clean: Clean, folder: Path, names: Names, output: str, before: list[str], options: list[str], message: str
) -> None:
    for name in before:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("as it was", "utf-8")
    there = names(folder)
    ran = clean("inbox", "-o", output, *options)
    assert (ran.code, ran.out, ran.err) == (2, b"", f"clean: {output}: {message}\n")
    assert names(folder) == there
    assert {(folder / name).read_text("utf-8") for name in before} <= {"as it was"}


def test_an_output_without_a_name_is_refused(clean: Clean) -> None:
    assert clean("-", "-o", "", stdin=b"x").err == f"clean: -o: {NEEDED}\n"


@pytest.mark.usefixtures("inbox")
def test_overwrite_replaces_a_file_and_writes_into_a_folder(clean: Clean, folder: Path, names: Names) -> None:
    (folder / "out.jsonl").write_text("as it was", "utf-8")
    (folder / "out" / "inbox").mkdir(parents=True)
    for name in ("one", "other"):
        (folder / "out" / "inbox" / f"{name}.txt").write_text("as it was", "utf-8")
    expected = clean("inbox").out
    assert clean("inbox", "-o", "out.jsonl", "--overwrite").code == 0
    assert (folder / "out.jsonl").read_bytes() == expected
    assert clean("inbox", "-o", "out", "--overwrite").code == 0
    assert names(folder / "out") == [f"inbox/{name}.txt" for name in ("old/three", "one", "other", "two")]
    assert (folder / "out/inbox/one.txt").read_text("utf-8") != "as it was"


def test_an_output_under_a_file_cannot_be_written(clean: Clean, folder: Path) -> None:
    (folder / "file").write_text("x", "utf-8")
    fix = "see that there is room, and a right to write"
    ran = clean("-", "-o", "file/out.jsonl", stdin=b"x")
    assert (ran.code, ran.err) == (1, f"clean: file/out.jsonl: cannot be written: File exists: file; {fix}\n")
    name = "x" * 300 + ".jsonl"
    ran = clean("-", "-o", name, stdin=b"x")
    assert (ran.code, ran.err) == (1, f"clean: {name}: cannot be written: File name too long; {fix}\n")


def test_a_folder_without_a_right_to_write(clean: Clean, folder: Path, not_root: None) -> None:
    assert not_root is None
    (folder / "closed").mkdir(mode=0o500)
    ran = clean("-", "-o", "closed/out.jsonl", stdin=b"x")
    assert ran.code == 1
    assert os.listdir(folder / "closed") == []  # noqa: PTH208
