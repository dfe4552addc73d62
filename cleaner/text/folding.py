"""Folding: the form of a text in which patterns see it.

Case, white space, quotes, dashes, bidi marks, presentation forms, Arabic vowel marks, tatweel and hamza forms are
levelled, so that a rule written as one sees it matches what dumps hold. Folding is for matching only: captures and
output keep the original characters, found again through `Folded.origin`.

A text folds cluster by cluster (a character with the combining marks behind it), so that what a piece folds to does
not depend on where it stands; the fast ways below give the same result, and a property test says so.
"""

from __future__ import annotations

import functools
import unicodedata
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

# What stands in most texts that are not ASCII, replaced in C before the slow way is asked for.
_COMMON = (*[(mark, (_QUOTES | _DASHES | _SPACES)[mark]) for mark in "’‘“”–—\xa0\t"], ("…", "..."))

# All that the slow way is for: what the table changes, combining marks, and jamo that compose.
_RARE = regex.compile(
    r"""
    [\p{M}\u1100-\u11FF                # marks and jamo: clusters
     \uFB50-\uFDFF\uFE70-\uFEFF        # Arabic presentation forms
     \uFF01-\uFF5E\uFB00-\uFB06        # full-width ASCII, Latin ligatures
     \u00AD\u061C\u0640\u200B-\u200F\u202A-\u202E\u2060-\u2069
     \x0b\x0c\x1c-\x1f\x85\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000
     أإآٱؤئىیةک„‟«»″〝〞‚‛‹›`´′ʼ‐‑‒―−﹘﹣]
    """,
    regex.VERBOSE,
)
_SPACE_RUN = regex.compile(r"\ {2,}")
_LOOSE_EDGE = regex.compile(r"\ ?\n\ ?")


class Folded(NamedTuple):
    """A folded text, and for each of its characters the index of the original one that it came from.

    `origin` has one entry more than `text`: the original's end. None means that nothing moved.
    """

    text: str
    origin: list[int] | None


@functools.cache
def _table() -> dict[str, str]:
    """What single characters fold to, case apart."""
    forms = [*range(0xFB00, 0xFB07), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF), *range(0xFF01, 0xFF5F)]
    plain = {chr(code): "" for code in _DROPPED} | _QUOTES | _DASHES | _SPACES | _ARABIC | {"…": "..."}
    unfolded = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in forms}
    return {c: "".join(plain.get(u, u) for u in to) for c, to in unfolded.items()} | plain


def _fold_cluster(cluster: str) -> str:
    """What one character with its combining marks folds to, case apart."""
    table = _table()
    if len(cluster) == 1:
        return table.get(cluster, cluster)
    levelled = "".join([table.get(c, c) for c in unicodedata.normalize("NFC", cluster)])
    return "".join([table.get(c, c) for c in unicodedata.normalize("NFC", levelled)])


_CLUSTER = regex.compile(r"[\u1100-\u115F][\u1160-\u11A7]?[\u11A8-\u11FF]?|.\p{M}*", regex.DOTALL)


def _fold_slowly(text: str) -> str:
    return "".join([_fold_cluster(c) for c in _CLUSTER.findall(text)])


def _level(text: str) -> str:
    """All of folding but case and the collapse of white space; line feeds stay."""
    for mark, plain in _COMMON:
        if mark in text:
            text = text.replace(mark, plain)
    return _fold_slowly(text) if _RARE.search(text) else text


def _tidy(text: str) -> str:
    if "\t" in text:
        text = text.replace("\t", " ")
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


def fold_blocks(texts: list[str]) -> str:
    """Fold all blocks in one pass: their folded texts without bullets, joined by line feeds, as many as came.

    This is the document's only folding, so it works on the whole: nearly free for ASCII. Of the ASCII controls that
    fold to a space, only tab and U+001F occur within a block; the others end lines.
    """
    joined = "\n".join(texts)
    if joined.isascii():
        if "  " in joined or "\t" in joined or "`" in joined or "\x1f" in joined:
            return "\n".join([fold(text) for text in texts])
        return joined.lower()
    for bullet in BULLETS:
        if bullet in joined:
            joined = "\n".join([unbulleted(text) for text in texts])
            break
    joined = _tidy(_level(joined)).casefold()
    return _LOOSE_EDGE.sub("\n", joined).strip(" ")


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
    for match in _CLUSTER.finditer(text):
        cluster = _fold_cluster(match[0])
        for letter in cluster if cased else cluster.casefold():
            if letter != " " or (letters and letters[-1] != " "):
                letters.append(letter)
                origin.append(match.start())
    if letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    origin.append(len(text))
    return Folded("".join(letters), origin)
