"""Rules and alternatives that can do nothing, as another one takes all that they would.

Only what is certain is said: the earlier rule asks for no place (the places of a later rule are counted when it
begins), each of its conditions holds wherever the later rule's do, and its patterns cover those of the later one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cleaner.authoring.lint.covering import ANYTHING, Covered, covers, is_plain, is_whole, shape, shape_covers
from cleaner.authoring.lint.findings import Finding, seen
from cleaner.authoring.lint.sets import said
from cleaner.authoring.lint.written import WrittenFile, WrittenRule
from cleaner.rulebook.book import RuleBook, lineage
from cleaner.rulebook.patterns import Pattern
from cleaner.rulebook.rules import Conditions, Interval, Line, Rule, RuleSet, Run
from cleaner.text.words import count_words

Alternative = tuple[int, int]
"""The numbers of a rule in its set, and of a pattern in the rule."""


class Shadows:
    """Looks for rules that others leave nothing; remembers what it has read of sets."""

    __slots__ = ("_book", "_read")

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._read: dict[str, Covered[Alternative]] = {}

    def of(self, file: WrittenFile) -> Iterator[Finding]:
        """The rules and alternatives of a file that earlier ones leave nothing, and inherited rules that its own do."""
        yield from self._own(file)
        names = lineage(self._book, file.name)[1:]
        gone = {rule.id for rule in file.rule_set.rules} | set(file.rule_set.off)
        for name in names:
            inherited = self._book.sets[name]
            yield from self._inherited(file, inherited, gone)
            gone |= {rule.id for rule in inherited.rules} | set(inherited.off)

    def _own(self, file: WrittenFile) -> Iterator[Finding]:
        rules = file.rule_set.rules
        taken: dict[int, dict[int, WrittenRule]] = {}
        for number, earlier in enumerate(file.rules):
            for later, alternative in self._taken(earlier.rule, file.rule_set):
                if later > number and _is_weaker(earlier.rule, rules[later], alternative):
                    taken.setdefault(later, {}).setdefault(alternative, earlier)
        for later, alternatives in sorted(taken.items()):
            yield from _left_without(file, file.rules[later], alternatives)

    def _inherited(self, file: WrittenFile, inherited: RuleSet, gone: set[str]) -> Iterator[Finding]:
        taken: dict[int, dict[int, WrittenRule]] = {}
        for earlier in file.rules:
            for later, alternative in self._taken(earlier.rule, inherited):
                rule = inherited.rules[later]
                if rule.id not in gone and _is_weaker(earlier.rule, rule, alternative):
                    taken.setdefault(later, {}).setdefault(alternative, earlier)
        for later, alternatives in sorted(taken.items()):
            rule = inherited.rules[later]
            if len(alternatives) == len(_starts(rule)):
                own = alternatives[0]
                what = f"it leaves nothing to the inherited `{rule.id}` ({seen(rule.place.path)}:{rule.place.line})"
                is_same = said(own.rule) == said(rule)
                fix = f"write `off: [{rule.id}]`, or give this rule the id `{rule.id}`"
                fix = "it does the same: take this one out" if is_same else fix
                yield file.found("shadowed", own, own.where, (what, fix))

    def _taken(self, earlier: Rule, later: RuleSet) -> Iterator[Alternative]:
        """The alternatives of a set's rules whose patterns a rule covers, if it asks for no place."""
        if not _takes_all_of(earlier):
            return
        if later.name not in self._read:
            self._read[later.name] = _covered(later)
        index = self._read[later.name]
        for pattern in _starts(earlier):
            yield from index.by(pattern)


def _covered(rule_set: RuleSet) -> Covered[Alternative]:
    return Covered(
        (pattern, (number, alternative))
        for number, rule in enumerate(rule_set.rules)
        if rule.verb != "cut"
        for alternative, pattern in enumerate(_starts(rule))
    )


def _starts(rule: Rule) -> tuple[Pattern, ...]:
    """What a rule says of the block that it is about; nothing of a run from the top."""
    if isinstance(rule.span, Line):
        return rule.span.patterns
    return rule.span.start if isinstance(rule.span, Run) else (ANYTHING,)


def _takes_all_of(rule: Rule) -> bool:
    conditions = rule.conditions
    return rule.verb != "cut" and conditions.at is None and not conditions.of_pages and conditions.seen is None


def _is_weaker(earlier: Rule, later: Rule, alternative: int) -> bool:
    """Whether an earlier rule takes each block that an alternative of a later one could, its pattern apart."""
    ours, theirs = earlier.conditions, later.conditions
    pattern = _starts(later)[alternative]
    return (
        _is_same_run(earlier, later)
        and ours.language in (None, theirs.language)
        and (ours.script is None or ours.script == theirs.script)
        and _are_wider(ours.prev, theirs.prev)
        and _are_wider(ours.next, theirs.next)
        and _has_words(ours.words, theirs.words, pattern)
        and all(_is_excluded(excluded, theirs, pattern) for excluded in ours.unless)
    )


def _is_same_run(earlier: Rule, later: Rule) -> bool:
    """Whether the earlier rule takes lines, or the later one a run of the same end: else its run may have none."""
    ours, theirs = earlier.span, later.span
    if not isinstance(ours, Run):
        return True
    return (
        isinstance(theirs, Run)
        and set(ours.ends) == set(theirs.ends)
        and (ours.inclusive, ours.open_end) == (theirs.inclusive, theirs.open_end)
    )


def _are_wider(ours: tuple[Pattern, ...], theirs: tuple[Pattern, ...]) -> bool:
    """Whether a neighbour that one of theirs matches is always one that one of ours does; empty asks nothing."""
    if not ours or set(theirs) <= set(ours):
        return not ours or bool(theirs)
    return bool(theirs) and all(any(covers(own, other) for own in ours) for other in theirs)


def _has_words(ours: Interval | None, theirs: Interval | None, pattern: Pattern) -> bool:
    if ours is None:
        return True
    if is_whole(pattern):
        theirs = Interval(*[count_words(shape(pattern))] * 2)
    if theirs is None:
        return False
    low = ours.low is None or (theirs.low is not None and theirs.low >= ours.low)
    return low and (ours.high is None or (theirs.high is not None and theirs.high <= ours.high))


def _is_excluded(excluded: Pattern, theirs: Conditions, pattern: Pattern) -> bool:
    """Whether the later rule never takes a block that a `not` of the earlier one spares."""
    if is_whole(pattern) and is_plain(excluded):
        return not shape_covers(shape(excluded), shape(pattern))
    return any(covers(own, excluded) for own in theirs.unless)


def _left_without(file: WrittenFile, rule: WrittenRule, taken: Mapping[int, WrittenRule]) -> Iterator[Finding]:
    """What is said of a rule some or all of whose alternatives earlier rules take."""
    places = list(rule.patterns("line", "from"))
    if len(taken) == len(_starts(rule.rule)):
        takers = " and ".join(dict.fromkeys(f"`{own.rule.id}` (line {own.line})" for own in taken.values()))
        fix = "put it in front, narrow what stands there, or take it out"
        yield file.found(
            "shadowed",
            rule,
            rule.where,
            (f"it can never act: {takers} take{'s' * ('and' not in takers)} all that it would", fix),
        )
        return
    for alternative, own in sorted(taken.items()):
        place = places[alternative]
        what = f"`{place.pattern.source}` never comes here: `{own.rule.id}` (line {own.line}) takes it"
        yield file.found("shadowed", place.node, rule.where, (what, "take it out here, or narrow it there"))
