"""DESIGN.md 4, "A pattern is the text as you see it": what matches, and what is captured."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from cleaner import Article, Cleaner, Document, DocumentError, RuleBook
from cleaner.rulebook.files import read_text

ROOT = Path(__file__).resolve().parents[2]


def cleaner_of(pattern: Any, **more: Any) -> Cleaner:
    """A cleaner whose only rule drops lines of a pattern."""
    rules = [{"drop": "nav", "line": pattern, **more}]
    content = json.dumps({"source": "s", "language": "en", "rules": rules}, ensure_ascii=False)
    rule_set, errors, _ = read_text(content, "s.yaml", "s")
    assert rule_set is not None, errors
    return Cleaner(RuleBook({"s": rule_set}))


def cleaned(pattern: Any, block: str) -> Article:
    """The article of a text with a block in its middle, by a rule that drops a pattern."""
    return cleaner_of(pattern).clean(Document(text=f"First.\n{block}\nLast.", source="s"))


def matches(pattern: Any, block: str) -> bool:
    removed = [span.start for span in cleaned(pattern, block).spans if span.label == "nav"]
    assert len(removed) <= 1, "neighbours match, too"
    return bool(removed)


@pytest.mark.parametrize(
    ("pattern", "block", "expected"),
    [
        pytest.param("Foo", "Foo", True, id="equality"),
        pytest.param("Foo", "Foo x", False, id="equality, no prefix"),
        pytest.param("Foo", "x Foo", False, id="equality, no suffix"),
        pytest.param("Foo*", "Foo", True, id="prefix of all"),
        pytest.param("Foo*", "Food", True, id="prefix"),
        pytest.param("Foo*", "a Foo", False, id="prefix, but in front"),
        pytest.param("*Foo", "a Foo", True, id="suffix"),
        pytest.param("*Foo", "Food", False, id="suffix, but behind"),
        pytest.param("*foo*", "a Food", True, id="contains"),
        pytest.param("*ab*", "a cab", True, id="contains two letters"),
        pytest.param("*ab*", "a car", False, id="contains no two letters"),
        pytest.param("*,*", "a, b", True, id="contains a comma"),
        pytest.param("*,*", "a b", False, id="contains no comma"),
        pytest.param("a*b*c", "a b b c", True, id="several gaps"),
        pytest.param("a*b*c", "a c b", False, id="several gaps, wrong order"),
        pytest.param("ab*ba", "aba", False, id="no overlap"),
        pytest.param(["x", "Foo"], "Foo", True, id="any of a list"),
        pytest.param(["Foo*bar", "*ab*"], "Food", False, id="none of a list"),
        pytest.param(r"\*\*\* Foo \{x\} \\", r"*** Foo {x} \ ".strip(), True, id="escapes"),
        pytest.param(r"\*", "x", False, id="an escaped star is no gap"),
        pytest.param("Foo ", "Foo", True, id="white space at the end of a pattern"),
    ],
)
def test_a_template_is_the_text_as_you_see_it(pattern: Any, block: str, expected: bool) -> None:
    """`*` stands for any text, a list means any of, an escaped star or brace is literal. So `Foo` is equality, `Foo*` a prefix, `*foo*` contains."""
    assert matches(pattern, block) is expected


@pytest.mark.parametrize(
    ("pattern", "block"),
    [
        pytest.param("Foo Bar", "FOO bar", id="case"),
        pytest.param("Straße", "STRASSE", id="sharp s"),
        pytest.param("Foo bar", "\t  Foo \xa0 bar  ", id="white space and indent"),
        pytest.param("Foo", "• Foo", id="bullet"),
        pytest.param("Foo", "● Foo", id="another bullet"),
        pytest.param('"It\'s"', "“It’s”", id="quotes"),
        pytest.param("a - b", "a — b", id="dashes"),
        pytest.param("Foo", "\u200fF\u200boo\u200e", id="bidi marks and zero width"),
        pytest.param("لا", "ﻻ", id="presentation forms"),
        pytest.param("مرحبا", "مَرْحَبًا", id="vowel marks"),
        pytest.param("مرحبا", "مرحـــبا", id="tatweel"),
        pytest.param("إقرأ", "اقرا", id="hamza"),
        pytest.param("café", "cafe\u0301", id="decomposed"),
        pytest.param("wait...", "wait…", id="ellipsis"),
    ],
)
def test_matching_folds(pattern: str, block: str) -> None:
    """It never sees indent or bullet. Matching folds case, white space, quotes, dashes, bidi marks, presentation forms, Arabic vowel marks, tatweel and hamza forms."""
    assert matches(pattern, block)


def test_a_dash_is_no_bullet() -> None:
    """`•·▪‣◦●`; a dash is no bullet: it opens dialogue."""
    assert not matches("Foo", "- Foo")
    assert not matches("Foo", "– Foo")


@pytest.mark.parametrize(
    ("pattern", "block", "field", "value"),
    [
        ("By {x_who}!", "By  “Ann” —  B.!", "x_who", "“Ann” —  B."),
        ("{title} | Daily", "• Der  ﬁne Tag | Daily", "title", "Der  ﬁne Tag"),
        ("Comments {x_n:int}", "Comments 1,234", "x_n", "1234"),
        ("Thumb {author:text} {published}", "Thumb Ann May Lee 3 May 2012", "published", "2012-05-03"),
        ("{published:%d/%m/%Y}", "03/04/2012", "published", "2012-04-03"),
        ("({agency=Reuters|AFP}) *", "(AFP) said", "agency", "AFP"),
        ("{x_a=a|ab}*", "ab c", "x_a", "ab"),
        ("{place} (x)", "NEW YORK (x)", "place", "NEW YORK"),
        (["{x_a} 1", "Foo {x_b}"], "Foo 1", "x_a", "Foo"),
        ({"re": "Foo (?P<x_a>[A-Z]+)"}, "• Foo  BAR", "x_a", "BAR"),
        ({"re": "on (?P<published>.*)"}, "on 3 May 2012", "published", "2012-05-03"),
    ],
)
def test_captures_keep_the_original_text(pattern: Any, block: str, field: str, value: str) -> None:
    """DESIGN: captures and output keep the original text."""
    article = cleaned(pattern, block)
    found = article.extra.get(field.removeprefix("x_")) if field.startswith("x_") else getattr(article, field)
    assert found == value


@pytest.mark.parametrize(
    ("pattern", "block", "expected"),
    [
        ("Foo {:int}", "Foo 12", True),
        ("Foo {:int}", "Foo bar", False),
        ("Foo {:int}", "Foo 12b", False),
        ("Foo {:date}", "Foo 3 May 2012", True),
        ("Foo {:date}", "Foo 5", False),
        ("Foo {:date}", "Foo 31 February 2012", False),
        ("By {:name}", "By Jane Doe", True),
        ("By {:name}", "By the sea", False),
        ("By {:names}", "By Jane Doe and Joe Bloggs", True),
        ("Foo {:text}", "Foo", False),
        ("Foo{:text}", "Foo", False),
        ("{:place} -", "MOSCOW -", True),
        ("{=a|b}", "b", True),
        ("{=a|b}", "c", False),
        ("{=a|b}*", "abc", False),
    ],
)
def test_types_check(pattern: str, block: str, expected: bool) -> None:
    """DESIGN: gaps take what lies between and are checked afterwards."""
    assert matches(pattern, block) is expected


@pytest.mark.parametrize("capture", ["text", "tags", "related", "note", "authors", "section", "x_desk"])
def test_every_capture_may_stand_in_every_rule(capture: str) -> None:
    """The names of captures are the article's fields."""
    assert matches(f"By {{{capture}}}", "By Jane Doe")


@pytest.mark.parametrize("capture", ["credit", "number", "reporting", "writing", "editing"])
def test_but_parts_of_items_only_in_theirs(capture: str) -> None:
    """Captures in `each`, caption and credits lines belong to the item."""
    content = json.dumps({"source": "s", "rules": [{"move": "title", "line": f"By {{{capture}}}"}]})
    _, errors, _ = read_text(content, "s.yaml", "s")
    assert [error.what for error in errors] == [f"`{{{capture}}}` is no part of `title`"]


@pytest.mark.parametrize("number", ["9" * 5000, "²"], ids=["long", "superscript"])
def test_a_comment_s_number_may_be_anything(number: str) -> None:
    rule = {"from": "First.", "until": "Last.", "each": "No {number:text}!", "move": "comments"}
    content = json.dumps({"source": "s", "rules": [rule]})
    rule_set, errors, _ = read_text(content, "s.yaml", "s")
    assert rule_set is not None, errors
    article = Cleaner(RuleBook({"s": rule_set})).clean(Document(text=f"First.\nNo {number}!\nLast.", source="s"))
    assert [comment.number for comment in article.comments] == [None]


@pytest.mark.parametrize(
    ("pattern", "head", "filler"),
    [
        ("a*b*c*d", "", "a b c "),
        ("*{:int} comments*", "x comments ", "1 comments, "),
        ("*{:int} comments*", "x comments ", "111 "),
        ("*{:date} comments", "x comments ", "3 May 2012 comments "),
        ("*{=a|aa|aaa} comments*", "x comments ", "aa "),
        ("*aaaaaaaaab*", "b", "a"),
        ("{author} on {published} said", "", "By Jane Doe on 3 May 2012 "),
        ("{:names} -*", "", "Jane Doe, "),
        ("*comments {:int}", "x ", "comments 1 000 "),
    ],
)
def test_templates_take_time_linear_in_the_block(pattern: str, head: str, filler: str) -> None:
    """DESIGN: and the time is linear in the block: one of a million characters is done (in a square of that, never)."""
    program = textwrap.dedent("""
        import sys
        from cleaner.engine.matching import compile_pattern
        from cleaner.rulebook.patterns import parse_template
        from cleaner.text.folding import fold
        pattern, head, filler = sys.argv[1:]
        block = fold(head + filler * (1_000_000 // len(filler)))
        compile_pattern(parse_template(pattern), "en").match(block, block)
    """)
    subprocess.run([sys.executable, "-c", program, pattern, head, filler], timeout=20, check=True, cwd=ROOT)  # noqa: S603 (our own)


def test_a_broken_form_of_a_date_is_found_when_the_rules_are_read() -> None:
    """A broken or unknown rule key stops the run."""
    rule_set, errors, _ = read_text("rules: [{drop: nav, line: '{published:%d/%Q}'}]", "s.yaml", "s")
    assert (rule_set, len(errors)) == (None, 1)


def test_expressions_match_the_whole_block_in_its_case() -> None:
    """`{re: '...'}`: a full match by the `regex` module on the block folded in all but case."""
    assert matches({"re": '"Foo" \\d+'}, "• “Foo”  12")
    assert not matches({"re": "Foo"}, "FOO")
    assert not matches({"re": "Foo"}, "Foo bar")


@pytest.mark.parametrize(("length", "expected"), [(2000, True), (2001, False)])
def test_expressions_are_for_short_blocks(length: int, expected: bool) -> None:
    """DESIGN: run on blocks up to 2,000 characters."""
    assert matches({"re": "a+"}, "a" * length) is expected


def test_a_slow_expression_fails_its_document_and_no_other() -> None:
    """DESIGN: a time-out fails the document: it never skips a rule."""
    cleaner = cleaner_of({"re": "(a|aa)+$"}, id="slow")
    with pytest.raises(DocumentError) as caught:
        cleaner.clean(Document(text="a" * 60 + "b", source="s", id="one"))
    assert str(caught.value) == "one: the expression of `slow` (s.yaml:1) took too long: (a|aa)+$"
    assert (caught.value.document, caught.value.rule) == ("one", "slow")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 (our own)
    assert cleaner.clean(Document(text="aa\nb", source="s")).body == "b"


def test_a_caller_can_go_on_after_a_bad_document() -> None:
    """A bad document never does [stop the run]: it is a value. One bad document costs one dead-letter record."""
    documents = [Document(text=text, source="s") for text in ("b", "a" * 60 + "b", "c")]
    articles = cleaner_of({"re": "(a|aa)+$"}).clean_many(documents)
    assert next(articles).body == "b"
    with pytest.raises(DocumentError):
        next(articles)
    assert next(articles).body == "c"
