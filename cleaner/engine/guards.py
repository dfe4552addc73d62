"""Guards: what keeps a wrong rule from eating the article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from cleaner.engine.literals import FoldedDocument

PROSE_WORDS: Final = 15
"""Words from which a block is prose."""
FEW: Final = 2
"""Blocks of prose that a claim may take if only some body is left."""


Left = Callable[[list[int]], Iterator[int]]


class Guard:
    """Judges claims on one document, and remembers what drops have taken."""

    __slots__ = ("_document", "_dropped", "_max_prose", "_min_words", "_taken")

    def __init__(self, document: FoldedDocument, max_prose: float, min_words: int) -> None:
        self._document = document
        self._max_prose = max_prose
        self._min_words = min_words
        self._dropped: frozenset[int] = frozenset()
        self._taken: dict[str, list[int]] = {}

    def refusal(self, rule: str, blocks: list[int], left: Left, *, drops: bool, items: bool) -> str:
        """Why a claim is refused; "" where it is not. `left` gives the blocks that would still be the body's.

        What a rule takes in several runs counts together: many small ones are a large one.
        """
        count = self._document.word_count
        prose = [block for block in blocks if count(block) >= PROSE_WORDS]
        if not prose:
            return ""
        if next(left(blocks), None) is None:
            return "nothing would be left of the body"
        if items:
            return ""
        taken = [*self._taken.get(rule, ()), *prose]
        if len(taken) > FEW and (reason := self._judge(taken, tuple(left(blocks)), drops=drops)):
            return reason
        self._taken[rule] = taken
        return ""

    def _judge(self, prose: list[int], left: tuple[int, ...], *, drops: bool) -> str:
        words = [self._document.word_count(block) for block in range(len(self._document))]
        all_prose = sum(count for count in words if count >= PROSE_WORDS)
        taken = self._dropped.union(prose) if drops else self._dropped
        dropped = sum(words[block] for block in taken)
        if drops and dropped > self._max_prose * all_prose:
            return f"drops would take {dropped} of {all_prose} words of prose; max_prose is {self._max_prose:.0%}"
        remain = sum(words[block] for block in left)
        if remain < self._min_words and 10 * remain < sum(words):
            return f"{remain} of {sum(words)} words would be left; min_words is {self._min_words}"
        self._dropped = taken
        return ""
