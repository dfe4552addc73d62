"""`clean explain`: why a source was chosen, what each block is, what was refused, and what a user should know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]

EXPLAINED = """\
document  story.txt
source    village: found by fingerprints in the text
rules     village@HASH, language en
evidence  village: 1 fingerprints found, 1 needed: `Read more at the Village Post*`

   1  title      title (rules/village.yaml:21)         Headline: The mill of Torvik opens as a school of bread, nu…
   2  ad         advertisement (rules/village.yaml:8)  Advertisement
   3  body                                             The old mill above Torvik opened its doors as a school of b…
   4  body                                             "We asked for nothing but good flour," the miller said, whi…
   5  promo      read-more (rules/village.yaml:12)     Read more at the Village Post of Torvik
   6  comments   comments (rules/village.yaml:16)      Comments 1
   7  comments   comments (rules/village.yaml:16)      Reader Hanna 12 January 2012, 10:11
   8  comments   comments (rules/village.yaml:16)      I was there, and it smelled well.
"""


def test_a_story(clean: Clean, folder: Path, story: Callable[[int], str]) -> None:
    (folder / "story.txt").write_text(story(1), "utf-8")
    ran = clean("explain", "story.txt")
    name = clean("story.txt").records[0]["rules"]
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.decode() == EXPLAINED.replace("village@HASH", name)


@pytest.mark.parametrize(
    ("options", "how"),
    [
        (["--source", "village"], "source    village: named by the caller"),
        (["--source", "www.village.example"], "source    village: named by the caller"),
        (["--url", "https://www.village.example/1"], "source    village: found by the URL's host"),
        ([], "source    unknown: no rule set was named, and neither host nor fingerprints tell one"),
    ],
    ids=["name", "host", "URL", "nothing"],
)
def test_how_the_source_was_found(clean: Clean, options: list[str], how: str) -> None:
    assert how in clean("explain", "-", *options, stdin=b"Bread was sold.").out.decode().splitlines()


def test_several_documents_have_an_empty_line_between_them(clean: Clean, stories: Callable[[int], bytes]) -> None:
    lines = clean("explain", "-", stdin=stories(3)).out.decode().splitlines()
    assert [line for line in lines if line.startswith("document")] == [f"document  story-{n}" for n in range(3)]
    assert lines[lines.index("document  story-1") - 1] == ""


def test_what_was_refused_is_told(clean: Clean, folder: Path) -> None:
    greedy = "source: greedy\nhosts: [greedy.example]\nlanguage: en\nrules:\n  - drop: ad\n    line: The*\n"
    (folder / "rules" / "greedy.yaml").write_text(greedy, "utf-8")
    prose = "The baker of the mill sold all of the bread that was there on the day before the winter came to us."
    text = "\n\n".join([*[prose] * 8, "A last line."])
    out = clean("explain", "-", "--source", "greedy", stdin=text.encode()).out.decode().splitlines()
    refused = [line for line in out if line.startswith("refused: ")]
    assert len(refused) == 1
    assert refused[0].startswith("refused: ad (rules/greedy.yaml:5) on blocks 1 to 8: ")
    assert not any(line.startswith("warning: guard-refused") for line in out)
    assert any(line.startswith("   1  body ") for line in out)


def test_pieces_that_were_cut_are_told(clean: Clean, folder: Path) -> None:
    cut = "source: cut\nhosts: [cut.example]\nlanguage: en\nrules:\n  - cut: other\n    piece: (opens new tab)\n"
    (folder / "rules" / "cut.yaml").write_text(cut.replace("(opens new tab)", "'(opens new tab)'"), "utf-8")
    data = b"Bread was sold.\nSee the mill (opens new tab) above the town."
    out = clean("explain", "-", "--source", "cut", "--blocks", "lines", stdin=data).out.decode()
    assert "      cut from block 2 as other by other (rules/cut.yaml:5): (opens new tab)\n" in out


def test_warnings_are_told(clean: Clean) -> None:
    out = clean("explain", "-", "--source", "nowhere", stdin=b"Bread was sold.").out.decode()
    (record,) = clean("-", "--source", "nowhere", stdin=b"Bread was sold.").records
    assert record["warnings"]
    for warning in record["warnings"]:
        assert f"\nwarning: {warning['code']}: {warning['message']}\n" in out


def test_shipped_rules_are_named_as_such(clean: Clean) -> None:
    out = clean("explain", "-", "--source", "naharnet", stdin="إقرأ هذا الخبر بالعربية W460".encode(), rules=False).out
    assert "(shipped/naharnet.yaml:" in out.decode()


def test_a_former_article_is_named_as_such(clean: Clean, stories: Callable[[int], bytes]) -> None:
    first = clean("-", stdin=stories(1))
    ran = clean("explain", "-", stdin=first.out)
    name = first.records[0]["rules"]
    said = f"document  story-0\nrules     {name}: an article of a former run, which is not cleaned again\n"
    assert (ran.code, ran.out.decode()) == (0, said)


def test_text_does_not_steer_the_terminal(clean: Clean) -> None:
    out = clean("explain", "-", stdin=b"Bread\x1b[2J was\x07 sold.").out.decode()
    assert "Bread�[2J was� sold." in out


def test_a_missing_file(clean: Clean) -> None:
    what = "no such file or folder; look for a typing mistake, or give `-` for standard input"
    ran = clean("explain", "gone.txt")
    assert (ran.code, ran.out, ran.err) == (2, b"", f"clean: gone.txt: {what}\n")


def test_a_document_that_cannot_be_read(clean: Clean, folder: Path, record: Callable[..., bytes]) -> None:
    (folder / "in.jsonl").write_bytes(b"[]\n" + record(1))
    ran = clean("explain", "in.jsonl")
    assert (ran.code, ran.err) == (1, "failed: in.jsonl:1: is no JSON object; write one object a line\n")
    assert ran.out.startswith(b"document  story-1\n")


def test_broken_rules(clean: Clean, folder: Path) -> None:
    (folder / "rules" / "broken.yaml").write_text("source: x\nrules: [\n", "utf-8")
    ran = clean("explain", "-", stdin=b"x")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("a mistake in the rules:\nrules/broken.yaml:")
