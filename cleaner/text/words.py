"""Words and scripts: the counts that conditions and guards ask for.

A word is a run of letters or digits; in scripts that put no spaces between words, two letters count as one.
"""

from __future__ import annotations

import functools
import re

import regex

_LETTER_BYTES = bytes(97 if chr(code).isalnum() else 32 for code in range(256))
_SPACELESS_SCRIPTS = ("Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar")


def count_words(text: str) -> int:
    """How many words a text has."""
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return _count_in_any_script(text)
    # Letters and digits become `a`, all else a space: words begin at ` a`.
    return (b" " + data).translate(_LETTER_BYTES).count(b" a")


def _count_in_any_script(text: str) -> int:
    if not _not_simple().search(text):
        return len(_simple_run().findall(text))
    spaceless = _spaceless()
    letters = len(spaceless.findall(text))
    if not letters:
        return len(_run().findall(text))
    return len(_run().findall(spaceless.sub(" ", text))) + (letters + 1) // 2


# Compiled when first asked for: whole scripts in one class take a hundredth of a second.


@functools.cache
def _simple_run() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+")


@functools.cache
def _not_simple() -> re.Pattern[str]:
    """Finds combining marks, and letters of scripts that have them or no spaces; without these the fast way counts the same."""
    return re.compile(
        r"[\u0300-\u036f\u0483-\u0489\u0590-\u061f\u064b-\u065f\u0670\u06d6-\u1dff\u20d0-\u20ff\u2c00-\U0010ffff]"
    )


@functools.cache
def _run() -> regex.Pattern[str]:
    return regex.compile(r"[\p{L}\p{M}\p{N}]+")


@functools.cache
def _letter() -> regex.Pattern[str]:
    return regex.compile(r"\p{L}")


@functools.cache
def _spaceless() -> regex.Pattern[str]:
    """Finds the letters of scripts that put no spaces between words."""
    return regex.compile("[" + "".join(rf"\p{{Script={script}}}" for script in _SPACELESS_SCRIPTS) + "]")


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
    letters = len(_letter().findall(text))
    return 2 * len(_letters_of(script).findall(text)) > letters
