"""A text to its blocks: `split`, and what a block's surroundings say of it, derived from the text."""

from __future__ import annotations

from typing import Literal

from cleaner.model import Blocks
from cleaner.reading import wrapping
from cleaner.text.folding import BULLETS

Mode = Literal["auto", "lines", "paragraphs"]

# Format characters that show nothing: a line of these alone is blank, as `strip` does not know.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def split(text: str, mode: Mode = "auto") -> Blocks:
    """The blocks of `text`: its non-blank lines, or the paragraphs of a hard-wrapped text.

    `lines` never joins, `paragraphs` always tries, and `auto` joins only where the text is recognised as wrapped at a
    column. Lines end as for `str.splitlines`.
    """
    blocks = _lines(text)
    if mode == "lines" or not blocks.starts:
        return blocks
    width = wrapping.column(blocks, forced=mode == "paragraphs")
    return wrapping.paragraphs(blocks, width) if width else blocks


def _lines(text: str) -> Blocks:
    """Every non-blank line as a block. One plain loop: this is run for every document, and is half of its floor."""
    starts: list[int] = []
    ends: list[int] = []
    texts: list[str] = []
    position = 0
    invisible = _INVISIBLE
    for line in text.splitlines(keepends=True):
        if line != "\n" and (stripped := line.strip()):
            first = stripped[0]
            if first not in invisible or not _is_blank(stripped):
                start = position if line[0] == first else position + len(line) - len(line.lstrip())
                starts.append(start)
                ends.append(start + len(stripped))
                texts.append(stripped)
        position += len(line)
    return Blocks(text, starts, ends, texts)


def _is_blank(line: str) -> bool:
    return all(character in _INVISIBLE or character.isspace() for character in line)


def indent(blocks: Blocks, i: int) -> int:
    """The characters of white space between the start of block `i`'s line and the block."""
    return len(_lines_before(blocks, i)[-1]) - 1


def blank_lines_before(blocks: Blocks, i: int) -> int:
    """The number of blank lines between block `i` and the one before it, or the start of the text."""
    ends = len(_lines_before(blocks, i)) - 1
    return ends - 1 if i else ends


def _lines_before(blocks: Blocks, i: int) -> list[str]:
    """The lines of the gap before block `i`: the rest of its predecessor's line, blank ones, and its own indent.

    One character stands for the block, so that its line is there even where it has no indent.
    """
    gap = blocks.text[blocks.ends[i - 1] if i else 0 : blocks.starts[i]]
    return f"{gap}x".splitlines()


def bullet(blocks: Blocks, i: int) -> str:
    """The bullet that block `i` starts with, or `''`."""
    first = blocks.texts[i][0]
    return first if first in BULLETS else ""
