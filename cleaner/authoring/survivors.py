"""What nothing misses, as text: the outcomes of mutants, line by line, and the sums of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from cleaner.authoring.difference import shown_place
from cleaner.authoring.lint.covering import is_whole
from cleaner.authoring.mutants import Kind, Mutant, lists_of
from cleaner.authoring.mutation import Outcome
from cleaner.authoring.showing import visible

NAMED: Final = 3
"""Plain texts of a list that are named; the rest is counted."""

_FATES: Final = (
    "missed by a case",
    "missed by an example",
    "without effect",
    "plain texts that nothing misses",
    "missed by nothing",
)


class Sums:
    """How many mutants there were of each kind, and what came of them."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Kind, str]] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self._counts[outcome.mutant.kind, _fate(outcome)] += 1

    @property
    def found(self) -> bool:
        """Whether there is anything that nothing misses; plain texts say themselves what they match."""
        return any(fate == "missed by nothing" and count for (_, fate), count in self._counts.items())

    def lines(self) -> Iterator[str]:
        """A line for each kind of mutants."""
        for kind in Kind:
            counts = {fate: self._counts[kind, fate] for fate in _FATES}
            total = sum(counts.values())
            what = kind.value if total != 1 else kind.value.removesuffix("s")
            said = ", ".join(_counted(count, fate) for fate, count in counts.items() if count)
            yield f"{total} {what}" + (f": {said}" if said else "")


def _counted(count: int, fate: str) -> str:
    return f"{count} {fate.replace('texts', 'text') if count == 1 else fate}"


def _fate(outcome: Outcome) -> str:
    if outcome.idle:
        return "without effect"
    if outcome.by:
        return "missed by an example" if outcome.by in ("hits", "spares") else "missed by a case"
    return "plain texts that nothing misses" if is_plain_text(outcome.mutant) else "missed by nothing"


def is_plain_text(mutant: Mutant) -> bool:
    """Whether a mutant lost a plain text of a list: an example of it would only repeat it."""
    if mutant.kind is not Kind.ALTERNATIVE:
        return False
    patterns = lists_of(mutant.rule)[mutant.part]
    return mutant.number < len(patterns) and is_whole(patterns[mutant.number])


def survivor_lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A line for all that nothing misses, or that does nothing; one for all plain texts of a list.

    Of a condition that nothing misses at all, the alternatives are not told again.
    """
    whole: set[tuple[int, str]] = set()
    for key, group in groupby(outcomes, key=lambda outcome: (id(outcome.mutant.rule), outcome.mutant.part)):
        plain: list[Outcome] = []
        for outcome in group:
            kind = outcome.mutant.kind
            if outcome.by or (kind is Kind.ALTERNATIVE and key in whole and not outcome.idle):
                continue
            if kind is Kind.CONDITION and not outcome.idle:
                whole.add(key)
            if not outcome.idle and is_plain_text(outcome.mutant):
                plain.append(outcome)
            else:
                yield _line(outcome.mutant, _said(outcome))
        if plain:
            yield _line(plain[0].mutant, _said_of_plain(plain))


def _line(mutant: Mutant, said: str) -> str:
    return visible(f"{shown_place(mutant.rule)}: {mutant.rule.id}: {said}")


def _said(outcome: Outcome) -> str:
    mutant = outcome.mutant
    if mutant.kind is Kind.RULE:
        return "no case misses the rule"
    what = f"its `{mutant.part}`" if mutant.kind is Kind.CONDITION else f"`{mutant.taken}` in `{mutant.part}`"
    return f"{what} does nothing: {outcome.idle}" if outcome.idle else f"nothing misses {what}"


def _said_of_plain(outcomes: list[Outcome]) -> str:
    names = [f"`{outcome.mutant.taken}`" for outcome in outcomes]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    texts = "plain text" if len(names) == 1 else "plain texts"
    return f"nothing misses {len(names)} {texts} in `{outcomes[0].mutant.part}`: {', '.join(names[:NAMED])}{more}"
