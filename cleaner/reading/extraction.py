"""The main content of a page as trafilatura finds it, as marks on our own blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from cleaner.model import Blocks

MOST_CHARACTERS: Final = 3_000_000
MOST_ELEMENTS: Final = 30_000
MOST_ATTRIBUTES: Final = 30_000
"""Characters of one tag's attributes: the time of the parser below trafilatura grows with the square of their number."""
SHINGLE: Final = 4
_INLINE: Final = frozenset(("hi", "ref", "code", "del", "graphic"))
_WORDS: Final = re.compile(r"\w+")


def is_extractable(blocks: Blocks, size: int) -> bool:
    """Whether a page of so many characters is none on which trafilatura, or what it builds on, would take too long."""
    if blocks.layout is None or size > MOST_CHARACTERS:
        return False
    elements = blocks.layout.elements
    return len(elements) <= MOST_ELEMENTS and max(map(len, elements.attributes), default=0) <= MOST_ATTRIBUTES


def main_lines(html: str, url: str | None = None) -> list[str]:
    """What trafilatura takes for the article, as lines; none where it finds nothing.

    Whatever a page makes it raise, it is the page that has no main content. Its fast way is taken: the other one takes
    half as long again, for comparisons that the scorer makes better.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 (slow to import)

    try:
        found: Any = bare_extraction(html, url=url, fast=True, include_comments=False)
        return list(_lines(found.body)) if found is not None and found.body is not None else []
    except Exception:  # noqa: BLE001 (other people's code on any page there is)
        return []


def guessed_date(html: str, url: str | None = None) -> str | None:
    """The day that htmldate takes a page to be from, where nothing else tells."""
    from htmldate import find_date  # noqa: PLC0415 (slow to import)

    try:
        found: str | None = find_date(html, url=url, original_date=True)
    except Exception:  # noqa: BLE001 (other people's code on any page there is)
        return None
    return found


def marked(blocks: Blocks, lines: Sequence[str]) -> list[bool]:
    """Which blocks an extraction kept: those that are one of its lines, or share half of their runs of words with it."""
    said = [words_of(line) for line in lines]
    whole = Counter(" ".join(words) for words in said)
    runs = {run for words in said for run in _runs(words)}
    marks = []
    for text in blocks.texts:
        words = words_of(text)
        key = " ".join(words)
        if words and whole[key] > 0:
            whole[key] -= 1
            marks.append(True)
        else:
            own = _runs(words) if len(words) >= SHINGLE else []
            marks.append(bool(own) and 2 * sum(run in runs for run in own) >= len(own))
    return marks


def words_of(text: str) -> list[str]:
    """The words by which lines and blocks are compared."""
    return _WORDS.findall(text)


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


def _lines(body: Any) -> Iterator[str]:
    """The texts of an extraction's parts: paragraphs, headings, items, cells."""
    buffer: list[str] = []
    for element, is_end in _walk(body):
        if element.tag not in _INLINE:
            yield from filter(str.strip, "".join(buffer).split("\n"))
            buffer.clear()
        buffer.append((element.tail if is_end else element.text) or "")
    yield from filter(str.strip, "".join(buffer).split("\n"))


def _walk(body: Any) -> Iterator[tuple[Any, bool]]:
    from lxml import etree  # noqa: PLC0415 (slow to import)

    for event, element in etree.iterwalk(body, events=("start", "end")):
        yield element, event == "end"
