"""What a page says of its article beside the text."""

from __future__ import annotations

import pytest

from cleaner.reading.candidates import candidates_of
from cleaner.reading.pages import read_page


def found(html: str) -> list[tuple[str, str, str]]:
    layout = read_page(html).blocks.layout
    assert layout is not None
    return [(one.field, one.value, one.source) for one in candidates_of(layout.elements)]


def data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("html", "candidates"),
    [
        pytest.param("<p>Nothing", [], id="nothing"),
        pytest.param(
            data('{"@type": "NewsArticle", "headline": "A &amp; B", "author": {"name": "Jane Hale"}, "datePublished": "2012-05-04"}'),
            [("title", "A & B", "json-ld headline"), ("published", "2012-05-04", "json-ld datePublished"), ("authors", "Jane Hale", "json-ld author")],
            id="an article",
        ),
        pytest.param(
            data('{"@graph": [{"@type": "Organization", "name": "x"}, {"@type": ["Article", "Thing"], "author": ["A B", {"name": ["C D"]}, 7]}]}'),
            [("authors", "A B", "json-ld author"), ("authors", "C D", "json-ld author")],
            id="a graph, a list of people",
        ),
        pytest.param(data('[{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "T"}}]'),
                     [("title", "T", "json-ld headline")], id="a list, a page that holds it"),
        pytest.param(data('<!-- {"@type": "Report", "headline": "a\nb",} -->;'), [("title", "a b", "json-ld headline")], id="mended"),
        pytest.param(data('{"@type": "Article", "headline": "cut'), [], id="broken"),
        pytest.param(data('{"@type": "Article", "author": ' + "[" * 50_000), [], id="deep and broken"),
        pytest.param(data('{"@type": "Article", "author": ' + "[" * 500 + "]" * 500 + "}"), [], id="deep"),
        pytest.param(data('{"@type": "Product", "name": "x"}'), [], id="no article"),
        pytest.param("<meta property=og:title content='T'><meta name=Author content=' Jane  Hale '><meta name=x content=y>",
                     [("title", "T", "og:title"), ("authors", "Jane Hale", "author")], id="meta elements"),
        pytest.param("<title>A &amp; <b>B</title><h1>One <b>two</b></h1>", [("title", "A & B", "title"), ("title", "One two", "h1")], id="headings"),
        pytest.param("<link rel=canonical href='http://a.example/1'><link rel=alternate hreflang=de href='http://a.example/de'><link rel=icon href=x>",
                     [("url", "http://a.example/1", "canonical"), ("hreflang", "de", "http://a.example/de")], id="links"),
        pytest.param("<p>By <a rel=author>Jane Hale</a> <time datetime='2012-05-04'>4 May</time> <time class=updated>5 May</time></p>",
                     [("authors", "Jane Hale", "rel=author"), ("published", "2012-05-04", "time"), ("modified", "5 May", "time")], id="people and times"),
        pytest.param("<span itemprop=author>Jane Hale</span><meta itemprop=datePublished content=2012>",
                     [("authors", "Jane Hale", "itemprop"), ("published", "2012", "datepublished")], id="microdata"),
        pytest.param("<html lang=en-GB>", [("language", "en-GB", "html")], id="language"),
    ],
)  # fmt: skip
def test_candidates(html: str, candidates: list[tuple[str, str, str]]) -> None:
    assert found(html) == candidates
