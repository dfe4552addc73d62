r"""The JSON Schema of rule files, by which editors check and complete them, and say what a key means.

It is made of the tables that the parser reads by: keys, verbs, labels, captures, types of slots, forms of values. What
takes more than the look of one file it leaves to the parser: what a form of dates means, which scripts there are, what
parents say. It is of draft 7, the newest that editors know for YAML.

Editors read numbers and truth values where the parser reads strings, so wherever a word may stand, these may stand too.
`errorMessage` is what the language server of YAML says in place of its own words; other validators pass over it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import regex

from cleaner.authoring.descriptions import EXPRESSION_KEYS, FILE_KEYS, FINGERPRINT_KEYS, GUARD_KEYS, RULE_KEYS
from cleaner.rulebook import clauses, files
from cleaner.rulebook.clauses import CONDITIONS
from cleaner.rulebook.files import HOST, VALID
from cleaner.rulebook.patterns import DEFAULT_TYPES, GAP_TYPES, HARD_TYPES
from cleaner.rulebook.rules import CAPTURES, VERBS, Guards
from cleaner.rulebook.values import INTERVAL, PERCENTS, PLACES

Schema = dict[str, Any]

SCHEMA_FILE: Final = "schema.json"
"""The schema's name, in the folder of the rule files that it is for. Rule books pass over it: it is no `.yaml`."""
HEADER: Final = "# yaml-language-server: $schema="
"""The comment that makes editors use a schema; its path, seen from the rule file, follows."""

_SCALAR: Final[Schema] = {"type": ["string", "number", "boolean"], "errorMessage": "one value is expected"}
_CAPTURES: Final = rf"(?:{'|'.join(CAPTURES)}|x_[a-z0-9_]*)"
_ANY_NAME: Final = r"[a-z][a-z0-9_]*"
_NO_PATTERN: Final = (
    "no pattern: slots are {field}, {field:type}, {:type} and {field=A|B}, text must part two gaps (* or a slot of "
    r"text), and \* \{ \} \\ stand for these characters themselves"
)
_NO_CHECK: Final = f"{_NO_PATTERN}; nothing is captured here, so a slot has no name"
_PATTERNS: Final = {
    **dict.fromkeys(("line", "each"), "capture"),
    **dict.fromkeys(("prev", "next", "not"), "check"),
    **dict.fromkeys(("to", "until"), "end"),
}
"""Which keys of a rule take patterns, and of which kind; `from` and `piece` have forms of their own."""


def schema_text() -> str:
    """The schema as JSON, as it stands in `rules/schema.json`."""
    return json.dumps(rule_file_schema(), indent=2) + "\n"


def rule_file_schema() -> Schema:
    """The schema of one rule file."""
    needs_source = (
        _must(_if_given(key, _given("source")), f"{key} without a `source`") for key in ("hosts", "fingerprints")
    )
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Rule file",
        "description": "The rules of one source, or rules that several sources share.",
        **_mapping(FILE_KEYS, files.KEYS, _file_values()),
        "allOf": list(needs_source),
        "definitions": _definitions(),
    }


def _file_values() -> dict[str, Schema]:
    """What the keys of a file take, but for those that take a word."""
    guards = {"max_prose": _ref("share"), "min_words": _ref("number")}
    return {
        "extends": _ref("words"),
        "off": _ref("words"),
        "hosts": _some(_form(_source(HOST), "no host: write `example.org`, without scheme or path")),
        "valid": _ref("time"),
        "fingerprints": _some(_ref("fingerprint"), or_none=True),
        "min_fingerprints": _ref("number"),
        "guards": _mapping(GUARD_KEYS, Guards.__struct_fields__, guards),
        "rest": {"enum": ["body", "score"]},
        "rules": {"type": "array", "items": _ref("rule"), "errorMessage": "rules are a list; begin each with `- `"},
    }


def _rule() -> Schema:
    kinds = {key: _some(_ref(kind)) for key, kind in _PATTERNS.items()}
    labels = {verb: {"enum": list(labels)} for verb, labels in VERBS.items()}
    forms = {
        "from": {"if": {"const": "<top>"}, "else": _some(_ref("capture"))},
        "piece": _some(_ref("template")),
        "at": _ref("place"),
        "words": _ref("range"),
        "css": _ref("words"),
        "xpath": _ref("words"),
        "seen": _ref("percentages"),
        "hits": _some(_ref("word"), or_none=True),
        "spares": _some(_ref("word"), or_none=True),
    }
    return {**_mapping(RULE_KEYS, clauses.KEYS, kinds | labels | forms), "allOf": _of_a_rule()}


def _of_a_rule() -> list[Schema]:
    """What must hold between the keys of a rule."""
    span, ends = _given("line"), [_given("to"), _given("until")]
    comments = [{"properties": {verb: {"const": "comments"}}, "required": [verb]} for verb in ("move", "copy")]
    says = ("line", "from", "to", "until", "piece", *CONDITIONS)
    return [
        _must({"oneOf": [_given(verb) for verb in VERBS]}, f"a rule has one verb: {', '.join(VERBS)}"),
        _must({"anyOf": [_given(key) for key in says]}, "it says of no block what it is: give it a `line` or a `from`"),
        _must({"not": {"allOf": [span, _given("from")]}}, "`line` and `from` in one rule: a line or a run, not both"),
        _must(_if_given("from", {"oneOf": ends}), "`from` takes one end: `to` (inclusive) or `until` (exclusive)"),
        *(_must(_if_given(key, _given("from")), f"`{key}` without `from`") for key in ("to", "until", "each")),
        _must(_if_given("each", {"anyOf": comments}), "`each` is for a run of `move: comments` only"),
        _must(_if_given("cut", _given("piece")), "`cut` without `piece`"),
        _must(_if_given("piece", _given("cut")), "`piece` without `cut`"),
        _must(_if_given("cut", {"not": {"anyOf": [span, _given("from")]}}), "`cut` takes no `line` and no `from`"),
    ]  # fmt: skip


def _definitions() -> dict[str, Schema]:
    """The forms of values, by name. Numbers stand as such in editors, so forms of numbers are told twice."""
    interval = f"(?:{_source(INTERVAL)})"
    no_zero = r"(?!-?0+(?![0-9]))(?!.*\.\.-?0+$)"
    no_place = {"if": {"const": 0}, "then": _never("there is no place 0: the first block is 1, the last -1")}
    return {
        "rule": _rule(),
        "word": {**_SCALAR, "pattern": r"\S"},
        "words": _some(_ref("word")),
        "number": _number(r"[0-9]{1,9}", {"minimum": 0, "maximum": 999_999_999}, "no whole number: write digits only"),
        "place": _number(rf"(?=.*[0-9]){no_zero}{interval}", no_place, "no place: write `1`, `..4`, `5..9` or `-3..`"),
        "range": _number(rf"(?=.*[0-9])(?!.*-){interval}", {"minimum": 0}, "no range: write `3`, `..4`, `5..9` or `3..`"),
        "time": _number(rf"(?!\.\.$)(?:{_source(VALID)})", {"minimum": 0, "maximum": 9999}, "no time: write `2003..2008`"),
        "share": _text(r"(?:0?[0-9]{1,2}|100)%", "no share: write it as `60%`"),
        "percentages": _text(rf"(?=.*[0-9])(?:{_source(PERCENTS)})", "no share: write it as `20%..`"),
        "capture": _or_expression(_template(_CAPTURES, _NO_PATTERN)),
        "check": _or_expression(_template(None, _NO_CHECK)),
        "end": _or_expression(_template(None, _NO_CHECK, ("<end>",))),
        "template": _template(None, _NO_CHECK),
        "fingerprint": _fingerprint(),
    }  # fmt: skip


def _fingerprint() -> Schema:
    """A template, or one with a place. What a fingerprint captures is looked at by nobody."""
    template = _template(_ANY_NAME, _NO_PATTERN)
    placed = _mapping(FINGERPRINT_KEYS, ("line", "at"), {"line": template, "at": _ref("place")})
    return {"if": {"type": "object"}, "then": {**placed, "required": ["line"]}, "else": template}


def _template(names: str | None, message: str, places: Sequence[str] = ()) -> Schema:
    """A pattern as text: `names` is the form of the names that slots may have, None where they may have none.

    The words for places, `<top>` and `<end>`, are none, but those in `places`.
    """
    typed, hard = f"(?:{names})?" if names else "", [name for name, kind in DEFAULT_TYPES.items() if kind in HARD_TYPES]
    steering = f"{'|'.join(hard)}" if names else "(?!)"
    loose = rf"(?!(?:{steering})\}}){names}" if names else "(?!)"
    gap = rf"(?:\*|\{{{typed}:(?:{'|'.join(GAP_TYPES)})\}}|\{{{loose}\}})"
    slot = rf"\{{(?:{typed}(?:=[^}}|]+(?:\|[^}}|]+)*|:(?:{'|'.join(HARD_TYPES)}|%[^}}]+))|{steering})\}}"
    no_place = "".join(f"(?!{place}$)" for place in PLACES if place not in places)
    return _form(rf"(?=[\s\S]*\S){no_place}(?:[^\\*{{}}]|\\[\\*{{}}]|{slot}|{gap}(?!{gap}))+", message)


def _or_expression(template: Schema) -> Schema:
    expression = {**_mapping(EXPRESSION_KEYS, ("re",), {}), "required": ["re"]}
    return {"if": {"type": "object"}, "then": expression, "else": template}


def _mapping(told: Mapping[str, str], keys: Sequence[str], valued: Mapping[str, Schema]) -> Schema:
    """A mapping of known keys, each with what editors say of it; those without a form of their own take a word."""
    properties = {key: {**_told(told[key]), **valued.get(key, _ref("word"))} for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _told(text: str) -> Schema:
    return {"description": text, "markdownDescription": text}


def _some(item: Schema, *, or_none: bool = False) -> Schema:
    """One value or a list of them, which may be empty only where `or_none` says so."""
    listed = {"items": item} if or_none else {"items": item, "minItems": 1}
    return {"if": {"type": "array"}, "then": listed, "else": item}


def _form(source: str, message: str) -> Schema:
    """A word of a form, as a whole."""
    return {**_SCALAR, **_matching(source, message)}


def _text(source: str, message: str) -> Schema:
    """A word of a form that no number has."""
    return {"type": "string", "errorMessage": message, **_matching(source, message)}


def _number(source: str, bounds: Schema, message: str) -> Schema:
    """A form of numbers: as text, or as a number within bounds."""
    number = {"type": "integer", "errorMessage": message, **bounds}
    return {"if": {"type": "number"}, "then": number, "else": _text(source, message)}


def _matching(source: str, message: str) -> Schema:
    return {"pattern": f"^(?:{source})$", "patternErrorMessage": message}


def _must(holds: Schema, message: str) -> Schema:
    """A mapping for which something holds; where it does not, editors say the message."""
    return {"if": {"anyOf": [{"not": {"type": "object"}}, holds]}, "else": _never(message)}


def _never(message: str) -> Schema:
    """What no mapping and no number can be."""
    return {"type": "null", "errorMessage": message}


def _if_given(key: str, holds: Schema) -> Schema:
    return {"anyOf": [{"not": _given(key)}, holds]}


def _given(key: str) -> Schema:
    return {"required": [key]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _source(expression: regex.Pattern[str]) -> str:
    """An expression of the parser as editors and Python read it alike: without names of groups."""
    return regex.sub(r"\?P<\w+>", "", expression.pattern)
