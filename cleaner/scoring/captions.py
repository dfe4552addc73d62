"""Captions of an unknown source: short blocks that end with who made the picture.

"The old pier. Photo: Omar Reed", "(Omar Reed/Getty Images)", "Omar Reed / AP": a label with a name behind it, or a name,
a stroke and a house that sells pictures. An agency alone in brackets is how an article ends, and no credit.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from cleaner.engine.labelling import Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.matching import Captures
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.scoring.claims import captured, give, is_free, leaves_body

RULE_ID: Final = "caption-finder"
LONGEST: Final = 450
"""Characters of the longest caption."""
MOST: Final = 0.5
"""The share of the body's characters up to which captions are taken from it."""
_TAIL: Final = 110
"""Characters at a block's end in which its credit stands."""

_HOUSES: Final = (
    "getty images|getty|shutterstock|istockphoto|istock|alamy|imago images|imago|picture alliance|picture-alliance|keystone|scanpix"
    "|lapresse|lehtikuva|zuma press|zuma wire|zuma|pixabay|unsplash|pexels|depositphotos|adobe stock|nurphoto|sipa|usa today sports"
)
"""Who sells pictures, and nothing else."""
_AGENCIES: Final = "afp|ap photo|ap|reuters|epa-efe|epa|efe|ansa|dpa|apa|pap|čtk|tass|xinhua|anadolu|anp|belga|ntb|tt|ritzau|bloomberg|upi"
_LABELS: Final = (
    "photographer|photographs|photograph|photo credits|photo credit|photos|photo|image credits|image credit|picture credits"
    "|picture credit|pictures|picture|images|image|credits|credit|fotos|foto|fotografía|fotograf|bilder|bild|crédits photo"
    "|crédit photo|crédits|crédit|copyright|kuva|zdjęcie|fot.|фото|φωτογραφία|φωτο|صورة|תמונה"
)
_HINTS: Final = frozenset(
    word.encode() for word in re.split(r"[| -]", f"{_HOUSES}|{_AGENCIES}|{_LABELS}".replace("fot.", "fot"))
)
_GLUED_HINTS: Final = ("bild:", "foto:", "photo:", "image:", "credit:")
_CLOSED: Final = (")", "]", ").", "].")
_WORDY_SIGNS: Final = (b" by ", "©".encode(), b"courtesy")
_NO_SIGN: Final = bytes(byte for byte in range(256) if byte not in b":/|)]\n")
"""A credit has a sign, `:`, `/`, `|` or one of some words, or ends with a bracket: these are looked for first."""
_SPACES: Final = bytes.maketrans(b"/|:()[].,;!?\"'-", b" " * 15)


def _alternatives(words: str) -> str:
    return "|".join(map(re.escape, words.split("|")))


_H, _A, _L = map(_alternatives, (_HOUSES, _AGENCIES, _LABELS))
_IN_BRACKETS = re.compile(
    rf"""
    [(\[] \s* (                                                  # (Omar Reed/Reuters), [Photo: Omar Reed]
        (?: [^()\[\]]{{0,80}}? [\ /,])? (?:{_H}) (?:\ ?/\ ?[^()\[\]]{{2,40}})?
      | [^()\[\]]{{2,60}} \ ?/\ ? (?:{_A}) (?:\ ?/\ ?[^()\[\]]{{2,40}})?
      | (?:{_A}) (?:\ photo)? \ ?/\ ? [^()\[\]]{{2,60}}
      | (?:{_L}) (?:\ by\ | \ courtesy | \ ?[:/©]\ ?) [^()\[\]]{{2,80}}
    ) \s* [)\]] \.? $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"""
    (?: ^ | (?<=[\s.,;!?»"”')|a-zß-ÿ]) )
    ( (?: (?=[^\W\d_]) (?!(?-i:[a-zß-ÿ])) | (?<=[|]\ ) ) (?:{_L}) (?: \ ?[:©] | \ by\ | \ courtesy\ ) [^.:]{{2,70}}?   # Photo: Omar Reed
      | © [^.]{{2,60}}? ) [.;]? $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OF_HOUSE = re.compile(
    rf"""
    (?: ^ | (?<=[\s.!?»"”')|]) )                                 # Omar Reed / AP
    ( (?-i: (?:(?=[^\W\d_])(?![a-zß-ÿ])) [\w.'’-]* \ ? ){{1,5}} \ ?[/|]\ ? (?:[^/.]{{2,30}}[/|]\ ?)? (?:via\ )?
      (?: {_H} | {_A} ) (?:\ ?/\ ?[^/.]{{2,30}})? ) \.? $
    """,
    re.VERBOSE | re.IGNORECASE,
)


_LABEL = re.compile(rf"^(?:{_L})(?:\s*[:/©]\s*|\s+)(?:by\s+|©\s*)?|^©\s*", re.IGNORECASE)


def claim_captions(document: FoldedDocument, labelling: Labelling) -> dict[int, str]:
    """Move blocks that end with a picture's credit; gives the reason for each block."""
    blocks: list[int] = []
    found: list[Captures] = []
    for block in _signed(document):
        if _says_picture(document.folded[block]) and is_free(labelling, block):
            captures = _read(document.texts[block])
            if captures:
                blocks.append(block)
                found.append(captures)
    if not blocks or not _leaves_most(document, labelling, blocks):
        return {}
    give(labelling, caption_rule(), blocks, found)
    return dict.fromkeys(blocks, "it ends with a picture's credit")


def _signed(document: FoldedDocument) -> list[int]:
    """The blocks of a caption's length that have a sign, or end with a bracket: told of all blocks in one pass."""
    data = document.data
    for sign in _WORDY_SIGNS:
        data = data.replace(sign, b":")
    folded, signs = document.folded, data.translate(None, _NO_SIGN)[1:-1].split(b"\n")
    return [
        block
        for block, own in enumerate(signs)
        if own and len(text := folded[block]) <= LONGEST and (own.strip(b")]") or text.endswith(_CLOSED))
    ]


def _says_picture(folded: str) -> bool:
    """Whether a label or a house stands near a text's end."""
    tail = folded[-_TAIL:]
    if "©" in tail or not _HINTS.isdisjoint(tail.encode().translate(_SPACES).split()):
        return True
    return ":" in tail and any(hint in tail for hint in _GLUED_HINTS)


def has_credit(text: str) -> bool:
    """Whether a block ends with a picture's credit, or speaks of a copyright."""
    return bool(_read(text)) or "©" in text or "copyright" in text.lower()


def _read(text: str) -> Captures:
    """The text and the credit of a caption; () where it has none."""
    start = max(0, len(text) - _TAIL)
    forms = (_IN_BRACKETS,) if text.rstrip(".").endswith((")", "]")) else (_LABELLED, _OF_HOUSE)
    for form in forms:
        if match := form.search(text, start):
            return captured(text=text[: match.start()].rstrip(" |-–—"), credit=_LABEL.sub("", match[1]).strip())
    return ()


def _leaves_most(document: FoldedDocument, labelling: Labelling, blocks: list[int]) -> bool:
    """Whether most of the body is left without some blocks."""
    body, taken = labelling.body(), frozenset(blocks)
    sizes = [len(document.folded[block]) * (block in taken) for block in body]
    return leaves_body(labelling, blocks) and sum(sizes) <= MOST * sum(len(document.folded[block]) for block in body)


@functools.cache
def caption_rule() -> CompiledRule:
    """The rule under whose name captions are moved."""
    return rule_without_file(RULE_ID, "move", "caption", "it ends with a picture's credit")
