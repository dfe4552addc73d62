from __future__ import annotations

import gzip
import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.reading.blocks import split

ARTICLE = [
    (
        "The council voted on Tuesday to close the old harbour bridge for repairs that will take at least two years and cost "
        "more than the town spends on all of its schools in one."
    ),
    (
        "Engineers found cracks in four of its eleven pillars last spring. Heavy lorries have been kept off it since then, "
        "and the buses of line 4 go round by the mill, which adds a quarter of an hour to every trip."
    ),
    (
        '"We cannot wait until something falls," said the mayor, who had long been against the work. "The river does not '
        'care for our budget."'
    ),
    (
        "Traders on the northern bank fear for their custom, and ask for a ferry until the new bridge stands. The harbour "
        "master thinks that one could start in May if the council pays for it; the council has not said that it will."
    ),
    "The bridge was built in 1911 and last repaired when it was sixty years old.",
]
GERMAN = [
    (
        "Der Gemeinderat hat am Dienstag beschlossen, die alte Hafenbrücke für mindestens zwei Jahre zu sperren, weil in "
        "vier ihrer elf Pfeiler im vergangenen Frühjahr Risse gefunden worden sind, die sich seither erweitert haben."
    ),
    (
        "Die Händler am Nordufer fürchten um ihre Kundschaft und fordern eine Fähre, bis die neue Brücke steht. Der "
        "Hafenmeister hält einen Beginn der Überfahrten im Mai für möglich, wenn die Gemeinde dafür aufkommt."
    ),
]
ARABIC = [
    (
        "صوت المجلس يوم الثلاثاء على إغلاق جسر الميناء القديم من أجل إصلاحات تستغرق عامين على الأقل وتكلف أكثر مما تنفقه "
        "المدينة على جميع مدارسها في سنة واحدة، وقال رئيس البلدية إن النهر لا ينتظر الميزانية."
    ),
    (
        "ويخشى التجار على الضفة الشمالية من فقدان زبائنهم ويطالبون بعبّارة إلى أن يكتمل الجسر الجديد، ويرى مدير الميناء أنها "
        "يمكن أن تبدأ في أيار إذا دفع المجلس ثمنها، لكن المجلس لم يقل إنه سيفعل ذلك."
    ),
]


def wrapped(paragraphs: list[str], width: int, between: str = "\n\n", indent: str = "", first: str = "") -> str:
    return between.join(
        textwrap.fill(p, width, initial_indent=indent + first, subsequent_indent=indent) for p in paragraphs
    )


@pytest.mark.parametrize("width", [60, 65, 72, 80, 100])
@pytest.mark.parametrize("paragraphs", [ARTICLE, GERMAN * 2, ARABIC * 2], ids=["English", "German", "Arabic"])
def test_wrapped_paragraphs_come_back_whole(paragraphs: list[str], width: int) -> None:
    assert split(wrapped(paragraphs, width)).texts == paragraphs


@pytest.mark.parametrize(
    ("indent", "first", "between"),
    [
        pytest.param("", "   ", "\n\n", id="first lines indented"),
        pytest.param("", "   ", "\n", id="first lines indented, no blank lines"),
        pytest.param("", "   ", "\r\n", id="first lines indented, other line ends"),
        pytest.param("    ", "", "\n\n", id="all indented"),
        pytest.param("    ", "  ", "\n", id="all indented, and first lines more"),
        pytest.param("    ", "  ", "\n \n", id="blank lines of blanks"),
    ],
)
def test_indented_paragraphs_come_back_whole(indent: str, first: str, between: str) -> None:
    assert split(wrapped(ARTICLE, 72, between, indent, first)).texts == ARTICLE


def test_paragraphs_without_a_blank_line_between_end_with_a_short_line() -> None:
    assert split(wrapped(ARTICLE, 72, "\n")).texts == ARTICLE


def test_offsets_of_a_paragraph_reach_from_its_first_line_to_its_last() -> None:
    text = wrapped(ARTICLE, 72, indent="  ")
    blocks = split(text)
    found = [text[start:end] for start, end in zip(blocks.starts, blocks.ends, strict=True)]
    assert [" ".join(block.split()) for block in found] == ARTICLE
    assert "\n" in found[0]


def test_furniture_headings_and_lists_stay_apart_in_a_wrapped_text() -> None:
    items = [
        "• Lorries of more than seven tons have to take the motorway from the first of May until the work is done.",
        "• Bikes may pass.",
    ]
    numbers = [
        "1. The pillars are to be bound with steel before the winter, as long as the water in the river is low.",
        "2. The deck is next.",
    ]
    top = ["Home", "News", "Old bridge to close", "By Ann Example", "Share"]
    text = "\n".join([*top, "", wrapped(ARTICLE[:2], 72), "What comes next", wrapped(ARTICLE[2:], 72), "Share"])
    text += "\n\n" + "\n".join(textwrap.fill(item, 72, subsequent_indent="  ") for item in items + numbers)
    assert split(text).texts == [*top, *ARTICLE[:2], "What comes next", *ARTICLE[2:], "Share", *items, *numbers]


def test_a_hyphen_at_the_end_of_a_line_stays() -> None:
    text = wrapped(ARTICLE, 72).replace("repairs\n", "re-\n", 1)
    assert "for re- that will" in split(text).texts[0]


def test_the_mode_decides_before_the_look() -> None:
    text = wrapped(ARTICLE, 72)
    assert split(text, "lines").texts == [line for line in text.splitlines() if line]
    assert split("A line that is\nvery short.\n\nAnother.", "paragraphs").texts == [
        "A line that is very short.",
        "Another.",
    ]
    assert split("A line that is\nvery short.\n\nAnother.").texts == ["A line that is", "very short.", "Another."]


POEM = """The harbour sleeps beneath a sheet of tin,
the cranes are counting stars above the quay,
and nobody can tell who let them in,
the gulls that speak of nothing but the sea.

Old bridge, your eleven legs are tired,
the lorries go another way at last,
and those who crossed you once have all been hired
to carry stones to someone else's past.
"""
MENU = "\n".join(
    ["Home", "World", "Business and money", "Sport", "Video", "Weather", "Your account", "About this site"] * 6
)
HEADLINES = "\n".join(
    [
        "Old harbour bridge to close for two years",
        "Ferry could start in May, says harbour master",
        "Mayor: the river does not care for our budget",
        "Five walks along the northern bank of the river this summer",
        "Line 4: all the new stops, and how long your trip will take",
        "Letters: why did nobody look at the pillars before last spring?",
        "Live: council meets again to vote on the money for the ferry",
    ]
    * 4
)
TABLE = "\n".join(
    f"{name:<22}{n:>12}{n * 3:>14}{n * 7:>18}" for n, name in enumerate(["lorries", "buses", "bikes", "cars"] * 5)
)
PIPES = "\n".join("| the bridge | was built in 1911 | repaired 1971 | closed again |" for _ in range(12))
CODE = '''def close(bridge, until, reason="cracks in four of its eleven pillars"):
    """Close a bridge."""
    for vehicle in bridge.waiting:
        if vehicle.weight > bridge.limit and not vehicle.is_permitted_to_pass:
            vehicle.turn_round(by="the mill", reason=reason, at=bridge.northern_bank)
        else:
            vehicle.cross(bridge)
    bridge.closed = True
    return bridge.notice(until=until, reason=reason, signed_by="harbour master")
'''
DIALOGUE = "\n".join(
    [
        "— Is the bridge closed?",
        "— Since Tuesday, they say, and for two years at least.",
        "— And how do I get to the northern bank?",
        "— You walk round by the mill, as we all do now, or you wait for the ferry.",
        "— There is a ferry?",
        "— Not yet.",
    ]
    * 3
)
COMMENTS = "\n".join(
    ["Ann", "02 February 2012, 10:11", "i think that the bridge should have been closed long ago", "Reply"] * 8
)
DUMP = "\n".join(
    [*MENU.splitlines()[:8], "Old bridge to close", *ARTICLE, "Share", "Comments 2", *COMMENTS.splitlines()[:8]]
)
LOWERCASE_LIST = "\n".join(
    f"{word} and some more words on it, {'x' * (n * 7 % 40)}" for n, word in enumerate(["bridge", "ferry", "mill"] * 9)
)
CHINESE = "\n".join(
    ["市议会周二投票决定关闭旧港桥进行维修，工程至少需要两年时间，费用超过全市学校一年的开支。" * 2] * 5
)


@pytest.mark.parametrize(
    "text",
    [POEM, MENU, HEADLINES, TABLE, PIPES, CODE, DIALOGUE, COMMENTS, DUMP, LOWERCASE_LIST, CHINESE],
    ids=["poem", "menu", "headlines", "table", "pipes", "code", "dialogue", "comments", "dump", "list", "Chinese"],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["dense", "blank lines"])
def test_what_is_not_wrapped_stays_in_lines(text: str, between: str) -> None:
    text = between.join(text.splitlines())
    assert split(text).texts == [line.strip() for line in text.splitlines() if line.strip()]


WORDS = st.sampled_from("the a of bridge harbour council Tuesday engineers northern repairs is was said Mayor".split())  # noqa: SIM905
SENTENCES = st.lists(WORDS, min_size=6, max_size=18).map(lambda words: " ".join(["The", *words]) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=2, max_size=6).map(" ".join)


@given(st.lists(PARAGRAPHS, min_size=3, max_size=8), st.integers(60, 100))
def test_any_wrapped_text_with_blank_lines_comes_back(paragraphs: list[str], width: int) -> None:
    text = wrapped(paragraphs, width)
    blocks = split(text, "paragraphs")
    assert [t for t in blocks.texts if t not in paragraphs] == []


@given(st.lists(PARAGRAPHS | st.sampled_from(MENU.splitlines()), min_size=1))
def test_no_dump_of_one_block_a_line_is_joined(lines: list[str]) -> None:
    for between in ("\n", "\n\n"):
        assert split(between.join(lines)).texts == lines


SHARED = Path(__file__).parents[3] / "shared"
SETS = sorted((SHARED / "data").glob("*.jsonl.gz"))
REALLY_WRAPPED = {"emacspeak.blogspot.com", "www.urgefitness.com"}  # their own text is broken at 68 and 78 characters


@pytest.mark.skipif(not SETS, reason="the development data are not beside this checkout")
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.name)
def test_no_real_dump_is_taken_for_wrapped(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if not any(host in (record["url"] or "") for host in REALLY_WRAPPED):
                for text in (record.get("text") or "", record.get("fulltext") or ""):
                    assert len(split(text)) == len(split(text, "lines")), record["url"]
