"""Dead letters: the documents that failed, as records beside the output, so that none is lost and each can be done again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from cleaner.errors import DocumentError, InputError
from cleaner.model import Document
from cleaner.writing.continued import RECORDS
from cleaner.writing.outputs import Output, failing, open_output


class DeadLetter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A document that failed: its id, the file that it came from, why, by which rule, and on request what it was."""

    id: str
    file: str
    error: str
    rule: str | None = None
    input: dict[str, Any] | None = None


def input_of(document: Document | DocumentError) -> dict[str, Any] | None:
    """A document as the record that it came as, under the usual names of fields; None where it could not be read."""
    if isinstance(document, DocumentError):
        return None
    parts = {name: getattr(document, name) for name in ("id", "url", "source", "crawled", "text", "html")}
    return {name: value for name, value in parts.items() if value is not None} | dict(document.meta)


def beside(output: str, ending: str) -> str:
    """The name of what a run writes beside its output: that of the output with an ending; for a folder, too."""
    name = output.rstrip("/" + os.sep)
    if os.path.basename(name) in ("", ".", ".."):  # noqa: PTH119 (a name as given, with `./` and all)
        name = os.path.abspath(output)  # noqa: PTH100
    return name + ending


class DeadLetters:
    """Takes one dead letter after another; the file begins with the first."""

    def __init__(self, opened: Callable[[], Output] | None) -> None:
        self._opened = opened
        self._output: Output | None = None
        self.written = 0

    def write(self, letter: DeadLetter) -> None:
        """Write a letter, or only count it where there is no file; raises `OutputError`."""
        if self._opened is not None:
            if self._output is None:
                self._output = self._opened()
            self._output.write(letter.id, msgspec.json.encode(letter) + b"\n")
        self.written += 1


@contextlib.contextmanager
def open_dead_letters(path: str | None, *, overwrite: bool = False) -> Iterator[DeadLetters]:
    """The dead letters of a run, in a file that is written aside, and is not there where nothing failed.

    Without a path they are counted only. Raises `InputError` where the file stands there already; that of a former run
    is replaced, or removed, with `overwrite`.
    """
    if path is None:
        yield DeadLetters(None)
        return
    check_dead_letters(path, overwrite=overwrite)
    with contextlib.ExitStack() as stack:
        letters = DeadLetters(lambda: stack.enter_context(open_output(path, "jsonl", overwrite=True)))
        yield letters
    if overwrite and not letters.written:
        with failing(path):
            Path(path).unlink(missing_ok=True)


def check_dead_letters(path: str, *, overwrite: bool) -> None:
    """Raise `InputError` where dead letters cannot go there, or something stands there already."""
    if not path.lower().endswith(RECORDS):
        raise InputError(path, "dead letters are records", "give a name that ends in .jsonl or .jsonl.gz")
    if os.path.isdir(path):  # noqa: PTH112
        raise InputError(path, "is a folder", "name another file")
    if os.path.lexists(path) and not overwrite:
        raise InputError(path, "stands there already", "name another file, or give --overwrite")
