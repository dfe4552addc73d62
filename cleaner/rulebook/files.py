"""One rule file: from its text to a `RuleSet`, with every mistake in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import regex

from cleaner.errors import RuleError
from cleaner.rulebook import values
from cleaner.rulebook.clauses import read_rule
from cleaner.rulebook.nodes import Mapping, Mistakes, Node, Scalar, Sequence
from cleaner.rulebook.rules import Fingerprint, Guards, Place, Rule, RuleSet

KEYS: Final = (
    "source", "layout", "name", "extends", "off", "hosts", "language", "valid", "fingerprints", "min_fingerprints",
    "guards", "rest", "rules",
)  # fmt: skip
HOST = regex.compile(r"[^\s/:@.]+(?:\.[^\s/:@.]+)+")
VALID = regex.compile(r"(\d{4}(?:-\d\d){0,2})?\.\.(\d{4}(?:-\d\d){0,2})?|(\d{4})")


def read_file(path: Path, name: str) -> tuple[RuleSet | None, tuple[RuleError, ...], bool]:
    """The rule set of a file, its mistakes, and whether they are of syntax (nothing else was looked at)."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return None, (RuleError(str(path), 0, 0, "", f"cannot be read: {error}", "save it as UTF-8 text"),), True
    return read_text(text, str(path), name)


def read_text(text: str, path: str, name: str) -> tuple[RuleSet | None, tuple[RuleError, ...], bool]:
    """As `read_file`, of a text at hand."""
    from cleaner.rulebook.parsing import parse_yaml  # noqa: PLC0415 (PyYAML, for those who load rules)

    mistakes = Mistakes(path, text.splitlines())
    root = parse_yaml(text, mistakes)
    if mistakes.found:
        return None, tuple(mistakes.found), True
    if not isinstance(root, Mapping):
        mistakes.add(root or (1, 1), "", "a rule file is a mapping", "begin with `source: NAME` and `rules:`")
        return None, tuple(mistakes.found), True
    rule_set = _rule_set(root, path, name, mistakes)
    found = tuple(sorted(mistakes.found, key=lambda mistake: (mistake.line, mistake.column)))
    return (None if found else rule_set), found, False


def _rule_set(root: Mapping, path: str, name: str, mistakes: Mistakes) -> RuleSet:
    keys = values.check_keys(root, KEYS, "", mistakes)
    return RuleSet(
        name=name,
        path=path,
        source=values.word(keys.get("source"), "source", mistakes),
        layout=values.word(keys.get("layout"), "layout", mistakes),
        title=values.word(keys.get("name"), "name", mistakes),
        extends=values.words(keys.get("extends"), "extends", mistakes),
        off=values.words(keys.get("off"), "off", mistakes),
        hosts=_hosts(keys, mistakes),
        language=values.word(keys.get("language"), "language", mistakes),
        valid=_valid(keys.get("valid"), mistakes),
        fingerprints=_fingerprints(keys, mistakes),
        min_fingerprints=values.number(keys.get("min_fingerprints"), "min_fingerprints", mistakes) or 1,
        guards=_guards(keys.get("guards"), mistakes),
        rest=values.one_of(keys.get("rest"), ("body", "score"), "rest", mistakes),
        rules=_rules(keys.get("rules"), mistakes),
        places=_places(keys, path),
    )


def _places(keys: dict[str, Node], path: str) -> tuple[tuple[str, Place], ...]:
    found = [(key, Place(path, node.line, node.column)) for key, node in keys.items()]
    for key in ("extends", "off"):
        node = keys.get(key)
        items = node.items if isinstance(node, Sequence) else ()
        found += [
            (f"{key}:{item.value}", Place(path, item.line, item.column)) for item in items if isinstance(item, Scalar)
        ]
    return tuple(found)


def _hosts(keys: dict[str, Node], mistakes: Mistakes) -> tuple[str, ...]:
    hosts = values.words(keys.get("hosts"), "hosts", mistakes)
    if hosts and "source" not in keys:
        mistakes.add(
            keys["hosts"], "hosts", "hosts without a `source`", "say `source: NAME`; shared sets have no hosts"
        )
    for item in values.listed(keys.get("hosts")):
        if isinstance(item, Scalar) and not HOST.fullmatch(item.value):
            what = f"`{item.value}` is no host"
            mistakes.add(item, "hosts", what, "write `example.org`, without scheme or path")
    return tuple(host.lower() for host in hosts)


def _valid(node: Node | None, mistakes: Mistakes) -> tuple[str | None, str | None] | None:
    value = values.word(node, "valid", mistakes)
    if value is None or node is None:
        return None
    match = VALID.fullmatch(value)
    if not match or value == "..":
        mistakes.add(node, "valid", f"`{value}` is no time", "write it as `2003..2008`, `2016-05..` or `..2009`")
        return None
    return (match[3], match[3]) if match[3] else (match[1], match[2])


def _fingerprints(keys: dict[str, Node], mistakes: Mistakes) -> tuple[Fingerprint, ...]:
    node = keys.get("fingerprints")
    if node is not None and "source" not in keys:
        mistakes.add(node, "fingerprints", "fingerprints without a `source`", "say `source: NAME`")
    items = node.items if isinstance(node, Sequence) else () if node is None else (node,)
    found = [values.fingerprint(item, "fingerprints", mistakes) for item in items]
    return tuple(fingerprint for fingerprint in found if fingerprint is not None)


def _guards(node: Node | None, mistakes: Mistakes) -> Guards:
    if node is None:
        return Guards()
    if not isinstance(node, Mapping):
        mistakes.add(node, "guards", "guards are a mapping", "write `{max_prose: 60%, min_words: 20}`")
        return Guards()
    keys = values.check_keys(node, ("max_prose", "min_words"), "guards", mistakes)
    return Guards(
        max_prose=values.share(keys.get("max_prose"), "guards, max_prose", mistakes),
        min_words=values.number(keys.get("min_words"), "guards, min_words", mistakes),
    )


def _rules(node: Node | None, mistakes: Mistakes) -> tuple[Rule, ...]:
    if node is None:
        return ()
    if not isinstance(node, Sequence):
        mistakes.add(node, "rules", "rules are a list", "begin each with `- `")
        return ()
    rules = [read_rule(item, number, mistakes) for number, item in enumerate(node.items, 1)]
    found = tuple(rule for rule in rules if rule is not None)
    _refuse_same_ids(found, mistakes)
    return found


def _refuse_same_ids(rules: tuple[Rule, ...], mistakes: Mistakes) -> None:
    first: dict[str, Rule] = {}
    for rule in rules:
        earlier = first.setdefault(rule.id, rule)
        if earlier is not rule:
            what = f"a second rule with the id `{rule.id}`; the first stands in line {earlier.place.line}"
            mistakes.add(
                (rule.place.line, rule.place.column), f"rule ({rule.id})", what, "give one of them an `id` of its own"
            )
