"""Claims of the finders: how a block is given to one, and which blocks one may have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaner.engine.labelling import Claim, Item, Labelling
from cleaner.engine.matching import Capture, Captures
from cleaner.engine.program import CompiledRule
from cleaner.scoring.scorer import RULE_ID as SCORER


def is_free(labelling: Labelling, block: int) -> bool:
    """Whether a block is no rule's: nobody claimed it, or the scorer dropped it."""
    owner = labelling.owners[block]
    return owner is None or owner.rule.rule.id == SCORER


def leaves_body(labelling: Labelling, blocks: Sequence[int]) -> bool:
    """Whether something is left of the body without some blocks."""
    taken = frozenset(blocks)
    return any(block not in taken for block in labelling.body())


def give(
    labelling: Labelling,
    rule: CompiledRule,
    blocks: list[int],
    captures: list[Captures],
    items: list[Item] | None = None,
    *,
    first: bool = False,
) -> Claim:
    """Give a finder its blocks, and take them from others: a block has one owner.

    `first` puts its values before those of rules: the first value of a field counts.
    """
    claim = Claim(rule, rule.rule.label, blocks, captures, items)
    for block in blocks:
        owner = labelling.owners[block]
        if owner is not None:
            _take_from(owner, block)
        labelling.owners[block] = claim
    labelling.claims[:] = [other for other in labelling.claims if other.blocks]
    labelling.claims.insert(0 if first else len(labelling.claims), claim)
    return claim


def _take_from(owner: Claim, block: int) -> None:
    """Take a block from a claim."""
    at = owner.blocks.index(block)
    del owner.blocks[at]
    if at < len(owner.captures):
        del owner.captures[at]


_TYPES: Final = {"published": "date", "modified": "date"}


def captured(**values: str | None) -> Captures:
    """Captures by name, of those that have a value."""
    return tuple(Capture(name, _TYPES.get(name, "any"), value) for name, value in values.items() if value)
