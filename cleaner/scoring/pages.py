"""The scorer of pages: what no rule claimed on a page of an unknown source, judged by elements and by an extractor's marks.

A network as that of `cleaner.scoring.scorer`, over the features of `cleaner.scoring.page_features`; `pages.json` holds
its weights.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Final

from cleaner.engine.elements import View
from cleaner.engine.labelling import Claim, Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.scoring.features import Features
from cleaner.scoring.model import Model, load_model
from cleaner.scoring.page_features import page_features
from cleaner.scoring.reasons import said_of
from cleaner.scoring.scorer import LABEL, Scores, has_body

RULE_ID: Final = "page-scorer"
CAPTION_ID: Final = "figure-caption"
CAPTION: Final = "caption"
FEW_WORDS: Final = 25
"""Words under which an extraction says nothing of where the article is."""
_GROUPS: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "marks": ("the extractor kept it or what is around it", "the extractor left it", ("kept", "before kept", "behind kept", "since kept", "until kept", "all kept", "share kept", "prose kept")),
    "links": ("few links", "links", ("links",)),
    "element": ("its element is one of text", "its element is none of text", ("own ",)),
    "elements": ("stands in elements of articles", "stands in elements of furniture", ("in ", "depth", "height", "prose in", "kept in", "same parent")),
    "names": ("its elements are called as those of articles", "its elements are called as those of furniture", ("called ",)),
    "shape": ("reads as prose", "does not read as prose", ("characters", "words", "sentences", "ends", "trails", "begins", "capital", "short words", "long words", "digits", "commas", "questions", "symbols", "brackets", "without", "bullet", "prose")),
    "place": ("stands where articles are", "stands where articles are not", ("",)),
}  # fmt: skip
"""What features have in common, and how it is said for and against a block; the first that fits counts."""


def reason_of(features: Features, block: int, *, body: bool) -> str:
    """What spoke most for a block, or against it, by the features of its page."""
    sums = dict.fromkeys(_GROUPS, 0.0)
    for name, added in page_model().parts(features, block).items():
        sums[_group(name)] += added
    said = {group: (right, wrong) for group, (right, wrong, _) in _GROUPS.items()}
    return said_of(sums, said, speaks_for=body)


@functools.cache
def page_model() -> Model:
    """The model of the package."""
    return load_model(resources.files("cleaner.scoring").joinpath("pages.json").read_bytes())


def score_page(document: FoldedDocument, labelling: Labelling, kept: Sequence[bool]) -> Scores | None:
    """Label the blocks of a page that no rule claimed, by what an extractor kept of it among other things.

    None where there are no such blocks.
    """
    free = [block for block, owner in enumerate(labelling.owners) if owner is None]
    if not free or document.view is None:
        return None
    features = page_features(document, document.view, labelling.owners, kept)
    values = page_model().scores(features)
    stays = [block for block in free if values[block] >= 0]
    if stays or has_body(labelling):
        dropped = [block for block in free if values[block] < 0]
        captions = [
            block
            for block in dropped
            if stays and stays[0] - 2 <= block <= stays[-1] and is_caption(document.view, block)
        ]
        _claim(labelling, caption_rule(), CAPTION, captions)
        _claim(labelling, page_rule(), LABEL, [block for block in dropped if block not in captions])
    return Scores(values, features, reason_of)


def _claim(labelling: Labelling, rule: CompiledRule, label: str, blocks: list[int]) -> None:
    if blocks:
        claim = Claim(rule, label, blocks, [() for _ in blocks])
        labelling.claims.append(claim)
        for block in blocks:
            labelling.owners[block] = claim


def is_caption(view: View, block: int) -> bool:
    """Whether a block stands in a picture's caption."""
    element = view.layout.owners[block]
    while element >= 0:
        if view.tags[element] == "figcaption":
            return True
        element = view.parents[element]
    return False


def says_enough(document: FoldedDocument, kept: Sequence[bool]) -> bool:
    """Whether an extraction has so many words that it tells where the article is."""
    return sum(document.word_count(block) for block, stays in enumerate(kept) if stays) >= FEW_WORDS


def _group(name: str) -> str:
    if " at " in name:
        return "place"
    return next(group for group, (_, _, beginnings) in _GROUPS.items() if name.startswith(beginnings))


@functools.cache
def caption_rule() -> CompiledRule:
    """The rule under whose name captions of pictures are moved."""
    return rule_without_file(CAPTION_ID, "move", CAPTION, "`figcaption` is what HTML calls a picture's caption")


@functools.cache
def page_rule() -> CompiledRule:
    """The rule under whose name blocks of pages are dropped."""
    return rule_without_file(
        RULE_ID, "drop", LABEL, "no rule knows it; neither its elements nor the extractor speak for it"
    )
