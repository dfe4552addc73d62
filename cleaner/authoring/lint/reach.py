"""Rules that take more than they say: everything, whatever stands at a place, short words, the rest of a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from cleaner.authoring.lint.covering import is_whole, pieces
from cleaner.authoring.lint.findings import Finding
from cleaner.authoring.lint.written import STARTS, Place, WrittenFile, WrittenRule
from cleaner.engine.required import required_text
from cleaner.rulebook.patterns import Expression, Gap, Hard, Pattern
from cleaner.rulebook.rules import Conditions, Run
from cleaner.text.words import count_words

FEW_LETTERS: Final = 4
"""Letters below which a literal stands in many lines that are no furniture."""
FEW_WORDS: Final = 4
"""Words below which the beginning of a run may well be a line, or begin one, within an article."""
BODY_VERBS: Final = ("keep", "copy")

_SAMPLES: Final = (
    "x",
    "7",
    "Share",
    "- a row *** of | signs",
    "The ferry ran aground on Monday, the mayor said; nobody was hurt.",
    "إقرأ هذا الخبر",
    "新华社北京12月24日电",
)
"""Blocks that have nothing in common: what matches each of them matches everything."""
_SECONDS: Final = 0.2
_LETTER: Final = regex.compile(
    r"(?P<dense>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])|[\p{L}\p{N}]"
)
_SIGN: Final = regex.compile(r"[©®|»›<>@]|https?:|www\.")
"""Signs of a page: no sentence has them."""


def check_reach(file: WrittenFile) -> Iterator[Finding]:
    """What is wrong with how much a file's rules take."""
    for rule in file.rules:
        yield from _everything(file, rule)
        yield from _only_place(file, rule)
        yield from _short(file, rule)
        yield from _weak_end(file, rule)


def is_everything(pattern: Pattern) -> bool:
    """Whether a pattern matches every block: told by form of a template, by trial of an expression."""
    if not isinstance(pattern, Expression):
        return all(isinstance(part, Gap) and part.type in ("any", "text") for part in pattern.parts)
    compiled = regex.compile(pattern.source)
    try:
        return all(compiled.fullmatch(sample, timeout=_SECONDS) for sample in _SAMPLES)
    except TimeoutError:
        return False


def _is_beside(conditions: Conditions) -> bool:
    """Whether a rule asks something of a neighbour, more than that there is one."""
    return any(patterns and not any(map(is_everything, patterns)) for patterns in (conditions.prev, conditions.next))


def _is_placed(conditions: Conditions) -> bool:
    """Whether something besides its text says where a block must be."""
    return bool(conditions.at or _is_beside(conditions) or conditions.of_pages or conditions.seen)


def _has_shape(conditions: Conditions) -> bool:
    """Whether something of the block's own is asked."""
    return bool(conditions.unless or conditions.words or conditions.script)


# Everything


def _everything(file: WrittenFile, rule: WrittenRule) -> Iterator[Finding]:
    conditions = rule.rule.conditions
    if not _is_placed(conditions) and not _has_shape(conditions) and rule.rule.verb != "cut":
        yield from _takes_all(file, rule)
    for key, what in (
        ("not", "matches every block, so that the rule takes none"),
        ("each", "makes every block a head, so that no item has a text"),
    ):
        for place in rule.patterns(key):
            if is_everything(place.pattern):
                said = (f"`{place.pattern.source}` {what}", "write what tells such a block from others")
                yield file.found("matches-everything", place.node, f"{rule.where}, {key}", said)


def _takes_all(file: WrittenFile, rule: WrittenRule) -> Iterator[Finding]:
    """Of a rule without conditions."""
    fix = "write what tells the block from others, or a condition"
    for place in rule.patterns(*STARTS):
        if is_everything(place.pattern):
            yield file.found(
                "matches-everything", place.node, rule.where, (f"`{place.pattern.source}` matches every block", fix)
            )
    span = rule.rule.span
    if span is None:
        yield file.found("matches-everything", rule, rule.where, ("it takes every block", fix))
    elif isinstance(span, Run) and not span.start and not span.ends:
        yield file.found("matches-everything", rule, rule.where, ("from top to end, it takes every block", fix))


# Places


def _only_place(file: WrittenFile, rule: WrittenRule) -> Iterator[Finding]:
    """A rule that knows of a block only where it stands."""
    conditions, span = rule.rule.conditions, rule.rule.span
    if (
        _is_beside(conditions)
        or _has_shape(conditions)
        or conditions.of_pages
        or conditions.seen
        or rule.rule.verb == "cut"
    ):
        return
    patterns = [place.pattern for place in rule.patterns(*STARTS)]
    if isinstance(span, Run):
        from_top = not span.start and bool(span.ends) and all(map(is_everything, span.ends))
        is_blind = from_top or (conditions.at is not None and bool(patterns) and all(map(is_everything, patterns)))
    else:
        is_blind = conditions.at is not None and all(map(is_everything, patterns))
    if is_blind:
        fix = "say what it looks like: `line`, `prev`, `next`, `not`, `words` or `script`"
        node = rule.node("at", "from") or rule.node(rule.rule.verb)
        yield file.found("only-place", node or rule, rule.where, ("it takes whatever stands at its place", fix))


# Short literals


def _short(file: WrittenFile, rule: WrittenRule) -> Iterator[Finding]:
    """Patterns with few letters in a rule that asks for no place."""
    words = rule.rule.conditions.words
    if _is_placed(rule.rule.conditions) or (words is not None and words.high == 0):
        return
    short = [place for place in rule.patterns(*STARTS) if _is_short(place.pattern)]
    if short:
        said = (
            f"{_listed(short)} has fewer than {FEW_LETTERS} letters"
            if len(short) == 1
            else f"{_listed(short)} have fewer than {FEW_LETTERS} letters each"
        )
        fix = "give the rule an `at`, a `prev` or a `next`, or write more of the text"
        yield file.found("short-literal", short[0].node, rule.where, (said, fix))


def _is_short(pattern: Pattern) -> bool:
    """Whether a template has little text to be known by. Signs alone on their line are no words of anybody's."""
    if isinstance(pattern, Expression) or is_everything(pattern):
        return False
    if any(isinstance(part, Hard) and part.type != "int" for part in pattern.parts):
        return False
    text = "".join(pieces(pattern))
    letters = _letters(text)
    return letters < FEW_LETTERS and not _SIGN.search(text) and not (is_whole(pattern) and not letters)


def _letters(text: str) -> int:
    """How many letters and digits a text has; one of a script that needs few for a word counts twice."""
    return sum(2 if match["dense"] else 1 for match in _LETTER.finditer(text))


def _listed(places: list[Place]) -> str:
    shown = ", ".join(f"`{place.pattern.source}`" for place in places[:3])
    return shown if len(places) <= 3 else f"{shown} and {len(places) - 3} more"


# Runs to the end


def _weak_end(file: WrittenFile, rule: WrittenRule) -> Iterator[Finding]:
    """A run that may go to the end of the page from a line that an article may have."""
    span, conditions = rule.rule.span, rule.rule.conditions
    if not isinstance(span, Run) or not span.open_end or rule.rule.verb in BODY_VERBS:
        return
    from_end = conditions.at is not None and (conditions.at.low or 0) < 0
    if _is_beside(conditions) or conditions.of_pages or conditions.seen or from_end:
        return
    weak = [place for place in rule.patterns("from") if _is_weak(place.pattern)]
    if weak:
        what = f"{_listed(weak)} may stand within an article, and the run takes all that follows"
        fix = "give it a `next`, a `prev` or an `at: -9..`, or write more of the text"
        yield file.found("weak-end", weak[0].node, rule.where, (what, fix))


def _is_weak(pattern: Pattern) -> bool:
    texts = required_text(pattern.source) if isinstance(pattern, Expression) else pieces(pattern)
    text = " ".join(texts)
    words = count_words(text)
    if any(isinstance(part, Hard) and part.type == "date" for part in getattr(pattern, "parts", ())):
        words += 2
    return words < FEW_WORDS and not _SIGN.search(text)
