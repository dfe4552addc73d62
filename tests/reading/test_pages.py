from __future__ import annotations

import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.reading.markup import attributes_of
from cleaner.reading.pages import looks_like_html, read_page
from cleaner.reading.tree import MOST_CHARACTERS, MOST_DEPTH, MOST_ELEMENTS

PARAGRAPHS = [
    "The council voted on Tuesday to close the old harbour bridge for repairs that will take at least two years.",
    "Engineers found cracks in four of its eleven pillars last spring, and heavy lorries have been kept off it since.",
    "Traders on the northern bank fear for their custom, and ask for a ferry until the new bridge stands.",
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ARTICLE = f"""<!DOCTYPE html><html><head><title>Bridge to close | The Harbour Post</title>
<style>p {{ color: red }}</style><script>var a = "<p>no</p>";</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Old bridge to close for two years</h1>{BODY}</article><footer>About us</footer></body></html>"""


def lines_of(html: str) -> list[str]:
    return read_page(html).text.split("\n")


def test_a_page_is_all_its_blocks_one_a_line() -> None:
    page = read_page(ARTICLE)
    assert page.text.split("\n") == ["Home News", "Old bridge to close for two years", *PARAGRAPHS, "About us"]
    assert not page.exceeded


def test_blocks_know_where_they_stand_in_the_text_and_in_the_page() -> None:
    blocks = read_page(ARTICLE).blocks
    assert blocks.layout is not None
    elements = blocks.layout.elements
    assert [blocks.text[a:b] for a, b in zip(blocks.starts, blocks.ends, strict=True)] == blocks.texts
    assert [elements.tags[owner] for owner in blocks.layout.owners] == ["nav", "h1", "p", "p", "p", "footer"]
    assert [round(share, 1) for share in blocks.layout.links] == [0.9, 0, 0, 0, 0, 0]
    assert elements.said == {2: "Bridge to close | The Harbour Post", 10: "Old bridge to close for two years"}


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        pytest.param("<div>One <b>two</b>three<br>four</div>", ["One twothree", "four"], id="inline elements and br"),
        pytest.param("<p>one\n  two\t<i> three </i></p>", ["one two three"], id="white space"),
        pytest.param("<p>a&nbsp;b &amp; c &#8220;d&#8221; &copy;</p>", ["a\xa0b & c \u201cd\u201d ©"], id="references"),
        pytest.param("<ul><li>one<li>two<ul><li>three</ul></ul>", ["• one", "• two", "• three"], id="lists"),
        pytest.param("<ol><li><p>one</p><p>more</p></li></ol>", ["• one", "more"], id="paragraphs of an item"),
        pytest.param("<dl><dt>a<dd>b<dt>c<dd>d</dl>", ["a", "b", "c", "d"], id="terms"),
        pytest.param("<table><tr><th>Town<td>3<tr><td>Port<td>4</table>", ["Town\t3", "Port\t4"], id="rows"),
        pytest.param(f"<table><tr><td>Home<td>{PARAGRAPHS[0]}</table>", ["Home", PARAGRAPHS[0]], id="a layout of cells"),
        pytest.param("<table><tr><td><p>one</p><p>two</p><td>x</table>", ["one", "two", "x"], id="blocks in cells"),
        pytest.param("<pre>a\n   b  c\n\n\td</pre>", ["a", "b  c", "d"], id="preformatted"),
        pytest.param("<p>one<p>two<div>three</div>four", ["one", "two", "three", "four"], id="implied ends"),
        pytest.param("<p>a <b>b<p>c</b> d</p>e", ["a b", "c d", "e"], id="misnested"),
        pytest.param("</div></p><p>a</span></div>b</p>", ["ab"], id="ends of nothing"),
        pytest.param("<table><tr><td>a</div>b</td></table>", ["ab"], id="ends beyond a cell"),
        pytest.param("<p>1 < 2 & 3 > 2 <3</p>", ["1 < 2 & 3 > 2 <3"], id="mere signs"),
        pytest.param("<P CLASS=x>a</P><Script>no</sCRIPT >b", ["a", "b"], id="capitals"),
        pytest.param("a<script>if (a</p> b) {'</scripty>'}</script>b", ["ab"], id="a script in a line"),
        pytest.param("a<!-- <p>no --> b<!--> c<!-- no", ["a b c"], id="comments"),
        pytest.param("<a title='>' href=\">\" x = '>'>a</a>", ["a"], id="signs in values"),
        pytest.param("<p>a<svg><path/><title>no</title></svg>b<svg/>c</p>", ["abc"], id="drawings"),
        pytest.param("<svg><path><p>a</p>", ["a"], id="a drawing without end"),
        pytest.param("<body hidden><p hidden>no<p aria-hidden=true>no</p><p style='color:red; display : none'>no</p><p>a",
                     ["a"], id="hidden"),
        pytest.param("<template><p>no</p></template><noscript><p>no</noscript><select><option>no</select>a", ["a"], id="unseen"),
        pytest.param("<figure><img alt='A man' src=x><figcaption>Cap<img alt='i'>tion</figcaption></figure>",
                     ["A man", "Caption", "i"], id="pictures and captions"),
        pytest.param("<p>a<img alt=''><img alt='--'>b", ["ab"], id="pictures that say nothing"),
        pytest.param("<a>Home</a><a>News</a> <a>Sport</a>, <a>x</a>y", ["Home News Sport, xy"], id="links that touch"),
        pytest.param("a</body></html>b", ["ab"], id="behind the end"),
        pytest.param("a\u2028b\x85c", ["a b c"], id="ends of lines that are none"),
    ],
)  # fmt: skip
def test_blocks(html: str, lines: list[str]) -> None:
    assert lines_of(html) == lines


@pytest.mark.parametrize(
    ("source", "attributes"),
    [
        (' a=1 B="2 3" c=\'4"\' d', {"a": "1", "b": "2 3", "c": '4"', "d": ""}),
        (" a=1 a=2", {"a": "1"}),
        (" a = b/c x='&amp;' /", {"a": "b/c", "x": "&"}),
        (' a="cut', {"a": "cut"}),
        (" =a b", {"=a": "", "b": ""}),
    ],
)
def test_attributes(source: str, attributes: dict[str, str]) -> None:
    assert attributes_of(source) == attributes


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n", id="blank"),
        pytest.param("<!-- only a comment -->", id="comment"),
        pytest.param("<?xml version='1.0' encoding='utf-16'?><html/>", id="declared encoding"),
        pytest.param("\0<p>\x1d", id="not characters"),
        pytest.param("<html><frameset></frameset></html>", id="frames"),
    ],
)
def test_a_page_with_nothing_to_read_has_no_blocks(html: str) -> None:
    assert not read_page(html).blocks.texts


def test_what_is_no_html_is_its_own_text() -> None:
    assert lines_of("Just a line\nof text.") == ["Just a line of text."]


def test_a_page_that_is_cut_gives_what_is_there() -> None:
    text = read_page(ARTICLE[: ARTICLE.index("Traders") + 20]).text
    assert all(paragraph in text for paragraph in PARAGRAPHS[:2])


HOSTILE = {
    "deep": ("<div>" * 20_000 + "x", ["depth"]),
    "deep and closed": ("<div>" * 20_000 + "x" + "</div>" * 20_000, ["depth"]),
    "deep formatting": ("<b>" * 20_000 + "x", ["depth"]),
    "deep lists": ("<ul><li>" * 10_000 + "x", ["depth"]),
    "deep tables": ("<table><tr><td>" * 5_000 + "x", ["depth"]),
    "unclosed tags": ("".join(f"<{tag}>" for tag in ("div", "span", "b", "i", "p") * 2_000) + "x", ["depth"]),
    "formatting reopened": ("<p>" + "".join(f"<b a={n}>" for n in range(2_000)) + "</p>" + "<p>x</p>" * 2_000, ["depth"]),
    "misnested": ("<a><b><div>x</a>" * 3_000, ["depth"]),
    "attributes": ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>", []),
    "attributes alike": ("<p " + "a=1 " * 100_000 + ">x</p>", []),
    "elements": ("<p>x</p>" * (MOST_ELEMENTS + 10), ["elements"]),
    "size": ("<p>" + "x " * MOST_CHARACTERS, ["size"]),
    "signs": ("x" + "<" * 100_000, []),
    "quotes": ("<p>x" + "<a b=\"'" * 100_000, []),
    "hidden tags": ("x" + "<a ='><div>" * 20_000, ["depth"]),
    "comments": ("x" + "<!--" * 100_000, []),
    "scripts": ("x" + "<script>" * 100_000, []),
    "drawings": ("x" + "<svg>" * 100_000, []),
    "references": ("&amp" * 100_000 + "x", []),
    "ends": ("<div>" * 400 + "</b>" * 250_000 + "x", []),
    "one tag": ("x<a" + " " * 1_000_000, []),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon_and_within_the_limits(name: str) -> None:
    html, exceeded = HOSTILE[name]
    start = time.process_time()
    page = read_page(html)
    assert time.process_time() - start < 20  # seconds; a tenth of one, on a machine that does nothing else
    assert list(page.exceeded) == exceeded
    assert "x" in page.text
    assert page.blocks.layout is not None
    assert len(page.blocks.layout.elements) <= MOST_ELEMENTS + 1


def test_what_is_too_deep_stands_beside_what_is_around_it() -> None:
    inner = "<div>" * 10 + "<p>one</p><p>two</p>" + "</div>" * 10
    page = read_page("<div>" * (MOST_DEPTH + 5) + inner + "</div>" * (MOST_DEPTH + 5) + "<p>three")
    assert page.blocks.texts == ["one", "two", "three"]
    layout = page.blocks.layout
    assert layout is not None
    assert layout.elements.parents[layout.owners[2]] == -1


@pytest.mark.parametrize("seed", range(50))
def test_a_mutated_page_is_read(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    html = list(ARTICLE)
    for _ in range(60):
        at = chance.randrange(len(html))
        html[at : at + chance.randrange(4)] = chance.choice(
            ["<", ">", '"', "'", "</", "<!--", "=", "<table>", "", "&#0;", "\x00"]
        )
    blocks = read_page("".join(html)).blocks
    assert blocks.text == "\n".join(blocks.texts)
    assert all(text and text == text.strip() and len(text.splitlines()) == 1 for text in blocks.texts)


@settings(max_examples=100, deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [*"<>/&;'\"=! -", "<p>", "</p>", "<table>", "<td", "<li>", "<pre>", "<script>", "x", "\n", "]]>"]
        )
    ).map("".join)
)
@example("<p>" + "a" * 100_000)
@example("<table><td>0<pre>")
def test_any_text_can_be_read_as_a_page(html: str) -> None:
    """The text is the blocks, one a line, and each block is a line that says something."""
    blocks = read_page(html).blocks
    assert blocks.text == "\n".join(blocks.texts)
    assert [blocks.text[a:b] for a, b in zip(blocks.starts, blocks.ends, strict=True)] == blocks.texts
    assert all(text.strip() and len(text.splitlines()) == 1 for text in blocks.texts)
    assert blocks.layout is not None
    assert len(blocks.layout.owners) == len(blocks.layout.links) == len(blocks)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html>",
        "  \n<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
        "\ufeff<html lang=en>",
        "<HEAD>",
        "<body class='a'>",
        "<!-- saved from a browser -->\n<html>",
        "<!-- a long comment" + " that goes on" * 200 + "-->",
        "<?xml version='1.0'?>\n<!DOCTYPE html>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
        "<div><p>A piece of a page.</p></div>",
        "<p>A paragraph",
        "\n" * 5000 + "<html>",
        "<text id='17'>\n<!DOCTYPE html>",
        "<br />\n<b>Warning</b>: a server's mistake before the page",
    ],
)
def test_a_page_is_known_by_its_beginning(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "The tag <b> is bold, and <html> begins a page.",
        "<3 this city, says the mayor",
        "< 5 minutes to read",
        "<<Nous partons>>, dit-il.",
        "<b>Bold</b> claims are made daily.",
        "<?xml version='1.0'?><rss><channel/></rss>",
        "<person of interest> is what they call him",
        "<p class of 2012 reunites",
        "<!-- a comment --> and then a text",
        '{"text": "<html>"}',
    ],
)
def test_a_text_that_speaks_of_html_is_a_text(text: str) -> None:
    assert not looks_like_html(text)
