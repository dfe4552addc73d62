"""The characters that tell an expression's leaves apart, and short texts that its parts match."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Final

import regex

from cleaner.authoring.lint.parsed import Choice, Leaf, Node, Repeat, Series, nodes
from cleaner.engine.matching import MAX_EXPRESSION
from cleaner.text.folding import fold_cased

MAX_SAMPLES: Final = 8
MAX_WRONG: Final = 3
_PLAIN: Final = "aeBZ05_-.,:;!?'\"()[]{}/\\@#%&*+=<>|~^$ éÉжЖωΩאاबा漢かカ한ไ€¿§☃"


class Letters:
    """One character for all those that the same leaves of a tree take."""

    def __init__(self, expression: str, tree: Node) -> None:
        leaves = dict.fromkeys(node for node in nodes(tree) if isinstance(node, Leaf))
        alphabet = "".join(filter(_stands, dict.fromkeys(_PLAIN + expression)))
        taken = {leaf: _taken(leaf, alphabet) for leaf in leaves}
        kinds: dict[tuple[bool, ...], str] = {}
        for letter in dict.fromkeys((*alphabet, *(letter for some in taken.values() for letter in some))):
            kinds.setdefault(tuple(letter in some for some in taken.values()), letter)
        self._all = "".join(kinds.values())
        self._rarest = [kinds[kind] for kind in sorted(kinds, key=sum)]
        self._of = {leaf: "".join(letter for letter in self._all if letter in some) for leaf, some in taken.items()}

    def of(self, leaf: Leaf) -> str:
        """The characters that a leaf takes, the plainest first; none where no text of a block has one."""
        return self._of[leaf]

    def wrong(self, pump: str) -> list[str]:
        """Characters that hardly fit behind a text: those that the fewest leaves take, and that it has not itself."""
        return [letter for letter in self._rarest if letter not in pump][:MAX_WRONG]

    def sample(self, node: Node) -> str:
        """A short text that a node matches."""
        return self.samples(node)[0]

    def samples(self, node: Node) -> list[str]:
        """Some texts that a node matches, a short one first."""
        match node:
            case Leaf():
                return [self.of(node)[:1]]
            case Series(parts):
                return _in_turn([self.samples(part) for part in parts])
            case Choice(parts):
                return _some(text for part in parts for text in self.samples(part))
            case Repeat(part, least):
                texts = self.samples(part)
                return _some([repeated(texts[0], least), *(repeated(text, max(1, least)) for text in texts)])
        return [""]


def repeated(text: str, times: int) -> str:
    """A text so many times, but not many times longer than a block may be."""
    return text * min(times, MAX_EXPRESSION // max(1, len(text)) + 1)


def _in_turn(parts: list[list[str]]) -> list[str]:
    """Texts of a series: its parts' first ones, their last ones, then another one of each part in turn."""
    plain = [texts[0] for texts in parts]
    others = [(number, text) for number, texts in enumerate(parts) for text in texts[1:]][:MAX_SAMPLES]
    varied = ["".join([*plain[:number], text, *plain[number + 1 :]]) for number, text in others]
    return _some(["".join(plain), "".join(texts[-1] for texts in parts), *varied])


def _some(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text[: MAX_EXPRESSION + 1] for text in texts))[:MAX_SAMPLES] or [""]


def _stands(letter: str) -> bool:
    """Whether a character can stand in a block, and folds to itself."""
    return letter not in "\r\n" and fold_cased(f"a{letter}a") == f"a{letter}a"


def _taken(leaf: Leaf, alphabet: str) -> list[str]:
    """The characters that a leaf takes, of some; where it takes none of those, any one that it takes."""
    if leaf.is_plain:
        return [*filter(_stands, leaf.plain)]
    compiled = regex.compile(leaf.source, leaf.flags)
    found = [letter for letter in compiled.findall(alphabet) if len(letter) == 1]
    return found or [letter for letter in compiled.findall(_planes()) if _stands(letter)][:1]


@functools.cache
def _planes() -> str:
    """The characters of most scripts."""
    return "".join(map(chr, (*range(0x3400), *range(0x4E00, 0x4E80), *range(0xAC00, 0xAC80))))
