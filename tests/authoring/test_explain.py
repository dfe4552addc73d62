"""An explanation as data: the source and its evidence, the blocks, what was cut and refused, the rules as written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from cleaner import Cleaner, Document, RuleBook, load_rules
from cleaner.authoring.explain import Explainer, Explanation
from cleaner.authoring.explain.terminal import blocks_said, lines
from cleaner.rulebook.files import read_text

PROSE = "The council voted on Tuesday to close the old harbour bridge for repairs that will take two years or more."


def book(**files: str) -> RuleBook:
    sets = {}
    for name, content in files.items():
        rule_set, errors, _ = read_text(content, f"{name}.yaml", name)
        assert rule_set is not None, errors
        sets[name] = rule_set
    return RuleBook(sets)


def explained(rules: str, *texts: str, **known: Any) -> Explanation:
    """The explanation of a text of some lines by the rules of one source."""
    work = Explainer(Cleaner(book(s=f"source: s\nlanguage: en\n{rules}")))
    return work.explain(Document(**{"id": "story", "text": "\n".join(texts), "source": "s"} | known))


# The source


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("vilage", "; did you mean `village`?"),
        ("village.exmaple", "; did you mean `village.example`?"),
        ("zzzzz", ""),
    ],
)
def test_a_name_that_nobody_knows(named: str, says: str) -> None:
    work = Explainer(Cleaner(book(village="source: village\nhosts: [village.example]\nfingerprints: [Village Post]\n")))
    unknown = f"`{named}` is neither a rule set nor a known host{says}"
    for text, found in [
        ("Bread.", "neither host nor fingerprints tell one"),
        ("Village Post", "found by fingerprints in the text"),
    ]:
        assert work.explain(Document(text=text, source=named)).origin.says == f"{found}; {unknown}"


def test_tabs_are_shown() -> None:
    shown = list(lines(explained("", "NEWS\t\tSPORT", PROSE)))
    assert any(line.endswith("NEWS→→SPORT") for line in shown)


PRINTS = {
    "one": "source: one\nhosts: [one.example]\nfingerprints: [Printed in One, The One of today*, One and all]\n",
    "two": "source: two\nfingerprints: [Printed in Two, Two and two, Two by two]\nmin_fingerprints: 2\n",
    "three": "source: three\nfingerprints: [Printed in Three, Three by three]\n",
}


@pytest.mark.parametrize(
    ("text", "known", "says", "rows"),
    [
        (
            "Printed in One\nOne and all\nPrinted in Two\nPrinted in Three",
            {},
            "found by fingerprints in the text",
            [
                ("one", "won", "", [("Printed in One", (1,)), ("One and all", (2,))], ("The One of today*",)),
                ("three", "fewer", "fewer than `one`", [("Printed in Three", (4,))], ("Three by three",)),
                ("two", "too few", "too few", [("Printed in Two", (3,))], ("Two and two", "Two by two")),
            ],
        ),
        (
            "Printed in Three\nPrinted in One\nPrinted in One",
            {},
            "no rule set was named, and neither host nor fingerprints tell one",
            [
                ("one", "tie", "not more than `three`", [("Printed in One", (2, 3))], ("The One of today*", "One and all")),
                ("three", "tie", "not more than `one`", [("Printed in Three", (1,))], ("Three by three",)),
            ],
        ),
        (
            "Printed in Three",
            {"url": "https://web.archive.org/web/2013/http://www.one.example/1"},
            "found by the URL's host, www.one.example",
            [
                ("one", "won", "", [], ("Printed in One", "The One of today*", "One and all")),
                ("three", "not asked", "not asked, as the host decides", [("Printed in Three", (1,))], ("Three by three",)),
            ],
        ),
        (
            "Printed in Three",
            {"source": "one"},
            "named by the caller",
            [
                ("one", "won", "", [], ("Printed in One", "The One of today*", "One and all")),
                ("three", "not asked", "not asked, as the name decides", [("Printed in Three", (1,))], ("Three by three",)),
            ],
        ),
        ("Bread was sold.", {"source": "one"}, "named by the caller", []),
        ("Bread was sold.", {}, "no rule set was named, and neither host nor fingerprints tell one", []),
    ],
    ids=["fingerprints", "a tie", "host", "name", "name alone", "nothing"],
)  # fmt: skip
def test_every_candidate_has_its_evidence(text: str, known: dict[str, Any], says: str, rows: list[object]) -> None:
    origin = Explainer(Cleaner(book(**PRINTS))).explain(Document(text=text, **known)).origin
    assert origin.says == says
    found = [
        (row.rule_set, row.verdict, row.says, [(mark.pattern, mark.blocks) for mark in row.found], row.missing)
        for row in origin.candidates
    ]
    assert found == rows


def test_layouts_are_candidates() -> None:
    layouts = {
        year: f"source: s\nlayout: '{year}'\nhosts: [s.example]\nvalid: '{year}'\nfingerprints: [All of us, Printed in {year}]\n"
        for year in ("2005", "2012")
    }
    work = Explainer(Cleaner(book(**{f"s.{year}": text for year, text in layouts.items()})))
    origin = work.explain(Document(text="All of us", url="http://s.example/", crawled="2012-05-01")).origin
    assert [(row.rule_set, row.verdict, row.says) for row in origin.candidates] == [
        ("s.2012", "won", ""),
        ("s.2005", "tie", "as many as `s.2012`; the day of the crawl decides, then the order of names"),
    ]
    origin = work.explain(Document(text="Bread was sold.", url="http://s.example/")).origin
    assert (origin.source, origin.says) == (None, "`s` was found by the URL's host, but none of its layouts fits")
    assert [(row.rule_set, row.verdict) for row in origin.candidates] == [("s.2005", "too few"), ("s.2012", "too few")]


# Blocks


RULES = """\
fingerprints: [The Post of Torvik*]
rules:
  - drop: nav
    from: Home
    until: '{:date}'
  - move: published
    line: ['On {published}', '{published}']
  - move: title
    at: 1
    not: '*.'
  - copy: dateline
    line: '{place} (Post) - *'
  - move: comments
    from: 'Comments {:int}'
    to: End
    each: ['Reader {author}, {published}', 'Reader {author}']
  - cut: other
    id: tab
    piece: '(opens new tab)'
"""
TEXT = [
    "Home", "• Sport", "4 May 2012", "The mill opens", "TORVIK (Post) - The mill (opens new tab) is open.",
    "Comments 2", "Reader Ann, 5 May 2012", "At last!", "Reader Bo", "Reader Cy", "Well.", "End", "The Post of Torvik",
]  # fmt: skip


def test_each_block_has_its_label_its_rule_and_by_what_it_was_taken() -> None:
    blocks = explained(RULES, *TEXT, source=None).blocks
    assert [(b.number, b.label, b.fate, b.rule, b.place, b.part, b.pattern, b.since) for b in blocks] == [
        (1, "nav", "removed", "nav", "s.yaml:5", "from", "`Home`", 1),
        (2, "nav", "removed", "nav", "s.yaml:5", "run", None, 1),
        (3, "published", "moved", "published", "s.yaml:8", "line", "`{published}`", None),
        (4, "title", "moved", "title", "s.yaml:10", "conditions", None, None),
        (5, "body", "body", "dateline", "s.yaml:13", "line", "`{place} (Post) - *`", None),
        (6, "comments", "moved", "comments", "s.yaml:15", "from", "`Comments {:int}`", 6),
        (7, "comments", "moved", "comments", "s.yaml:15", "each", "`Reader {author}, {published}`", 6),
        (8, "comments", "moved", "comments", "s.yaml:15", "run", None, 6),
        (9, "comments", "moved", "comments", "s.yaml:15", "each", "`Reader {author}`", 6),
        (10, "comments", "moved", "comments", "s.yaml:15", "each", "`Reader {author}`", 6),
        (11, "comments", "moved", "comments", "s.yaml:15", "run", None, 6),
        (12, "comments", "moved", "comments", "s.yaml:15", "to", "`End`", 6),
        (13, "other", "removed", "fingerprint", "s.yaml:3", "fingerprint", "`The Post of Torvik*`", None),
    ]


def test_each_block_has_its_captures_also_of_the_heads_of_items() -> None:
    blocks = explained(RULES, *TEXT).blocks
    assert {block.number: block.captures for block in blocks if block.captures} == {
        3: {"published": "2012-05-04"},
        5: {"place": "TORVIK"},
        7: {"author": "Ann", "published": "2012-05-05"},
        9: {"author": "Bo"},
        10: {"author": "Cy"},
    }


def test_blocks_are_where_they_say() -> None:
    text = "\n".join(TEXT)
    for block in explained(RULES, *TEXT).blocks:
        assert text[block.start : block.end] == block.bullet + block.text


def test_pieces_that_were_cut() -> None:
    (cut,) = explained(RULES, *TEXT).cuts
    assert (cut.block, cut.text, cut.label, cut.rule, cut.place) == (5, "(opens new tab)", "other", "tab", "s.yaml:19")
    assert TEXT[4][cut.start : cut.end] == cut.text


def test_a_refusal_is_told_once_with_its_blocks_and_words() -> None:
    """A shared rule that asks for a neighbour runs twice, and is refused twice."""
    base = "rules: [{drop: ad, line: The*, prev: [The*, Home]}]"
    work = Explainer(Cleaner(book(s="source: s\nextends: [base]\nguards: {max_prose: 10%}\n", base=base)))
    explanation = work.explain(Document(text="\n".join(["Home", *[PROSE] * 3, "End"]), source="s"))
    (refusal,) = explanation.refusals
    assert (refusal.rule, refusal.blocks, refusal.words) == ("ad", (2, 3, 4), 60)
    assert refusal.reason == "drops would take 60 of 60 words of prose; max_prose is 10%"


# The rules


def test_the_rules_that_are_named_come_with_what_their_file_says(tmp_path: Path) -> None:
    text = """\
source: s
rules:
  # The head.
  - drop: nav
    id: top
    why: the row of sections
    line:
      - Home

      - 'Sport'   # and games

  # The foot.
  - drop: legal
    line: '© *'
  - drop: ad
    line: Advertisement
language: en
"""
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    work = Explainer(Cleaner(load_rules([tmp_path], shipped=False)))
    top, foot = work.explain(Document(text="Sport\n© 2012 The Post\nBread", source="s")).rules_at_work
    assert (top.id, top.rule_set, top.place, top.verb, top.label, top.why) == (
        "top", "s", f"{tmp_path}/s.yaml:4", "drop", "nav", "the row of sections",
    )  # fmt: skip
    assert top.text == ("drop: nav\nid: top\nwhy: the row of sections\nline:\n  - Home\n\n  - 'Sport'   # and games")
    assert foot.text == "drop: legal\nline: '© *'"
    (last,) = work.explain(Document(text="Advertisement\nBread", source="s")).rules_at_work
    assert last.text == "drop: ad\nline: Advertisement"


@pytest.mark.parametrize("now", ["", "source: [", "rules: none", "- a\n- b\n", "\n\nrules:\n  - x\n"])
def test_a_file_that_has_changed_since_says_nothing_wrong(tmp_path: Path, now: str) -> None:
    (tmp_path / "s.yaml").write_text("source: s\nrules:\n  - drop: nav\n    line: Home\n", "utf-8")
    work = Explainer(Cleaner(load_rules([tmp_path], shipped=False)))
    (tmp_path / "s.yaml").write_text(now, "utf-8")
    (rule,) = work.explain(Document(text="Home\nBread", source="s")).rules_at_work
    assert (rule.place, rule.text) == (f"{tmp_path}/s.yaml:3", "")


# Forms


def test_it_becomes_json_and_back() -> None:
    explanation = explained(RULES, *TEXT)
    data = msgspec.json.encode(explanation)
    assert msgspec.json.encode(msgspec.json.decode(data, type=Explanation)) == data


def test_the_article_is_there_without_what_is_said_otherwise() -> None:
    article = explained(RULES, *TEXT, meta={"crawl": 7}).article
    assert article["title"] == "The mill opens"
    assert [comment["author"] for comment in article["comments"]] == ["Ann", "Bo", "Cy"]
    assert not {"spans", "meta", "warnings"} & set(article)


def test_the_same_document_gives_the_same_explanation() -> None:
    assert explained(RULES, *TEXT) == explained(RULES, *TEXT)


def test_no_line_of_text_steers_the_terminal() -> None:
    explanation = explained(
        "rules: [{drop: nav, line: 'A*'}]", "A\x1b[2J", "B\x07", id="x\x1b[31m", url="http://e\x1b/"
    )
    assert not any(set("\x1b\x07") & set(line) for line in lines(explanation))


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ((3,), "block 3"),
        ((3, 4), "blocks 3 to 4"),
        ((1, 3, 4, 5, 9), "blocks 1, 3 to 5 and 9"),
        ((1, 9), "blocks 1 and 9"),
    ],
)
def test_blocks_in_words(blocks: tuple[int, ...], said: str) -> None:
    assert blocks_said(blocks) == said
