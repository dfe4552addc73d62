"""Rules and rule sets as values: what a file means, once it is read without a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from cleaner.rulebook.patterns import Pattern

FURNITURE: Final = ("nav", "share", "ad", "promo", "related", "notice", "legal", "banner", "other")
FIELDS: Final = (
    "title", "subtitle", "byline", "published", "modified", "dateline", "section", "caption", "credits", "comments",
    "related", "tags", "note", "correction",
)  # fmt: skip
CAPTURES: Final = (
    "title", "subtitle", "section", "agency", "place", "author", "authors", "published", "modified", "tags", "text",
    "credit", "number", "reporting", "writing", "editing", "related", "note",
)  # fmt: skip
"""What a pattern may capture, besides `x_*`."""

ONLY_IN: Final = {
    "credit": ("caption",),
    "number": ("comments",),
    "reporting": ("credits",),
    "writing": ("credits",),
    "editing": ("credits",),
}
"""Captures that only some fields have."""

VERBS: Final = {"drop": FURNITURE, "move": FIELDS, "copy": FIELDS, "keep": ("body",), "cut": FURNITURE}


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a rule stands: path, 1-based line and column."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Interval(msgspec.Struct, frozen=True, gc=False):
    """`3`, `..4`, `-3..`, `5..9`: inclusive; None is open. Negative places count from the end."""

    low: int | None
    high: int | None


class Line(msgspec.Struct, frozen=True, gc=False):
    """Every free block that matches."""

    patterns: tuple[Pattern, ...]


class Run(msgspec.Struct, frozen=True, gc=False):
    """Blocks from an anchor (none: the top) to an end; `open_end`: the document's end, as the last resort."""

    start: tuple[Pattern, ...]
    ends: tuple[Pattern, ...]
    inclusive: bool
    open_end: bool


class Conditions(msgspec.Struct, frozen=True, gc=False):
    """What must hold of a block, or of a run's first block. Empty means: not asked."""

    at: Interval | None = None
    prev: tuple[Pattern, ...] = ()
    next: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()
    words: Interval | None = None
    script: str | None = None
    language: str | None = None
    css: tuple[str, ...] = ()
    seen: Interval | None = None
    xpath: tuple[str, ...] = ()

    @property
    def of_pages(self) -> bool:
        """Whether it asks for elements, which only pages have."""
        return bool(self.css or self.xpath)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A verb with its label, a span, and conditions."""

    id: str
    verb: str
    label: str
    span: Line | Run | None
    conditions: Conditions
    each: tuple[Pattern, ...] = ()
    piece: tuple[Pattern, ...] = ()
    hits: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    why: str | None = None
    place: Place


class Fingerprint(msgspec.Struct, frozen=True, gc=False):
    """Text that gives a source away: a pattern, maybe at some place only."""

    pattern: Pattern
    at: Interval | None = None


class Guards(msgspec.Struct, frozen=True, gc=False):
    """How much a rule may take: a share of the prose, and what must be left, in words. None: inherited."""

    max_prose: float | None = None
    min_words: int | None = None


NO_GUARDS: Final = Guards()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One file: its own rules and what it says of itself. `name` is its path in the book without `.yaml`."""

    name: str
    path: str
    source: str | None = None
    layout: str | None = None
    title: str | None = None
    extends: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    language: str | None = None
    valid: tuple[str | None, str | None] | None = None
    fingerprints: tuple[Fingerprint, ...] = ()
    min_fingerprints: int = 1
    guards: Guards = NO_GUARDS
    rest: str | None = None
    rules: tuple[Rule, ...] = ()
    places: tuple[tuple[str, Place], ...] = ()
    """Where keys stand, for mistakes that only show when sets meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveRules:
    """What runs for a rule set: own and inherited rules in order, guards, and the hash of it all."""

    name: str
    source: str | None
    language: str | None
    rest: str
    rules: tuple[tuple[str, Rule], ...]
    """Pairs of the set that a rule comes from and the rule."""
    max_prose: float
    min_words: int
    fingerprints: tuple[Fingerprint, ...]
    hash: str
