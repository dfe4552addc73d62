"""Literals and hard slots side by side: found one after the other as one expression would find them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.engine.chunks import Rigid, source_of
from cleaner.rulebook.patterns import Gap, parse_template

TEMPLATES = [
    "{published} | {:int}",
    "on {published} by",
    "{published}",
    "{=Reuters|AFP|AP} {published} {=AFP|AP}",
    "{published}{modified}",
]
PIECES = [
    *("4 may 2012", "may 4, 2012 14:30", "2012-05-04", "31 february 2012", "may 2012", "20123", "on ", "by", "|", "x"),
    *("afp", "ap", "reuters", " ", " ", " ", " | ", "7", "1,234"),
]  # fmt: skip


@pytest.mark.parametrize("is_last", [False, True])
@pytest.mark.parametrize("template", TEMPLATES)
@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.integers(0, 12))
def test_step_by_step_is_as_one_expression(template: str, is_last: bool, text: str, start: int) -> None:
    parts = [part for part in parse_template(template).parts if not isinstance(part, Gap)]
    whole = re.compile("".join(source_of(part, "en") for part in parts) + r"\Z" * is_last)
    rigid = Rigid(parts, "en", last=is_last)
    assert rigid.is_stepwise
    for found, match in (
        (rigid.match(text, start), whole.match(text, start)),
        (rigid.search(text, start), whole.search(text, start)),
    ):
        spans = found and [found[:2], *(slot[1:3] for slot in found[2])]
        assert spans == (match and [match.span(number) for number in range(whole.groups + 1)])
