"""Mending what is mechanical: the edits of findings, applied to their files with all else left as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import accumulate
from pathlib import Path
from typing import Final

from cleaner.authoring.lint.findings import Edit, Finding, seen
from cleaner.authoring.showing import visible
from cleaner.errors import OutputError
from cleaner.rulebook.files import read_text

ROUNDS: Final = 20
"""How often files are looked at again: an edit may make room for another one."""
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Mended:
    """A file that was changed: its text before and after."""

    path: str
    before: str
    after: str


def mend(look: Callable[[], tuple[Finding, ...]]) -> tuple[tuple[Finding, ...], tuple[Mended, ...]]:
    """Apply the edits of what `look` finds until there are none, and give what it finds then, and the changed files.

    A file is written only where no mistake comes of it. Raises `OutputError` where it cannot be written.
    """
    before: dict[str, str] = {}
    findings = look()
    for _ in range(ROUNDS):
        changed = {path: text for path, text in _edited(findings) if _write(path, text, before)}
        if not changed:
            break
        findings = look()
    mended = (Mended(path, text, _read(path)) for path, text in sorted(before.items()))
    return findings, tuple(change for change in mended if change.before != change.after)


def changes(mended: Iterable[Mended]) -> Iterator[str]:
    """The lines that were changed, as `diff` shows them."""
    for change in mended:
        lines = change.before.splitlines(), change.after.splitlines()
        name = seen(change.path)
        yield from map(visible, unified_diff(*lines, fromfile=name, tofile=name, n=0, lineterm=""))


def _edited(findings: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    """The files with edits, and their new texts."""
    edits: dict[str, list[Edit]] = {}
    for finding in findings:
        if finding.edits and not finding.accepted:
            edits.setdefault(finding.path, []).extend(finding.edits)
    for path, some in edits.items():
        yield path, apply(_read(path), some)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made; one that overlaps an earlier one waits for the next round."""
    starts = list(accumulate(map(len, text.splitlines(keepends=True)), initial=0))

    def offset(line: int, column: int) -> int:
        return min(starts[line - 1] + column - 1, len(text)) if line <= len(starts) else len(text)

    position, parts = 0, []
    for edit in sorted(set(edits), key=lambda e: (e.line, e.column, e.end_line, e.end_column)):
        start, end = offset(edit.line, edit.column), offset(edit.end_line, edit.end_column)
        if start >= position:
            parts += [text[position:start], edit.text]
            position = end
    return "".join([*parts, text[position:]])


def _read(path: str) -> str:
    return Path(path).read_bytes().decode("utf-8-sig")


def _write(path: str, text: str, before: dict[str, str]) -> bool:
    """Put a new text in a file's place, unless loading finds more mistakes in it than it did; whether it was done."""
    old = _read(path)
    if text == old or len(read_text(text, path, "")[1]) > len(read_text(old, path, "")[1]):
        return False
    target = Path(path).resolve()
    aside = target.with_name(f".{target.name}.part")
    try:
        bom = _BOM if target.read_bytes().startswith(_BOM) else b""
        aside.write_bytes(bom + text.encode())
        aside.chmod(target.stat().st_mode)
        os.replace(aside, target)  # noqa: PTH105
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OutputError(path, error.strerror or str(error)) from None
    before.setdefault(path, old)
    return True
