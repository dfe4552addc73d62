"""Words and scripts: the counts that conditions and guards ask for.

A word is a run of letters or digits; in scripts that put no spaces between words, two letters count as one.
"""

from __future__ import annotations

import functools
import re

import regex

_RUN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_ASCII_RUN = regex.compile(r"[A-Za-z0-9]+")
_SPACELESS = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]"
)
_LETTER = regex.compile(r"\p{L}")


def count_words(text: str) -> int:
    """How many words a text has."""
    if text.isascii():
        return len(_ASCII_RUN.findall(text))
    letters = len(_SPACELESS.findall(text))
    if not letters:
        return len(_RUN.findall(text))
    return len(_RUN.findall(_SPACELESS.sub(" ", text))) + (letters + 1) // 2


def has_words(text: str, least: int) -> bool:
    """Whether a text has at least so many words; stops as soon as it has."""
    if least <= 0:
        return True
    if text.isascii():
        # A word and the gap behind it take two characters.
        return len(text) >= 2 * least - 1 and _ascii_words(least).match(text) is not None
    return count_words(text) >= least


@functools.cache
def _ascii_words(least: int) -> re.Pattern[str]:
    return re.compile(rf"(?:[^A-Za-z0-9]*+[A-Za-z0-9]++){{{least}}}")


@functools.cache
def _letters_of(script: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?=\p{{L}})\p{{Script={script}}}")


def is_script(name: str) -> bool:
    """Whether Unicode knows a script of that name (`Arabic`, `Cyrillic`, `Han`)."""
    try:
        _letters_of(name)
    except regex.error:
        return False
    return True


def in_script(text: str, script: str) -> bool:
    """Whether more than half of a text's letters are of a script."""
    letters = len(_LETTER.findall(text))
    return 2 * len(_letters_of(script).findall(text)) > letters
