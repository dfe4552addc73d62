r"""Which patterns can match where: one pass over the document for all literals, however many there are.

All literals of a rule book, of fingerprints and rules of all sets alike, stand in one Aho-Corasick automaton. It reads
the folded blocks joined by line feeds, so that `\nshare` finds a block's beginning and `share\n` its end. A rule set
then looks up those that are its own.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter
from typing import Final

import ahocorasick_rs

from cleaner.engine.elements import View
from cleaner.model import Blocks
from cleaner.text.folding import fold_blocks
from cleaner.text.words import count_words

_DIGIT = re.compile(r"\d")
_NO_DIGIT: Final = bytes(byte for byte in range(256) if byte not in b"0123456789\n")
DFA_CHARACTERS: Final = 200_000
"""Letters of literals up to which the fastest automaton is built: it takes about half a kilobyte for each of them."""


class FoldedDocument:
    """A document as patterns see it: `texts` without bullets, and `folded` of the same.

    `others` are the blocks that are not ASCII even when folded; `view` are the elements of a page.
    """

    __slots__ = ("_blocks", "_data", "_digits", "_first", "_said", "_words", "folded", "others", "texts", "view")

    def __init__(self, blocks: Blocks | list[str], known: tuple[list[str], list[str], list[int]] | None = None) -> None:
        """The blocks of a document, or what they say; `known` is what `fold_blocks` makes of that, where somebody knows it."""
        self._blocks = blocks if isinstance(blocks, Blocks) else None
        self._said = blocks.texts if isinstance(blocks, Blocks) else blocks
        self.texts, self.folded, self.others = fold_blocks(self._said) if known is None else known
        self._data: bytes | None = None
        layout = blocks.layout if isinstance(blocks, Blocks) else None
        self.view = View(layout) if layout is not None else None
        self._digits: list[int] | None = None
        self._first: list[str] | None = None
        self._words: dict[int, int] = {}

    @property
    def blocks(self) -> Blocks:
        """The blocks, of a text with a blank line between them where there was none."""
        if self._blocks is None:
            said = self._said
            ends = [end + 2 * number for number, end in enumerate(accumulate(map(len, said)))]
            starts = [end - len(text) for end, text in zip(ends, said, strict=True)]
            self._blocks = Blocks("\n\n".join(said), starts, ends, said)
        return self._blocks

    @property
    def data(self) -> bytes:
        """What literals are looked for in, as UTF-8: the folded blocks, each between line feeds."""
        if self._data is None:
            self._data = "\n".join(["", *self.folded, ""]).encode()
        return self._data

    def only(self, kept: list[int]) -> FoldedDocument:
        """A document of some of the blocks, which stand in order: they are not split or folded again."""
        said, texts, folded, counts = self._said, self.texts, self.folded, self._words
        other = frozenset(self.others)
        others = [number for number, block in enumerate(kept) if block in other] if other else []
        known = [texts[block] for block in kept], [folded[block] for block in kept], others
        document = FoldedDocument([said[block] for block in kept], known)
        if counts:
            document._words = {number: counts[block] for number, block in enumerate(kept) if block in counts}
        return document

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
            digits = self.data.translate(None, _NO_DIGIT)[1:].split(b"\n")
            found = [block for block, own in enumerate(digits[:-1]) if own]
            for block in self.others:  # which may hold digits of their script
                if not digits[block] and _DIGIT.search(self.folded[block]):
                    insort(found, block)
            self._digits = found
        return self._digits

    def blocks_beginning(self, characters: frozenset[str]) -> list[int]:
        """The blocks that begin with one of some characters, ascending; `0` stands for all digits."""
        if self._first is None:
            self._first = ["0" if text[:1].isdecimal() else text[:1] for text in self.folded]
        return [block for block, first in enumerate(self._first) if first in characters]

    def holds_any(self, texts: tuple[str, ...]) -> list[str]:
        """Those of some folded texts that the document holds."""
        data = self.data
        return [text for text in texts if text.encode() in data]

    def __len__(self) -> int:
        return len(self.folded)


Hits = list[tuple[int, int]]
"""The numbers of literals that a document holds, and their blocks, ascending."""


def hits_within(hits: Hits, kept: list[int], size: int) -> Hits:
    """What some blocks of a document hold, of what it holds itself; `size` is how many blocks it has."""
    numbers = [-1] * size
    for number, block in enumerate(kept):
        numbers[block] = number
    return [(literal, numbers[block]) for literal, block in hits if numbers[block] >= 0]


class LiteralIndex:
    """All literals of a rule book, numbered, and the automata that find them.

    Those that are ASCII and do not begin a block are asked at every character: theirs has the fastest tables, which
    are large, but few literals are such. Those that begin one are most of them, and are asked at line feeds alone. The
    others are looked for only in blocks that are not ASCII.
    """

    __slots__ = ("_heads", "_inner", "_other", "numbers")

    def __init__(self, literals: Iterable[str]) -> None:
        unique = set(literals)
        heads = sorted(text for text in unique if text.isascii() and text[0] == "\n")
        inner = sorted(text for text in unique if text.isascii() and text[0] != "\n")
        other = sorted(text for text in unique if not text.isascii())
        self.numbers = {literal: number for number, literal in enumerate([*heads, *inner, *other])}
        self._heads = _Automaton(heads, 0, is_fast=False)
        self._inner = _Automaton(inner, len(heads), is_fast=sum(map(len, inner)) <= DFA_CHARACTERS)
        self._other = _Automaton(other, len(heads) + len(inner), is_fast=False)

    def scan(self, document: FoldedDocument) -> Hits:
        """What a document holds of the literals."""
        hits = self._heads.scan(document.data) + self._inner.scan(document.data)
        if document.others:
            others = document.others
            data = "\n".join(["", *[document.folded[block] for block in others], ""]).encode()
            hits += [(literal, others[number]) for literal, number in self._other.scan(data)]
        hits.sort(key=itemgetter(1))
        return hits


class _Automaton:
    """Finds some literals, whose numbers begin at `first`."""

    __slots__ = ("_compiled", "_first")

    def __init__(self, literals: list[str], first: int, *, is_fast: bool) -> None:
        implementation = ahocorasick_rs.Implementation.DFA if is_fast else ahocorasick_rs.Implementation.ContiguousNFA
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
