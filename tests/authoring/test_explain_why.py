"""Why a rule did not take a block: for each condition the words, and for all of them that they are the truth."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Document, RuleBook
from cleaner.authoring.cases import find_cases, run_case
from cleaner.authoring.explain import Explainer, Questions
from cleaner.authoring.explain.naming import Names
from cleaner.authoring.explain.tracing import Tracer
from cleaner.authoring.explain.trials import why
from cleaner.authoring.explain.values import Trial
from cleaner.authoring.explain.written import RuleFiles
from cleaner.cleaning import Cleaned
from cleaner.errors import InputError
from cleaner.rulebook.files import read_text

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PROSE = "The council voted on Tuesday to close the old harbour bridge for repairs that will take two years or more."


def book(rules: str, **parents: str) -> RuleBook:
    sets = {}
    for name, content in {"s": f"source: s\nlanguage: en\n{rules}", **parents}.items():
        rule_set, errors, _ = read_text(content, f"{name}.yaml", name)
        assert rule_set is not None, errors
        sets[name] = rule_set
    return RuleBook(sets)


def trials(rules: str, lines: list[str], block: int, **parents: str) -> list[Trial]:
    """What came of each rule on a block of a text of some lines; blocks count from 1."""
    cleaned = Cleaner(book(rules, **parents)).examine(Document(text="\n".join(lines), source="s"))
    return [*_why(cleaned, block)]


def _why(cleaned: Cleaned, block: int) -> tuple[Trial, ...]:
    tracer = Tracer(cleaned)
    return why(tracer, Names(tracer, RuleFiles()), block - 1).trials


@pytest.mark.parametrize(
    ("rule", "block", "outcome", "says"),
    [
        ("{drop: nav, line: Home}", 1, "claimed", "it claimed it: `line` matches, `Home`"),
        ("{drop: nav, line: [Start, Ho*]}", 1, "claimed", "it claimed it: `line` matches, `Ho*`"),
        ("{drop: nav, line: {re: 'H\\w+'}}", 1, "claimed", "it claimed it: `line` matches, `re: H\\w+`"),
        ("{drop: nav, line: Home}", 2, "line", "`line` does not match"),
        ("{drop: nav, at: 2}", 2, "claimed", "it claimed it: its conditions hold"),
        ("{drop: nav, at: 2}", 1, "at", "`at: 2`: it is number 1 of 6 blocks that are free by then"),
        ("{drop: nav, line: Sport, at: -3..}", 2, "at", "`at: -3..`: it is number 2 of 6 blocks that are free by then"),
        ("{drop: nav, line: Home, prev: Sport}", 1, "prev", "`prev` asks for a block before it, and there is none"),
        ("{drop: nav, line: Sport, prev: '{:date}'}", 2, "prev", "`prev` does not match block 1, `Home`"),
        ("{drop: nav, line: Sport, next: Home}", 2, "next", "`next` does not match block 3, `4 May 2012`"),
        ("{drop: nav, line: End, next: Home}", 6, "next", "`next` asks for a block behind it, and there is none"),
        ("{drop: nav, line: Sp*, not: [Home, '*rt']}", 2, "not", "`not` matches it: `*rt`"),
        ("{drop: nav, line: Sport, words: 2..}", 2, "words", "`words: 2..`: it has 1"),
        ("{drop: nav, line: The*, words: ..8}", 4, "words", "`words: ..8`: it has 20"),
        ("{drop: nav, line: Sport, script: Arabic}", 2, "script", "`script: Arabic`: most of its letters are of another"),
        ("{drop: nav, line: Sport, language: fr}", 2, "language", "`language: fr`: the document's is en"),
        ("{drop: nav, line: Sport, css: .nav}", 2, "css", "`css` asks for elements of a page: the rule never applies to text"),
        ("{drop: nav, line: Sport, xpath: //nav}", 2, "xpath", "`xpath` asks for elements of a page: the rule never applies to text"),
        ("{drop: nav, line: Sport, seen: 20%..}", 2, "seen", "`seen` asks for statistics of the source: the rule does not apply without them"),
        ("{cut: other, piece: Spo}", 2, "cut", "its piece was cut out of it"),
        ("{cut: other, piece: Spo}", 1, "piece", "`piece` is not in it"),
        ("{cut: other, piece: Spo, words: 2..}", 2, "words", "`words: 2..`: it has 1"),
        ("{drop: nav, from: Home, until: '{:date}'}", 1, "claimed", "it claimed it: `from` matches, `Home`"),
        ("{drop: nav, from: Home, until: '{:date}'}", 2, "claimed", "it claimed it, in its run from block 1"),
        ("{drop: nav, from: Home, to: '{:date}'}", 3, "claimed", "it claimed it, in its run from block 1: `to` matches, `{:date}`"),
        ("{drop: nav, from: <top>, to: Sport}", 1, "claimed", "it claimed it: `from` matches, `<top>`"),
        ("{drop: nav, from: Home, until: '{:date}'}", 3, "ended", "its run from block 1 ends before it: `until` matches block 3"),
        ("{drop: nav, from: Home, to: Sport}", 4, "ended", "its run from block 1 ends before it: `to` matches block 2"),
        ("{drop: nav, from: Sport, to: <end>}", 1, "from", "`from` matches neither it nor a block before it"),
        ("{drop: nav, from: Home, to: Foot}", 2, "no end", "its run begins at block 1 and has no end: `to` matches no block below"),
        ("{drop: nav, from: Home, next: Foot, to: <end>}", 1, "next", "`next` does not match block 2, `Sport`"),
        ("{drop: nav, from: Home, next: Foot, to: <end>}", 3, "next", "`from` matches block 1, and there `next` does not match block 2, `Sport`"),
        ("{drop: nav, from: <top>, until: Foot}", 3, "no end", "its run begins at block 1 and has no end: `until` matches no block below"),
        ("{drop: nav, from: <top>, until: Home}", 3, "ended", "its run from block 1 ends before it: `until` matches block 1"),
        ("{drop: nav, from: <top>, not: Home, until: Sport}", 3, "not", "it would begin at block 1, and there `not` matches it: `Home`"),
        ("{move: comments, from: Sport, to: <end>, each: '{published}'}", 3, "claimed", "it claimed it, in its run from block 2: `each` matches, `{published}`"),
    ],
)  # fmt: skip
def test_the_first_condition_that_failed(rule: str, block: int, outcome: str, says: str) -> None:
    lines = ["Home", "Sport", "4 May 2012", PROSE, f"{PROSE} It was late.", "End"]
    (trial,) = trials(f"rules: [{rule}]", lines, block)
    assert (trial.outcome, trial.says) == (outcome, says)


def test_the_order_of_conditions_is_that_of_the_handbook() -> None:
    rule = "line: {}, at: 1, prev: B, next: B, not: '*x', words: 9, script: Arabic, language: fr"
    lines = ["A", "x x", "C"]
    said = [trials(f"rules: [{{drop: nav, {rule.format(line)}}}]", lines, 2)[0].outcome for line in ("y", "x*")]
    assert said == ["line", "at"]
    names = ["at", "prev", "next", "not", "words", "script", "language"]
    parts = rule.split(", ")[1:]
    for number, name in enumerate(names):
        (trial,) = trials(f"rules: [{{drop: nav, {', '.join(['line: x*', *parts[number:]])}}}]", lines, 2)
        assert trial.outcome == name


def test_rules_before_and_behind_the_one_that_took_it() -> None:
    rules = "rules: [{drop: ad, line: B*}, {drop: nav, line: A*}, {drop: share, line: '*x'}, {drop: legal, line: C}]"
    found = trials(rules, ["A x", "y"], 1)
    assert [(trial.rule, trial.outcome, trial.says, trial.is_near) for trial in found] == [
        ("ad", "line", "`line` does not match", False),
        ("nav", "claimed", "it claimed it: `line` matches, `A*`", False),
        ("share", "owned", "`nav` owned it already; its own pattern matches, too", True),
        ("legal", "owned", "`nav` owned it already", False),
    ]


def test_a_refusal_says_the_guards_numbers() -> None:
    (trial,) = trials("guards: {max_prose: 10%}\nrules: [{drop: ad, line: The*}]", [PROSE] * 3 + ["End"], 1)
    assert trial.outcome == "refused"
    assert trial.says == "a guard refused it: drops would take 60 of 60 words of prose; max_prose is 10%"


def test_places_are_counted_at_the_turn_of_the_rule() -> None:
    rules = "rules: [{drop: ad, line: x}, {drop: nav, line: Home, at: 1}, {drop: legal, line: y}]"
    _, trial, _ = trials(rules, ["x", "y", "Home"], 3)
    assert trial.says == "`at: 1`: it is number 2 of 2 blocks that are free by then"


def test_a_fingerprint_is_told_as_what_took_a_block() -> None:
    found = trials(
        "fingerprints: [The Ellery Post*]\nhosts: [s.example]\nrules: []", ["Bread was sold.", "The Ellery Post"], 2
    )
    assert found == []
    cleaned = Cleaner(book("fingerprints: [The Ellery Post*]\nrules: []")).examine("Bread was sold.\nThe Ellery Post")
    (trial,) = _why(cleaned, 2)
    assert (trial.rule, trial.place, trial.outcome, trial.says) == (
        "fingerprint",
        "s.yaml:3",
        "claimed",
        "it holds a fingerprint",
    )


def test_the_second_round_is_told() -> None:
    """Shared rules that ask for a neighbour run again on what is left of the body."""
    parent = (
        "rules: [{drop: share, line: Share, prev: Bread*}, {drop: nav, line: bar}, {drop: ad, line: Ad, next: Bread*}]"
    )
    lines = ["Bread was sold.", "bar", "Share", "x"]
    found = trials("extends: [base]\nrules: []", lines, 3, base=parent)
    assert [(trial.rule, trial.outcome, trial.says, trial.again) for trial in found] == [
        ("share", "prev", "`prev` does not match block 2, `bar`", False),
        ("nav", "line", "`line` does not match", False),
        ("ad", "line", "`line` does not match", False),
        ("share", "claimed", "it claimed it: `line` matches, `Share`", True),
    ]
    kept = trials("extends: [base]\nrules: []", ["Milk was sold.", "bar", "Share"], 3, base=parent)
    assert [(trial.says, trial.again) for trial in kept if trial.rule == "share"] == [
        ("`prev` does not match block 2, `bar`", False),
        ("`prev` does not match block 1, `Milk was sold.`", True),
    ]


# That it is the truth


def contradictions(cleaned: Cleaned) -> Iterator[str]:
    """Blocks of which the trials say something else than what the engine did."""
    tracer = Tracer(cleaned)
    names = Names(tracer, RuleFiles())
    for block, owner in enumerate(cleaned.labelling.owners):
        found = why(tracer, names, block).trials
        claimed = [trial.rule for trial in found if trial.outcome == "claimed"]
        holds = [trial.rule for trial in found if trial.outcome == "holds"]
        if claimed != ([owner.rule.rule.id] if owner else []) or holds:
            yield f"block {block + 1}: {claimed} claimed it, {owner and owner.rule.rule.id} owns it; of {holds} all holds"


@pytest.mark.parametrize("folder", ["naharnet", "ahram-online", "untouched"])
def test_the_trials_of_the_cases_say_what_the_engine_did(folder: str) -> None:
    work = Cleaner()
    cases = [*find_cases(FIXTURES / folder)][::3]
    assert cases
    for case in cases:
        assert [*contradictions(run_case(case, work)[0])] == [], case.name


LINES = ["A", "B", "C 5", "D x", f"A {PROSE}"]
PATTERNS = ["A", "B", "'A*'", "'C {:int}'", "[A, B]"]
EVERYWHERE = [*PATTERNS, "'* x'", "'*'"]


@st.composite
def rules_of(draw: st.DrawFn, prefix: str) -> str:
    """Some rules of all kinds of spans and conditions; those of shared sets begin at what an index can tell."""
    own = prefix == "own"
    starts, anywhere = st.sampled_from(EVERYWHERE if own else PATTERNS), st.sampled_from(EVERYWHERE)
    found = []
    for number in range(draw(st.integers(1, 4))):
        verb = draw(st.sampled_from(["drop: ad", "move: tags", "keep: body", "copy: note"]))
        start = "<top>" if own and draw(st.integers(0, 4)) == 0 else draw(starts)
        end = draw(st.one_of(anywhere, st.just("<end>"), st.just("[B, <end>]")))
        run = f"from: {start}, {draw(st.sampled_from(['to', 'until']))}: {end}"
        span = draw(st.sampled_from([f"line: {draw(starts)}", run, *([""] if own else [])]))
        at = draw(st.sampled_from(["1", "..2", "2..3", "-2..", "2..-2", "-1"]))
        beside = [f"{key}: {draw(anywhere)}" for key in ("prev", "next", "not")]
        chosen = draw(st.lists(st.sampled_from([f"at: {at}", *beside, "words: 2.."]), unique=True, max_size=2))
        parts = [verb, f"id: {prefix}{number}", span, *(chosen or ([] if span else [f"at: {at}"]))]
        found.append(f"  - {{{', '.join(filter(None, parts))}}}")
    return "rules:\n" + "\n".join(found)


@settings(deadline=None)
@given(rules_of("own"), rules_of("shared"), st.lists(st.sampled_from(LINES), min_size=1, max_size=9))
def test_the_trials_say_what_the_engine_did(own: str, shared: str, lines: list[str]) -> None:
    """The rule that claimed a block is the one that owns it, and no other rule had all that it asks for."""
    rules = book(f"extends: [base]\n{own}", base=shared)
    cleaned = Cleaner(rules, blocks="lines").examine(Document(text="\n".join(lines), source="s"))
    assert [*contradictions(cleaned)] == []


# Questions


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        (Questions(kept=(0,)), "a.txt: --why-kept 0: there is no such block; its blocks are 1 to 3"),
        (Questions(removed=(4,)), "a.txt: --why-removed 4: there is no such block; its blocks are 1 to 3"),
        (Questions(removed=(-1,)), "a.txt: --why-removed -1: there is no such block; its blocks are 1 to 3"),
        (Questions(kept=(1,)), "a.txt: --why-kept 1: the block was removed as nav by `nav` (s.yaml:3); ask --why-removed 1"),
        (Questions(kept=(2,)), "a.txt: --why-kept 2: the block was moved as tags by `tags` (s.yaml:3); ask --why-removed 2"),
        (Questions(removed=(3,)), "a.txt: --why-removed 3: the block was kept; ask --why-kept 3"),
    ],
    ids=["zero", "too large", "negative", "removed", "moved", "kept"],
)  # fmt: skip
def test_questions_that_do_not_fit(questions: Questions, message: str) -> None:
    rules = book("rules: [{drop: nav, line: Home}, {move: tags, line: Sport}]")
    with pytest.raises(InputError) as caught:
        Explainer(Cleaner(rules)).explain(Document(id="a.txt", text="Home\nSport\nBread", source="s"), questions)
    assert str(caught.value) == message


def test_a_document_without_blocks_answers_no_question() -> None:
    with pytest.raises(InputError) as caught:
        Explainer(Cleaner(book("rules: []"))).explain(
            Document(id="a.txt", text=" \n", source="s"), Questions(kept=(1,))
        )
    assert str(caught.value) == "a.txt: --why-kept 1: there is no such block; it has none"


def test_a_kept_block_may_have_an_owner() -> None:
    rules = book("rules: [{keep: body, id: bread, line: Bread}]")
    (answer,) = Explainer(Cleaner(rules)).explain(Document(text="Bread", source="s"), Questions(kept=(1, 1))).why
    assert [trial.outcome for trial in answer.trials] == ["claimed"]
