"""Which pattern takes all that another one does: exact for templates of text and `*`, and never too bold.

What a template matches is cut at its slots and gaps into pieces. A pattern of text and `*` alone takes whatever holds
its pieces in order; it takes all of another template if it still does with a sign in place of each slot and gap
there, a sign that only a `*` can take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

import msgspec

from cleaner.rulebook.patterns import Expression, Gap, Literal, Part, Pattern, Template

ANYTHING: Final = Template("*", (Gap(None, "any"),))
"""What a rule without a span says of its blocks."""
_WILD: Final = "\0"
FEW: Final = 40
"""Patterns up to which an index costs more than it saves."""

Value = TypeVar("Value")


def covers(general: Pattern, special: Pattern) -> bool:
    """Whether every block that `special` matches is one that `general` matches; False where that cannot be told."""
    if _nameless(general) == _nameless(special):
        return True
    if not is_plain(general):
        return False
    return shape_covers(shape(general), shape(special))


def is_plain(pattern: Pattern) -> bool:
    """Whether a pattern is a template of text and `*` alone."""
    return isinstance(pattern, Template) and all(
        isinstance(part, Literal) or (isinstance(part, Gap) and part.type == "any") for part in pattern.parts
    )


def is_whole(pattern: Pattern) -> bool:
    """Whether a pattern is text alone, which exactly one folded block equals."""
    return isinstance(pattern, Template) and all(isinstance(part, Literal) for part in pattern.parts)


def shape(pattern: Pattern) -> str:
    """The text of a template with a sign for each slot and gap; of an expression, of which nothing is known, the sign."""
    if isinstance(pattern, Expression):
        return _WILD
    return "".join(part.text if isinstance(part, Literal) else _WILD for part in pattern.parts)


def pieces(pattern: Pattern) -> list[str]:
    """The literals of a pattern."""
    return [piece for piece in shape(pattern).split(_WILD) if piece]


def shape_covers(general: str, special: str) -> bool:
    """`covers` for the shape of a template of text and `*`, and another shape or a folded block."""
    first, *others = general.split(_WILD)
    if not others:
        return general == special
    *middle, last = others
    end = len(special) - len(last)
    if not special.startswith(first) or not special.endswith(last) or end < len(first):
        return False
    position = len(first)
    for piece in middle:
        at = special.find(piece, position, end)
        if at < 0:
            return False
        position = at + len(piece)
    return True


def _nameless(pattern: Pattern) -> str | tuple[Part, ...]:
    """What a pattern matches, without the names of what it captures."""
    if isinstance(pattern, Expression):
        return pattern.source
    return tuple(
        msgspec.structs.replace(part, name=None) if not isinstance(part, Literal) and part.name else part
        for part in pattern.parts
    )


class Covered(Generic[Value]):
    """Patterns with a value each, to be asked which of them a more general one covers.

    Many are indexed by the three-letter pieces of their literals; few are tried one by one.
    """

    __slots__ = ("_grams", "_same", "_shapes")

    def __init__(self, patterns: Iterable[tuple[Pattern, Value]]) -> None:
        self._same: dict[object, list[Value]] = {}
        self._shapes: list[tuple[str, Value]] = []
        self._grams: dict[str, list[tuple[str, Value]]] = {}
        for pattern, value in patterns:
            self._same.setdefault(_nameless(pattern), []).append(value)
            self._shapes.append((shape(pattern), value))
        if len(self._shapes) > FEW:
            for entry in self._shapes:
                for gram in set(_grams(entry[0])):
                    self._grams.setdefault(gram, []).append(entry)

    def by(self, general: Pattern) -> Iterator[Value]:
        """The values of the patterns that one covers, itself among them, each once."""
        if not is_plain(general):
            yield from self._same.get(_nameless(general), ())
            return
        own = shape(general)
        keys = set(_grams(own)) if self._grams else ()
        likely = min((self._grams.get(key, []) for key in keys), key=len, default=self._shapes)
        yield from (value for special, value in likely if shape_covers(own, special))


def _grams(text: str) -> Iterator[str]:
    """All runs of three letters within the literals of a shape."""
    grams = (text[i : i + 3] for i in range(len(text) - 2))
    return (gram for gram in grams if _WILD not in gram)
