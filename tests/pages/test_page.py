"""The page of `clean explain` in a real browser: hostile text is text, nothing is fetched, and what one touches answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from cleaner import Cleaner, Document, load_rules
from cleaner.authoring.explain import Explainer, Questions
from cleaner.authoring.explain.page import page

Browser = Any

RULES: Final = """\
source: torvik-post
hosts: [torvik.example]
language: en
fingerprints: ['More from the Torvik Post*']
guards: {max_prose: 40%, min_words: 50}
rules:
  - drop: nav
    why: '<img src=x onerror="document.title=1">'
    from: Home
    until: '{:date}'
  - move: published
    line: '{published}'
  - move: title
    at: 1
    words: ..20
  - cut: other
    id: new-tab
    piece: '(opens new tab)'
  - move: comments
    from: 'Comments ({:int})'
    to: <end>
    each: 'Reader {author}'
  - drop: share
    id: '<b onclick=alert(1)>share</b>'
    line: Share this page
  - drop: promo
    id: letter
    line: Sign up for our letter
  - drop: ad
    id: greedy
    line: 'The *'
  - drop: promo
    line: 'More from the Torvik Post*'
"""
TEXT: Final = """\
Home
<a href="javascript:alert(1)">Sport</a>
4 May 2012
The mill opens <script>document.title = "taken"; fetch("http://e.example/")</script>
The old mill above Torvik opened its doors as a school of bread on Monday (opens new tab), and forty people came.
</div></body><img src="http://e.example/x.png" onerror="alert(1)"><link rel=stylesheet href="http://e.example/x.css">
The miller said that nobody had asked for more than good flour, while the neighbours hung flags from the balcony.
قال صاحب الطاحونة إن المدرسة ستفتح أبوابها كل يوم ما عدا يوم الأحد
Sign up for our lettеr
<iframe src="http://e.example/"></iframe><style>body { display: none }</style><meta http-equiv=refresh content="0;url=http://e.example/">
The bread of the first day was given to the people of the house that stands below the mill, the neighbours said.
Share this page
More from the Torvik Post
Comments (1)
Reader </summary></details><form action="http://e.example/"><input autofocus onfocus=alert(1)>
I was there, and it smelled well.
"""
TAKEN: Final = "Boolean(document.querySelector('script, iframe, img, form, base, [onerror], [onclick], [onfocus]'))"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes the page of a text by the rules of the made-up source, and gives its path."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "rules").mkdir()
    (folder / "rules" / "torvik-post.yaml").write_text(RULES, "utf-8")
    work = Explainer(Cleaner(load_rules([folder / "rules"], shipped=False), blocks="lines"))

    def write(text: str, *kept: int, name: str = "<svg onload=alert(1)>.txt") -> Path:
        path = folder / f"{len([*folder.iterdir()])}.html"
        path.write_text(page(work.explain(Document(id=name, text=text), Questions(kept=kept))), "utf-8")
        return path

    return write


@pytest.fixture
def story(browser: Browser, made: Callable[..., Path]) -> Browser:
    """The browser with the page of the story open."""
    browser.open(made(TEXT))
    return browser


def is_seen(selector: str) -> str:
    return f"document.querySelector({selector!r})?.checkVisibility() ?? false"


def colour_of(selector: str, kind: str) -> str:
    return f"getComputedStyle(document.querySelector({selector!r})).{kind}"


def test_hostile_text_shows_as_text(story: Browser) -> None:
    shown = story.run("[...document.querySelectorAll('.block .text')].map(e => e.textContent)")
    assert shown == TEXT.splitlines()
    assert story.run(TAKEN) is False
    assert story.run("document.title") == "<svg onload=alert(1)>.txt – explained"
    assert story.run("document.scripts.length + document.images.length + document.styleSheets.length") == 1


def test_no_request_leaves_and_the_console_stays_empty(story: Browser) -> None:
    for number in (1, 4, 5, 9, 12, 15):
        story.click(f"#b{number} summary")
    story.click("#b12 .rule-name")
    assert [address.partition(":")[0] for address in story.requests()] == ["file"]
    assert story.complaints() == []


def test_the_policy_stops_what_would_be_put_in(story: Browser) -> None:
    """Were a text to become markup after all, its script would not run and its picture would not be fetched."""
    story.run("""
        const host = document.createElement('div');
        host.id = 'put-in';
        host.innerHTML = '<img src="http://e.example/x.png" onerror="document.title = 1"><p style="color: red">x</p>';
        document.body.append(host);
        const script = document.createElement('script');
        script.textContent = 'document.title = "taken"';
        document.body.append(script);
    """)
    assert story.run("document.title") == "<svg onload=alert(1)>.txt – explained"
    assert story.run(f"{colour_of('#put-in p', 'color')} == {colour_of('body', 'color')}")
    assert any("Content Security Policy" in str(complaint) for complaint in story.complaints())
    assert not [
        event
        for event in story.events
        if event.get("method") == "Network.responseReceived" and "e.example" in str(event)
    ]


@pytest.mark.parametrize("width", [1200, 360])
def test_tapping_a_block_shows_its_rule(browser: Browser, made: Callable[..., Path], width: int) -> None:
    browser.open(made(TEXT), width=width)
    assert browser.run(is_seen("#b12 .because")) is False
    browser.tap("#b12 summary")
    assert browser.run(is_seen("#b12 .because")) is True
    said = browser.run("document.querySelector('#b12 .because p').textContent")
    assert said == "Removed as share by <b onclick=alert(1)>share</b>: line matches Share this page."
    browser.tap("#b12 summary")
    assert browser.run(is_seen("#b12 .because")) is False


def test_pointing_at_a_block_shows_its_rule(story: Browser) -> None:
    story.hover("#b13 summary")
    assert story.run(is_seen("#b13 .rule-line")) is True
    assert story.run("document.querySelector('#b13 .rule-line').textContent").startswith("promo ")
    story.hover("#b7 summary")
    assert story.run(is_seen("#b13 .rule-line")) is False


def test_the_keyboard_is_enough(story: Browser) -> None:
    """From the first block: open it, go on to its rule, show that, and close it again."""
    story.run("document.querySelector('#b1 summary').focus()")
    story.press("Enter", 13, "\r")
    assert story.run(is_seen("#b1 .because")) is True
    story.press("Tab", 9)
    assert story.run("document.activeElement.textContent") == "nav"
    story.press("Enter", 13, "\r")
    assert story.run("document.querySelector(':popover-open pre').textContent").startswith("drop: nav\nwhy: ")
    story.press("Escape", 27)
    assert story.run("document.querySelector(':popover-open')") is None
    assert story.run("document.activeElement.textContent") == "nav"


def test_a_rule_is_shown_as_its_file_says_it(story: Browser) -> None:
    story.click("#b2 summary")
    story.click("#b2 .rule-name")
    card = story.run("document.querySelector(':popover-open').innerText")
    assert '<img src=x onerror="document.title=1">' in card
    assert "until: '{:date}'" in card
    assert "It has blocks 1 to 2." in card
    story.click(":popover-open button")
    assert story.run("document.querySelector(':popover-open')") is None


def shown_blocks(browser: Browser) -> list[int]:
    script = "[...document.querySelectorAll('.block')].filter(e => e.checkVisibility()).map(e => +e.id.slice(1))"
    found: list[int] = browser.run(script)
    return found


@pytest.mark.parametrize("width", [1200, 360])
def test_the_legend_filters(browser: Browser, made: Callable[..., Path], width: int) -> None:
    browser.open(made(TEXT), width=width)
    every = [*range(1, 17)]
    assert shown_blocks(browser) == every
    browser.click("#show-removed")
    assert shown_blocks(browser) == [n for n in every if n not in (1, 2, 12, 13)]
    browser.click("#show-moved-comments")
    assert shown_blocks(browser) == [n for n in every if n not in (1, 2, 12, 13, 14, 15, 16)]
    browser.click("#show-removed")
    browser.click("#show-body")
    assert shown_blocks(browser) == [1, 2, 3, 4, 12, 13]


def test_the_legend_counts_blocks(story: Browser) -> None:
    chips = story.run("[...document.querySelectorAll('.chip')].map(e => e.textContent)")
    assert chips == [
        "Body 7", "Fields 5", "comments 3", "published 1", "title 1", "Furniture 4", "nav 2", "promo 1", "share 1",
    ]  # fmt: skip


def test_the_articles_fields_stand_beside_the_document(story: Browser) -> None:
    assert "2012-05-04" in story.run("document.querySelector('#article').innerText")
    left, right = story.run("['#document', '#article'].map(s => document.querySelector(s).getBoundingClientRect().x)")
    assert left < right


def test_what_nearly_happened_is_marked(story: Browser) -> None:
    assert story.run("document.querySelector('#b9 mark').textContent") == "е"
    assert story.run("document.querySelector('#b5 .text del').textContent") == "(opens new tab)"
    assert "max_prose is 40%" in story.run("document.querySelector('#refused').innerText")
    assert "CYRILLIC SMALL LETTER IE" in story.run("document.querySelector('#near').innerText")
    flagged = story.run("[...document.querySelectorAll('.flagged')].map(e => +e.id.slice(1))")
    assert flagged == [5, 7, 9, 11]


def test_a_question_is_answered_in_its_block(browser: Browser, made: Callable[..., Path]) -> None:
    browser.open(made(TEXT, 9))
    assert browser.run(is_seen("#b9 .trials")) is True
    trials = browser.run(
        "[...document.querySelectorAll('#b9 .trials li')].map(e => e.querySelector('span').textContent)"
    )
    assert trials[0] == "its run from block 1 ends before it: until matches block 3"
    assert len(trials) == 9


@pytest.mark.parametrize("width", [1200, 360])
def test_answers_have_room_on_the_page(browser: Browser, made: Callable[..., Path], width: int) -> None:
    browser.open(made(TEXT, 9), width=width)
    widths = browser.run("[...document.querySelectorAll('.trials span')].map(e => e.parentElement.scrollWidth)")
    heights = browser.run("[...document.querySelectorAll('.trials li')].map(e => e.getBoundingClientRect().height)")
    assert min(widths) > 180
    assert max(heights) < 120


def test_right_to_left_text_stands_right(story: Browser) -> None:
    """Its first line ends at the right edge of its column, and English begins at the left one."""
    edge = """{
        const text = document.querySelector('#b%d .text'), range = document.createRange();
        range.selectNodeContents(text);
        const line = range.getClientRects()[0], box = text.getBoundingClientRect();
        [line.left - box.left, box.right - line.right].map(Math.round)
    }"""
    left, right = story.run(edge % 8)
    assert right == 0
    assert left > 0
    left, right = story.run(edge % 9)
    assert left == 0
    assert right > 0


def test_a_document_that_is_written_from_the_right_begins_there(browser: Browser, made: Callable[..., Path]) -> None:
    browser.open(made("الميناء القديم يفتح أبوابه\nقال الصياد إن أحدا لم يسأله.\nShare this page"))
    places = [f"document.querySelector('#b2 {part}').getBoundingClientRect().x" for part in (".text", ".number")]
    text, number = browser.run(f"[{', '.join(places)}]")
    assert number > text
    browser.click("#b2 summary")
    assert browser.run("getComputedStyle(document.querySelector('#b2 .because')).direction") == "ltr"


LIGHTNESS: Final = """{
    const of = kind => getComputedStyle(document.body)[kind].match(/[\\d.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0);
    [of('backgroundColor'), of('color')]
}"""


def test_dark_mode(browser: Browser, made: Callable[..., Path]) -> None:
    path = made(TEXT)
    browser.open(path)
    paper, ink = browser.run(LIGHTNESS)
    assert (paper > 600, ink < 200) == (True, True)
    browser.open(path, dark=True)
    paper, ink = browser.run(LIGHTNESS)
    assert (paper < 200, ink > 600) == (True, True)
    assert browser.complaints() == []


CONTRAST: Final = """{
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const solid = (color, under) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const c of [under, color]) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const bright = rgb => rgb.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
    const paper = getComputedStyle(document.body).backgroundColor;
    const found = {};
    for (const e of document.querySelectorAll('.text, .tag, .number, .chip span, .chip small, dt, dd, summary, p')) {
        if (!e.checkVisibility() || !e.textContent) continue;
        const block = e.closest('.block'), under = block ? getComputedStyle(block).backgroundColor : paper;
        const back = solid(under, paper), ink = solid(getComputedStyle(e).color, `rgb(${back})`);
        const [a, b] = [bright(back), bright(ink)].sort();
        found[`${e.className || e.tagName} ${block?.className ?? ''}`] = (b + .05) / (a + .05);
    }
    found
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_all_text_can_be_read(browser: Browser, made: Callable[..., Path], *, dark: bool) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1 or more."""
    browser.open(made(TEXT), dark=dark)
    found = browser.run(CONTRAST)
    assert len(found) > 20
    assert {what: ratio for what, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("width", [360, 700, 1000, 1200])
def test_nothing_sticks_out_of_the_window(browser: Browser, made: Callable[..., Path], width: int) -> None:
    browser.open(made(TEXT + "x" * 500, 9), width=width)
    for number in range(1, 17):
        browser.run(f"document.querySelector('#b{number} details').open = true")
    assert browser.run("document.documentElement.scrollWidth") <= width


def test_on_paper_all_is_there_and_no_button(story: Browser) -> None:
    story.send("Emulation.setEmulatedMedia", media="print")
    assert story.run(is_seen(".legend")) is False
    assert story.run(is_seen("#b16 .text")) is True
    assert story.run(is_seen("#rule-1 pre")) is True


def test_five_thousand_blocks(browser: Browser, made: Callable[..., Path]) -> None:
    lines = [
        f"The bread of day {number} was good." if (number + 1) % 3 else "Share this page" for number in range(5000)
    ]
    browser.open(made("\n".join([*lines, "More from the Torvik Post"])))
    assert len(shown_blocks(browser)) == 5001
    browser.click("#show-removed-share")
    assert len(shown_blocks(browser)) == 5001 - 1666
    browser.click("#b4999 summary")
    assert browser.run(is_seen("#b4999 .because")) is True


def test_a_document_without_blocks(browser: Browser, made: Callable[..., Path]) -> None:
    browser.open(made(" \n"))
    assert "0 blocks" in browser.run("document.querySelector('.shares').textContent")
    assert browser.complaints() == []
