"""Warnings that help who builds a corpus: what is cut off, what is behind a paywall, and what is no article."""

from __future__ import annotations

import pytest

from cleaner import Article, Cleaner

SHIPPED = Cleaner()
PARAGRAPHS = [
    "The council of Port Ellery voted on Tuesday to close the old harbour bridge for repairs that will take two years.",
    "Engineers found cracks in four of its eleven pillars last spring, and heavy lorries have been kept off it since.",
    "Ferries will cross the harbour every ten minutes until the bridge opens again, the council said in a statement.",
]


def codes(article: Article) -> set[str]:
    return {warning.code for warning in article.warnings}


def test_an_article_has_none() -> None:
    assert codes(SHIPPED.clean("\n".join(PARAGRAPHS))) == set()


@pytest.mark.parametrize("end", ["…", "...", " […]", "[...]", '..."'])
def test_a_body_that_ends_in_an_ellipsis_is_truncated(end: str) -> None:
    assert codes(SHIPPED.clean("\n".join([*PARAGRAPHS, f"The mayor said that the town would{end}"]))) == {"truncated"}


def test_an_ellipsis_within_the_body_or_on_a_line_of_few_words_cuts_nothing_off() -> None:
    assert codes(SHIPPED.clean("\n".join(["He waited for the ferry and waited...", *PARAGRAPHS]))) == set()
    assert codes(SHIPPED.clean("\n".join([*PARAGRAPHS, "And then..."]))) == set()


@pytest.mark.parametrize(
    "notice",
    ["Subscribe to continue reading", "This article is for subscribers only", "To continue reading, please subscribe"],
)
def test_the_notice_of_a_paywall(notice: str) -> None:
    article = SHIPPED.clean("\n".join([*PARAGRAPHS, notice]))
    assert "paywall" in codes(article)
    assert notice not in article.body


def test_an_offer_is_no_paywall() -> None:
    assert "paywall" not in codes(SHIPPED.clean("\n".join([*PARAGRAPHS, "Become a subscriber"])))


def test_a_list_of_teasers_is_an_index_page() -> None:
    towns = ["Torvik", "Oakham", "Ellery", "Brandby", "Salzmoor", "Ain Saroub", "Hollin", "Marsk"]
    teasers = [
        line
        for town in towns
        for line in (
            f"{town} votes on its bridge after nine years of waiting",
            f"The people of {town} will be asked in spring what becomes of the old one",
            f"Shops of {town} fear for their trade while the harbour is closed",
            "Read more",
        )
    ]
    article = SHIPPED.clean(
        "\n".join(["Home", "News", "Sport", "Weather", "Culture", *teasers, "About us", "Contact us"])
    )
    assert codes(article) & {"index-page", "no-body"}


def test_a_known_source_is_not_judged() -> None:
    lines = "\n".join(f"{number} stones of the harbour wall" for number in range(30))
    assert "index-page" not in codes(SHIPPED.clean(lines, source="naharnet"))
