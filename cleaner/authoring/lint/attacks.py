"""Texts that an expression may choke on, thought of by its structure.

A matcher that goes back and forth takes long where it can read one text in many ways, and none of them fits in the
end. So an attack is a way in, a piece to be repeated that can be read in several ways, and an end that does not fit.
The pieces are the words that an automaton of the expression reads in two ways, the bodies of loops, what stands
between loops side by side, and the characters that several loops take.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

import msgspec

from cleaner.authoring.lint.ambiguity import Automaton, ambiguous, build
from cleaner.authoring.lint.letters import Letters, repeated
from cleaner.authoring.lint.parsed import Ahead, Choice, Leaf, Node, Repeat, Series, nodes, parse

MAX_CANDIDATES: Final = 200

_Way = tuple[str, str, str]
"""A text that leads to a place, a piece to be repeated there, and a text that leads on to the end."""


class Candidate(msgspec.Struct, frozen=True):
    """A text that may take long: `before`, then `pump` many times, then `behind`."""

    before: str
    pump: str
    behind: str


def candidates(expression: str) -> list[Candidate]:
    """Texts to try on an expression that compiles, the likeliest first; none where nothing in it repeats."""
    tree = parse(expression)
    if tree is None:
        return list(_blind(expression))
    if not any(_is_loop(node) for node in nodes(tree)):
        return []
    letters = Letters(expression, tree)
    automaton = build(tree, letters)
    found: dict[Candidate, None] = {}
    for before, pump, behind in _in_turn(ambiguous(automaton), _shared(automaton), _bodies(tree, letters)):
        if pump:
            found.update(dict.fromkeys(Candidate(before, pump, end) for end in _ends(letters, pump, behind)))
        if len(found) >= MAX_CANDIDATES:
            break
    return list(found)


def _blind(expression: str) -> Iterator[Candidate]:
    """What to try where the structure is not known: the characters of the expression, and an end that holds them all."""
    letters = dict.fromkeys(filter(str.isalnum, expression))
    for letter in (*letters, *"0 ,"):
        yield from (Candidate("", letter, "\x01"), Candidate("", letter, "\x01" + "".join(letters)))


def _in_turn(*sources: Iterator[_Way]) -> Iterator[_Way]:
    """What several sources give, one of each in turn: none of them shall keep the others from their turn."""
    for ways in zip_longest(*sources):
        yield from (way for way in ways if way is not None)


def _is_loop(node: Node) -> bool:
    return isinstance(node, Repeat) and node.most not in (node.least, 1)


def _ends(letters: Letters, pump: str, behind: str) -> Iterator[str]:
    """Ends that may not fit, given one that does: the latter, too, for texts that the expression must hold."""
    for wrong in letters.wrong(pump):
        yield from (wrong, wrong + behind, behind + wrong)
    yield from ("", behind[:-1])


def _shared(automaton: Automaton) -> Iterator[_Way]:
    """The characters that most loops of one character take."""
    loops = [place for number, place in enumerate(automaton.places) if number in automaton.follow[number]]
    count = {letter: sum(letter in loop.letters for loop in loops) for loop in loops for letter in loop.letters}
    for letter in sorted(count, key=count.__getitem__, reverse=True)[:4]:
        first = next(loop for loop in loops if letter in loop.letters)
        yield first.before, letter, first.behind


def _bodies(tree: Node, letters: Letters) -> Iterator[_Way]:
    """What loops repeat, and what stands between loops."""
    for before, node, behind in _walk(tree, letters, "", ""):
        if isinstance(node, Repeat) and _is_loop(node):
            for text in letters.samples(node.part):
                yield before, text, behind
        elif isinstance(node, Series) and sum(map(_is_loop, node.parts)) > 1:
            for text in (letters.sample(node), *_literals(node, letters)):
                yield before, text, letters.sample(node) + behind


def _literals(node: Series, letters: Letters) -> Iterator[str]:
    """The runs of plain characters of a series."""
    run = ""
    for part in (*node.parts, Series(())):
        if isinstance(part, Leaf) and part.is_plain:
            run += letters.sample(part)
        elif run:
            yield run
            run = ""


def _walk(node: Node, letters: Letters, before: str, behind: str) -> Iterator[tuple[str, Node, str]]:
    """A tree's nodes, a node before its parts, each with texts that lead to it and on to the end."""
    yield before, node, behind
    match node:
        case Series(parts):
            samples = [letters.sample(part) for part in parts]
            for number, part in enumerate(parts):
                way = before + "".join(samples[:number]), "".join(samples[number + 1 :]) + behind
                yield from _walk(part, letters, *way)
        case Choice(parts):
            for part in parts:
                yield from _walk(part, letters, before, behind)
        case Repeat(part, least):
            yield from _walk(part, letters, before, repeated(letters.sample(part), least - 1) + behind)
        case Ahead(part):
            yield from _walk(part, letters, before, behind)
