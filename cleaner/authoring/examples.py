"""The examples that rules carry: every `hits` must match its rule, every `spares` must not.

An example is one line, or a small document whose line marked `>>` is meant; only in the latter are neighbours asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cleaner.engine.conditions import holds_alone, holds_beside, is_match
from cleaner.engine.literals import FoldedDocument
from cleaner.engine.program import CompiledRule, Program
from cleaner.reading.blocks import split
from cleaner.rulebook.book import SHIPPED, RuleBook
from cleaner.rulebook.rules import Rule

MARK: Final = ">>"


class ExampleFailure(NamedTuple):
    """An example that does not do what it says: `kind` is `hits` or `spares`."""

    rule_set: str
    rule: Rule
    kind: str
    example: str

    def __str__(self) -> str:
        verb = "does not match" if self.kind == "hits" else "matches"
        return f"{self.rule.place}: {self.rule.id}, {self.kind}: `{self.example}` {verb}"


def check_examples(book: RuleBook) -> tuple[ExampleFailure, ...]:
    """All examples of a rule book that fail, set by set in the order of the rules."""
    names = [name for name in book.sets if not name.startswith(SHIPPED)]
    return tuple(failure for name in names for failure in _check_set(book, name))


def _check_set(book: RuleBook, name: str) -> Iterator[ExampleFailure]:
    program = Program(book.effective(name))
    for compiled in program.rules:
        if compiled.origin != name:
            continue
        rule, language = compiled.rule, program.effective.language
        for kind, examples, wanted in (("hits", rule.hits, True), ("spares", rule.spares, False)):
            for example in examples:
                if is_hit(compiled, example, rule.conditions.language or language) is not wanted:
                    yield ExampleFailure(name, rule, kind, example)


def is_hit(rule: CompiledRule, example: str, language: str | None) -> bool:
    """Whether a rule would take the line that an example means; places (`at`) are not asked."""
    lines = [line for line in example.split("\n") if line.strip()]
    meant = next((number for number, line in enumerate(lines) if line.startswith(MARK)), 0)
    document = FoldedDocument(split("\n".join(line.removeprefix(MARK) for line in lines), "lines"))
    if meant >= len(document) or not holds_alone(rule, document, meant, language):
        return False
    if len(lines) > 1 and not holds_beside(rule, document, meant - 1, meant + 1):
        return False
    if rule.piece is not None:
        folded, text = document.folded[meant], document.texts[meant]
        return any(matcher.pieces(folded, text) for matcher in rule.piece.matchers)
    return rule.start is None or is_match(rule.start, document, meant)
