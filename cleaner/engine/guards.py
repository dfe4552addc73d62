"""Guards: what keeps a wrong rule from eating the article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

import msgspec

from cleaner.engine.literals import FoldedDocument

PROSE_WORDS: Final = 15
"""Words from which a block is prose."""
_SHORTEST_PROSE: Final = 2 * PROSE_WORDS - 1
"""Characters of as many words of one letter each."""
FEW: Final = 2
"""Blocks of prose that a claim may take if only some body is left."""


Left = Callable[[list[int]], Iterator[int]]


class Guard(msgspec.Struct):
    """Judges claims on one document, and remembers what rules have taken, and what drops have of the prose."""

    document: FoldedDocument
    max_prose: float
    min_words: int
    taken: dict[str, list[int]] = {}
    dropped: frozenset[int] = frozenset()

    def refusal(self, rule: str, blocks: list[int], left: Left, *, drops: bool) -> str:
        """Why a claim is refused; "" where it is not. `left` gives the blocks that would still be the body's.

        What a rule takes in several runs counts together: many small ones are a large one.
        """
        taken = self.taken.get(rule)
        taken = blocks if taken is None else [*taken, *blocks]
        if len(taken) > FEW:  # words are counted only where it comes to that
            prose = [block for block in taken if self._is_prose(block)]
            new = len(prose) > FEW and any(map(self._is_prose, blocks))
            if new and (reason := self._judge(prose, lambda: left(blocks), drops=drops)):
                return reason
        self.taken[rule] = taken
        return ""

    def holds_prose(self, blocks: list[int]) -> bool:
        """Whether one of some blocks is prose."""
        return any(map(self._is_prose, blocks))

    def _is_prose(self, block: int) -> bool:
        text = self.document.folded[block]
        if len(text) < _SHORTEST_PROSE and text.isascii():
            return False
        return self.document.word_count(block) >= PROSE_WORDS

    def _judge(self, prose: list[int], left: Callable[[], Iterator[int]], *, drops: bool) -> str:
        count = self.document.word_count
        taken = self.dropped.union(prose) if drops else self.dropped
        dropped = sum(map(count, taken))
        every = range(len(self.document))
        others = (block for block in every if block not in taken and self._is_prose(block))
        prose_so_far = accumulate(map(count, others), initial=dropped)  # which is enough soon, as a rule
        if drops and not any(self.max_prose * words >= dropped for words in prose_so_far):
            all_prose = sum(map(count, filter(self._is_prose, every)))
            return f"drops would take {dropped} of {all_prose} words of prose; max_prose is {self.max_prose:.0%}"
        if not any(words >= self.min_words for words in accumulate(map(count, left()), initial=0)):
            remain, words = sum(map(count, left())), sum(map(count, every))
            if 10 * remain < words:
                return f"{remain} of {words} words would be left; min_words is {self.min_words}"
        self.dropped = taken
        return ""
