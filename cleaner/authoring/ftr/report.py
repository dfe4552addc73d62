"""What became of site configs, for people: file by file, line by line, and in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from cleaner.authoring.ftr.carrying import COMMENT, LOST, NEEDLESS, PART, RULE, Fate
from cleaner.authoring.ftr.importing import Imported
from cleaner.authoring.showing import shortened

_SAID: Final = {
    RULE: "carried over",
    PART: "partly carried over",
    COMMENT: "as comments",
    NEEDLESS: "not needed",
    LOST: "not carried over",
}
_LONGEST: Final = 100


def report(outcomes: Sequence[Imported]) -> Iterator[str]:
    """The lines of the report."""
    for outcome in outcomes:
        yield from file_lines(outcome)
        yield ""
    yield from summary(outcomes)


def file_lines(outcome: Imported) -> Iterator[str]:
    """What became of one config."""
    if outcome.written is None:
        yield f"{outcome.config}: {'failed' if outcome.failed else 'passed over'}: {outcome.problem}"
    else:
        yield f"{outcome.config}: {outcome.written}: {counted(outcome.fates)}"
    if outcome.owner is not None:
        yield f"  its host is left to the shipped source `{outcome.owner}`: these rules run where a document names them"
    for fate in outcome.fates:
        if fate.kind in (PART, NEEDLESS, LOST):
            yield f"  line {fate.directive.line}: {_SAID[fate.kind]}: {shortened(fate.directive.text, _LONGEST)}"
            yield f"      {fate.why}"


def counted(fates: Sequence[Fate]) -> str:
    """How many directives became what."""
    counts = Counter(fate.kind for fate in fates)
    parts = [f"{counts[kind]} {said}" for kind, said in _SAID.items() if counts[kind]]
    return f"{_several(len(fates), 'line')}" + (f": {', '.join(parts)}" if parts else "")


def summary(outcomes: Sequence[Imported]) -> Iterator[str]:
    """All of it in numbers, and what was lost, wholly or in part, by directive, most first."""
    written = sum(outcome.written is not None for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    passed = len(outcomes) - written - failed
    yield f"{_several(len(outcomes), 'config')}: {written} written, {passed} passed over, {failed} failed"
    fates = [fate for outcome in outcomes for fate in outcome.fates]
    yield counted(fates)
    lost = Counter(fate.directive.name or "no directive" for fate in fates if fate.kind in (PART, LOST))
    for name, count in sorted(lost.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {count:6}  {name}"


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
