"""Reasons: the sum of what each feature adds to a score, said in words."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final

from cleaner.scoring.model import NEIGHBOURS, SAYS

MOST: Final = 3
"""Phrases of a reason."""
_WORDING: Final = "wording"
_GROUPS: Final = {
    "length": ("characters", "words", "sentences", "is prose"),
    "end": ("ends ", "trails off"),
    "beginning": ("begins ", "bullet"),
    "capitals": ("capitalised", "capitals"),
    "words": ("short words", "long words", "word length", "without spaces", "without case"),
    "marks": (
        *(
            "digits",
            "commas",
            "colons",
            "quotes",
            "brackets",
            "questions",
            "symbols",
            "share of symbols",
            "dashes",
            "odd",
        ),
    ),
    "repetition": ("repeated", "said before", "share of repeats"),
    "cohesion": ("cohesion",),
    "furniture": ("furniture", "since ", "until ", "behind "),
    "place": (
        *("place", "blocks ", "all ", "words before", "prose so far", "prose before", "prose of", "share of prose"),
        *("from the densest", "behind the densest", "stretch", "largest stretch", "blank lines"),
    ),
    "neighbours": (NEIGHBOURS, "prose at", "words at", "blocks of prose", "since prose", "until prose"),
    _WORDING: (),
}
"""What features belong together, by how their names begin; the longest beginning tells."""
_SAID: Final = {
    "length": ("long enough for prose", "short"),
    "end": ("ends as a sentence does", "ends as no sentence does"),
    "beginning": ("begins as a sentence does", "begins as no sentence does"),
    "capitals": ("few capitals", "many capitals"),
    "words": ("words of running text", "words of headings or names"),
    "marks": ("the marks of prose", "digits and marks as in lists"),
    "repetition": ("said but once", "said more than once"),
    "cohesion": ("shares words with the article", "shares no words with the article"),
    "furniture": ("little furniture around", "furniture around"),
    "place": ("stands where articles are", "stands where articles are not"),
    "neighbours": ("prose around", "no prose around"),
    _WORDING: ("worded as articles are", "worded as furniture is"),
}


def reason_of(parts: Mapping[str, float], *, body: bool) -> str:
    """What spoke most for body, or against it, in a few phrases; `parts` are what each feature adds to the score."""
    sums = dict.fromkeys(_GROUPS, 0.0)
    for name, added in parts.items():
        sums[_WORDING if name.startswith(SAYS) else _group(name)] += added
    sign = 1 if body else -1
    words = {name.removeprefix(SAYS): sign * added for name, added in parts.items() if name.startswith(SAYS)}
    phrases = dict(_SAID)
    if any(added > 0 for added in words.values()):
        told = f" (`{max(words, key=lambda word: (words[word], word))}`)"
        phrases[_WORDING] = (_SAID[_WORDING][0] + told, _SAID[_WORDING][1] + told)
    return said_of(sums, phrases, speaks_for=body)


def said_of(sums: Mapping[str, float], said: Mapping[str, tuple[str, str]], *, speaks_for: bool) -> str:
    """The phrases of what weighs most for something, or against it; `said` has both for each group that is summed."""
    sign = 1 if speaks_for else -1
    ranked = sorted((group for group in sums if sign * sums[group] > 0), key=lambda group: (-sign * sums[group], group))
    return ", ".join(said[group][0 if speaks_for else 1] for group in ranked[:MOST])


@functools.cache
def _beginnings() -> dict[str, str]:
    """The groups by the beginnings of names, the longest first."""
    pairs = [(beginning, group) for group, own in _GROUPS.items() for beginning in own]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


@functools.cache
def _group(name: str) -> str:
    """The group of a feature."""
    return next((group for beginning, group in _beginnings().items() if name.startswith(beginning)), NEIGHBOURS)
