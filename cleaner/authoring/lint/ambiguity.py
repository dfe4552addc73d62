"""An expression as an automaton, and the words that it can read in two ways while it goes round.

Where a word leads from a place back to itself on two ways, n of them in a row can be read in 2**n ways: the
exponential ambiguity of Weideman and others, "Analyzing Matching Time Behavior of Backtracking Regular Expression
Matchers by Using Ambiguity of NFA" (2016). It is found by walking the automaton twice at the same time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations
from typing import Final

import msgspec

from cleaner.authoring.lint.letters import Letters, repeated
from cleaner.authoring.lint.parsed import Ahead, Choice, Leaf, Node, Repeat, Series

MAX_PLACES: Final = 240
"""Places of an expression up to which its automaton is walked: pairs of them are looked at."""
MAX_STEPS: Final = 6000
"""Steps of the walk; real expressions take some hundreds."""


class Place(msgspec.Struct, frozen=True):
    """A leaf where it stands: the characters that it takes, and texts that lead to it and on from it to the end."""

    letters: str
    before: str
    behind: str


class Automaton(msgspec.Struct):
    """Places, and for each of them those that may follow, once for each way that leads there."""

    places: list[Place]
    follow: list[list[int]]


class _Ends(msgspec.Struct):
    """Where a part begins and ends, and whether it may be empty."""

    first: list[int]
    last: list[int]
    empty: bool


def build(tree: Node, letters: Letters) -> Automaton:
    """The automaton of a tree: Glushkov's, with its edges counted."""
    automaton = Automaton([], [])
    _build(automaton, letters, tree, "", "")
    return automaton


def _build(automaton: Automaton, letters: Letters, node: Node, before: str, behind: str) -> _Ends:
    match node:
        case Leaf():
            place = len(automaton.places)
            automaton.places.append(Place(letters.of(node), before, behind))
            automaton.follow.append([])
            return _Ends([place], [place], empty=False)
        case Series(parts):
            return _series(automaton, letters, parts, before, behind)
        case Choice(parts):
            ends = [_build(automaton, letters, part, before, behind) for part in parts]
            first, last = [p for end in ends for p in end.first], [p for end in ends for p in end.last]
            return _Ends(first, last, any(end.empty for end in ends))
        case Repeat(part, least, most):
            end = _build(automaton, letters, part, before, repeated(letters.sample(part), least - 1) + behind)
            if most is None or most > 1:
                _join(automaton, end.last, end.first)
            return _Ends(end.first, end.last, end.empty or not least)
        case Ahead(part):
            return _Ends(_build(automaton, letters, part, before, behind).first, [], empty=True)


def _series(automaton: Automaton, letters: Letters, parts: tuple[Node, ...], before: str, behind: str) -> _Ends:
    samples = [letters.sample(part) for part in parts]
    whole = _Ends([], [], empty=True)
    for number, part in enumerate(parts):
        end = _build(
            automaton, letters, part, before + "".join(samples[:number]), "".join(samples[number + 1 :]) + behind
        )
        _join(automaton, whole.last, end.first)
        whole.first += end.first if whole.empty else []
        whole.last = whole.last + end.last if end.empty else end.last
        whole.empty = whole.empty and end.empty
    return whole


def _join(automaton: Automaton, last: list[int], first: list[int]) -> None:
    for place in last:
        automaton.follow[place] += first


def ambiguous(automaton: Automaton) -> Iterator[tuple[str, str, str]]:
    """Words that can be read in two ways going round: a text that leads there, the word, a text that leads on."""
    if len(automaton.places) > MAX_PLACES:
        return
    walk = _Walk(automaton)
    for place, one, other, letter in walk.forks():
        rest = walk.back(place, one, other)
        if rest is not None:
            at = automaton.places[place]
            yield at.before + at.letters[:1], letter + rest, at.behind


class _Walk:
    """The search for words that lead back on two ways."""

    def __init__(self, automaton: Automaton) -> None:
        self._letters = [place.letters for place in automaton.places]
        self._follow = automaton.follow
        self._reach = _reached(automaton.follow)
        self._steps = MAX_STEPS

    def forks(self) -> Iterator[tuple[int, int, int, str]]:
        """Where one character leads on two ways to places from which one can come back; each pair of ways once."""
        seen: set[tuple[int, int]] = set()
        for place, followers in enumerate(self._follow):
            back = [other for other in followers if self._reach[other] >> place & 1]
            by_letter: dict[str, list[int]] = {}
            for other in back:
                for letter in self._letters[other]:
                    by_letter.setdefault(letter, []).append(other)
            for letter, others in by_letter.items():
                for pair in combinations(others, 2):
                    if pair not in seen:
                        seen.add(pair)
                        yield place, *pair, letter

    def back(self, place: int, one: int, other: int) -> str | None:
        """A word that leads two places to the same one, and on to `place`; None where none is found."""
        words = {(one, other): ""}
        queue = deque(words)
        while queue and self._steps > 0:
            pair = queue.popleft()
            if pair[0] == pair[1] and self._reach[pair[0]] >> place & 1:
                rest = self._path(pair[0], place)
                return words[pair] + rest
            for after, letter in self._steps_of(pair):
                if after not in words:
                    words[after] = words[pair] + letter
                    queue.append(after)
        return None

    def _steps_of(self, pair: tuple[int, int]) -> Iterator[tuple[tuple[int, int], str]]:
        for one in dict.fromkeys(self._follow[pair[0]]):
            for other in dict.fromkeys(self._follow[pair[1]]):
                self._steps -= 1
                if letter := next((letter for letter in self._letters[one] if letter in self._letters[other]), ""):
                    yield (one, other), letter

    def _path(self, start: int, end: int) -> str:
        """The shortest word from a place to one that it reaches."""
        words = {start: ""}
        queue = deque(words)
        while queue:
            place = queue.popleft()
            if place == end:
                break
            for after in self._follow[place]:
                if after not in words and self._letters[after]:
                    words[after] = words[place] + self._letters[after][0]
                    queue.append(after)
        return words.get(end, "")


def _reached(follow: list[list[int]]) -> list[int]:
    """For each place those that it leads to, itself included, as bits (Warshall)."""
    reach = [sum({1 << other for other in (place, *others)}) for place, others in enumerate(follow)]
    for middle, through in enumerate(reach):
        for place, others in enumerate(reach):
            if others >> middle & 1:
                reach[place] = others | through
    return reach
