"""Pages of unknown sources, from bytes to articles."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, Document
from cleaner.cleaning import Cleaned
from cleaner.reading.tree import MOST_DEPTH
from cleaner.writing.forms import Form, to_record

PARAGRAPHS = [
    "The council voted on Tuesday to close the old harbour bridge for repairs that will take at least two years.",
    "Engineers found cracks in four of its eleven pillars last spring, and heavy lorries have been kept off it since.",
    "Traders on the northern bank fear for their custom, and ask for a ferry until the new bridge stands.",
    '"We were not asked," said Jane Hale, who has sold fish beside the bridge for thirty years, on Wednesday.',
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Bridge to close for two years | Harbour Post</title>
<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Omar Reed">
<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2012-05-04T10:15:00Z"}}</script></head>
<body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article class="article-body"><h1>Old bridge to close for two years</h1>
<figure><img alt="A bridge" src="b.jpg"><figcaption>The bridge in spring</figcaption></figure>{BODY}</article>
<aside class="related"><h3>More stories</h3><ul><li><a href="/1">Ferry runs aground</a></li><li><a href="/2">Fish is dear</a></li></ul></aside>
<footer class="footer"><p><a href="/about">About us</a></p></footer></body></html>"""


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


@pytest.fixture(scope="module")
def cleaned(cleaner: Cleaner) -> Cleaned:
    return cleaner.examine(Document(html=PAGE, url="https://post.example/bridge"))


def test_the_body_is_the_articles(cleaned: Cleaned) -> None:
    assert cleaned.article.body.split("\n\n") == PARAGRAPHS
    assert not cleaned.article.warnings


def test_every_block_of_the_page_has_a_span(cleaned: Cleaned) -> None:
    text = cleaned.document.blocks.text
    assert [text[span.start : span.end] for span in cleaned.article.spans] == cleaned.document.blocks.texts
    assert {span.rule for span in cleaned.article.spans if span.label == "other"} == {"page-scorer"}


def test_what_was_left_out_has_a_reason(cleaned: Cleaned) -> None:
    assert cleaned.scores is not None
    dropped = [n for n, span in enumerate(cleaned.article.spans) if span.rule == "page-scorer"]
    assert dropped
    assert all(cleaned.scores.reason(block) for block in dropped)


def test_captions_are_fields(cleaned: Cleaned) -> None:
    assert [caption.text for caption in cleaned.article.captions] == ["The bridge in spring"]


def test_fields_are_those_of_the_page_and_tell_where_they_are_from(cleaned: Cleaned) -> None:
    article = cleaned.article
    assert (article.title, article.authors, article.published) == (
        "Old bridge to close for two years", ("Omar Reed",), "2012-05-04T10:15:00Z",
    )  # fmt: skip
    assert article.origins == {"title": "h1", "authors": "author", "published": "json-ld datePublished"}


def test_origins_are_written_on_request_only(cleaned: Cleaned) -> None:
    assert "origins" not in to_record(cleaned.article, Form())
    assert to_record(cleaned.article, Form(origins=True))["origins"]["title"] == "h1"


def test_cleaning_the_body_again_changes_nothing(cleaner: Cleaner, cleaned: Cleaned) -> None:
    assert cleaner.clean(Document(text=cleaned.article.body)).body == cleaned.article.body


def test_a_page_of_a_few_words_is_judged_as_a_text(cleaner: Cleaner) -> None:
    article = cleaner.clean(Document(html="<html><body><p>A ferry ran aground.</p></body></html>"))
    assert article.body == "A ferry ran aground."
    assert [warning.code for warning in article.warnings] == ["no-main-content"]


def test_a_page_beyond_the_limits_says_so(cleaner: Cleaner) -> None:
    article = cleaner.clean(Document(html="<div>" * (MOST_DEPTH + 9) + BODY))
    assert article.warnings[0].code == "page-limit"
    assert article.warnings[0].message == (
        "elements are more than 512 deep; deeper ones were read as if they stood beside each other"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + f">{BODY}",
        "<div>x</div>" * 31_000,
        "<p>" + "x " * 1_600_000,
    ],
    ids=["attributes", "elements", "size"],
)
def test_a_page_on_which_the_extractor_would_take_too_long_goes_without(
    cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch, html: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        pytest.fail("the extractor was asked")

    monkeypatch.setattr("trafilatura.bare_extraction", refused)
    monkeypatch.setattr("htmldate.find_date", refused)
    assert "no-main-content" in [warning.code for warning in cleaner.clean(Document(html=html)).warnings]


def test_whatever_the_extractor_raises_the_page_is_cleaned(cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", failing)
    article = cleaner.clean(Document(html=PAGE))
    assert PARAGRAPHS[1] in article.body
    assert [warning.code for warning in article.warnings] == ["no-main-content"]
