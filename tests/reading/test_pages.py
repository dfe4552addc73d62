from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.reading.pages import looks_like_html, read_page

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_the_main_content_comes_one_block_a_line_after_the_title() -> None:
    page = read_page(ARTICLE, "https://post.example/bridge")
    lines = [line for line in page.text.splitlines() if line]
    assert lines == ["Old bridge to close for two years", *PARAGRAPHS]
    assert (page.title, page.how) == ("Old bridge to close for two years", "main")


def test_a_title_that_is_in_the_text_is_not_repeated() -> None:
    assert read_page(ARTICLE).text.count("Old bridge to close for two years") == 1


def test_a_title_of_the_head_is_put_before_the_text() -> None:
    page = read_page(f"<html><head><title>Old bridge to close</title></head><body>{BODY}</body></html>")
    assert (page.title, page.text.splitlines()[0]) == ("Old bridge to close", "Old bridge to close")


def nothing(*_: object, **__: object) -> None:
    return None


def failing(*_: object, **__: object) -> None:
    raise RecursionError


@pytest.mark.parametrize("extract", [nothing, failing])
def test_a_page_without_main_content_gives_all_that_is_seen(
    monkeypatch: pytest.MonkeyPatch, extract: Callable[..., None]
) -> None:
    monkeypatch.setattr("trafilatura.extract", extract)
    html = """<body><div>One <b>two</b>three<br>four</div><ul><li> five\n <i>six</i></ul><script>no</script>
    <style>no</style><noscript>no</noscript><template>no</template><!-- no -->tail<select><option>no</select></body>"""
    page = read_page(html)
    assert (page.text, page.how) == ("One twothree\nfour\nfive six\ntail", "all")


def test_a_page_whose_title_cannot_be_found_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.metadata.extract_title", failing)
    page = read_page(ARTICLE)
    assert page.title is None
    assert PARAGRAPHS[1] in page.text


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n", id="blank"),
        pytest.param("<!-- only a comment -->", id="comment"),
        pytest.param("<", id="one character"),
        pytest.param("<?xml version='1.0' encoding='utf-16'?><html/>", id="declared encoding"),
        pytest.param("\0\ud800<p>\x01", id="not characters"),
        pytest.param("<html><frameset></frameset></html>", id="frames"),
    ],
)
def test_a_page_with_nothing_to_read_gives_an_empty_text(html: str) -> None:
    assert read_page(html).text.strip("\ufffd <") == ""


@pytest.mark.parametrize("tag", ["div", "span", "table", "blockquote", "b"])
def test_deep_nesting_neither_raises_nor_hangs(tag: str) -> None:
    assert read_page(f"<p>{PARAGRAPHS[0]}</p>" + f"<{tag}>" * 50_000 + "deep").text.startswith("The council")


def test_what_is_no_html_is_its_own_text() -> None:
    assert read_page("Just a line\nof text.").text.split() == ["Just", "a", "line", "of", "text."]


def test_a_page_that_is_cut_gives_what_is_there() -> None:
    text = read_page(ARTICLE[: ARTICLE.index("Traders") + 20]).text
    assert all(paragraph in text for paragraph in PARAGRAPHS[:2])


@pytest.mark.filterwarnings("default")
@settings(max_examples=60, deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([*"<>/&;'\"=! -", "<p>", "</p>", "<table>", "<td", "<script>", "x", "]]>"])).map("".join)
)
@example("<p>" + "a" * 100_000)
def test_any_text_can_be_read_as_a_page(html: str) -> None:
    page = read_page(html)
    assert page.how in {"main", "all"}
    assert page.text.encode() is not None


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
