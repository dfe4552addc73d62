"""Regular expressions that can blow up, told by trying: texts on which the engine's match takes far too long.

The `regex` module guards its loops, so that what blows up elsewhere is often only quadratic here: `(?:a+)+` takes a
fortieth of a second on a block of 2,000 characters, and the engine tries no longer ones. So neither an expression's
look nor growth alone says much. What counts is what a block can cost at most:

- An expression is dangerous where some block of up to 2,000 characters takes more than `BAR` times as long as the
  yardstick, `(?:a+)+`, takes on such a block that it does not match. That is about a fifth of a second, a fifth of the
  engine's limit. Nearly all quadratic expressions stay below it, cubic ones and worse are above it.
- Both are measured in the same moment, by the same module, in time of the processor, so that neither the machine's
  speed nor its load matters much. What is clearly above the bar is so at once; else the fastest of several tries counts.

The texts are thought of by structure (`attacks`). Each is tried short first, and longer where its cost grows so that it
might come above the bar.
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
"""How many times longer than the yardstick a match may take."""
CLEAR: Final = 2.5
"""How many times the bar is clearly above it: busy machines measure up to twice too much."""
SUSPECT: Final = 0.6
"""The share of the bar from which on a text is looked at closely."""
TRIES: Final = 3
"""Tries of a text that is neither clearly above the bar nor clearly below."""
LENGTHS: Final = (30, 60, 120, 250, 500, 1000, MAX_EXPRESSION)
"""Characters of the texts tried, one after another."""
TELLING: Final = 250
"""Characters from which on a text's cost tells something of longer ones."""
STEEPEST: Final = 16.0
"""How many times as much a text of twice the length may cost, at the `TELLING` length: more than most polynomials."""
COSTLY: Final = 1000
MAX_COSTLY: Final = 12
"""Texts of `COSTLY` characters and more that are tried of one expression; a close look counts as two."""
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
        """The text of the block, of up to `MAX_EXPRESSION` characters."""
        return self.before + self.pump * self.times + self.behind

    def __str__(self) -> str:
        """How the text is made; how often the piece stands there is left open, as machines differ in it."""
        parts = (self.before and repr(self.before), f"{self.pump!r} * n", self.behind and repr(self.behind))
        return " + ".join(filter(None, parts))


def attack(expression: str, seconds: float = 10.0) -> Attack | None:
    """A text on which an expression takes far too long, as the engine would match it; None where none is found.

    `seconds` is the time of the processor after which the search gives up. Harmless expressions take some milliseconds,
    quadratic ones up to a second, dangerous ones about one. Raises `regex.error` for a broken expression.
    """
    texts = candidates(expression)
    return _Search(expression, seconds).run(texts) if texts else None


class _Search:
    """The search for an attack on one expression."""

    def __init__(self, expression: str, seconds: float) -> None:
        self._compiled = regex.compile(expression)
        self._end = time.process_time() + seconds
        self._limit = _limit()
        self._costly = 0

    def run(self, texts: list[Candidate]) -> Attack | None:
        """The first of some texts that is an attack."""
        for candidate in texts:
            if time.process_time() > self._end or self._costly >= MAX_COSTLY:
                return None
            found = self._climb(candidate)
            if found is not None:
                return found
        return None

    def _climb(self, candidate: Candidate) -> Attack | None:
        """The shortest text of a candidate that is an attack."""
        before = self._limit
        for number, length in enumerate(LENGTHS):
            found = _text_of(candidate, length)
            if found is None:
                return None
            suspect = SUSPECT * self._limit
            cost = self._time(found.text, suspect)
            self._costly += length >= COSTLY
            if cost is None:
                if self._is_confirmed(found.text):
                    return found
                self._costly += 2
                cost = suspect
            growth = STEEPEST if length <= TELLING else 2 * max(2.0, cost / before)
            if length >= TELLING and cost * growth ** (len(LENGTHS) - 1 - number) < self._limit:
                return None
            before = cost
        return None

    def _time(self, text: str, limit: float) -> float | None:
        """What a match takes, in seconds of the processor; None where it takes more than a limit."""
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
    """What a match may take: `BAR` times the yardstick on the longest block, as fast as it is now, in seconds."""
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
