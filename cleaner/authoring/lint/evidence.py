"""What cases tell of rule sets: sets that no case shows, and fingerprints that speak for two sets at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.authoring.cases import Case, document_of
from cleaner.authoring.lint.findings import Finding, seen
from cleaner.authoring.lint.written import WrittenFile, zip_places
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.sources import SourceFinder
from cleaner.reading.blocks import split
from cleaner.reading.decoding import repair
from cleaner.reading.pages import read_page
from cleaner.rulebook.book import RuleBook, lineage
from cleaner.rulebook.rules import RuleSet
from cleaner.text.languages import detect_language


class Shown(NamedTuple):
    """What a case shows: the set that cleans it, and the fingerprints that it holds of all sets that have enough."""

    path: Path
    rule_set: str
    found: Mapping[str, Sequence[str]]


def shown_by(cases: Iterable[Case], book: RuleBook) -> Iterator[Shown]:
    """What cases show."""
    finder = SourceFinder(book)
    return (_shown(case, finder, book) for case in cases)


def _shown(case: Case, finder: SourceFinder, book: RuleBook) -> Shown:
    given = document_of(case)
    blocks = split(repair(given.text), "auto") if given.text is not None else read_page(given.html or "").blocks
    document = FoldedDocument(blocks)
    hits = finder.index.scan(document)
    choice = finder.choose(document, hits, given.source, given.url, given.crawled)
    if choice.rule_set is None and isinstance(meant := case.expected.get("source"), str):
        choice = finder.choose(document, hits, meant, None, given.crawled)  # the case itself fails until it is found
    name = choice.rule_set.name if choice.rule_set is not None else book.for_language(detect_language(document.texts))
    found = finder.choose(document, hits, None, None, None).found
    enough = {s: marks for s, marks in found.items() if len(marks) >= book.sets[s].min_fingerprints}
    return Shown(case.path, name, enough)


def check_cases(files: Sequence[WrittenFile], shown: Sequence[Shown], book: RuleBook) -> Iterator[Finding]:
    """Files that no case shows, themselves or through a set that inherits from them; fingerprints of two sets."""
    tried = {name for case in shown for name in lineage(book, case.rule_set)}
    for file in files:
        if file.name not in tried:
            said = ("no case shows what it does", "put a document with its expected article beside the other cases")
            yield file.found("no-cases", file.value("source") or file.root, "", said)
    told: set[tuple[str, str]] = set()
    by_name = {file.name: file for file in files}
    for case in shown:
        for name in case.found:
            rival = _rival(name, case, book)
            if name in by_name and rival and (name, rival) not in told:
                told.add((name, rival))
                yield _found(by_name[name], case, rival)


def _rival(name: str, case: Shown, book: RuleBook) -> str:
    """The set that a case is of, where a set's fingerprints speak as loud for it as that one's own; else ""."""
    own, other = book.sets[name], book.sets.get(case.rule_set)
    if other is None or name == case.rule_set or case.rule_set not in case.found:
        return ""
    if own.source == other.source and (len(case.found[name]) < len(case.found[other.name]) or _is_told(own, other)):
        return ""
    return other.name


def _is_told(one: RuleSet, other: RuleSet) -> bool:
    """Whether the time of the crawl may tell two layouts apart."""
    return one.valid is not None and other.valid is not None and one.valid != other.valid


def _found(file: WrittenFile, case: Shown, rival: str) -> Finding:
    mark = case.found[file.name][0]
    node = file.value("fingerprints")
    patterns = tuple(mark.pattern for mark in file.rule_set.fingerprints)
    place = next((p.node for p in zip_places(patterns, node) if p.pattern.source == mark), None) if node else None
    what = f"`{mark}` stands in {seen(case.path)}, too, which is of `{rival}`"
    return file.found(
        "shared-fingerprint", place or file.root, "fingerprints", (what, "take what only this source has")
    )
