"""`clean rules new`: a rule file with what documents show, as comments to take up, and a first case."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cleaner.cli import main

STORIES = {
    "bell": (
        "The bell of Torvik rings again",
        "By Hanna Lie, 3 March 2014",
        "The bell of the old church rang on Sunday for the first time in nine years, and the whole village came out to hear it.",
        "Nobody spoke.",
    ),
    "oven": (
        "A baker builds an oven of stone",
        "By Ola Berg and Hanna Lie, 9 April 2014",
        "The baker of Torvik carried each stone of her new oven up from the river herself, which took her most of the winter.",
        "Bread comes out of it since Monday, and it is sold out by eight in the morning, says the baker, who sleeps little now.",
    ),
    "goats": (
        "Goats keep the hill free of bushes",
        "By Ola Berg, 21 May 2014",
        "Twelve goats have eaten the bushes of the hill above the village, so that one can see the sea from the bench again.",
        "They cost less than a machine.",
    ),
}
HEAD = ["Front page", "Village", "Weather: 7 degrees", "Search the Torvik Post"]
FOOT = ["Send this by post", "Read more in the Torvik Post", "© 2014 Torvik Post"]

FILE = """\
# yaml-language-server: $schema=schema.json
## Begun from 3 documents. A line with ## explains. A line with one # is a proposal, with the number of
## documents that speak for it: take the `# ` away to use it, and put right what is wrong in it first.

source: torvik-post
name: Torvik Post
extends: [news, lang/en]
# hosts: [example.org]  # no document has a URL
language: en  # 3 of 3 documents

## What tells the source where no URL does. Use those that no other site prints.
# fingerprints:
#   - 'Read more in the Torvik Post'  # 3 of 3, foot
#   - 'Search the Torvik Post'  # 3 of 3, head
#   - '© {:int} Torvik Post'  # 3 of 3, foot
#   - 'Send this by post'  # 3 of 3, foot
#   - 'Weather: {:int} degrees'  # 3 of 3, head
#   - 'Front page'  # 3 of 3, head

## Rules run from top to bottom, and the first that claims a block owns it. Each needs `hits`, what it must take, and
## `spares`, what looks like it and must stay. Labels of furniture: nav share ad promo related notice legal banner other.
# rules:

## The shared rules take these already; `clean rules show` has them:
##   © {:int} Torvik Post: en-rights, 3 of 3

## Furniture above the article.
#   - drop: nav
#     id: head
#     line:
#       - 'Front page'  # 3 of 3, head
#       - 'Village'  # 3 of 3, head
#       - 'Weather: {:int} degrees'  # 3 of 3, head
#       - 'Search the Torvik Post'  # 3 of 3, head
#     at: ..8
#     hits: [Front page, Village, 'Weather: 7 degrees', Search the Torvik Post]

## Who wrote it: 3 of 3 documents.
#   - move: byline
#     line: 'By {authors}, {published}'
#     hits: ['By Hanna Lie, 3 March 2014', 'By Ola Berg, 21 May 2014', 'By Ola Berg and Hanna Lie, 9 April 2014']

## The title, which stands above a line of one form: 3 of 3 documents.
##   The bell of Torvik rings again
##   Goats keep the hill free of bushes
##   A baker builds an oven of stone
#   - move: title
#     next: 'By {:names}, {:date}'
#     not: ['*.', '*:']
#     words: 2..25
#     hits:
#       - "The bell of Torvik rings again\\nBy Hanna Lie, 3 March 2014"
#       - "Goats keep the hill free of bushes\\nBy Ola Berg, 21 May 2014"
#       - "A baker builds an oven of stone\\nBy Ola Berg and Hanna Lie, 9 April 2014"

## Furniture below the article.
#   - drop: other
#     id: foot
#     line:
#       - 'Send this by post'  # 3 of 3, foot
#     at: -10..
#     hits: [Send this by post]

## What stands below the article, from a heading to the end. Is nothing of it the article's, or comments?
#   - drop: related
#     id: end
#     from:
#       - 'Read more in the Torvik Post'  # 3 of 3, foot
#     to: <end>
#     at: -8..
#     hits: [Read more in the Torvik Post]
"""
PRINTED = """\
my-rules/torvik-post.yaml                the rule set, with proposals
my-rules/schema.json                     what editors check it by
fixtures/torvik-post/bell.txt            its first case: the document
fixtures/torvik-post/bell.expected.json  what must come out of it
note: the case names no source, so that it fails until `fingerprints` are taken up that tell it

next:
  1. see what becomes of each line now
       clean explain fixtures/torvik-post/bell.txt --rules my-rules --source torvik-post
  2. take up what is right of the proposals in my-rules/torvik-post.yaml
  3. look for mistakes in the rules
       clean rules lint --rules my-rules --cases fixtures
  4. see what comes out otherwise than before
       clean rules test --rules my-rules fixtures
  5. when it is right, let bell.expected.json say so
       clean rules test --rules my-rules fixtures --accept
"""


def _page(story: str) -> str:
    title, byline, *body = STORIES[story]
    others = [other[0] for name, other in STORIES.items() if name != story]
    return "\n".join([*HEAD, title, byline, *body, *FOOT[:2], *others, FOOT[2]]) + "\n"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with three pages of a made-up newspaper."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    for story in STORIES:
        (tmp_path / "pages" / f"{story}.txt").write_text(_page(story), "utf-8")
    return tmp_path / "pages"


@pytest.fixture
def new(pages: Path) -> Callable[..., Result]:
    """Run the command with `pages`, or what is given."""
    assert pages.is_dir()
    usual = ("torvik-post", "pages", "--rules", "my-rules")
    return lambda *arguments: _run("rules", "new", *(arguments or usual))


@pytest.fixture(scope="module")
def begun_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder in which the command has run, and what it printed."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "pages").mkdir()
    for story in STORIES:
        (folder / "pages" / f"{story}.txt").write_text(_page(story), "utf-8")
    with contextlib.chdir(folder):
        return folder, _run("rules", "new", "torvik-post", "pages", "--rules", "my-rules")


@pytest.fixture
def begun(begun_once: tuple[Path, Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """What the command printed that has run; the working folder is a copy of the one in which it did."""
    shutil.copytree(begun_once[0], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return begun_once[1]


def _taken_up(path: Path) -> str:
    """The file with all proposals in use."""
    first, *lines = path.read_text("utf-8").splitlines()
    return "\n".join([first, *(re.sub(r"^# ", "", line) for line in lines)]) + "\n"


def test_the_file_that_is_written(begun: Result) -> None:
    assert (begun.exit_code, begun.output) == (0, PRINTED)
    assert Path("my-rules/torvik-post.yaml").read_text("utf-8") == FILE


@pytest.mark.usefixtures("begun")
def test_the_first_case_is_what_the_present_rules_make_of_the_first_document() -> None:
    case = Path("fixtures/torvik-post/bell")
    assert case.with_suffix(".txt").read_bytes() == Path("pages/bell.txt").read_bytes()
    expected = json.loads(case.with_suffix(".expected.json").read_text("utf-8"))
    assert "given" not in expected
    assert (expected["source"], expected["title"]) == ("torvik-post", None)
    assert expected["body"] == _page("bell").splitlines()[:-1], "only the line of rights is known so far"


@pytest.mark.usefixtures("begun")
def test_the_first_case_notices_fingerprints_that_find_nothing() -> None:
    ran = _run("rules", "test", "--rules", "my-rules")
    assert ran.exit_code == 1
    assert ran.output.startswith("fixtures/torvik-post/bell.txt: source, ")
    path = Path("my-rules/torvik-post.yaml")
    used = re.sub(r"^# (fingerprints|  - '\w+ \w+ in the)", r"\1", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(used, "utf-8")
    ran = _run("rules", "test", "--rules", "my-rules")
    assert ran.output.startswith("fixtures/torvik-post/bell.txt: body differs\n"), "what gives it away is furniture"


def test_a_case_that_nothing_leads_to_names_its_source(pages: Path, new: Callable[..., Result]) -> None:
    for path in pages.iterdir():
        path.write_text("\n".join(STORIES[path.stem]), "utf-8")
    new()
    case = json.loads(Path("fixtures/torvik-post/bell.expected.json").read_text("utf-8"))
    assert case["given"] == {"source": "torvik-post"}


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("taken_up", [False, True], ids=["as it is", "with all proposals in use"])
def test_the_file_has_nothing_that_lint_finds(taken_up: bool) -> None:
    path = Path("my-rules/torvik-post.yaml")
    if taken_up:
        path.write_text(_taken_up(path), "utf-8")
    ran = _run("rules", "lint", str(path))
    assert (ran.exit_code, ran.output) == (0, "1 file: nothing found\n")


@pytest.mark.usefixtures("begun")
def test_the_proposals_make_the_article() -> None:
    path = Path("my-rules/torvik-post.yaml")
    path.write_text(_taken_up(path), "utf-8")
    records = [json.loads(line) for line in _run("pages", "--rules", "my-rules", "--quiet").output.splitlines()]
    found = {record["id"]: record for record in records}
    assert set(found) == {f"pages/{story}.txt" for story in STORIES}
    for story, (title, _, *body) in STORIES.items():
        record = found[f"pages/{story}.txt"]
        assert (record["source"], record["title"], record["body"]) == ("torvik-post", title, "\n\n".join(body))
    assert found["pages/oven.txt"]["authors"] == ["Ola Berg", "Hanna Lie"]
    assert found["pages/oven.txt"]["published"] == "2014-04-09"


# What is there already


@pytest.mark.parametrize(
    "file", ["my-rules/torvik-post.yaml", "fixtures/torvik-post/bell.txt", "fixtures/torvik-post/bell.expected.json"]
)
def test_nothing_is_overwritten(new: Callable[..., Result], file: str) -> None:
    path = Path(file)
    path.parent.mkdir(parents=True)
    path.write_text("{}", "utf-8")
    ran = new()
    said = f"clean: {file}: is there already, and is never overwritten; take another name, or move it away\n"
    assert (ran.exit_code, ran.stderr) == (2, said)
    assert path.read_text("utf-8") == "{}"
    assert [p for folder in ("my-rules", "fixtures") for p in Path(folder).rglob("*") if p.is_file()] == [path]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "naharnet",
            "clean: naharnet: `naharnet` is a rule set already; take another name, give a --layout, or write a file of your own that extends shipped/naharnet\n",
        ),
        (
            "news",
            "clean: news: `news` is a rule set already; take another name, give a --layout, or write a file of your own that extends shipped/news\n",
        ),
        ("a/b", "clean: a/b: is no name; letters and digits, and `-`, `_` and `.` between them\n"),
        ("..", "clean: ..: is no name; letters and digits, and `-`, `_` and `.` between them\n"),
        ("post.yaml", "clean: post.yaml: is no name; letters and digits, and `-`, `_` and `.` between them\n"),
    ],
)
def test_names_that_cannot_be(new: Callable[..., Result], name: str, said: str) -> None:
    ran = new(name, "pages", "--rules", "my-rules")
    assert (ran.exit_code, ran.stderr) == (2, said)
    assert not Path("my-rules").exists()


def test_it_must_be_said_where_the_file_goes(new: Callable[..., Result]) -> None:
    ran = new("torvik-post", "pages")
    assert ran.exit_code == 2
    assert ran.stderr.endswith("Error: say with --rules DIR where the rule set goes\n")


def test_broken_rules_stop_it(new: Callable[..., Result]) -> None:
    Path("my-rules").mkdir()
    Path("my-rules/other.yaml").write_text("rules: [{drop: navigation, line: Home}]", "utf-8")
    ran = new()
    assert ran.exit_code == 2
    assert ran.stderr.startswith(
        "a mistake in the rules:\nmy-rules/other.yaml:1:16: rule 1 (navigation), drop: unknown "
    )


def test_documents_that_cannot_be_read(new: Callable[..., Result]) -> None:
    Path("bad.jsonl").write_text("nonsense\n", "utf-8")
    ran = new("torvik-post", "bad.jsonl", "--rules", "my-rules")
    assert ran.exit_code == 1
    assert ran.stderr.endswith("clean: no document could be read; nothing was written\n")
    assert not Path("my-rules").exists()


def test_an_old_schema_is_left_and_told(new: Callable[..., Result]) -> None:
    Path("my-rules").mkdir()
    Path("my-rules/schema.json").write_text("{}", "utf-8")
    said = "note: my-rules/schema.json is of another version; `clean rules schema > my-rules/schema.json` renews it\n"
    assert said in new().output
    assert Path("my-rules/schema.json").read_text("utf-8") == "{}"


# What is known of documents


def _records(path: str, **fields: Any) -> None:
    lines = [json.dumps({"id": story, "text": _page(story), **fields}) for story in STORIES]
    Path(path).write_text("\n".join(lines), "utf-8")


def test_hosts_come_from_urls(new: Callable[..., Result]) -> None:
    _records("sample.jsonl", url="https://www.torvik.example/news/1", crawled="2014-06-01")
    assert new("torvik-post", "sample.jsonl", "--rules", "my-rules").exit_code == 0
    assert "\nhosts: [torvik.example]  # torvik.example: 3 of 3 documents\n" in Path(
        "my-rules/torvik-post.yaml"
    ).read_text("utf-8")
    case = json.loads(Path("fixtures/torvik-post/bell.expected.json").read_text("utf-8"))
    assert case["given"] == {
        "url": "https://www.torvik.example/news/1",
        "crawled": "2014-06-01",
    }


def test_hosts_that_another_source_has_are_told(new: Callable[..., Result]) -> None:
    _records("sample.jsonl", url="http://www.naharnet.com/1")
    ran = new("torvik-post", "sample.jsonl", "--rules", "my-rules")
    assert "\nnote: 3 of 3 documents are of `naharnet` by the rules that there are\n" in ran.output
    text = Path("my-rules/torvik-post.yaml").read_text("utf-8")
    assert "\n## 3 of 3 documents are of naharnet.com, which `naharnet` has already.\n" in text
    assert _run("rules", "lint", "my-rules/torvik-post.yaml").exit_code == 0


def test_a_host_may_be_given_for_all(new: Callable[..., Result]) -> None:
    new("torvik-post", "pages", "--rules", "my-rules", "--source", "torvik.example")
    assert "\nhosts: [torvik.example]  # torvik.example: 3 of 3 documents\n" in Path(
        "my-rules/torvik-post.yaml"
    ).read_text("utf-8")


def test_a_layout_has_a_file_and_cases_of_its_own(new: Callable[..., Result]) -> None:
    ran = new("naharnet", "pages", "--layout", "2014", "--rules", "my-rules", "--cases", "cases")
    assert ran.exit_code == 0
    assert "\nsource: naharnet\nlayout: '2014'\n" in Path("my-rules/naharnet.2014.yaml").read_text("utf-8")
    assert "given" not in json.loads(Path("cases/naharnet/2014/bell.expected.json").read_text("utf-8"))


def test_pages_make_a_case_of_a_page(new: Callable[..., Result]) -> None:
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in _page("bell").splitlines()) + "</body></html>"
    Path("one.html").write_text(page, "utf-8")
    ran = new("torvik-post", "one.html", "--rules", "my-rules")
    assert "\nnote: one document does not show what repeats; give more of them\n" in ran.output
    assert Path("fixtures/torvik-post/one.html").read_text("utf-8") == page
    assert _run("rules", "test", "--rules", "my-rules").exit_code == 0


def test_the_same_article_twice_counts_once(new: Callable[..., Result], pages: Path) -> None:
    (pages / "bell-again.txt").write_text(_page("bell"), "utf-8")
    assert "\nnote: 1 of 4 documents hold the article of another one, and do not count\n" in new().output
    assert Path("my-rules/torvik-post.yaml").read_text("utf-8") == FILE
