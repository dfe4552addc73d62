"""Whom to believe of what a page says of its article."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner.article.trust import Value, agreement_of, day_in_url, iso_of, people_of, reconcile, without_site
from cleaner.reading.candidates import Candidate

SITE = Candidate("site", "The Ellery Post", "og:site_name")


def title_of(said: str | None = None, *, known: bool = False, **titles: str) -> Value | None:
    names = {"data": "json-ld headline", "h1": "h1", "og": "og:title", "head": "title"}
    candidates = [Candidate("title", value, names[name]) for name, value in titles.items()]
    return reconcile([SITE, *candidates], {"title": said}, known=known).get("title")


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        ({}, None),
        ({"h1": "Ferry runs aground"}, Value("Ferry runs aground", "h1")),
        ({"h1": "Ferry aground", "og": "Ferry aground", "data": "A ferry"}, Value("Ferry aground", "h1")),
        ({"h1": "A ferry!", "og": "Ferry aground", "data": "A ferry"}, Value("A ferry", "json-ld headline")),
        ({"h1": "The Ellery Post", "head": "Ferry aground | The Ellery Post"}, Value("Ferry aground", "title")),
        ({"data": "Ferry runs ...", "og": "Ferry runs aground"}, Value("Ferry runs aground", "og:title")),
        ({"said": "Ferry", "og": "Boat"}, Value("Boat", "og:title")),
        ({"said": "Ferry", "head": "Boat"}, Value("Ferry", "text")),
    ],
)
def test_the_title_is_what_most_sources_say(titles: dict[str, Any], title: Value | None) -> None:
    assert title_of(**titles) == title


def test_the_text_comes_first_where_its_source_is_known() -> None:
    assert title_of("Ferry", known=True, h1="Boat", og="Boat", data="Boat") == Value("Ferry", "text")


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Ferry runs aground - The Ellery Post", "Ferry runs aground"),
        ("The Ellery Post: Ferry", "Ferry"),
        ("Ellery Post | Ferry runs aground", "Ferry runs aground"),
        ("Ferry runs aground | News | The Ellery Post", "Ferry runs aground"),
        ("Ferry - the best of boats", "Ferry - the best of boats"),
        ("Ferry-boats", "Ferry-boats"),
    ],
)
def test_a_title_goes_without_its_site(title: str, plain: str) -> None:
    assert without_site(title, {"ellerypost"}) == plain


def test_headings_agree_by_their_words() -> None:
    assert agreement_of("Ferry runs aground", ["Ferry runs aground | Post"]) == 0.75
    assert agreement_of("Menu", ["Ferry runs aground"]) == 0
    assert agreement_of("Menu", []) == 0


@pytest.mark.parametrize(
    ("values", "people"),
    [
        (["By Jane Hale and Omar Reed"], ("Jane Hale", "Omar Reed")),
        (["Jane Hale", "JANE HALE", "Jane Hale"], ("Jane Hale",)),
        (["The Ellery Post", "@ellery", "https://a.example/jane", "admin"], ()),
        (["Jane Hale | jhale@post.example"], ("Jane Hale",)),
        (["Staff"], ()),
    ],
)
def test_authors_are_people(values: list[str], people: tuple[str, ...]) -> None:
    assert people_of(values, {"ellerypost"}, "en", is_named=True) == people


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012-05-04", "2012-05-04"),
        ("2012-05-04T10:15:30.000Z", "2012-05-04T10:15:30Z"),
        ("2012-05-04 10:15+0200", "2012-05-04T10:15+02:00"),
        ("2012-05-04T10:15:00+00:00", "2012-05-04T10:15:00Z"),
        ("20120504", "2012-05-04"),
        ("2012/5/4", "2012-05-04"),
        ("May 4, 2012", "2012-05-04"),
        ("soon", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert iso_of(text, "en") == iso


def test_a_day_in_an_address() -> None:
    assert day_in_url("https://a.example/2012/5/04/ferry") == "2012-05-04"
    assert day_in_url("https://a.example/2012/55/04/ferry") is None


@pytest.mark.parametrize(
    ("candidates", "published"),
    [
        (
            [("time", "2001-01-01"), ("json-ld datePublished", "2012-05-04")],
            Value("2012-05-04", "json-ld datePublished"),
        ),
        ([("time", "2001-01-01")], Value("2012-05-05", "text")),
        ([("article:published_time", "never")], Value("2012-05-05", "text")),
    ],
)
def test_dates_by_trust(candidates: list[tuple[str, str]], published: Value) -> None:
    given: dict[str, Any] = {"published": "2012-05-05"}
    values = reconcile([Candidate("published", value, source) for source, value in candidates], given)
    assert values["published"] == published
