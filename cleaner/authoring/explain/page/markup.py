"""Markup that cannot be broken into: every text is escaped unless it is markup already, and only `element` makes markup."""

from __future__ import annotations

import html
from typing import Final

import regex

_UNSEEN: Final = regex.compile(r"[\p{Cs}\p{Zl}\p{Zp}]|[^\P{Cc}\t\n]")
_VOID: Final = frozenset(("input", "link", "meta"))

Attribute = str | int | bool | None


class Markup(str):
    """Text that is markup: it goes into a page as it is."""

    __slots__ = ()


Child = str | None
"""A text, which is escaped, markup, which is not, or nothing."""


def escaped(text: str) -> Markup:
    """A text as markup; control characters but tab and line feed, and half surrogate pairs, become `�`."""
    return Markup(html.escape(_UNSEEN.sub("�", text)))


def element(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """An element. Of names of attributes `_` becomes `-`, and one at the end goes; False and None leave one out."""
    said = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Children one behind the other."""
    return Markup("".join(child if isinstance(child, Markup) else escaped(child) for child in children if child))


def sentence(text: str) -> Markup:
    """A sentence with what stands in backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a backtick of its own: none of them can be told
        return escaped(text)
    return joined(*(element("code", part) if place % 2 else escaped(part) for place, part in enumerate(parts)))


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return "" if value is False else f' {name}="{escaped(str(value))}"'
