"""The account: what became of every character, as spans, and the sums of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cleaner.engine.labelling import Claim, Labelling, Piece
from cleaner.engine.literals import FoldedDocument
from cleaner.model import Blocks, Span

_FATES: Final = {"drop": "removed", "move": "moved", "copy": "body", "keep": "body"}
_BODY: Final[tuple[str, str | None, str]] = ("body", None, "body")
"""The label, the rule and the fate of what no rule claimed."""


class Account(NamedTuple):
    """The spans of a document, in order and without overlap, and its characters by label and by fate."""

    spans: tuple[Span, ...]
    labels: dict[str, int]
    body: int
    moved: int
    removed: int


def take_account(document: FoldedDocument, labelling: Labelling) -> Account:
    """One span a block, or several where pieces were cut out of it. White space between blocks belongs to none."""
    starts, ends, owners = document.blocks.starts, document.blocks.ends, labelling.owners
    pieces = pieces_by_block(labelling.pieces) if labelling.pieces else {}
    spans: list[Span] = []
    labels: dict[str, int] = {}
    fates = {"body": 0, "moved": 0, "removed": 0}
    number, count = 0, len(owners)
    while number < count:  # all blocks of one owner at a time
        owner = owners[number]
        label, rule, fate = _BODY if owner is None else _told(owner)
        size = 0
        while number < count and owners[number] is owner:
            start, end = starts[number], ends[number]
            whole = Span(label, rule, start, end)
            if number not in pieces:
                spans.append(whole)
                size += end - start
            else:
                parts = _split(document, number, pieces[number], whole)
                spans += parts
                for part in parts:
                    taken = part.end - part.start
                    if part.rule == rule:
                        size += taken
                    else:
                        labels[part.label] = labels.get(part.label, 0) + taken
                        fates["removed"] += taken
            number += 1
        labels[label] = labels.get(label, 0) + size
        fates[fate] += size
    return Account(tuple(spans), labels, **fates)


def _told(owner: Claim) -> tuple[str, str | None, str]:
    """The label, the rule and the fate of what a claim took."""
    return owner.label, owner.rule.rule.id, _FATES[owner.rule.rule.verb]


def pieces_by_block(pieces: list[Piece]) -> dict[int, list[Piece]]:
    """The pieces of each block from the left, without overlap: the first rule's win."""
    found: dict[int, list[Piece]] = {}
    for piece in pieces:
        others = found.setdefault(piece.block, [])
        if all(piece.end <= other.start or other.end <= piece.start for other in others):
            others.append(piece)
            others.sort(key=lambda p: p.start)
    return found


def without_pieces(text: str, pieces: Sequence[Piece]) -> str:
    """A text without its pieces, which stand in order; where white space stood on both sides of one, one side of it goes too."""
    for piece in reversed(pieces):
        before, after = text[: piece.start], text[piece.end :]
        text = before + (after.lstrip() if not before or before[-1].isspace() else after)
    return text.strip() if pieces else text


def _split(document: FoldedDocument, number: int, pieces: Sequence[Piece], whole: Span) -> list[Span]:
    """A block's span cut at its pieces."""
    blocks = document.blocks
    bullet = len(blocks.texts[number]) - len(document.texts[number])
    spans: list[Span] = []
    position = whole.start
    is_whole = not without_pieces(document.texts[number], pieces)
    for piece in pieces:
        start, end = (_offset(blocks, number, bullet + offset) for offset in (piece.start, piece.end))
        if is_whole and position == whole.start:
            start = whole.start  # of a block that is cut whole, its bullet goes too
        if start > position:
            spans.append(Span(whole.label, whole.rule, position, start))
        spans.append(Span(piece.rule.rule.label, piece.rule.rule.id, start, end))
        position = end
    if position < whole.end:
        spans.append(Span(whole.label, whole.rule, position, whole.end))
    return spans


def _offset(blocks: Blocks, number: int, offset: int) -> int:
    """Where a character of a block's text stands in the document: the lines of a paragraph were stripped and joined."""
    position, end = blocks.starts[number], blocks.ends[number]
    if end - position == len(blocks.texts[number]):
        return position + offset
    for line in blocks.text[position:end].splitlines(keepends=True):
        stripped = line.strip()
        if offset <= len(stripped):
            return position + len(line) - len(line.lstrip()) + offset
        offset -= len(stripped) + 1
        position += len(line)
    return end
