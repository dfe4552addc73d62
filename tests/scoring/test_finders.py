"""The finders: banners, comments, bylines, dates, standfirsts and captions of unknown sources.

Cases stand in `unknown/`, as files. They run with the rules and the finders, and without scorer and title finder, whose
weights are trained anew at times.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import Article, Cleaner
from cleaner.article.assembly import assemble
from cleaner.authoring.cases import comparable, find_cases
from cleaner.authoring.explain import Explainer
from cleaner.cleaning import Cleaned
from cleaner.engine.labelling import Claim, Labelling
from cleaner.model import Document
from cleaner.reading.decoding import decode
from cleaner.scoring.banners import claim_banners
from cleaner.scoring.bylines import HeadLine, read_line
from cleaner.scoring.captions import claim_captions
from cleaner.scoring.claims import give
from cleaner.scoring.comments import claim_comments, comments_rule
from cleaner.scoring.heads import claim_head
from cleaner.scoring.titles import finder_rule

RULES = Cleaner(score=False)
SCORING = Cleaner()
CASES = {case.name: case for case in find_cases(Path(__file__).with_name("unknown"))}
PARAGRAPHS = [
    "The bell that fell from the Saltmarsh ferry in 1954 has been found, divers said on Friday, on the old wooden pier.",
    "It had stood in the grass behind the shed, under nets, for longer than anybody in the town could still remember.",
    "La mairie de Brègues a décidé mardi de fermer le vieux pont du port pendant au moins deux ans pour le réparer.",
]
HEADS = [
    "Bell of the Saltmarsh ferry found", "By", "Jane Hale", "By Omar Reed", "Senior Reporter", "May 12, 2014", "12 May 2014 at 10:11",
    "2 comments", "gullwatcher", "3 hours ago", "He did not!", "Lire en français", "阅读中文版", "The pier. Photo: Omar Reed", ",", "• •",
    "Nobody had looked there, and nobody will say why", "Share", "إقرأ القصة كاملة هنا W460",
]  # fmt: skip


def found(text: str, title: str | None = None) -> tuple[Labelling, Article]:
    """What rules and finders make of a text; `title` is the block that is the title."""
    cleaned = RULES.examine(text)
    document, labelling, language = cleaned.document, cleaned.labelling, cleaned.article.language
    claim_banners(document, labelling, language)
    claim_comments(document, labelling, language)
    if title is not None:
        give(labelling, finder_rule(), [document.texts.index(title)], [()])
    claim_head(document, labelling, language)
    claim_captions(document, labelling)
    rules, choice = cleaned.program.effective, cleaned.choice
    return labelling, assemble(Document(text=text), document, labelling, rules, choice, language)


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("name", CASES)
def test_a_case_comes_out_as_expected(name: str) -> None:
    got = comparable(found(decode(CASES[name].path.read_bytes()).text)[1])
    assert {field: got[field] for field in CASES[name].expected} == CASES[name].expected


@pytest.mark.parametrize("name", CASES)
def test_cleaning_the_body_of_a_case_again_changes_nothing(name: str) -> None:
    article = SCORING.clean(decode(CASES[name].path.read_bytes()).text)
    assert SCORING.clean(article.body).body == article.body


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*HEADS, *PARAGRAPHS]), min_size=1, max_size=16))
@example([PARAGRAPHS[0], "2 comments", "gullwatcher", "12 May 2014 at 10:11", "He did not!"])
def test_every_block_keeps_one_owner_and_a_body_is_left(lines: list[str]) -> None:
    had_body = bool(RULES.examine("\n".join(lines)).labelling.body())
    labelling, _ = found("\n".join(lines))
    assert sorted(b for claim in labelling.claims for b in claim.blocks) == [
        block for block, owner in enumerate(labelling.owners) if owner is not None
    ]
    assert all(len(claim.blocks) == len(claim.captures) for claim in labelling.claims)
    assert bool(labelling.body()) == had_body


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*HEADS, *PARAGRAPHS]), min_size=1, max_size=16))
def test_cleaning_a_body_again_changes_nothing(lines: list[str]) -> None:
    """DESIGN: cleaning a body again changes nothing where no source is given."""
    article = SCORING.clean("\n".join(lines))
    assert SCORING.clean(article.body).body == article.body


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=10))
def test_any_text_has_an_outcome(lines: list[str]) -> None:
    found("\n".join(lines))


TITLE, STANDFIRST = HEADS[0], "Nobody had looked there, and nobody will say why"


@pytest.mark.parametrize(
    ("lines", "subtitle"),
    [
        pytest.param([TITLE, STANDFIRST, "By Jane Hale", *PARAGRAPHS[:2]], STANDFIRST, id="above a byline"),
        pytest.param([TITLE, PARAGRAPHS[1], "May 12, 2014", PARAGRAPHS[0]], PARAGRAPHS[1], id="above a date, as a sentence"),
        pytest.param([TITLE, STANDFIRST, *PARAGRAPHS[:2]], None, id="nothing tells it from a heading"),
        pytest.param([TITLE, *PARAGRAPHS[:2], "By Jane Hale"], None, id="a paragraph is no standfirst"),
        pytest.param([TITLE, "The pier at noon on Friday. Photo: Omar Reed", "By Jane Hale", *PARAGRAPHS[:2]], None, id="a caption"),
    ],
)  # fmt: skip
def test_a_standfirst_stands_between_title_and_byline(lines: list[str], subtitle: str | None) -> None:
    assert found("\n".join(lines), TITLE)[1].subtitle == subtitle


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Jane Hale", HeadLine(names=("Jane Hale",))),
        ("By Jane Hale, Staff Writer", HeadLine(names=("Jane Hale",), is_led=True, has_role=True, rest=2)),
        ("Jane HalePublished: May 4, 2012", HeadLine(names=("Jane Hale",), published="2012-05-04", rest=1)),
        ("4 May 2012 | Jane Hale and Omar Reed", HeadLine(names=("Jane Hale", "Omar Reed"), published="2012-05-04")),
        ("Jane Hale - Harbour Post - 4 May 2012", HeadLine(names=("Jane Hale",), published="2012-05-04", rest=2)),
        ("Jane McHale", HeadLine(names=("Jane McHale",))),
        ("By Associated Press", HeadLine(agency="AP", is_led=True)),
        ("Updated 5 May 2012", HeadLine(modified="2012-05-05", rest=1)),
        ("4 May 2012 (updated 5 May 2012)", HeadLine(published="2012-05-04", modified="2012-05-05", rest=1)),
        ("Omar Reed/Getty Images", HeadLine(names=("Omar Reed",), rest=2)),
        ("Share This Idea", None),
        ("World News", None),
        ("NASA Flight", None),
        ("On 4 May 2012 the bell of the ferry was found behind a shed on the pier", None),
    ],
)
def test_a_line_says_who_and_when(text: str, line: HeadLine | None) -> None:
    assert read_line(text, "en") == line


def test_a_claim_that_loses_its_blocks_goes() -> None:
    old = Claim(finder_rule(), "title", [0], [()])
    labelling = Labelling([old, None], [old], [], [], [])
    new = give(labelling, comments_rule(), [0], [()])
    assert (labelling.claims, labelling.owners) == ([new], [new, None])


def explained(text: str) -> dict[str, str | None]:
    """The reason of each block by its text."""
    return {block.text: block.reason for block in Explainer(SCORING).explain(Document(text=text)).blocks}


def test_explain_tells_why() -> None:
    lines = [TITLE, "Lire en français", "By", "Jane Hale", *PARAGRAPHS[:2], "2 comments", "gull", "12 May 2014 at 10:11", "No!", "tern", "13 May 2014 at 10:11", "Yes!"]  # fmt: skip
    reasons = explained("\n".join(lines))
    assert reasons["Lire en français"] == "alone in its language near the head, which it names"
    assert reasons["Jane Hale"] == "a word for writers stands above the names"
    assert reasons["No!"] == "names, dates and texts in turn, below a head for comments"


def test_cleaned_is_what_examine_gives() -> None:
    assert isinstance(SCORING.examine(PARAGRAPHS[0]), Cleaned)
