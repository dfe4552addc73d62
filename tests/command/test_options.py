"""The options of a batch: rules, spans, fields left out, workers, and what the summary says."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]


def test_without_spans_a_record_has_none(clean: Clean, stories: Callable[[int], bytes]) -> None:
    assert "spans" not in clean("-", stdin=stories(1)).records[0]


def test_spans_account_for_every_character(clean: Clean, story: Callable[[int], str]) -> None:
    text = story(1)
    (record,) = clean("-", "--spans", stdin=text.encode()).records
    spans = record["spans"]
    labels = ["title", "ad", "body", "body", "promo", "comments", "comments", "comments"]
    assert [span["label"] for span in spans] == labels
    assert [span["rule"] for span in spans][:5] == ["title", "advertisement", None, None, "read-more"]
    assert "".join(text[span["start"] : span["end"]] for span in spans) == text.replace("\n", "")


@pytest.mark.parametrize(
    ("without", "gone"), [("comments", ["comments"]), ("comments, meta,spans", ["comments", "meta"])]
)
def test_fields_may_be_left_out(clean: Clean, stories: Callable[[int], bytes], without: str, gone: list[str]) -> None:
    (whole,) = clean("-", stdin=stories(1)).records
    ran = clean("-", "--without", without, "--spans" if "spans" in without else "--quiet", stdin=stories(1))
    assert ran.records == [{key: value for key, value in whole.items() if key not in gone}]


def test_fields_are_left_out_of_the_articles_of_a_former_run_too(clean: Clean, stories: Callable[[int], bytes]) -> None:
    first = clean("-", stdin=stories(2)).out
    assert (
        clean("-", "--without", "comments", stdin=first).out
        == clean("-", "--without", "comments", stdin=stories(2)).out
    )


KNOWN = (
    "url, source, language, title, subtitle, section, agency, place, authors, tags, published, modified, captions, "
    "comments, credits, related, notes, extra, origins, spans, meta, warnings, stats"
)


@pytest.mark.parametrize(
    ("without", "message"),
    [("coments", "`coments` is no field of an article"), ("comments,rules", "`rules` cannot be left out")],
)
def test_a_wrong_field_stops_before_anything_is_written(clean: Clean, folder: Path, without: str, message: str) -> None:
    ran = clean("-", "-o", "out.jsonl", "--without", without, stdin=b"x")
    assert ran.code == 2
    assert ran.err.splitlines()[-1] == f"Error: --without: {message}; one of {KNOWN}"
    assert not (folder / "out.jsonl").exists()


BROKEN = """\
source: broken
extends: [base]
hosts: [broken.example]
rules:
  - drop: adverts
    line: 'Advertisement*'
  - drop: ad
    lines: 'Advertisement*'
    line: Follow
"""
MISTAKES = """\
2 mistakes in the rules:
rules/broken.yaml:5:11: rule 1 (adverts), drop: unknown `adverts`; one of nav, share, ad, promo, related, notice, legal, banner, other
      - drop: adverts
              ^
rules/broken.yaml:8:5: rule 2 (ad): unknown key `lines`; did you mean `line`?
        lines: 'Advertisement*'
        ^
"""


@pytest.mark.parametrize("command", [["-o", "out.jsonl"], ["--workers", "2", "-o", "out"]], ids=" ".join)
def test_broken_rules_stop_before_anything_is_written(
    clean: Clean, folder: Path, names: Callable[[Path], list[str]], command: list[str]
) -> None:
    (folder / "rules" / "broken.yaml").write_text(BROKEN, "utf-8")
    ran = clean("-", *command, stdin=b"x")
    assert (ran.code, ran.out, ran.err) == (2, b"", MISTAKES)
    assert names(folder) == ["rules/broken.yaml", "rules/village.yaml"]


def test_a_folder_of_rules_that_is_not_there(clean: Clean) -> None:
    ran = clean("-", "--rules", "gone", stdin=b"x")
    what = "gone: no such folder of rules; name a folder that holds `.yaml` files"
    assert (ran.code, ran.err) == (2, f"a mistake in the rules:\n{what}\n")


def test_rules_lie_over_the_shipped_ones_and_each_other(
    clean: Clean, folder: Path, story: Callable[[int], str]
) -> None:
    (folder / "more").mkdir()
    own = "source: village\nhosts: [village.example]\nlanguage: en\nrules:\n  - drop: ad\n    line: 'Headline*'\n"
    (folder / "more" / "village.yaml").write_text(own, "utf-8")
    data = story(1).encode()
    (theirs,) = clean("-", "--source", "village", stdin=data).records
    (ours,) = clean("-", "--source", "village", "--rules", "rules", "--rules", "more", stdin=data, rules=False).records
    assert theirs["title"]
    assert ours["title"] is None
    assert ours["rules"] != theirs["rules"]
    (shipped,) = clean("-", "--source", "village", stdin=data, rules=False).records
    assert shipped["source"] is None


def test_the_summary_agrees_with_the_records(clean: Clean, stories: Callable[[int], bytes], folder: Path) -> None:
    former = clean("-", stdin=stories(1)).out
    lines = [stories(3), b'{"id": "u", "text": "A line of nobody."}\n', b"{broken\n", former]
    ran = clean("-", "-o", "out.jsonl", stdin=b"".join(lines))
    records = [json.loads(line) for line in (folder / "out.jsonl").read_bytes().splitlines()]
    stats = [record["stats"] for record in records[:4]]
    labels: Counter[str] = Counter()
    for each in stats:
        labels.update(each["labels"])
    warnings = Counter(warning["code"] for record in records[:4] for warning in record["warnings"])
    total = sum(each["characters"] for each in stats)
    kept, moved, removed = (f"{sum(each[key] for each in stats) / total:.1%}" for key in ("body", "moved", "removed"))
    assert sum(labels.values()) == total
    expected = [
        "failed: -:5: is no JSON: Expecting property name enclosed in double quotes at column 2; write one object a line",
        "6 documents: 5 articles, 1 failed",
        "  1 was clean already and went through as it is",
        "sources",
        "          3  village",
        "          1  unknown source",
        f"{total} characters: {kept} in bodies, {moved} moved to fields, {removed} removed",
        *(f"  {count:>9}  {label}" for label, count in sorted(labels.items(), key=lambda item: (-item[1], item[0]))),
        *(["warnings"] if warnings else []),
        *(f"  {count:>9}  {code}" for code, count in sorted(warnings.items(), key=lambda item: (-item[1], item[0]))),
    ]
    assert ran.err.splitlines() == expected
    assert ran.code == 1


def test_quiet_still_names_failures(clean: Clean, stories: Callable[[int], bytes]) -> None:
    assert clean("-", "--quiet", stdin=stories(1)).err == ""
    assert clean("-", "--quiet", stdin=stories(1) + b"[]\n").err.splitlines() == [
        "failed: -:2: is no JSON object; write one object a line"
    ]


@pytest.mark.parametrize("output", ["jsonl", "jsonl.gz", "folder"])
def test_the_output_is_the_same_whatever_the_number_of_workers(
    start: Callable[..., subprocess.Popen[bytes]], stories: Callable[[int], bytes], folder: Path, output: str
) -> None:
    data = stories(150) + b"{broken\n" + stories(1)
    found = []
    for workers in ("1", "3"):
        name = f"{workers}.{output}" if output != "folder" else workers
        out, err = start("-", "-o", name, "--workers", workers).communicate(data)
        assert out == b""
        files = {
            path.relative_to(folder / name).as_posix(): path.read_bytes()
            for path in [folder / name, *(folder / name).rglob("*")]
            if path.is_file()
        }
        found.append((files, err))
    assert found[0] == found[1]
    assert len(found[0][0]) == (151 if output == "folder" else 1)


def test_order_is_kept_by_many_workers(
    start: Callable[..., subprocess.Popen[bytes]], record: Callable[..., bytes]
) -> None:
    long = "\n\n".join(f"Paragraph {number} of a long story about the mill and its bread." for number in range(400))
    data = b"".join(record(number, text=long) if number < 3 else record(number) for number in range(250))
    out, _ = start("-", "--workers", "3", "--quiet").communicate(data)
    assert [json.loads(line)["id"] for line in out.splitlines()] == [f"story-{number}" for number in range(250)]
