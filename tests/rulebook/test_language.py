"""The rule language: what each part of a rule file means, once it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleaner import load_rules
from cleaner.rulebook.files import read_text
from cleaner.rulebook.patterns import Expression, Gap, Hard, Literal, Part, parse_template
from cleaner.rulebook.rules import Guards, Interval, Line, Rule, RuleSet, Run

OVERLAY = Path(__file__).resolve().parents[2] / "fixtures" / "rules" / "valid" / "overlay"


def set_of(content: str) -> RuleSet:
    rule_set, errors, _ = read_text(content, "s.yaml", "s")
    assert rule_set is not None, errors
    return rule_set


def rule_of(content: str) -> Rule:
    return set_of(f"rules: [{{{content}}}]").rules[0]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("Foo  Bar", [Literal("foo bar")]),
        (" Foo", [Literal("foo")]),
        ("Foo*", [Literal("foo"), Gap(None, "any")]),
        ("*Foo", [Gap(None, "any"), Literal("foo")]),
        ("By {author}", [Literal("by "), Gap("author", "text")]),
        ("By {authors}", [Literal("by "), Gap("authors", "names")]),
        ("{place} -", [Gap("place", "place"), Literal(" -")]),
        ("{published}", [Hard("published", "date")]),
        ("{number}.", [Hard("number", "int"), Literal(".")]),
        ("{number:text}.", [Gap("number", "text"), Literal(".")]),
        ("{:int} {:date}", [Hard(None, "int"), Literal(" "), Hard(None, "date")]),
        ("{:name}", [Gap(None, "name")]),
        ("{published:%d/%m/%Y}", [Hard("published", "date", form="%d/%m/%Y")]),
        ("{agency=Reuters|Kyodo  News}", [Hard("agency", "words", ("reuters", "kyodo news"))]),
        ("{=a|b}", [Hard(None, "words", ("a", "b"))]),
        ("{x_views:int}", [Hard("x_views", "int")]),
        (r"\* \{x\} \\", [Literal("* {x} \\")]),
        ("“It’s”…", [Literal('"it\'s"...')]),
    ],
)
def test_a_template_s_parts(source: str, parts: list[Part]) -> None:
    template = parse_template(source)
    assert (template.source, list(template.parts)) == (source, parts)


@pytest.mark.parametrize(
    ("value", "interval"),
    [("3", (3, 3)), ("..4", (None, 4)), ("5..9", (5, 9)), ("3..", (3, None)), ("-3..", (-3, None)), ("-1", (-1, -1)),
     ("..-2", (None, -2)), ("2..-2", (2, -2))],
)  # fmt: skip
def test_intervals(value: str, interval: tuple[int | None, int | None]) -> None:
    assert rule_of(f"drop: nav, at: {value}").conditions.at == Interval(*interval)


@pytest.mark.parametrize(
    ("content", "start", "ends", "inclusive", "open_end"),
    [
        ("from: A, to: Z", 1, 1, True, False),
        ("from: A, until: Z", 1, 1, False, False),
        ("from: [A, B], to: [Y, Z]", 2, 2, True, False),
        ("from: <top>, to: Z", 0, 1, True, False),
        ("from: A, to: <end>", 1, 0, True, True),
        ("from: A, until: [Z, <end>]", 1, 1, False, True),
        ("from: A, until: [<end>]", 1, 0, False, True),
    ],
)
def test_runs(content: str, start: int, ends: int, inclusive: bool, open_end: bool) -> None:
    span = rule_of(f"drop: nav, {content}").span
    assert isinstance(span, Run)
    assert (len(span.start), len(span.ends), span.inclusive, span.open_end) == (start, ends, inclusive, open_end)


@pytest.mark.parametrize(
    ("content", "verb", "label", "own"),
    [
        ("drop: nav, line: Foo", "drop", "nav", "nav"),
        ("move: title, id: head, line: Foo", "move", "title", "head"),
        ("copy: dateline, line: Foo", "copy", "dateline", "dateline"),
        ("keep: body, line: Foo", "keep", "body", "body"),
        ("cut: other, piece: Foo", "cut", "other", "other"),
    ],
)
def test_verbs_labels_and_ids(content: str, verb: str, label: str, own: str) -> None:
    rule = rule_of(content)
    assert (rule.verb, rule.label, rule.id) == (verb, label, own)


def test_all_that_a_rule_can_say() -> None:
    rule = rule_of(
        "move: comments, from: Foo, to: <end>, each: 'By {author}', at: 2.., prev: [a, b], next: c, 'not': d, words: ..8, "
        "script: Arabic, language: ar, css: .promo, xpath: [//a, //b], seen: 20%.., id: x, why: because, hits: Foo, spares: [Bar, 'a\n\nb']"
    )
    conditions = rule.conditions
    assert [len(found) for found in (conditions.prev, conditions.next, conditions.unless, rule.each)] == [2, 1, 1, 1]
    assert (conditions.at, conditions.words, conditions.seen) == (
        Interval(2, None),
        Interval(None, 8),
        Interval(20, None),
    )
    assert (conditions.script, conditions.language, conditions.css) == ("Arabic", "ar", (".promo",))
    assert (conditions.xpath, conditions.of_pages) == (("//a", "//b"), True)
    assert (rule.why, rule.hits, rule.spares) == ("because", ("Foo",), ("Bar", "a\nb"))


def test_an_expression_and_a_list_with_one() -> None:
    span = rule_of("drop: nav, line: [{re: 'Fo+'}, Foo]").span
    assert isinstance(span, Line)
    assert span.patterns[0] == Expression("Fo+")
    assert len(span.patterns) == 2


def test_a_piece() -> None:
    assert [pattern.source for pattern in rule_of("cut: other, piece: ['(opens *)', Foo]").piece] == [
        "(opens *)",
        "Foo",
    ]


def test_all_that_a_file_can_say() -> None:
    rule_set = set_of(
        "source: a\nlayout: '2005'\nname: An a\nextends: [news, lang/en]\n'off': nav\nhosts: [A.example]\nlanguage: en\n"
        "valid: 2003..2008\nfingerprints: ['Foo sign*', {line: Bar sign, at: ..6}]\nmin_fingerprints: 2\n"
        "guards: {max_prose: 40%, min_words: 5}\nrest: score\nrules: []"
    )
    assert (rule_set.source, rule_set.layout, rule_set.title) == ("a", "2005", "An a")
    assert (rule_set.extends, rule_set.off, rule_set.hosts) == (("news", "lang/en"), ("nav",), ("a.example",))
    assert (rule_set.language, rule_set.valid, rule_set.rest) == ("en", ("2003", "2008"), "score")
    assert [(mark.pattern.source, mark.at) for mark in rule_set.fingerprints] == [
        ("Foo sign*", None),
        ("Bar sign", Interval(None, 6)),
    ]
    assert (rule_set.min_fingerprints, rule_set.guards) == (2, Guards(0.4, 5))


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("2003..2008", ("2003", "2008")),
        ("2016-05..", ("2016-05", None)),
        ("..2009", (None, "2009")),
        ("2005", ("2005",) * 2),
    ],
)
def test_times_of_layouts(value: str, valid: tuple[str | None, str | None]) -> None:
    assert set_of(f"source: a\nvalid: {value}").valid == valid


@pytest.mark.parametrize("value", ["NO", "yes", "0x1F", "2012-01-01", "1e3", "null", "~", "1_000", "on"])
def test_all_scalars_are_strings(value: str) -> None:
    """All scalars are strings (`NO` stays `NO`)."""
    assert set_of(f"name: {value}").title == value


def test_comments_are_comments() -> None:
    """Only a plain scalar that YAML cuts short is a mistake."""
    rule = set_of(
        "rules:  # all\n  - drop: nav  # top\n    line: Foo\n    # below\n    at: 1 # first\n    hits: [Foo] # c"
    ).rules[0]
    assert (rule.label, rule.hits, rule.conditions.at) == ("nav", ("Foo",), Interval(1, 1))


def test_a_byte_order_mark_and_other_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfsource: a\r\nrules:\r\n  - drop: nav\r\n    line: Foo\r\n")
    assert load_rules([tmp_path], shipped=False).sets["a"].rules[0].label == "nav"


def ids(effective: Any) -> list[tuple[str, str]]:
    return [(origin, rule.id) for origin, rule in effective.rules]


def test_a_folder_lies_over_the_shipped_one() -> None:
    """`--rules DIR` lays a folder over the shipped ones (same name: theirs wins, and may `extends: [shipped/NAME]`)."""
    shipped, book = load_rules(), load_rules([OVERLAY])
    assert book.sets["naharnet"].path == str(OVERLAY / "naharnet.yaml")
    assert book.sets["shipped/naharnet"].rules == shipped.sets["naharnet"].rules
    own = ids(book.effective("naharnet"))
    inherited = [
        (f"shipped/{name}" if name == "naharnet" else name, rule) for name, rule in ids(shipped.effective("naharnet"))
    ]
    assert own == [("naharnet", "my-share"), *(pair for pair in inherited if pair[1] != "arabic-banner")]
    assert book.effective("mine").name == "mine"
    assert book.effective("bbc.2013").hash == shipped.effective("bbc.2013").hash
    assert "shipped/naharnet" not in [rule_set.name for rule_set in book.sources()]


def test_later_folders_lie_over_earlier_ones(tmp_path: Path) -> None:
    (tmp_path / "naharnet.yaml").write_text("source: naharnet\n")
    assert load_rules([OVERLAY, tmp_path]).sets["naharnet"].rules == ()
    assert load_rules([tmp_path, OVERLAY]).sets["naharnet"].rules != ()


def test_folders_of_a_folder_are_part_of_a_set_s_name(tmp_path: Path) -> None:
    (tmp_path / "lang").mkdir()
    (tmp_path / "lang" / "de.yaml").write_text("language: de\n")
    assert list(load_rules([tmp_path], shipped=False).sets) == ["lang/de"]
