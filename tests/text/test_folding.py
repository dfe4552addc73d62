"""Folding: the fast ways and the slow one agree, and what people see as the same is the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.folding import fold, fold_blocks, fold_cased, fold_cased_with_origin, fold_with_origin, unbulleted

ODD = "  `\tأإ ـ’“…é\u0301\u0300ﷺﻼﬁＡ•aB\u200f\x85가각\u1100\u1161\u0654"
LINES = st.text(st.one_of(st.characters(), st.sampled_from(ODD))).map(lambda text: " ".join(text.split("\n")))

SAME = {
    "case": ("Share This", "share this"),
    "sharp s": ("STRASSE", "Straße"),
    "white space": ("a\u00a0 \tb", "a b"),
    "quotes": ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
    "dashes": ("a–b—c", "a-b-c"),
    "ellipsis": ("more…", "more..."),
    "bidi marks": ("\u200fخبر\u200e", "خبر"),
    "soft hyphen": ("news\u00adletter", "newsletter"),
    "Arabic vowel marks and tatweel": ("الخَبَرـــ", "الخبر"),
    "hamza forms": ("إقرأ", "اقرا"),
    "presentation forms": ("ﺍﻗﺮﺃ", "اقرا"),
    "composed and not": (unicodedata.normalize("NFD", "déjà vu"), "déjà vu"),
    "back quote beside a curly one": ("’`", "''"),
    "full width": ("ＲＳＳ", "rss"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_looks_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("'a'", '"a"'), ("resume", "résumé"), ("no 1", "no 2")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(LINES)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LINES)
def test_traced_folding_is_folding(text: str) -> None:
    for traced, folded in ((fold_with_origin(text), fold(text)), (fold_cased_with_origin(text), fold_cased(text))):
        assert traced.text == folded
        if traced.origin is not None:
            assert len(traced.origin) == len(folded) + 1
            assert traced.origin == sorted(traced.origin)
            assert traced.origin[-1] == len(text)


@given(
    st.lists(LINES).map(lambda texts: [line.strip() for text in texts for line in text.splitlines() if line.strip()])
)
def test_blocks_fold_together_as_they_fold_alone(texts: list[str]) -> None:
    bare = list(map(unbulleted, texts))
    folded = list(map(fold, bare))
    assert fold_blocks(texts) == (bare, folded, [number for number, text in enumerate(folded) if not text.isascii()])


@pytest.mark.parametrize(
    ("text", "bare"), [("• one", "one"), ("▪\u00a0two", "two"), ("- three", "- three"), ("•", "•")]
)
def test_bullets_go_and_dashes_stay(text: str, bare: str) -> None:
    assert unbulleted(text) == bare
