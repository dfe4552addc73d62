"""The toolbar of the web archive, which dumps of its pages have on top: none of it is the source's own.

It begins with three months (`Oct NOV Dec`), goes on with the day, the years and the number of captures, and ends, where
it tells of the collection, with an organization's and a collection's description.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

MONTH: Final = "{=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec}"
"""A month as the toolbar has it, as a slot of a pattern."""
CAPTURES: Final = "{:int} {=captures|capture}"
ABOUT: Final = "About this capture"
_BEGINS_WITHIN: Final = 4
"""Blocks of a document within which the months stand."""
_COUNTS_WITHIN: Final = 6
"""Blocks behind the months within which the captures are counted."""
_MONTH: Final = MONTH.replace("{=", "(?:").replace("}", ")")
_MONTHS: Final = re.compile(rf"{_MONTH}(?: {_MONTH}){{1,2}}", re.IGNORECASE)
_CAPTURES: Final = re.compile(r"[0-9][0-9,]* captures?", re.IGNORECASE)
_OF_COLLECTION: Final = re.compile(r"(?:Organization|Collection|Crawl): .+")
_DAY: Final = rf"[0-9]{{1,2}}\ {_MONTH}\ [0-9]{{4}}"
_OTHER: Final = re.compile(
    rf"""
    [0-9]{{1,2}}                                        # the day of the month
    | [0-9]{{4}} (?:\ [0-9]{{4}}){{0,2}}                # the years before, of and behind it
    | {_DAY} (?:\ -\ {_DAY})?                           # the first capture, and the last
    | About\ this\ capture | COLLECTED\ BY | TIMESTAMPS
    | (?:The\ )?Wayback\ Machine\b .*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def months_in(text: str) -> bool:
    """Whether a line is the toolbar's first: its months."""
    return _MONTHS.fullmatch(_level(text)) is not None


def toolbar_of(texts: Sequence[str]) -> range:
    """The blocks (0-based) of a document that are the toolbar of an archive; an empty range where it has none."""
    start = next((block for block, text in enumerate(texts[:_BEGINS_WITHIN]) if months_in(text)), None)
    if start is None:
        return range(0)
    behind = texts[start + 1 : start + 1 + _COUNTS_WITHIN]
    if not any(_CAPTURES.fullmatch(_level(text)) for text in behind):
        return range(0)
    end = start + 1
    while end < len(texts) and _is_mark(texts[end]):
        is_name = _OF_COLLECTION.fullmatch(_level(texts[end])) is not None
        end += 1
        if is_name:
            end = _described_up_to(texts, end)
    return range(end)


def _is_mark(text: str) -> bool:
    level = _level(text)
    return any(expression.fullmatch(level) for expression in (_CAPTURES, _OF_COLLECTION, _OTHER))


def _described_up_to(texts: Sequence[str], block: int) -> int:
    """Where the description ends that stands behind a name: a sentence, and one more where a colon announces it."""
    if texts[block : block + 1] and texts[block].rstrip().endswith("."):
        block += 1
    if len(texts) > block + 1 and texts[block].rstrip().endswith(":") and texts[block + 1].rstrip().endswith("."):
        block += 2
    return block


def _level(text: str) -> str:
    return " ".join(text.split())
