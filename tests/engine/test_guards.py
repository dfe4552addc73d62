"""DESIGN.md 4, "Guards": what a rule may take, and what becomes of a rule that wants more."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, Document, RuleBook
from cleaner.cleaning import Cleaned
from cleaner.rulebook.files import read_text


def prose(mark: str, words: int = 20) -> str:
    """A block of so many words, the first of which is a mark."""
    return " ".join([mark, *["bread"] * (words - 1)])


def examined(rules: str, *lines: str) -> Cleaned:
    rule_set, errors, _ = read_text(f"source: s\nlanguage: en\n{rules}", "s.yaml", "s")
    assert rule_set is not None, errors
    return Cleaner(RuleBook({"s": rule_set})).examine(Document(text="\n".join(lines), source="s"))


def labels(cleaned: Cleaned) -> list[str]:
    return [owner.label if owner else "body" for owner in cleaned.labelling.owners]


def refusals(cleaned: Cleaned) -> list[str]:
    return [warning.message for warning in cleaned.article.warnings if warning.code == "guard-refused"]


def test_few_blocks_of_prose_may_go_if_some_body_is_left() -> None:
    """A claim of one or two prose blocks ... needs only that some body is left."""
    cleaned = examined("rules: [{drop: nav, line: x*}]", prose("x", 500), prose("x", 500), "Foo")
    assert labels(cleaned) == ["nav", "nav", "body"]


def test_nothing_may_take_the_last_of_the_body() -> None:
    """A claim of one or two prose blocks ... needs only that some body is left."""
    cleaned = examined("rules: [{move: title, line: T}, {drop: nav, line: x*}]", "T", prose("x"))
    assert labels(cleaned) == ["title", "body"]
    assert refusals(cleaned) == ["`nav` in block 2: nothing would be left of the body"]


@pytest.mark.parametrize(("words", "refused"), [(14, False), (15, True)])
def test_prose_is_fifteen_words_and_more(words: int, refused: bool) -> None:
    """Prose is blocks of 15 words and more; a word is a run of letters or digits."""
    assert bool(refusals(examined("rules: [{drop: nav, line: x*}]", prose("x", words)))) is refused


@pytest.mark.parametrize(("letters", "refused"), [(28, False), (29, True)])
def test_in_scripts_without_spaces_two_letters_are_a_word(letters: int, refused: bool) -> None:
    """DESIGN: in scripts without spaces two letters count as one."""
    assert bool(refusals(examined("rules: [{drop: nav, line: '*'}]", "新" * letters))) is refused


@pytest.mark.parametrize(("share", "refused"), [(60, False), (59, True)])
def test_a_large_drop_may_take_its_share_of_the_prose(share: int, refused: bool) -> None:
    """Any other claim that takes prose: drops count together against `max_prose`."""
    lines = [prose("x")] * 3 + [prose("y")] * 2
    cleaned = examined(f"guards: {{max_prose: {share}%}}\nrules: [{{drop: nav, line: x*}}]", *lines)
    assert labels(cleaned) == (["body"] * 5 if refused else ["nav"] * 3 + ["body"] * 2)
    if refused:
        assert refusals(cleaned) == ["`nav` in block 1: drops would take 60 of 100 words of prose; max_prose is 59%"]


def test_large_drops_count_together() -> None:
    """DESIGN: drops count together against `max_prose`."""
    lines = [prose("x")] * 3 + [prose("y")] * 3 + [prose("z")] * 4
    cleaned = examined("guards: {max_prose: 50%}\nrules: [{drop: nav, line: x*}, {drop: ad, line: y*}]", *lines)
    assert labels(cleaned) == ["nav"] * 3 + ["body"] * 7
    assert refusals(cleaned) == ["`ad` in block 4: drops would take 120 of 200 words of prose; max_prose is 50%"]


def test_moves_do_not_count_as_drops() -> None:
    """DESIGN: drops count together against `max_prose`."""
    lines = [prose("x")] * 3 + [prose("y")] * 3 + [prose("z")] * 4
    cleaned = examined("guards: {max_prose: 30%}\nrules: [{move: related, line: x*}, {drop: ad, line: y*}]", *lines)
    assert labels(cleaned) == ["related"] * 3 + ["ad"] * 3 + ["body"] * 4


@pytest.mark.parametrize(
    ("taken", "left", "refused"),
    [(5, 19, False), (10, 19, True), (10, 20, False), (200, 399, False)],
    ids=["a tenth", "too few", "min_words", "many"],
)
def test_so_many_words_or_a_tenth_must_be_left(taken: int, left: int, refused: bool) -> None:
    """DESIGN: it is refused, too, where fewer than `min_words` and under a tenth of the document's words would be left."""
    cleaned = examined("rules: [{move: related, line: x*}]", *[prose("x")] * taken, prose("y", left))
    assert labels(cleaned) == ["body" if refused else "related"] * taken + ["body"]
    if refused:
        assert refusals(cleaned) == ["`related` in block 1: 19 of 219 words would be left; min_words is 20"]


def test_min_words_is_a_file_s_to_say() -> None:
    """`guards: {max_prose: 60%, min_words: 20}`."""
    lines = [*[prose("x")] * 10, prose("y", 5)]
    assert refusals(examined("rules: [{move: related, line: x*}]", *lines))
    assert not refusals(examined("guards: {min_words: 5}\nrules: [{move: related, line: x*}]", *lines))


def test_a_run_with_items_needs_only_that_some_body_is_left() -> None:
    """A claim of one or two prose blocks, or a run in which `each` finds an item, needs only that some body is left."""
    lines = ["Body", "Comments", "By Ann", *[prose("x")] * 50]
    run = "rules: [{move: comments, from: Comments, to: <end>"
    assert labels(examined(f"{run}, each: 'By {{author}}'}}]", *lines)) == ["body", *["comments"] * 52]
    assert labels(examined(f"{run}, each: 'From {{author}}'}}]", *lines)) == ["body"] * 53


def test_a_rule_applies_whole_or_not_at_all() -> None:
    """A rule applies whole or is refused and reported."""
    cleaned = examined("rules: [{drop: nav, line: x*}]", "x", prose("y"), *[prose("x")] * 9)
    assert labels(cleaned) == ["body"] * 11
    assert refusals(cleaned) == ["`nav` in block 1: drops would take 180 of 200 words of prose; max_prose is 60%"]


def test_a_refused_run_tries_its_next_anchor() -> None:
    """DESIGN: a refused run tries its next anchor."""
    lines = ["A", *[prose("x")] * 6, "A", prose("y"), "Z", *[prose("z")] * 2]
    cleaned = examined("rules: [{drop: nav, from: A, to: Z}]", *lines)
    assert labels(cleaned) == ["body"] * 7 + ["nav"] * 3 + ["body"] * 2
    assert len(refusals(cleaned)) == 1


def test_a_refused_rule_leaves_its_blocks_to_the_next() -> None:
    """A rule applies whole or is refused and reported."""
    rules = "rules: [{drop: nav, line: x*}, {drop: ad, line: 'x 1*'}]"
    assert labels(examined(rules, *[prose("x 1")], *[prose("x")] * 9)) == ["ad"] + ["body"] * 9


def test_copies_and_kept_blocks_take_nothing() -> None:
    """`copy` and `keep` claim a block as `body`."""
    assert not refusals(examined("rules: [{keep: body, line: '*'}]", *[prose("x")] * 9))
