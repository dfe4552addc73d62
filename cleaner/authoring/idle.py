"""What can be taken from a rule without any effect, whatever the document: proved from the patterns alone.

Nothing is guessed here: what cannot be proved to be idle may still be so.
"""

from __future__ import annotations

from cleaner.authoring.lint.covering import covers, is_whole, shape, shape_covers
from cleaner.authoring.mutants import Kind, Mutant, lists_of
from cleaner.rulebook.patterns import Expression, Literal, Pattern, names_in
from cleaner.rulebook.rules import Interval, Rule
from cleaner.text.words import count_words


def idle_reason(mutant: Mutant) -> str:
    """Why what a mutant lost never did anything; "" where that cannot be proved."""
    rule, lists = mutant.rule, lists_of(mutant.rule)
    if mutant.kind is Kind.ALTERNATIVE and mutant.number < len(lists[mutant.part]):
        return _idle_alternative(rule, mutant.part, mutant.number)
    if mutant.part == "not" and all(_never_meets(rule, pattern) for pattern in lists["not"]):
        return "no block that the rule matches matches one of these"
    if mutant.part == "words" and rule.conditions.words and _have_words(_starts(rule), rule.conditions.words):
        return "all texts of the rule have so many words"
    return ""


def _idle_alternative(rule: Rule, part: str, number: int) -> str:
    patterns = lists_of(rule)[part]
    pattern = patterns[number]
    if part not in ("each", "piece") and not any(map(names_in, patterns)):
        for other in (*patterns[:number], *patterns[number + 1 :]):
            if covers(other, pattern):
                return f"`{other.source}` matches all that it matches"
    if part == "not" and _never_meets(rule, pattern):
        return "no block that the rule matches matches it"
    return ""


def _starts(rule: Rule) -> tuple[Pattern, ...]:
    """The patterns of which one must match a rule's block; none where it may be any block."""
    lists = lists_of(rule)
    return lists.get("line") or lists.get("from") or ()


def _never_meets(rule: Rule, pattern: Pattern) -> bool:
    """Whether no block can match both a rule and a pattern."""
    starts = _starts(rule)
    return bool(starts) and all(_are_apart(start, pattern) for start in starts)


def _are_apart(one: Pattern, other: Pattern) -> bool:
    """Whether no block matches both patterns, told by how they begin and end, or by the one text of one of them."""
    if isinstance(one, Expression) or isinstance(other, Expression):
        return False
    for first, second in ((one, other), (other, one)):
        if is_whole(first) and all(isinstance(p, Literal) or p.type == "any" for p in second.parts):
            return not shape_covers(shape(second), shape(first))
    (begin, end), (begin_of_other, end_of_other) = _edges(one), _edges(other)
    if not (begin.startswith(begin_of_other) or begin_of_other.startswith(begin)):
        return True
    return not (end.endswith(end_of_other) or end_of_other.endswith(end))


def _edges(pattern: Pattern) -> tuple[str, str]:
    """The text that a block must begin and end with."""
    if isinstance(pattern, Expression):
        return "", ""
    first, last = pattern.parts[0], pattern.parts[-1]
    return (first.text if isinstance(first, Literal) else "", last.text if isinstance(last, Literal) else "")


def _have_words(patterns: tuple[Pattern, ...], words: Interval) -> bool:
    """Whether patterns are plain texts, all of so many words."""
    counts = [count_words(shape(pattern)) for pattern in patterns if is_whole(pattern)]
    if not counts or len(counts) < len(patterns):
        return False
    return (words.low is None or min(counts) >= words.low) and (words.high is None or max(counts) <= words.high)
