"""The schema of rule files: what the parser takes, editors take; what is wrong by its form, they see, too."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cleaner.authoring.schema import HEADER, SCHEMA_FILE, rule_file_schema
from cleaner.cli import main
from cleaner.rulebook import clauses, files
from cleaner.rulebook.files import read_text
from cleaner.rulebook.rules import VERBS
from cleaner.rulebook.shipped import shipped_rules

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "rules").rglob("*.yaml"))
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))

UNSEEN: Final = {
    "bad-form-of-a-date": "what a form of dates must give is no matter of letters",
    "broken-expression": "an editor has another kind of regular expressions",
    "cut-short-by-a-comment": "YAML hands the rest over as a comment",
    "double-key": "YAML itself forbids it, and editors say so without a schema",
    "same-id": "an id may be given or follow from the label, and a schema compares no items",
    "slot-twice": "a form cannot remember a name",
    "unknown-script": "Unicode's scripts are known to the regex module, as a list to nobody",
}
"""Mistakes that a schema cannot see, and why."""
TOO_DEEP: Final = "deep"
"""Nested so deep that no validator written in Python can say it."""


class _Core(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: numbers, truth values and nulls are what they look like, dates are text."""


_Core.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), _first)
_Core.add_constructor(
    "tag:yaml.org,2002:int", lambda _, node: float(node.value) if len(node.value) > 18 else int(node.value, 0)
)


def _loaded(text: str) -> Any:
    return yaml.load(text, _Core)  # noqa: S506 (a safe loader)


def _is_yaml(path: Path) -> bool:
    if path.stem == TOO_DEEP:
        return False
    try:
        _loaded(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return False
    return True


INVALID = [path for path in sorted((ROOT / "fixtures/rules/invalid").glob("*.yaml")) if _is_yaml(path)]


@functools.cache
def _validator() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(rule_file_schema())


def _mistakes(text: str) -> list[str]:
    """Where the mistakes stand that a schema sees."""
    return [error.json_path for error in _validator().iter_errors(_loaded(text))]


def test_there_are_files() -> None:
    assert len(SHIPPED) >= 20
    assert len(INVALID) >= 50
    assert UNSEEN.keys() <= {path.stem for path in INVALID}


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(rule_file_schema())


def test_what_is_published_is_what_is_printed() -> None:
    printed = CliRunner().invoke(main, ["rules", "schema"]).output
    assert json.loads(printed) == rule_file_schema()
    assert (ROOT / "rules" / SCHEMA_FILE).read_text("utf-8") == printed


def test_it_travels_with_the_rules() -> None:
    assert (shipped_rules() / SCHEMA_FILE).is_file()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_shipped_file_names_the_schema_and_is_valid(path: Path) -> None:
    text = path.read_text("utf-8")
    first = text.partition("\n")[0]
    assert first.startswith(HEADER), (
        "the first line makes editors use the schema; copy it from a file of the same folder"
    )
    assert (path.parent / first.removeprefix(HEADER)).resolve() == ROOT / "rules" / SCHEMA_FILE
    assert _mistakes(text) == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_mistake_of_form_is_seen(path: Path) -> None:
    assert bool(_mistakes(path.read_text("utf-8"))) is (path.stem not in UNSEEN), UNSEEN.get(path.stem)


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ("{drop: nav, line: Home, at: 0}", ["$.rules[0].at"]),
        ("{drop: nav, line: Home, at: '1..0'}", ["$.rules[0].at"]),
        ("{drop: nav, line: Home, words: -3}", ["$.rules[0].words"]),
        ("{drop: nav, line: [Home, '{x'], words: ..3}", ["$.rules[0].line[1]"]),
        ("{drop: nav, line: '{author}{published}'}", []),
        ("{drop: nav, line: '{author}{place}'}", ["$.rules[0].line"]),
        ("{drop: nav, line: Home, css: .x, xpath: [//a, //b], seen: 20%..}", []),
        ("{drop: nav, line: Home, seen: 20..}", ["$.rules[0].seen"]),
        ("{drop: nav, from: <top>, until: [Home, <end>]}", []),
        ("{drop: nav, from: <end>, until: <top>}", ["$.rules[0].from", "$.rules[0].until"]),
        ("{move: comments, from: Comments, to: <end>, each: '#{number} {author}'}", []),
        ("{move: tags, from: Tags, to: <end>, each: '#{tags}'}", ["$.rules[0]"]),
        ("{move: byline, line: {re: 'By (?P<author>.+)'}}", []),
        ("{move: byline, line: {re: x, at: 1}}", ["$.rules[0].line"]),
    ],
)
def test_the_place_of_a_mistake(rule: str, places: list[str]) -> None:
    assert _mistakes(f"source: x\nrules: [{rule}]") == places


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_examples_of_the_documents_are_valid(path: Path) -> None:
    for text in re.findall(r"^```yaml\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        whole = "rules:\n" + text if text.startswith("- ") else text
        assert _mistakes(whole) == [], text


def test_all_keys_and_labels_are_there_and_said() -> None:
    schema = rule_file_schema()
    rule = schema["definitions"]["rule"]["properties"]
    assert list(schema["properties"]) == list(files.KEYS)
    assert list(rule) == list(clauses.KEYS)
    assert {verb: tuple(rule[verb]["enum"]) for verb in VERBS} == VERBS
    assert [key for key, value in (schema["properties"] | rule).items() if not value["description"].endswith(".")] == []


VALUES: Final = {
    "source: x\nvalid: {}": st.from_regex(r"[0-9.-]{1,12}", fullmatch=True),
    "source: x\nhosts: {}": st.text("ab.:/@ -", min_size=1),
    "source: x\nmin_fingerprints: {}": st.text("0123456789-", min_size=1),
    "source: x\nguards: {{max_prose: {}}}": st.text("0123456789%.", min_size=1, max_size=5),
    "source: x\nfingerprints: [{}]": st.text("abcdef{}*:\\ =|", min_size=1),
    "rules: [{{drop: nav, line: {}}}]": st.text("ab {}*:\\=|%intdatext", min_size=1),
    "rules: [{{drop: nav, line: x, at: {}}}]": st.text("0123.-", min_size=1, max_size=7),
    "rules: [{{drop: nav, line: x, words: {}}}]": st.from_regex(
        r"(?:-[1-9])?[0-9]{0,2}\.{0,2}[0-9]{0,2}", fullmatch=True
    ),
    "rules: [{{drop: nav, line: x, seen: {}}}]": st.from_regex(
        r"([0-9]{1,3}%?)?\.{0,2}([0-9]{1,3}%?)?", fullmatch=True
    ),
    "rules: [{{drop: nav, from: x, to: {}}}]": st.sampled_from(["<top>", "<end>", "x", "*", "{:date}", "{title}", " "]),
}
"""Files with a place for a value, and values that are about right for it."""


@pytest.mark.parametrize("file", VALUES)
def test_what_the_parser_takes_no_editor_blames(file: str) -> None:
    @given(VALUES[file])
    def holds(value: str) -> None:
        text = file.format(json.dumps(value))
        if read_text(text, "x.yaml", "x")[0] is not None:
            assert _mistakes(text) == []

    holds()


PIECES: Final = (
    "{title}",
    "{x_a",
    "{published",
    ":text}",
    ":date}",
    "{=a|b",
    "|c}",
    "{nothing}",
    "*",
    "a ",
    "{:int}",
    "}",
    "\\*",
    "{:names}",
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, unique=True).map("".join))
def test_editors_and_the_parser_agree_on_patterns(pattern: str) -> None:
    """Gaps side by side, braces without their other half, names and types that nobody knows."""
    text = f"rules: [{{move: title, line: {json.dumps(pattern)}}}]"
    assert bool(_mistakes(text)) is (read_text(text, "x.yaml", "x")[0] is None)
