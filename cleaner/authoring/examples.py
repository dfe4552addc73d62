"""The examples that rules carry: every `hits` must match its rule, every `spares` must not.

An example is one line, or a small document whose line marked `>>` is meant; only in the latter are neighbours asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cleaner.authoring.as_yaml import interval_value
from cleaner.engine.conditions import holds_alone, is_match
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.matching import SlowExpression
from cleaner.engine.program import AnyOf, CompiledRule, compile_rules
from cleaner.reading.blocks import split
from cleaner.rulebook.book import SHIPPED, RuleBook, lineage
from cleaner.rulebook.rules import Rule, Run
from cleaner.text.words import in_script

MARK: Final = ">>"


class ExampleFailure(NamedTuple):
    """An example that does not do what it says: `kind` is `hits` or `spares`, `why` what it does instead."""

    rule_set: str
    rule: Rule
    kind: str
    example: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule.place}: {self.said}"

    @property
    def said(self) -> str:
        """The failure on one line, without its place."""
        return f"{self.rule.id}, {self.kind}: `{' ⏎ '.join(self.example.splitlines())}` {self.why}"


class Meant(NamedTuple):
    """An example as a small document, and the block that is meant; `alone`: it is one line, without neighbours."""

    document: FoldedDocument
    block: int
    alone: bool


def check_examples(book: RuleBook, names: Iterable[str] | None = None) -> tuple[ExampleFailure, ...]:
    """The examples of rule sets that fail, set by set in the order of the rules; `names` are all sets if not given."""
    if names is None:
        names = [name for name in book.sets if not name.startswith(SHIPPED)]
    return tuple(failure for name in names for failure in _check_set(book, name))


def _check_set(book: RuleBook, name: str) -> Iterator[ExampleFailure]:
    language = language_of(book, name)
    for compiled in compile_rules(((name, rule) for rule in book.sets[name].rules), language):
        yield from failing_examples(compiled, language)


def language_of(book: RuleBook, name: str) -> str | None:
    """The language that a rule set says or inherits."""
    return next((book.sets[each].language for each in lineage(book, name) if book.sets[each].language), None)


def failing_examples(compiled: CompiledRule, language: str | None) -> Iterator[ExampleFailure]:
    """The examples of a rule that do not do what they say; `language` is that of its rule set."""
    rule = compiled.rule
    language = rule.conditions.language or language
    for kind, examples in (("hits", rule.hits), ("spares", rule.spares)):
        for example in examples:
            try:
                part = failing_part(compiled, read_example(example), language)
            except SlowExpression:
                yield ExampleFailure(compiled.origin, rule, kind, example, "takes an expression too long")
                continue
            if part and kind == "hits":
                why = f"does not match, by its `{part}`{_counted(compiled, example, part)}"
                yield ExampleFailure(compiled.origin, rule, kind, example, why)
            elif not part and kind == "spares":
                yield ExampleFailure(compiled.origin, rule, kind, example, "matches")


def _counted(rule: CompiledRule, example: str, part: str) -> str:
    """How many words an example has and should have, where that is what fails."""
    document, block, _ = read_example(example)
    if part != "words":
        return ""
    count = document.word_count(block)
    return f": it has {count} word{'s' * (count != 1)}, wants {interval_value(rule.rule.conditions.words)}"


def is_hit(rule: CompiledRule, example: str, language: str | None) -> bool:
    """Whether a rule would take the line that an example means; places (`at`) are not asked."""
    return not failing_part(rule, read_example(example), language)


def failing_part(rule: CompiledRule, example: Meant, language: str | None) -> str:
    """The key of a rule that keeps it from taking the line that an example means; "" where it would take it."""
    document, block, alone = example
    if block >= len(document):
        return "hits"
    if rule.start is not None and not is_match(rule.start, document, block):
        return "from" if isinstance(rule.rule.span, Run) else "line"
    if rule.piece is not None and not _has_piece(rule.piece, document, block):
        return "piece"
    if not holds_alone(rule, document, block, language):
        return _failing_condition(rule, document, block, language)
    for key, patterns, beside in () if alone else (("prev", rule.prev, block - 1), ("next", rule.next, block + 1)):
        if patterns is not None and not is_match(patterns, document, beside):
            return key
    return ""


def _has_piece(piece: AnyOf, document: FoldedDocument, block: int) -> bool:
    folded, text = document.folded[block], document.texts[block]
    return any(matcher.pieces(folded, text) for matcher in piece.matchers)


def _failing_condition(rule: CompiledRule, document: FoldedDocument, block: int, language: str | None) -> str:
    conditions = rule.rule.conditions
    if conditions.language is not None and conditions.language != language:
        return "language"
    if rule.unless is not None and is_match(rule.unless, document, block):
        return "not"
    return "script" if conditions.script and not in_script(document.texts[block], conditions.script) else "words"


def read_example(example: str) -> Meant:
    """An example's text as a small document."""
    lines = [line for line in example.split("\n") if line.strip()]
    meant = next((number for number, line in enumerate(lines) if line.startswith(MARK)), 0)
    blocks = split("\n".join(line.removeprefix(MARK) for line in lines), "lines")
    return Meant(FoldedDocument(blocks), meant, len(lines) <= 1)
