"""Words: runs of letters or digits; in scripts without spaces two letters are one."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.words import count_words, in_script, is_script

COUNTS = {
    "plain": ("The mayor of the town said so.", 7),
    "apostrophe": ("don't", 2),
    "digits": ("7 March 2013, 19:06", 5),
    "accents": ("Élan – naïve “façade”", 3),
    "Cyrillic": ("Мэр города сказал", 3),
    "Devanagari marks belong to their letters": ("हिन्दी में", 2),
    "decomposed": ("cafe\u0301 de\u0301ja\u0300", 2),
    "Han": ("今日は天気がいい", 4),
    "Han and Latin": ("NHKは今日", 3),
    "nothing": ("— … _ !", 0),
}


@pytest.mark.parametrize(("text", "count"), COUNTS.values(), ids=COUNTS)
def test_words_are_counted(text: str, count: int) -> None:
    assert count_words(text) == count


@given(st.text(st.characters(categories=["L", "N", "P", "Z"], max_codepoint=0x2BFF)))
def test_the_fast_way_counts_as_the_definition_says(text: str) -> None:
    spaceless = regex.findall(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", text)
    if not spaceless:
        assert count_words(text) == len(regex.findall(r"[\p{L}\p{M}\p{N}]+", text))


def test_a_script_is_that_of_most_letters() -> None:
    assert in_script("إقرأ هذا الخبر بالعربية W460", "Arabic")
    assert not in_script("He said مرحبا to them", "Arabic")
    assert is_script("Cyrillic")
    assert not is_script("Cyrilic")
