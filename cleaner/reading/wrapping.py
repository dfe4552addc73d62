"""Texts that are hard-wrapped at a column: recognised by `column`, and joined to paragraphs by `paragraphs`.

A line is *full* where the first word of the next line would not have fitted on it. In a wrapped text all lines are
full but the last ones of paragraphs; in lists, poems, menus and dialogues hardly one is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple

from cleaner.model import Blocks
from cleaner.text.folding import BULLETS

NARROWEST, WIDEST = 50, 105  # columns; people wrap at 60 to 100, and a short text need not have a line of full length

_ENOUGH = 3  # lines that run on; fewer can be chance, and a text so short loses little by staying in lines
_SLACK = 5  # characters that a line may stick out: the column is that of most lines only
_BARE = ("\n", "\n\n")  # gaps without an indent, between nearly all lines
_BULLET = re.compile(rf"[{BULLETS}*]\s?")
_ITEM = re.compile(r"\d{1,3}[.)]\s|\(?[a-z][.)]\s|[-–—>#]")  # or chance, in a sentence
_ENDS_SENTENCE = re.compile(r"""[.!?…:;。！？؟۔।]["'”’»›)\]]*\Z""")
_CELLS = re.compile(r"\S {3,}\S|\S\t|\|.*\|")  # of a table; two blanks may just follow a full stop


class Line(NamedTuple):
    """A line of a text: its indent, its width with it, and whether it comes right after the line before."""

    text: str
    indent: int
    width: int
    adjacent: bool


def column(blocks: Blocks, *, forced: bool = False) -> int:
    """The column, in characters, at which the text of `blocks` (its lines) is wrapped; 0 if it is not.

    `forced` says that it is, and only the place is asked. A dump of one block a line is let go at once: its lines are
    longer than any column, on the average or in the longest twentieth.
    """
    count = len(blocks.texts)
    if not forced and (count <= _ENOUGH or blocks.ends[-1] - blocks.starts[0] > 1.1 * WIDEST * count):
        return 0
    longest = count - 1 - count // 20  # but for one line in twenty: long words and addresses stick out
    if not forced and not _may_be_wrapped(sorted(map(len, blocks.texts)), longest):
        return 0
    lines = _lines(blocks)
    width = sorted(line.width for line in lines)[longest]
    return width if forced or is_wrapped(lines, width) else 0


def _may_be_wrapped(lengths: list[int], longest: int) -> bool:
    """Whether the lengths of lines alone, in order, allow that the text is wrapped: a quick look at every document."""
    width = lengths[longest]
    if not NARROWEST // 2 <= width <= WIDEST:
        return False
    first = bisect_left(lengths, width * 4 // 5)
    return sum(lengths[first:]) * 4 >= sum(lengths)


def _lines(blocks: Blocks) -> list[Line]:
    end = 0
    lines = []
    for start, stop, text in zip(blocks.starts, blocks.ends, blocks.texts, strict=True):
        between = blocks.text[end:start]
        if between in _BARE:
            lines.append(Line(text, 0, len(text), adjacent=end > 0 and len(between) == 1))
        else:
            gap = f"{between}x".splitlines()  # the x stands for the block, that its line is there
            indent = len(gap[-1]) - 1
            lines.append(Line(text, indent, indent + len(text), adjacent=end > 0 and len(gap) == 2))
        end = stop
    return lines


def is_wrapped(lines: list[Line], width: int) -> bool:
    """Whether `lines` are a text that was wrapped at about `width` characters.

    Of the pairs of lines with no blank line between, full ones must hold a quarter of the text, and of the others few
    may end without a sentence. A quarter of the full ones must run on in the middle of a sentence: in German, where
    nouns have capitals, 40 in 100 do. Of 7,500 texts of the Web with one block a line, none passes.
    """
    if not NARROWEST <= width <= WIDEST:
        return False
    full = [
        (line, following)
        for line, following in pairwise(lines)
        if following.adjacent and _is_full(line, following, width) and not _CELLS.search(line.text)
    ]
    running = sum(_runs_on(line, following) for line, following in full)
    held = sum(len(line.text) for line, _ in full)
    if running < _ENOUGH or running * 4 < len(full) or held * 4 < sum(len(line.text) for line in lines):
        return False
    open_ended = sum(following.adjacent and not _ENDS_SENTENCE.search(line.text) for line, following in pairwise(lines))
    open_full = sum(not _ENDS_SENTENCE.search(line.text) for line, _ in full)
    return (open_ended - open_full) * 2 <= len(full)


def _is_full(line: Line, following: Line, width: int) -> bool:
    """Whether the first word of the line that follows did not fit on this line."""
    return line.width + 1 + len(following.text.split(None, 1)[0]) > width


def _runs_on(line: Line, following: Line) -> bool:
    """Whether a sentence goes on from one line to the next, as far as letters and marks show."""
    first = following.text[0]
    return first.islower() or (first.isalnum() and not first.isupper() and not _ENDS_SENTENCE.search(line.text))


def paragraphs(blocks: Blocks, width: int) -> Blocks:
    """The lines of `blocks` as paragraphs, for a text wrapped at `width`: those of one paragraph are one block."""
    lines = _lines(blocks)
    dense = _is_dense(lines, width)
    heads = [0]
    for i in range(1, len(lines)):
        if not _continues(lines, heads[-1], i, width) or (dense and _may_start(lines[i - 1], lines[i])):
            heads.append(i)
    runs = list(pairwise([*heads, len(lines)]))
    return Blocks(
        blocks.text,
        [blocks.starts[start] for start, _ in runs],
        [blocks.ends[end - 1] for _, end in runs],
        [" ".join(blocks.texts[start:end]) for start, end in runs],
    )


def _is_dense(lines: list[Line], width: int) -> bool:
    """Whether paragraphs follow one another without a blank line.

    There, a full line at whose end a sentence ends can be the last of its paragraph, and is taken for that: a
    paragraph in two does less harm than furniture within a paragraph.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if b.adjacent and b.indent <= a.indent]
    full = sum(_is_full(line, following, width) for line, following in pairs)
    ended = sum(not _is_full(*pair, width) and _may_start(*pair) for pair in pairs)
    return ended * 10 > full


def _may_start(line: Line, following: Line) -> bool:
    """Whether one sentence ends with a line, and another starts with the next."""
    return not following.text[0].islower() and _ENDS_SENTENCE.search(line.text) is not None


def _continues(lines: list[Line], head: int, i: int, width: int) -> bool:
    """Whether line `i` belongs to the paragraph that starts at line `head` and goes on to line `i - 1`."""
    before, line = lines[i - 1], lines[i]
    item = _is_item(lines[head])
    if not line.adjacent or _BULLET.match(line.text) or _CELLS.search(before.text) or _CELLS.search(line.text):
        return False
    if _is_item(line) and (item or line.indent != before.indent):
        return False
    if line.indent != before.indent and (i - 1 > head or (line.indent > before.indent and not item)):
        return False
    if not _is_full(before, line, width) or before.width > width + _SLACK:
        return before.width * 5 > width * 3 and line.text[0].islower() and not _ENDS_SENTENCE.search(before.text)
    return not (_may_start(before, line) and _is_label(line.text))


def _is_item(line: Line) -> bool:
    """Whether a line looks like the start of an item of a list, or of a speech."""
    return bool(_BULLET.match(line.text) or _ITEM.match(line.text))


def _is_label(line: str) -> bool:
    """Whether a line has a word or two and is no sentence, as `Share` or `Read more`."""
    return line.count(" ") < 2 and not _ENDS_SENTENCE.search(line)
