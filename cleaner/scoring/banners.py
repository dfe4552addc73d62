"""Banners that offer an article in another language: a short block near its head, alone in its script or its language.

In another script than the document's, the block must name that language, or stand among furniture or end in the size of a
picture (`W460`); in the same script it must name it, with its own small words around. Quotations, poems and names stay:
they have marks, company, or no name of a language.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

from cleaner.engine.labelling import Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.scoring.bylines import words
from cleaner.scoring.claims import give, leaves_body
from cleaner.scoring.prose import is_prose
from cleaner.text.folding import fold
from cleaner.text.languages import function_words

RULE_ID: Final = "banner-finder"
LONGEST: Final = 80
"""Characters of the longest banner."""
MOST_WORDS: Final = 10
TOP: Final = 60
"""Blocks from the top in which banners are looked for."""
PROSE: Final = 2
"""Paragraphs that may stand above one, with the one that ends the search."""
_UNNAMED: Final = (3, 8)
"""Words of a banner that does not name its language: fewer are a name."""
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS: Final = {
    "Latin": re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]"),
    "Greek": re.compile(r"[Ͱ-Ͽἀ-῿]"),
    "Cyrillic": re.compile(r"[Ѐ-ԯ]"),
    "Hebrew": re.compile(r"[\u0590-\u05ff]"),
    "Arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f]"),
    "Indic": re.compile(r"[\u0900-\u0dff]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
    "Han": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"),
    "Hangul": re.compile(r"[\uac00-\ud7a3]"),
}
_OF: Final = {
    "el": "Greek", "ru": "Cyrillic", "uk": "Cyrillic", "bg": "Cyrillic", "be": "Cyrillic", "mk": "Cyrillic", "sr": "",
    "he": "Hebrew", "ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "ps": "Arabic", "ckb": "Arabic", "hi": "Indic",
    "bn": "Indic", "mr": "Indic", "ne": "Indic", "ta": "Indic", "th": "Thai", "zh": "Han", "ja": "Han", "ko": "Hangul",
}  # fmt: skip
"""The script of a language, Latin where it is not here; "" where it has two."""
_SPACED: Final = frozenset(["Greek", "Cyrillic", "Hebrew", "Arabic", "Indic", "Hangul"])
_MARKS: Final = "\"'«»“”„「」『』()[]"
_ENDS: Final = (".", "!", "?", "。", "؟", "!", "।", "۔", "...", ",", "،", ":", ";")
_SIZE = re.compile(r"\s[wh]?\d{2,4}(?:x\d{2,4})?$")
"""The size of a picture at a block's end, folded."""


def claim_banners(document: FoldedDocument, labelling: Labelling, language: str | None) -> dict[int, str]:
    """Drop the banners of other languages near a document's head; gives the reason for each block."""
    script = _OF.get(language or "", "Latin")
    if language is None or not script:
        return {}
    said = {}
    for block in _near_head(document):
        if labelling.owners[block] is None and (why := _offers(document, labelling, block, (language, script))):
            said[block] = why
        if len(said) > 2:  # a menu of languages, which is another matter
            return {}
    blocks = sorted(said)
    if not blocks or not leaves_body(labelling, blocks):
        return {}
    give(labelling, banner_rule(), blocks, [() for _ in blocks])
    return said


def _near_head(document: FoldedDocument) -> Iterator[int]:
    """The short blocks near the top, up to the second paragraph."""
    prose = 0
    for block, text in enumerate(document.folded[:TOP]):
        if len(text) <= LONGEST:
            yield block
        elif is_prose(text):
            prose += 1
            if prose == PROSE:
                return


def _offers(document: FoldedDocument, labelling: Labelling, block: int, own: tuple[str, str]) -> str:
    """Why a block is a banner, "" where it is none; `own` are the document's language and script."""
    language, script = own
    folded = document.folded[block]
    other = "" if folded.isascii() and script == "Latin" else _other_script(folded, script)
    if not other:
        return _in_same_script(folded, language) if script == "Latin" else ""
    if not _has_shape(document, block, folded) or not _is_alone(document, block, other):
        return ""
    if _names(folded, other, language):
        return "alone in its script near the head, and names its language"
    is_offer = _SIZE.search(folded) is not None or _is_among_furniture(labelling, block)
    if is_offer and _may_be_unnamed(document, block, other):
        return "alone in its script near the head, and no name, quotation or sentence"
    return ""


def _may_be_unnamed(document: FoldedDocument, block: int, script: str) -> bool:
    """Whether a block is long enough to be no name; Latin letters and scripts without spaces do not tell."""
    return script in _SPACED and _UNNAMED[0] <= document.word_count(block) <= _UNNAMED[1]


def _other_script(folded: str, own: str) -> str:
    """The script, another than one's own, of more than half of a text's letters; "" where there is none."""
    letters = len(_LETTER.findall(folded))
    for name, script in _SCRIPTS.items():
        if name != own and 2 * len(script.findall(folded)) > letters:
            return name
    return ""


def _has_shape(document: FoldedDocument, block: int, folded: str) -> bool:
    """Whether a block is short, and neither a sentence nor quoted."""
    return not folded.endswith(_ENDS) and folded[0] not in _MARKS and document.word_count(block) <= MOST_WORDS


def _is_alone(document: FoldedDocument, block: int, script: str) -> bool:
    """Whether its neighbours are in another script, and no line below says whose words these are."""
    for beside in (block - 1, block + 1):
        if 0 <= beside < len(document):
            text = document.folded[beside]
            if 2 * len(_SCRIPTS[script].findall(text)) > len(_LETTER.findall(text)) or text.startswith("- "):
                return False
    return True


def _is_among_furniture(labelling: Labelling, block: int) -> bool:
    """Whether a rule took the next block."""
    owners = labelling.owners
    return block + 1 < len(owners) and (owner := owners[block + 1]) is not None and owner.label != "body"


def _names(folded: str, script: str, language: str) -> bool:
    """Whether a text names a language of a script, other than one's own."""
    if script == "Latin":
        return any(_endonyms().get(word, language) != language for word in folded.split())
    return any(stem in folded for stem, other in _stems() if other != language)


def _in_same_script(folded: str, language: str) -> str:
    """Why a text offers another language of the same script: it names it, among small words that are its own."""
    said = folded.split()
    if len(said) < 2 or len(said) > MOST_WORDS or _endonyms().keys().isdisjoint(said):
        return ""
    if folded.endswith(_ENDS) or folded[0] in _MARKS:
        return ""
    name = next(word for word in said if word in _endonyms())
    other = _endonyms()[name]
    theirs, ours = function_words(other), function_words(language)
    rest = [word for word in said if word != name]
    if other == language or any(word in ours and word not in theirs for word in rest):
        return ""
    if any(word in theirs and word not in ours for word in rest) or all(word in theirs for word in rest):
        return "alone in its language near the head, which it names"
    return ""


@functools.cache
def _endonyms() -> dict[str, str]:
    """The languages of Latin script by what they call themselves, folded."""
    named = {fold(name): code for code, names in words().languages.items() for name in names.split("|")}
    return {name: code for name, code in named.items() if _SCRIPTS["Latin"].match(name)}


@functools.cache
def _stems() -> tuple[tuple[str, str], ...]:
    """The beginnings of what other languages call themselves, folded, and the languages."""
    named = [(fold(name), code) for code, names in words().languages.items() for name in names.split("|")]
    return tuple((name, code) for name, code in named if not _SCRIPTS["Latin"].match(name))


@functools.cache
def banner_rule() -> CompiledRule:
    """The rule under whose name banners are dropped."""
    return rule_without_file(RULE_ID, "drop", "banner", "it offers the article in another language")
