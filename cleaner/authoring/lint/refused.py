"""What loading refuses, as findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from cleaner.authoring.lint.findings import Edit, Finding
from cleaner.authoring.lint.loading import Loaded
from cleaner.authoring.lint.removing import without
from cleaner.authoring.lint.written import WrittenFile, ends_of_scalars
from cleaner.errors import RuleError
from cleaner.rulebook.nodes import Scalar
from cleaner.rulebook.values import listed

_IDLE_OFF: Final = "no inherited rule "
_UNKNOWN: Final = ("unknown ", "no rule set ")
_UNQUOTED: Final = ("an alias, ", "an anchor, ", "a tag, ", "found character that cannot start any token")
"""Mistakes of YAML that a text without quotes makes."""
_BLOCK_VALUE: Final = regex.compile(r"\s* (?: -\s+ )* (?: [\w-]+ : \s+ )?", regex.VERBOSE)
"""What stands in front of a value that ends its line."""


def refused(loaded: Loaded) -> Iterator[Finding]:
    """The findings for all mistakes of a scope."""
    files = {file.path: file for file in loaded.files}
    meant = _named(loaded, "an alias, `*") & _named(loaded, "an anchor, `&")
    for error, is_syntax in loaded.errors:
        name = _name(error, is_syntax=is_syntax)
        edits: tuple[Edit, ...] = ()
        if name == "idle-off" and error.path in files:
            edits = _without_off(files[error.path], error)
        elif error.what.startswith(_UNQUOTED) and not any(path == error.path for path, _ in meant):
            edits = _quoted(error)
        yield Finding(
            name=name, path=error.path, line=error.line, column=error.column, where=error.where, what=error.what,
            fix=error.fix, source=error.source, edits=edits,
        )  # fmt: skip


def _named(loaded: Loaded, what: str) -> set[tuple[str, str]]:
    """The names that files give or use with a mark of YAML's: where both are done, YAML is meant."""
    return {(e.path, e.what.removeprefix(what)) for e, _ in loaded.errors if e.what.startswith(what)}


def _name(error: RuleError, *, is_syntax: bool) -> str:
    if is_syntax:
        return "syntax"
    if error.what.startswith(_IDLE_OFF):
        return "idle-off"
    return "unknown-word" if error.what.startswith(_UNKNOWN) else "mistake"


def _without_off(file: WrittenFile, error: RuleError) -> tuple[Edit, ...]:
    """Take the id out of `off`; the whole key, where no other is left."""
    node = file.value("off")
    items = [item for item in listed(node) if isinstance(item, Scalar)]
    number = next((n for n, item in enumerate(items) if (item.line, item.column) == (error.line, error.column)), None)
    if number is None:
        return ()
    ends = ends_of_scalars(file.text)
    if len(items) > 1:
        return without(file.lines, items, number, ends)
    key = next(key for key, _ in file.root.items if key.value == "off")
    end = ends[items[0].line, items[0].column]
    alone = not file.lines[end[0] - 1][end[1] - 1 :].strip(" ]")
    return (Edit(key.line, 1, end[0] + 1, 1),) if alone and key.column == file.root.column else ()


def _quoted(error: RuleError) -> tuple[Edit, ...]:
    """Put a text that YAML takes for something else into quotes, where it goes on to the end of its line."""
    text = error.source[error.column - 1 :].rstrip()
    if not _BLOCK_VALUE.fullmatch(error.source[: error.column - 1]) or " #" in text or text.endswith(":"):
        return ()
    quoted = "'{}'".format(text.replace("'", "''"))
    return (Edit(error.line, error.column, error.line, error.column + len(text), quoted),)
