"""Findings that a file accepts on purpose: `# lint: ok NAME, reason`.

At the end of a line it holds for what stands there; on a line of its own for the next line that is no comment. On a
rule's first line it holds for the whole rule, above the first line of all for the whole file. Loading sees a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from cleaner.authoring.lint.findings import ERROR, KINDS, Edit, Finding
from cleaner.authoring.lint.written import WrittenFile, ends_of_scalars
from cleaner.rulebook.values import closest

WORD: Final = "lint:"
_COMMENT = regex.compile(
    r"""
    (?<!\S) \#\s* lint: \s*
    (?: ok \s+ (?P<name>[\w-]+)                # which finding
        (?: \s*,\s* (?P<reason>\S.*?) )? \s* $    # and why it may stay
      | (?P<other>.*) )
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """A comment that accepts a finding by its name: where it stands, and the lines that it holds for."""

    name: str
    reason: str
    line: int
    column: int
    first: int
    last: int


def accept(file: WrittenFile, findings: Sequence[Finding], looked_for: frozenset[str]) -> Iterator[Finding]:
    """The findings of a file, those that it accepts with the reason; and what is wrong with its comments.

    `looked_for` are the names that this run could find: comments on others cannot be told to be idle.
    """
    comments = tuple(_comments(file))
    good = [comment for comment in comments if isinstance(comment, Accept)]
    used: set[Accept] = set()
    for finding in findings:
        by = next((c for c in good if c.name == finding.name and c.first <= finding.line <= c.last), None)
        if by is not None:
            used.add(by)
        yield finding if by is None else replace(finding, accepted=by.reason)
    for comment in comments:
        if isinstance(comment, Finding):
            yield comment
        elif comment not in used and comment.name in looked_for:
            yield _idle(file, comment)


def _comments(file: WrittenFile) -> Iterator[Accept | Finding]:
    """Every comment to lint: what it accepts, or what is wrong with it."""
    if WORD not in file.text:
        return
    spans = tuple(ends_of_scalars(file.text).items())
    for number, line in enumerate(file.lines, 1):
        match = _COMMENT.search(line) if WORD in line else None
        if match is None or any(start <= (number, match.start() + 1) < end for start, end in spans):
            continue
        wrong = _wrong(match)
        if wrong:
            yield _found(file, "bad-accept", (number, match.start() + 1), wrong)
        else:
            first, last = _reach(file, number, alone=not line[: match.start()].strip())
            yield Accept(
                name=match["name"], reason=match["reason"], line=number, column=match.start() + 1, first=first, last=last
            )  # fmt: skip


def _wrong(match: regex.Match[str]) -> tuple[str, str] | None:
    """What is wrong with a comment, and what to do; None where nothing is."""
    name, form = match["name"], "write `# lint: ok NAME, reason`"
    if name is None:
        return "a comment to lint that says nothing it knows", form
    if name not in KINDS:
        return f"there is no finding `{name}`", closest(name, KINDS)
    if KINDS[name] == ERROR:
        return f"`{name}` is an error, which nobody can accept", "mend it, and take the comment away"
    if match["reason"] is None:
        return f"`{name}` is accepted without a reason", form
    return None


def _reach(file: WrittenFile, number: int, *, alone: bool) -> tuple[int, int]:
    """The first and the last line that a comment holds for."""
    total = len(file.lines)
    if alone:
        if number < file.root.line:
            return 1, total
        number = next((n for n in range(number + 1, total + 1) if not _is_comment(file.lines[n - 1])), number)
    starts = [rule.line for rule in file.rules]
    if number in starts:
        following = starts.index(number) + 1
        return number, starts[following] - 1 if following < len(starts) else total
    return number, number


def _is_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _idle(file: WrittenFile, comment: Accept) -> Finding:
    line = file.lines[comment.line - 1]
    before = line[: comment.column - 1].rstrip()
    end = (comment.line, len(line) + 1) if before else (comment.line + 1, 1)
    edit = Edit(comment.line, len(before) + 1, *end)
    said = (f"nothing here is `{comment.name}` any more", "take the comment away")
    return replace(_found(file, "idle-accept", (comment.line, comment.column), said), edits=(edit,))


def _found(file: WrittenFile, name: str, place: tuple[int, int], said: tuple[str, str]) -> Finding:
    line, column = place
    return Finding(
        name=name, path=file.path, line=line, column=column, where="", what=said[0], fix=said[1],
        source=file.lines[line - 1],
    )  # fmt: skip
