"""Regular expressions as trees: as much of their structure as it takes to think of texts they choke on.

A tree is no second opinion of what an expression matches. Whatever is derived from it is tried on the real matcher,
so that places and look-behinds may count as nothing here, and a reference as what it refers to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import regex


class Leaf(msgspec.Struct, frozen=True):
    """One character of some: the piece of the expression that says which, and the flags that hold there."""

    source: str
    flags: int

    @property
    def is_plain(self) -> bool:
        """Whether it is a character that stands for itself alone."""
        return bool(_PLAIN.fullmatch(self.source)) and not self.flags & regex.I

    @property
    def plain(self) -> str:
        """The character of a plain leaf."""
        return self.source[-1]


class Series(msgspec.Struct, frozen=True):
    """Parts one behind the other."""

    parts: tuple[Node, ...]


class Choice(msgspec.Struct, frozen=True):
    """One of several parts."""

    parts: tuple[Node, ...]


class Repeat(msgspec.Struct, frozen=True):
    """A part so many times; `most` is None where there is no end."""

    part: Node
    least: int
    most: int | None


class Ahead(msgspec.Struct, frozen=True):
    """What is looked at, and not taken."""

    part: Node


Node = Leaf | Series | Choice | Repeat | Ahead
NOTHING: Final = Series(())

_PLAIN: Final = regex.compile(r"[^.] | \\[^\w\s]", regex.VERBOSE | regex.DOTALL)
_FLAGS: Final = {"i": regex.I, "s": regex.S, "x": regex.X, "a": regex.A, "u": regex.U, "f": regex.F, "m": regex.M}
_TOKEN: Final = regex.compile(
    r"""
      (?P<again> \\ (?P<number>[1-9]\d?) | (?: \\g< | \(\? P[=>] | \(\? & | \(\? (?=\d|R\)) ) (?P<called>\w+) [>)] )
                                                                # what a group matched, or the group once more
    | (?P<skip> \(\?\# [^)]* \) | \(\* \w+ \) | \(\? [a-zA-Z0-9]+ (?:-[a-zA-Z]+)? \)
        | [\^$] | \\ [bBAZzmMGK] )                             # comments, verbs, flags for all, places
    | (?P<open> \( (?! \? ) | \(\? (?: <?[=!] | [:>|] | P?<(?P<name>\w+)> | \(\w+\)
        | (?P<on>[a-zA-Z0-9]*) (?:-(?P<off>[a-zA-Z]+))? : ) )   # a group, and of which kind
    | (?P<close> \) )
    | (?P<bar> \| )
    | (?P<leaf>
        (?P<set> \[ \^? \]? (?: \\. | \[:\^?\w+:\] | [^\]\\] )* \] )          # a class of characters
        | \\ (?: [pP]\^?\{ [^}]* \} | N\{ [^}]* \} | x[0-9a-fA-F]{2} | u[0-9a-fA-F]{4} | U[0-9a-fA-F]{8} | 0[0-7]{0,2} | . )
        | . )                                                   # an escape, or a plain character
    """,
    regex.VERBOSE | regex.DOTALL,
)
_NESTED: Final = regex.compile(
    r"(?P<set> \[ \^? \]? (?: \\. | (?&set) | [^\[\]\\] )* \] )", regex.VERBOSE | regex.DOTALL
)
"""A class in the module's newer syntax, which may hold others."""
_TIMES: Final = regex.compile(
    r"""
    (?: (?P<sign> [?*+] )
      | \{ (?P<least> \d* ) (?P<comma> ,? ) (?P<most> \d* ) \} (?<! \{,?\} )
      | (?P<fuzzy> \{ [eids\d<=+, ]* [eids] [eids\d<=+, ]* \} )   # so many errors
    ) [?+]?
    """,
    regex.VERBOSE,
)
_SPACE: Final = regex.compile(r"(?: \s+ | \#[^\n]* )+", regex.VERBOSE)


def nodes(node: Node) -> Iterator[Node]:
    """A tree's nodes, a node before its parts."""
    yield node
    match node:
        case Series(parts) | Choice(parts):
            for part in parts:
                yield from nodes(part)
        case Repeat(part=part) | Ahead(part):
            yield from nodes(part)


class UnknownSyntaxError(Exception):
    """An expression that compiles, and that this module cannot read. Never leaves `parse`."""


def parse(expression: str) -> Node | None:
    """The tree of an expression that compiles; None where it has syntax that is not known here."""
    reader = _Reader(expression, regex.compile(expression).flags)
    try:
        return reader.read()
    except UnknownSyntaxError:
        return None


class _Reader:
    """Reads an expression from the left."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags & ~regex.DEBUG
        self._position = 0
        self._groups: dict[str, Node] = {}
        self._count = 0

    def read(self) -> Node:
        node = self._choice()
        if self._position < len(self._source):
            raise UnknownSyntaxError
        return node

    def _token(self) -> regex.Match[str] | None:
        """The next token, not yet taken."""
        if self._flags & regex.VERBOSE and (space := _SPACE.match(self._source, self._position)):
            self._position = space.end()
        token = _TOKEN.match(self._source, self._position)
        if token is None or token["set"] is None or not self._flags & regex.V1:
            return token
        nested = _NESTED.match(self._source, self._position)
        if nested is None:
            raise UnknownSyntaxError
        return nested

    def _choice(self) -> Node:
        parts = [self._series()]
        while (token := self._token()) and token.groupdict().get("bar"):
            self._position = token.end()
            parts.append(self._series())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _series(self) -> Node:
        parts: list[Node] = []
        while (token := self._token()) and not (token.groupdict().get("bar") or token.groupdict().get("close")):
            node = self._repeated(self._atom(token))
            if node != NOTHING:
                parts.append(node)
        return parts[0] if len(parts) == 1 else Series(tuple(parts))

    def _atom(self, token: regex.Match[str]) -> Node:
        self._position = token.end()
        found = token.groupdict()
        if found.get("skip"):
            return NOTHING
        if found.get("again"):
            return self._groups.get(found["number"] or found["called"] or "", NOTHING)
        if found.get("open"):
            return self._group(token[0], found)
        return Leaf(token[0], self._flags & ~regex.VERBOSE)

    def _group(self, opening: str, found: dict[str, str | None]) -> Node:
        counts = opening == "(" or found["name"] is not None
        self._count += counts
        number, flags = self._count, self._flags
        for letters, on in ((found["on"], True), (found["off"], False)):
            for flag in (_FLAGS[letter] for letter in letters or "" if letter in _FLAGS):
                self._flags = self._flags | flag if on else self._flags & ~flag
        node = self._choice()
        self._flags = flags
        if not self._source.startswith(")", self._position):
            raise UnknownSyntaxError
        self._position += 1
        if counts:
            self._groups[str(number)] = node
            self._groups[found["name"] or ""] = node
        return Ahead(node) if opening.endswith(("=", "!")) else node

    def _repeated(self, node: Node) -> Node:
        while times := _TIMES.match(self._source, self._position):
            self._position = times.end()
            if times["sign"]:
                node = Repeat(node, int(times["sign"] == "+"), 1 if times["sign"] == "?" else None)
            elif times["fuzzy"]:
                node = Repeat(node, 1, None)
            else:
                least = int(times["least"] or 0)
                most = int(times["most"]) if times["most"] else None if times["comma"] else least
                node = node if least == most == 1 else Repeat(node, least, most)
        return node
