"""When a rate has fallen: the test against its definition, its false alarms, and what it notices."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest

from cleaner.authoring.coverage.counts import Counts, RuleCounts, SetCounts, Shares, no_counts
from cleaner.authoring.coverage.rates import Comparison, Rate, chance, is_large, least_chance, threshold
from cleaner.authoring.coverage.stale import find_stale

RATES = (0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.2, 0.15, 0.1, 0.08, 0.05, 0.05, 0.03, 0.02, 0.01)
"""How often the rules of a made-up set fire: from the title to a notice that one page of a hundred has."""


def compared(count: int, documents: int, now: int, documents_now: int) -> Comparison:
    return Comparison(Rate(count, documents), Rate(now, documents_now))


@pytest.mark.parametrize(
    "numbers",
    [(3, 4, 1, 4), (4, 4, 0, 4), (10, 12, 2, 9), (7, 40, 1, 30), (40, 40, 9, 12), (5, 9, 0, 1), (200, 400, 3, 60)],
)
def test_the_chance_is_that_of_fishers_exact_test(numbers: tuple[int, int, int, int]) -> None:
    count, documents, now, documents_now = numbers
    hits, everything = count + now, documents + documents_now
    ways = (math.comb(hits, k) * math.comb(everything - hits, documents_now - k) for k in range(now + 1))
    expected = sum(ways) / math.comb(everything, documents_now)
    assert chance(compared(*numbers)) == pytest.approx(expected, rel=1e-6)


def test_the_lady_tasting_tea() -> None:
    """Fisher's own example: three of four cups told right."""
    assert chance(compared(3, 4, 1, 4)) == pytest.approx(17 / 70)


def test_a_rate_that_did_not_fall_is_no_chance_at_all() -> None:
    assert [chance(compared(*n)) for n in ((1, 2, 1, 2), (0, 9, 0, 9), (1, 9, 9, 9), (500, 1000, 1, 2))] == [1.0] * 4


def test_great_numbers_are_no_matter() -> None:
    assert chance(compared(900_000, 1_000_000, 890_000, 1_000_000)) == pytest.approx(0, abs=1e-100)
    assert 0.3 < chance(compared(900_000, 1_000_000, 89_995, 100_000)) < 0.6


def test_comparisons_that_cannot_tell_do_not_deafen_the_others() -> None:
    common = compared(90, 100, 2, 10)
    rare = compared(1, 100, 0, 10)
    assert least_chance(rare) > 0.5
    assert threshold([common]) == 0.01
    assert threshold([common, *[rare] * 1000]) == 0.01
    assert threshold([common] * 5) == 0.01 / 5


@pytest.mark.parametrize(
    ("before", "now", "large"),
    [
        (90, 80, True),
        (90, 81, False),
        (12, 6, True),
        (12, 7, False),
        (50, 40, True),
        (3, 0, True),
        (3, 3, False),
        (3, 9, False),
    ],
)
def test_a_fall_that_matters(before: int, now: int, large: bool) -> None:
    assert is_large(compared(before * 10, 1000, now, 100)) is large


# What comes of it, over made-up documents


def drawn(chances: random.Random, number: int, rate: float) -> int:
    """How many of so many documents have what a share `rate` of all have; from 400 on by the normal approximation."""
    if number < 400:
        return sum(chances.random() < rate for _ in range(number))
    drawn_number = round(chances.gauss(number * rate, math.sqrt(number * rate * (1 - rate))))
    return min(number, max(0, drawn_number))


def counted(
    chances: random.Random, documents: int, rates: Sequence[float], *, unknown: float = 0.05, removed: int = 30
) -> Counts:
    """Counts over documents of one source, whose rules fire at some rates, and of which about `removed` percent go."""
    own = SetCounts(hash="same", source="post", layout=None, documents=documents, removed=Shares({}))
    for number, rate in enumerate(rates):
        own.rules[f"rule-{number}"] = RuleCounts("post", "same", documents=drawn(chances, documents, rate))
    for _ in range(documents):
        own.removed.add(min(100, max(0, round(chances.gauss(removed, 12)))), 100)
    counts = no_counts()
    counts.sets["post"] = own
    counts.documents, counts.unknown = documents, drawn(chances, documents, unknown)
    return counts


def share_of_alarms(runs: int, before: int, now: int, **changed: float) -> float:
    """How many of some runs raise an alarm; `changed` are rates of now, by rule, or the share unknown or removed."""
    chances = random.Random(f"{before} {now} {changed}")  # noqa: S311
    special = {name: changed.pop(name) for name in ("unknown", "removed") if name in changed}
    rates = [changed.get(f"rule_{number}", rate) for number, rate in enumerate(RATES)]
    alarms = 0
    for _ in range(runs):
        was, is_now = counted(chances, before, RATES), counted(chances, now, rates, **special)  # type: ignore[arg-type]
        alarms += bool(find_stale(was, is_now, {}).findings)
    return alarms / runs


@pytest.mark.parametrize(
    ("before", "now", "runs"),
    [
        (30, 10, 300),
        (100, 10, 300),
        (100, 100, 300),
        (1000, 10, 150),
        (1000, 100, 150),
        (1000, 1000, 100),
        (5000, 5000, 20),
    ],
)
def test_documents_that_did_not_change_raise_no_alarm(before: int, now: int, runs: int) -> None:
    """One run of a hundred may; over the runs of all these sizes there are 5 in 1,320."""
    assert share_of_alarms(runs, before, now) <= 0.02


def test_ten_thousand_documents_may_differ_a_little() -> None:
    """Crawls differ by the sections that they happen to hold: what is more than chance need not matter."""
    little = {f"rule_{number}": rate - min(0.05, rate / 4) for number, rate in enumerate(RATES)}
    assert share_of_alarms(10, 10_000, 10_000, **little) == 0


@pytest.mark.parametrize(
    ("before", "now", "changed", "noticed"),
    [
        (100, 5, {"rule_1": 0.0}, 1.0),
        (100, 10, {"rule_3": 0.0}, 1.0),
        (100, 10, {"rule_6": 0.0}, 0.7),
        (500, 20, {"rule_1": 0.5}, 0.9),
        (500, 50, {"rule_9": 0.0}, 0.95),
        (500, 200, {"rule_13": 0.0}, 0.95),
        (2000, 2000, {"rule_17": 0.0}, 1.0),
        (500, 20, {"removed": 10}, 0.9),
        (500, 50, {"unknown": 0.5}, 1.0),
        (5000, 5000, {"rule_7": 0.38}, 1.0),
    ],
    ids=[
        "98% to 0 in 5",
        "90% to 0 in 10",
        "60% to 0 in 10",
        "98% to 50% in 20",
        "30% to 0 in 50",
        "10% to 0 in 200",
        "3% to 0 in 2,000",
        "30% removed to 10% in 20",
        "5% unknown to 50% in 50",
        "50% to 38% in 5,000",
    ],
)
def test_a_layout_that_changed_is_noticed(before: int, now: int, changed: dict[str, float], noticed: float) -> None:
    assert share_of_alarms(40, before, now, **changed) >= noticed


@pytest.mark.parametrize(("now", "told"), [(1, 0), (4, 0), (5, 1)])
def test_how_few_documents_can_tell(now: int, told: int) -> None:
    """A rule that fired in each of 100 documents: that four pages of another kind have it not is no new layout."""
    before, after = no_counts(), no_counts()
    for counts, documents, fired in ((before, 100, 100), (after, now, 0)):
        rules = {"title": RuleCounts("post", "same", documents=fired)}
        counts.sets["post"] = SetCounts(hash="same", source="post", layout=None, documents=documents, rules=rules)
        counts.documents = documents
    found = find_stale(before, after, {})
    assert len(found.findings) == told
    assert found.notes == (() if told else (f"post: {now} now and 100 in the baseline are too few documents to tell",))
