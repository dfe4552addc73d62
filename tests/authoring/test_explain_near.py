"""Patterns that fail on one character: which they are, what differs, and of which blocks and rules they are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, Document, RuleBook, load_rules
from cleaner.authoring.explain import Explainer
from cleaner.authoring.explain.nearness import Edit, halves, near_match
from cleaner.authoring.explain.terminal import lines
from cleaner.engine.matching import Matcher
from cleaner.rulebook.files import read_text
from cleaner.rulebook.patterns import Literal, Template, parse_template
from cleaner.text.folding import fold


def near(pattern: str, block: str) -> Edit | None:
    return near_match(parse_template(pattern), "en", fold(block), block)


@pytest.mark.parametrize(
    ("pattern", "block", "edit"),
    [
        pytest.param("Share this page", "Share thiz page", Edit("s", "z", 9), id="another one"),
        pytest.param("Share this page", "Share this page!", Edit("", "!", 15), id="one more at the end"),
        pytest.param("Share this page", "»Share this page", Edit("", "»", 0), id="one more at the start"),
        pytest.param("Share this page", "Share tthis page", Edit("", "t", 7), id="one more within"),
        pytest.param("Share this page", "Share this pag", Edit("e", "", 14), id="one less at the end"),
        pytest.param("Share this page", "hare this page", Edit("s", "", 0), id="one less at the start"),
        pytest.param("Share this page", "Sharethis page", Edit(" ", "", 5), id="one less within"),
        pytest.param("Share this page", "Shаre this page", Edit("a", "а", 2), id="a letter of another alphabet"),
        pytest.param("Share this page", "Share  this   p…age", None, id="three more, by folding"),
        pytest.param("Page {:int} of {:int}", "Page 2 af 14", None, id="too short a literal between numbers"),
        pytest.param("Comments {:int}", "Comment 5", Edit("s", "", 7), id="before a number"),
        pytest.param("Comments {:int}", "Comments (5", Edit("", "(", 9), id="one more before a number"),
        pytest.param("Comments {:int}", "Comments five", None, id="no number"),
        pytest.param("Updated on {:date}", "Updated an 4 May 2012", Edit("o", "a", 8), id="before a date"),
        pytest.param("Read more: *", "Read more - the storm", Edit(":", "", 9), id="before a gap"),
        pytest.param("*in your inbox", "News in you inbox", Edit("r", "", 11), id="behind a gap"),
        pytest.param("News * in your inbox", "Newz daily in your inbox", None, id="a short literal before a gap"),
        pytest.param("Sign up * in your inbox", "Sign up now in your inbax", Edit("o", "a", 23), id="one of two literals"),
        pytest.param("Sign up * in your inbox", "Sing up now in your inbax", None, id="both literals"),
        pytest.param("Share on *", "Share on", Edit(" ", "", 8), id="nothing for the gap"),
        pytest.param("Share this on *", "Share this onion", None, id="a word that goes on across the edge"),
        pytest.param("* told the Post", "Retold the Post", None, id="a word that begins before the edge"),
        pytest.param("Share", "Share", None, id="a match"),
        pytest.param("Tag", "Tags", None, id="too short a literal"),
        pytest.param("Tags", "Tag", Edit("s", "", 3), id="the shortest literal"),
        pytest.param("Written by {authors}", "Writen by Jane Hale", Edit("t", "", 3), id="before a name"),
        pytest.param("Written by {authors}", "Writen by the sea", None, id="no name"),
    ],
)  # fmt: skip
def test_what_differs(pattern: str, block: str, edit: Edit | None) -> None:
    assert near(pattern, block) == edit


WORDS = st.text("ab -é", min_size=1, max_size=12).map(lambda text: f"x{text}y")
TEMPLATES = st.one_of(
    WORDS,
    st.builds("{} {{:int}}".format, WORDS),
    st.builds("{{:int}} {}".format, WORDS),
    st.builds("{}{{:int}}{}".format, WORDS, WORDS),
    st.builds("{}*".format, WORDS),
    st.builds("*{}".format, WORDS),
    st.builds("{} * {}".format, WORDS, WORDS),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Template, str]:
    """A pattern, and a block that is like it."""
    source = draw(TEMPLATES)
    block = source.replace("{:int}", "7").replace("*", draw(st.text("ab ", max_size=5)))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(block)))
        block = block[:at] + draw(st.sampled_from(["", "a", "b", "é", "!"])) + block[at + draw(st.integers(0, 1)) :]
    return parse_template(source), block.strip()


def edits(template: Template, letters: str) -> list[Template]:
    """All patterns that differ by one character of a literal that is long enough, for patterns without gaps."""
    found = []
    for number, part in enumerate(template.parts):
        if isinstance(part, Literal) and len(part.text.strip(" ")) >= 4:
            text = part.text
            texts = {text[:at] + text[at + 1 :] for at in range(len(text))}
            texts |= {text[:at] + c + text[at + 1 :] for at in range(len(text)) for c in letters}
            texts |= {text[:at] + c + text[at:] for at in range(len(text) + 1) for c in letters}
            parts = (*template.parts[:number], None, *template.parts[number + 1 :])
            found += [Template("", tuple(Literal(t) if p is None else p for p in parts)) for t in sorted(texts)]
    return found


@given(pairs())
def test_without_gaps_it_is_told_exactly_where_one_edit_makes_the_pattern_match(pair: tuple[Template, str]) -> None:
    template, block = pair
    if not block or "*" in template.source:
        return
    folded = fold(block)
    matches = Matcher(template, "en").match(folded, block) is not None
    possible = any(Matcher(e, "en").match(folded, block) is not None for e in edits(template, "".join({*folded})))
    assert (near_match(template, "en", folded, block) is not None) == (possible and not matches)


@given(pairs())
def test_the_character_told_is_the_one_that_keeps_the_pattern_from_matching(pair: tuple[Template, str]) -> None:
    """Put right in the block, the pattern matches."""
    template, block = pair
    edit = near_match(template, "en", fold(block), block) if block else None
    if edit is not None:
        mended = block[: edit.offset] + edit.wanted + block[edit.offset + len(edit.found) :]
        assert Matcher(template, "en").match(fold(block), block) is None
        if "  " not in mended and mended == mended.strip():  # else folding takes the mending away
            assert Matcher(template, "en").match(fold(mended), mended) is not None


@given(pairs())
def test_every_near_miss_holds_a_half_of_its_literal(pair: tuple[Template, str]) -> None:
    """The index looks for these halves and for nothing else."""
    template, block = pair
    if block and near_match(template, "en", fold(block), block) is not None:
        assert any(half in f"\n{fold(block)}\n" for half in halves(template))


@pytest.mark.parametrize("letter", ["a", "ab "])
def test_a_long_block_of_few_letters_costs_no_more_than_its_length(letter: str) -> None:
    """Places of a literal's half that are looked at have a limit: else this would take hours."""
    block = letter * 200_000
    template = parse_template(f"*{letter * 20}!!{letter * 20}*")
    assert near_match(template, "en", fold(block), block) is None


# In a document


def misses(rules: str, *lines: str, **parents: str) -> list[str]:
    """The near misses of a text of some lines, as rule, place and sentence."""
    sets = {}
    for name, content in {"s": f"source: s\nlanguage: en\n{rules}", **parents}.items():
        rule_set, errors, _ = read_text(content, f"{name}.yaml", name)
        assert rule_set is not None, errors
        sets[name] = rule_set
    explained = Explainer(Cleaner(RuleBook(sets))).explain(Document(text="\n".join(lines), source="s"))
    return [f"{miss.rule} ({miss.place}): {miss.says}" for miss in explained.near_misses]


@pytest.mark.parametrize(
    ("rules", "lines", "said"),
    [
        pytest.param(
            "rules: [{drop: share, line: [Print, Share this page]}]",
            ["Bread was sold.", "Share thiz page"],
            ["share (s.yaml:3): `line` fails on one character of block 2: `z` stands there in place of `s` in `Share this page`"],
            id="line",
        ),
        pytest.param(
            "rules: [{drop: related, from: 'Read also:', to: <end>}]",
            ["Bread was sold.", "Read also", "The mill"],
            ["related (s.yaml:3): `from` fails on one character of block 2: `:` is missing there, and stands in `Read also:`"],
            id="from",
        ),
        pytest.param(
            "rules: [{move: comments, from: 'Comments {:int}', next: 'Reader *, {:date}', to: <end>}]",
            ["Bread was sold.", "Comments 5", "Readers Ann, 4 May 2012"],
            [],
            id="next, of too few letters before a gap",
        ),
        pytest.param(
            "rules: [{move: comments, from: 'Comments {:int}', next: 'Written by reader *', to: <end>}]",
            ["Bread was sold.", "Comments 5", "Writen by reader Ann"],
            ["comments (s.yaml:3): `next` fails on one character of block 3, for block 2: `t` is missing there, and stands in `Written by reader *`"],
            id="next",
        ),
        pytest.param(
            "rules: [{drop: other, line: '*correspondent', prev: 'Reported by'}]",
            ["Reportet by", "Harbour correspondent"],
            ["other (s.yaml:3): `prev` fails on one character of block 1, for block 2: `t` stands there in place of `d` in `Reported by`"],
            id="prev",
        ),
        pytest.param(
            "rules: [{drop: related, from: Read also, until: Most read}]",
            ["Read also", "The mill", "Most raed", "Mast read"],
            [
                "related (s.yaml:3): its run begins at block 1, and `until` matches no block below: `Most read`",
                "related (s.yaml:3): `until` fails on one character of block 4, for block 1: `a` stands there in place of `o` in `Most read`",
            ],
            id="until",
        ),
        pytest.param(
            "rules: [{drop: related, from: Read also, to: [One end, Two ends, Three ends, Four ends, Five ends]}]",
            ["Read also", "x", "Read also", "y"],
            ["related (s.yaml:3): its run begins at block 1, and at 1 more, and `to` matches no block below: `One end`, `Two ends`, `Three ends` and 2 more"],
            id="several beginnings without an end",
        ),
        pytest.param(
            "rules: [{drop: nav, from: <top>, until: '{:date}'}]",
            ["Home", "Bread was sold."],
            ["nav (s.yaml:3): its run begins at block 1, and `until` matches no block below: `{:date}`"],
            id="from the top without an end",
        ),
        pytest.param(
            "rules: [{drop: nav, from: '{:date}', to: Home}]",
            ["4 May 2012", "Bread was sold."],
            ["nav (s.yaml:3): its run begins at block 1, and `to` matches no block below: `Home`"],
            id="a beginning that no index can tell, without an end",
        ),
        pytest.param("rules: [{drop: nav, from: Read also, to: <end>}]", ["Read also", "x"], [], id="the document's end"),
        pytest.param(
            "rules: [{move: byline, line: 'By {authors}', at: ..2}]",
            ["a", "b", "c", "d", "By Jane Hale", "By Tom Ray"],
            ["byline (s.yaml:3): all holds but `at: ..2`, by 3: block 5 is number 5 of 6 blocks that are free by then"],
            id="a place",
        ),
        pytest.param(
            "rules: [{drop: related, from: Read also, to: The end, at: -3..}]",
            ["Read also", "Read also", "x", "The end", "x", "x", "x"],
            ["related (s.yaml:3): all holds but `at: -3..`, by 3: block 2 is number 2 of 7 blocks that are free by then"],
            id="a run's place, where it has an end",
        ),
        pytest.param(
            "rules: [{move: byline, line: 'By {authors}', at: 1, next: '{:date}'}]", ["a", "By Jane Hale"], [],
            id="a place, and more",
        ),
        pytest.param(
            "rules: [{drop: share, line: Share this page, at: 1}]", ["Bread was sold.", "Share this pag"], [], id="another place"
        ),
        pytest.param(
            "rules: [{drop: share, line: Share this page, words: ..3}]", ["Share this pag e"], [], id="too many words"
        ),
        pytest.param(
            "rules: [{drop: ad, line: Share*}, {drop: share, line: Share this page}]", ["Share this pag"], [], id="another's block"
        ),
        pytest.param(
            "rules: [{drop: related, from: 'Read also:', until: Most read}]", ["Read also", "x"], [], id="a beginning by little, without an end"
        ),
    ],
)  # fmt: skip
def test_of_which_blocks_and_rules_they_are_told(rules: str, lines: list[str], said: list[str]) -> None:
    assert misses(rules, *lines) == said


def test_fingerprints_that_fail_by_little_are_told_where_the_source_is_unknown() -> None:
    rule_set, errors, _ = read_text("source: post\nfingerprints: [The Ellery Post of today]\n", "post.yaml", "post")
    assert rule_set is not None, errors
    work = Explainer(Cleaner(RuleBook({"post": rule_set})))
    (miss,) = work.explain(Document(text="Bread was sold.\nThe Elery Post of today")).near_misses
    assert (miss.rule, miss.place, miss.part) == ("post", "post.yaml:2", "fingerprints")
    assert miss.says == (
        "one of its `fingerprints` fails on one character of block 2: `l` is missing there, and stands in `The Ellery Post of today`"
    )
    assert work.explain(Document(text="The Elery Post of today", source="post")).near_misses == ()


def test_the_place_told_is_that_of_the_pattern_in_its_file(tmp_path: Path) -> None:
    rules = "source: s\nrules:\n  - drop: share\n    line:\n      - Print\n      - 'Don''t share this page'\n"
    (tmp_path / "s.yaml").write_text(rules, "utf-8")
    work = Explainer(Cleaner(load_rules([tmp_path], shipped=False)))
    (miss,) = work.explain(Document(text="Don't share this pag", source="s")).near_misses
    assert miss.place == f"{tmp_path}/s.yaml:6:9"


def test_in_the_listing_what_fails_alike_stands_once() -> None:
    rule_set, errors, _ = read_text("source: s\nrules: [{drop: share, line: Share this page}]", "s.yaml", "s")
    assert rule_set is not None, errors
    text = "Share this pag\nBread\nShare this pag\nShare this pages\nShare this pag"
    explained = Explainer(Cleaner(RuleBook({"s": rule_set}))).explain(Document(text=text, source="s"))
    assert [line.partition(": ")[2] for line in lines(explained) if line.startswith("near miss")] == [
        "share (s.yaml:2): `line` fails on one character of block 1: `e` is missing there, and stands in `Share this page`; the same in 2 more blocks",
        "share (s.yaml:2): `line` fails on one character of block 4: `s` stands there, and not in `Share this page`",
    ]
