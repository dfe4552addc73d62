"""Reasons: the sum of what each feature adds to a score, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MOST: Final = 3
"""Phrases of a reason."""
_GROUPS: Final = {
    "length": ("characters", "words", "sentences", "is prose"),
    "end": ("ends ", "trails off"),
    "beginning": ("begins ", "bullet"),
    "capitals": ("capitalised", "capitals"),
    "words": ("short words", "long words", "word length", "without spaces", "without case"),
    "marks": (
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
    "repetition": ("repeated",),
    "cohesion": ("cohesion",),
    "furniture": ("furniture",),
    "place": (
        "place",
        "blocks",
        "words before",
        "prose so far",
        "prose before",
        "from the densest",
        "behind the densest",
    ),
    "neighbours": (),
}
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
}


def reason_of(parts: Mapping[str, float], *, body: bool) -> str:
    """What spoke most for body, or against it, in a few phrases; `parts` are what each feature adds to the score."""
    sums = dict.fromkeys(_GROUPS, 0.0)
    for name, added in parts.items():
        sums[_group(name)] += added
    return said_of(sums, _SAID, speaks_for=body)


def said_of(sums: Mapping[str, float], said: Mapping[str, tuple[str, str]], *, speaks_for: bool) -> str:
    """The phrases of what weighs most for something, or against it; `said` has both for each group that is summed."""
    sign = 1 if speaks_for else -1
    ranked = sorted((group for group in sums if sign * sums[group] > 0), key=lambda group: (-sign * sums[group], group))
    return ", ".join(said[group][0 if speaks_for else 1] for group in ranked[:MOST])


def _group(name: str) -> str:
    """The group of a feature: what belongs to a neighbour counts as surroundings, but for furniture and cohesion."""
    own = " at " not in name
    for group, beginnings in _GROUPS.items():
        if name.startswith(beginnings) and (own or group in ("cohesion", "furniture")):
            return group
    return "neighbours"
