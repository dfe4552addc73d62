"""`css`: which blocks of a page a selector takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import Cleaner, Document, RuleBookError

PAGE = """<html lang="en-GB"><body><header id="top"><a href="/" class="logo">The Post</a></header>
<main class="Story story--long"><h1 data-x="a b">Bridge closes</h1><h2>Why</h2><p>One.</p><p>Two <b>bold</b>.</p>
<div class="promo box"><ul><li>Three</li><li>Four</li></ul></div>
<figure><img alt="A man" src="x"><figcaption>Five</figcaption></figure></main><p class="">Six</p></body></html>"""
TEXTS = ["The Post", "Bridge closes", "Why", "One.", "Two bold.", "Three", "Four", "A man", "Five", "Six"]


def book(folder: Path, rules: str) -> Cleaner:
    (folder / "post.yaml").write_text(f"source: post\nrules:\n{rules}", "utf-8")
    return Cleaner(folder)


def taken(folder: Path, selector: str) -> list[str]:
    cleaner = book(folder, f"  - {{drop: promo, css: '{selector}'}}\n")
    cleaned = cleaner.examine(Document(html=PAGE, source="post"))
    dropped = [owner is not None and owner.rule.rule.id == "promo" for owner in cleaned.labelling.owners]
    return [text for text, gone in zip(cleaned.document.texts, dropped, strict=True) if gone]


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("h1", ["Bridge closes"]),
        ("H1", ["Bridge closes"]),
        (".promo", ["Three", "Four"]),
        (".box.promo", ["Three", "Four"]),
        (".prom", []),
        (".story", []),
        (".Story", TEXTS[1:9]),
        ("#top", ["The Post"]),
        ("header > .logo", ["The Post"]),
        ("body > .logo", []),
        ("body .logo, figcaption", ["The Post", "Five"]),
        ("h1 + h2", ["Why"]),
        ("h1 + p", []),
        ("h1 ~ p", ["One.", "Two bold."]),
        ("main > :first-child", ["Bridge closes"]),
        ("li:not(:first-child)", ["Four"]),
        (":is(h1, h2)", ["Bridge closes", "Why"]),
        (":where(h1, h2)", ["Bridge closes", "Why"]),
        ("[data-x]", ["Bridge closes"]),
        ('[data-x="a b"]', ["Bridge closes"]),
        ("[data-x~=b]", ["Bridge closes"]),
        ("[data-x~=a] ~ h2", ["Why"]),
        ("[class^=story]", []),
        ("[class^=Story]", TEXTS[1:9]),
        ("[class$=long]", TEXTS[1:9]),
        ('[class*="-"]', TEXTS[1:9]),
        ('[class*=""]', []),
        ("[lang|=en]", TEXTS),
        ("[lang|=e]", []),
        ('p[class=""]', ["Six"]),
        ("b", []),
        ("img", ["A man"]),
    ],
)  # fmt: skip
def test_selectors(tmp_path: Path, selector: str, texts: list[str]) -> None:
    assert taken(tmp_path, selector) == texts


def test_one_file_serves_texts_and_pages(tmp_path: Path) -> None:
    """Rules with `css` do not apply to texts; all others apply to both."""
    cleaner = book(
        tmp_path, "  - {drop: nav, line: The Post}\n  - {drop: promo, css: .promo}\n  - {drop: related, line: Three}\n"
    )
    page = cleaner.examine(Document(html=PAGE, source="post"))
    text = cleaner.examine(Document(text=page.document.blocks.text, source="post"))
    assert [span.rule for span in page.article.spans] == ["nav", *[None] * 4, "promo", "promo", *[None] * 3]
    assert [span.rule for span in text.article.spans] == ["nav", *[None] * 4, "related", None, *[None] * 3]
    assert page.article.rules == text.article.rules


def test_the_first_block_of_a_run_is_asked(tmp_path: Path) -> None:
    cleaner = book(tmp_path, "  - {drop: related, from: '*e*', css: .promo, to: Four}\n")
    article = cleaner.clean(Document(html=PAGE, source="post"))
    assert [span.rule for span in article.spans] == [*[None] * 5, "related", "related", *[None] * 3]


def test_what_is_no_selector_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    selectors = ["'.promo, >'", "'p:has(a)'", "'p::before'", "p:nth-child(2)", "[]"]
    with pytest.raises(RuleBookError) as caught:
        book(tmp_path, "".join(f"  - {{drop: nav, id: r{n}, css: {text}}}\n" for n, text in enumerate(selectors)))
    fix = "write tags, `.class`, `#id`, `[attribute]`, `:not()`, `:is()`, `:first-child`, and space, `>`, `+`, `~` between"
    assert [(error.line, error.column, error.what, error.fix) for error in caught.value.errors] == [
        (3, 39, "no CSS selector: Expected selector, got <DELIM '>'", fix),
        (4, 32, "`:has` cannot be asked of a block's elements", fix),
        (5, 32, "a pseudo-element is no element of a page", fix),
        (6, 31, "`:nth-child` cannot be asked of a block's elements", fix),
        (7, 30, "an empty list", "write a selector, or leave the key out"),
    ]
