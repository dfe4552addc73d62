"""The counts of a run over many documents: what is printed, stored as a baseline, and compared with one.

Their size depends on the rule book alone: shares are kept as documents by whole percent, and nothing grows with the
number of documents.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from cleaner.rulebook.book import RuleBook
from cleaner.rulebook.rules import EffectiveRules, Rule

VERSION: Final = 1
"""The form of a stored baseline."""


class Shares(msgspec.Struct):
    """How a share is spread over documents: for each whole percent (rounded down), how many have it."""

    percents: dict[int, int] = {}

    def add(self, part: int, whole: int) -> None:
        """Count one document; one without characters has a share of nothing."""
        percent = 100 * part // whole if whole else 0
        self.percents[percent] = self.percents.get(percent, 0) + 1

    @property
    def documents(self) -> int:
        """How many documents were counted."""
        return sum(self.percents.values())

    def quantile(self, part: float) -> int:
        """The percent that `part` of the documents (0 to 1) do not exceed; 0 gives the least, 1 the most."""
        left = max(1, math.ceil(part * self.documents))
        for percent, count in sorted(self.percents.items()):
            left -= count
            if left <= 0:
                return percent
        return 0

    def between(self, low: int, high: int) -> int:
        """How many documents have `low` to `high` percent, both included."""
        return sum(count for percent, count in self.percents.items() if low <= percent <= high)


class RuleCounts(msgspec.Struct):
    """What one rule did, in documents: where it fired, was refused by a guard, began and found no end.

    `origin` is the set that it stands in, `digest` tells its wording, `blocks` are the blocks and pieces that it took.
    """

    origin: str
    digest: str
    documents: int = 0
    blocks: int = 0
    refused: int = 0
    unended: int = 0


class SetCounts(msgspec.Struct):
    """The documents that one rule set cleaned. `rules` stand in the order of their run, by id, idle ones too.

    `how` says how the documents came to the set, `removed` and `moved` are shares of their characters, `fingerprints`
    and `warnings` count documents.
    """

    hash: str
    source: str | None
    layout: str | None
    documents: int = 0
    how: dict[str, int] = {}
    removed: Shares = msgspec.field(default_factory=Shares)
    moved: Shares = msgspec.field(default_factory=Shares)
    rules: dict[str, RuleCounts] = {}
    fingerprints: dict[str, int] = {}
    warnings: dict[str, int] = {}


class SourceCounts(msgspec.Struct):
    """The documents of one source that has layouts, and how many of them showed none of these."""

    documents: int = 0
    without_layout: int = 0


class Counts(msgspec.Struct, kw_only=True):
    """All that is counted. `documents` were cleaned, `unknown` of them have no source; the others were not cleaned."""

    version: int
    sets: dict[str, SetCounts]
    sources: dict[str, SourceCounts]
    documents: int = 0
    failed: int = 0
    former: int = 0
    unknown: int = 0


def no_counts() -> Counts:
    """The counts before any document."""
    return Counts(version=VERSION, sets={}, sources={})


def in_order(counts: Counts) -> Counts:
    """The same counts, by name: so that they do not show in which order the documents came."""
    sets = {name: _set_in_order(own) for name, own in sorted(counts.sets.items())}
    return msgspec.structs.replace(counts, sets=sets, sources=dict(sorted(counts.sources.items())))


def _set_in_order(own: SetCounts) -> SetCounts:
    return msgspec.structs.replace(
        own,
        how=dict(sorted(own.how.items())),
        removed=Shares(dict(sorted(own.removed.percents.items()))),
        moved=Shares(dict(sorted(own.moved.percents.items()))),
        warnings=dict(sorted(own.warnings.items())),
    )


def new_set(book: RuleBook, effective: EffectiveRules) -> SetCounts:
    """A rule set's counts before any document; the sets of languages serve documents of unknown sources."""
    known = book.sets.get(effective.name)
    return SetCounts(
        hash=effective.hash,
        source=known.source if known else None,
        layout=known.layout if known else None,
        rules={rule.id: RuleCounts(origin, digest(rule)) for origin, rule in effective.rules},
        fingerprints={mark.pattern.source: 0 for mark in effective.fingerprints},
    )


def digest(rule: Rule) -> str:
    """Eight characters that tell what a rule does, and change with it; not with its place, nor with its examples."""
    import hashlib  # noqa: PLC0415 (it loads all of OpenSSL)

    said = (rule.verb, rule.label, rule.span, rule.conditions, rule.each, rule.piece)
    return hashlib.blake2b(repr(said).encode(), digest_size=4).hexdigest()


def count(counts: dict[str, int], name: str) -> None:
    """One more of `name`."""
    counts[name] = counts.get(name, 0) + 1
