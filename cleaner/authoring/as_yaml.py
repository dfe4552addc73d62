"""Rules as the YAML that one would write: what the parser makes of it is the same rule again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import regex

from cleaner.rulebook.clauses import END, KEYS, TOP
from cleaner.rulebook.patterns import Expression, Pattern
from cleaner.rulebook.rules import VERBS, Conditions, Fingerprint, Interval, Line, Rule

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""A value of a rule file: text, a list, or a mapping such as `{re: ...}`."""

WIDTH: Final = 120
"""Characters of a line; longer lists get a line for each of their items."""
_FIRST: Final = (*VERBS, "id", "why")
_ORDER: Final = (*_FIRST, *(key for key in KEYS if key not in _FIRST))
_BARE: Final = ("at", "words", "seen", "valid", "min_fingerprints", "max_prose", "min_words")
"""Keys whose values are numbers and ranges."""
_NAMED: Final = ("source", "extends", "off", "hosts", "language", "script", "rest", "id", *VERBS)
"""Keys whose values are names, which need no quotes for a dot, a dash or a slash."""
_PLAIN: Final = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} *]*[\p{L}\p{M}\p{N}*])?")
_NAME: Final = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}_./-]*")
_SENTENCE: Final = regex.compile(r"(?!.*(?::\ |\ \#|[:\ ]$)) [\p{L}\p{N}] [^\n]*", regex.VERBOSE)
"""What may stand without quotes behind `why:`, though not in a list."""
_MAGIC: Final = regex.compile(
    r"null|true|false|yes|no|on|off|y|n | [\d.]+(?:e\d+)? | 0[xo]\w+ | \d[\d_.:]*", regex.VERBOSE | regex.IGNORECASE
)
"""Words and numbers that editors, though not this parser, take for something else than text."""
_ESCAPED: Final = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFEFF\uFFFE\uFFFF]")


def rule_value(rule: Rule) -> dict[str, Value]:
    """A rule as the mapping that a file would hold, its keys in the order in which one writes them."""
    found: dict[str, Value | None] = {
        rule.verb: rule.label,
        "id": rule.id if rule.id != rule.label else None,
        "why": rule.why,
        **_span(rule),
        **_conditions(rule.conditions),
        "each": _patterns(rule.each),
        "piece": _patterns(rule.piece),
        "hits": rule.hits,
        "spares": rule.spares,
    }
    return {key: value for key in _ORDER if (value := found.get(key))}


def _span(rule: Rule) -> dict[str, Value | None]:
    span = rule.span
    if span is None:
        return {}
    if isinstance(span, Line):
        return {"line": _patterns(span.patterns)}
    ends = [*(pattern_value(end) for end in span.ends), *([END] if span.open_end else [])]
    return {"from": _patterns(span.start) or TOP, "to" if span.inclusive else "until": _one_or_more(ends)}


def _conditions(conditions: Conditions) -> dict[str, Value | None]:
    return {
        "at": interval_value(conditions.at),
        "prev": _patterns(conditions.prev),
        "next": _patterns(conditions.next),
        "not": _patterns(conditions.unless),
        "words": interval_value(conditions.words),
        "script": conditions.script,
        "language": conditions.language,
        "css": _one_or_more(conditions.css),
        "xpath": _one_or_more(conditions.xpath),
        "seen": interval_value(conditions.seen, "%"),
    }


def _patterns(patterns: Sequence[Pattern]) -> Value | None:
    return _one_or_more([pattern_value(pattern) for pattern in patterns])


def _one_or_more(items: Sequence[Value]) -> Value | None:
    return items[0] if len(items) == 1 else items or None


def pattern_value(pattern: Pattern) -> Value:
    """A pattern as a file holds it."""
    return {"re": pattern.source} if isinstance(pattern, Expression) else pattern.source


def interval_value(interval: Interval | None, unit: str = "") -> str | None:
    """A range as a file holds it: `3`, `..4`, `5..9`, `20%..`."""
    if interval is None:
        return None
    low, high = ("" if number is None else f"{number}{unit}" for number in (interval.low, interval.high))
    return low if low == high else f"{low}..{high}"


def fingerprint_value(fingerprint: Fingerprint) -> Value:
    """A fingerprint as a file holds it."""
    pattern, place = pattern_value(fingerprint.pattern), interval_value(fingerprint.at)
    return {"line": pattern, "at": place} if place else pattern


def mapping_lines(mapping: Mapping[str, Value], indent: int) -> Iterator[str]:
    """The lines of a mapping, each key on a line of its own."""
    for key, value in mapping.items():
        yield from _key_lines(key, value, " " * indent)


def rule_lines(rule: Mapping[str, Value], indent: int = 2) -> Iterator[str]:
    """The lines of a rule, as an item of the list `rules`."""
    for number, line in enumerate(mapping_lines(rule, indent + 2)):
        yield line if number else f"{line[:indent]}- {line[indent + 2 :]}"


def _key_lines(key: str, value: Value, indent: str) -> Iterator[str]:
    line = f"{indent}{key}: {_flow(value, key)}"
    if isinstance(value, str | Mapping) or len(line) <= WIDTH:
        yield line
        return
    yield f"{indent}{key}:"
    for item in value:
        yield f"{indent}  - {_flow(item, key)}"


def _flow(value: Value, key: str) -> str:
    if isinstance(value, str):
        return value if key in _BARE or value in (TOP, END) else scalar(value, key)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{inner}: {_flow(item, inner)}" for inner, item in value.items()) + "}"
    return "[" + ", ".join(_flow(item, key) for item in value) + "]"


def scalar(text: str, key: str = "") -> str:
    """A text as the value of a key: in quotes, where it is more than letters, digits and spaces."""
    if _ESCAPED.search(text):
        return '"' + regex.sub(r'["\\]|' + _ESCAPED.pattern, _escape, text) + '"'
    form = _NAME if key in _NAMED else _SENTENCE if key in ("why", "name") else _PLAIN
    if form.fullmatch(text) and not _MAGIC.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _escape(match: regex.Match[str]) -> str:
    character = match[0]
    if character in '"\\':
        return f"\\{character}"
    return {"\n": "\\n", "\t": "\\t"}.get(character) or f"\\u{ord(character):04x}"
