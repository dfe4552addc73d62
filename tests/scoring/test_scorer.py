"""The scorer: articles stay, what surrounds them goes, and each block has a reason."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Document
from cleaner.scoring.features import features_of
from cleaner.scoring.model import shipped_model
from cleaner.scoring.reasons import reason_of

SCORING = Cleaner(score=True)
PARAGRAPHS = [
    "The council of Port Ellery voted on Tuesday to close the old harbour bridge for repairs that will take two years.",
    "Engineers found cracks in four of its eleven pillars last spring, and heavy lorries have been kept off it since.",
    "“We cannot wait until something falls,” said the mayor, Anna Berg, who had long been against the work.",
    "Ferries will cross the harbour every ten minutes until the bridge opens again, the council said in a statement.",
    "Shopkeepers on the northern side of the harbour fear for their trade while the bridge is closed, and have asked for help.",
    "The repairs will cost more than the town spends on its schools in a year, and half of that will come from the state.",
]
MENU = ["Home", "News", "Sport", "Weather", "Culture", "Travel", "Shop", "Video"]
FOOT = [
    "About us",
    "Contact",
    "Careers",
    "Advertise",
    "Terms of Use",
    "More stories from the harbour",
    "Top ten bridges",
]


def test_an_article_is_found_among_menus() -> None:
    article = SCORING.clean("\n".join([*MENU, *PARAGRAPHS, *FOOT]))
    assert article.body.split("\n\n") == PARAGRAPHS


def test_a_clean_text_stays_whole() -> None:
    text = "\n\n".join(PARAGRAPHS)
    assert SCORING.clean(text).body == text


def test_what_is_dropped_says_by_what_and_why() -> None:
    cleaned = SCORING.examine("\n".join([*MENU, *PARAGRAPHS]))
    assert {(span.label, span.rule) for span in cleaned.article.spans[: len(MENU)]} == {("other", "scorer")}
    assert cleaned.scores is not None
    reasons = [cleaned.scores.reason(block) for block in range(len(MENU))]
    assert all("no prose around" in reason or "short" in reason for reason in reasons)


def test_the_parts_of_a_score_sum_up_to_it_but_for_what_is_always_there() -> None:
    cleaned = SCORING.examine("\n".join([*MENU, *PARAGRAPHS]))
    features = features_of(cleaned.document, [None] * len(cleaned.document))
    model = shipped_model()
    step = np.zeros_like(features.rows)
    step[features.names.index("short words")] = 1e-4
    more = features._replace(rows=features.rows + step)
    for block in range(len(cleaned.document)):
        added = sum(model.parts(more, block).values()) - sum(model.parts(features, block).values())
        assert model.scores(more)[block] - model.scores(features)[block] == pytest.approx(added, abs=1e-4)


def test_the_words_at_a_blocks_ends_are_parts_of_its_score() -> None:
    texts = [*PARAGRAPHS, "Subscribe to our newsletter"]
    cleaned = SCORING.examine("\n".join(texts))
    features = features_of(cleaned.document, [None] * len(texts))
    unsaid = features._replace(words=[*features.words[:-1], ["zzz", *features.words[-1][1:]]])
    parts = shipped_model().parts(features, len(texts) - 1)
    assert parts["says subscribe"] != 0
    assert shipped_model().parts(unsaid, len(texts) - 1)["says zzz"] == 0


@pytest.mark.parametrize("name", shipped_model().features)
def test_every_feature_belongs_to_a_group_of_reasons(name: str) -> None:
    assert reason_of({name: 1.0}, body=True)
    assert reason_of({name: -1.0}, body=False)


def test_a_known_source_is_left_to_its_rules() -> None:
    text = "\n".join([*MENU, *PARAGRAPHS])
    known = SCORING.examine(Document(text=text, url="https://www.naharnet.com/stories/1"))
    assert known.scores is None


LINES = st.lists(
    st.sampled_from([*MENU, *PARAGRAPHS, *FOOT, "3 May 2012", "By Jane Doe", "* * *"]), min_size=1, max_size=20
)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_cleaning_a_body_again_changes_nothing(lines: list[str]) -> None:
    """DESIGN: cleaning a body again changes nothing where no source is given."""
    article = SCORING.clean("\n".join(lines))
    assert SCORING.clean(article.body).body == article.body


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_something_of_every_text_with_words_is_left(lines: list[str]) -> None:
    if any(line in PARAGRAPHS for line in lines):
        assert SCORING.clean("\n".join(lines)).body
