"""What one sees in the documents of a source before there are rules for it: lines that repeat, and where.

Lines are compared with their numbers and dates masked: `Comments 12` and `Comments 7` are both `Comments {:int}`.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import regex

from cleaner.authoring.archives import toolbar_of
from cleaner.cleaning import Cleaned, Cleaner
from cleaner.engine.guards import PROSE_WORDS
from cleaner.engine.sources import SourceFinder, host_of, unwrap
from cleaner.model import Document
from cleaner.reading.blocks import Mode
from cleaner.rulebook.book import UNKNOWN, RuleBook
from cleaner.text.dates import date_regex
from cleaner.text.folding import fold, fold_with_origin
from cleaner.text.words import count_words

LONGEST: Final = 200
"""Characters of a line that is looked at: longer ones are no furniture that one would write a rule for."""
EXAMPLES: Final = 3
"""Lines that are shown for a pattern."""
HEADLINE_WORDS: Final = 4
"""Words from which a line may be a headline: fewer make a label."""
HEAD, FOOT, BETWEEN = "head", "foot", "between"
ARCHIVE: Final = "<archive>"
"""What stands for the rule of the lines that an archive has put on top."""
_WHOLE_NUMBER: Final = r"[0-9]+(?:,[0-9]{3})*"
_ESCAPED: Final = re.compile(r"[*{}\\]")
_STEERING: Final = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFEFF\uFFFE\uFFFF]")
"""What no file of rules can hold as it is."""


class Line(NamedTuple):
    """A block: its text, its pattern with numbers and dates masked, the same folded, and the shared rule that takes it.

    It has no pattern where it is too long for furniture, holds what no rule file can, or is an archive's.
    """

    text: str
    pattern: str
    key: str
    rule: str | None
    is_prose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A document as far as it is looked at."""

    name: str
    language: str | None
    host: str | None
    source: str | None
    """The source that the present rules find."""
    lines: tuple[Line, ...]

    @property
    def prose(self) -> frozenset[str]:
        """What the article is known by: two documents with the same prose are the same document twice."""
        return frozenset(fold(line.text) for line in self.lines if line.is_prose and line.rule is None)

    @property
    def toolbar(self) -> tuple[str, ...]:
        """The lines on top that are an archive's."""
        return tuple(line.text for line in self.lines if line.rule == ARCHIVE)


class Repeated(NamedTuple):
    """A pattern that most documents have: in how many, where, examples, and the shared rule that takes it already.

    `place` is the farthest that it stands from the top of a document, or from its end (`foot`), in blocks, 1-based.
    `opens` says that below it mostly stands what is each document's own: it is a heading.
    """

    pattern: str
    key: str
    documents: int
    where: str
    place: int
    examples: tuple[str, ...]
    rule: str | None
    opens: bool


class _Sighting(NamedTuple):
    """Where a document has a line for the first time: its block, and the first and last of the article (0-based)."""

    document: Observed
    block: int
    article: tuple[int, int]

    @property
    def line(self) -> Line:
        return self.document.lines[self.block]

    @property
    def blocks(self) -> int:
        return len(self.document.lines)

    @property
    def where(self) -> str:
        first, last = self.article
        return HEAD if self.block < first else FOOT if self.block > last else BETWEEN


class Observer:
    """Looks at documents as those shared rules leave them that a set of their own would inherit."""

    def __init__(self, book: RuleBook, blocks: Mode = "auto") -> None:
        shared = {name: rule_set for name, rule_set in book.sets.items() if not rule_set.source}
        shared = {name: rule_set for name, rule_set in shared.items() if not name.endswith(UNKNOWN)}
        self._shared = Cleaner(RuleBook(shared), blocks=blocks, score=False)
        self._finder = SourceFinder(book)

    def observe(self, document: Document) -> Observed:
        """What is to be seen in a document; raises `DocumentError` where it cannot be cleaned."""
        cleaned = self._shared.examine(document)
        hits = self._finder.index.scan(cleaned.document)
        choice = self._finder.choose(cleaned.document, hits, None, document.url, document.crawled)
        return _observed(document, cleaned, choice.rule_set.source if choice.rule_set else None)


def _observed(document: Document, cleaned: Cleaned, source: str | None) -> Observed:
    folded, owners = cleaned.document, cleaned.labelling.owners
    language = cleaned.article.language
    url, _ = unwrap(document.url)
    host = host_of(url or document.source or "").removeprefix("www.")
    archived = toolbar_of(folded.texts)
    lines = (
        Line(text, "", text, ARCHIVE, is_prose=False)
        if block in archived
        else _line(text, language, owner.rule.rule.id if owner else None, folded.word_count(block) >= PROSE_WORDS)
        for block, (text, owner) in enumerate(zip(folded.texts, owners, strict=True))
    )
    return Observed(
        name=document.id or "document",
        language=language,
        host=host if "." in host else None,
        source=source,
        lines=tuple(lines),
    )


def _line(text: str, language: str | None, rule: str | None, is_prose: bool) -> Line:
    if len(text) > LONGEST:
        return Line(text[:LONGEST], "", text, rule, is_prose)
    pattern, key = masked(text, language)
    return Line(text, "" if _STEERING.search(pattern) else pattern, key, rule, is_prose)


def masked(text: str, language: str | None) -> tuple[str, str]:
    """A pattern that matches a text, with slots for its numbers and dates; and the same folded, to compare."""
    folded, origin = fold_with_origin(text)
    pattern: list[str] = []
    key: list[str] = []
    end = 0
    for match in _slots(language).finditer(folded):
        slot = "{:date}" if match["date"] else "{:int}"
        pattern += [_literal(text, origin, end, match.start()), slot]
        key += [folded[end : match.start()], slot]
        end = match.end()
    pattern.append(_literal(text, origin, end, len(folded)))
    return "".join(pattern), "".join((*key, folded[end:]))


def _literal(text: str, origin: list[int] | None, start: int, end: int) -> str:
    piece = text[origin[start] : origin[end]] if origin else text[start:end]
    return _ESCAPED.sub(r"\\\g<0>", re.sub(r"\s+", " ", piece))


@functools.cache
def _slots(language: str | None) -> re.Pattern[str]:
    return re.compile(f"(?P<date>{date_regex(language)})|(?P<int>{_WHOLE_NUMBER})")


def without_twins(documents: Iterable[Observed]) -> tuple[Observed, ...]:
    """Each document once: what is saved twice would look like a template."""
    first: dict[frozenset[str], Observed] = {}
    for document in documents:
        first.setdefault(document.prose or frozenset([document.name]), document)
    return tuple(first.values())


def most(documents: Sequence[Observed]) -> int:
    """How many documents are most of them: more than half, and two at least."""
    return max(2, len(documents) // 2 + 1)


def repeated_lines(documents: Sequence[Observed]) -> tuple[Repeated, ...]:
    """The patterns of lines that most documents have, those of the head first, in the order in which they stand."""
    counts = Counter(key for document in documents for key in {line.key for line in document.lines if line.pattern})
    often = {key for key, count in counts.items() if count >= most(documents)}
    seen: dict[str, list[_Sighting]] = {}
    for document in documents:
        article = article_of(document, often)
        first = {line.key: block for block, line in reversed(list(enumerate(document.lines))) if line.key in often}
        for key, block in first.items():
            seen.setdefault(key, []).append(_Sighting(document, block, article))
    kept = {key: sightings for key, sightings in seen.items() if not _is_headline(sightings)}
    found = [(_repeated(sightings, kept), _middle(sightings)) for sightings in kept.values()]
    order = (HEAD, BETWEEN, FOOT)
    return tuple(line for line, _ in sorted(found, key=lambda pair: (order.index(pair[0].where), pair[1])))


def article_of(document: Observed, often: Container[str]) -> tuple[int, int]:
    """The first and the last block (0-based) of a document's own prose; where it has none, its longest block."""
    own = [b for b, line in enumerate(document.lines) if line.rule is None and line.key not in often]
    prose = [block for block in own if document.lines[block].is_prose]
    if not prose:
        longest = max(own, key=lambda block: len(document.lines[block].text), default=len(document.lines))
        return longest, longest
    return prose[0], prose[-1]


def _is_headline(sightings: Sequence[_Sighting]) -> bool:
    """Whether a line is the title of one document that others point to below theirs, or beside their article."""
    places = Counter(sighting.where for sighting in sightings)
    is_elsewhere = places[FOOT] or (places[HEAD] == 1 and places[BETWEEN])
    return bool(places[HEAD] and is_elsewhere) and count_words(sightings[0].line.text) >= HEADLINE_WORDS


def _repeated(sightings: Sequence[_Sighting], often: Container[str]) -> Repeated:
    where = Counter(sighting.where for sighting in sightings).most_common(1)[0][0]
    there = [sighting for sighting in sightings if sighting.where == where]
    place = max(s.blocks - s.block if where == FOOT else s.block + 1 for s in there)
    rules = Counter(sighting.line.rule for sighting in sightings)
    examples = tuple(dict.fromkeys(sighting.line.text for sighting in there))[:EXAMPLES]
    first, rule = there[0].line, rules.most_common(1)[0][0]
    opens = 2 * sum(_is_own(sighting.document, sighting.block + 1, often) for sighting in there) > len(there)
    return Repeated(first.pattern, first.key, len(sightings), where, place, examples, rule, opens)


def _is_own(document: Observed, block: int, often: Container[str]) -> bool:
    """Whether a block is the document's own: there is one, it does not repeat, and no shared rule takes it."""
    line = document.lines[block] if block < len(document.lines) else None
    return line is not None and line.rule is None and line.key not in often


def _middle(sightings: Sequence[_Sighting]) -> float:
    """How far down its documents a line stands, from 0 to 1."""
    return sum(sighting.block / sighting.blocks for sighting in sightings) / len(sightings)
