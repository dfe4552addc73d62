"""What lint proves of patterns and rules is so: checked against the engine on texts that hypothesis makes up."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, load_rules
from cleaner.authoring.lint.covering import Covered, covers
from cleaner.authoring.lint.linting import lint
from cleaner.authoring.lint.translating import as_templates, exact_template
from cleaner.engine.matching import compile_pattern
from cleaner.rulebook.patterns import Pattern, PatternError, parse_expression, parse_template

PIECES: Final = ("*", "a", "b", "ab", " ", "a b", "{:int}", "{=a|ab}", "{:text}", "7")
blocks = st.lists(st.sampled_from(("a", "b", " ", "7", "ab", "a b c")), min_size=1, max_size=6).map("".join)


def is_template(source: str) -> bool:
    try:
        parse_template(source)
    except PatternError:
        return False
    return True


templates = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join).filter(is_template)


def matches(pattern: Pattern, block: str) -> bool:
    text = " ".join(block.split())
    return bool(text) and compile_pattern(pattern, "en").match(text.casefold(), text) is not None


@settings(deadline=None)
@given(sources=st.lists(templates, min_size=8, max_size=12), texts=st.lists(blocks, min_size=10, max_size=20))
def test_a_pattern_that_covers_another_matches_all_that_it_does(sources: list[str], texts: list[str]) -> None:
    patterns = [parse_template(source) for source in sources]
    for general, special in product(patterns, patterns):
        if covers(general, special):
            assert [text for text in texts if matches(special, text) and not matches(general, text)] == []


@pytest.mark.parametrize(
    ("general", "special"),
    [
        ("Foo", "foo"), ("Foo*", "Foo bar"), ("*foo*", "a foo b"), ("*foo", "{x_a} foo"), ("a*b*c", "a b * c"),
        ("*", "{:date}"), ("By *", "By {authors}, {published}"), ("* of *", "Page {:int} of {:int}"), ("{author}", "{text}"),
    ],
)  # fmt: skip
def test_what_is_covered(general: str, special: str) -> None:
    assert covers(parse_template(general), parse_template(special))


@pytest.mark.parametrize(
    ("general", "special"),
    [
        ("Foo", "Foo*"), ("Foo *", "Foo"), ("*foo", "foo b"), ("a*a", "a"), ("{authors}", "By *"), ("{:int}", "7"),
        ("a*b*c", "a c b"), ("By *", "*By *"), ("{:int} *", "{published} *"),
    ],
)  # fmt: skip
def test_what_is_not_covered(general: str, special: str) -> None:
    assert not covers(parse_template(general), parse_template(special))


def test_an_expression_is_covered_by_itself_and_by_anything() -> None:
    expression = parse_expression("By [A-Z]+")
    assert covers(expression, parse_expression("By [A-Z]+"))
    assert covers(parse_template("*"), expression)
    assert not covers(expression, parse_template("By A"))


@given(sources=st.lists(templates, min_size=45, max_size=60), general=templates)
def test_an_index_of_many_patterns_gives_what_trying_each_gives(sources: list[str], general: str) -> None:
    patterns = [(parse_template(source), number) for number, source in enumerate(sources)]
    wide = parse_template(general)
    assert sorted(Covered(patterns).by(wide)) == [number for pattern, number in patterns if covers(wide, pattern)]


# Rules

GUARDS: Final = "guards: {max_prose: 100%, min_words: 0}\nrules:\n"
conditions = st.fixed_dictionaries(
    {},
    optional={
        "at": st.sampled_from(("1", "..2", "-2..")),
        "prev": st.sampled_from(("a", "'*a*'", "'a*'", "[a, b]")),
        "next": st.sampled_from(("a", "'*'", "'*b'", "[a, b]")),
        "not": st.sampled_from(("ab", "'*b'", "['*b', 'a*']")),
        "words": st.sampled_from(("1", "..2", "2..")),
    },
)
lines = st.sampled_from(
    (
        "line: a",
        "line: 'a*'",
        "line: '*a*'",
        "line: [a, b]",
        "line: a b",
        "from: a\n    to: '*b'",
        "from: 'a*'\n    to: <end>",
    )
)


@st.composite
def rules(draw: st.DrawFn) -> str:
    keys = "".join(f"    {key}: {value}\n" for key, value in draw(conditions).items())
    return f"  - drop: nav\n    id: NAME\n    {draw(lines)}\n{keys}"


documents = st.lists(blocks.filter(str.strip), min_size=1, max_size=6).map("\n".join)


@settings(deadline=None)
@given(drawn=st.lists(rules(), min_size=4, max_size=8), texts=st.lists(documents, min_size=5, max_size=10))
def test_a_rule_that_is_said_to_be_shadowed_never_acts(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[str], texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    text = GUARDS + "".join(rule.replace("NAME", f"rule-{number}") for number, rule in enumerate(drawn, 1))
    (folder / "post.yaml").write_text(f"source: post\n{text}", "utf-8")
    findings = [f for f in lint([folder], shipped=False) if f.name == "shadowed" and "it can never act" in f.what]
    idle = {f"rule-{finding.where.split()[1]}" for finding in findings}
    cleaner = Cleaner(load_rules([folder], shipped=False), blocks="lines")
    for document in texts:
        claims = cleaner.examine(document, source="post").labelling.claims
        assert idle & {claim.rule.rule.id for claim in claims} == set()


# Expressions


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Share this", ("Share this",)), ("(?i)read more", ("read more",)), (r"12\.05 \*", (r"12.05 \*",)),
        ("^By .+$", ("By *",)), (r"(?P<author>.+), (?P<published>.+)", ("{author}, {published:text}",)),
        (r"Page \d+ of \d+", ("Page {:int} of {:int}",)), ("Print|Share", ("Print", "Share")),
        ("(?:Print|Share) it", ("{=Print|Share} it",)), (r"By\s+(?P<agency>AP|AFP)", ("By {agency=AP|AFP}",)),
        ("Shares?", ()), ("[Ss]hare", ()), (".+.+", ()), (r"\w+", ()), ("(?<=a)b", ()), ("a{2}", ()), ("", ()),
        ("(Print)", ()), ("Share this (?:page|story)?", ()), (r"\p{Lu}.*", ()), ("Print|", ()),
    ],
)  # fmt: skip
def test_expressions_that_are_templates(expression: str, expected: tuple[str, ...]) -> None:
    assert as_templates(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(?i)read more", "read more"), (r"12\.05", "12.05"), ("Read more", ""), ("(?i)read .*", ""), ("(?i)press on", ""),
        ("(?i)caf\u00e9", ""), ("12  05", ""), ("`12`", ""), ("(?i)a|b", ""), (" 12", ""),
    ],
)  # fmt: skip
def test_expressions_that_a_template_may_replace(expression: str, expected: str) -> None:
    """Where case matters, where a gap is, and where a letter folds to two, it would not do the same."""
    assert exact_template(expression) == expected
