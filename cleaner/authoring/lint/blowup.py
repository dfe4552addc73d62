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
SHORT: Final = (30, 60, 120, 250)
"""Characters of the texts that are tried of all candidates."""
LONG: Final = (500, 1000, MAX_EXPRESSION)
"""Characters of the texts that are tried of those that grow."""
STEEPEST: Final = 16
"""How many times as much a text of twice the length may cost: more than most polynomials of short texts."""
SURE: Final = 4
"""How many times the bar a candidate must be heading for to be followed at once."""
MAX_FOLLOWED: Final = 5
"""Candidates that are followed of those that may come above the bar, the likeliest first."""
_CLOCK: Final = "process_time" if time.get_clock_info("process_time").resolution < 0.0001 else "perf_counter"
"""Time of the processor where it is fine enough, which it is not on Windows."""
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


def attack(expression: str, seconds: float = 10.0) -> Attack | None:
    """A text on which an expression takes far too long, as the engine would match it; None where none is found.

    `seconds` is the time of the processor after which the search gives up. Harmless expressions take some milliseconds,
    quadratic ones up to a second, dangerous ones about one. Raises `regex.error` for a broken expression.
    """
    texts = candidates(expression)
    return _Search(expression, seconds).run(texts) if texts else None


class _Step(msgspec.Struct, frozen=True):
    """What came of longer and longer texts: an attack, or what the last one cost and the longest would, in seconds."""

    found: Attack | None
    cost: float
    heading: float


class _Search:
    """The search for an attack on one expression."""

    def __init__(self, expression: str, seconds: float) -> None:
        self._compiled = regex.compile(expression)
        self._end = _now() + seconds
        self._limit = _limit()

    def run(self, texts: list[Candidate]) -> Attack | None:
        """An attack among some texts: they are tried short, and long where they grow."""
        grown: list[tuple[float, int, float]] = []
        for number, candidate in enumerate(texts):
            if _now() >= self._end:
                return None
            step = self._climb(candidate, SHORT, 0.0)
            if step.found is None and step.heading > SURE * self._limit:
                step = self._climb(candidate, LONG, step.cost)
            elif step.cost * STEEPEST ** len(LONG) > self._limit:
                grown.append((step.heading, -number, step.cost))
            if step.found is not None:
                return step.found
        for _, number, cost in sorted(grown, reverse=True)[:MAX_FOLLOWED]:
            step = self._climb(texts[-number], LONG, cost)
            if step.found is not None or _now() > self._end:
                return step.found
        return None

    def _climb(self, candidate: Candidate, lengths: tuple[int, ...], cost: float) -> _Step:
        """Try longer and longer texts of a candidate, the one before which took so many seconds."""
        heading = 0.0
        for number, length in enumerate(lengths):
            text = _text_of(candidate, length)
            if text is None:
                break
            suspect = SUSPECT * self._limit
            took = self._time(text.text, suspect)
            if took is None and self._is_confirmed(text.text):
                return _Step(text, suspect, suspect)
            growth = max(2.0, (took or suspect) / cost) if cost else 2.0
            cost = suspect if took is None else took
            heading = cost * growth ** _doublings(length)
            if lengths is LONG and number + 1 < len(lengths) and 2 * heading < self._limit:
                break
        return _Step(None, cost, heading)

    def _time(self, text: str, limit: float) -> float | None:
        """What a match takes, in seconds of the processor; None where it takes more than a limit."""
        if len(fold(text)) > MAX_EXPRESSION:
            return 0.0
        cased = fold_cased(text)
        start = _now()
        try:
            self._compiled.fullmatch(cased, timeout=limit)
        except TimeoutError:
            return None
        return _now() - start

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


def _doublings(length: int) -> int:
    """How many times a text of so many characters doubles till it is the longest."""
    return sum(other > length for other in LONG)


def _now() -> float:
    now: float = getattr(time, _CLOCK)()
    return now


def _limit() -> float:
    """What a match may take: `BAR` times the yardstick on the longest block, as fast as it is now, in seconds."""
    yardstick = regex.compile(_YARDSTICK)
    text = "a" * _YARDSTICK_LENGTH + "!"
    costs = []
    for _ in range(3):
        start = _now()
        yardstick.fullmatch(text)
        costs.append(_now() - start)
    return BAR * min(costs) * (MAX_EXPRESSION / _YARDSTICK_LENGTH) ** 2


def _text_of(candidate: Candidate, length: int) -> Attack | None:
    """A candidate's text of about so many characters; None where it does not fit in."""
    before, pump, behind = candidate.before, candidate.pump, candidate.behind
    times = max(2, (length - len(before) - len(behind)) // len(pump))
    found = Attack(before, pump, times, behind)
    return found if len(found.text) <= MAX_EXPRESSION else None
