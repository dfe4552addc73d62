"""What differs between two rule books, as text for people, and as one value for programs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from cleaner.authoring.comparison import Change, Comparison, FieldChange, SetChange, State, Totals


class DiffReport(msgspec.Struct, frozen=True):
    """All that differs."""

    totals: Totals
    sets: tuple[SetChange, ...]
    changes: tuple[Change, ...]
    fields: dict[str, FieldChange]


def diff_report(found: Comparison) -> DiffReport:
    """A comparison as one value, which JSON can hold."""
    return DiffReport(found.totals, found.sets, found.changes, found.fields)


def diff_lines(found: DiffReport) -> Iterator[str]:
    """The sums, then the rule sets, the blocks by the rules that they change between, and the fields that differ."""
    totals = found.totals
    yield f"{_counted(totals.documents, 'document')}, {totals.differ or 'none'} of them different"
    if totals.words_gained or totals.words_lost:
        yield f"bodies gain {_counted(totals.words_gained, 'word')} and lose {totals.words_lost}"
    for change in found.sets:
        yield ""
        yield f"{_counted(change.documents, 'document')} by other rules: {change.old} -> {change.new}"
        yield from (f"  {name}" for name in change.samples)
    for blocks in found.changes:
        yield ""
        yield from _of_change(blocks)
    for name, field in found.fields.items():
        yield ""
        yield f"field `{name}` in {_counted(field.documents, 'document')}"
        for sample in field.samples:
            yield f"  {sample.document}"
            yield f"    - {sample.old}"
            yield f"    + {sample.new}"


def _of_change(change: Change) -> Iterator[str]:
    where = f"{_counted(change.blocks, 'block')}, {_counted(change.words, 'word')}, in {_counted(change.documents, 'document')}"
    yield f"{change.old.label} -> {change.new.label}: {where}"
    yield f"  - {_rule(change.old)}"
    yield f"  + {_rule(change.new)}"
    yield from (f"    {sample.document}, block {sample.block}: {sample.text}" for sample in change.samples)


def _rule(state: State) -> str:
    return f"{state.rule} ({state.place or 'gave the source away'})" if state.rule else "no rule"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
