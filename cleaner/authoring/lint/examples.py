"""Examples that are missing, and examples that do not do what they say."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.authoring.examples import failing_examples
from cleaner.authoring.lint.findings import Finding
from cleaner.authoring.lint.written import STARTS, WrittenFile, WrittenRule
from cleaner.engine.program import CompiledRule, compile_rules
from cleaner.rulebook.patterns import Expression
from cleaner.rulebook.values import listed


def check_examples(file: WrittenFile, language: str | None) -> Iterator[Finding]:
    """What is wrong with the examples of a file's rules; `language` is that of its documents."""
    compiled = {id(c.rule): c for c in compile_rules((("", rule.rule) for rule in file.rules), language)}
    for rule in file.rules:
        yield from _missing(file, rule)
        if id(rule.rule) in compiled:
            yield from _failing(file, rule, compiled[id(rule.rule)], language)


def _missing(file: WrittenFile, rule: WrittenRule) -> Iterator[Finding]:
    start = next(rule.patterns(*STARTS, "piece"), None)
    if start is not None and not rule.rule.hits:
        fix = "write `hits: [...]` with a block that it is meant for"
        yield file.found("no-hits", start.node, rule.where, ("no example says what it is meant for", fix))
    expression = next(
        (p for p in rule.patterns(*STARTS, "prev", "next", "not") if isinstance(p.pattern, Expression)), None
    )
    if expression is not None and not rule.rule.spares:
        fix = "write `spares: [...]` with a block that it must not take"
        said = ("an expression, and no example says what it must not take", fix)
        yield file.found("re-without-spares", expression.node, rule.where, said)


def _failing(file: WrittenFile, rule: WrittenRule, compiled: CompiledRule, language: str | None) -> Iterator[Finding]:
    nodes = {key: listed(rule.keys.get(key)) for key in ("hits", "spares")}
    examples = {"hits": rule.rule.hits, "spares": rule.rule.spares}
    numbers = dict.fromkeys(nodes, 0)
    for failure in failing_examples(compiled, language):
        kind = failure.kind
        number = examples[kind].index(failure.example, numbers[kind])
        numbers[kind] = number + 1
        fix = "mend the example or the rule" if kind == "hits" else "narrow the rule, or take the example out"
        said = (f"the example {failure.why}", fix)
        yield file.found("failing-example", nodes[kind][number], f"{rule.where}, {kind}", said)
