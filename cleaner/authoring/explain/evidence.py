"""Where a document is from: who decided it, and what spoke for each rule set that it might have had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from cleaner.authoring.effective import nearest_name
from cleaner.authoring.explain.values import Candidate, Found, Origin
from cleaner.authoring.history import is_at
from cleaner.authoring.showing import visible
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.matching import SlowExpression, compile_pattern
from cleaner.engine.sources import Choice, SourceFinder, host_of, unwrap
from cleaner.model import Document
from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.rules import Fingerprint, RuleSet

_HOW: Final = {
    "named": "named by the caller",
    "host": "found by the URL's host",
    "fingerprints": "found by fingerprints in the text",
    "none": "no rule set was named, and neither host nor fingerprints tell one",
}


def origin_of(
    document: Document, folded: FoldedDocument, choice: Choice, finder: SourceFinder, book: RuleBook
) -> Origin:
    """How a document's source was found, with the evidence for every rule set that has any.

    Where a name or a host decided, the fingerprints are asked all the same: they may tell of a wrong name.
    """
    asked = finder.choose(folded, finder.index.scan(folded), None, None, document.crawled)
    sets = {rule_set.name: rule_set for rule_set in (*_winner(choice), *choice.sets, *asked.sets)}
    rows = [_candidate(rule_set, folded, asked.marked) for rule_set in sets.values()]
    verdicts = [_verdict(row, sets, rows, choice) for row in rows]
    rows = [msgspec.structs.replace(row, verdict=v, says=says) for row, (v, says) in zip(rows, verdicts, strict=True)]
    rows.sort(key=lambda row: (row.verdict != "won", -len(row.found), row.rule_set))
    return Origin(
        source=choice.rule_set.source if choice.rule_set else None,
        how=choice.how,
        says=_says(document, choice, book),
        candidates=tuple(rows) if choice.sets or asked.sets or len(rows) > 1 else (),
    )


def _winner(choice: Choice) -> tuple[RuleSet, ...]:
    """The set that was taken, if it has fingerprints to look for."""
    return (choice.rule_set,) if choice.rule_set and choice.rule_set.fingerprints else ()


def _says(document: Document, choice: Choice, book: RuleBook) -> str:
    if choice.unknown_name:
        near = nearest_name(book, choice.unknown_name)
        meant = f"; {near}" if near.startswith("did you mean") else ""
        found = "neither host nor fingerprints tell one" if choice.how == "none" else _how(document, choice)
        return f"{found}; `{visible(choice.unknown_name)}` is neither a rule set nor a known host{meant}"
    return _how(document, choice)


def _how(document: Document, choice: Choice) -> str:
    if choice.unknown_layout:
        return f"`{choice.unknown_layout}` was {_HOW[choice.how]}, but none of its layouts fits"
    host = host_of(unwrap(document.url)[0] or "") if choice.how == "host" else ""
    return _HOW[choice.how] + (f", {visible(host)}" if host else "")


def prints_at(document: FoldedDocument, rule_set: RuleSet, block: int) -> tuple[str, ...]:
    """The fingerprints of a rule set that a block (0-based) holds."""
    return tuple(mark.pattern.source for mark in rule_set.fingerprints if _holds(mark, rule_set, document, block))


def _holds(mark: Fingerprint, rule_set: RuleSet, document: FoldedDocument, block: int) -> bool:
    if mark.at is not None and not is_at(mark.at, block + 1, len(document)):
        return False
    matcher = compile_pattern(mark.pattern, rule_set.language)
    try:
        return matcher.match(document.folded[block], document.texts[block]) is not None
    except SlowExpression:
        return False


def _candidate(rule_set: RuleSet, document: FoldedDocument, marked: Sequence[int]) -> Candidate:
    marks = rule_set.fingerprints
    places = [tuple(block + 1 for block in marked if _holds(mark, rule_set, document, block)) for mark in marks]
    return Candidate(
        rule_set=rule_set.name,
        source=rule_set.source or "",
        needed=rule_set.min_fingerprints,
        found=tuple(Found(m.pattern.source, blocks) for m, blocks in zip(marks, places, strict=True) if blocks),
        missing=tuple(mark.pattern.source for mark, blocks in zip(marks, places, strict=True) if not blocks),
        verdict="",
        says="",
    )


def _verdict(row: Candidate, sets: dict[str, RuleSet], rows: Sequence[Candidate], choice: Choice) -> tuple[str, str]:
    """Why a rule set won or lost, as a word and in words."""
    winner = choice.rule_set
    if winner and row.rule_set == winner.name:
        return "won", ""
    if choice.how in ("named", "host") and row.rule_set not in {rule_set.name for rule_set in choice.sets}:
        return "not asked", f"not asked, as the {'name' if choice.how == 'named' else 'host'} decides"
    if len(row.found) < row.needed:
        return "too few", "too few"
    if winner is None:
        rivals = [other for other in _rivals(row, sets, rows) if len(other.found) >= len(row.found)]
        return "tie", f"not more than {' and '.join(f'`{other.rule_set}`' for other in rivals) or 'others'}"
    if len(row.found) < _count(rows, winner.name):
        return "fewer", f"fewer than `{winner.name}`"
    return "tie", f"as many as `{winner.name}`; the day of the crawl decides, then the order of names"


def _count(rows: Sequence[Candidate], name: str) -> int:
    return next((len(row.found) for row in rows if row.rule_set == name), 0)


def _rivals(row: Candidate, sets: dict[str, RuleSet], rows: Sequence[Candidate]) -> Iterator[Candidate]:
    """The sets of other sources that have enough fingerprints."""
    for other in rows:
        if sets[other.rule_set].source != sets[row.rule_set].source and len(other.found) >= other.needed:
            yield other
