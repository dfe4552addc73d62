"""Shapes of blocks: what numpy counts for all blocks at once is what one would count block by block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.scoring.characters import Kind, shapes_of
from cleaner.text.words import count_words

PLAIN = st.text("abz ABZ 019 .,;:!?-\"'()", min_size=1, max_size=40).filter(str.strip).map(str.strip)


@given(st.lists(PLAIN, min_size=1, max_size=6))
def test_words_are_counted_as_everywhere_else(texts: list[str]) -> None:
    assert shapes_of(texts).words.tolist() == [count_words(text) for text in texts]


@given(st.lists(st.text(min_size=1, max_size=20).filter(lambda text: "\n" not in text), min_size=1, max_size=6))
def test_every_character_is_counted_once_and_a_block_does_not_touch_its_neighbour(texts: list[str]) -> None:
    together = shapes_of(texts)
    alone = [shapes_of([text]) for text in texts]
    for name in together._fields:
        assert [row.tolist() for row in getattr(together, name).T] == [
            getattr(shape, name).T[0].tolist() for shape in alone
        ]
    assert (together.counts.sum(axis=0) - together.counts[Kind.LINE]).tolist() == together.lengths.tolist()


@pytest.mark.parametrize(
    ("text", "sentences", "ends"),
    [
        ("He came. She went.", 2, True),
        ("Version 3.14 is out", 0, False),
        ("“Is that so?” he asked.", 2, True),
        ("He said: “No.”", 1, True),
        ("桥关闭了。没有人知道为什么。", 2, True),
        ("قال إنه سيأتي؟", 1, True),
        ("वह आया।", 1, True),
        ("Read more", 0, False),
    ],
)
def test_sentences_end_as_their_script_ends_them(text: str, sentences: int, ends: bool) -> None:
    shapes = shapes_of([text])
    assert (int(shapes.sentences[0]), bool(shapes.ends[0])) == (sentences, ends)
