"""Texts of strangers, as a terminal may show them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.authoring.showing import visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Bread, 新闻 and خبر", "Bread, 新闻 and خبر"),
        ("می\u200cخواهم 👩\u200d🌾", "می\u200cخواهم 👩\u200d🌾"),
        ("a\x1b[31mb\tc\r\nd", "a�[31mb→c��d"),
        ("a\x9bb\u2028c\u2029d\x7fe\ud800", "a�b�c�d�e�"),
    ],
    ids=["letters", "joiners", "escapes", "others"],
)
def test_what_steers_a_terminal_is_replaced(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_a_text_stays_on_one_line_and_as_long_as_it_is(text: str) -> None:
    assert len(visible(text)) == len(text)
    assert len(visible(text).splitlines()) <= 1
