"""What came out of a case as what is expected of it: the expected file is written anew."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

from cleaner.authoring.cases import FIELDS, Mismatch, comparable, read_fields
from cleaner.authoring.testing import Verdict
from cleaner.errors import OutputError

LEFT_OUT: Final = ("id", "url", "rules", "spans", "meta", "stats")
"""Fields that a new expected file does not hold: what is given, and what changes with every edit of a rule."""
INDENT: Final = 1


def proposal(verdict: Verdict) -> tuple[Mismatch, ...]:
    """The fields that an expected file would get: those that differ, or all where it expects nothing yet.

    None of a case that is fine, of a known failure, and of a document that could not be cleaned.
    """
    if verdict.cleaned is None or verdict.case.is_known_failure:
        return ()
    if verdict.case.expected:
        return verdict.mismatches
    got = comparable(verdict.cleaned.article)
    fields = (name for name in FIELDS if name not in LEFT_OUT)
    return tuple(Mismatch(name, [] if isinstance(got[name], list) else None, got[name]) for name in fields)


def accept(verdict: Verdict) -> Verdict:
    """Write what is proposed into a case's expected file, whose other fields, order and indent stay.

    Gives the verdict on the case as it is then. Raises `OutputError` where the file cannot be written.
    """
    case = verdict.case
    fields, indent = ({"given": case.given} if case.given else {}), INDENT
    if case.expected_path.is_file():
        fields, indent = read_fields(case.expected_path), _indent_of(case.expected_path)
    expected = case.expected | {mismatch.field: mismatch.got for mismatch in proposal(verdict)}
    _replace(case.expected_path, json.dumps(fields | expected, indent=indent, ensure_ascii=False) + "\n")
    return replace(verdict, case=replace(case, expected=expected), mismatches=())


def _indent_of(path: Path) -> int:
    """The spaces before the first key."""
    first = next((line for line in path.read_text("utf-8-sig").splitlines()[1:] if line.strip()), "")
    return len(first) - len(first.lstrip(" ")) or INDENT


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(text, "utf-8")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(str(path), error.strerror or str(error)) from None
