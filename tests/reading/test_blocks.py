from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.reading.blocks import Mode, blank_lines_before, bullet, indent, split
from cleaner.text.folding import BULLETS, unbulleted

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
LINE_ENDS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
TEXTS = st.text() | st.lists(
    st.sampled_from([*LINE_ENDS, *INVISIBLE, " ", "\t", "\u00a0", "a", "B.", "•", "word "])
).map("".join)
MODES: list[Mode] = ["auto", "lines", "paragraphs"]


@pytest.mark.parametrize("end", LINE_ENDS, ids=ascii)
def test_every_line_end_ends_a_block(end: str) -> None:
    text = f"  one {end}{end}\ttwo{end}three"
    blocks = split(text, "lines")
    assert blocks.texts == ["one", "two", "three"]
    assert [text[start:stop] for start, stop in zip(blocks.starts, blocks.ends, strict=True)] == blocks.texts
    assert [blank_lines_before(blocks, i) for i in range(3)] == [0, 1, 0]
    assert [indent(blocks, i) for i in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0\n\u3000", *INVISIBLE, "\u200b \u200b\n" * 3, INVISIBLE * 9])
def test_a_text_with_nothing_to_see_has_no_blocks(text: str) -> None:
    for mode in MODES:
        assert len(split(text, mode)) == 0


def test_a_line_of_invisible_characters_is_blank() -> None:
    blocks = split("a\n\u200b\n \ufeff\u00ad \nb\u200b", "lines")
    assert blocks.texts == ["a", "b\u200b"]
    assert blank_lines_before(blocks, 1) == 2


def test_blank_lines_before_the_first_block_are_those_of_the_text() -> None:
    assert blank_lines_before(split("\n \n  a"), 0) == 2
    assert indent(split("\n \n  a"), 0) == 2


@pytest.mark.parametrize("mark", BULLETS)
def test_a_bullet_belongs_to_the_block_and_can_be_taken_off(mark: str) -> None:
    blocks = split(f"  {mark} Item\n{mark}Item\n{mark}")
    assert [bullet(blocks, i) for i in range(3)] == [mark] * 3
    assert [unbulleted(text) for text in blocks.texts] == ["Item", "Item", mark]
    assert indent(blocks, 0) == 2


@pytest.mark.parametrize("text", ["", "Item", "- Item", "– Dialogue", "— Dialogue", "* Item", "1. Item"])
def test_dashes_and_numbers_are_no_bullets(text: str) -> None:
    assert unbulleted(text) == text
    assert not text or bullet(split(text), 0) == ""


@given(TEXTS)
@example("\u200b \u200b")
@example("a\r\n\r\nb")
def test_each_character_that_is_not_white_is_in_exactly_one_block(text: str) -> None:
    blocks = split(text, "lines")
    position = 0
    for start, end, block in zip(blocks.starts, blocks.ends, blocks.texts, strict=True):
        assert is_blank(text[position:start])
        assert text[start:end] == block == block.strip() != ""
        position = end
    assert is_blank(text[position:])


def is_blank(text: str) -> bool:
    return all(character.isspace() or character in INVISIBLE for character in text)


@given(TEXTS, st.sampled_from(MODES))
def test_no_mode_loses_a_word_or_its_place(text: str, mode: Mode) -> None:
    blocks = split(text, mode)
    lines = split(text, "lines")
    assert " ".join(blocks.texts).split() == " ".join(lines.texts).split()
    assert all(text[s:e].split() == t.split() for s, e, t in zip(blocks.starts, blocks.ends, blocks.texts, strict=True))
    assert set(blocks.starts) <= set(lines.starts)
    assert set(blocks.ends) <= set(lines.ends)
    assert blocks.starts == sorted(blocks.starts)


@given(TEXTS)
def test_what_surrounds_a_block_can_be_told_of_any_text(text: str) -> None:
    blocks = split(text)
    for i, start in enumerate(blocks.starts):
        assert text[start - indent(blocks, i) : start].strip() == ""
        assert 0 <= blank_lines_before(blocks, i) <= text.count("\n") + len(text)
        assert bullet(blocks, i) in {"", *BULLETS}


@given(TEXTS)
def test_splitting_is_the_same_again(text: str) -> None:
    blocks = split(text, "lines")
    assert split("\n\n".join(blocks.texts), "lines").texts == blocks.texts
