"""`clean explain`: why a source was chosen, what each block is, what was refused, and what a user should know."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clean = Callable[..., Any]

EXPLAINED = """\
document  story.txt
source    village: found by fingerprints in the text
rules     village@HASH, language en
evidence  village: 1 fingerprint found, 1 needed: `Read more at the Village Post*`

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
        (["--url", "https://www.village.example/1"], "source    village: found by the URL's host, www.village.example"),
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


NEAR = """\
source: near
hosts: [near.example]
language: en
rules:
  - drop: share
    line:
      - Print
      - Share this page
  - drop: related
    id: box
    from: Read also
    to: End of the box
"""


@pytest.fixture
def near(folder: Path) -> Path:
    """A document and rules that take nothing of it, by little."""
    (folder / "rules" / "near.yaml").write_text(NEAR, "utf-8")
    (folder / "near.txt").write_text("Bread was sold.\nShare thiz page\nRead also\nMilk\n", "utf-8")
    return folder / "near.txt"


@pytest.mark.usefixtures("near")
def test_near_misses_are_told(clean: Clean) -> None:
    out = clean("explain", "near.txt", "--source", "near").out.decode()
    assert out.endswith(
        """
   1  body         Bread was sold.
   2  body         Share thiz page
   3  body         Read also
   4  body         Milk

near miss: share (rules/near.yaml:8:9): `line` fails on one character of block 2: `z` stands there in place of `s` in `Share this page`
near miss: box (rules/near.yaml:12:9): its run begins at block 3, and `to` matches no block below: `End of the box`
"""
    )


KEPT = """\
document  near.txt
source    near: named by the caller
rules     near@HASH, language en

block 3  body  Read also
it stayed in the body: none of these rules claimed it

   1  drop share: share (rules/near.yaml:5)      `line` does not match
   2  drop related: box (rules/near.yaml:9)      its run begins at block 3 and has no end: `to` matches no block below
   3  drop other: no-words (shipped/base.yaml:N)  `line` does not match
   4  drop other: bars (shipped/base.yaml:N)     `line` does not match
   5  move caption: agency-picture (shipped/base.yaml:N)  `line` does not match
   6  move caption: agency-behind (shipped/base.yaml:N)  `line` does not match

nearest:
  box (rules/near.yaml:9): its run begins at block 3 and has no end: `to` matches no block below
  box (rules/near.yaml:12:9): its run begins at block 3, and `to` matches no block below: `End of the box`
"""


def test_why_a_block_was_kept(clean: Clean, near: Path) -> None:
    ran = clean("explain", near.name, "--source", "near", "--why-kept", "3")
    out = re.sub(r"near@\w+", "near@HASH", re.sub(r"base\.yaml:\d+", "base.yaml:N", ran.out.decode()))
    assert (ran.code, ran.err) == (0, "")
    assert re.sub("  +", "  ", out) == re.sub("  +", "  ", KEPT)


REMOVED = """\
block 7  comments  Reader Hanna 12 January 2012, 10:11
it was moved to comments, by comments (rules/village.yaml:16); the rules in the order in which they ran:

   1  drop ad: advertisement (rules/village.yaml:8)  `line` does not match
   2  drop promo: read-more (rules/village.yaml:12)  `line` does not match
   3  move comments: comments (rules/village.yaml:16)  it claimed it, in its run from block 6: `each` matches, `Reader {author} {published}`
      6 more rules came when the block was taken
"""


def test_why_a_block_was_removed(clean: Clean, folder: Path, story: Callable[[int], str]) -> None:
    (folder / "story.txt").write_text(story(1), "utf-8")
    ran = clean("explain", "story.txt", "--why-removed", "7")
    assert ran.code == 0
    assert re.sub("(?<=\\S)  +", "  ", ran.out.decode()).endswith(f"\n\n{REMOVED}")


def test_several_questions_have_an_answer_each(clean: Clean, folder: Path, story: Callable[[int], str]) -> None:
    (folder / "story.txt").write_text(story(1), "utf-8")
    out = clean("explain", "story.txt", "--why-removed", "2", "--why-kept", "3", "--why-kept", "4").out.decode()
    heads = [line.split("  ")[0] for line in out.splitlines() if line.startswith("block ")]
    assert heads == ["block 3", "block 4", "block 2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--why-kept", "9"], "clean: story.txt: --why-kept 9: there is no such block; its blocks are 1 to 8\n"),
        (
            ["--why-kept", "2"],
            "clean: story.txt: --why-kept 2: the block was removed as ad by `advertisement` (rules/village.yaml:8); ask --why-removed 2\n",
        ),
        (["--why-removed", "3"], "clean: story.txt: --why-removed 3: the block was kept; ask --why-kept 3\n"),
        (["--document", "x"], "clean: story.txt: there is no document `x`; its documents are `story.txt`\n"),
    ],
    ids=["no such block", "not kept", "not removed", "no such document"],
)
def test_wrong_questions(
    clean: Clean, folder: Path, story: Callable[[int], str], arguments: list[str], message: str
) -> None:
    (folder / "story.txt").write_text(story(1), "utf-8")
    ran = clean("explain", "story.txt", *arguments)
    assert (ran.code, ran.out, ran.err) == (2, b"", message)


def test_a_block_that_is_no_number(clean: Clean) -> None:
    ran = clean("explain", "-", "--why-kept", "three", stdin=b"Bread was sold.")
    assert ran.code == 2
    assert "Invalid value for '--why-kept': 'three' is not a valid integer." in ran.err


# Several documents


def test_one_of_several_documents(clean: Clean, stories: Callable[[int], bytes]) -> None:
    out = clean("explain", "-", "--document", "story-1", "--why-kept", "3", stdin=stories(3)).out.decode()
    assert [line for line in out.splitlines() if line.startswith("document")] == ["document  story-1"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [(["--why-kept", "3"], "the number of a block"), (["--format", "html"], "a page")],
    ids=["question", "page"],
)
def test_what_is_of_one_document(
    clean: Clean, stories: Callable[[int], bytes], arguments: list[str], what: str
) -> None:
    ran = clean("explain", "-", *arguments, stdin=stories(5))
    fix = "name one by --document: `story-0`, `story-1`, `story-2`, ..."
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err == f"clean: -: it holds several documents, and {what} is of one; {fix}\n"


def test_no_document_of_that_name_among_many(clean: Clean, stories: Callable[[int], bytes]) -> None:
    ran = clean("explain", "-", "--document", "x\x1b[2J", stdin=stories(5))
    assert ran.err == "clean: -: there is no document `x�[2J`; its documents are `story-0`, `story-1`, `story-2`, ...\n"
    assert ran.code == 2


# Forms and files


def test_json_is_a_line_a_document(clean: Clean, stories: Callable[[int], bytes]) -> None:
    ran = clean("explain", "-", "--format", "json", stdin=stories(2))
    assert [record["document"] for record in ran.records] == ["story-0", "story-1"]
    first = ran.records[0]
    assert list(first) == [
        "document", "url", "origin", "rules", "blocks", "cuts", "refusals", "near_misses", "warnings", "article",
        "rules_at_work", "why",
    ]  # fmt: skip
    assert first["blocks"][1] == {
        "number": 2, "reason": None, "score": None, "label": "ad", "fate": "removed", "rule": "advertisement", "place": "rules/village.yaml:8",
        "part": "line", "pattern": "`Advertisement*`", "since": None, "captures": {}, "start": 67, "end": 80,
        "bullet": "", "text": "Advertisement",
    }  # fmt: skip
    assert first["origin"]["candidates"][0]["found"] == [{"pattern": "Read more at the Village Post*", "blocks": [5]}]


def test_json_holds_the_answers(clean: Clean, stories: Callable[[int], bytes]) -> None:
    (record,) = clean("explain", "-", "--format", "json", "--why-removed", "2", stdin=stories(1)).records
    (answer,) = record["why"]
    assert answer["block"] == 2
    assert answer["trials"][0] == {
        "rule": "advertisement", "rule_set": "village", "place": "rules/village.yaml:8", "verb": "drop", "label": "ad",
        "outcome": "claimed", "says": "it claimed it: `line` matches, `Advertisement*`", "is_near": False, "again": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("out.html", b"<!doctype html>\n<html"),
        ("out.json", b'{"document":"near.txt"'),
        ("out", b"document  near.txt\n"),
    ],
)
@pytest.mark.usefixtures("near")
def test_a_files_name_says_the_form(clean: Clean, folder: Path, name: str, begins: bytes) -> None:
    ran = clean("explain", "near.txt", "-o", f"new/{name}")
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    assert (folder / "new" / name).read_bytes().startswith(begins)
    assert [path.name for path in (folder / "new").iterdir()] == [name]


@pytest.mark.usefixtures("near")
def test_a_page_on_standard_output_is_that_of_a_file(clean: Clean, folder: Path) -> None:
    clean("explain", "near.txt", "-o", "out.html")
    assert clean("explain", "near.txt", "--format", "html").out == (folder / "out.html").read_bytes()


def test_texts_in_a_file_have_an_empty_line_between_them(
    clean: Clean, folder: Path, stories: Callable[[int], bytes]
) -> None:
    clean("explain", "-", "-o", "out.txt", stdin=stories(2))
    assert "\n\ndocument  story-1\n" in (folder / "out.txt").read_text("utf-8")


@pytest.mark.usefixtures("near")
def test_a_file_that_is_there_stays(clean: Clean, folder: Path) -> None:
    (folder / "out.html").write_text("mine", "utf-8")
    ran = clean("explain", "near.txt", "-o", "out.html")
    message = "clean: out.html: stands there already; name another file, or give --overwrite\n"
    assert (ran.code, ran.err) == (2, message)
    assert (folder / "out.html").read_text("utf-8") == "mine"
    assert clean("explain", "near.txt", "-o", "out.html", "--overwrite").code == 0
    assert (folder / "out.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("output", "code", "message"),
    [
        ("near.txt", 2, "clean: near.txt: is an input, too; name another output\n"),
        ("rules", 2, "clean: rules: is a folder; name a file\n"),
        ("near.txt/x.html", 1, "clean: near.txt/x.html: cannot be written: File exists: near.txt; see that there is room, and a right to write\n"),
    ],
    ids=["the input", "a folder", "below a file"],
)  # fmt: skip
@pytest.mark.usefixtures("near")
def test_outputs_that_cannot_be(clean: Clean, folder: Path, output: str, code: int, message: str) -> None:
    before = (folder / "near.txt").read_bytes()
    ran = clean("explain", "near.txt", "-o", output, "--overwrite")
    assert (ran.code, ran.err) == (code, message)
    assert (folder / "near.txt").read_bytes() == before


def test_a_question_that_fails_leaves_no_file(clean: Clean, folder: Path, near: Path) -> None:
    assert clean("explain", near.name, "-o", "out.html", "--why-kept", "99").code == 2
    assert sorted(path.name for path in folder.iterdir()) == ["near.txt", "rules"]


def test_a_former_article_in_the_other_forms(clean: Clean, stories: Callable[[int], bytes]) -> None:
    first = clean("-", stdin=stories(1))
    name = first.records[0]["rules"]
    assert clean("explain", "-", "--format", "json", stdin=first.out).records == [
        {"document": "story-0", "former": name}
    ]
    ran = clean("explain", "-", "--format", "html", stdin=first.out)
    what = "is an article of a former run, which is not cleaned again; explain the document that it was made of"
    assert (ran.code, ran.out, ran.err) == (2, b"", f"clean: story-0: {what}\n")


# The handbook

HANDBOOK = (Path(__file__).resolve().parents[2] / "docs" / "explain.md").read_text("utf-8")
FENCE = re.compile(r"^```(?P<kind>yaml|text [^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def masked(text: str) -> list[str]:
    """Lines without their columns' widths, and without what each edit of a shipped rule moves."""
    text = re.sub(r"(?<=shipped/lang/en\.yaml:)\d+|(?<=@)[0-9a-f]{8}|\d+(?= more rules)", "N", text)
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_handbook_shows_what_is_printed(clean: Clean, folder: Path) -> None:
    """`...` stands for rules that are left out."""
    rules, (_, story), *shown = [(match["kind"], match["text"]) for match in FENCE.finditer(HANDBOOK)]
    (folder / "my-rules").mkdir()
    (folder / "my-rules" / "ellery-post.yaml").write_text(rules[1], "utf-8")
    (folder / "page.txt").write_text(story, "utf-8")
    assert len(shown) == 3
    for kind, text in shown:
        _, _, *arguments = kind.removeprefix("text ").split()
        printed, expected = masked(clean("explain", *arguments, rules=False).out.decode()), masked(text)
        if "..." in expected:
            start = expected.index("...")
            behind = len(expected) - start - 1
            expected, printed = expected[:start] + expected[-behind:], printed[:start] + printed[-behind:]
        assert printed == expected


# Colours


def in_a_terminal(start: Callable[..., Any], *arguments: str, **environment: str) -> str:
    """What the command shows on a terminal."""
    ours, its = pty.openpty()
    process = start(
        *arguments,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": ""} | environment,
    )
    os.close(its)
    seen = b""
    while True:
        try:
            data = os.read(ours, 1 << 16)
        except OSError:  # the other side is closed
            break
        if not data:
            break
        seen += data
    os.close(ours)
    assert process.wait() == 0
    return seen.decode().replace("\r\n", "\n")


@pytest.mark.usefixtures("near")
def test_colours_are_for_terminals_and_say_nothing_that_the_words_do_not(
    clean: Clean, start: Callable[..., Any]
) -> None:
    arguments = ("explain", "near.txt", "--source", "near", "--why-kept", "3")
    coloured = in_a_terminal(start, *arguments)
    plain = clean(*arguments).out.decode()
    assert "\x1b[33mits run begins at block 3" in coloured
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
@pytest.mark.usefixtures("near")
def test_who_wants_no_colours_gets_none(clean: Clean, start: Callable[..., Any], environment: dict[str, str]) -> None:
    arguments = ("explain", "near.txt", "--source", "near")
    assert in_a_terminal(start, *arguments, **environment) == clean(*arguments).out.decode()
