"""The rigid chunks of a template: literals and hard slots that stand side by side, found as one.

Each is made for its place: whether it may stand anywhere behind the chunk before (a gap is in front of it), and whether
it must end the block. `find` gives its span, or None; after it, `slots` tells what its slots took.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

from cleaner.rulebook.patterns import Gap, Hard, Literal, Part
from cleaner.text.dates import date_from, date_regex, form_regex

_SLOT_LENGTH: Final = {"date": 90, "int": 24}
"""Characters that a slot can at most take; only used to pass over blocks that are too long for a gapless template."""
_INT: Final = r"(?<![\d])(\d+(?:[.,' ]\d{3}(?!\d)){0,5})(?!\d)"

Span = tuple[int, int]
Slot = tuple[Gap | Hard, int, int, str]
"""A slot or gap, what it took (start and end), and its value where it is known already, else ""."""


class Prefix:
    """Text that stands right behind the chunk before."""

    __slots__ = ("_size", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._size = len(text)

    def find(self, folded: str, start: int) -> Span | None:
        return (start, start + self._size) if folded.startswith(self._text, start) else None

    def slots(self) -> Sequence[Slot]:
        return ()


class Whole(Prefix):
    """Text that stands right behind the chunk before, and ends the block."""

    __slots__ = ()

    def find(self, folded: str, start: int) -> Span | None:
        return (start, len(folded)) if folded[start:] == self._text else None


class Contained(Prefix):
    """Text that stands anywhere behind the chunk before."""

    __slots__ = ()

    def find(self, folded: str, start: int) -> Span | None:
        at = folded.find(self._text, start)
        return (at, at + self._size) if at >= 0 else None


class Suffix(Prefix):
    """Text that ends the block."""

    __slots__ = ()

    def find(self, folded: str, start: int) -> Span | None:
        at = len(folded) - self._size
        return (at, at + self._size) if at >= start and folded.endswith(self._text) else None


Found = tuple[int, int, list[Slot]]
"""Where some parts stand, start and end, and what the slots among them took."""


class Rigid:
    """Literals and hard slots side by side, found one after the other, or by one expression where a slot is not atomic.

    A date's grammar takes a hundredth of a second to compile: one by one, all patterns of a language share it.
    """

    __slots__ = ("_compiled", "_language", "_last", "_parts", "_slots", "_steps", "is_stepwise")

    def __init__(self, parts: list[Literal | Hard], language: str | None, *, last: bool) -> None:
        self._parts = parts
        self._slots = [part for part in parts if isinstance(part, Hard)]
        self._language = language
        self._last = last
        atomic = all(isinstance(part, Literal) or part.type != "int" for part in parts[:-1])
        self.is_stepwise = atomic and any(part.type == "date" for part in self._slots)
        self._steps: list[re.Pattern[str] | None] | None = None
        self._compiled: re.Pattern[str] | None = None

    def match(self, folded: str, start: int) -> Found | None:
        """The parts, right at a place."""
        if self.is_stepwise:
            return self._stand(folded, start)
        return self._taken((self._compiled or self._compile()).match(folded, start))

    def search(self, folded: str, start: int) -> Found | None:
        """The parts, at the first place from one on."""
        if not self.is_stepwise:
            return self._taken((self._compiled or self._compile()).search(folded, start))
        first = self._parts[0]
        at = self._next(first, folded, start)
        while at >= 0:
            found = self._stand(folded, at)
            if found is not None:
                return found
            at = self._next(first, folded, at + 1)
        return None

    def _next(self, first: Literal | Hard, folded: str, start: int) -> int:
        """Where the first part stands next; -1 where it does not."""
        if isinstance(first, Literal):
            return folded.find(first.text, start)
        step = self._expressions()[0]
        match = step.search(folded, start) if step is not None else None
        return match.start() if match is not None else -1

    def _stand(self, folded: str, start: int) -> Found | None:
        position = start
        taken: list[Slot] = []
        for part, step in zip(self._parts, self._expressions(), strict=True):
            if isinstance(part, Literal):
                if not folded.startswith(part.text, position):
                    return None
                position += len(part.text)
            elif step is not None:
                match = step.match(folded, position)
                if match is None:
                    return None
                taken.append((part, position, match.end(), ""))
                position = match.end()
        return None if self._last and position != len(folded) else (start, position, taken)

    def _expressions(self) -> list[re.Pattern[str] | None]:
        """The expression of each slot; compiled when first asked for: a rule book has hundreds, a document asks a few."""
        if self._steps is None:
            self._steps = [
                None if isinstance(part, Literal) else _compiled(source_of(part, self._language))
                for part in self._parts
            ]
        return self._steps

    def _taken(self, match: re.Match[str] | None) -> Found | None:
        if match is None:
            return None
        taken: list[Slot] = [(part, *match.span(number), "") for number, part in enumerate(self._slots, 1)]
        return match.start(), match.end(), taken

    def _compile(self) -> re.Pattern[str]:
        source = "".join(source_of(part, self._language) for part in self._parts)
        self._compiled = re.compile(source + r"\Z" if self._last else source)
        return self._compiled


@functools.cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


class Slots:
    """A chunk with hard slots."""

    __slots__ = ("_free", "_longest", "_rigid", "_taken")

    def __init__(self, parts: list[Literal | Hard], language: str | None, *, free: bool, last: bool) -> None:
        self._rigid = Rigid(parts, language, last=last)
        self._free = free
        # A chunk is not longer than this, so that the search for the last one may begin near the end.
        self._longest = sum(map(longest, parts)) if last and free else 0
        self._taken: list[Slot] = []

    def find(self, folded: str, start: int) -> Span | None:
        if self._longest:
            start = max(start, len(folded) - self._longest)
        found = self._rigid.search(folded, start) if self._free else self._rigid.match(folded, start)
        if found is None:
            self._taken = []
            return None
        self._taken = found[2]
        return found[0], found[1]

    def slots(self) -> Sequence[Slot]:
        return self._taken


class LastDate:
    """A chunk that ends the block in a date: the commonest head of a comment or byline, read without the whole grammar.

    What stands before the date is found first, by `str` where it is but text.
    """

    __slots__ = ("_date", "_free", "_language", "_longest", "_rigid", "_taken", "_text")

    def __init__(self, parts: list[Literal | Hard], date: Hard, language: str | None, *, free: bool) -> None:
        self._rigid = Rigid(parts, language, last=False)
        self._date = date
        self._language = language
        self._free = free
        self._longest = sum(map(longest, parts)) + longest(date)
        only = parts[0] if len(parts) == 1 else None
        self._text = only.text if isinstance(only, Literal) else None
        self._taken: list[Slot] = []

    def find(self, folded: str, start: int) -> Span | None:
        if self._free:
            start = max(start, len(folded) - self._longest)
        if self._text is not None:
            return self._find_text(self._text, folded, start)
        found = self._rigid.search(folded, start) if self._free else self._rigid.match(folded, start)
        while found is not None:
            begin, end, taken = found
            if self._ends(folded, end):
                self._taken[:0] = taken
                return begin, len(folded)
            found = self._rigid.search(folded, begin + 1) if self._free else None
        return None

    def _find_text(self, text: str, folded: str, start: int) -> Span | None:
        at = folded.find(text, start) if self._free else start if folded.startswith(text, start) else -1
        while at >= 0:
            if self._ends(folded, at + len(text)):
                return at, len(folded)
            at = folded.find(text, at + 1) if self._free else -1
        return None

    def _ends(self, folded: str, start: int) -> bool:
        """Whether what follows is a date, and nothing else."""
        value = date_from(folded, start, self._language)
        if value is None:
            return False
        self._taken = [(self._date, start, len(folded), value)]
        return True

    def slots(self) -> Sequence[Slot]:
        return self._taken


Chunk = Prefix | Slots | LastDate


def chunk_of(parts: list[Literal | Hard], language: str | None, *, free: bool, last: bool) -> Chunk:
    """The chunk of some parts at a place."""
    match parts:
        case [Literal(text)]:
            kinds = {(False, False): Prefix, (False, True): Whole, (True, False): Contained, (True, True): Suffix}
            return kinds[free, last](text)
        case [_, *_, Hard(type="date", form=None) as date] if last:
            return LastDate(parts[:-1], date, language, free=free)
    return Slots(parts, language, free=free, last=last)


def source_of(part: Literal | Hard, language: str | None) -> str:
    """The source of an expression for a part."""
    if isinstance(part, Literal):
        return re.escape(part.text)
    if part.type == "int":
        return _INT
    if part.type == "words":
        words = "|".join(re.escape(word) for word in sorted(part.words, key=len, reverse=True))
        return rf"(?<!\w)((?>{words}))(?!\w)"
    return rf"((?>{form_regex(part.form, language) if part.form else date_regex(language)}))"


def longest(part: Part) -> int:
    """Characters that a part can at most take; 0 for gaps."""
    if isinstance(part, Literal):
        return len(part.text)
    if isinstance(part, Hard) and part.words:
        return max(map(len, part.words))
    return _SLOT_LENGTH.get(part.type, 0)
