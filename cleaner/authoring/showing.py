"""Texts of strangers as people may see them: on one line, without what steers a terminal, and of bearable length."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

import regex

from cleaner.rulebook.shipped import shipped_rules

WIDTH: Final = 60
"""Characters of a block that a line of a listing has room for."""
_STEERING: Final = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]")


def visible(text: str) -> str:
    """A text on one line without characters that steer a terminal; each becomes `�`, and a tab `→`."""
    return _STEERING.sub("�", text.replace("\t", "→"))


def shortened(text: str, width: int = WIDTH) -> str:
    """A text made `visible`, of so many characters at most; `…` stands for what is left out."""
    return visible(text if len(text) <= width else text[: width - 1] + "…")


def seen_from_here(path: str) -> str:
    """A path of rules as people name it: `shipped/` for the shipped sets, else seen from the working folder."""
    place = Path(path)
    shipped, here = shipped_rules(), Path.cwd()
    if place.is_relative_to(shipped):
        place = "shipped" / place.relative_to(shipped)
    elif place.is_relative_to(here):
        place = place.relative_to(here)
    return visible(place.as_posix() if path else path)


def named(character: str) -> str:
    """A character in words: as it is, with its number and name where it is not plain to see."""
    if character == " ":
        return "a space"
    if character.isascii() and character.isprintable():
        return f"`{character}`"
    point = f"U+{ord(character[0]):04X}"
    name = unicodedata.name(character[0], "")
    shown = f"`{character}` " if character.isprintable() and not unicodedata.combining(character[0]) else ""
    return f"{shown}({point}{f' {name}' if name else ''})"
