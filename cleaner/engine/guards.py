"""Guards: what keeps a wrong rule from eating the article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from cleaner.engine.literals import FoldedDocument

PROSE_WORDS: Final = 15
"""Words from which a block is prose."""
_SHORTEST_PROSE: Final = 2 * PROSE_WORDS - 1
"""Characters of as many words of one letter each."""
FEW: Final = 2
"""Blocks of prose that a claim may take if only some body is left."""


Left = Callable[[list[int]], Iterator[int]]


class Guard:
    """Judges claims on one document, and remembers what rules have taken, and what drops have of the prose."""

    __slots__ = ("_document", "_dropped", "_max_prose", "_min_words", "_taken")

    def __init__(self, document: FoldedDocument, max_prose: float, min_words: int) -> None:
        self._document = document
        self._max_prose = max_prose
        self._min_words = min_words
        self._taken: dict[str, list[int]] = {}
        self._dropped: frozenset[int] = frozenset()

    def refusal(self, rule: str, blocks: list[int], left: Left, *, drops: bool) -> str:
        """Why a claim is refused; "" where it is not. `left` gives the blocks that would still be the body's.

        What a rule takes in several runs counts together: many small ones are a large one.
        """
        taken = self._taken.get(rule)
        taken = blocks if taken is None else [*taken, *blocks]
        if len(taken) > FEW:  # words are counted only where it comes to that
            prose = [block for block in taken if self._is_prose(block)]
            new = len(prose) > FEW and any(map(self._is_prose, blocks))
            if new and (reason := self._judge(prose, lambda: left(blocks), drops=drops)):
                return reason
        self._taken[rule] = taken
        return ""

    def holds_prose(self, blocks: list[int]) -> bool:
        """Whether one of some blocks is prose."""
        return any(map(self._is_prose, blocks))

    def _is_prose(self, block: int) -> bool:
        text = self._document.folded[block]
        if len(text) < _SHORTEST_PROSE and text.isascii():
            return False
        return self._document.word_count(block) >= PROSE_WORDS

    def _judge(self, prose: list[int], left: Callable[[], Iterator[int]], *, drops: bool) -> str:
        count = self._document.word_count
        taken = self._dropped.union(prose) if drops else self._dropped
        dropped = sum([count(block) for block in taken])
        every = range(len(self._document))
        if drops and self._is_too_much(taken, dropped):
            all_prose = sum([count(block) for block in every if self._is_prose(block)])
            return f"drops would take {dropped} of {all_prose} words of prose; max_prose is {self._max_prose:.0%}"
        if not self._is_enough(left()):
            remain, words = sum(map(count, left())), sum(map(count, every))
            if 10 * remain < words:
                return f"{remain} of {words} words would be left; min_words is {self._min_words}"
        self._dropped = taken
        return ""

    def _is_too_much(self, taken: frozenset[int], dropped: int) -> bool:
        """Whether too much of the prose is taken, which is seen after a few blocks as a rule."""
        prose = dropped
        for block in range(len(self._document)):
            if self._max_prose * prose >= dropped:
                return False
            if block not in taken and self._is_prose(block):
                prose += self._document.word_count(block)
        return self._max_prose * prose < dropped

    def _is_enough(self, left: Iterator[int]) -> bool:
        """Whether enough words are left, counted as far as needed."""
        words = 0
        for block in left:
            if words >= self._min_words:
                return True
            words += self._document.word_count(block)
        return words >= self._min_words
