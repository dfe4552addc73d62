"""Where articles go: one file of records, a folder with a file each, or standard output.

A file is written aside and renamed when it is whole, so that nothing half-written stands under its final name.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Protocol, cast

import regex

from cleaner.errors import InputError, OutputError
from cleaner.writing.forms import Format

_UNSAFE = regex.compile(r"[^\p{L}\p{M}\p{N}._ -]+")
_LONGEST_NAME: Final = 120
"""Bytes of one part of a file's name that is made of an id; file systems allow 255."""


class Output(Protocol):
    """Takes the bytes of one article after another."""

    def write(self, name: str, data: bytes) -> None:
        """Write an article; `name` is its document's id."""


def format_of(output: str, asked: str | None) -> Format:
    """The format of an output: what was asked for, else what its name says: a folder gets texts, all else records."""
    if asked is not None:
        return cast("Format", asked)
    return "jsonl" if output == "-" or _is_records(output) else "txt"


def _is_records(output: str) -> bool:
    return output.removesuffix(".gz").endswith((".jsonl", ".ndjson"))


@contextlib.contextmanager
def open_output(output: str, form: Format, *, overwrite: bool = False) -> Iterator[Output]:
    """Open an output for a run; raises `InputError` where it stands already, or cannot be written."""
    if output == "-":
        yield _Stream(sys.stdout.buffer)
    elif form == "jsonl":
        if not _is_records(output):
            raise InputError(output, "records go into one file", "give a name that ends in .jsonl or .jsonl.gz")
        with _one_file(Path(output), overwrite=overwrite) as stream:
            yield stream
    elif _is_records(output):
        raise InputError(
            output, f"a folder is needed for one .{form} file a document", "name one, or leave --format out"
        )
    else:
        folder = Path(output)
        if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not overwrite):
            raise InputError(output, "stands there already", "name another folder, or give --overwrite")
        yield _Folder(folder, form)


class _Stream:
    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, name: str, data: bytes) -> None:
        del name
        self._stream.write(data)


@contextlib.contextmanager
def _one_file(path: Path, *, overwrite: bool) -> Iterator[_Stream]:
    if path.is_dir() or (path.exists() and not overwrite):
        raise InputError(str(path), "stands there already", "name another file, or give --overwrite")
    with _aside(path) as part, _writer(part, path.name) as stream:
        yield _Stream(stream)


def _writer(part: Path, name: str) -> IO[bytes]:
    if name.endswith(".gz"):
        # Without a name and a time within, the same articles give the same bytes.
        return cast("IO[bytes]", gzip.GzipFile(filename="", mode="wb", fileobj=part.open("wb"), mtime=0))
    return part.open("wb")


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A path to write to that becomes `path` when all went well, and is gone when not."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)


class _Folder:
    """One file a document, whose name follows the document's id; a name that is taken gets a number."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._folder = folder
        self._form = form
        self._taken: dict[str, int] = {}

    def write(self, name: str, data: bytes) -> None:
        stem = file_name(name)
        count = self._taken[stem.casefold()] = self._taken.get(stem.casefold(), 0) + 1
        path = self._folder / (f"{stem}.{self._form}" if count == 1 else f"{stem}~{count}.{self._form}")
        with _aside(path) as part:
            part.write_bytes(data)


def file_name(name: str) -> str:
    """A relative path made of a document's id: its folders stay, what no file system likes becomes `_`."""
    stem = name
    for ending in (".gz", ".txt", ".text", ".html", ".htm", ".xhtml"):
        stem = stem.removesuffix(ending)
    parts = [_UNSAFE.sub("_", part).strip(" ") for part in stem.replace("\\", "/").split("/")]
    kept = [_shortened(part) for part in parts if part.strip("._ ")]
    return "/".join(kept) or "document"


def _shortened(part: str) -> str:
    return part.lstrip(".").encode()[:_LONGEST_NAME].decode("utf-8", "ignore")
