"""A rule set compiled: its patterns as matchers, its literals in one index, and which rules they wake."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Final, Literal, NamedTuple

from cleaner.engine.elements import Selectors, compile_selector
from cleaner.engine.literals import LiteralIndex, Lookup
from cleaner.engine.matching import Captures, ExpressionMatcher, Matcher, compile_pattern
from cleaner.engine.paths import compile_xpath
from cleaner.engine.required import MIN_CONTAINED
from cleaner.rulebook.book import BASE, LANGUAGES
from cleaner.rulebook.patterns import Pattern
from cleaner.rulebook.rules import Conditions, EffectiveRules, Line, Place, Rule, Run

BODY_VERBS: Final = ("copy", "keep")


class AnyOf:
    """Patterns of which any may match.

    `number` is theirs in the index, `everywhere` says that the index cannot tell where they match, and `sure` that
    they match wherever it finds them. Those of which it cannot tell are `loose`: where it finds nothing only these need
    be tried, and only on blocks that begin with one of the characters `first`, hold a digit where all ask for `digits`,
    and hold one of the texts `held`. `indexed` are the literals that the index must look for; none for those of which it
    cannot tell.
    Plain literals are gathered by the edges of the block that they stand at, and asked all at once: where nothing is
    captured, the order of patterns does not matter.
    """

    __slots__ = (
        "_contained", "_ends", "_head", "_heads", "_is_plain", "_longest", "_loose", "_others", "_starts",
        "_wholes", "digits", "everywhere", "first", "held", "indexed", "matchers", "number", "sure",
    )  # fmt: skip

    def __init__(
        self, patterns: tuple[Pattern, ...], number: int, language: str | None, *, pieces: bool = False
    ) -> None:
        self.number = number
        self.matchers = tuple(compile_pattern(pattern, language, piece=pieces) for pattern in patterns)
        told = [_is_indexed(matcher) for matcher in self.matchers]
        self.indexed = tuple(
            [text for m, is_told in zip(self.matchers, told, strict=True) if is_told for text in m.literals]
        )
        loose = [matcher for matcher, is_told in zip(self.matchers, told, strict=True) if not is_told]
        self.everywhere = bool(loose)
        self._loose = _asked_for(loose)
        self.digits = all(matcher.digits for matcher in loose)
        firsts = [matcher.first for matcher in loose]
        self.first = frozenset[str]().union(*firsts) if all(firsts) else None
        self.held = _any_needed(loose)
        self.sure = not self.everywhere and all(matcher.sure for matcher in self.matchers)
        plain = not any(matcher.captures for matcher in self.matchers)
        literals = [text for m in self.matchers if plain and m.sure for text in m.literals]
        edges = [(text.startswith("\n"), text.endswith("\n"), text.strip("\n")) for text in literals]
        self._is_plain = bool(literals)
        self._wholes = frozenset(text for first, last, text in edges if first and last)
        self._longest = max(map(len, self._wholes), default=-1)
        self._starts = tuple(text for first, last, text in edges if first and not last)
        self._ends = tuple(text for first, last, text in edges if last and not first)
        self._contained = tuple(text for first, last, text in edges if not first and not last)
        others = [m for m in self.matchers if not (plain and m.sure)]
        self._others = _asked_for(others)
        heads = [m.head for m in others]
        self._heads = heads if all(heads) else []
        self._head: re.Pattern[str] | None = None

    def _begins(self, folded: str) -> bool:
        """Whether a block begins as one of the patterns does; the expression is compiled when first asked for."""
        if self._head is None:
            self._head = re.compile("|".join(self._heads))
        return self._head.match(folded) is not None

    def literals(self) -> Iterator[str]:
        """What a block must hold one of to match; nothing where that cannot be told."""
        for matcher in () if self.everywhere else self.matchers:
            yield from matcher.literals

    def match(self, folded: str, original: str) -> Captures | None:
        """The captures of the first pattern that matches; None where none does."""
        if self._is_plain:
            if folded.endswith(self._ends) or folded.startswith(self._starts):
                return ()
            # Looking a long block up would cost its hash.
            if len(folded) <= self._longest and folded in self._wholes:
                return ()
            for text in self._contained:
                if text in folded:
                    return ()
        if self._heads and not self._begins(folded):
            return None
        return _first_match(self._others, folded, original)

    def match_loose(self, folded: str, original: str) -> Captures | None:
        """As `match`, for a block in which the index found none of the patterns."""
        return _first_match(self._loose, folded, original)


_Asked = tuple[tuple[Matcher | ExpressionMatcher, tuple[str, ...]], ...]
"""Matchers, and texts of which a block must hold one before it is worth the trouble."""


def _first_match(asked: _Asked, folded: str, original: str) -> Captures | None:
    for matcher, needed in asked:
        for text in needed:
            if text in folded:
                captures = matcher.match(folded, original)
                if captures is not None:
                    return captures
                break
    return None


def _asked_for(matchers: Iterable[Matcher | ExpressionMatcher]) -> _Asked:
    return tuple((matcher, matcher.needed or ("",)) for matcher in matchers)


def _any_needed(matchers: Sequence[Matcher | ExpressionMatcher]) -> tuple[str, ...]:
    """Texts of which a block must hold one for one of some matchers to match, () where one needs none."""
    needed = [matcher.needed for matcher in matchers]
    return tuple(dict.fromkeys(text for texts in needed for text in texts)) if all(needed) else ()


def _is_indexed(matcher: Matcher | ExpressionMatcher) -> bool:
    """Whether the index can tell where a matcher can match."""
    return bool(matcher.literals) and all(map(_is_telling, matcher.literals))


def _is_telling(literal: str) -> bool:
    """Whether few blocks hold a literal: most paragraphs end in a full stop."""
    return literal.startswith("\n") or len(literal.strip()) >= MIN_CONTAINED


class Waker(NamedTuple):
    """The patterns without which a rule does nothing, and how far before their block the rule's own block stands."""

    patterns: AnyOf
    shift: int


class CompiledRule:
    """A rule with its patterns compiled, and what the engine asks of it at every document as plain values.

    `asked` are the literals that the index must look for, with the numbers of their patterns.

    `origin` is the set that it stands in, `waker` what it can be woken by. `kind` is what it claims: "lines", a "run",
    a run from the "top", or pieces ("cut"). `at` is a pair of numbers, and like `most_words` None where it is not asked.
    `asks_alone` says that it looks at nothing but the block itself, whose lines it claims. Conditions are `asked_first` where the index cannot tell much: they decide faster than patterns. What `runs_again`
    does so on the body.
    """

    __slots__ = (
        "asked", "asked_first", "asked_last", "asks_alone", "asks_beside", "at", "css", "each", "ends", "inclusive", "is_shared", "kind",
        "label",
        "language", "least_words", "most_words", "next", "open_end", "origin", "piece", "prev", "rule", "runs_again",
        "script", "start", "stays", "unless", "waker", "xpath",
    )  # fmt: skip

    def __init__(self, origin: str, rule: Rule, compiled: Callable[..., AnyOf | None]) -> None:
        self.origin = origin
        self.rule = rule
        self.kind = _kind(rule)
        self.stays = rule.verb in BODY_VERBS
        self.label = "body" if self.stays else rule.label
        span = rule.span
        starts = span.patterns if isinstance(span, Line) else span.start if isinstance(span, Run) else ()
        self.start = compiled(starts)
        self.ends = compiled(span.ends if isinstance(span, Run) else ())
        self.inclusive, self.open_end = (
            isinstance(span, Run) and span.inclusive,
            isinstance(span, Run) and span.open_end,
        )
        self.each = compiled(rule.each)
        self.piece = compiled(rule.piece, pieces=True)
        self._compile_conditions(rule.conditions, compiled)
        self.is_shared = origin == BASE or origin.startswith(LANGUAGES)
        self.asks_alone = self.kind == "lines" and self.at is None and not self.asks_beside
        self.runs_again = self.is_shared and self.asks_beside and self.piece is None
        self.waker = self._waker(span)
        self.asked = tuple([(text, patterns.number) for patterns in self._indexed() for text in patterns.indexed])

    def _compile_conditions(self, conditions: Conditions, compiled: Callable[..., AnyOf | None]) -> None:
        self.prev = compiled(conditions.prev)
        self.next = compiled(conditions.next)
        self.unless = compiled(conditions.unless)
        at, words = conditions.at, conditions.words
        self.at = (at.low or 1, at.high or -1) if at is not None else None
        self.least_words = words.low or 0 if words is not None else 0
        self.most_words = None if words is None else sys.maxsize if words.high is None else words.high
        self.script, self.language = conditions.script, conditions.language
        self.css = Selectors(conditions.css, compile_selector) if conditions.css else None
        self.xpath = Selectors(conditions.xpath, compile_xpath) if conditions.xpath else None
        self.asks_beside = bool(conditions.prev or conditions.next)
        asks = self.asks_beside or any((conditions.unless, words, self.script, self.language, self.css, self.xpath))
        self.asked_first = asks and (self.start is None or self.start.everywhere)
        self.asked_last = asks and not self.asked_first

    def _waker(self, span: Line | Run | None) -> Waker | None:
        """The first patterns that the index can tell of; None where the rule must be tried on every block."""
        if isinstance(span, Run) and not span.start:
            choices = [] if span.open_end else [(self.ends, 0)]
        else:
            choices = [(self.piece or self.start, 0), (self.next, 1), (self.prev, -1)]
        told = (
            Waker(patterns, shift) for patterns, shift in choices if patterns is not None and not patterns.everywhere
        )
        return next(told, None)

    def _indexed(self) -> Iterator[AnyOf]:
        """The patterns that the index looks for: one block's neighbours are asked directly."""
        waking = self.waker.patterns if self.waker is not None else None
        for patterns in (self.start, self.ends, self.each, self.piece, waking):
            if patterns is not None:
                yield patterns


class Program:
    """What the engine runs for a rule set.

    `page` asks for the rules that apply to pages only, too. `index` finds its literals: the book's, where that knows them all, else its own. `rules` stand in the order of the run; `always` are the numbers of those that no literal can wake, `woken` gives
    for the number of an index entry the rule that it wakes.
    """

    __slots__ = ("always", "effective", "index", "is_for_pages", "lookup", "rules", "woken")

    def __init__(
        self,
        effective: EffectiveRules,
        index: LiteralIndex | None = None,
        compiler: Compiler | None = None,
        *,
        page: bool = False,
    ) -> None:
        self.effective = effective
        self.is_for_pages = page
        self.rules = tuple((compiler or Compiler()).compiled(effective.rules, effective.language, page=page))
        literals = [asked for rule in self.rules for asked in rule.asked]
        if index is None or not all(text in index.numbers for text, _ in literals):
            index = LiteralIndex(text for text, _ in literals)
        self.index = index
        self.lookup = Lookup(index, literals)
        self.always = [number for number, rule in enumerate(self.rules) if rule.waker is None]
        self.woken = {rule.waker.patterns.number: n for n, rule in enumerate(self.rules) if rule.waker is not None}

    def rules_for(self, found: Iterable[int]) -> list[CompiledRule]:
        """The rules that may claim something, in order; `found` are the numbers that the index found."""
        woken = self.woken
        numbers = self.always + [woken[number] for number in found if number in woken]
        numbers.sort()
        rules = self.rules
        return [rules[number] for number in numbers]


def rule_without_file(rule_id: str, verb: str, label: str, why: str) -> CompiledRule:
    """A rule that stands in no file, under whose name something else than rules labels blocks."""
    rule = Rule(
        id=rule_id,
        verb=verb,
        label=label,
        span=None,
        conditions=Conditions(),
        place=Place(rule_id, 1, 1),
        why=why,
    )
    return CompiledRule("", rule, lambda _patterns, **_options: None)


def compile_rules(rules: Iterable[tuple[str, Rule]], language: str | None) -> Iterator[CompiledRule]:
    """Rules with their patterns compiled, those left out that never apply to text."""
    return Compiler().compiled(rules, language)


class Compiler:
    """Compiles the rules of one book: those that several sets inherit once for all that speak the same language."""

    __slots__ = ("_compiled", "_numbers")

    def __init__(self) -> None:
        # By the identity of a rule, which lives as long as what it is compiled to, and its language.
        self._compiled: dict[tuple[int, str | None], CompiledRule] = {}
        self._numbers = count()

    def compiled(
        self, rules: Iterable[tuple[str, Rule]], language: str | None, *, page: bool = False
    ) -> Iterator[CompiledRule]:
        """As `compile_rules`."""

        def any_of(patterns: tuple[Pattern, ...], *, pieces: bool = False) -> AnyOf | None:
            return AnyOf(patterns, next(self._numbers), language, pieces=pieces) if patterns else None

        for origin, rule in rules:
            if not _applies(rule, page=page):
                continue
            key = id(rule), language
            found = self._compiled.get(key)
            if found is None:
                found = self._compiled[key] = CompiledRule(origin, rule, any_of)
            yield found

    def beside(self) -> Compiler:
        """Another one that knows what this one has compiled, and keeps for itself what it compiles."""
        other = Compiler()
        other._compiled = dict(self._compiled)
        other._numbers = self._numbers
        return other


def _kind(rule: Rule) -> Literal["lines", "run", "top", "cut"]:
    if rule.verb == "cut":
        return "cut"
    if isinstance(rule.span, Run):
        return "run" if rule.span.start else "top"
    return "lines"


def _applies(rule: Rule, *, page: bool) -> bool:
    """Whether a rule can apply at all: some ask for the elements of a page, `seen` for a source's statistics."""
    conditions = rule.conditions
    return (page or not conditions.of_pages) and conditions.seen is None
