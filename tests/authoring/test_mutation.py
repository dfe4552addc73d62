"""What `--mutate` takes away, what it says of it, and that it finds exactly what a run of everything would find."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cleaner import Cleaner, RuleBook, load_rules
from cleaner.authoring.cases import cases_of
from cleaner.authoring.mutants import Mutant, mutants_of
from cleaner.authoring.mutation import Outcome, Trials
from cleaner.authoring.survivors import Sums, survivor_lines
from cleaner.authoring.testing import Report, judge, own_sets, report_on
from cleaner.rulebook.rules import Rule

POST = """\
source: post
hosts: [post.example]
extends: [shared]
language: en
fingerprints: ['More of the Ellery Post*']
rules:
  - drop: nav
    from: <top>
    until: ['{:date}', 'By *']
  - move: published
    line: '{published}'
    at: ..2
  - move: byline
    line: ['By {authors}', 'From {authors}']
    not: '* Monday'
    words: ..6
    hits: [By Jane Hale, From Jane Hale]
    spares: [By Jane Monday]
  - drop: promo
    line: ['Read more*', 'Read also: *', Read it all]
    next: ['*.', Then]
    hits: ["Read more\\nIt was old."]
  - move: comments
    from: ['Comments {:int}', Comments]
    next: ['#{:int} *', Log in]
    until: [Most read, 'More of the Ellery Post*', <end>]
    each: ['#{number} {author}, {published}', '#{number} {author}']
    spares: ["Comments 5\\nThe wall had five of them."]
  - drop: related
    from: ['More of the Ellery Post*', Most read]
    to: <end>
  - keep: body
    line: Share your bread
  - cut: other
    piece: ['(opens new tab)', '(opens new window)']
  - drop: share
    id: print
    line: 'Print it *'
"""

SHARED = """\
language: en
rules:
  - drop: share
    line: ['Share *', Tweet]
    not: ['*.', '*!']
  - drop: share
    id: print
    line: [Print, Email]
    next: [Tweet, Email]
  - drop: legal
    id: rights
    script: Latin
    language: en
    words: 2..
    line: '© *'
    at: -3..
"""

DOCUMENTS = {
    "whole": """\
Home
Sport
4 May 2012
By Jane Hale
A ferry ran aground (opens new tab) on Monday. Nobody was hurt.
Share your bread
Share this story
Print
Tweet
Read more about ferries
It was old.
Comments 2
#1 gull, 4 May 2012
At last!
#2 Jane
Well done.
Most read
Harbour reopens
© 2012 The Ellery Post
""",
    "short": "By Jane Hale\nA ferry ran aground.\nMore of the Ellery Post today\nHarbour reopens\n",
    "comments-in-an-article": "4 May 2012\nThe wall.\nComments\nThe wall had five of them.\nShare it.\nPrint\nEmail\nTweet\n",
    "rights-in-the-middle": "4 May 2012\n© 2012 The Ellery Post\nOne.\nTwo.\nThree.\nFour.\nShare bread with others\n",
}

Write = Callable[..., Report]


@pytest.fixture
def report(tmp_path: Path) -> Write:
    """A report on rule files and documents, of each of which what comes out is what is expected."""

    def write(documents: dict[str, str], **files: str) -> Report:
        for name, text in files.items():
            (tmp_path / "rules").mkdir(exist_ok=True)
            (tmp_path / "rules" / f"{name}.yaml").write_text(text, "utf-8")
        book = load_rules([tmp_path / "rules"], shipped=False)
        cleaner = Cleaner(book)
        (tmp_path / "cases").mkdir(exist_ok=True)
        for name, text in documents.items():
            article = cleaner.clean(text, source="post")
            expected = {
                "given": {"source": "post"},
                "title": article.title,
                "authors": list(article.authors),
                "published": article.published,
                "body": article.body.split("\n\n") if article.body else [],
                "comments": [
                    {"author": c.author, "published": c.published, "number": c.number, "text": c.text}
                    for c in article.comments
                ],
            }
            (tmp_path / "cases" / f"{name}.txt").write_text(text, "utf-8")
            (tmp_path / "cases" / f"{name}.expected.json").write_text(json.dumps(expected), "utf-8")
        found = report_on(book, own_sets(book, ()), judge(cases_of([tmp_path / "cases"]), cleaner))
        assert not found.fails
        return found

    return write


def tried(report: Report) -> list[Outcome]:
    mutants = [mutant for name in report.names for mutant in mutants_of(report.book.sets[name])]
    return list(Trials(report).outcomes(mutants))


def named(outcome: Outcome) -> str:
    mutant = outcome.mutant
    return " ".join(filter(None, [mutant.rule_set, mutant.rule.id, mutant.part, mutant.taken])).strip()


def missed_by_brute_force(report: Report, mutant: Mutant) -> bool:
    """Whether a case fails where a whole rule book with the mutant in it is loaded and all cases are cleaned."""
    sets = dict(report.book.sets)
    rules: Iterator[Rule | None] = (
        mutant.changed if rule is mutant.rule else rule for rule in sets[mutant.rule_set].rules
    )
    sets[mutant.rule_set] = replace(sets[mutant.rule_set], rules=tuple(filter(None, rules)))
    cases = (verdict.case for verdict in report.verdicts.values())
    return any(verdict.problem for verdict in judge(cases, Cleaner(RuleBook(sets))))


def test_each_mutant_is_missed_by_the_cases_that_miss_it_in_truth(report: Write) -> None:
    """What is passed over, and rules that no literal wakes, never change an outcome."""
    found = report(DOCUMENTS, post=POST, shared=SHARED)
    outcomes = [outcome for outcome in tried(found) if outcome.by not in ("hits", "spares")]
    assert len(outcomes) > 40
    assert {bool(outcome.by) for outcome in outcomes} == {True, False}
    for outcome in outcomes:
        assert bool(outcome.by) == missed_by_brute_force(found, outcome.mutant), named(outcome)


def test_every_rule_condition_and_alternative_is_taken_away_once(report: Write) -> None:
    found = report({}, post=POST, shared=SHARED)
    assert [named(outcome).removeprefix("post ") for outcome in tried(found) if outcome.mutant.rule_set == "post"] == [
        *("nav", "nav until {:date}", "nav until By *"),
        *("published", "published at at"),
        *("byline", "byline not not", "byline words words", "byline line By {authors}", "byline line From {authors}"),
        *("promo", "promo next next", "promo line Read more*", "promo line Read also: *", "promo line Read it all"),
        *("promo next *.", "promo next Then"),
        *("comments", "comments next next", "comments each each"),
        *("comments each #{number} {author}, {published}", "comments each #{number} {author}"),
        *("comments from Comments {:int}", "comments from Comments"),
        *("comments until Most read", "comments until More of the Ellery Post*", "comments until <end>"),
        *("comments next #{:int} *", "comments next Log in"),
        *("related", "related from More of the Ellery Post*", "related from Most read"),
        *("body", "other", "other piece (opens new tab)", "other piece (opens new window)", "print"),
    ]


def test_examples_count_for_parts_of_a_rule_and_never_for_the_rule(report: Write) -> None:
    by = {named(outcome).removeprefix("post "): outcome.by for outcome in tried(report({}, post=POST, shared=SHARED))}
    assert {name: what for name, what in by.items() if what} == {
        "byline not not": "spares",
        "byline line By {authors}": "hits",
        "byline line From {authors}": "hits",
        "promo line Read more*": "hits",
        "promo next *.": "hits",
        "comments next next": "spares",
    }


def test_an_inherited_rule_comes_back_where_the_one_in_its_place_is_taken_away(report: Write) -> None:
    rules = "source: post\nextends: [parent]\nrules:\n  - {drop: ad, id: own, line: Advertisement}\n"
    parent = "rules:\n  - {drop: ad, id: own, line: ['Advertisement*']}\n"
    cases = {"one": "Advertisement\nIt was old.\n"}
    by = {named(outcome): outcome.by for outcome in tried(report(cases, post=rules, parent=parent))}
    assert by["post own"] == ""
    cases = {"two": "Advertisement for all\nIt was old.\n"}
    by = {named(outcome): Path(outcome.by).stem for outcome in tried(report(cases, post=rules, parent=parent))}
    assert by["post own"] == "two"


@pytest.mark.parametrize(
    ("rule", "idle"),
    [
        ("{drop: ad, line: ['Foo *', Foo bar]}", "`Foo bar` in `line` does nothing: `Foo *` matches all that it matches"),
        ("{drop: ad, line: ['*foo*', 'A * foo {:int}']}",
         "`A * foo {:int}` in `line` does nothing: `*foo*` matches all that it matches"),
        ("{drop: ad, line: 'Foo *', not: 'Bar*'}", "its `not` does nothing: no block that the rule matches matches one of these"),
        ("{drop: ad, line: '* foo', not: ['* bar', '*oo']}", "`* bar` in `not` does nothing: no block that the rule matches matches it"),
        ("{drop: ad, line: [Foo, Foo bar], words: ..2}", "its `words` does nothing: all texts of the rule have so many words"),
        ("{drop: ad, line: [Foo, Foo bar], words: ..1}", None),
        ("{drop: ad, line: ['Foo *'], words: ..2}", None),
        ("{drop: ad, line: 'Foo*', not: 'Foo bar'}", None),
        ("{drop: ad, line: 'Foo *', not: '*.'}", None),
        ("{drop: ad, line: ['Foo *', 'Foo {:date}x']}", "`Foo {:date}x` in `line` does nothing: `Foo *` matches all that it matches"),
        ("{move: tags, line: ['Tags *', 'Tags {tags}']}", None),
        ("{drop: ad, line: ['Foo *', {re: 'Foo [a-z]+'}]}", None),
    ],
)  # fmt: skip
def test_what_does_nothing_by_nature(report: Write, rule: str, idle: str | None) -> None:
    found = report({}, post=f"source: post\nrules:\n  - {rule}\n")
    lines = [
        line.partition(f"{next(iter(found.book.sets['post'].rules)).id}: ")[2] for line in survivor_lines(tried(found))
    ]
    assert [line for line in lines if "does nothing" in line] == ([idle] if idle else [])


def test_plain_texts_are_told_together_and_are_no_reason_to_fail(report: Write) -> None:
    texts = "[Tweet, Print, Share, Email]"
    found = report({"one": "Tweet\nOne.\n"}, post=f"source: post\nrules:\n  - {{drop: share, line: {texts}}}\n")
    outcomes = tried(found)
    lines = [line.partition("post.yaml")[2] for line in survivor_lines(outcomes)]
    assert lines == [":3: share: nothing misses 3 plain texts in `line`: `Print`, `Share`, `Email`"]
    sums = Sums()
    for outcome in outcomes:
        sums.add(outcome)
    assert not sums.found
    assert list(sums.lines()) == [
        "1 rule: 1 missed by a case",
        "0 conditions",
        "4 alternatives: 1 missed by a case, 3 plain texts that nothing misses",
    ]


def test_one_plain_text_is_one(report: Write) -> None:
    found = report({"one": "Tweet\nOne.\n"}, post="source: post\nrules:\n  - {drop: share, line: [Tweet, Print]}\n")
    sums = Sums()
    for outcome in tried(found):
        sums.add(outcome)
    assert list(sums.lines())[2] == "2 alternatives: 1 missed by a case, 1 plain text that nothing misses"


def test_what_nothing_misses_is_told_in_the_order_of_the_rules(report: Write) -> None:
    found = report({"one": DOCUMENTS["whole"]}, post=POST, shared=SHARED)
    assert [line.partition(".yaml")[2] for line in survivor_lines(tried(found)) if "post.yaml" in line] == [
        ":7: nav: nothing misses `By *` in `until`",
        ":10: published: nothing misses its `at`",
        ":13: byline: nothing misses its `words`",
        ":19: promo: nothing misses its `next`",
        ":19: promo: nothing misses `Read also: *` in `line`",
        ":19: promo: nothing misses 1 plain text in `line`: `Read it all`",
        ":23: comments: nothing misses 1 plain text in `from`: `Comments`",
        ":23: comments: nothing misses `More of the Ellery Post*` in `until`",
        ":23: comments: nothing misses `<end>` in `until`",
        ":23: comments: nothing misses 1 plain text in `next`: `Log in`",
        ":29: related: nothing misses `More of the Ellery Post*` in `from`",
        ":34: other: nothing misses 1 plain text in `piece`: `(opens new window)`",
    ]


def test_rules_that_wait_are_left_out(report: Write) -> None:
    found = report({}, post="source: post\nrules:\n  - {drop: promo, line: Subscribe, css: .promo}\n")
    assert tried(found) == []
