"""Comma- and tab-separated values to documents: a row is a record, whose fields the first row names."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.decoding import Decoded, decode
from cleaner.reading.formats import ending_of
from cleaner.reading.records import DEFAULT_FIELDS, PARTS, Fields, document_of, problem_of
from cleaner.reading.streams import LARGEST, TOO_LARGE, ahead, lines

_SEPARATORS: Final = (",", ";", "\t", "|")
_SNIFFED: Final = 8192  # bytes, for the encoding
_NO_COLUMNS: Final = "has no first row that names its columns; add one"
_QUOTES: Final = 'quote cells that hold separators, quotes or line ends, and write a quote within as ""'


def read_table(
    name: str, stream: io.BufferedReader, names: Fields = DEFAULT_FIELDS
) -> Iterator[Document | DocumentError]:
    """The documents of a table, one a row; a row without an id is `NAME:ROW`, where the first row is 1."""
    lines_of = _Lines(stream)
    rows = enumerate(_rows(lines_of, "\t" if ending_of(name) == ".tsv" else None), 1)
    first = next((row for _, row in rows if row), [])
    columns = [column or f"column {number}" for number, column in enumerate(first, 1)]
    if problem := first if isinstance(first, str) else _NO_COLUMNS if not first else problem_of(columns, names):
        yield DocumentError(name, problem)
        return
    for number, row in rows:
        encoding = lines_of.taken()
        try:
            if row:
                yield _document(f"{name}:{number}", columns, row, names, encoding)
        except DocumentError as error:
            yield error


def _document(
    place: str, columns: list[str], row: list[str] | str, names: Fields, encoding: Mapping[str, Any]
) -> Document:
    if isinstance(row, str):
        raise DocumentError(place, row)
    if len(row) != len(columns):
        what = f"has {len(row)} cells, and the first row names {len(columns)} columns; {_QUOTES}"
        raise DocumentError(place, what)
    record: dict[str, str | None] = dict(zip(columns, row, strict=True))
    empty = [field for part in PARTS if not record.get(field := getattr(names, part))]
    if names.text in empty and names.html in empty:  # an empty text is a text
        empty.remove(names.text if names.text in record else names.html)
    return document_of(place, {key: value for key, value in record.items() if key not in empty}, names, encoding)


def _rows(lines_of: _Lines, separator: str | None) -> Iterator[list[str] | str]:
    """The rows of a table; in place of one that cannot be read, what is wrong with it."""
    import csv  # noqa: PLC0415 (only where there is a table)

    csv.field_size_limit(LARGEST)
    if separator is None:
        first = lines_of.first()
        separator = max(_SEPARATORS, key=first.count)
    # Not strict, a quote that is never closed would take all rows after it into its cell, and nobody would know.
    reader = csv.reader(lines_of, delimiter=separator, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"is no row of a table: {error}; {_QUOTES}"
        except _TooLargeError:
            yield TOO_LARGE


class _TooLargeError(Exception):
    """A line is too large; the next one may be read."""


class _Lines:
    """The lines of a table as text, and what there is to say of the encoding of those that were read last."""

    def __init__(self, stream: io.BufferedReader) -> None:
        head, stream = ahead(stream, _SNIFFED)
        found = decode(head).encoding
        self._charset: str | None = None if found == "utf-8" else found
        self._ahead: list[str] = []
        self._taken: dict[str, Any] = {}
        self._is_wide = found.startswith(("utf-16", "utf-32"))
        if self._is_wide:
            text = io.TextIOWrapper(cast("Any", stream), found, errors="replace", newline="")
            self._lines: Iterator[bytes | str | None] = iter(lambda: text.readline(LARGEST), "")
        else:
            self._lines = lines(stream)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._ahead.pop() if self._ahead else self._decoded(next(self._lines))

    def first(self) -> str:
        """The first line that is not empty, which comes again; empty where there is none."""
        for line in self:
            if line.strip():
                self._ahead.append(line)
                return line
        return ""

    def taken(self) -> dict[str, Any]:
        """The encoding of the lines since this was asked last, and what could not be decoded; nothing for UTF-8."""
        taken, self._taken = self._taken, {}
        return taken

    def _decoded(self, line: bytes | str | None) -> str:
        if line is None:
            raise _TooLargeError
        if isinstance(line, str):
            self._note(Decoded(line, self._charset or "", "bom", line.count("\ufffd")))
            return line.lstrip("\ufeff")
        try:
            return line.decode().removeprefix("\ufeff")
        except UnicodeDecodeError:
            found = decode(line, self._charset)
        self._charset = self._charset or found.encoding
        self._note(found)
        return found.text

    def _note(self, found: Decoded) -> None:
        self._taken = {"encoding": found.encoding, "undecodable": self._taken.get("undecodable", 0) + found.undecodable}
