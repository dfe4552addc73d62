"""`xpath`: which blocks of a page an expression takes, and what is said of one that cannot be asked."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaner import Cleaner, Document, RuleBookError, load_rules
from cleaner.cli import main
from cleaner.engine.elements import Selectors, View
from cleaner.engine.paths import compile_xpath
from cleaner.reading.tree import Tree
from cleaner.rulebook.patterns import PatternError
from cleaner.rulebook.xpath import parse_xpath

PAGE = """<html lang="en-GB"><body><header id="top"><a href="/" class="logo">The Post</a></header>
<main class="Story story--long"><h1 data-x="a b">Bridge closes</h1><h2>Why</h2><p>One.</p><p>Two <b>bold</b>.</p>
<div class="promo  box"><ul><li>Three</li><li>Four</li><li>More</li></ul></div>
<figure><img alt="A man" src="x"><figcaption>Five</figcaption></figure></main><p class="">Six</p></body></html>"""
TEXTS = ["The Post", "Bridge closes", "Why", "One.", "Two bold.", "Three", "Four", "More", "A man", "Five", "Six"]
ITEMS = ["Three", "Four", "More"]


def view_of(page: str) -> tuple[View, list[str]]:
    tree = Tree(page)
    tree.read()
    blocks = tree.blocks()
    assert blocks.layout is not None
    return View(blocks.layout), blocks.texts


def taken(selector: str) -> list[str]:
    view, texts = view_of(PAGE)
    selectors = Selectors([selector], compile_xpath)
    return [text.removeprefix("• ") for block, text in enumerate(texts) if view.holds(selectors, block)]


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("//h1", ["Bridge closes"]),
        ("//H1", ["Bridge closes"]),
        ("//div[@class='promo  box']", ITEMS),
        ("//div[@class='promo']", []),
        ('//div[contains(@class, "prom")]', ITEMS),
        ("//div[contains(concat(' ',normalize-space(@class),' '),' box ')]", ITEMS),
        ("//div[contains(concat(' ',normalize-space(@class),' '),' bo ')]", []),
        ("//*[@id='top' or @class='']", ["The Post", "Six"]),
        ("//*[@class and not(@href)]", [*TEXTS[1:10], "Six"]),
        ("//p[not(@class)]", ["One.", "Two bold."]),
        ("//p[@class!='x']", ["Six"]),
        ("//h1[starts-with(@data-x, 'a')]", ["Bridge closes"]),
        ("//h1[@data-x = concat('a', ' ', 'b')]", ["Bridge closes"]),
        ("//main[translate(@class, 'Sy-', 's')='story storlong']", []),
        ("//main[translate(@class, 'S-', 's')='story storylong']", TEXTS[1:10]),
        ("//*[name()='h2' or local-name()='figcaption']", ["Why", "Five"]),
        ("//header/a", ["The Post"]),
        ("//body/a", []),
        ("//body//a", ["The Post"]),
        ("/html/body/p", ["Six"]),
        ("/body/p", []),
        ("//main/*/ul", ITEMS),
        ("//main/descendant::li", ITEMS),
        ("//div/descendant-or-self::div", ITEMS),
        ("//h2 | //figcaption", ["Why", "Five"]),
        ("//div/ul/li[1]", ["Three"]),
        ("//li[2]", ["Four"]),
        ("//li[last()]", ["More"]),
        ("//li[position() > 1]", ["Four", "More"]),
        ("//li[3 > position()]", ["Three", "Four"]),
        ("//li[position() != last()]", ["Three", "Four"]),
        ("//li[4]", []),
        ("//p[1]", ["One.", "Six"]),
        ("(//p)[1]", ["One."]),
        ("(//p)[last()]", ["Six"]),
        ("//p[@class][1]", ["Six"]),
        ("//p[2][@class]", []),
        ("//h1/following-sibling::p", ["One.", "Two bold."]),
        ("//h1/following-sibling::*[1]", ["Why"]),
        ("//h1/following-sibling::p[1]", ["One."]),
        ("//h1/following-sibling::*[1][self::p]", []),
        ("//h1/following-sibling::p/following-sibling::div//li[1]", ["Three"]),
        ("//footer/following-sibling::p", []),
        ("//li[ancestor::div[contains(@class, 'box')]]", ITEMS),
        ("//li[../..]", ITEMS),
        ("//*[parent::header]", ["The Post"]),
        ("//p[preceding-sibling::h2]", ["One.", "Two bold."]),
        ("//*[following-sibling::div]", TEXTS[1:5]),
        ("//p/self::p[ancestor-or-self::main]", ["One.", "Two bold."]),
        ("//b", []),
        ("//img", ["A man"]),
        ("//*", TEXTS),
    ],
)  # fmt: skip
def test_paths(selector: str, texts: list[str]) -> None:
    assert taken(selector) == texts


VALUES = ["", "x", "x y", "y"]


def _page(draw: st.DrawFn, depth: int) -> str:
    """A well-formed page of elements that may stand in each other."""
    attributes = "".join(
        f' {name}="{draw(st.sampled_from(VALUES))}"' for name in ("class", "id") if draw(st.booleans())
    )
    inner = "".join(_page(draw, depth - 1) for _ in range(draw(st.integers(0, 3)))) if depth else "t"
    tag = draw(st.sampled_from(["section", "div", "article"]))
    return f"<{tag}{attributes}>{inner}</{tag}>"


pages = st.composite(lambda draw: _page(draw, 3))()
texts = st.sampled_from(
    ["@class", "@id", "'x'", "'y'", "''", "normalize-space(@class)", "concat(' ', @class, ' ')", "name()", "'div'"]
)
names = st.sampled_from(["div", "section", "article", "*"])
around = st.builds(
    lambda axis, name: f"{axis}::{name}",
    st.sampled_from(["parent", "ancestor", "ancestor-or-self", "self", "preceding-sibling", "following-sibling"]),
    names,
)
conditions = st.recursive(
    st.one_of(
        st.sampled_from(["@class", "@id"]),
        around,
        st.builds("{}/{}".format, around, around),
        st.builds("{} {} {}".format, texts, st.sampled_from(["=", "!="]), texts),
        st.builds("{}({}, {})".format, st.sampled_from(["contains", "starts-with"]), texts, texts),
    ),
    lambda inner: st.one_of(
        st.builds("not({})".format, inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("self::*[{}]".format, inner),
    ),
    max_leaves=4,
)
places = st.one_of(
    st.sampled_from(["1", "2", "last()", "position() = last()", "2 >= position()"]),
    st.builds("position() {} {}".format, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(1, 3)),
)
counted = st.builds(
    "{}{}".format, names, st.lists(st.builds("[{}]".format, places | conditions), max_size=2).map("".join)
)
uncounted = st.builds("{}{}".format, names, st.lists(st.builds("[{}]".format, conditions), max_size=2).map("".join))
first = st.builds("{}{}".format, st.sampled_from(["/", "//"]), counted)
further = st.one_of(
    first,
    st.builds(
        "/{}::{}".format, st.sampled_from(["self", "descendant", "descendant-or-self", "following-sibling"]), uncounted
    ),
    st.builds("/following-sibling::{}[1][{}]".format, names, conditions),
)
paths = st.builds("{}{}".format, first, st.lists(further, max_size=2).map("".join))
expressions = st.one_of(paths, st.builds("{} | {}".format, paths, paths), st.builds("({})[{}]".format, paths, places))


@settings(max_examples=300)
@given(pages, expressions)
def test_an_expression_means_what_it_means_to_libxml2(page: str, expression: str) -> None:
    root = etree.fromstring(page)
    elements = list(root.iter())
    expected = {elements.index(found) for found in root.xpath(expression)}
    view, _ = view_of(page)
    test = view.live(Selectors([expression], compile_xpath))
    assert {number for number in range(len(elements)) if test is not None and test(view, number)} == expected


@given(st.text("/@[]()'\"*.|=!<>, :-ax1\n", max_size=30) | st.text(max_size=20))
def test_any_text_is_an_expression_or_a_mistake_with_a_place_in_it(text: str) -> None:
    mistake = None
    try:
        parse_xpath(text)
    except PatternError as error:
        mistake = error
    assert mistake is None or 0 <= mistake.position <= len(text)


KNOWN = (
    "write `//tag[@class='x']`, with `contains()`, `starts-with()`, `not()`, `and`, `or`, places such as `[1]`, and `/`, "
    "`//`, `|` between"
)
LOOK_UP = "ask for the element itself, and in `[...]` for what is around it: `//p[ancestor::div]`"
LEAVE_OUT = "leave it out, and the `/` before it"
AS_A_LINE = "write what the block says as `line: '*text*'`"


@pytest.mark.parametrize(
    ("expression", "place", "what", "fix"),
    [
        ("", 0, "a path that does not begin at the top of the page", "begin it with `//`"),
        ("div", 0, "a path that does not begin at the top of the page", "begin it with `//`"),
        ("concat(//a, 'x')", 0, "a path that does not begin at the top of the page", "begin it with `//`"),
        ("/self::p", 0, "the first step is not into the page", "begin with a tag: `//h2`"),
        ("//", 2, "no XPath: a tag is expected, and the end is there", KNOWN),
        ("//5", 2, "no XPath: a tag is expected, and `5` is there", KNOWN),
        ("//p[", 4, "no XPath: a condition is expected", KNOWN),
        ("//p]", 3, "no XPath: `]` is not expected here", KNOWN),
        ("//p[@a='x]", 7, "no XPath: a quotation without its end", KNOWN),
        ("//p[ #]", 5, "no XPath: `#` has no meaning here", KNOWN),
        ("//p[@a @b]", 7, "no XPath: `]` is expected", KNOWN),
        ("//p[@]", 5, "no XPath: the name of an attribute is expected", KNOWN),
        ("//p[@a=]", 7, "`]` is no text to compare", "write `@attribute` or a text in quotes"),
        ("//p[@a=", 7, "the end is no text to compare", "write `@attribute` or a text in quotes"),
        ("//p['x']", 4, "a text is compared with nothing", "write `=` and a text behind it"),
        ("//p[contains(@a)]", 15, "no XPath: `,` is expected", KNOWN),
        ("//p[concat(@a)='x']", 4, "`concat()` with 1 of what it takes", KNOWN),
        ("//p[string-length(@a) > 3]", 4, "`string-length()` cannot be asked of an element", KNOWN),
        ("//p[a]", 4, "what is in an element cannot be asked of it", LOOK_UP),
        ("//p[.//a]", 4, "what is in an element cannot be asked of it", LOOK_UP),
        ("//p[contains(., 'x')]", 13, "the text of an element cannot be asked of it", AS_A_LINE),
        ("//p[text()='x']", 4, "the text of an element cannot be asked of it", AS_A_LINE),
        ("//a/..", 4, "`..` goes back to an element from what is in it", LOOK_UP),
        (
            "//a/parent::p",
            4,
            "`parent::` cannot be asked here",
            "here one can write `child::`, `descendant::`, `descendant-or-self::`, `self::`, `following-sibling::`",
        ),
        ("//h2//self::p", 6, "`//` before `self::`", "write `/` there"),
        ("//p/text()", 4, "`text()` is no element of a page", LEAVE_OUT),
        ("//time/@datetime", 7, "an attribute is no element of a page", LEAVE_OUT),
        ("//p[position()]", 4, "`position()` is compared with nothing", "write `[1]` or `[position() > 1]`"),
        ("//p[last() = 3]", 4, "a comparison without `position()`", "write `[position() > 1]`"),
        ("//p[last()-1]", 10, "places cannot be reckoned with", "write `[1]`, `[last()]` or `[position() > 1]`"),
        ("//p[position() = @a]", 17, "no XPath: a number is expected, and `@` is there", KNOWN),
        ("//p[@a and 1]", 4, "a place with something else in one `[...]`", "give it its own: `[@class][1]`"),
        ("//p/descendant::a[1]", 17, "places are counted among the children of an element", "write `//tag[1]`"),
        ("(//p)", 5, "brackets without a place, or with something behind it", "write `(//p)[1]`"),
        ("(//p)[1]/a", 5, "brackets without a place, or with something behind it", "write `(//p)[1]`"),
        (f"//p[{'normalize-space(' * 60}@a", 804, "brackets too deep in brackets", "write it in several selectors"),
        ("//a" * 51, 150, "too many steps", "begin nearer to the element, with `//`"),
        (f"//p[{'../' * 50}..]", 156, "too many steps", "write `ancestor::` in place of some"),
        (f"//p[{'(' * 60}@a{')' * 60}]", 54, "brackets too deep in brackets", "write it in several selectors"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_mistake_with_its_place(expression: str, place: int, what: str, fix: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_xpath(expression)
    assert (caught.value.position, caught.value.what, caught.value.fix) == (place, what, fix)


def book(folder: Path, rules: str) -> Cleaner:
    (folder / "post.yaml").write_text(f"source: post\nrules:\n{rules}", "utf-8")
    return Cleaner(folder)


def test_one_file_serves_texts_and_pages(tmp_path: Path) -> None:
    """Rules with `xpath` do not apply to texts, and both selectors of a rule must hold."""
    cleaner = book(
        tmp_path,
        "  - {drop: nav, line: The Post}\n  - {drop: promo, css: ul, xpath: '//*[contains(@class, ''box'')]'}\n"
        "  - {drop: other, css: li, xpath: //p}\n",
    )
    page = cleaner.examine(Document(html=PAGE, source="post"))
    text = cleaner.examine(Document(text=page.document.blocks.text, source="post"))
    assert [span.rule for span in page.article.spans] == ["nav", *[None] * 4, *["promo"] * 3, *[None] * 3]
    assert [span.rule for span in text.article.spans] == ["nav", *[None] * 10]
    assert page.article.rules == text.article.rules


def test_mistakes_have_their_place_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError) as caught:
        book(tmp_path, "  - {drop: nav, xpath: //p/..}\n  - {drop: ad, xpath: ['//a', '//b[c]']}\n")
    assert [(error.line, error.column, error.where, error.what) for error in caught.value.errors] == [
        (3, 28, "rule 1 (nav), xpath", "`..` goes back to an element from what is in it"),
        (4, 36, "rule 2 (ad), xpath", "what is in an element cannot be asked of it"),
    ]


def test_rules_without_it_have_the_hash_that_they_always_had() -> None:
    """The record of an article names the rules by their hash, so that it may change only where they do."""
    assert load_rules().effective("base").hash == "1d2eae02"


@pytest.mark.parametrize("selector", ["//h1/following-sibling::p[1]", "//h1/following-sibling::p", "//p[last()]"])
def test_a_page_of_many_siblings_takes_no_more_than_its_length(selector: str) -> None:
    """Each element is asked once, however many stand beside it."""
    view, texts = view_of("<h1>T</h1>" + "<p>x</p>" * 40_000)
    selectors = Selectors([selector], compile_xpath)
    started = time.perf_counter()
    assert sum(view.holds(selectors, block) for block in range(len(texts))) in (1, 40_000)
    assert time.perf_counter() - started < 5


def test_explain_says_which_selector_does_not_hold(tmp_path: Path) -> None:
    book(tmp_path, "  - {drop: nav, id: a, css: header}\n  - {drop: nav, id: b, css: h1, xpath: '//header | //p'}\n")
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    command = ["explain", str(page), "--rules", str(tmp_path), "--source", "post", "--why-kept", "2"]
    lines = CliRunner().invoke(main, command).output.splitlines()
    assert [line.partition(")  ")[2] for line in lines if "drop nav" in line] == [
        "`css: header`: neither its element nor one around it is such",
        "`xpath: //header | //p`: neither its element nor one around it is such",
    ]
