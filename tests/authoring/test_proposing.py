"""What is seen in the documents of a source, and the rules that it speaks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.authoring.archives import toolbar_of
from cleaner.authoring.observing import Observer, masked, without_twins
from cleaner.authoring.proposing import Proposal, propose
from cleaner.authoring.skeleton import Skeleton, skeleton_text
from cleaner.cleaning import Cleaner
from cleaner.engine.matching import compile_pattern
from cleaner.model import Document
from cleaner.rulebook.book import load_rules
from cleaner.rulebook.files import read_text
from cleaner.rulebook.patterns import parse_template
from cleaner.text.folding import fold

BOOK = load_rules()
OBSERVER = Observer(BOOK)


def _proposal(*texts: str) -> Proposal:
    seen = [OBSERVER.observe(Document(text=text, id=str(number))) for number, text in enumerate(texts)]
    return propose(without_twins(seen), "torvik-post")


def _article(number: int) -> str:
    what = ("bridge", "tower", "harbour", "school", "mill")[number]
    return (
        f"The people of Torvik built a {what} of old stone with their own hands, and the {what} of theirs stands still."
    )


def test_lines_are_compared_without_their_numbers_and_dates() -> None:
    proposal = _proposal(
        *(f"{_article(n)}\nComments {n}\nPrinted {n + 1} May 2014\nPage *{n}* of {{9}}" for n in range(3))
    )
    assert [line.pattern for line in proposal.foot] == [
        "Comments {:int}",
        "Printed {:date}",
        r"Page \*{:int}\* of \{{:int}\}",
    ]


def test_what_few_documents_have_is_no_furniture() -> None:
    texts = [
        f"{_article(n)}\n" + "\n".join(["In all", *["In most"] * (n < 3), *["In few"] * (n < 2)]) for n in range(5)
    ]
    assert [(line.pattern, line.documents) for line in _proposal(*texts).foot] == [("In all", 5), ("In most", 3)]


def test_a_headline_that_other_pages_point_to_is_no_furniture() -> None:
    heads = ["A bridge of old stone", "A bridge of new wood", "A bridge of long rope"]
    texts = ["\n".join([head, _article(n), *(h for h in heads if h != head)]) for n, head in enumerate(heads)]
    proposal = _proposal(*texts)
    assert proposal.foot == ()
    assert proposal.title is not None
    assert (proposal.title.next, [titled.text for titled in proposal.title.examples]) == (None, heads)


def test_a_date_alone_on_its_line_says_when() -> None:
    proposal = _proposal(*(f"A bridge for the village {'abc'[n]}\n{n + 1} May 2014\n{_article(n)}" for n in range(3)))
    assert [line.pattern for line in proposal.dates] == ["{:date}"]
    assert proposal.title is not None
    assert proposal.title.next == "{:date}"


@pytest.mark.parametrize("byline", ["By {}", "Text: {} / Torvik Post", "Von {}, Torvik"])
def test_bylines_have_people_in_them(byline: str) -> None:
    names = ["Hanna Lie", "Ola Berg", "Nils Holm"]
    proposal = _proposal(
        *(f"A bridge {'abc'[n]} for all\n{byline.format(name)}\n{_article(n)}" for n, name in enumerate(names))
    )
    assert proposal.byline is not None
    assert (proposal.byline.pattern, proposal.byline.documents) == (byline.format("{authors}"), 3)


def test_lines_that_begin_alike_are_no_bylines() -> None:
    texts = [
        f"The bridge {'abc'[n]}\nFiled under {word}\n{_article(n)}"
        for n, word in enumerate(["news", "views", "letters"])
    ]
    assert _proposal(*texts).byline is None


def test_many_lines_above_the_title_make_a_run() -> None:
    menu = "\n".join(f"Part {letter}" for letter in "abcdefghijklmnop")
    texts = [f"{menu}\nA bridge {'abc'[n]} for all\n{n + 1} May 2014\n{_article(n)}" for n in range(3)]
    seen = tuple(OBSERVER.observe(Document(text=text, id=str(n))) for n, text in enumerate(texts))
    text = skeleton_text(Skeleton(source="x", layout=None, documents=seen, book=BOOK))
    assert "#   - drop: nav\n#     id: top\n#     from: Part a\n#     to: Part p\n#     at: ..2\n" in text


def _skeleton(*texts: str) -> str:
    seen = tuple(OBSERVER.observe(Document(text=text, id=str(n))) for n, text in enumerate(texts))
    return skeleton_text(Skeleton(source="x", layout=None, documents=seen, book=BOOK))


def _menu(number: int, own: str) -> str:
    menu = [f"Part {letter}" for letter in "abcdefghijklmnop"]
    return "\n".join([*menu[:8], *[f"{own} own part {n}" for n in range(4 * number)], *menu[8:]])


def test_a_menu_may_have_lines_of_its_own_in_each_document() -> None:
    texts = [f"{_menu(n, 'abc'[n])}\nA bridge {'abc'[n]} for all\nA fine lead\n{_article(n)}" for n in range(3)]
    assert "#     id: top\n#     from: Part a\n#     to: Part p\n" in (text := _skeleton(*texts))
    assert "##   A bridge a for all\n##   A bridge b for all\n##   A bridge c for all\n" in text


def test_all_lines_are_listed() -> None:
    foot = [f"Part {letter}" for letter in "abcdefghijklmnopqrst"]
    text = _skeleton(*("\n".join([f"A bridge {n}", _article(n), *foot]) for n in range(3)))
    assert all(f"#       - '{line}'  # 3 of 3, foot\n" in text for line in foot)
    assert " more\n" not in text


def test_a_headline_that_another_page_points_to_beside_its_article_is_no_furniture() -> None:
    heads = ["A bridge of old stone", "A bridge of new wood", "A bridge of long rope"]
    texts = [f"{head}\n{_article(n)}" for n, head in enumerate(heads)]
    texts[2] += f"\n{heads[1]}\n{_article(4)}"
    proposal = _proposal(*texts)
    assert (proposal.between, proposal.foot, proposal.head) == ((), (), ())


@pytest.mark.parametrize(
    ("bylines", "pattern"),
    [
        (["By Hanna Lie, 3 May 2012", "By Hanna Lie and Ola Berg, 4 May 2012"], "By {authors}, {published}"),
        (["By Hanna Lie", "By Ola Lie"], "By {authors}"),
        (["By Hanna Lie, Post Writer", "By Ola Berg and Nils Holm, Post Writers"], "By {authors}, *"),
    ],
    ids=["a first name", "a last name", "what stands behind"],
)
def test_people_may_share_a_name(bylines: list[str], pattern: str) -> None:
    texts = [f"A bridge {'abc'[n]} for all\n{byline}\n{_article(n)}" for n, byline in enumerate([*bylines, "Bridges"])]
    byline = _proposal(*texts).byline
    assert byline is not None
    assert (byline.pattern, byline.documents) == (pattern, 2)


def test_a_byline_may_stand_below_a_lead() -> None:
    names = ["Hanna Lie", "Ola Berg", "Nils Holm"]
    lead = "The bridge that nobody in the village wanted is the one that all of them now walk over to work on {}."
    texts = [f"A bridge\n{lead.format('abc'[n])}\nBy {name}\n{_article(n)}" for n, name in enumerate(names)]
    assert (byline := _proposal(*texts).byline) is not None
    assert byline.pattern == "By {authors}"


ONE_CAPTURE = """\
Oct\t\tNOV\t\tDec
\t\t30
2004\t\t2005\t\t2006
1 capture
30 Nov 2005
\t\tAbout this capture
COLLECTED BY
Organization: Alexa Crawls
Crawl data is given to the Internet Archive, every day, after an embargo of months.
Collection: Alexa Crawl EF
Crawl EF from Alexa Internet. This data is currently not publicly accessible.
"""
TWELVE_CAPTURES = """\
Aug\t\tSEP\t\tFeb
\t\t11
2009\t\t2010\t\t2011
12 captures
11 Sep 2010 - 02 Feb 2011
\t\tAbout this capture
COLLECTED BY
Collection: news.example
"""
TOOLBARS = (ONE_CAPTURE, TWELVE_CAPTURES, "")


def test_the_toolbar_of_the_web_archive_is_no_title_date_or_byline() -> None:
    pages = [f"A bridge {'abc'[n]} for all\n{n + 1} May 2014\n{_article(n)}" for n in range(3)]
    plain, archived = _proposal(*pages), _proposal(*(bar + page for bar, page in zip(TOOLBARS, pages, strict=True)))
    assert plain.toolbar is None
    assert archived.toolbar is not None
    assert archived.toolbar.documents == 2
    assert (archived.title and archived.title.next) == (plain.title and plain.title.next) == "{:date}"
    assert [line.pattern for line in archived.dates] == ["{:date}"]
    assert (archived.head, archived.between, archived.fingerprints) == ((), (), ())


def test_the_toolbar_of_the_web_archive_is_furniture(tmp_path: Path) -> None:
    pages = [f"A bridge {'abc'[n]} for all\n{_article(n)}" for n in range(3)]
    texts = [bar + page for bar, page in zip(TOOLBARS, pages, strict=True)]
    (tmp_path / "x.yaml").write_text(re.sub(r"^# (?!yaml)", "", _skeleton(*texts), flags=re.MULTILINE), "utf-8")
    cleaner = Cleaner([tmp_path], score=False)
    for text, page in zip(texts, pages, strict=True):
        article = cleaner.clean(Document(text=text, source="x"))
        assert f"{article.title}\n{article.body}" == page


def test_three_months_in_an_article_are_no_toolbar() -> None:
    assert toolbar_of(["Jan Feb Mar", "1 capture of a thief", "It was cold."]) == range(0)
    assert toolbar_of([]) == range(0)


LINES = st.text(st.characters(), max_size=30)


@given(st.lists(LINES, min_size=1, max_size=4), st.lists(LINES, max_size=4), st.sampled_from(["en", "ar", "ja", None]))
def test_whatever_documents_hold_the_file_is_right(shared: list[str], own: list[str], language: str | None) -> None:
    """As it is, and with all proposals in use."""
    texts = [
        "\n".join([*shared, f"{line} {n}", _article(n), *own, *shared]) for n, line in enumerate(("a", "b", *own[:3]))
    ]
    seen = tuple(OBSERVER.observe(Document(text=text, id=str(n))) for n, text in enumerate(texts))
    text = skeleton_text(Skeleton(source="x", layout=language, documents=seen, book=BOOK))
    used = re.sub(r"^# (?!yaml)", "", text, flags=re.MULTILINE)
    for file in (text, used):
        rule_set, mistakes, _ = read_text(file, "x.yaml", "x")
        assert rule_set is not None, (file, mistakes)


@settings(deadline=None)  # the first time, a calendar is compiled
@given(st.text(st.sampled_from("aB0 1.,*{}\\2014May–“ﬁأ\t-")), st.sampled_from(["en", "ar", None]))
def test_a_masked_line_matches_itself(text: str, language: str | None) -> None:
    pattern, _ = masked(text, language)
    if fold(text):
        assert compile_pattern(parse_template(pattern), language).match(fold(text), text) is not None
