"""Regular expressions that can blow up, told by trying: texts on which the engine's match takes far too long.

The `regex` module guards its loops, so that what blows up elsewhere is often only quadratic here: `(?:a+)+` takes a
fortieth of a second on a block of 2,000 characters, and so do three `.*` side by side. That is a block's longest, as
the engine tries no longer ones. So the look of an expression says little, and growth alone says little. What counts is
what a block can cost at most:

- An expression is dangerous where some block of up to 2,000 characters takes `BAR` times as long as `(?:a+)+` on a block
  of 2,000 characters of which it cannot make sense. This is about a fifth of a second, a fifth of the engine's limit.
  Quadratic expressions stay below it by far, cubic and exponential ones go above it by far.
- Both are measured in the same moment, by the same module, in time of the processor, so that neither the machine's
  speed nor its load matters; and an attack counts only if it takes too long each of `TRIES` times.

Attacks are thought of by structure (`attacks`), tried at small lengths first, and followed only where they grow.
"""

from __future__ import annotations

import time
from typing import Final

import msgspec
import regex

from cleaner.authoring.lint.attacks import Candidate, candidates
from cleaner.engine.matching import MAX_EXPRESSION
from cleaner.text.folding import fold, fold_cased

BAR: Final = 8
"""How many times longer than the yardstick a match may take; see the tests' lists for what lies below and above."""
TRIES: Final = 3
CLEAR: Final = 3
"""How many times the bar are certain without another try: busy machines measure up to twice too much."""
SHORT: Final = (30, 60, 120, 250)
"""Characters of texts that are tried of each candidate."""
LONG: Final = (250, 500, 1000, MAX_EXPRESSION)
"""Characters of texts that are tried of those candidates that grew most."""
SUSPECT: Final = 0.6
"""The share of the bar from which on an attack is looked at closely."""
MAX_FOLLOWED: Final = 4
_YARDSTICK: Final = "(?:a+)+"
_YARDSTICK_LENGTH: Final = 500


class Attack(msgspec.Struct, frozen=True):
    """A text on which an expression takes far too long: `before`, `times` times `pump`, `behind`."""

    before: str
    pump: str
    times: int
    behind: str

    @property
    def text(self) -> str:
        return self.before + self.pump * self.times + self.behind

    def __str__(self) -> str:
        parts = [repr(self.before)] * bool(self.before) + [f"{self.pump!r} * {self.times}"]
        return " + ".join(parts + [repr(self.behind)] * bool(self.behind))


def attack(expression: str, seconds: float = 5.0) -> Attack | None:
    """A text on which an expression takes far too long, as the engine would match it; None where none is found.

    `seconds` is the time of the processor after which the search gives up: it takes some milliseconds for an expression
    that is plainly harmless, and about a second for a dangerous one. Raises `regex.error` for a broken expression.
    """
    texts = candidates(expression)
    return _Search(expression, seconds).run(texts) if texts else None


class _Search:
    """The search for an attack on one expression."""

    def __init__(self, expression: str, seconds: float) -> None:
        self._compiled = regex.compile(expression)
        self._end = time.process_time() + seconds
        self._limit = _limit()

    def run(self, texts: list[Candidate]) -> Attack | None:
        grown: list[tuple[float, int]] = []
        for number, candidate in enumerate(texts):
            cost, found = self._climb(candidate, SHORT)
            if found is not None:
                return found
            if cost * 16 ** (len(LONG) - 1) > self._limit:
                grown.append((cost, number))
        for _, number in sorted(grown, reverse=True)[:MAX_FOLLOWED]:
            _, found = self._climb(texts[number], LONG)
            if found is not None:
                return found
        return None

    def _climb(self, candidate: Candidate, lengths: tuple[int, ...]) -> tuple[float, Attack | None]:
        """Try longer and longer texts of a candidate: what the longest took, in seconds, and the attack if it is one."""
        cost, growth = 0.0, 2.0
        for number, length in enumerate(lengths):
            found = _text_of(candidate, length)
            if found is None or time.process_time() > self._end:
                break
            took = self._time(found.text, SUSPECT * self._limit)
            if took is None:
                return self._limit, found if self._is_confirmed(found.text) else None
            growth = max(growth, took / cost) if cost else growth
            cost = took
            if lengths is LONG and number and 2 * cost * growth ** (len(lengths) - 1 - number) < self._limit:
                break
        return cost, None

    def _time(self, text: str, limit: float) -> float | None:
        """What a match takes, in seconds of the processor; None for more than a limit, 0 where the engine tries none."""
        if len(fold(text)) > MAX_EXPRESSION:
            return 0.0
        cased = fold_cased(text)
        start = time.process_time()
        try:
            self._compiled.fullmatch(cased, timeout=limit)
        except TimeoutError:
            return None
        return time.process_time() - start

    def _is_confirmed(self, text: str) -> bool:
        """Whether a text takes too long for certain: clearly so, or by the fastest of some tries."""
        limits, costs = [_limit()], []
        for _ in range(TRIES):
            cost = self._time(text, CLEAR * limits[-1])
            if cost is None or cost * CLEAR < limits[-1]:
                return cost is None
            costs.append(cost)
            limits.append(_limit())
        return min(costs) > min(limits)


def _limit() -> float:
    """`BAR` times the yardstick on a block of `MAX_EXPRESSION` characters, as fast as it is now, in seconds."""
    yardstick = regex.compile(_YARDSTICK)
    text = "a" * _YARDSTICK_LENGTH + "!"
    costs = []
    for _ in range(3):
        start = time.process_time()
        yardstick.fullmatch(text)
        costs.append(time.process_time() - start)
    return BAR * min(costs) * (MAX_EXPRESSION / _YARDSTICK_LENGTH) ** 2


def _text_of(candidate: Candidate, length: int) -> Attack | None:
    """A candidate's text of about so many characters; None where it does not fit in."""
    before, pump, behind = candidate.before, candidate.pump, candidate.behind
    times = max(2, (length - len(before) - len(behind)) // len(pump))
    found = Attack(before, pump, times, behind)
    return found if len(found.text) <= MAX_EXPRESSION else None
