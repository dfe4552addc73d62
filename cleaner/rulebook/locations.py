"""What an XPath expression says, as values: steps from element to element, and what must hold of each.

`cleaner.rulebook.xpath` makes them of a text, `cleaner.engine.paths` makes tests of them.
"""

from __future__ import annotations

from typing import Final

import msgspec

LAST: Final = 0
"""The place of the last one of several: `last()`."""
NEXT: Final = "next-sibling"
"""The axis of `following-sibling::*[1]`: the first one behind that has the tag."""


class Text(msgspec.Struct, frozen=True):
    """A literal."""

    text: str


class Attribute(msgspec.Struct, frozen=True):
    """The value of an attribute."""

    name: str


class Function(msgspec.Struct, frozen=True):
    """A function that gives a text: `concat`, `normalize-space`, `translate`, `name`."""

    name: str
    arguments: tuple[Text | Attribute | Function, ...]


Value = Text | Attribute | Function


class Compared(msgspec.Struct, frozen=True):
    """Two texts that are compared: by `=`, `!=`, `contains` or `starts-with`."""

    how: str
    left: Value
    right: Value


class Place(msgspec.Struct, frozen=True):
    """A place among the siblings that are meant, 1-based, and how it is compared."""

    how: str
    number: int


class Has(msgspec.Struct, frozen=True):
    """An attribute that must be there."""

    name: str


class Logic(msgspec.Struct, frozen=True):
    """`and`, `or`, or `not` of one part."""

    how: str
    parts: tuple[Condition, ...]


class Step(msgspec.Struct, frozen=True):
    """Elements of a tag (None: of any) on an axis, for which conditions hold one after another."""

    axis: str
    tag: str | None
    conditions: tuple[Condition, ...] = ()


class Around(msgspec.Struct, frozen=True):
    """Steps to something around an element, which must be there."""

    steps: tuple[Step, ...]


class Path(msgspec.Struct, frozen=True):
    """Steps from the top of a page, and maybe a place among all elements that they lead to: `(//p)[1]`."""

    steps: tuple[Step, ...]
    place: Place | None = None


Condition = Compared | Place | Has | Logic | Around
