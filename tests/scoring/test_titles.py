"""The title finder: the headline of a text is moved to the title, wherever it stands, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.engine.labelling import Claim, Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule
from cleaner.reading.blocks import split
from cleaner.rulebook.rules import Conditions, Place, Rule
from cleaner.scoring.headlines import candidates_of, setting_of
from cleaner.scoring.scorer import score_rest
from cleaner.scoring.titles import RULE_ID, Found, claim_title, find_title, shipped_weights

RULES = Cleaner(score=False)
TITLE = "Port Ellery votes to close its old harbour bridge for repairs"
BYLINE = "By Jane Doe"
DATE = "3 May 2012"
PARAGRAPHS = [
    "The council of Port Ellery voted on Tuesday to close the old harbour bridge for repairs that will take two years.",
    "Engineers found cracks in four of its eleven pillars last spring, and heavy lorries have been kept off it since.",
    "“We cannot wait until something falls,” said the mayor, Anna Berg, who had long been against the work.",
    "Ferries will cross the harbour every ten minutes until the bridge opens again, the council said in a statement.",
    "Shopkeepers on the northern side of the harbour fear for their trade while the bridge is closed, and have asked for help.",
    "The repairs will cost more than the town spends on its schools in a year, and half of that will come from the state.",
]
MENU = ["Home", "News", "Sport", "Weather", "Culture and Arts", "Travel", "Shop", "Video", "Sign in to your account"]
FOOT = ["About us", "Contact", "Careers", "Advertise with us", "Terms of Use", "Top ten bridges of the northern coast"]
CHINESE_TITLE = "埃勒里港议会决定关闭旧港大桥进行维修"
CHINESE = [
    "埃勒里港议会周二投票决定关闭旧港大桥，进行为期两年的维修工程，议会发言人在会后的声明中向记者证实了这一消息。",
    "工程师去年春天在大桥的十一座桥墩中发现四座出现裂缝，此后重型卡车一直被禁止通行，附近居民对此表示担心。",
    "市长在会上说，我们不能等到有东西掉下来才行动。在大桥重新开放之前，渡轮将每十分钟往返港口一次，方便市民出行。",
]


def labelled(lines: list[str]) -> tuple[FoldedDocument, Labelling]:
    """Blocks as the rules and the scorer label them."""
    cleaned = RULES.examine("\n".join(lines))
    score_rest(cleaned.document, cleaned.labelling)
    return cleaned.document, cleaned.labelling


def titled(lines: list[str]) -> list[int]:
    """The blocks that are moved to the title."""
    document, labelling = labelled(lines)
    claim_title(document, labelling)
    return [b for b, o in enumerate(labelling.owners) if o is not None and o.rule.rule.id == RULE_ID]


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        pytest.param([TITLE, *PARAGRAPHS], [0], id="first block"),
        pytest.param([TITLE, BYLINE, DATE, *PARAGRAPHS], [0], id="byline and date between"),
        pytest.param([*MENU, TITLE, DATE, *PARAGRAPHS, *FOOT], [9], id="menu above"),
        pytest.param([f"{TITLE} | The Harbour Post", *MENU, TITLE, *PARAGRAPHS], [10], id="page title at the top"),
        pytest.param([TITLE, *MENU, TITLE, DATE, *PARAGRAPHS, *FOOT], [0, 10], id="said twice"),
        pytest.param([TITLE, *PARAGRAPHS, *FOOT, TITLE], [0], id="said again behind the body"),
        pytest.param([*MENU, *PARAGRAPHS, *FOOT], [], id="no title"),
        pytest.param(PARAGRAPHS, [], id="a body alone"),
        pytest.param([*MENU, *FOOT], [], id="no prose"),
        pytest.param(["首页", "新闻", "体育", CHINESE_TITLE, "2012年5月3日", *CHINESE], [3], id="Chinese"),
        pytest.param(CHINESE, [], id="a Chinese body alone"),
    ],
)
def test_a_title_is_found_where_there_is_one(lines: list[str], blocks: list[int]) -> None:
    assert titled(lines) == blocks


def test_a_title_that_the_scorer_kept_leaves_the_body() -> None:
    document = FoldedDocument(split("\n".join([TITLE, *PARAGRAPHS])))
    labelling = Labelling([None] * len(document), [], [], [], [])
    assert claim_title(document, labelling).block == 0
    assert [owner and owner.label for owner in labelling.owners] == ["title", *[None] * len(PARAGRAPHS)]


def test_what_the_scorer_dropped_has_one_owner_when_it_is_moved() -> None:
    document, labelling = labelled([TITLE, *MENU, TITLE, DATE, *PARAGRAPHS, *FOOT])
    claim_title(document, labelling)
    claimed = [block for claim in labelling.claims for block in claim.blocks]
    assert len(claimed) == len(set(claimed))
    for claim in labelling.claims:
        assert len(claim.blocks) == len(claim.captures)
        assert all(labelling.owners[block] is claim for block in claim.blocks)


def test_a_claim_that_loses_its_only_block_goes() -> None:
    document = FoldedDocument(split("\n".join([TITLE, *PARAGRAPHS])))
    dropped = Claim(rule("drop", "other", "scorer"), "other", [0], [()])
    labelling = Labelling([dropped, *[None] * len(PARAGRAPHS)], [dropped], [], [], [])
    claim_title(document, labelling)
    assert [(claim.label, claim.blocks) for claim in labelling.claims] == [("title", [0])]


def test_a_title_that_a_rule_gave_stays_the_only_one() -> None:
    document = FoldedDocument(split("\n".join([TITLE, "Kept by a rule", *PARAGRAPHS])))
    ruled = Claim(rule("move", "title", "own-title"), "title", [1], [()])
    labelling = Labelling([None, ruled, *[None] * len(PARAGRAPHS)], [ruled], [], [], [])
    assert claim_title(document, labelling) == Found(None, because="a rule gives the title")
    assert labelling.claims == [ruled]


def test_what_a_rule_dropped_is_no_title() -> None:
    document = FoldedDocument(split("\n".join([TITLE, *PARAGRAPHS])))
    dropped = Claim(rule("drop", "promo", "own-promo"), "promo", [0], [()])
    labelling = Labelling([dropped, *[None] * len(PARAGRAPHS)], [dropped], [], [], [])
    assert claim_title(document, labelling).block is None
    assert labelling.owners[0] is dropped


def rule(verb: str, label: str, name: str) -> CompiledRule:
    made = Rule(id=name, verb=verb, label=label, span=None, conditions=Conditions(), place=Place("tests", 1, 1))
    return CompiledRule("", made, lambda _patterns, **_options: None)


@pytest.mark.parametrize(
    ("lines", "is_said"),
    [
        pytest.param([TITLE, *PARAGRAPHS], lambda said: "shares words with the article" in said, id="title"),
        pytest.param(MENU, lambda said: said == "no paragraph of prose is in the body", id="no prose"),
        pytest.param(PARAGRAPHS[:1], lambda said: said.startswith("no block around"), id="nothing to choose from"),
        pytest.param(["Sign in to your account", *PARAGRAPHS], lambda said: "block 1 is the likeliest" in said, id="none"),
    ],
)  # fmt: skip
def test_every_decision_has_a_reason(lines: list[str], is_said: Callable[[str], bool]) -> None:
    document = FoldedDocument(split("\n".join(lines)))
    found = find_title(document, Labelling([None] * len(document), [], [], [], []))
    assert is_said(found.reason())


def test_every_feature_of_a_text_is_known_to_the_weights_or_rare() -> None:
    document, labelling = labelled([*MENU, TITLE, DATE, *PARAGRAPHS, *FOOT])
    setting = setting_of(document, labelling)
    assert setting is not None
    known = shipped_weights().weights
    assert all(
        name in known for candidate in candidates_of(document, labelling, setting) for name in candidate.features
    )


LINES = st.lists(
    st.sampled_from([*MENU, *PARAGRAPHS, *FOOT, *CHINESE, TITLE, CHINESE_TITLE, DATE, BYLINE, "* * *", "•", "12"]),
    min_size=1,
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_a_body_is_never_emptied_and_every_block_keeps_one_owner(lines: list[str]) -> None:
    document, labelling = labelled(lines)
    had_body = any(owner is None or owner.label == "body" for owner in labelling.owners)
    found = claim_title(document, labelling)
    assert had_body == any(owner is None or owner.label == "body" for owner in labelling.owners)
    assert (found.margin >= 0) == (found.block is not None)
    assert found.reason()
    assert sorted(b for claim in labelling.claims for b in claim.blocks) == [
        b for b, owner in enumerate(labelling.owners) if owner is not None
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=120), max_size=12))
def test_any_text_has_a_decision(lines: list[str]) -> None:
    document = FoldedDocument(split("\n".join(lines)))
    find_title(document, Labelling([None] * len(document), [], [], [], []))
