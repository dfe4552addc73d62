"""Promise 1: every character is accounted for, whatever the rules and the text are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleaner import Cleaner, Document, RuleBook, Span
from cleaner.cleaning import Cleaned

Rules = list[dict[str, Any]]
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
MANY = settings(max_examples=100, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def cleanings(
    any_rules: SearchStrategy[Rules], any_text: SearchStrategy[str], cleaner_with: Callable[..., Cleaner]
) -> SearchStrategy[Cleaned]:
    """A text cleaned by rules."""
    return st.builds(
        lambda rules, text: cleaner_with(rules).examine(Document(text=text, source="s")), any_rules, any_text
    )


def by_block(spans: tuple[Span, ...]) -> Iterator[list[Span]]:
    """Spans that touch are pieces of one block: between two blocks a line ends."""
    block: list[Span] = []
    for span in spans:
        if block and block[-1].end != span.start:
            yield block
            block = []
        block.append(span)
    if block:
        yield block


@MANY
@given(data=st.data())
def test_spans_are_ordered_disjoint_and_leave_out_only_what_is_white(
    data: st.DataObject, cleanings: SearchStrategy[Cleaned]
) -> None:
    """`spans` lists every block with its label, rule, start and end (code points of the decoded text): body, field or furniture. White space between blocks belongs to none."""
    cleaned = data.draw(cleanings)
    text = cleaned.document.blocks.text
    edges = [(0, 0), *((span.start, span.end) for span in cleaned.article.spans), (len(text), len(text))]
    for (_, end), (start, _) in pairwise(edges):
        assert end <= start
        assert all(c.isspace() or c in INVISIBLE for c in text[end:start])
    assert all(span.start < span.end for span in cleaned.article.spans)


@MANY
@given(data=st.data())
def test_kept_and_moved_and_dropped_and_cut_are_the_input(
    data: st.DataObject, cleanings: SearchStrategy[Cleaned]
) -> None:
    """Kept + moved + dropped + cut = input."""
    article = data.draw(cleanings).article
    stats = article.stats
    assert stats is not None
    assert stats.body + stats.moved + stats.removed == stats.characters
    assert sum(span.end - span.start for span in article.spans) == stats.characters
    sizes: dict[str, int] = {}
    for span in article.spans:
        sizes[span.label] = sizes.get(span.label, 0) + span.end - span.start
    assert {label: size for label, size in stats.labels.items() if size} == sizes
    assert stats.body == sizes.get("body", 0)


@MANY
@given(data=st.data())
def test_the_body_is_what_the_spans_say(data: st.DataObject, cleanings: SearchStrategy[Cleaned]) -> None:
    """Label everything, delete nothing; the text is derived from the labels."""
    cleaned = data.draw(cleanings)
    text = cleaned.document.blocks.text
    said = [
        "".join(text[span.start : span.end] for span in block if span.label == "body")
        for block in by_block(cleaned.article.spans)
    ]
    assert cleaned.article.body.split() == " ".join(said).split()


@MANY
@given(data=st.data())
def test_a_block_has_one_label_but_for_what_is_cut_out(data: st.DataObject, cleanings: SearchStrategy[Cleaned]) -> None:
    """A rule is a verb, a span and conditions. Rules run one after another, each over the whole document; the first that claims a block owns it."""
    cleaned = data.draw(cleanings)
    cuts = {rule.id for _, rule in cleaned.program.effective.rules if rule.verb == "cut"}
    blocks = list(by_block(cleaned.article.spans))
    assert [(block[0].start, block[-1].end) for block in blocks] == list(
        zip(cleaned.document.blocks.starts, cleaned.document.blocks.ends, strict=True)
    )
    for block in blocks:
        assert len({(span.label, span.rule) for span in block if span.rule not in cuts}) <= 1


@MANY
@given(data=st.data())
def test_no_rules_change_nothing(data: st.DataObject, any_text: SearchStrategy[str]) -> None:
    cleaned = Cleaner(RuleBook({})).examine(Document(text=data.draw(any_text)))
    assert cleaned.article.body == "\n\n".join(cleaned.document.blocks.texts)
    assert {span.label for span in cleaned.article.spans} <= {"body"}
    assert not {warning.code for warning in cleaned.article.warnings} - {"no-body", "truncated"}
