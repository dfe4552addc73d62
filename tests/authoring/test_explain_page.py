"""The page as it is written: nothing of a document or a rule becomes markup, and nothing is fetched from anywhere.

What it does in a browser is tried in `tests/pages`.
"""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Document, RuleBook
from cleaner.authoring.explain import Explainer, Explanation, Questions
from cleaner.authoring.explain.page import page
from cleaner.authoring.explain.page.markup import Markup, element, sentence
from cleaner.rulebook.files import read_text

ELEMENTS = frozenset([
    "html", "head", "meta", "link", "title", "style", "body", "header", "main", "aside", "section", "article", "div",
    "fieldset", "legend", "label", "input", "svg", "rect", "h1", "h2", "h3", "p", "ol", "ul", "li", "dl", "dt", "dd",
    "details", "summary", "span", "b", "small", "code", "pre", "del", "mark", "a", "button",
])  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<!-- <base href=//e.example> -->",
    "&lt;b&gt; &amp; &#60;i>",
    "\u202egnp.exe\u2066 \x00\x1b[2J\x07",
    "`<b>` and `",
]


class Seen(HTMLParser):
    """All elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def explained(rules: str, *lines: str, questions: Questions | None = None, **known: Any) -> Explanation:
    rule_set, errors, _ = read_text(f"source: s\nlanguage: en\n{rules}", known.pop("path", "s.yaml"), "s")
    assert rule_set is not None, errors
    document = Document(**{"id": "story", "text": "\n".join(lines), "source": "s"} | known)
    return Explainer(Cleaner(RuleBook({"s": rule_set}), blocks="lines")).explain(document, questions or Questions())


def quoted(text: str) -> str:
    """A text as a YAML scalar."""
    return "'" + text.replace("'", "''") + "'"


def assert_harmless(text: str) -> None:
    """No element, attribute or address that the page itself would not use."""
    seen = Seen(text)
    for name, attributes in seen.elements:
        assert name in ELEMENTS
        assert not [key for key in attributes if key.startswith("on") or key in ("style", "src", "srcset", "action")]
        address = attributes.get("href")
        assert address is None or address.startswith("#") or (name, address) == ("link", "data:,")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_wherever_it_comes_from(text: str) -> None:
    plain = text.replace("\x00", "").replace("\x1b", "").replace("\x07", "")
    pattern = plain.replace("\\", "\\\\").replace("*", "\\*").replace("{", "\\{")
    rules = f"""\
fingerprints: [{quoted("Mark " + pattern)}]
rules:
  - drop: nav
    id: {quoted("x" + plain)}
    why: {quoted("y" + plain)}
    line: {quoted("Line " + pattern)}
  - move: title
    line: 'Title {{title}}'
  - move: comments
    from: Comments
    to: <end>
    each: 'By {{author}}'
  - cut: other
    id: cut
    piece: 'cut*'
  - drop: ad
    id: box
    from: Box
    to: {quoted("Enough of " + pattern)}
"""
    lines = [
        f"Line {plain}", f"Title {text}", f"Bread {text}", f"and cut {text}", f"Mark {plain}!", f"Line {plain}!", "Box",
        f"Enough of! {plain}", "Comments", f"By {text}", text,
    ]  # fmt: skip
    explanation = explained(
        rules, *lines, id=text, url=text, path=f"{plain}.yaml", questions=Questions(kept=(3, 4), removed=(1,))
    )
    assert explanation.near_misses
    written = page(explanation)
    assert_harmless(written)
    seen = Seen(written)
    shown = text.replace("\x00", " ").replace("\x1b", "�").replace("\x07", "�")
    assert seen.text.count(shown) >= 5


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=5))
def test_no_text_becomes_markup(lines: list[str]) -> None:
    explanation = explained("rules: [{drop: nav, line: 'a*'}, {move: title, at: 1}]", *lines)
    written = page(explanation)
    assert_harmless(written)
    blocks = [attributes for name, attributes in Seen(written).elements if name == "li" and "id" in attributes]
    assert [attributes["id"] for attributes in blocks] == [f"b{block.number}" for block in explanation.blocks]


def test_the_policy_allows_nothing_but_the_pages_own_style() -> None:
    written = page(explained("rules: []", "Bread was sold."))
    style = written[written.index("<style>") + len("<style>") : written.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    metas = [attributes for name, attributes in Seen(written).elements if name == "meta"]
    assert {"http-equiv": "Content-Security-Policy", "content": policy} in metas
    assert "script" not in {name for name, _ in Seen(written).elements}
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_stands_before_all_that_it_governs() -> None:
    written = page(explained("rules: []", "Bread was sold."))
    assert written.index("Content-Security-Policy") < min(written.index(tag) for tag in ("<link", "<style", "<title"))


def test_the_same_explanation_gives_the_same_page() -> None:
    texts = ["Home", "4 May 2012", "Bread was sold."]
    pages = {page(explained("rules: [{drop: nav, from: <top>, until: '{:date}'}]", *texts)) for _ in range(2)}
    assert len(pages) == 1


def test_every_button_names_a_card_and_every_link_a_block() -> None:
    rules = "rules: [{drop: nav, from: Home, to: Sport}, {drop: share, line: Share this page}]"
    seen = Seen(page(explained(rules, "Home", "x", "Sport", "Share this pag", "Bread")))
    ids = {attributes["id"] for _, attributes in seen.elements if "id" in attributes}
    targets = {a["popovertarget"] for name, a in seen.elements if name == "button"}
    targets |= {str(a["href"])[1:] for name, a in seen.elements if name == "a"}
    assert {"rule-1", "rule-2", "b1", "document"} <= targets <= ids


def test_a_rule_of_many_blocks_stands_on_the_page_once() -> None:
    explanation = explained("rules: [{drop: nav, line: Home, why: a row of sections}]", *["Home"] * 50)
    assert page(explanation).count("a row of sections") == 1


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (element("p", "a < b", Markup("<b>c</b>"), None, class_="x y", data_n=1), '<p class="x y" data-n="1">a &lt; b<b>c</b></p>'),
        (element("input", checked=True, disabled=False, title=None), "<input checked>"),
        (element("p", title='"\'<&'), '<p title="&quot;&#x27;&lt;&amp;"></p>'),
        (sentence("`a` is no `<b>`"), "<code>a</code> is no <code>&lt;b&gt;</code>"),
        (sentence("a ` alone"), "a ` alone"),
    ],
    ids=["children", "switches", "attributes", "code", "a lone backtick"],
)  # fmt: skip
def test_elements(made: Markup, text: str) -> None:
    assert made == text
