"""Patterns compiled to matchers, in time linear in the block.

A template is cut at its gaps into rigid chunks. The chunks are found from the left, each at its first place behind
the one before, the last one at the block's end; what lies between belongs to the gaps and is checked afterwards.
Nothing is ever tried again, so that no pattern can blow up. A chunk of literals is found by `str`; one with hard
slots by a regular expression whose slots are atomic and bounded: see `cleaner.engine.chunks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec
import regex

from cleaner.engine.chunks import Chunk, Slot, chunk_of, longest, source_of
from cleaner.engine.required import is_sure, is_usable, required_literals, required_text
from cleaner.errors import CleanerError
from cleaner.rulebook.patterns import DEFAULT_TYPES, Expression, Gap, Hard, Literal, Part, Pattern, Template
from cleaner.text.dates import parse_date
from cleaner.text.folding import fold, fold_cased, fold_cased_with_origin, fold_with_origin
from cleaner.text.names import are_names, is_name, is_place

MAX_EXPRESSION: Final = 2000
"""Characters of a block up to which regular expressions are tried: furniture is shorter."""
EXPRESSION_SECONDS: Final = 1.0
"""Time that one expression may take on one block; a sound one takes a thousandth of a thousandth."""
_DIGIT = re.compile(r"\d")
_INVISIBLE = " \t\xa0\u200b\u200e\u200f\ufeff\u202a\u202b\u202c"


class SlowExpression(CleanerError):  # noqa: N818 (a reason, not the document's failure)
    """An expression ran into its time limit."""


class Capture(msgspec.Struct, frozen=True, gc=False):
    """What a slot took: the field, its type, and the text; a date as ISO 8601, a number in digits."""

    name: str
    type: str
    value: str


Captures = tuple[Capture, ...]


class Matcher:
    """A compiled template.

    `literals` are texts of which a block must hold one for a match, with a line feed for the block's edge where it
    must stand there; none where no text is worth looking for. `needed` are such texts however short. `sure` says that a block which holds one matches, and
    `digits` that only blocks with a digit can. `head` is the source of an expression that such a block must begin with,
    "" where that would tell little, and `first` the characters that it can begin with, none where it may be any.
    """

    __slots__ = (
        "_language",
        "_limit",
        "_steps",
        "_tail",
        "captures",
        "digits",
        "first",
        "head",
        "literals",
        "needed",
        "sure",
    )

    def __init__(self, template: Template, language: str | None, *, piece: bool = False) -> None:
        self._language = language
        self._steps, self._tail = _steps(template.parts, language, piece=piece)
        self.head = "" if piece else _head(template.parts, language)
        self.first = frozenset() if piece else _first(template.parts[0])
        self.captures = any(not isinstance(part, Literal) and _is_checked(part) for part in template.parts)
        gapless = not any(isinstance(part, Gap) for part in template.parts)
        self._limit = sum(longest(part) for part in template.parts) if gapless else None
        self.literals = required_literals(template.parts, edges=not piece)
        self.needed = tuple(text.strip("\n") for text in self.literals) or _longest_literal(template.parts)
        self.sure = not piece and is_sure(template.parts) and bool(self.literals)
        self.digits = any(isinstance(part, Hard) and not part.words for part in template.parts)

    def match(self, folded: str, original: str) -> Captures | None:
        """The captures of a whole block, `()` where the pattern has none; None where it does not match."""
        if self._limit is not None and len(folded) > self._limit:
            return None
        if self.digits and not self.head and not _DIGIT.search(folded):
            return None
        found = self._find(folded)
        if found is None:
            return None
        return self._read(found, folded, original) if self.captures else ()

    def _find(self, folded: str) -> list[Slot] | None:
        found: list[Slot] = []
        position = 0
        for gap, chunk in self._steps:
            span = chunk.find(folded, position)
            if span is None:
                return None
            if self.captures:
                if gap is not None:
                    found.append((gap, position, span[0], ""))
                found += chunk.slots()
            position = span[1]
        if self._tail is not None:
            found.append((self._tail, position, len(folded), ""))
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

    def _piece(self, folded: str, position: int) -> tuple[int, int, list[Slot]] | None:
        """The first piece behind a position: its start and end, and what its slots take."""
        start: int | None = None
        found: list[Slot] = []
        for gap, chunk in self._steps:
            span = chunk.find(folded, position)
            if span is None:
                return None
            if gap is not None:
                found.append((gap, position, span[0], ""))
            if start is None:
                start = position if gap is not None else span[0]
            found += chunk.slots()
            position = span[1]
        if self._tail is not None:
            found.append((self._tail, position, len(folded), ""))
            position = len(folded)
        return (start or 0, position, found)

    def _read(self, found: list[Slot], folded: str, original: str) -> Captures | None:
        captures: list[Capture] = []
        origin = None if folded == original.lower() else fold_with_origin(original).origin
        for part, start, end, known in found:
            if not _is_checked(part):
                continue
            value = known or _cut(original, origin, start, end)
            if isinstance(part, Hard):
                value = known or _hard_value(part, folded[start:end], value, self._language)
            elif not _fits(part.type, value):
                return None
            if not value:
                return None
            if part.name:
                captures.append(Capture(part.name, part.type, value))
        return tuple(captures)


class ExpressionMatcher:
    """A compiled regular expression: the way out."""

    __slots__ = ("_compiled", "_language", "captures", "digits", "first", "head", "literals", "needed", "sure")

    def __init__(self, expression: Expression, language: str | None) -> None:
        self._compiled = regex.compile(expression.source)
        self._language = language
        texts = required_text(expression.source, choices=True)
        self.literals = texts if all(map(is_usable, texts)) else ()
        self.needed = tuple(text.strip("\n") for text in texts)
        self.head = ""
        self.first: frozenset[str] = frozenset()
        self.sure = False
        self.digits = False
        self.captures = bool(self._compiled.groupindex)

    def match(self, folded: str, original: str) -> Captures | None:
        """As `Matcher.match`; raises `SlowExpression` where the time limit is hit."""
        if len(folded) > MAX_EXPRESSION:
            return None
        if self.needed and not any(text in folded for text in self.needed):
            return None
        try:
            match = self._compiled.fullmatch(fold_cased(original), timeout=EXPRESSION_SECONDS)
        except TimeoutError:
            raise SlowExpression(self._compiled.pattern) from None
        if match is None:
            return None
        return self._read(match, original) if self.captures else ()

    def _read(self, match: regex.Match[str], original: str) -> Captures:
        origin = fold_cased_with_origin(original).origin
        captures: list[Capture] = []
        for name in match.groupdict():
            if (start := match.start(name)) >= 0:
                kind = DEFAULT_TYPES.get(name, "text")
                value = _cut(original, origin, start, match.end(name))
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


def _steps(
    parts: tuple[Part, ...], language: str | None, *, piece: bool
) -> tuple[list[tuple[Gap | None, Chunk]], Gap | None]:
    """The chunks of a template, each with the gap in front of it, and the gap at the end."""
    steps: list[tuple[Gap | None, Chunk]] = []
    gap: Gap | None = None
    rigid: list[Literal | Hard] = []
    for part in (*parts, None):
        if part is not None and not isinstance(part, Gap):
            rigid.append(part)
            continue
        if rigid:
            free = gap is not None or (piece and not steps)
            steps.append((gap, chunk_of(rigid, language, free=free, last=part is None and not piece)))
            rigid, gap = [], None
        gap = part or gap
    return steps, gap


def _head(parts: tuple[Part, ...], language: str | None) -> str:
    """What a block must begin with: the parts before the first gap or date."""
    source = ""
    for part in parts:
        if isinstance(part, Gap) or (isinstance(part, Hard) and part.type == "date"):
            break
        source += source_of(part, language)
    return source


def _longest_literal(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The longest literal of a template, however short; none where it has none."""
    literals = [part.text for part in parts if isinstance(part, Literal)]
    return (max(literals, key=len),) if literals else ()


def _first(part: Part) -> frozenset[str]:
    """The characters that a block can begin with, `0` for all digits; none where it may be any."""
    if isinstance(part, Literal):
        return frozenset(part.text[0])
    if isinstance(part, Hard) and part.type != "date":
        return frozenset(word[0] for word in part.words) or frozenset("0")
    return frozenset()


def _is_checked(part: Gap | Hard) -> bool:
    """Whether a part must be looked at once the template is found: it captures, or has a type to check."""
    return part.name is not None or part.type in ("text", "name", "names", "place", "date")


def _cut(original: str, origin: list[int] | None, start: int, end: int) -> str:
    if origin is not None:
        start, end = origin[start], origin[end]
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
