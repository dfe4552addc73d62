"""Promises 3 and 4: the same input and the same rules give the same output, and more rules change nothing."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from cleaner import Article, Cleaner, Document, RuleBook, load_rules
from cleaner.authoring.cases import Case, find_cases
from cleaner.reading.decoding import decode
from cleaner.rulebook.book import UNKNOWN

Rules = list[dict[str, Any]]
PHASES = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
FEW = settings(max_examples=40, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
BOOK = load_rules()
SHIPPED = Cleaner(BOOK)
RULES_ALONE = Cleaner(RuleBook({name: s for name, s in BOOK.sets.items() if not name.endswith(UNKNOWN)}), score=False)
EXAMPLES = sorted({hit for s in BOOK.sets.values() for rule in s.rules for hit in rule.hits})
CASES = [case for case in find_cases(Path(__file__).parents[2] / "fixtures") if case.path.suffix == ".txt"]
FURNITURE = sorted({line.removeprefix(">>").strip() for hit in EXAMPLES for line in hit.splitlines()})
PROSE = [
    "The council voted on Tuesday to close the old harbour bridge for repairs that will take at least two years.",
    '"We cannot wait until something falls," said the mayor, who had long been against the work on the bridge.',
    "Engineers found cracks in four of its eleven pillars last spring, and heavy lorries have been kept off it.",
    "Der Gemeinderat hat am Dienstag beschlossen, die alte Hafenbrücke für mindestens zwei Jahre zu sperren.",
    "صوت المجلس يوم الثلاثاء على إغلاق جسر الميناء القديم من أجل إصلاحات تستغرق عامين على الأقل وتكلف الكثير.",
    "El ayuntamiento decidió el martes cerrar el viejo puente del puerto durante al menos dos años para repararlo.",
    "La mairie a décidé mardi de fermer le vieux pont du port pendant au moins deux ans pour le réparer enfin.",
    "Городской совет решил во вторник закрыть старый портовый мост на ремонт, который займёт не менее двух лет.",
    "市议会周二投票决定关闭旧港口大桥，进行至少需要两年的维修，费用超过该镇一年的全部学校开支。",
]
SHORT = [
    "Jane Doe",
    "By Jane Doe",
    "Joe Bloggs, Monday",
    "Bridge to close",
    "What happens next?",
    "- He said no.",
    "3 May 2012",
]
LINES = st.one_of(
    st.sampled_from(PROSE), st.sampled_from(SHORT), st.sampled_from(FURNITURE), st.sampled_from(FURNITURE)
)


def twice(text: str, **known: str) -> tuple[Article, Article]:
    """The article of a text, and that of its body with nothing said of where it is from.

    What rules for its source keep may look like furniture to the scorer, and like a byline to what is only asked of
    unknown sources. So the shared rules alone clean it again.
    """
    article = SHIPPED.clean(Document(text=text, **known))  # type: ignore[arg-type]
    return article, (SHIPPED if article.source is None else RULES_ALONE).clean(Document(text=article.body))


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=16))
@example(["Thumb cedar_reader 12 January 2012, 10:11", "Jane Doe", "What happens next?", PROSE[0]])
@example([PROSE[0], "Comments", "Read more", "Save the whales", PROSE[1]])
def test_cleaning_a_body_again_changes_nothing(lines: list[str]) -> None:
    """DESIGN: cleaning a body again changes nothing where no source is given."""
    article, again = twice("\n".join(lines))
    assume(article.source is None)  # the rules of a source may keep what those of another language take
    assert again.body == article.body


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_cleaning_the_body_of_a_case_again_changes_nothing(case: Case) -> None:
    """DESIGN: cleaning a body again changes nothing where no source is given."""
    article, again = twice(decode(case.path.read_bytes()).text)
    assert again.body == article.body


@FEW
@given(data=st.data())
def test_the_order_of_documents_and_a_pickled_cleaner_change_nothing(
    data: st.DataObject,
    any_rules: SearchStrategy[Rules],
    any_text: SearchStrategy[str],
    cleaner_with: Callable[..., Cleaner],
) -> None:
    """Same input, same rules, same output, whatever the number of workers, the order, or an interruption."""
    cleaner = cleaner_with(data.draw(any_rules))
    documents = [Document(text=text, source="s") for text in data.draw(st.lists(any_text, max_size=4))]
    articles = list(cleaner.clean_many(documents))
    assert list(cleaner.clean_many(reversed(documents))) == articles[::-1]
    assert list(pickle.loads(pickle.dumps(cleaner)).clean_many(documents)) == articles  # noqa: S301 (our own)


def in_block_style(rules: Rules) -> str:
    """The same rules as people write them: in lines, single quotes, other order of keys, and with comments."""

    def scalar(value: str | list[Any] | dict[str, Any]) -> str:
        if isinstance(value, list):
            return "[" + ", ".join(map(scalar, value)) + "]"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {scalar(item)}" for key, item in value.items()) + "}"
        return "'" + value.replace("'", "''") + "'"

    lines = ["# another file", "language: en   # of the pages", "source: 's'", "rules:"]
    for rule in rules:
        keys = [f"{key}: {scalar(value)}   # said" for key, value in reversed(rule.items())]
        lines += ["  # a rule", "  - " + "\n    ".join([*keys, "why: because", "spares: [not this]"])]
    return "\n".join(lines)


@FEW
@given(data=st.data())
def test_the_hash_is_that_of_what_the_rules_say(
    data: st.DataObject,
    any_rules: SearchStrategy[Rules],
    file_with: Callable[..., str],
    book_with: Callable[..., RuleBook],
) -> None:
    """The record carries the hash of the rules that made it."""
    rules = data.draw(any_rules)
    book = book_with(("a", file_with(rules)), ("b", in_block_style(rules)))
    assert book.effective("a").hash == book.effective("b").hash


CHANGED = {"line": "Foo", "at": "1", "words": "..9", "not": "x", "language": "de", "script": "Latin", "next": "y"}


@pytest.mark.parametrize("key", [*CHANGED, "drop", "id", "guards", "verb", "order"])
def test_a_changed_rule_has_another_hash(
    key: str, file_with: Callable[..., str], book_with: Callable[..., RuleBook]
) -> None:
    """A changed rule changes people's data sets."""
    rules = [{"drop": "nav", "id": "one", "line": "Bar"}, {"drop": "ad", "line": "Advertisement"}]
    changed = json.loads(json.dumps(rules))
    guards = {"guards": {"min_words": "5"}} if key == "guards" else {}
    if key == "order":
        changed.reverse()
    elif key == "verb":
        changed[0] = {"move": "related", "id": "one", "line": "Bar"}
    elif key not in guards:
        changed[0][key] = CHANGED.get(key, "share")
    book = book_with(("a", file_with(rules)), ("b", file_with(changed, **guards)))
    assert book.effective("a").hash != book.effective("b").hash


@FEW
@given(data=st.data())
def test_other_loaded_sets_change_nothing(
    data: st.DataObject,
    any_rules: SearchStrategy[Rules],
    any_text: SearchStrategy[str],
    file_with: Callable[..., str],
    book_with: Callable[..., RuleBook],
) -> None:
    """The number of rules is free: the cost of a document depends on its length, not on how many sources are loaded."""
    own = ("s", file_with(data.draw(any_rules), fingerprints=["Share Foo*"]))
    others = [
        (f"other-{n}", file_with(rules, source=f"o{n}", hosts=[f"o{n}.example"], fingerprints=[f"mark of o{n}"]))
        for n, rules in enumerate(data.draw(st.lists(any_rules, max_size=3)))
    ]
    alone, together = Cleaner(book_with(own)), Cleaner(book_with(own, *others))
    for text in data.draw(st.lists(any_text, max_size=3)):
        for known in ({"source": "s"}, {"url": "http://s.example/"}, {}):
            document = Document(text=text, **known)  # type: ignore[arg-type]
            assert together.clean(document) == alone.clean(document)
