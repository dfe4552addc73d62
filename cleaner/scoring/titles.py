"""The title of a document of an unknown source: the block around the body's beginning that looks most like one, or none.

Each candidate gets the sum of the weights of what is true of it, and so does there being no title. The best is the title
if the logarithm of its odds against all the others is above a threshold. `titles.json` holds weights and threshold,
`training/titles.py` made it.
"""

from __future__ import annotations

import functools
import math
from importlib import resources
from typing import Final

import msgspec

from cleaner.engine.labelling import Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, rule_without_file
from cleaner.scoring.claims import give, is_free
from cleaner.scoring.headlines import Candidate, Setting, candidates_of, setting_of
from cleaner.scoring.prose import is_prose
from cleaner.scoring.reasons import said_of

RULE_ID: Final = "title-finder"
LABEL: Final = "title"

_SAID: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "length": ("as long as titles are", "not as long as titles are", ("words",)),
    "words": ("shares words with the article", "shares few words with the article", ("shared", "shares", "leads", "no long")),
    "place": ("stands where titles stand", "stands where titles do not", ("distance", "between", "top", "in the body")),
    "again": ("said again on the page", "said but once", ("times", "part of", "within", "holds")),
    "around": ("its neighbours are those of titles", "its neighbours are not those of titles", ("next", "before", "date")),
    "others": ("nothing like it around", "others like it around", ("above", "below", "far")),
    "shape": ("written as titles are", "not written as titles are", ("",)),
}  # fmt: skip

_PHRASES: Final = {group: (right, wrong) for group, (right, wrong, _) in _SAID.items()}


class TitleWeights(msgspec.Struct, frozen=True):
    """What the file holds: the threshold, the weight of there being no title, and that of each thing true of one."""

    threshold: float
    none: float
    weights: dict[str, float]

    def best(self, candidates: list[Candidate]) -> tuple[int, float]:
        """Which of some candidates is the best, and the logarithm of its odds."""
        sums = [sum([self.weights.get(name, 0.0) for name in candidate.features]) for candidate in candidates]
        number = max(range(len(sums)), key=sums.__getitem__)
        others = [self.none, *sums[:number], *sums[number + 1 :]]
        return number, sums[number] - math.log(math.fsum(map(math.exp, others)))


class Found(msgspec.Struct, frozen=True):
    """A decision: the title's block, or None; how far above the threshold the best block is; and that block.

    `features` are the names of what is true of the best block; `because` is why none was looked for. `setting` is where
    the article is, as it was looked at, and as it still is behind the claim; None where that is not known.
    """

    block: int | None
    margin: float = -math.inf
    best: int | None = None
    features: tuple[str, ...] = ()
    because: str = ""
    setting: Setting | None = None

    def reason(self) -> str:
        """What spoke most for the title, or against the best block, in a few phrases."""
        if self.best is None:
            return self.because
        said = reason_of(self.features, title=self.block is not None)
        return said if self.block is not None else f"block {self.best + 1} is the likeliest title, but {said}"


@functools.cache
def shipped_weights() -> TitleWeights:
    """The weights that come with the package."""
    data = resources.files("cleaner.scoring").joinpath("titles.json").read_bytes()
    return msgspec.json.decode(data, type=TitleWeights)


def find_title(document: FoldedDocument, labelling: Labelling) -> Found:
    """The title of a document whose blocks are labelled, by rules and by the scorer; none where a rule gave one."""
    if _has_title(labelling):
        return Found(None, because="a rule gives the title")
    setting = setting_of(document, labelling)
    if setting is None:
        return Found(None, because="no paragraph of prose is in the body")
    candidates = candidates_of(document, labelling, setting)
    if not candidates:
        return Found(None, because="no block around the body's beginning may be a title", setting=setting)
    weights = shipped_weights()
    number, odds = weights.best(candidates)
    best = candidates[number]
    margin = odds - weights.threshold
    return Found(best.block if margin >= 0 else None, margin, best.block, tuple(best.features), setting=setting)


def claim_title(document: FoldedDocument, labelling: Labelling) -> Found:
    """Find the title and move it, with its exact repeats above it and the body's end, by the finder's rule id."""
    found = find_title(document, labelling)
    if found.block is None:
        return found
    text = document.folded[found.block]
    body = labelling.body()
    behind = max(body[-1], found.block) + 1
    copies = [block for block in range(behind) if document.folded[block] == text and is_free(labelling, block)]
    if all(block in copies for block in body):
        return Found(None, because="nothing would be left of the body", setting=found.setting)
    give(labelling, finder_rule(), copies, [() for _ in copies])
    return msgspec.structs.replace(found, setting=None) if is_prose(text) else found


def reason_of(features: tuple[str, ...], *, title: bool) -> str:
    """What speaks most for a title, or against it, by the weights of what is true of a block."""
    weights = shipped_weights().weights
    sums = dict.fromkeys(_SAID, 0.0)
    for name in features:
        sums[_group(name)] += weights.get(name, 0.0)
    return said_of(sums, _PHRASES, speaks_for=title) or "others are as likely"


@functools.cache
def _group(name: str) -> str:
    """The group of what is true of a block; there are some hundred names."""
    return next(group for group, (_, _, beginnings) in _SAID.items() if name.startswith(beginnings))


def _has_title(labelling: Labelling) -> bool:
    """Whether a rule gave the title, by its label or by a capture."""
    return any(
        (claim.rule.rule.verb in ("move", "copy") and claim.rule.rule.label == LABEL)
        or any(capture.name == LABEL for captures in claim.captures for capture in captures)
        for claim in labelling.claims
    )


@functools.cache
def finder_rule() -> CompiledRule:
    """The rule under whose name the title is moved."""
    return rule_without_file(RULE_ID, "move", LABEL, "of all blocks above the article it looks most like its title")
