"""What the command reads: files, folders, globs, standard input, and JSON Lines under any names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]
ALL = ["inbox/one.txt", "inbox/two.html", "inbox/old/three.txt.gz"]


@pytest.mark.parametrize(
    ("inputs", "ids"),
    [
        pytest.param(["inbox/one.txt"], ALL[:1], id="file"),
        pytest.param(["inbox"], ALL, id="folder"),
        pytest.param(["inbox/*"], [ALL[2], *ALL[:2]], id="glob, quoted"),
        pytest.param(["inbox/**/*.txt*"], [ALL[2], ALL[0]], id="glob of all folders"),
        pytest.param(["inbox/two.html", "inbox"], [ALL[1], ALL[0], ALL[2]], id="each once, in the order given"),
    ],
)
@pytest.mark.usefixtures("inbox")
def test_files_folders_and_globs(clean: Clean, inputs: list[str], ids: list[str]) -> None:
    ran = clean(*inputs)
    assert ran.code == 0
    assert [record["id"] for record in ran.records] == ids
    assert {record["source"] for record in ran.records} == {"village"}


@pytest.mark.usefixtures("inbox")
def test_texts_pages_and_compressed_texts_give_the_same_article(clean: Clean, body: Callable[[int], str]) -> None:
    records = {record["id"]: record for record in clean("inbox").records}
    for number, name in enumerate(ALL, 1):
        assert records[name]["body"] == body(number)
        assert records[name]["title"] == f"The mill of Torvik opens as a school of bread, number {number}"
        assert [comment["author"] for comment in records[name]["comments"]] == ["Hanna"]


def test_standard_input_as_text(clean: Clean, story: Callable[[int], str], body: Callable[[int], str]) -> None:
    (record,) = clean("-", stdin=story(7).encode()).records
    assert (record["id"], record["body"]) == ("-", body(7))


def test_standard_input_as_page(clean: Clean, inbox: Path, body: Callable[[int], str]) -> None:
    (record,) = clean("-", stdin=(inbox / "two.html").read_bytes()).records
    assert record["body"] == body(2)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_as_json_lines(
    clean: Clean, stories: Callable[[int], bytes], body: Callable[[int], str], pack: Callable[[bytes], bytes]
) -> None:
    records = clean("-", stdin=pack(stories(3))).records
    assert [record["id"] for record in records] == ["story-0", "story-1", "story-2"]
    assert [record["body"] for record in records] == [body(number) for number in range(3)]


def test_a_record_without_an_id_is_named_after_its_line(clean: Clean, folder: Path) -> None:
    (folder / "in.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\n', "utf-8")
    assert [record["id"] for record in clean("in.jsonl").records] == ["in.jsonl:1", "in.jsonl:3"]


def test_every_field_may_have_another_name(clean: Clean, folder: Path, story: Callable[[int], str]) -> None:
    page = f"<html><body><p>{story(2)}</p></body></html>"
    lines = [
        {"key": "a", "link": "https://village.example/a", "content": story(1), "seen": "2012-01-13", "lang": "en"},
        {"key": "b", "site": "village", "raw": page, "id": 5, "text": ["not", "looked", "at"]},
    ]
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    named = ["--id-field=key", "--url-field=link", "--text-field=content", "--html-field=raw", "--source-field=site"]
    ran = clean("in.jsonl", *named, "--crawled-field=seen")
    assert ran.code == 0, ran.err
    first, second = ran.records
    assert (first["id"], first["url"], first["source"]) == ("a", "https://village.example/a", "village")
    assert first["meta"] == {"lang": "en"}
    assert (second["id"], second["source"]) == ("b", "village")
    assert second["meta"] == {"id": 5, "text": ["not", "looked", "at"]}


def test_meta_is_carried_through(clean: Clean, record: Callable[..., bytes]) -> None:
    meta = {"views": 12, "score": 0.5, "tags": ["a", None], "деревня": {"имя": "Торвик"}, "big": 2**60, "body": "x"}
    (article,) = clean("-", stdin=record(1, **meta)).records
    assert article["meta"] == meta


def test_the_source_of_all_that_name_none(clean: Clean, record: Callable[..., bytes]) -> None:
    lines = record(1, text="A line.") + record(2, text="A line.", source="base.example")
    first, second = clean("-", "--source", "village", stdin=lines).records
    assert (first["source"], second["source"]) == ("village", None)


@pytest.mark.parametrize("name", ["./run", "./explain"])
def test_a_file_that_is_called_as_a_command_is(clean: Clean, folder: Path, name: str) -> None:
    (folder / name).write_text("A line of a file without an ending.", "utf-8")
    (record,) = clean(name).records
    assert (record["id"], record["body"]) == (name, "A line of a file without an ending.")
    (same,) = clean("run", name).records
    assert same == record


def test_the_articles_of_a_former_run_go_through_unchanged(clean: Clean, stories: Callable[[int], bytes]) -> None:
    first = clean("-", stdin=stories(3))
    again = clean("-", "--source", "base.example", "--workers", "1", stdin=first.out)
    assert again.out == first.out
    assert again.err == "3 documents: 3 articles, 0 failed\n  3 were clean already and went through as they are\n"


def test_an_article_of_a_former_run_without_a_source_gets_none(clean: Clean) -> None:
    first = clean("-", stdin=b'{"id": "a", "text": "A line."}\n')
    assert clean("-", "--source", "village", stdin=first.out).out == first.out


def test_blocks_of_wrapped_text(clean: Clean) -> None:
    wrapped = "One sentence that goes on\nover the end of its line.\n\nAnother one."
    (lines,) = clean("-", "--blocks", "lines", stdin=wrapped.encode()).records
    (paragraphs,) = clean("-", "--blocks", "paragraphs", stdin=wrapped.encode()).records
    assert lines["body"].count("\n\n") == 2
    assert paragraphs["body"].count("\n\n") == 1
