"""DESIGN.md 4, "Ownership": who owns a block, where runs begin and end, and what captures belong to."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, Document, RuleBook
from cleaner.cleaning import Cleaned
from cleaner.rulebook.files import read_text

PROSE = "The council voted on Tuesday to close the old harbour bridge for repairs that will take two years or more."


def examined(rules: str, *lines: str, **parents: str) -> Cleaned:
    """What comes of a text of some lines by the rules of one source, which may extend others."""
    sets = {}
    for name, content in {"s": f"source: s\nlanguage: en\n{rules}", **parents}.items():
        rule_set, errors, _ = read_text(content, f"{name}.yaml", name)
        assert rule_set is not None, errors
        sets[name] = rule_set
    return Cleaner(RuleBook(sets)).examine(Document(text="\n".join(lines), source="s"))


def owners(cleaned: Cleaned) -> list[str | None]:
    """The id of the rule that owns each block."""
    return [owner.rule.rule.id if owner else None for owner in cleaned.labelling.owners]


def test_the_first_rule_that_claims_a_block_owns_it() -> None:
    """Rules run one after another, each over the whole document; the first that claims a block owns it."""
    rules = "rules: [{drop: nav, line: Foo*}, {drop: ad, line: '*bar'}]"
    assert owners(examined(rules, "x bar", "Foo bar", "y")) == ["ad", "nav", None]


def test_own_rules_run_before_inherited_ones_nearest_first_and_each_set_once() -> None:
    """Own rules run before inherited ones, in file order. / nearest first, depth first, each set once; every set ends in `base`."""
    cleaned = examined(
        "extends: [a, b]\nrules: [{drop: nav, line: '1'}]",
        "1",
        a="extends: c\nrules: [{drop: ad, line: '2'}]",
        b="extends: c\nrules: [{drop: legal, line: '3'}]",
        c="rules: [{drop: share, line: '4'}]",
        base="rules: [{drop: other, line: '5'}]",
    )
    assert [origin for origin, _ in cleaned.program.effective.rules] == ["s", "a", "c", "b", "base"]


def test_an_own_id_replaces_the_inherited_one() -> None:
    """`id` defaults to the label, and must be given where two rules of a set share it; an own id replaces the inherited one."""
    cleaned = examined("extends: a\nrules: [{drop: nav, line: Foo}]", "Foo", "Bar", a="rules: [{drop: nav, line: Bar}]")
    assert owners(cleaned) == ["nav", None]


def test_off_switches_inherited_rules_off_for_all_that_inherit() -> None:
    """`rules`, `off` and `guards` are inherited; hosts and fingerprints are not."""
    cleaned = examined(
        "extends: a\nrules: []", "Foo", "Bar", a="extends: b\n'off': nav\nrules: [{drop: ad, line: Bar}]",
        b="rules: [{drop: nav, line: Foo}]",
    )  # fmt: skip
    assert owners(cleaned) == [None, "ad"]


@pytest.mark.parametrize(
    ("at", "taken"),
    [
        ("1", [1]), ("2", [2]), ("..2", [1, 2]), ("3..", [4, 5]), ("-1", [5]), ("-2..", [4, 5]), ("..-4", [1]),
        ("2..3", [2, 4]), ("2..-2", [2, 4]), ("-4..2", [1, 2]), ("..9", [1, 2, 4, 5]), ("-9..", [1, 2, 4, 5]), ("9", []),
        ("-9", []), ("..-9", []), ("9..", []), ("-9..1", [1]), ("-5..-4", [1]),
    ],
)  # fmt: skip
def test_a_place_is_counted_among_the_free_blocks(at: str, taken: list[int]) -> None:
    """`at`: place among the blocks that no earlier rule has claimed."""
    rules = f"rules: [{{drop: ad, line: own*}}, {{drop: nav, line: x*, at: {at}}}]"
    cleaned = examined(rules, "own", "x", "x", "own", "x", "x")
    assert [number for number, owner in enumerate(owners(cleaned)) if owner == "nav"] == taken


def test_prev_and_next_see_the_real_neighbours() -> None:
    """`prev: PATTERN`, `next: PATTERN`: the real neighbour block, owned or not."""
    rules = "rules: [{drop: ad, line: own}, {drop: nav, line: x, prev: own}, {drop: share, line: y, next: own}]"
    assert owners(examined(rules, "y", "own", "x", "x", "y")) == ["share", "ad", "nav", None, None]


def test_copy_and_keep_claim_a_block_as_body() -> None:
    """`copy` and `keep` claim a block as `body`."""
    rules = (
        """rules: [{keep: body, line: Foo 1}, {copy: dateline, line: '{place} (Foo) *'}, {drop: nav, line: '*Foo*'}]"""
    )
    cleaned = examined(rules, "Foo 1", "MOSCOW (Foo) said", "Foo 2")
    assert cleaned.article.body == "Foo 1\n\nMOSCOW (Foo) said"
    assert cleaned.article.place == "MOSCOW"
    assert [(span.label, span.rule) for span in cleaned.article.spans] == [
        ("body", "body"), ("body", "dateline"), ("nav", "nav"),
    ]  # fmt: skip


def test_from_must_be_free() -> None:
    """`from` must be free; `to`, `until`, `prev`, `next` see every block; a run skips owned blocks and takes the rest."""
    rules = "rules: [{drop: ad, line: A, at: 1}, {drop: nav, from: A, to: Z}]"
    assert owners(examined(rules, "A", "x", "Z", "A", "Z")) == ["ad", None, None, "nav", "nav"]


@pytest.mark.parametrize(("end", "last"), [("to", "ad"), ("until", "ad")])
def test_an_end_may_be_owned_and_a_run_skips_owned_blocks(end: str, last: str) -> None:
    """`to`, `until`, `prev`, `next` see every block; a run skips owned blocks and takes the rest."""
    rules = f"rules: [{{drop: ad, line: [own, Z]}}, {{drop: nav, from: A, {end}: Z}}]"
    assert owners(examined(rules, "A", "own", "x", "Z", "y")) == ["nav", "ad", "nav", last, None]


def test_to_is_inclusive_and_until_is_exclusive() -> None:
    """`from: PATTERN` or `<top>`, with `to: PATTERN` or `<end>` (inclusive) or `until: PATTERN` (exclusive)."""
    assert owners(examined("rules: [{drop: nav, from: A, to: Z}]", "A", "x", "Z", "y")) == ["nav", "nav", "nav", None]
    assert owners(examined("rules: [{drop: nav, from: A, until: Z}]", "A", "x", "Z", "y")) == ["nav", "nav", None, None]


def test_the_end_is_looked_for_after_the_first_block() -> None:
    """The end is looked for after the first block."""
    assert owners(examined("rules: [{drop: nav, from: A*, to: '*Z'}]", "A Z", "x", "Z", "y")) == [*["nav"] * 3, None]


def test_the_end_of_the_document_is_the_last_resort() -> None:
    """`<end>` may stand in the list as the last resort."""
    rules = "rules: [{drop: nav, from: A, until: [<end>, Z]}]"
    assert owners(examined(rules, "A", "x", "Z", "y", "A", "x")) == ["nav", "nav", None, None, "nav", "nav"]


def test_without_an_end_there_is_no_run() -> None:
    """DESIGN: without an end there is no run (a near miss, for `explain` and `coverage`)."""
    assert owners(examined("rules: [{drop: nav, from: A, to: Z}]", "A", "x", "y")) == [None, None, None]


def test_after_a_run_the_next_anchor_is_tried() -> None:
    """After a run the next anchor is tried."""
    rules = "rules: [{drop: nav, from: A, until: [Z, A]}]"
    assert owners(examined(rules, "A", "x", "A", "y", "Z", "A")) == ["nav", "nav", "nav", "nav", None, None]
    rules = "rules: [{drop: nav, from: A, to: Z}]"
    assert owners(examined(rules, "A", "A", "Z", "y", "A", "Z")) == ["nav", "nav", "nav", None, "nav", "nav"]


def test_conditions_hold_of_the_first_block_of_a_run() -> None:
    """DESIGN: conditions (all must hold; for a run, of its first block)."""
    rules = "rules: [{drop: nav, from: A*, to: Z, words: 2, at: ..3, not: '*no'}]"
    assert owners(examined(rules, "A", "A no", "A yes", "A 1 2 3", "Z", "A 2", "Z")) == [
        None, None, "nav", "nav", "nav", None, None,
    ]  # fmt: skip


def test_a_run_from_the_top_begins_at_the_first_free_block() -> None:
    """`from: PATTERN` or `<top>`."""
    rules = "rules: [{drop: ad, at: 1}, {drop: nav, from: <top>, until: Z, words: ..1}]"
    assert owners(examined(rules, "1", "2", "3 4 5", "Z")) == ["ad", "nav", "nav", None]
    assert owners(examined(rules, "1", "2 3", "4", "Z")) == ["ad", None, None, None]


def test_a_run_from_the_top_ends_at_the_first_end_owned_or_not() -> None:
    """`to`, `until`, `prev`, `next` see every block; the top is the document's."""
    rules = "rules: [{drop: ad, at: 1}, {drop: nav, from: <top>, to: Z}]"
    assert owners(examined(rules, "Z", "x", "Z", "y")) == ["ad", None, None, None]


COMMENTS = "rules: [{move: comments, from: 'Comments*', to: <end>, each: 'By {author}'}]"


def test_heads_and_what_comes_before_them_are_no_item_s_text() -> None:
    """Blocks before the first item, and items' heads, carry the field's label and are no item's text. An item's blocks are joined by blank lines."""
    cleaned = examined(COMMENTS, "Body.", "Comments", "Newest first", "By Ann", "One.", "Two.", "By Bob", "Three.")
    assert [(comment.author, comment.text) for comment in cleaned.article.comments] == [
        ("Ann", "One.\n\nTwo."),
        ("Bob", "Three."),
    ]
    assert owners(cleaned) == [None, *["comments"] * 7]


def test_captures_in_each_belong_to_the_item() -> None:
    """Captures in `each`, caption and credits lines belong to the item, all others to the article."""
    rules = COMMENTS.replace("{author}", "{author} on {published}")
    article = examined(rules, "Body.", "Comments", "By Ann on 3 May 2012", "One.").article
    assert (article.authors, article.published) == ((), None)
    assert [(comment.author, comment.published) for comment in article.comments] == [("Ann", "2012-05-03")]


def test_captures_of_the_heading_of_items_belong_to_the_article() -> None:
    """Captures in `each`, caption and credits lines belong to the item, all others to the article."""
    rules = COMMENTS.replace("'Comments*'", "'Comments on {x_thread}'")
    assert examined(rules, "Body.", "Comments on bees", "By Ann", "One.").article.extra == {"thread": "bees"}


def test_the_first_value_of_a_field_wins_in_the_order_of_the_rules() -> None:
    """DESIGN: where the first value wins."""
    rules = "rules: [{move: byline, line: 'By {author}'}, {move: title, line: 'T*'}]"
    article = examined(rules, "T 1", "T 2", "By Ann Lee", "By Bob Lee").article
    assert (article.title, article.authors) == ("T 1", ("Ann Lee",))


def test_cut_takes_pieces_out_of_blocks_of_any_label_and_runs_last() -> None:
    """`cut: LABEL` with `piece: PATTERN` takes a piece, `(opens new tab)`, out of blocks of any label, recorded under LABEL; always last."""
    rules = "rules: [{cut: notice, piece: (opens new tab)}, {move: title, at: 1}, {drop: nav, line: '*(opens new tab)*foo'}]"
    cleaned = examined(
        rules, "A (opens new tab) title", "x (opens new tab) foo", "It (opens new tab) said (opens new tab)."
    )
    assert cleaned.article.title == "A title"
    assert cleaned.article.body == "It said ."
    assert [(span.label, span.start, span.end) for span in cleaned.article.spans] == [
        ("title", 0, 2), ("notice", 2, 17), ("title", 17, 23),
        ("nav", 24, 26), ("notice", 26, 41), ("nav", 41, 45),
        ("body", 46, 49), ("notice", 49, 64), ("body", 64, 70), ("notice", 70, 85), ("body", 85, 86),
    ]  # fmt: skip


def test_a_block_cut_whole_in_several_pieces_goes_with_its_bullet() -> None:
    """Label everything: the body is what the spans say."""
    article = examined("rules: [{cut: other, piece: '.'}]", "Share", "• ...").article
    assert article.body == "Share"
    assert [(span.start, span.end) for span in article.spans if span.label == "body"] == [(0, 5)]


def test_a_piece_with_a_type_is_checked() -> None:
    """`cut: LABEL` with `piece: PATTERN`; gaps take what lies between and are checked afterwards."""
    rules = "rules: [{cut: other, piece: 'seen by ({:name})'}]"
    assert (
        examined(rules, "A seen by (Jane Doe)", "b seen by (nobody at all)").article.body
        == "A\n\nb seen by (nobody at all)"
    )


def test_a_piece_of_a_letter_takes_the_letter_or_nothing() -> None:
    """Every character is accounted for: no span is empty."""
    cleaned = examined("rules: [{cut: other, piece: 'f'}]", "of ﬁne stuff")
    assert all(span.start < span.end for span in cleaned.article.spans)


def test_a_block_of_which_only_the_bullet_is_left_is_no_body() -> None:
    """`piece` takes all that a block says: what is left is no text of the body, and the account says so."""
    article = examined("rules: [{cut: other, piece: '(opens * tab)'}]", "One.", "• (opens new tab)", "Two.").article
    assert article.body == "One.\n\nTwo."
    assert [(span.start, span.end) for span in article.spans if span.label == "body"] == [(0, 4), (23, 27)]
