"""Which rule set a document gets: the caller's word, else the URL's host, else fingerprints in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
import regex

from cleaner.engine.literals import FoldedDocument, Hits, LiteralIndex, Lookup
from cleaner.engine.matching import ExpressionMatcher, Matcher, compile_pattern
from cleaner.engine.program import CompiledRule, Compiler
from cleaner.engine.required import literal_choices
from cleaner.rulebook.book import RuleBook, lineage
from cleaner.rulebook.patterns import Pattern, Template
from cleaner.rulebook.rules import Interval, RuleSet

_ARCHIVES = regex.compile(
    r"""
    (?:https?://)?
    (?:web\.archive\.org/web|archive\.(?:today|ph|is|md|vn|li|fo)|arquivo\.pt/(?:noFrame/)?wayback|[\w.]*webarchive[\w.]*/\w+)
    /(?P<time>\d{4,14})(?:\*|[a-z]{2}_)?     # when it was crawled; `id_` and such ask for raw pages
    /(?P<url>.+)
    """,
    regex.VERBOSE,
)

MANY_SOURCES: Final = 8
"""Sources from which on the rules of their language are looked for in every document."""
MOST_SHARING: Final = 8
"""Fingerprints that may be found by the same literal."""


class Evidence(NamedTuple):
    """How many of a rule set's fingerprints a document holds, and how many it needs."""

    rule_set: str
    found: tuple[str, ...]
    needed: int


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The rule set of a document (None: its source is unknown), and how it was found."""

    rule_set: RuleSet | None
    how: str
    sets: tuple[RuleSet, ...] = ()
    """The rule sets that were looked at."""
    found: Mapping[str, Sequence[str]] = {}
    """The fingerprints found, by rule set."""
    marked: Sequence[int] = ()
    """The blocks that hold them."""
    unknown_name: str | None = None
    """A source that the caller named and nobody knows."""
    unknown_layout: str | None = None
    """A source of which no layout fits."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What spoke for each rule set that was looked at, most first."""
        rows = [Evidence(s.name, tuple(self.found.get(s.name, ())), s.min_fingerprints) for s in self.sets]
        return tuple(sorted(rows, key=lambda row: (-len(row.found), row.rule_set)))


class _Print(NamedTuple):
    """A compiled fingerprint."""

    owner: RuleSet
    matcher: Matcher | ExpressionMatcher
    at: Interval | None
    pattern: Pattern


class SourceFinder:
    """Finds the rule set of a document among all of a rule book, at a cost that does not grow with their number.

    `compiler` is that of the programs that share its index: what is compiled for their literals they need not compile again.
    Without one no program does, and the index has the fingerprints alone.
    """

    __slots__ = ("_book", "_hosts", "_lookup", "_prints", "_sources", "index")

    def __init__(self, book: RuleBook, compiler: Compiler | None = None) -> None:
        self._book = book
        self._sources: dict[str, list[RuleSet]] = {}
        self._hosts: dict[str, str] = {}
        for rule_set in book.sources():
            self._sources.setdefault(rule_set.source or "", []).append(rule_set)
            self._hosts.update(dict.fromkeys(rule_set.hosts, rule_set.source or ""))
        self._prints = [
            _Print(rule_set, compile_pattern(p.pattern, rule_set.language), p.at, p.pattern)
            for rule_set in book.sources()
            for p in rule_set.fingerprints
        ]
        marks = list(_marks(self._prints))
        rules = _rules_of_sources(book, compiler) if compiler is not None else ()
        literals = (literal for rule in rules for literal, _ in rule.asked)
        self.index = LiteralIndex([*literals, *(text for text, _ in marks)])
        self._lookup = Lookup(self.index, marks)

    def choose(
        self, document: FoldedDocument, hits: Hits, named: str | None, url: str | None, crawled: str | None
    ) -> Choice:
        """The rule set of a document; `hits` are what the index found in it, `crawled` is an ISO 8601 day that breaks ties between layouts."""
        url, archived = unwrap(url)
        crawled = crawled or archived
        unknown = None
        if named:
            if (own := self._book.sets.get(named)) is not None and (own.layout or named not in self._sources):
                return Choice(rule_set=own, how="named")
            source = named if named in self._sources else self._source_of_host(named)
            if source is not None:
                return self._layout(document, hits, source, crawled, "named")
            unknown = named
        source = self._source_of_host(host_of(url)) if url else None
        if source is not None:
            return self._layout(document, hits, source, crawled, "host", unknown)
        return self._by_fingerprints(document, hits, crawled, unknown)

    def _source_of_host(self, host: str) -> str | None:
        """The source of a host or of the nearest domain above it: the longest name wins."""
        host = host.lower().rstrip(".")
        while host:
            if (source := self._hosts.get(host)) is not None:
                return source
            _, _, host = host.partition(".")
        return None

    def _found(self, document: FoldedDocument, hits: Hits) -> tuple[dict[str, list[str]], tuple[int, ...]]:
        """For each rule set with any: the fingerprints that the document holds; and the blocks that hold them."""
        found: dict[str, list[str]] = {}
        marked: set[int] = set()
        for number, blocks in self._lookup.find(hits).items():
            mark = self._prints[number]
            is_sure = mark.matcher.sure and mark.at is None
            there = blocks if is_sure else [block for block in blocks if _is_there(mark, document, block)]
            if there:
                found.setdefault(mark.owner.name, []).append(mark.pattern.source)
                marked.update(there)
        return found, tuple(sorted(marked))

    def _layout(
        self,
        document: FoldedDocument,
        hits: Hits,
        source: str,
        crawled: str | None,
        how: str,
        unknown: str | None = None,
    ) -> Choice:
        layouts = self._sources[source]
        if len(layouts) == 1 and not layouts[0].layout:
            return Choice(rule_set=layouts[0], how=how, unknown_name=unknown)
        found, marked = self._found(document, hits)
        best = _best(layouts, found, crawled) or next((s for s in layouts if not s.layout and not s.fingerprints), None)
        missing = source if best is None else None
        return Choice(
            rule_set=best,
            how=how,
            sets=tuple(layouts),
            found=found,
            marked=marked,
            unknown_name=unknown,
            unknown_layout=missing,
        )

    def _by_fingerprints(
        self, document: FoldedDocument, hits: Hits, crawled: str | None, unknown: str | None
    ) -> Choice:
        found, marked = self._found(document, hits)
        if not found:
            return Choice(rule_set=None, how="none", unknown_name=unknown)
        sets = [self._book.sets[name] for name in found]
        best = _best(sets, found, crawled)
        if best is not None and len(sets) > 1:
            rivals = [len(found[s.name]) for s in sets if s.source != best.source and _is_enough(s, found)]
            if len(found[best.name]) <= max(rivals, default=0):
                best = None
        how = "fingerprints" if best is not None else "none"
        return Choice(rule_set=best, how=how, sets=tuple(sets), found=found, marked=marked, unknown_name=unknown)


def _rules_of_sources(book: RuleBook, compiler: Compiler) -> Iterator[CompiledRule]:
    """All rules of sources and of what they inherit from, in their languages, each once for a language.

    Of a language that few of them speak, the rules are left out: they are read when a document of it comes.
    """
    asked = set()
    speakers = Counter(parent for rule_set in book.sources() for parent in rule_set.extends if book.is_late(parent))
    for name, count in speakers.items():
        if count >= MANY_SOURCES:
            book.sets[name]  # which reads it
    for rule_set in book.sources():
        order = [book.sets[name] for name in lineage(book, rule_set.name, at_hand=True)]
        language = next((each.language for each in order if each.language), None)
        # By their rules, as `shipped/NAME` is NAME once more.
        sets = {id(each.rules): each for each in order if (id(each.rules), language) not in asked}
        asked |= {(number, language) for number in sets}
        for each in sets.values():
            yield from compiler.compiled(((each.name, rule) for rule in each.rules), language)


def _marks(prints: list[_Print]) -> Iterator[tuple[str, int]]:
    """The literals by which fingerprints are found, with their numbers.

    Where many share one, as `Copyright ©`, each gets the one that fewest share: else all would be tried where it stands.
    """
    choices = [[mark.matcher.literals, *_choices(mark.pattern)] for mark in prints]
    shares = Counter(text for some in choices for text in set(chain.from_iterable(some)))
    for number, some in enumerate(choices):
        sharing = [max((shares[text] for text in texts), default=0) for texts in some]
        best = some[0] if sharing[0] <= MOST_SHARING else some[sharing.index(min(sharing))]
        yield from ((text, number) for text in best)


def _choices(pattern: Pattern) -> list[tuple[str, ...]]:
    return literal_choices(pattern.parts) if isinstance(pattern, Template) else []


def _is_there(mark: _Print, document: FoldedDocument, block: int) -> bool:
    if mark.at is not None and not _in_place(mark.at, block, len(document)):
        return False
    return mark.matcher.sure or mark.matcher.match(document.folded[block], document.texts[block]) is not None


def _in_place(at: Interval, block: int, count: int) -> bool:
    low, high = at.low or 1, at.high or -1
    return (low if low > 0 else count + low + 1) <= block + 1 <= (high if high > 0 else count + high + 1)


def _is_enough(rule_set: RuleSet, found: dict[str, list[str]]) -> bool:
    return len(found.get(rule_set.name, ())) >= rule_set.min_fingerprints


def _best(sets: list[RuleSet], found: dict[str, list[str]], crawled: str | None) -> RuleSet | None:
    """The set with most fingerprints found; the time of the crawl breaks ties, then the name."""
    enough = [s for s in sets if _is_enough(s, found)]
    if len(enough) == 1:
        return enough[0]
    return min(enough, key=lambda s: (-len(found[s.name]), not _is_valid(s, crawled), s.name), default=None)


def _is_valid(rule_set: RuleSet, crawled: str | None) -> bool:
    if rule_set.valid is None or crawled is None:
        return rule_set.valid is None
    first, last = rule_set.valid
    return (first is None or crawled[: len(first)] >= first) and (last is None or crawled[: len(last)] <= last)


def unwrap(url: str | None) -> tuple[str | None, str | None]:
    """The URL inside that of a web archive, and the day of its crawl (ISO 8601); others as they are."""
    match = _ARCHIVES.match(url) if url else None
    if match is None:
        return url, None
    time = match["time"]
    parts = [time[:4], *(time[i : i + 2] for i in (4, 6) if len(time) >= i + 2)]
    return match["url"], "-".join(parts)


def host_of(url: str) -> str:
    """The host of a URL, without port; "" where it has none. A bare `example.org/path` has one too."""
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
