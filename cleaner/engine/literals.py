r"""Which patterns can match where: one pass over the document for all literals, however many there are.

All literals of a rule book, of fingerprints and rules of all sets alike, stand in one Aho-Corasick automaton. It reads
the folded blocks joined by line feeds, so that `\nshare` finds a block's beginning and `share\n` its end. A rule set
then looks up those that are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import Final

import ahocorasick_rs

from cleaner.engine.elements import View
from cleaner.model import Blocks
from cleaner.text.folding import fold_blocks
from cleaner.text.words import count_words

_DIGIT = re.compile(r"\d")
DFA_CHARACTERS: Final = 200_000
"""Letters of literals up to which the fastest automaton is built: it takes about half a kilobyte for each of them."""


class FoldedDocument:
    """A document as patterns see it: `texts` without bullets, and `folded` of the same.

    `data` is what literals are looked for in, as UTF-8: the folded blocks, each between line feeds. `others` are the
    blocks that are not ASCII even when folded; `view` are the elements of a page.
    """

    __slots__ = ("_digits", "_first", "_words", "blocks", "data", "folded", "others", "texts", "view")

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.texts, self.folded, self.others = fold_blocks(blocks.texts)
        self.data = "\n".join(["", *self.folded, ""]).encode()
        self.view = View(blocks.layout) if blocks.layout is not None else None
        self._digits: list[int] | None = None
        self._first: list[str] | None = None
        self._words: dict[int, int] = {}

    def word_count(self, block: int) -> int:
        """How many words a block has, counted when first asked for."""
        count = self._words.get(block)
        if count is None:
            count = self._words[block] = count_words(self.folded[block])
        return count

    def has_words(self, block: int, least: int, most: int) -> bool:
        """Whether a block has from so many words to so many. A word and the gap behind it are two characters or more."""
        text = self.folded[block]
        size = len(text)
        if ((least == 0 and size <= 2 * most) or size < 2 * least - 1) and text.isascii():
            return least == 0
        return least <= self.word_count(block) <= most

    def blocks_with_digits(self) -> list[int]:
        """The blocks that hold a digit, ascending: only these can hold a number or a date."""
        if self._digits is None:
            self._digits = [block for block, text in enumerate(self.folded) if _DIGIT.search(text)]
        return self._digits

    def blocks_beginning(self, characters: frozenset[str]) -> list[int]:
        """The blocks that begin with one of some characters, ascending; `0` stands for all digits."""
        if self._first is None:
            self._first = ["0" if text[:1].isdecimal() else text[:1] for text in self.folded]
        return [block for block, first in enumerate(self._first) if first in characters]

    def __len__(self) -> int:
        return len(self.folded)


Hits = list[tuple[int, int]]
"""The numbers of literals that a document holds, and their blocks, ascending."""


class LiteralIndex:
    """All literals of a rule book, numbered, and the automata that find them.

    Those that are ASCII have one of their own, whose tables are half as wide; the others are looked for only in blocks
    that are not ASCII.
    """

    __slots__ = ("_other", "_plain", "numbers")

    def __init__(self, literals: Iterable[str]) -> None:
        ordered = sorted(set(literals), key=lambda literal: (not literal.isascii(), literal))
        self.numbers = {literal: number for number, literal in enumerate(ordered)}
        count = sum(map(str.isascii, ordered))
        self._plain = _Automaton(ordered[:count], 0)
        self._other = _Automaton(ordered[count:], count)

    def scan(self, document: FoldedDocument) -> Hits:
        """What a document holds of the literals."""
        hits = self._plain.scan(document.data)
        if document.others:
            others = document.others
            data = "\n".join(["", *[document.folded[block] for block in others], ""]).encode()
            hits += [(literal, others[number]) for literal, number in self._other.scan(data)]
            hits.sort(key=itemgetter(1))
        return hits


class _Automaton:
    """Finds some literals, whose numbers begin at `first`."""

    __slots__ = ("_compiled", "_first")

    def __init__(self, literals: list[str], first: int) -> None:
        small = sum(map(len, literals)) <= DFA_CHARACTERS
        implementation = ahocorasick_rs.Implementation.DFA if small else ahocorasick_rs.Implementation.ContiguousNFA
        patterns = [literal.encode() for literal in literals]
        self._compiled = ahocorasick_rs.BytesAhoCorasick(patterns, implementation=implementation) if patterns else None
        self._first = first

    def scan(self, data: bytes) -> Hits:
        """The literals in blocks joined by line feeds: their numbers and those of the blocks."""
        if self._compiled is None:
            return []
        hits = []
        block, behind, first = -1, 0, self._first
        for literal, _, end in self._compiled.find_matches_as_indexes(data, overlapping=True):
            # A literal's last byte but one lies in its block or right before it, be its last one a line feed or not.
            block += data.count(b"\n", behind, end - 1)
            behind = end - 1
            hits.append((first + literal, block))
        return hits


class Lookup:
    """Which of one's own numbers each literal stands for: several may share one, and one may have several."""

    __slots__ = ("_owners",)

    def __init__(self, index: LiteralIndex, literals: Iterable[tuple[str, int]]) -> None:
        self._owners: dict[int, list[int]] = {}
        for literal, owner in literals:
            owners = self._owners.setdefault(index.numbers[literal], [])
            if owner not in owners:
                owners.append(owner)

    def find(self, hits: Hits) -> dict[int, list[int]]:
        """For each own number with a literal in the document: the blocks that hold one, ascending."""
        found: dict[int, list[int]] = {}
        owners = self._owners
        for literal, block in hits:
            for owner in owners.get(literal, ()):
                blocks = found.get(owner)
                if blocks is None:
                    found[owner] = [block]
                elif blocks[-1] != block:
                    blocks.append(block)
        return found
