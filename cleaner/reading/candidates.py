"""What a page says of its article beside the text: JSON-LD, meta elements, microdata, times and links, as candidates.

Nothing is decided here: `cleaner.article.trust` weighs what was found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from cleaner.model import Elements
from cleaner.reading.markup import attributes_of, unescape


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A value for a field, as it stands, and where it was found: `json-ld`, `og:title`, `h1` ..."""

    field: str
    value: str
    source: str


MOST_DATA: Final = 500_000
"""Characters of one script of data that are read."""
_DEEPEST: Final = 12
"""Levels of data in data that are looked through."""
_ARTICLES: Final = re.compile(r"(?:Article|BlogPosting|Report|Posting|Review|Recipe|CreativeWork)$")
_CONTROL: Final = re.compile(r"[\x00-\x1f]+")
_COMMA: Final = re.compile(r",\s*([}\]])")
_OF_AUTHORS: Final = re.compile(r"[Aa]uthor|[Bb]yline")
_LAST_TAG: Final = re.compile(r"<[^>]*>")

_META: Final = {
    "og:title": "title", "twitter:title": "title", "dc.title": "title", "dcterms.title": "title", "parsely-title": "title",
    "sailthru.title": "title", "citation_title": "title", "headline": "title",
    "author": "authors", "article:author": "authors", "dc.creator": "authors", "dcterms.creator": "authors", "byl": "authors",
    "parsely-author": "authors", "sailthru.author": "authors", "citation_author": "authors", "og:article:author": "authors",
    "article:author_name": "authors", "twitter:creator": "authors", "cxenseparse:author": "authors", "byline": "authors",
    "article:published_time": "published", "og:article:published_time": "published", "datepublished": "published",
    "date": "published", "dc.date": "published", "dc.date.issued": "published", "dcterms.created": "published",
    "dcterms.date": "published", "pubdate": "published", "publishdate": "published", "publish-date": "published",
    "parsely-pub-date": "published", "sailthru.date": "published", "article.published": "published",
    "citation_publication_date": "published", "cxenseparse:recs:publishtime": "published", "og:pubdate": "published",
    "article:modified_time": "modified", "og:updated_time": "modified", "lastmod": "modified", "last-modified": "modified",
    "datemodified": "modified", "dcterms.modified": "modified",
    "og:site_name": "site", "application-name": "site", "twitter:site": "site",
    "article:section": "section", "og:section": "section",
    "article:tag": "tags", "keywords": "tags", "news_keywords": "tags",
    "description": "description", "og:description": "description",
    "og:locale": "language",
}  # fmt: skip
"""Names of meta elements, and the fields that they speak of."""
_PROPERTIES: Final = {
    "headline": "title", "author": "authors", "datepublished": "published", "datemodified": "modified", "datecreated": "published",
}  # fmt: skip
"""Properties of microdata."""


def candidates_of(elements: Elements) -> list[Candidate]:
    """All candidates of a page, in the order of the page; those of JSON-LD first."""
    found = [*_of_data(elements)]
    for number, tag in enumerate(elements.tags):
        source = elements.attributes[number]
        if tag == "meta":
            found += _of_meta(attributes_of(source))
        elif tag == "title" and number in elements.said:
            found.append(Candidate("title", _tidy(unescape(elements.said[number])), "title"))
        elif tag == "h1" and number in elements.said:
            found.append(Candidate("title", _tidy(unescape(elements.said[number])), "h1"))
        elif tag == "link" and ("canonical" in source or "hreflang" in source):
            found += _of_link(attributes_of(source))
        elif tag == "time" or "itemprop" in source or "uthor" in source or "yline" in source:
            found += _of_element(elements, number, attributes_of(source))
        elif tag == "html" and "lang" in source and (language := attributes_of(source).get("lang")):
            found.append(Candidate("language", language, "html"))
    return [candidate for candidate in found if candidate.value]


def _of_meta(found: dict[str, str]) -> Iterator[Candidate]:
    name = (found.get("property") or found.get("name") or found.get("itemprop") or "").lower()
    field = _META.get(name) or _PROPERTIES.get(name)
    if field is not None:
        yield Candidate(field, _tidy(found.get("content", "")), name)


def _of_link(found: dict[str, str]) -> Iterator[Candidate]:
    rel = found.get("rel", "").lower().split()
    if "canonical" in rel:
        yield Candidate("url", found.get("href", ""), "canonical")
    elif "alternate" in rel and "hreflang" in found:
        yield Candidate("hreflang", found["hreflang"], found.get("href", ""))


def _of_element(elements: Elements, number: int, found: dict[str, str]) -> Iterator[Candidate]:
    """Of times, of people, and of elements with a property."""
    said = _tidy(unescape(elements.said.get(number, "")))
    name = found.get("itemprop", "").lower()
    if elements.tags[number] == "time":
        field = "modified" if "modif" in name or "updat" in found.get("class", "").lower() else "published"
        yield Candidate(field, found.get("datetime") or said, "time")
    elif name in _PROPERTIES:
        yield Candidate(_PROPERTIES[name], found.get("content") or found.get("datetime") or said, "itemprop")
    elif "author" in found.get("rel", "").lower().split():
        yield Candidate("authors", said, "rel=author")
    elif _OF_AUTHORS.search(found.get("class", "") + found.get("id", "") + found.get("href", "")):
        for line in elements.said.get(number, "").split("\n"):
            yield Candidate("authors", _tidy(unescape(line)), "author's element")


def _of_data(elements: Elements) -> Iterator[Candidate]:
    """What JSON-LD says of articles, in lists and graphs, and of what is in them."""
    for number, text in elements.said.items():
        if elements.tags[number] == "script" and "ld+json" in elements.attributes[number]:
            for thing in _things(_loaded(text), 0):
                yield from _of_thing(thing)


def _loaded(text: str) -> Any:
    """The value of a script of data; None where it is broken beyond repair."""
    text = text.strip().rstrip("; ").removeprefix("<!--").removesuffix("-->").strip().rstrip(";")[:MOST_DATA]
    for mended in (text, _COMMA.sub(r"\1", _CONTROL.sub(" ", text))):
        try:
            return json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The articles among some data, and under the pages that hold them."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        if any(_ARTICLES.search(kind) for kind in _strings(value.get("@type"))):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
            if key != "itemListElement" or "headline" in str(value.get("@type")):
                yield from _things(value.get(key), depth + 1)


def _of_thing(thing: dict[str, Any]) -> Iterator[Candidate]:
    for key, field in (("headline", "title"), ("name", "title"), ("datePublished", "published"), ("dateCreated", "published"),
                       ("dateModified", "modified"), ("articleSection", "section"), ("keywords", "tags"), ("inLanguage", "language")):  # fmt: skip
        for value in _strings(thing.get(key)):
            yield Candidate(field, _tidy(unescape(value)), f"json-ld {key}")
    for key in ("author", "creator"):
        people = {name for person in _persons(thing.get(key), 0) for name in _names(person, 0)}
        for name in _names(thing.get(key), 0):
            source = "json-ld person" if name in people else f"json-ld {key}"
            yield Candidate("authors", _tidy(unescape(name)), source)
    for name in _names(thing.get("publisher"), 0):
        yield Candidate("site", _tidy(unescape(name)), "json-ld publisher")


def _persons(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """What is said to be a person."""
    if isinstance(value, list) and depth <= _DEEPEST:
        for item in value:
            yield from _persons(item, depth + 1)
    elif isinstance(value, dict) and "Person" in _strings(value.get("@type")):
        yield value


def _names(value: Any, depth: int) -> Iterator[str]:
    """The names of people or of firms."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, depth + 1)
    elif isinstance(value, dict):
        name = value.get("name")
        if name is None and isinstance(value.get("givenName"), str) and isinstance(value.get("familyName"), str):
            name = f"{value['givenName']} {value['familyName']}"
        yield from _names(name, depth + 1)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _tidy(text: str) -> str:
    return " ".join(_LAST_TAG.sub(" ", text).split()) if "<" in text else " ".join(text.split())
