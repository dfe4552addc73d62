"""Patterns compiled to matchers, in time linear in the block.

A template is cut at its gaps into rigid chunks. The chunks are found from the left, each at its first place behind
the one before, the last one at the block's end; what lies between belongs to the gaps and is checked afterwards.
Nothing is ever tried again, so that no pattern can blow up. A chunk of literals is found by `str`; one with hard
slots by a regular expression whose slots are atomic and bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec
import regex

from cleaner.engine.required import is_sure, is_usable, required_literals, required_text
from cleaner.errors import CleanerError
from cleaner.rulebook.patterns import DEFAULT_TYPES, Expression, Gap, Hard, Literal, Part, Pattern, Template
from cleaner.text.dates import date_regex, form_regex, is_date_from, parse_date
from cleaner.text.folding import Folded, fold, fold_cased, fold_cased_with_origin, fold_with_origin
from cleaner.text.names import are_names, is_name, is_place

MAX_EXPRESSION: Final = 2000
"""Characters of a block up to which regular expressions are tried: furniture is shorter."""
EXPRESSION_SECONDS: Final = 1.0
"""Time that one expression may take on one block; a sound one takes a thousandth of a thousandth."""
_SLOT_LENGTH: Final = {"date": 90, "int": 24}
"""Characters that a slot can at most take; only used to pass over blocks that are too long for a gapless template."""
_DIGIT = re.compile(r"\d")
_INT = r"(?<![\d])(\d+(?:[.,' ]\d{3}(?!\d)){0,5})(?!\d)"
_INVISIBLE = " \t\xa0\u200b\u200e\u200f\ufeff\u202a\u202b\u202c"


class SlowExpression(CleanerError):  # noqa: N818 (a reason, not the document's failure)
    """An expression ran into its time limit."""


class Capture(msgspec.Struct, frozen=True, gc=False):
    """What a slot took: the field, its type, and the text; a date as ISO 8601, a number in digits."""

    name: str
    type: str
    value: str


Captures = tuple[Capture, ...]
Found = list[tuple[Gap | Hard, int, int]]


class _Text:
    """A chunk of literal text."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, folded: str, start: int, *, free: bool, last: bool) -> tuple[int, int] | None:
        text, size = self.text, len(self.text)
        if last:
            at = len(folded) - size
            fits = at >= start if free else at == start
            return (at, at + size) if fits and folded.endswith(text) else None
        if free:
            at = folded.find(text, start)
            return (at, at + size) if at >= 0 else None
        return (start, start + size) if folded.startswith(text, start) else None

    def slots(self) -> Found:
        return []


class _Slots:
    """A chunk with hard slots; after `find`, `slots` tells where they are."""

    __slots__ = ("_compiled", "_language", "_longest", "_match", "_parts")

    def __init__(self, parts: list[Literal | Hard], language: str | None) -> None:
        self._parts = parts
        self._language = language
        self._longest = sum(map(_longest, parts))
        self._compiled: re.Pattern[str] | None = None
        self._match: re.Match[str] | None = None

    def _compile(self, *, last: bool) -> re.Pattern[str]:
        """Compiled when first asked for: a date's grammar takes a hundredth of a second. A chunk is always last, or never."""
        source = "".join(_source_of(part, self._language) for part in self._parts)
        self._compiled = re.compile(source + r"\Z" if last else source)
        return self._compiled

    def find(self, folded: str, start: int, *, free: bool, last: bool) -> tuple[int, int] | None:
        compiled = self._compiled or self._compile(last=last)
        if last and free:
            # A chunk is not longer than this, so that the search may begin near the end.
            start = max(start, len(folded) - self._longest)
        match = compiled.search(folded, start) if free else compiled.match(folded, start)
        self._match = match
        return match.span() if match else None

    def slots(self) -> Found:
        match = self._match
        if match is None:
            return []
        slots = [part for part in self._parts if isinstance(part, Hard)]
        return [(part, *match.span(number)) for number, part in enumerate(slots, 1)]


def _source_of(part: Literal | Hard, language: str | None) -> str:
    if isinstance(part, Literal):
        return re.escape(part.text)
    if part.type == "int":
        return _INT
    if part.type == "words":
        words = "|".join(re.escape(word) for word in sorted(part.words, key=len, reverse=True))
        return rf"(?<!\w)((?>{words}))(?!\w)"
    return rf"((?>{form_regex(part.form, language) if part.form else date_regex(language)}))"


class _LastDate:
    """A chunk that ends the block in a date: the commonest head of a comment or byline, read without the whole grammar.

    What stands before the date is found first, by `str` where it is but text.
    """

    __slots__ = ("_date", "_language", "_longest", "_match", "_parts", "_prefix", "_span", "_text")

    def __init__(self, parts: list[Literal | Hard], date: Hard, language: str | None) -> None:
        self._parts = [part for part in parts if isinstance(part, Hard)]
        self._date = date
        self._language = language
        self._longest = sum(map(_longest, parts)) + _longest(date)
        only = parts[0] if len(parts) == 1 else None
        self._text = only.text if isinstance(only, Literal) else None
        self._prefix = re.compile("".join(_source_of(part, language) for part in parts))
        self._match: re.Match[str] | None = None
        self._span = (0, 0)

    def find(self, folded: str, start: int, *, free: bool, last: bool) -> tuple[int, int] | None:
        del last
        if not free:
            match = self._prefix.match(folded, start)
            return (start, len(folded)) if match is not None and self._ends(folded, match) else None
        start = max(start, len(folded) - self._longest)
        if self._text is not None and folded.find(self._text, start) < 0:
            return None
        match = self._prefix.search(folded, start)
        while match is not None:
            if self._ends(folded, match):
                return match.start(), len(folded)
            match = self._prefix.search(folded, match.start() + 1)
        return None

    def _ends(self, folded: str, match: re.Match[str]) -> bool:
        """Whether what follows is a date, and nothing else."""
        self._match = match
        self._span = (match.end(), len(folded))
        return is_date_from(folded, match.end(), self._language)

    def slots(self) -> Found:
        match = self._match
        if match is None:
            return []
        return [*((part, *match.span(n)) for n, part in enumerate(self._parts, 1)), (self._date, *self._span)]


_Chunk = _Text | _Slots | _LastDate


class Matcher:
    """A compiled template.

    `literals` are texts of which a block must hold one for a match, with a line feed for the block's edge where it
    must stand there; none where no text is worth looking for. `sure` says that a block which holds one matches, and
    `digits` that only blocks with a digit can. `head` is the source of an expression that such a block must begin with,
    "" where that would tell little, and `first` the characters that it can begin with, none where it may be any.
    """

    __slots__ = ("_language", "_limit", "_segments", "captures", "digits", "first", "head", "literals", "sure")

    def __init__(self, template: Template, language: str | None, *, piece: bool = False) -> None:
        self._language = language
        self._segments = list(_segments(template.parts, language, piece=piece))
        self.head = "" if piece else _head(template.parts, language)
        self.first = frozenset() if piece else _first(template.parts[0])
        self.captures = any(not isinstance(part, Literal) and _is_checked(part) for part in template.parts)
        gapless = not any(isinstance(part, Gap) for part in template.parts)
        self._limit = sum(_longest(part) for part in template.parts) if gapless else None
        self.literals = required_literals(template.parts, edges=not piece)
        self.sure = not piece and is_sure(template.parts) and bool(self.literals)
        self.digits = any(isinstance(part, Hard) and not part.words for part in template.parts)

    def match(self, folded: str, original: str) -> Captures | None:
        """The captures of a whole block, `()` where the pattern has none; None where it does not match."""
        if self._limit is not None and len(folded) > self._limit:
            return None
        if self.digits and not _DIGIT.search(folded):
            return None
        found = self._find(folded)
        if found is None:
            return None
        return self._read(found, folded, original) if self.captures else ()

    def _find(self, folded: str) -> Found | None:
        found: Found = []
        position = 0
        gap: Gap | None = None
        final = self._segments[-1]
        for segment in self._segments:
            if isinstance(segment, Gap):
                gap = segment
                continue
            span = segment.find(folded, position, free=gap is not None, last=segment is final)
            if span is None:
                return None
            if gap is not None:
                found.append((gap, position, span[0]))
                gap = None
            found += segment.slots()
            position = span[1]
        if gap is not None:
            found.append((gap, position, len(folded)))
        return found

    def pieces(self, folded: str, original: str) -> list[tuple[int, int]]:
        """Where the pattern stands within a block, in offsets of the original, from the left, without overlap."""
        found: list[tuple[int, int]] = []
        position = 0
        while (piece := self._piece(folded, position)) and piece[1] > piece[0]:
            start, position, slots = piece
            if not self.captures or self._read(slots, folded, original) is not None:
                found.append((start, position))
        if not found:
            return []
        origin = fold_with_origin(original).origin
        return found if origin is None else list(_traced(found, origin))

    def _piece(self, folded: str, position: int) -> tuple[int, int, Found] | None:
        start: int | None = None
        gap: Gap | None = None
        slots: Found = []
        for segment in self._segments:
            if isinstance(segment, Gap):
                start = position if start is None else start
                gap = segment
                continue
            span = segment.find(folded, position, free=gap is not None or start is None, last=False)
            if span is None:
                return None
            if gap is not None:
                slots.append((gap, position, span[0]))
                gap = None
            slots += segment.slots()
            start = span[0] if start is None else start
            position = span[1]
        if gap is not None:
            slots.append((gap, position, len(folded)))
            position = len(folded)
        return (start or 0, position, slots)

    def _read(self, found: Found, folded: str, original: str) -> Captures | None:
        captures: list[Capture] = []
        origin = Folded(folded, None) if folded == original.lower() else fold_with_origin(original)
        for part, start, end in found:
            if not _is_checked(part):
                continue
            value = _cut(original, origin, start, end)
            if isinstance(part, Hard):
                value = _hard_value(part, folded[start:end], value, self._language)
            elif not _fits(part.type, value):
                return None
            if not value:
                return None
            if part.name:
                captures.append(Capture(part.name, part.type, value))
        return tuple(captures)


class ExpressionMatcher:
    """A compiled regular expression: the way out."""

    __slots__ = ("_compiled", "_language", "_needed", "captures", "digits", "first", "head", "literals", "sure")

    def __init__(self, expression: Expression, language: str | None) -> None:
        self._compiled = regex.compile(expression.source)
        self._language = language
        texts = required_text(expression.source)
        self.literals = texts if all(map(is_usable, texts)) else ()
        self._needed = tuple(text.strip("\n") for text in texts)
        self.head = ""
        self.first: frozenset[str] = frozenset()
        self.sure = False
        self.digits = False
        self.captures = bool(self._compiled.groupindex)

    def match(self, folded: str, original: str) -> Captures | None:
        """As `Matcher.match`; raises `SlowExpression` where the time limit is hit."""
        if len(folded) > MAX_EXPRESSION:
            return None
        if self._needed and not any(text in folded for text in self._needed):
            return None
        try:
            match = self._compiled.fullmatch(fold_cased(original), timeout=EXPRESSION_SECONDS)
        except TimeoutError:
            raise SlowExpression(self._compiled.pattern) from None
        if match is None:
            return None
        return self._read(match, original) if self.captures else ()

    def _read(self, match: regex.Match[str], original: str) -> Captures:
        cased = fold_cased_with_origin(original)
        captures: list[Capture] = []
        for name in match.groupdict():
            if (start := match.start(name)) >= 0:
                kind = DEFAULT_TYPES.get(name, "text")
                value = _cut(original, cased, start, match.end(name))
                if kind == "date":
                    value = parse_date(fold(value), self._language) or ""
                if value:
                    captures.append(Capture(name, kind, value))
        return tuple(captures)

    def pieces(self, folded: str, original: str) -> list[tuple[int, int]]:
        """None: an expression is no piece."""
        del folded, original
        return []


def _traced(pieces: list[tuple[int, int]], origin: list[int]) -> Iterator[tuple[int, int]]:
    """Pieces in offsets of the original: a character that folds to several is taken whole, and once."""
    behind = 0
    for first, last in pieces:
        end = last
        while end < len(origin) - 1 and origin[end] == origin[end - 1]:
            end += 1
        start = max(behind, origin[first])
        behind = origin[end]
        if behind > start:
            yield start, behind


def compile_pattern(pattern: Pattern, language: str | None, *, piece: bool = False) -> Matcher | ExpressionMatcher:
    """The matcher of a pattern, of whole blocks or of a `piece` anywhere in one.

    `language` decides which names of months and days its dates know.
    """
    if isinstance(pattern, Expression):
        return ExpressionMatcher(pattern, language)
    return Matcher(pattern, language, piece=piece)


def _segments(parts: tuple[Part, ...], language: str | None, *, piece: bool) -> Iterator[_Chunk | Gap]:
    chunk: list[Literal | Hard] = []
    for part in parts:
        if isinstance(part, Gap):
            if chunk:
                yield _chunk(chunk, language)
                chunk = []
            yield part
        else:
            chunk.append(part)
    if chunk:
        yield _chunk(chunk, language) if piece else _last_chunk(chunk, language)


def _head(parts: tuple[Part, ...], language: str | None) -> str:
    """What a block must begin with: the parts before the first gap or date."""
    source = ""
    for part in parts:
        if isinstance(part, Gap) or (isinstance(part, Hard) and part.type == "date"):
            break
        source += _source_of(part, language)
    return source


def _first(part: Part) -> frozenset[str]:
    """The characters that a block can begin with, `0` for all digits; none where it may be any."""
    if isinstance(part, Literal):
        return frozenset(part.text[0])
    if isinstance(part, Hard) and part.type != "date":
        return frozenset(word[0] for word in part.words) or frozenset("0")
    return frozenset()


def _chunk(parts: list[Literal | Hard], language: str | None) -> _Chunk:
    only = parts[0]
    if len(parts) == 1 and isinstance(only, Literal):
        return _Text(only.text)
    return _Slots(parts, language)


def _last_chunk(parts: list[Literal | Hard], language: str | None) -> _Chunk:
    """The chunk at the block's end."""
    match parts:
        case [_, *_, Hard(type="date", form=None) as date]:
            return _LastDate(parts[:-1], date, language)
    return _chunk(parts, language)


def _is_checked(part: Gap | Hard) -> bool:
    """Whether a part must be looked at once the template is found: it captures, or has a type to check."""
    return part.name is not None or part.type in ("text", "name", "names", "place", "date")


def _longest(part: Part) -> int:
    if isinstance(part, Literal):
        return len(part.text)
    if isinstance(part, Hard) and part.words:
        return max(map(len, part.words))
    return _SLOT_LENGTH.get(part.type, 0)


def _cut(original: str, folded: Folded, start: int, end: int) -> str:
    if folded.origin is not None:
        start, end = folded.origin[start], folded.origin[end]
    return original[start:end].strip(_INVISIBLE)


def _hard_value(part: Hard, folded: str, original: str, language: str | None) -> str:
    if part.type == "date":
        return parse_date(folded, language, part.form) or ""
    if part.type == "int":
        return "".join(str(int(c)) for c in folded if c.isdecimal())
    return original


def _fits(kind: str, value: str) -> bool:
    if kind == "name":
        return is_name(value)
    if kind == "names":
        return are_names(value)
    return is_place(value) if kind == "place" else bool(value)
