"""A rule set compiled: its patterns as matchers, its literals in one index, and which rules they wake."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cleaner.engine.literals import LiteralIndex
from cleaner.engine.matching import Captures, ExpressionMatcher, Matcher, compile_pattern
from cleaner.rulebook.patterns import Pattern
from cleaner.rulebook.rules import EffectiveRules, Line, Rule, Run


class _Edges:
    """Literals at the edges of a block or within it, as `Matcher.literal` writes them."""

    __slots__ = ("_contained", "_ends", "_starts", "_wholes")

    def __init__(self, literals: list[str]) -> None:
        edges = [(literal.startswith("\n"), literal.endswith("\n"), literal.strip("\n")) for literal in literals]
        self._wholes = frozenset(text for start, end, text in edges if start and end)
        self._starts = tuple(text for start, end, text in edges if start and not end)
        self._ends = tuple(text for start, end, text in edges if end and not start)
        self._contained = tuple(text for start, end, text in edges if not start and not end)

    def match(self, folded: str) -> bool:
        """Whether a folded block holds one of the literals in its place."""
        if folded in self._wholes or folded.endswith(self._ends) or folded.startswith(self._starts):
            return True
        for text in self._contained:  # noqa: SIM110 (a third of the time of `any`, on a hot path)
            if text in folded:
                return True
        return False


class AnyOf:
    """Patterns of which any may match; `number` is theirs in the index, `everywhere` says that the index cannot tell."""

    __slots__ = ("_edges", "_others", "everywhere", "matchers", "number", "sure")

    def __init__(self, patterns: tuple[Pattern, ...], number: int, language: str | None) -> None:
        self.number = number
        self.matchers: tuple[Matcher | ExpressionMatcher, ...] = tuple(compile_pattern(p, language) for p in patterns)
        self.everywhere = any(matcher.literal is None for matcher in self.matchers)
        self.sure = bool(self.matchers) and all(matcher.sure for matcher in self.matchers)
        # Plain literals need no search: where nothing is captured, their order does not matter.
        plain = not any(matcher.captures for matcher in self.matchers)
        literals = [m.literal for m in self.matchers if plain and m.sure and m.literal]
        self._edges = _Edges(literals)
        self._others = tuple(m for m in self.matchers if not (plain and m.sure and m.literal))

    def __bool__(self) -> bool:
        return bool(self.matchers)

    def match(self, folded: str, original: str) -> Captures | None:
        """The captures of the first pattern that matches; None where none does."""
        if self._edges.match(folded):
            return ()
        for matcher in self._others:
            captures = matcher.match(folded, original)
            if captures is not None:
                return captures
        return None


class CompiledRule:
    """A rule with its patterns compiled. `origin` is the set that it stands in."""

    __slots__ = ("each", "ends", "next", "origin", "piece", "prev", "rule", "start", "unless")

    def __init__(self, origin: str, rule: Rule, compiled: Callable[..., AnyOf]) -> None:
        self.origin = origin
        self.rule = rule
        span = rule.span
        starts = span.patterns if isinstance(span, Line) else span.start if isinstance(span, Run) else ()
        self.start = compiled(starts)
        self.ends = compiled(span.ends if isinstance(span, Run) else ())
        self.each = compiled(rule.each)
        self.piece = compiled(rule.piece)
        # What is asked of one block only needs no index.
        self.prev = compiled(rule.conditions.prev, indexed=False)
        self.next = compiled(rule.conditions.next, indexed=False)
        self.unless = compiled(rule.conditions.unless, indexed=False)


class Program:
    """What the engine runs for a rule set.

    `rules` stand in the order of the run; `always` are the numbers of those that no literal can wake, `woken` gives
    for the number of an index entry the rule that it wakes.
    """

    __slots__ = ("always", "effective", "index", "rules", "woken")

    def __init__(self, effective: EffectiveRules) -> None:
        self.effective = effective
        self.rules: tuple[CompiledRule, ...] = ()
        literals: list[tuple[str, int]] = []
        count = 0

        def compiled(patterns: tuple[Pattern, ...], *, indexed: bool = True) -> AnyOf:
            nonlocal count
            any_of = AnyOf(patterns, count, effective.language)
            count += 1
            if indexed:
                literals.extend((matcher.literal, any_of.number) for matcher in any_of.matchers if matcher.literal)
            return any_of

        self.rules = tuple(CompiledRule(origin, rule, compiled) for origin, rule in effective.rules if _applies(rule))
        self.index = LiteralIndex(literals)
        wakers = [(_waker(rule), number) for number, rule in enumerate(self.rules)]
        self.always = [number for waker, number in wakers if waker is None]
        self.woken = {waker.number: number for waker, number in wakers if waker is not None}

    def rules_for(self, found: Iterable[int]) -> list[CompiledRule]:
        """The rules that may claim something, in order; `found` are the numbers that the index found."""
        woken = self.woken
        numbers = {woken[number] for number in found if number in woken}
        return [self.rules[number] for number in sorted(numbers.union(self.always))]


def _applies(rule: Rule) -> bool:
    """Whether a rule can apply to text at all: `css` asks for elements, `seen` for a source's statistics."""
    return not rule.conditions.css and rule.conditions.seen is None


def _waker(rule: CompiledRule) -> AnyOf | None:
    """The patterns without which a rule does nothing; None where only its conditions decide."""
    patterns = rule.piece or rule.start
    return patterns if patterns and not patterns.everywhere else None
