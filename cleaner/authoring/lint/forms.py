"""Findings for people, for programs, and for GitHub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from cleaner.authoring.lint.findings import ERROR, WARNING, Finding, seen

FORMS: Final = ("text", "json", "github")
_ESCAPED: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED_VALUE: Final = _ESCAPED | {":": "%3A", ",": "%2C"}


def formed(findings: Sequence[Finding], form: str) -> str:
    """Findings in one of `FORMS`, with a line feed at the end unless there is nothing."""
    if form == "json":
        rows = b",\n".join(map(msgspec.json.encode, map(_record, findings)))
        return f"[{rows.decode()}]\n"
    lines = map(_github if form == "github" else _text, findings)
    return "".join(f"{line}\n" for line in lines)


def _text(finding: Finding) -> str:
    return f"{finding}\n    accepted: {finding.accepted}" if finding.accepted else str(finding)


def _record(finding: Finding) -> dict[str, str | int]:
    return {
        "name": finding.name,
        "severity": finding.severity,
        "path": seen(finding.path),
        "line": finding.line,
        "column": finding.column,
        "where": finding.where,
        "what": finding.what,
        "fix": finding.fix,
        "source": finding.source,
        "accepted": finding.accepted,
    }


def _github(finding: Finding) -> str:
    """A workflow command, which GitHub shows beside the line. Form: its documentation of workflow commands."""
    command = "notice" if finding.accepted else finding.severity
    place = {"file": seen(finding.path), "line": finding.line, "col": finding.column, "title": finding.name}
    values = ",".join(f"{key}={_escaped(str(value), _ESCAPED_VALUE)}" for key, value in place.items() if value)
    what = f"{finding.where}: {finding.what}" if finding.where else finding.what
    return f"::{command} {values}::{_escaped(f'{what}; {finding.fix}', _ESCAPED)}"


def _escaped(text: str, marks: dict[str, str]) -> str:
    return "".join(marks.get(letter, letter) for letter in text)


def summary(findings: Sequence[Finding], files: int) -> str:
    """How many findings there are in so many files, on one line."""
    counts = Counter("accepted" if finding.accepted else finding.severity for finding in findings)
    told = [_counted(counts[kind], kind) for kind in (ERROR, WARNING) if counts[kind]]
    told += [f"{counts['accepted']} accepted"] if counts["accepted"] else []
    return f"{_counted(files, 'file')}: {', '.join(told) or 'nothing found'}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
