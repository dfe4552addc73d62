"""What a document knows of its blocks, and what of that holds for some of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cleaner.engine.literals import FoldedDocument, LiteralIndex, hits_within
from cleaner.reading.blocks import split

LITERALS = ["\nshare", "share\n", "\nshare\n", "are", "é", "\n“", "３", "خبر", "\n•"]
LINES = st.lists(
    st.one_of(st.sampled_from(["Share", "share this", "• Share", "é 3", "٣ خبر", "area ３", "“a` b”", "x\ty"]), st.text(max_size=9)),
    max_size=12,
)  # fmt: skip
KEPT = st.sets(st.integers(0, 11)).map(sorted)


def parts_of(lines: list[str], kept: list[int]) -> tuple[FoldedDocument, list[int], FoldedDocument]:
    """A document, those of the blocks `kept` that it has, and the document of these blocks alone, made from their text."""
    document = FoldedDocument(split("\n".join(lines), "lines"))
    blocks = [block for block in kept if block < len(document)]
    text = "\n\n".join(document.blocks.texts[block] for block in blocks)
    return document, blocks, FoldedDocument(split(text, "lines"))


@given(LINES, KEPT)
def test_some_blocks_are_what_their_text_gives(lines: list[str], kept: list[int]) -> None:
    document, blocks, other = parts_of(lines, kept)
    counts = [document.word_count(block) for block in range(len(document))]
    some = document.only(blocks)
    assert (some.blocks, some.texts, some.folded) == (other.blocks, other.texts, other.folded)
    assert (some.others, some.data) == (other.others, other.data)
    assert [some.word_count(number) for number in range(len(some))] == [counts[block] for block in blocks]


@given(LINES, KEPT)
def test_what_some_blocks_hold_is_what_is_found_in_them(lines: list[str], kept: list[int]) -> None:
    document, blocks, other = parts_of(lines, kept)
    index = LiteralIndex(LITERALS)
    assert hits_within(index.scan(document), blocks, len(document)) == index.scan(other)


@given(LINES)
def test_digits_are_found_in_any_script(lines: list[str]) -> None:
    document = FoldedDocument(split("\n".join(lines), "lines"))
    held = [block for block, text in enumerate(document.folded) if re.search(r"\d", text)]
    assert document.blocks_with_digits() == held
