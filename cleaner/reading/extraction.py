"""The main content of a page as trafilatura finds it, as marks on our own blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Literal

from cleaner.model import Blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

Focus = Literal["balanced", "precision"]

MOST_CHARACTERS: Final = 3_000_000
MOST_ELEMENTS: Final = 30_000
MOST_ATTRIBUTES: Final = 30_000
"""Characters of one tag's attributes: the time of the parser below trafilatura grows with the square of their number."""
SHINGLE: Final = 4
_WORDS: Final = re.compile(r"\w+")


def is_extractable(blocks: Blocks, size: int) -> bool:
    """Whether a page of so many characters is none that would take trafilatura, or what it builds on, too long."""
    if blocks.layout is None or size > MOST_CHARACTERS:
        return False
    elements = blocks.layout.elements
    return len(elements) <= MOST_ELEMENTS and max(map(len, elements.attributes), default=0) <= MOST_ATTRIBUTES


def main_lines(html: str, url: str | None = None, focus: Focus = "balanced") -> list[str]:
    """What trafilatura takes for the article, as lines; none where it finds nothing.

    Whatever a page makes it raise, it is the page that has no main content. Its fast way is taken: the other one takes
    a third longer, for comparisons that the scorer does better.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415 (slow to import)

    try:
        found: Any = bare_extraction(
            html, url=url, fast=True, include_comments=False, favor_precision=focus == "precision"
        )
    except Exception:  # noqa: BLE001 (other people's code on any page there is)
        return []
    return list(_lines(found.body)) if found is not None and found.body is not None else []


def _lines(body: _Element) -> Iterator[str]:
    """The texts of an extraction's parts: paragraphs, headings, items, cells."""
    buffer: list[str] = []
    inline = {"hi", "ref", "code", "del", "graphic"}

    def walk(element: Any) -> Iterator[str]:
        is_inline = element.tag in inline
        if not is_inline and (text := "".join(buffer)):
            buffer.clear()
            yield text
        buffer.append(element.text or "")
        for child in element:
            yield from walk(child)
            buffer.append(child.tail or "")
        if not is_inline and (text := "".join(buffer)):
            buffer.clear()
            yield text

    for text in walk(body):
        yield from filter(str.strip, text.split("\n"))


def words_of(text: str) -> list[str]:
    """The words by which lines and blocks are compared."""
    return _WORDS.findall(text)
