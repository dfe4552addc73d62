"""The account: what became of every character, as spans, and the sums of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from cleaner.engine.labelling import Labelling, Piece
from cleaner.engine.literals import FoldedDocument
from cleaner.model import Blocks, Span

_FATES: Final = {"drop": "removed", "move": "moved", "copy": "body", "keep": "body"}


class Account(NamedTuple):
    """The spans of a document, in order and without overlap, and its characters by label and by fate."""

    spans: tuple[Span, ...]
    labels: dict[str, int]
    body: int
    moved: int
    removed: int


Share = tuple[tuple[int, int], str, str, int]
"""Where in the document something begins (the block, and its turn there), its label, its fate and its characters."""


def take_account(document: FoldedDocument, labelling: Labelling) -> Account:
    """One span a block, or several where pieces were cut out of it. White space between blocks belongs to none."""
    blocks = document.blocks
    spans = [
        Span("body", None, start, end) if owner is None else Span(owner.label, owner.rule.rule.id, start, end)
        for start, end, owner in zip(blocks.starts, blocks.ends, labelling.owners, strict=True)
    ]
    shares = [*_shares(blocks, labelling)]
    if labelling.pieces:
        spans, cut = _without_pieces(document, labelling, spans)
        shares += cut
    return _sum_up(tuple(spans), sorted(shares, key=itemgetter(0)))


def _shares(blocks: Blocks, labelling: Labelling) -> Iterator[Share]:
    """What each claim took, and what none did."""
    starts, ends = blocks.starts, blocks.ends
    rest = sum(ends) - sum(starts)
    for claim in labelling.claims:
        size = sum([ends[block] - starts[block] for block in claim.blocks])
        rest -= size
        yield (claim.blocks[0], 1), claim.label, _FATES[claim.rule.rule.verb], size
    if None in labelling.owners:
        yield (labelling.owners.index(None), 1), "body", "body", rest


def _without_pieces(
    document: FoldedDocument, labelling: Labelling, wholes: list[Span]
) -> tuple[list[Span], list[Share]]:
    """The spans of blocks, cut at the pieces; and what is to be added to their shares and taken away."""
    spans: list[Span] = []
    shares: list[Share] = []
    pieces = pieces_by_block(labelling.pieces)
    for number, (whole, owner) in enumerate(zip(wholes, labelling.owners, strict=True)):
        parts = _split(document, number, pieces[number], whole) if number in pieces else [whole]
        spans += parts
        for part in parts:
            if part.rule != whole.rule:
                size = part.end - part.start
                fate = "body" if owner is None else _FATES[owner.rule.rule.verb]
                shares += [((number, 0), part.label, "removed", size), ((number, 1), whole.label, fate, -size)]
    return spans, shares


def _sum_up(spans: tuple[Span, ...], shares: list[Share]) -> Account:
    labels: dict[str, int] = {}
    fates = {"body": 0, "moved": 0, "removed": 0}
    for _, label, fate, size in shares:
        labels[label] = labels.get(label, 0) + size
        fates[fate] += size
    return Account(spans, labels, **fates)


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
