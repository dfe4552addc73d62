"""The rigid chunks of a template: literals and hard slots that stand side by side, found as one.

Each is made for its place: whether it may stand anywhere behind the chunk before (a gap is in front of it), and whether
it must end the block. `find` gives its span, or None; after it, `slots` tells what its slots took.
"""

from __future__ import annotations

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


class Slots:
    """A chunk with hard slots, found by a regular expression whose slots are atomic and bounded."""

    __slots__ = ("_compiled", "_free", "_language", "_last", "_longest", "_match", "_parts", "_slots")

    def __init__(self, parts: list[Literal | Hard], language: str | None, *, free: bool, last: bool) -> None:
        self._parts = parts
        self._slots = [part for part in parts if isinstance(part, Hard)]
        self._language = language
        self._free, self._last = free, last
        self._longest = sum(map(longest, parts))
        self._compiled: re.Pattern[str] | None = None
        self._match: re.Match[str] | None = None

    def _compile(self) -> re.Pattern[str]:
        """Compiled when first asked for: a date's grammar takes a hundredth of a second."""
        source = "".join(source_of(part, self._language) for part in self._parts)
        self._compiled = re.compile(source + r"\Z" if self._last else source)
        return self._compiled

    def find(self, folded: str, start: int) -> Span | None:
        compiled = self._compiled or self._compile()
        if self._last and self._free:
            # A chunk is not longer than this, so that the search may begin near the end.
            start = max(start, len(folded) - self._longest)
        match = compiled.search(folded, start) if self._free else compiled.match(folded, start)
        self._match = match
        return match.span() if match else None

    def slots(self) -> Sequence[Slot]:
        match = self._match
        if match is None:
            return ()
        return [(part, *match.span(number), "") for number, part in enumerate(self._slots, 1)]


class LastDate:
    """A chunk that ends the block in a date: the commonest head of a comment or byline, read without the whole grammar.

    What stands before the date is found first, by `str` where it is but text.
    """

    __slots__ = ("_compiled", "_date", "_free", "_language", "_longest", "_parts", "_slots", "_taken", "_text")

    def __init__(self, parts: list[Literal | Hard], date: Hard, language: str | None, *, free: bool) -> None:
        self._parts = parts
        self._slots = [part for part in parts if isinstance(part, Hard)]
        self._date = date
        self._language = language
        self._free = free
        self._longest = sum(map(longest, parts)) + longest(date)
        only = parts[0] if len(parts) == 1 else None
        self._text = only.text if isinstance(only, Literal) else None
        self._compiled: re.Pattern[str] | None = None
        self._taken: list[Slot] = []

    def find(self, folded: str, start: int) -> Span | None:
        if self._free:
            start = max(start, len(folded) - self._longest)
        if self._text is not None:
            return self._find_text(self._text, folded, start)
        prefix = self._compiled or self._compile()
        match = prefix.search(folded, start) if self._free else prefix.match(folded, start)
        while match is not None:
            if self._ends(folded, match.end()):
                self._taken[:0] = [(part, *match.span(n), "") for n, part in enumerate(self._slots, 1)]
                return match.start(), len(folded)
            match = prefix.search(folded, match.start() + 1) if self._free else None
        return None

    def _compile(self) -> re.Pattern[str]:
        """Compiled when first asked for: a rule book has hundreds of these, and a document asks a few."""
        self._compiled = re.compile("".join(source_of(part, self._language) for part in self._parts))
        return self._compiled

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
