"""The benchmark of quality: its metric, its peers, its tables, and what it compares itself with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from benchmarks import quality
from benchmarks.figures import changes, figures_of, load, other_pages, save, worse_than_nothing
from benchmarks.metric import Facts, Guess, names_f1, score, snippet_counts
from benchmarks.pages import Gold, page_of, read_pages
from benchmarks.peers import c4_lines, justext, justext_lines, readability, resiliparse, ways
from benchmarks.tables import all_tables
from cleaner import Cleaner
from training.pages import f1_of_means

BODY = [
    "A ferry with ninety people on board ran aground near the harbour of Saltmarsh in thick fog on Monday morning.",
    "Nobody was hurt, and all of them were taken off in lifeboats before the tide turned, said the harbour board.",
    '"It is the third time that the ferry was there at the wrong hour," said its head, who has asked for a new buoy.',
    "The ferry will be back at its pier when the fog has gone, and the buoy when there is money for it, the board said.",
]
FURNITURE = ["Home", "Harbour", "Sign up for our newsletter", "Share"]


def record(number: int, **changed: Any) -> dict[str, Any]:
    """A page whose dumps hold furniture, in the form that files have."""
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    return {
        "id": f"page-{number}",
        "source": "saltmarsh.example",
        "lang": "en",
        "html": f"<html><body><article><h1>Ferry aground</h1>{paragraphs}</article></body></html>",
        "text": "\n".join(["Ferry aground", *BODY]),
        "fulltext": "\n".join([*FURNITURE, "Ferry aground", *BODY]),
        "gold": {"body": "\n".join(BODY), "title": "Ferry aground", "authors": ["Dora Penhale"], "date": "2012-05-04"},
    } | changed


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A file of three pages, the last with snippets in place of a body."""
    gold = {"with": ["ran aground", "taken  off in"], "without": ["Sign up", "Harbour of"]}
    path = tmp_path / "saltmarsh.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(page) + "\n" for page in (record(1), record(2), record(3, gold=gold)))
    return path


def test_the_tables_have_a_row_for_each_dump_and_a_column_for_each_way(pages: Path) -> None:
    figures = figures_of(quality.measure([pages], ways(Cleaner(score=True), peers="all")).scores)
    bodies, of_pages, snippets, snippets_of_pages, fields = all_tables(figures).split("\n\n")
    assert bodies.split("\n")[0] == "F1 of the body"
    assert [line.split()[:3] for line in bodies.split("\n")[2:]] == [
        ["saltmarsh", "text", "3"],
        ["saltmarsh", "fulltext", "3"],
    ]
    assert all("  -" not in line for line in bodies.split("\n"))
    assert snippets.startswith("Snippets of the article kept / of the rest gone\n")
    assert "saltmarsh fulltext      3   1.000 / .500" in snippets
    assert of_pages.split("\n")[0] == "F1 of the body, of pages"
    assert [line.split()[:2] for line in of_pages.split("\n")[2:]] == [["saltmarsh", "3"]]
    assert of_pages.count("  -") == (find_spec("readability") is None)
    assert snippets_of_pages.split("\n")[2].split()[:3] == ["saltmarsh", "3", "1.000"]
    assert fields.startswith("Fields right\n")
    assert "saltmarsh html" in fields
    assert figures["body/saltmarsh/html/cleaner/f1"] == 1.0
    assert figures["body/saltmarsh/text/C4 lines/f1"] == 1.0
    assert figures["body/saltmarsh/fulltext/nothing/f1"] < figures["body/saltmarsh/text/nothing/f1"] < 1.0


def test_peers_can_be_left_out(pages: Path) -> None:
    figures = figures_of(quality.measure([pages], ways(Cleaner(score=True), peers="none")).scores)
    assert {name.split("/")[3] for name in figures if name.startswith("body/")} == {"nothing", "cleaner"}
    assert "  -  " in all_tables(figures)


def test_a_run_is_compared_with_the_figures_that_were_kept(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.json"
    arguments = [str(pages), "--peers", "none", "--save", str(kept)]
    quality.main(arguments)
    first = load(kept)
    assert "Dora" not in kept.read_text("utf-8")
    assert list(first) == sorted(first)
    changed = first | {"body/saltmarsh/text/nothing/f1": 0.5, "body/saltmarsh/text/nothing/other": 0.25}
    kept.write_text(json.dumps(changed), "utf-8")
    capsys.readouterr()
    quality.main(arguments)
    compared = capsys.readouterr().out.split("Compared with kept.json:\n")[1]
    now = first["body/saltmarsh/text/nothing/f1"]
    assert compared == f"rose  {now - 0.5:+.4f}  0.5000 to {now:.4f}  body/saltmarsh/text/nothing/f1\n"
    quality.main(arguments)
    assert capsys.readouterr().out.endswith("Compared with kept.json:\nnothing rose or fell\n")
    assert load(kept) == first | {"body/saltmarsh/text/nothing/other": 0.25}


def test_figures_of_other_pages_are_not_compared_and_go(tmp_path: Path) -> None:
    before = {"pages/a": 3, "body/a/text/cleaner/f1": 0.1, "pages/b": 1, "body/b/text/cleaner/f1": 0.2}
    now = {"pages/a": 4.0, "body/a/text/cleaner/f1": 0.9, "untouched/words": 1.0}
    assert list(changes(now, before)) == []
    assert other_pages(now, before) == ["a"]
    assert list(quality.comparison(now, before)) == ["a: other pages than before, not compared"]
    save(tmp_path / "kept.json", now, before | {"body/a/text/gone/f1": 0.3})
    assert load(tmp_path / "kept.json") == now | {"pages/b": 1, "body/b/text/cleaner/f1": 0.2}


def test_a_change_is_told_from_half_a_thousandth_on() -> None:
    before = {"untouched/words": 0.99, "body/a/text/cleaner/f1": 0.5}
    now = {"untouched/words": 0.9904, "body/a/text/cleaner/f1": 0.4994}
    assert [name for name, _, _ in changes(now, before)] == ["body/a/text/cleaner/f1"]


def test_a_file_that_holds_no_figures_is_named(pages: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text("[]", "utf-8")
    with pytest.raises(SystemExit, match=r"kept\.json: no figures of a former run: Expected `object`"):
        quality.main([str(pages), "--save", str(kept)])


def test_a_sample_is_the_same_each_time(pages: Path) -> None:
    chosen = [page.id for page in read_pages(pages, 2)]
    assert len(chosen) == 2
    assert chosen == [page.id for page in read_pages(pages, 2)]
    assert len(list(read_pages(pages, 9))) == 3


def test_languages_under_doing_nothing_are_named() -> None:
    figures: dict[str, float] = {}
    for language, pages, ours in (("de", 3, 0.8), ("en", 2, 0.8), ("fr", 3, 0.9)):
        place = f"language/a/{language}/text"
        figures |= {f"pages/a/{language}": pages, f"{place}/nothing/f1": 0.9, f"{place}/cleaner/f1": ours}
    assert worse_than_nothing(figures, 3) == ["a/de/text"]


def test_sets_of_many_languages_are_told_by_language() -> None:
    group = [
        score(Gold(body="a b c d"), Guess(body="a b c d"), language) for language in ("de", "en", "fr", "it", "pt")
    ]
    figures = figures_of({("a", "text", "cleaner"): group, ("b", "text", "cleaner"): group[:4]})
    assert [name for name in figures if name.startswith("language/")] == [
        f"language/a/{language}/text/cleaner/f1" for language in ("de", "en", "fr", "it", "pt")
    ]
    assert [line.split() for line in all_tables(figures).split("\n\n")[1].split("\n")[2:]] == [
        ["a", language, "1", "-", "1.000", "-", "-"] for language in ("de", "en", "fr", "it", "pt")
    ]


def test_the_metric() -> None:
    assert f1_of_means([(1.0, 0.5), (0.5, 0.5)]) == (0.6, 0.75, 0.5)
    assert score(Gold(body="one two three four five"), Guess(body="One\ntwo three four five"), "en").body == (0.5, 0.5)
    assert score(Gold(body="a"), Guess(), "en").body == (0.0, 0.0)
    assert snippet_counts(Gold(kept=("a  b", "c"), gone=("d",)), "x a\nb") == (1, 2, 1, 1)
    assert names_f1(["Zoë Hale", "Omar Reed"], ["ZOE HALE"]) == pytest.approx(2 / 3)
    facts = Facts(title="ferry, aground!", authors=(), published="2012-05-04T10:00")
    fields = score(page_of(record(1)).gold, Guess(facts=facts), "en").fields
    assert fields == {"title": 1.0, "authors": 0.0, "date": 1.0}


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("The ferry ran aground.", True),
        ("The ferry ran aground...", True),
        ("“The ferry is lost.”", True),
        ("The ferry ran aground", False),
        ("It ran.", False),
        ("Please switch on JavaScript.", False),
        ("We have a new Cookie Policy.", False),
        ("It was ${name} who ran aground.", False),
        (f"The {'y' * 1001} is long.", False),
    ],
)
def test_c4_keeps_a_line(line: str, stays: bool) -> None:
    assert c4_lines(f"  {line}\n") == (line if stays else "")


LONG = f"<p>{' '.join(BODY)}</p>"  # jusText knows an article by its long paragraphs
PAGE = (
    f"<html><body><nav><a href='/'>Home</a> <a href='/h'>Harbour</a></nav><article>{LONG}{LONG}</article></body></html>"
)


@pytest.mark.parametrize("way", [lambda html: justext(html, "en"), readability, resiliparse])
def test_peers_find_the_article_of_a_page(way: Callable[[str], str]) -> None:
    if way is readability:
        pytest.importorskip("readability", reason="readability-lxml is no dependency, see pyproject.toml")
    said = " ".join(way(PAGE).split())
    assert BODY[1] in said
    assert "Home" not in said
    assert way("") == ""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_justext_keeps_long_lines_and_what_stands_between(language: str) -> None:
    long = " ".join(BODY)
    assert justext_lines("\n".join([*FURNITURE, long, "Fog", long, *FURNITURE]), language) == f"{long}\nFog\n{long}"
