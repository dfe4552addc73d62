"""Promise 2, and that nothing which is fed in breaks the program: errors are `CleanerError`, and guards hold."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleaner import Article, Cleaner, CleanerError, Document
from cleaner.cleaning import Cleaned
from cleaner.text.words import count_words

Rules = list[dict[str, Any]]
SHIPPED = Cleaner()
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
MANY = settings(max_examples=150, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
ANY = st.text(st.characters(codec=None), max_size=200)
TAGS = ["<html>", "<body>", "<p>", "</p>", "<div class=x>", "</div>", "<!--", "-->", "<script>", "<br/>", "<title>", "<a href=",
        "&amp;", "&#0;", "&#xD800;", "<![CDATA[", "<?xml version='1.0' encoding='x'?>", "<!doctype html>", "\0", "\ud800", "]]>",
        "<table><tr><td>", "<svg>", "Foo bar.", "<h1>Bridge</h1>", "<meta charset=utf-7>", "<time datetime=2012>"]  # fmt: skip
PAGES = st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=8)), max_size=25).map("".join)


def cleans(cleaner: Cleaner, document: Document | str | bytes, **known: Any) -> None:
    """Cleaning gives an article or raises one of our own errors."""
    with contextlib.suppress(CleanerError):
        assert isinstance(cleaner.clean(document, **known), Article)


@MANY
@given(st.one_of(ANY, PAGES, st.binary(max_size=300), PAGES.map(lambda page: page.encode("utf-16", "surrogatepass"))))
def test_any_text_and_any_bytes_can_be_cleaned(data: str | bytes) -> None:
    cleans(SHIPPED, data)


@MANY
@given(
    st.builds(
        Document,
        text=st.none() | ANY,
        html=st.none() | PAGES,
        id=st.none() | ANY,
        url=st.none() | ANY | ANY.map(lambda text: f"http://{text}/"),
        source=st.none() | ANY | st.sampled_from(["bbc", "reuters", "news", "base", "lang/en", "shipped/bbc"]),
        crawled=st.none() | ANY,
        encoding=st.none() | ANY,
        undecodable=st.integers(0, 5),
    )
)
@example(Document(text="\ud800", encoding="utf-8"))
def test_any_document_can_be_cleaned(document: Document) -> None:
    cleans(SHIPPED, document)


@MANY
@given(data=st.data())
def test_any_rules_can_be_used_on_any_text(
    data: st.DataObject,
    any_rules: SearchStrategy[Rules],
    any_text: SearchStrategy[str],
    cleaner_with: Callable[..., Cleaner],
) -> None:
    cleans(cleaner_with(data.draw(any_rules)), Document(text=data.draw(any_text), source="s"))


def drops(patterns: SearchStrategy[str]) -> SearchStrategy[Rules]:
    """Drops of lines and of runs."""
    line = st.builds(lambda pattern: {"drop": "nav", "line": pattern}, patterns)
    run = st.builds(lambda start, end: {"drop": "nav", "from": start, "to": [end, "<end>"]}, patterns, patterns)
    return st.lists(st.one_of(line, run), max_size=5).map(
        lambda rules: [{**r, "id": f"r{n}"} for n, r in enumerate(rules)]
    )


MARKS = ["a", "b", "c", "d"]
BLOCKS = st.builds(
    lambda mark, words: " ".join([mark] * words), st.sampled_from(MARKS), st.sampled_from([1, 5, 14, 15, 30, 80])
)
WRONG = drops(st.sampled_from(["*", *(f"{mark}*" for mark in MARKS), *(f"*{mark} {mark}*" for mark in MARKS)]))


@MANY
@given(WRONG, st.lists(BLOCKS, max_size=20), st.sampled_from([0, 30, 60, 100]), st.sampled_from([0, 20, 200]))
def test_what_guards_promise_is_left(
    cleaner_with: Callable[..., Cleaner], rules: Rules, blocks: list[str], share: int, least: int
) -> None:
    """DESIGN: a claim of one or two prose blocks needs only that some body is left. Drops count together against `max_prose`; refused, too, where fewer than `min_words` and under a tenth of the document's words would be left."""
    guards = {"max_prose": f"{share}%", "min_words": str(least)}
    cleaned = cleaner_with(rules, guards=guards).examine(Document(text="\n".join(blocks), source="s"))
    words = [count_words(block) for block in blocks]
    prose = {number for number, count in enumerate(words) if count >= 15}
    left = set(range(len(blocks)))
    dropped = 0
    for claim in cleaned.labelling.claims:
        left -= set(claim.blocks)
        taken = [words[block] for block in claim.blocks if block in prose]
        assert left or not taken
        if len(taken) > 2:
            dropped += sum(taken)
            remain = sum(words[block] for block in left)
            assert dropped <= share / 100 * sum(words[block] for block in prose) + 1e-9
            assert remain >= least or 10 * remain >= sum(words)
    assert_reported(cleaned)


def assert_reported(cleaned: Cleaned) -> None:
    """A rule applies whole or is refused and reported."""
    warned = [warning for warning in cleaned.article.warnings if warning.code == "guard-refused"]
    assert len(warned) == len(cleaned.labelling.refusals)
