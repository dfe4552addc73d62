"""Words and scripts: the counts that conditions and guards ask for.

A word is a run of letters or digits; in scripts that put no spaces between words, two letters count as one.
"""

from __future__ import annotations

import functools
import re

import regex

_RUN = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_LETTER_BYTES = bytes(97 if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_SIMPLE_RUN = re.compile(r"[^\W_]+")
_NOT_SIMPLE = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0590-\u1dff\u20d0-\u20ff\u2c00-\U0010ffff]")
"""Characters of scripts with combining marks or without spaces; without them the fast way counts the same."""
_SPACELESS = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]"
)
_LETTER = regex.compile(r"\p{L}")


def count_words(text: str) -> int:
    """How many words a text has."""
    if text.isascii():
        # Letters and digits become `a`, all else a space: words begin at ` a`.
        return (b" " + text.encode()).translate(_LETTER_BYTES).count(b" a")
    if not _NOT_SIMPLE.search(text):
        return len(_SIMPLE_RUN.findall(text))
    letters = len(_SPACELESS.findall(text))
    if not letters:
        return len(_RUN.findall(text))
    return len(_RUN.findall(_SPACELESS.sub(" ", text))) + (letters + 1) // 2


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
