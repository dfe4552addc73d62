"""Patterns: the text as one sees it, with gaps and slots.

A template is literals and hard slots (whole numbers, dates, one of some words) with gaps between. This module reads
a pattern's text into its parts; `cleaner.engine.matching` matches them.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec
import regex

from cleaner.text.dates import form_regex
from cleaner.text.folding import fold_piece

GAP_TYPES: Final = ("text", "name", "names", "place")
HARD_TYPES: Final = ("int", "date")
DEFAULT_TYPES: Final = {
    "published": "date",
    "modified": "date",
    "authors": "names",
    "reporting": "names",
    "writing": "names",
    "editing": "names",
    "place": "place",
    "number": "int",
}
"""What a capture without a type is; all others are text."""
_MARK: Final = re.compile(r"[*{}\\]")
"""What is more than text in a template."""


class PatternError(Exception):
    """A pattern's text is wrong: at which character (0-based), what, and what to do. Never leaves the rule book."""

    def __init__(self, position: int, what: str, fix: str) -> None:
        super().__init__(position, what, fix)
        self.position, self.what, self.fix = position, what, fix


class Literal(msgspec.Struct, frozen=True, gc=False):
    """Text that must stand there, folded."""

    text: str


class Gap(msgspec.Struct, frozen=True, gc=False):
    """Any text (`*`, type "any") or a captured one, checked by its type once the rest is found."""

    name: str | None
    type: str


class Hard(msgspec.Struct, frozen=True, gc=False):
    """A slot with a form of its own: int, date (with an explicit `form`, or any), or one of some words."""

    name: str | None
    type: str
    words: tuple[str, ...] = ()
    form: str | None = None


Part = Literal | Gap | Hard


class Template(msgspec.Struct, frozen=True, gc=False):
    """A pattern as parts; `source` is what the file says."""

    source: str
    parts: tuple[Part, ...]


class Expression(msgspec.Struct, frozen=True, gc=False):
    """The way out: a regular expression that must match the whole block, folded in all but case."""

    source: str


Pattern = Template | Expression


def names_in(pattern: Pattern) -> tuple[str, ...]:
    """The fields that a pattern captures."""
    if isinstance(pattern, Expression):
        return tuple(regex.compile(pattern.source).groupindex)
    return tuple([part.name for part in pattern.parts if not isinstance(part, Literal) and part.name])


def parse_expression(source: str) -> Expression:
    """An expression that compiles; raises `PatternError` with the place of the mistake."""
    try:
        regex.compile(source)
    except regex.error as error:
        raise PatternError(getattr(error, "pos", 0) or 0, f"a broken regular expression: {error}", "mend it") from None
    return Expression(source)


def parse_template(source: str) -> Template:
    """The parts of a template; raises `PatternError` with the place of the mistake."""
    if _MARK.search(source) is None and (text := fold_piece(source).strip(" ")):
        return Template(source, (Literal(text),))  # most templates are text and nothing else
    parts: list[Part] = []
    literal: list[str] = []
    position = 0
    while (mark := _MARK.search(source, position)) is not None:
        if position < mark.start():
            literal.append(source[position : mark.start()])
        position = mark.start()
        letter = source[position]
        if letter == "\\":
            literal.append(_escaped(source, position))
            position += 2
        elif letter in "*{":
            _close(literal, parts)
            end = position + 1 if letter == "*" else _slot_end(source, position)
            part = Gap(None, "any") if letter == "*" else _slot(source[position + 1 : end - 1], position)
            _refuse_neighbours(parts, part, position)
            parts.append(part)
            position = end
        else:
            raise PatternError(position, "a `}` without its `{`", "write it `\\}` if it is text")
    literal.append(source[position:])
    _close(literal, parts)
    if parts and isinstance(parts[-1], Literal):
        # Blocks have no white space at their ends.
        text = parts[-1].text.rstrip(" ")
        parts[-1:] = [Literal(text)] if text else []
    _refuse_empty(parts)
    return Template(source, tuple(parts))


def _close(literal: list[str], parts: list[Part]) -> None:
    text = fold_piece("".join(literal))
    literal.clear()
    if not parts:
        text = text.lstrip(" ")
    if text:
        parts.append(Literal(text))


def _escaped(source: str, position: int) -> str:
    following = source[position + 1 : position + 2]
    if following not in ("*", "{", "}", "\\"):
        raise PatternError(position, f"`\\{following}` means nothing", "write `\\\\` for a backslash")
    return following


def _slot_end(source: str, position: int) -> int:
    end = source.find("}", position)
    if end < 0:
        raise PatternError(position, "a `{` without its `}`", "close the slot, or write `\\{` if it is text")
    return end + 1


def _slot(inside: str, position: int) -> Gap | Hard:
    name, equals, words = inside.partition("=")
    if equals:
        return _words_slot(name, words, position)
    name, colon, kind = inside.partition(":")
    _check_name(name, position)
    if not name and not kind:
        raise PatternError(position, "an empty slot", "write `*` for any text, or `{name}` for a field")
    if colon and not kind:
        raise PatternError(position, f"`{{{inside}}}` lacks its type", f"one of {', '.join((*GAP_TYPES, *HARD_TYPES))}")
    kind = kind or DEFAULT_TYPES.get(name, "text")
    if kind.startswith("%"):
        _check_form(kind, position)
        return Hard(name or None, "date", form=kind)
    if kind in GAP_TYPES:
        return Gap(name or None, kind)
    if kind in HARD_TYPES:
        return Hard(name or None, kind)
    raise PatternError(
        position, f"unknown type `{kind}`", f"one of {', '.join((*GAP_TYPES, *HARD_TYPES))}, or a form such as %d/%m/%Y"
    )


def _check_form(form: str, position: int) -> None:
    try:
        form_regex(form, "en")
    except ValueError as error:
        what, _, fix = str(error).partition("; ")
        raise PatternError(position, what, fix) from None


def _words_slot(name: str, words: str, position: int) -> Hard:
    _check_name(name, position)
    choices = tuple(fold_piece(word).strip() for word in words.split("|"))
    if not all(choices):
        raise PatternError(position, "an empty word in a slot", "write `{agency=Reuters|AFP}`")
    return Hard(name or None, "words", words=choices)


def _check_name(name: str, position: int) -> None:
    if name and not regex.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise PatternError(position, f"`{name}` is no name of a field", "small letters, digits and `_`")


def _refuse_neighbours(parts: list[Part], part: Part, position: int) -> None:
    if parts and isinstance(parts[-1], Gap) and isinstance(part, Gap):
        raise PatternError(position, "two gaps side by side", "put the text that stands between them there")


def _refuse_empty(parts: list[Part]) -> None:
    if not parts:
        raise PatternError(0, "an empty pattern", "write the text as you see it")
