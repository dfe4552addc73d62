"""When a rate has fallen: a test that neither shouts at noise with ten documents nor sleeps at ten thousand.

A fall must be two things. It must be more than chance: Fisher's exact test, one-sided, over all rates that are
compared at once, so that documents which did not change raise any alarm at all in one run of a hundred at most. And
it must be large enough to matter, as with thousands of documents the least difference is more than chance.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

FALSE_ALARMS: Final = 0.01
"""Runs over documents that did not change of which one alarm or more is raised, at most."""
MIN_DROP: Final = 10
"""Percentage points by which a rate must fall, if it does not fall to half."""
MIN_DOCUMENTS: Final = 5
"""Documents now that a comparison needs: two or three pages of another kind are no new layout."""


class Rate(msgspec.Struct, frozen=True):
    """How many documents of how many."""

    count: int
    documents: int

    def __str__(self) -> str:
        share = f" ({self.count / self.documents:.1%})" if self.documents else ""
        return f"{self.count} of {self.documents}{share}"


class Comparison(NamedTuple):
    """A rate before and now."""

    before: Rate
    now: Rate

    @property
    def turned(self) -> Comparison:
        """The documents that the rates leave: these fall where the rates rise."""
        return Comparison(*(Rate(rate.documents - rate.count, rate.documents) for rate in self))


def chance(comparison: Comparison) -> float:
    """How likely a rate this low or lower is by chance alone, given how many documents there are of both kinds.

    Fisher's exact test: the sum of the lower tail of the hypergeometric distribution, from its greatest term down.
    """
    count0, documents0 = comparison.before.count, comparison.before.documents
    count1, documents1 = comparison.now.count, comparison.now.documents
    if count1 * documents0 >= count0 * documents1:
        return 1.0
    hits, everything = count0 + count1, documents0 + documents1
    misses = everything - hits
    term = math.exp(_ways(hits, count1) + _ways(misses, documents1 - count1) - _ways(everything, documents1))
    total = term
    for count in range(count1, max(0, documents1 - misses), -1):
        term *= count * (misses - documents1 + count) / ((hits - count + 1) * (documents1 - count + 1))
        total += term
        if term < total * 1e-9:
            break
    return min(total, 1.0)


def _ways(all_of: int, chosen: int) -> float:
    """The logarithm of the number of ways to choose some of all."""
    return math.lgamma(all_of + 1) - math.lgamma(chosen + 1) - math.lgamma(all_of - chosen + 1)


def least_chance(comparison: Comparison) -> float:
    """The chance of the greatest fall that there can be with as many documents and as many hits in all."""
    before, now = comparison
    hits = before.count + now.count
    least = max(0, hits - before.documents)
    return chance(Comparison(Rate(hits - least, before.documents), Rate(least, now.documents)))


def threshold(comparisons: Iterable[Comparison], false_alarms: float = FALSE_ALARMS) -> float:
    """The chance from which on a fall is none, so that among all comparisons together there are few false alarms.

    Tarone's bound (Biometrics 46, 1990): as Bonferroni's, but comparisons that could never give an alarm, for want of
    documents, do not count. So a thousand rare rules do not deafen the test for a common one.
    """
    least = sorted(map(least_chance, comparisons))
    number = 1
    while bisect_right(least, false_alarms / number) > number:
        number += 1
    return false_alarms / number


def is_large(comparison: Comparison, min_drop: float = MIN_DROP) -> bool:
    """Whether a fall matters: by `min_drop` percentage points or more, or to half or less."""
    before, now = comparison
    was, is_now = before.count * now.documents, now.count * before.documents
    drop = was - is_now
    return drop > 0 and (100 * drop >= min_drop * before.documents * now.documents or 2 * is_now <= was)
