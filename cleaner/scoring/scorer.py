"""The scorer: one more labeller, for the blocks that no rule claimed in a document of an unknown source.

It gives the same labels as rules do, under its own rule id, with a score and a reason for each block.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from cleaner.engine.labelling import Claim, Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.rulebook.book import BASE
from cleaner.scoring.features import PROSE_WORDS, Features, features_of
from cleaner.scoring.model import shipped_model
from cleaner.scoring.prose import is_prose
from cleaner.scoring.reasons import reason_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLEAN_BLOCKS: Final = 80
"""Blocks up to which a text in which no rule finds anything looks clean: whole pages are longer, or have furniture."""
CLEAN_BAR: Final = -1.0
"""The score under which a block at the top or the bottom of a text in which no rule finds anything is dropped."""
CLEAN_PROSE: Final = 0.7
"""The share of words in paragraphs from which on anything is dropped from such a text."""
ARTICLE_PROSE: Final = 0.9
"""The share of words in paragraphs from which on a text between two paragraphs is an article, and nothing else."""
MENU_BLOCKS: Final = 5
MENU_WORDS: Final = 2
"""So many blocks on top of at most so many words are a menu."""
RULE_ID: Final = "scorer"
LABEL: Final = "other"


class Scores(msgspec.Struct):
    """The scores of a document's blocks, for body above 0, the features that gave them, and how to say what they speak for."""

    values: NDArray[np.float32]
    features: Features
    explain: Reason
    title: str = ""
    """What spoke for the title that was found."""
    said: dict[int, str] = {}
    """What spoke for the other fields that were found, by block."""
    again: dict[int, tuple[Scores, int]] = {}
    """Where a block was judged again, in what was left of the body: the scores of that, and its number there."""

    def take_over(self, later: Scores, blocks: list[int]) -> None:
        """Take the scores of what was left of the body; `blocks` are the document's numbers of its blocks."""
        self.values[blocks] = later.values
        self.again = self.again | {block: (later, number) for number, block in enumerate(blocks)}
        self.said = self.said | {blocks[number]: why for number, why in later.said.items()}

    def reason(self, block: int) -> str:
        """What spoke most for the label that the scorer gives a block."""
        if block in self.again:
            later, number = self.again[block]
            return later.reason(number)
        return self.explain(self.features, block, body=bool(self.values[block] >= 0))


class Reason(Protocol):
    """What spoke most for a block's being body, or against it, in a few phrases."""

    def __call__(self, features: Features, block: int, *, body: bool) -> str: ...


def reason_by_text(features: Features, block: int, *, body: bool) -> str:
    """What spoke most, by the features of the text."""
    return reason_of(shipped_model().parts(features, block), body=body)


def score_rest(document: FoldedDocument, labelling: Labelling) -> Scores | None:
    """Label the blocks that no rule claimed: those that do not look like body are dropped, unless none does.

    None where there are no such blocks, and where the text is to stay as it is.
    """
    free = [block for block, owner in enumerate(labelling.owners) if owner is None]
    bar = bar_of(document, labelling) if free else None
    if bar is None:
        return None
    features = features_of(document, labelling.owners)
    values = shipped_model().scores(features) - bar
    dropped = [block for block in free if values[block] < 0]
    if bar:
        dropped = at_edges(dropped, len(document))
    if dropped and (len(dropped) < len(free) or has_body(labelling)):
        claim = Claim(scorer_rule(), LABEL, dropped, [() for _ in dropped])
        labelling.claims.append(claim)
        for block in dropped:
            labelling.owners[block] = claim
    return Scores(values, features, reason_by_text)


def bar_of(document: FoldedDocument, labelling: Labelling) -> float | None:
    """The score under which a block is dropped; None where the text is to stay as it is.

    Where rules found nothing, there is little to find: a text that begins and ends as an article does, and is hardly
    anything but paragraphs, is one. Of another text of paragraphs only what is plainly none of it goes, at its top and its
    bottom, and of others nothing: a poem or a recipe has the shape of furniture, and none around it.
    """
    if not _nothing_found(labelling):
        return 0.0
    counts = [document.word_count(block) for block in range(len(document))]
    prose, words = sum([count for count in counts if count >= PROSE_WORDS]), sum(counts)
    if prose >= ARTICLE_PROSE * words and all(is_prose(document.folded[block]) for block in (0, -1)):
        return None
    if not _looks_clean(document):
        return 0.0
    return CLEAN_BAR if prose >= CLEAN_PROSE * words else None


def at_edges(blocks: list[int], size: int) -> list[int]:
    """Those of some blocks, ascending, with none but such above them, or none but such below them."""
    top = [block for number, block in enumerate(blocks) if block == number]
    bottom = [block for number, block in enumerate(blocks) if size - block == len(blocks) - number]
    return top if len(top) == size else top + bottom


def _looks_clean(document: FoldedDocument) -> bool:
    """Whether a text in which no rule found anything is short, and no menu stands on top."""
    if len(document) > CLEAN_BLOCKS:
        return False
    return len(document) < MENU_BLOCKS or any(document.word_count(block) > MENU_WORDS for block in range(MENU_BLOCKS))


def _nothing_found(labelling: Labelling) -> bool:
    """Whether no rule but the base's found furniture or a field."""
    return all(owner is None or owner.label == "body" or owner.rule.origin == BASE for owner in labelling.owners)


def has_body(labelling: Labelling) -> bool:
    """Whether a rule keeps a block in the body."""
    return any(owner is not None and owner.label == "body" for owner in labelling.owners)


def take_over(further: Labelling, labelling: Labelling, blocks: list[int]) -> bool:
    """Give a document's labelling what was claimed of its body alone; whether anything left the body by that.

    `blocks` are the document's numbers of the body's blocks.
    """
    left = [claim for claim in further.claims if claim.label != "body"]
    for claim in left:
        own = [blocks[block] for block in claim.blocks]
        items = claim.items and [msgspec.structs.replace(i, blocks=[blocks[b] for b in i.blocks]) for i in claim.items]
        moved = msgspec.structs.replace(claim, blocks=own, items=items)
        labelling.claims.append(moved)
        for block in own:
            labelling.owners[block] = moved
    return bool(left)


@functools.cache
def scorer_rule() -> CompiledRule:
    """The rule under whose name the scorer drops."""
    return rule_without_file(RULE_ID, "drop", LABEL, "no rule knows it; its shape and its place are those of furniture")
