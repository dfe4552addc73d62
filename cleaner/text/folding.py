"""Folding: the form of a text in which patterns see it.

Case, white space, quotes, dashes, bidi marks, presentation forms, Arabic vowel marks, tatweel and hamza forms are
levelled, so that a rule written as one sees it matches what dumps hold. Folding is for matching only: captures and
output keep the original characters, found again through `Folded.origin`.

A text folds cluster by cluster (a character with the combining marks behind it), so that what a piece folds to does
not depend on where it stands; the fast ways below give the same result, and a property test says so.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import regex

BULLETS = "•·▪‣◦●"

_QUOTES = dict.fromkeys("“”„‟«»″〝〞＂", '"') | dict.fromkeys("‘’‚‛‹›`´′＇ʼ", "'")
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_SPACES = dict.fromkeys("\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " ") | dict.fromkeys(
    map(chr, range(0x2000, 0x200B)), " "
)
_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك"}
_DROPPED = [0xAD, 0x61C, 0x640, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
_DROPPED += [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5)]
_FORMS = [*range(0xFB00, 0xFB07), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF), *range(0xFF01, 0xFF5F)]
"""Latin ligatures, Arabic presentation forms, full-width ASCII: one character for one or more plain ones."""

# What stands in most texts that are not ASCII, replaced without a search for what else there may be.
_COMMON = (*[(mark, (_QUOTES | _DASHES | _SPACES)[mark]) for mark in "’‘“”–—\xa0\t"], ("…", "..."))

# What is ASCII and folds to something else, but for controls that end lines.
_ASCII_ODD = (("`", "'"), ("\t", " "), ("\x1f", " "))

_SPACE_RUN = re.compile(r"\ {2,}")
_CLUSTER = regex.compile(
    r"""
    [\u1100-\u115F][\u1160-\u11A7]?[\u11A8-\u11FF]?   # jamo that compose to one syllable
    | .\p{M}*                                          # a character with its combining marks
    """,
    regex.VERBOSE | regex.DOTALL,
)

_MARK = regex.compile(r"[\p{M}\u1100-\u11FF]")
"""What a cluster of more than one character holds."""


class Folded(NamedTuple):
    """A folded text, and for each of its characters the index of the original one that it came from.

    `origin` has one entry more than `text`: the original's end. None means that nothing moved.
    """

    text: str
    origin: list[int] | None


@functools.cache
def _table() -> dict[str, str]:
    """What single characters fold to, case apart."""
    plain = {chr(code): "" for code in _DROPPED} | _QUOTES | _DASHES | _SPACES | _ARABIC | {"…": "..."}
    unfolded = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _FORMS}
    return {form: "".join(plain.get(c, c) for c in letters) for form, letters in unfolded.items()} | plain


@functools.cache
def _rare() -> re.Pattern[str]:
    """Finds the characters that fold to something else."""
    return re.compile(f"[{re.escape(''.join(_table()))}]")


@functools.cache
def _latin_odd() -> tuple[tuple[str, str], ...]:
    """What folds to something else of the characters of Western Europe."""
    return tuple((form, plain) for form, plain in _table().items() if ord(form) < 256)


def _level(text: str) -> str:
    """All of folding but case and the collapse of white space; line feeds stay.

    Composed text folds character by character, so each that occurs is replaced in one go.
    """
    return _level_rare(_level_common(text))


def _level_rare(text: str) -> str:
    """As `_level`, of a text in which the common marks are levelled."""
    text = _level_ascii(text)
    if text.isascii():
        return text
    if _is_latin(text):  # all of which is composed
        for mark, plain in _latin_odd():
            if mark in text:
                text = text.replace(mark, plain)
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    table = _table()
    for mark in set(_rare().findall(text)):
        text = text.replace(mark, table[mark])
    return text


def _is_latin(text: str) -> bool:
    """Whether a text holds but ASCII and Western European letters and marks."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _level_ascii(text: str) -> str:
    for mark, plain in _ASCII_ODD:
        if mark in text:
            text = text.replace(mark, plain)
    return text


def _level_common(text: str) -> str:
    for mark, plain in _COMMON:
        if mark in text:
            text = text.replace(mark, plain)
    return text


def _fold_cluster(cluster: str) -> str:
    """What one character with its combining marks folds to, case apart."""
    table = _table()
    return "".join([table.get(c, c) for c in unicodedata.normalize("NFC", cluster)])


def _tidy(text: str) -> str:
    return _SPACE_RUN.sub(" ", text) if "  " in text else text


def fold(text: str) -> str:
    """Fold a text of one line; white space at its ends goes, and so do no bullets."""
    if text.isascii():
        return _tidy(_ascii_spaces(text)).strip(" ").lower()
    return _tidy(_level(text)).strip(" ").casefold()


def fold_cased(text: str) -> str:
    """Fold all but case: what regular expressions, names and places are matched on."""
    return _tidy(_ascii_spaces(text) if text.isascii() else _level(text)).strip(" ")


def fold_piece(text: str) -> str:
    """Fold a piece of a text: as `fold`, but single spaces at its ends stay."""
    return _tidy(_ascii_spaces(text) if text.isascii() else _level(text)).casefold()


def _ascii_spaces(text: str) -> str:
    if "`" in text:
        text = text.replace("`", "'")
    return text if text.isprintable() else "".join([_SPACES.get(c, c) for c in text])


def fold_blocks(texts: list[str]) -> tuple[list[str], list[str], list[int]]:
    """The texts of all blocks without their bullets, and folded, in few passes; and which are not ASCII when folded.

    Blocks are folded as one text, line by line: no line feed, and nothing else that ends a line, is in a block. Those
    that are ASCII, or are once quotes and dashes are levelled, go apart from the others, as letters beyond ASCII make
    every step slower.
    """
    others = [number for number, text in enumerate(texts) if not text.isascii()]
    if not others:
        return texts, _fold_ascii(texts), []
    bare, levelled = texts.copy(), texts.copy()
    for number in others:
        if texts[number][0] in BULLETS:
            bare[number] = unbulleted(texts[number])
    plain = _level_common("\n".join([bare[number] for number in others]))
    for number, text in zip(others, plain.split("\n"), strict=True):
        levelled[number] = text
    others = [number for number in others if not levelled[number].isascii()]
    if not others:
        return bare, _fold_ascii(levelled), []
    foreign = _fold_levelled(_level_rare("\n".join([levelled[number] for number in others])))
    for number in others:
        levelled[number] = ""
    folded = _fold_ascii(levelled)
    for number, text in zip(others, foreign, strict=True):
        folded[number] = text
    return bare, folded, [number for number in others if not folded[number].isascii()]


def _fold_ascii(lines: list[str]) -> list[str]:
    """Some lines of ASCII folded. They begin or end with no space, but perhaps with what becomes one."""
    joined = "\n".join(lines)
    if "`" in joined or "\t" in joined or "\x1f" in joined:
        return _fold_lines(lines)
    if not _has_space_run(joined):
        return [line.lower() for line in lines]
    while _has_space_run(joined):
        joined = joined.replace("  ", " ")
    return joined.lower().split("\n") if lines else []


def _fold_lines(lines: list[str]) -> list[str]:
    """Some lines folded, whatever they hold."""
    return _fold_levelled(_level("\n".join(lines))) if lines else []


def _fold_levelled(joined: str) -> list[str]:
    """Some lines, joined and levelled, without white space around, and without case."""
    while _has_space_run(joined):
        joined = joined.replace("  ", " ")
    joined = joined.replace("\n ", "\n").replace(" \n", "\n").strip(" ")
    return joined.casefold().split("\n")


def _has_space_run(text: str) -> bool:
    return text.rfind("  ") >= 0  # from the right, as CPython finds two equal characters three times faster so


_BULLETED = BULLETS + " \t\xa0"


def unbulleted(text: str) -> str:
    """A block's text without its bullet; a bullet alone stays."""
    return text.lstrip(_BULLETED) or text if text and text[0] in BULLETS else text


def fold_with_origin(text: str) -> Folded:
    """Fold a block as `fold` does, and tell where each character came from."""
    folded = fold(text)
    return Folded(folded, None) if text.isascii() and len(folded) == len(text) else _trace(text, cased=False)


def fold_cased_with_origin(text: str) -> Folded:
    """Fold a block as `fold_cased` does, and tell where each character came from."""
    folded = fold_cased(text)
    return Folded(folded, None) if text.isascii() and len(folded) == len(text) else _trace(text, cased=True)


def _trace(text: str, *, cased: bool) -> Folded:
    letters: list[str] = []
    origin: list[int] = []
    for start, cluster in _clusters(text):
        for letter in cluster if cased else cluster.casefold():
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                origin.append(start)
    if letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    origin.append(len(text))
    return Folded("".join(letters), origin)


def _clusters(text: str) -> Iterable[tuple[int, str]]:
    """What each cluster of a text folds to, case apart, and where it starts."""
    if _MARK.search(text) is None and unicodedata.is_normalized("NFC", text):
        table = _table()
        return enumerate([table.get(character, character) for character in text])
    return [(match.start(), _fold_cluster(match[0])) for match in _CLUSTER.finditer(text)]
