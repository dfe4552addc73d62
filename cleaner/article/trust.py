"""What a page says of its article, weighed: for each field, whom to believe, in the order of `TRUST`.

What rules and the finder of titles take from the text comes first or last, as `TRUST` says; every value goes with the name
of where it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from cleaner.reading.candidates import Candidate
from cleaner.text.dates import find_date
from cleaner.text.folding import fold
from cleaner.text.names import is_name, split_names

TEXT: Final = "text"


class Value(NamedTuple):
    """A field's value and where it is from: `text`, or the name of a candidate's source."""

    value: Any
    source: str


TITLE_VOTES: Final[Mapping[str, float]] = {
    "json-ld headline": 2.0,
    "h1": 1.5,
    "og:title": 1.0,
    "sailthru.title": 1.0,
    "parsely-title": 1.0,
    "headline": 1.0,
    "citation_title": 1.0,
    "text": 0.5,
    "twitter:title": 0.4,
    "dc.title": 0.3,
    "dcterms.title": 0.3,
    "title": 0.3,
    "json-ld name": 0.2,
}
"""How much each source of a title counts: the title is what most of them say, equal but for case and marks."""

TRUST: Final[Mapping[str, tuple[str, ...]]] = {
    "authors": (
        "json-ld person", "json-ld author", "json-ld creator", "sailthru.author", "parsely-author", "citation_author",
        "cxenseparse:author", "article:author_name", "author", "rel=author", "itemprop", "dc.creator", "dcterms.creator",
        "byl", "byline", "article:author", "text", "author's element",
    ),
    "published": (
        "json-ld datePublished", "article:published_time", "og:article:published_time", "parsely-pub-date",
        "datepublished", "itemprop", "citation_publication_date", "cxenseparse:recs:publishtime", "pubdate", "publishdate",
        "publish-date", "article.published", "dc.date.issued", "dcterms.created", "sailthru.date", "dc.date", "dcterms.date",
        "json-ld dateCreated", "date", "og:pubdate", "url", "text", "time",
    ),
    "modified": (
        "json-ld dateModified", "article:modified_time", "og:updated_time", "datemodified", "itemprop", "lastmod",
        "dcterms.modified", "last-modified", "text",
    ),
    "section": ("article:section", "json-ld articleSection", "og:section", "text"),
}  # fmt: skip
"""Whom to believe, by field, most trusted first; sources that are not named are not believed. `text` is what rules, or the
finder of titles, take from the page's text: where the source is known, it comes first."""

_NAMED: Final = ("json-ld person", "json-ld author", "json-ld creator", "author", "parsely-author", "sailthru.author")
"""Sources whose values are names and nothing else."""
_AGREES: Final = 0.5
"""The share of words that a heading must have in common with what the head says, to be the article's title."""
_PARTS: Final = re.compile(r"\s+[|•·»›–—-]\s+|\s*[|»›]\s*|:\s+(?=\S+$)")
_WORDS: Final = re.compile(r"\w+")
_ISO: Final = re.compile(
    r"""
    (?P<day>\d{4}-\d\d-\d\d)
    (?:[T\s]+ (?P<time>\d\d:\d\d (?::\d\d)?) (?:[.,]\d+)? \s* (?P<zone>Z|[+-]\d\d:?\d\d)? )?
    """,
    re.VERBOSE,
)
_COMPACT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:\D|T?\d{4,6}|$)")
_IN_URL: Final = re.compile(
    r"/(?P<year>19\d\d|20\d\d)[/-](?P<month>0?[1-9]|1[0-2])[/-](?P<day>0?[1-9]|[12]\d|3[01])(?:/|-|\b)"
)
_NO_PERSON: Final = re.compile(
    r"https?:|www\.|\.com\b|@|\d{3}|^(?:admin|staff|editor|guest|unknown|anonymous|webmaster)$", re.IGNORECASE
)
_MAIL: Final = re.compile(r"\S+@\S+")
_OF_A_FIRM: Final = re.compile(
    r"\b(?:staff|team|desk|editors?|newsroom|redaktion|redazione|redacci[oó]n|editorial|reporter)\b", re.IGNORECASE
)
_MOST_NAMES: Final = 12
_LONGEST_NAME: Final = 60


def reconcile(
    candidates: Sequence[Candidate],
    said: Mapping[str, Any],
    url: str | None = None,
    language: str | None = None,
    *,
    known: bool = False,
) -> dict[str, Value]:
    """The values of fields, by what the text said (`said`) and a page's candidates; `known`: the text's rules are its source's."""
    page = _Known(candidates, url, language)
    found: dict[str, Value] = {}
    if title := page.title(said.get("title"), known=known):
        found["title"] = title
    for field, order in TRUST.items():
        for source in (TEXT, *order) if known else order:
            value = said.get(field) if source == TEXT else page.value(field, source)
            if value:
                found[field] = Value(value, source)
                break
    return found


class _Known:
    """The candidates of one page, by field and source."""

    def __init__(self, candidates: Sequence[Candidate], url: str | None, language: str | None) -> None:
        self.language = language
        self.values: dict[tuple[str, str], list[str]] = {}
        for candidate in candidates:
            self.values.setdefault((candidate.field, candidate.source), []).append(candidate.value)
        self.url = url or next(iter(self.values.get(("url", "canonical"), ())), "")
        try:
            self.host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            self.host = ""
        sites = [candidate.value for candidate in candidates if candidate.field == "site"]
        self.sites = {_key(site) for site in sites} | {_key(self.host), _key(self.host.split(".")[0])}
        self.sites.discard("")

    def value(self, field: str, source: str) -> Any:
        """The value of a field by one source, None where it says nothing that can be believed."""
        if (field, source) == ("published", "url"):
            return day_in_url(self.url)
        values = self.values.get((field, source))
        if not values:
            return None
        if field == "title":
            return self._heading(values) if source == "h1" else self._title(values[0])
        if field == "authors":
            return self._people(values, source)
        if field in ("published", "modified"):
            return next((day for value in values[:1] if (day := iso_of(value, self.language))), None)
        return values[0]

    def title(self, said: str | None, *, known: bool) -> Value | None:
        """The title that most sources say; the text's, `said`, where its source is known."""
        if said and known:
            return Value(said, TEXT)
        votes: dict[str, float] = {}
        first: dict[str, Value] = {}
        for source, weight in TITLE_VOTES.items():
            value = said if source == TEXT else self.value("title", source)
            if value and (key := _key(value)):
                votes[key] = votes.get(key, 0.0) + weight
                first.setdefault(key, Value(value, source))
        return first[max(votes, key=votes.__getitem__)] if votes else None

    def _people(self, values: Sequence[str], source: str) -> tuple[str, ...]:
        if source == "json-ld person":
            return people_of(values, set(), self.language, is_named=True)
        if source == "author's element":
            return self._people_of_element(values)
        return people_of(values, self.sites, self.language, is_named=source in _NAMED)

    def _people_of_element(self, values: Sequence[str]) -> tuple[str, ...]:
        """The people of the first line that names one by two words or more."""
        for value in values[:_MOST_NAMES]:
            people = people_of([value], self.sites, self.language)
            if people and all(" " in name for name in people):
                return people
        return ()

    def _title(self, value: str) -> str | None:
        if value.endswith(("...", "…")) or _key(value) in self.sites:
            return None
        return without_site(value, self.sites) or None

    def _heading(self, values: Sequence[str]) -> str | None:
        """Of the headings, the one that says most of what the page's head says is its title."""
        heads = [v for source in TITLE_VOTES if source != "h1" for v in self.values.get(("title", source), ())[:1]]
        values = [value for value in values if _key(value) not in self.sites]
        if not heads or not values:
            return values[0] if len(values) == 1 else None
        agreement, _, best = max((agreement_of(value, heads), -number, value) for number, value in enumerate(values))
        return without_site(best, self.sites) if agreement >= _AGREES else None


def agreement_of(heading: str, heads: Iterable[str]) -> float:
    """The largest share of words that a heading shares with one of some titles, by the longer of both but for a site's name."""
    own = set(_WORDS.findall(fold(heading)))
    best = 0.0
    for head in heads:
        words = set(_WORDS.findall(fold(head)))
        if own and words:
            best = max(best, len(own & words) / max(len(own), min(len(words), len(own) + 3)))
    return best


def without_site(title: str, sites: Iterable[str]) -> str:
    """A title without the name of its site, at either end."""
    known = set(sites)
    while parts := list(_PARTS.finditer(title)):
        last, first = parts[-1], parts[0]
        if _is_site(title[last.end() :], known) or (
            "|" in last[0] and len(title[: last.start()]) > len(title[last.end() :])
        ):
            title = title[: last.start()]
        elif _is_site(title[: first.start()], known):
            title = title[first.end() :]
        else:
            break
    return title.strip()


def _is_site(text: str, sites: set[str]) -> bool:
    key = _key(text)
    return bool(key) and any(
        key == site or (len(key) > 3 and (key in site or site in key) and len(text.split()) < 6) for site in sites
    )


def _key(text: str) -> str:
    return "".join(_WORDS.findall(fold(text).removeprefix("@").removeprefix("the ")))


def people_of(
    values: Sequence[str], sites: set[str], language: str | None, *, is_named: bool = False
) -> tuple[str, ...]:
    """The people among some values: no sites, no handles, no "By"; `is_named` says that a value is a name, if not a site's."""
    names: list[str] = []
    for value in values[:_MOST_NAMES]:
        value = _MAIL.sub("", value).strip(" |,;")  # noqa: PLW2901
        if not value or _NO_PERSON.search(value) or _key(value) in sites:
            continue
        found = split_names(value, language)
        if not found and (is_name(value) or (is_named and not _OF_A_FIRM.search(value))):
            found = (value,)
        names += [name for name in found if len(name) <= _LONGEST_NAME and _key(name) not in sites]
    unique = {fold(name): name for name in reversed(names)}
    return tuple(name for name in dict.fromkeys(names) if unique[fold(name)] is name or unique[fold(name)] == name)


def iso_of(text: str, language: str | None) -> str | None:
    """A date as ISO 8601 with the precision known."""
    text = text.strip()
    if match := _ISO.match(text):
        time, zone = match["time"], match["zone"] or ""
        if zone in ("+00:00", "+0000", "-00:00"):
            zone = "Z"
        elif len(zone) == len("+0200"):
            zone = f"{zone[:3]}:{zone[3:]}"
        return f"{match['day']}T{time}{zone}" if time else match["day"]
    if match := _COMPACT.match(text):
        return find_date(f"{match['year']}-{match['month']}-{match['day']}", language)
    return find_date(fold(text.replace("/", "-") if text[:4].isdigit() else text), language)


def day_in_url(url: str) -> str | None:
    """The day that an address holds, `/2012/05/04/`."""
    match = _IN_URL.search(url)
    return f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}" if match else None
