r"""Which patterns can match where: one pass over the document for all literals, however many there are.

All literals of a rule book's fingerprints, or of one rule set, stand in one Aho-Corasick automaton. It reads the folded
blocks joined by line feeds, so that `\nshare` finds a block's beginning and `share\n` its end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

import ahocorasick_rs

from cleaner.model import Blocks
from cleaner.text.folding import fold_blocks, has_bullets, unbulleted
from cleaner.text.words import count_words, count_words_of_lines

_DIGIT = re.compile(r"\d")
DFA_CHARACTERS: Final = 100_000
"""Letters of literals up to which the fastest automaton is built: it takes about a kilobyte for each of them."""


class FoldedDocument:
    """A document as patterns see it: `texts` without bullets, and `folded` of the same.

    `data` is what literals are looked for in, as UTF-8; block `i` stands there behind the line feed at `offsets[i]`.
    """

    __slots__ = ("_digits", "_words", "blocks", "data", "folded", "offsets", "texts")

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        texts = blocks.texts
        folded = fold_blocks(texts)
        self.folded = folded.split("\n") if texts else []
        self.texts = [unbulleted(text) for text in texts] if has_bullets(blocks.text) else texts
        data = folded.encode()
        self.data = b"\n%b\n" % data
        lines = self.folded if len(data) == len(folded) else data.split(b"\n")
        self.offsets = list(accumulate([len(line) + 1 for line in lines], initial=0))

        self._digits: list[int] | None = None
        self._words: list[int] | None = None

    def words(self) -> list[int]:
        """How many words each block has, counted when first asked for."""
        if self._words is None:
            self._words = count_words_of_lines(self.data[1:-1])
            if not self.data.isascii():
                for block, text in enumerate(self.folded):
                    if not text.isascii():
                        self._words[block] = count_words(text)
        return self._words

    def blocks_with_digits(self) -> list[int]:
        """The blocks that hold a digit, ascending: only these can hold a number or a date."""
        if self._digits is None:
            self._digits = [block for block, text in enumerate(self.folded) if _DIGIT.search(text)]
        return self._digits

    def __len__(self) -> int:
        return len(self.folded)


class LiteralIndex:
    """Literals and the numbers that they stand for; a number may have several, and several may share one."""

    __slots__ = ("_automaton", "_numbers")

    def __init__(self, literals: Iterable[tuple[str, int]]) -> None:
        numbers: dict[str, list[int]] = {}
        for literal, number in literals:
            known = numbers.setdefault(literal, [])
            if number not in known:
                known.append(number)
        self._numbers = list(numbers.values())
        small = sum(map(len, numbers)) <= DFA_CHARACTERS
        implementation = ahocorasick_rs.Implementation.DFA if small else ahocorasick_rs.Implementation.ContiguousNFA
        patterns = [literal.encode() for literal in numbers]
        self._automaton = ahocorasick_rs.BytesAhoCorasick(patterns, implementation=implementation) if numbers else None

    def find(self, document: FoldedDocument) -> dict[int, list[int]]:
        """For each number with a literal in the document: the blocks that hold one, ascending."""
        found: dict[int, list[int]] = {}
        if self._automaton is None:
            return found
        offsets, numbers = document.offsets, self._numbers
        for literal, _, end in self._automaton.find_matches_as_indexes(document.data, overlapping=True):
            # A literal's last byte but one lies in its block or right before it, be its last one a line feed or not.
            block = bisect_right(offsets, end - 2) - 1
            for number in numbers[literal]:
                blocks = found.get(number)
                if blocks is None:
                    found[number] = [block]
                elif blocks[-1] != block:
                    blocks.append(block)
        return found
