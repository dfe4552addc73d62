"""Blocks that patterns may match of which the index cannot tell: by what they must hold, or how they begin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import AnyOf

FEW_PLACES: Final = 16
"""Places of a rule up to which each block is looked at: to ask the whole document first would take longer."""


def loose_candidates(document: FoldedDocument, patterns: AnyOf, low: int, high: int) -> Sequence[int]:
    """Blocks from one to before another that patterns may match of which the index cannot tell, ascending."""
    held = document.holds_any(patterns.held)
    if patterns.held and not held:
        return ()
    blocks: Sequence[int] = range(low, high)
    if patterns.first is not None or patterns.digits:
        first = patterns.first
        blocks = document.blocks_beginning(first) if first is not None else document.blocks_with_digits()
        blocks = blocks[bisect_left(blocks, low) : bisect_left(blocks, high)]
    if held:
        folded = document.folded
        blocks = [block for block in blocks if holds_one(folded[block], held)]
    return blocks


def holds_one(folded: str, texts: Sequence[str]) -> bool:
    """Whether a text holds one of some."""
    for text in texts:  # noqa: SIM110 (`any` takes three times as long, and this is asked of many blocks)
        if text in folded:
            return True
    return False


def begins_with(folded: str, characters: frozenset[str]) -> bool:
    """Whether a text begins with one of some characters; `0` stands for all digits."""
    first = folded[:1]
    return first in characters or ("0" in characters and first.isdecimal())
