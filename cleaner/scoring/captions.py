"""Captions of an unknown source: short blocks that end with who made the picture.

"The old pier. Photo: Omar Reed", "(Omar Reed/Getty Images)", "Omar Reed / AP": a label with a name behind it, or a name,
a stroke and a house that sells pictures. An agency alone in brackets is how an article ends, and no credit.
"""

from __future__ import annotations

import functools
from typing import Final

import regex

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

_PICTURE_HOUSES: Final = (
    r"getty(?:\ images)? | shutterstock | i?stock(?:photo)? | alamy | imago(?:\ images)? | picture[ -]alliance | keystone"
    r"| scanpix | lapresse | lehtikuva | zuma(?:\ press|\ wire)? | pixabay | unsplash | pexels | depositphotos"
    r"| adobe\ stock | nurphoto | sipa | usa\ today\ sports"
)
_AGENCIES: Final = (
    r"afp | ap(?:\ photo)? | reuters | epa(?:-efe)? | efe | ansa | dpa | apa | pap | čtk | tass | xinhua | anadolu | anp"
    r"| belga | ntb | tt | ritzau | bloomberg | upi"
)
_LABELS: Final = (
    r"photo(?:s|graph|graphs|grapher)? | (?:photo|image|picture)\ credits? | pictures? | images? | credits? | fotos?"
    r"| fotografía | foto[s]?graf | bild(?:er)? | crédits?(?:\ photo)? | copyright | kuva | zdjęcie | fot\."
    r"| фото | φωτο(?:γραφία)? | صورة | תמונה"
)
_CREDIT = regex.compile(
    rf"""
    (?: [(\[] \s* (?P<credit>                                                # (Omar Reed/Reuters), [Photo: Omar Reed]
            (?: [^()\[\]]{{0,80}}? [\ /,])? (?:via\ )? (?:{_PICTURE_HOUSES}) (?:\ ?/\ ?[^()\[\]]{{2,40}})?
          | [^()\[\]]{{2,60}} \ ?/\ ? (?:{_AGENCIES}) (?:\ ?/\ ?[^()\[\]]{{2,40}})?
          | (?:{_AGENCIES}) (?:\ photo)? \ ?/\ ? [^()\[\]]{{2,60}}
          | (?:{_LABELS}) (?:\ by\ | \ courtesy | \ ?[:/©]\ ?) [^()\[\]]{{2,80}}
        ) \s* [)\]] \.?
      | (?: ^ | (?<=[\s.,;!?»"”')|a-zß-ÿ]) )
        (?P<credit> (?:(?-i:(?=\p{{Lu}}))|(?<=[|]\ )) (?:{_LABELS}) (?: \ ?[:©] | \ by\ | \ courtesy\ ) [^.:]{{2,70}}? | © [^.]{{2,60}}? ) [.;]?
      | (?: ^ | (?<=[.!?»"”')|]) \s* | (?<=\s) )                              # Omar Reed / AP
        (?P<credit> (?-i: \p{{Lu}} [\w.'’-]* \ ? ){{1,5}} \ ?[/|]\ ? (?:[^/.]{{2,30}}[/|]\ ?)? (?:via\ )?
            (?: {_PICTURE_HOUSES} | {_AGENCIES} ) (?:\ ?/\ ?[^/.]{{2,30}})? ) \.?
    ) $
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
"""The credit at the end of a block."""


def claim_captions(document: FoldedDocument, labelling: Labelling) -> dict[int, str]:
    """Move blocks that end with a picture's credit; gives the reason for each block."""
    blocks: list[int] = []
    found: list[Captures] = []
    for block, text in enumerate(document.folded):
        if len(text) <= LONGEST and _may_have_credit(text) and is_free(labelling, block):
            captures = _read(document.texts[block])
            if captures:
                blocks.append(block)
                found.append(captures)
    if not blocks or not _leaves_most(document, labelling, blocks):
        return {}
    give(labelling, caption_rule(), blocks, found)
    return dict.fromkeys(blocks, "it ends with a picture's credit")


def _may_have_credit(folded: str) -> bool:
    """Whether a credit is worth looking for: brackets at the end, a stroke, a colon, or words before a name."""
    return folded.endswith((")", "]", ").", "].")) or any(sign in folded for sign in ("/", ":", " by ", "©", "|"))


def _read(text: str) -> Captures:
    """The text and the credit of a caption; () where it has none."""
    match = _CREDIT.search(text, max(0, len(text) - _TAIL))
    return captured(text=text[: match.start()].rstrip(" |-–—"), credit=match["credit"].strip()) if match else ()


def _leaves_most(document: FoldedDocument, labelling: Labelling, blocks: list[int]) -> bool:
    """Whether most of the body is left without some blocks."""
    body, taken = labelling.body(), frozenset(blocks)
    sizes = [len(document.folded[block]) * (block in taken) for block in body]
    return leaves_body(labelling, blocks) and sum(sizes) <= MOST * sum(len(document.folded[block]) for block in body)


@functools.cache
def caption_rule() -> CompiledRule:
    """The rule under whose name captions are moved."""
    return rule_without_file(RULE_ID, "move", "caption", "it ends with a picture's credit")
