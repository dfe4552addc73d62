"""Where articles go: one file of records or of Parquet, a folder with a file each, or standard output.

A file is written aside and renamed when it is whole, so that nothing half-written stands under its final name.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, Protocol, cast

from cleaner.errors import InputError, OutputError
from cleaner.reading.streams import MissingPackageError, package
from cleaner.writing.forms import ARTICLE_FIELDS, Format
from cleaner.writing.names import FileNames
from cleaner.writing.parquet import ParquetFile

_FILES: Final = (".txt", ".text", ".md", ".html", ".json", ".csv", ".tsv", ".parquet", ".gz", ".zst", ".zip")
_ZSTD_LEVEL: Final = 9  # a third smaller than gzip, in less time
_PACKED: Final = (".gz", ".zst")
_NAMES: Final = ".jsonl, .jsonl.gz, .jsonl.zst or .parquet"
"""Endings by which people name files: a folder of that name is not what they meant."""


class Output(Protocol):
    """Takes the bytes of one article after another."""

    def write(self, name: str, data: bytes) -> None:
        """Write an article; `name` is its document's id. Raises `OutputError`."""


def format_of(output: str, asked: str | None) -> Format:
    """The format of an output: what was asked for, else what its name says: a folder gets texts, all else records."""
    if asked is not None:
        return cast("Format", asked)
    if output.lower().endswith(".parquet"):
        return "parquet"
    return "jsonl" if output == "-" or _is_records(output) else "txt"


def _is_records(output: str) -> bool:
    name = output.lower()
    for ending in _PACKED:
        name = name.removesuffix(ending)
    return name.endswith((".jsonl", ".ndjson"))


def refuse_inputs(output: str, inputs: Iterable[Path]) -> None:
    """Raise `InputError` where an output is an input, too, or a folder that holds one: it might be overwritten."""
    if output in ("", "-"):
        return
    own = os.path.realpath(output)
    for path in inputs:
        real = os.path.realpath(path)
        if real == own:
            raise InputError(output, "is an input, too", "name another output")
        if real.startswith(own + os.sep):
            raise InputError(output, f"holds an input, too: {path}", "name a folder that holds none")


@contextlib.contextmanager
def open_output(
    output: str, form: Format, *, overwrite: bool = False, fields: Sequence[str] = ARTICLE_FIELDS
) -> Iterator[Output]:
    """Open an output for a run; `fields` are those that articles have, for Parquet.

    Raises `InputError` where it stands already, and `OutputError` where it cannot be written.
    """
    if form == "parquet":
        _check_file(output, form, overwrite=overwrite)
        with _aside(Path(output), lambda stream: ParquetFile(stream, fields)) as file:
            yield file
    elif output == "-":
        stream = _Stream(sys.stdout.buffer, b"" if form == "jsonl" else b"\n")
        yield stream
        stream.finish()
    elif form == "jsonl":
        _check_file(output, form, overwrite=overwrite)
        with _aside(Path(output)) as file:
            yield file
    else:
        _check_folder(output, form, overwrite=overwrite)
        yield _Folder(Path(output), form)


def _check_file(output: str, form: Format, *, overwrite: bool) -> None:
    if form == "parquet" and not output.lower().endswith(".parquet"):
        raise InputError(output, "Parquet goes into one file", "give a name that ends in .parquet")
    if form == "jsonl" and not _is_records(output):
        what = "give a name that ends in .jsonl, .jsonl.gz or .jsonl.zst"
        raise InputError(output, "records go into one file", what)
    _check_package(output, form)
    path = Path(output)
    with failing(output):
        if path.is_dir():
            raise InputError(output, "is a folder", "name another file")
        if path.exists() and not overwrite:
            raise InputError(output, "stands there already", "name another file, or give --overwrite")


def _check_package(output: str, form: Format) -> None:
    """Raise `InputError` where an output needs a package that is not installed."""
    try:
        if form == "parquet":
            package("pyarrow", "parquet")
        elif output.lower().endswith(".zst"):
            package("zstandard", "zstd")
    except MissingPackageError as error:
        raise InputError(output, *str(error).split("; ")) from None


def _check_folder(output: str, form: Format, *, overwrite: bool) -> None:
    folder = Path(output)
    with failing(output):
        if not output or (not folder.is_dir() and (_is_records(output) or output.lower().endswith(_FILES))):
            what = f"a folder is needed for one .{form} file a document"
            raise InputError(output or "-o", what, f"name one, or a file that ends in {_NAMES}")
        if folder.exists() and not folder.is_dir():
            raise InputError(output, "is no folder", "name a folder")
        if folder.is_dir() and any(folder.iterdir()) and not overwrite:
            what = "stands there already, and is not empty"
            raise InputError(output, what, "name another folder, or give --overwrite")


@contextlib.contextmanager
def failing(name: str | Path) -> Iterator[None]:
    """What the system refuses, as an `OutputError`."""
    try:
        yield
    except OSError as error:
        in_the_way = f": {error.filename}" if Path(str(error.filename)) in Path(name).parents else ""
        raise OutputError(str(name), f"{error.strerror or error}{in_the_way}") from error


class _Stream:
    """Standard output; texts have an empty line between them. Raises `BrokenPipeError` where its reader has gone."""

    def __init__(self, stream: IO[bytes], between: bytes) -> None:
        self._stream = stream
        self._between = between
        self._next = b""

    def write(self, name: str, data: bytes) -> None:
        del name
        with self._failing():
            self._stream.write(self._next + data)
        self._next = self._between

    def finish(self) -> None:
        """Write what is left."""
        with self._failing():
            self._stream.flush()

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # What is still in the buffer would fail again, with a traceback, when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            if isinstance(error, BrokenPipeError):
                raise
            raise OutputError("standard output", error.strerror or str(error)) from error


class _Writable(Protocol):
    def write(self, data: bytes, /) -> object: ...

    def close(self) -> None: ...


class _File:
    """One file that is being written."""

    def __init__(self, path: Path, stream: _Writable) -> None:
        self._path = path
        self._stream = stream

    def write(self, name: str, data: bytes) -> None:
        del name
        with failing(self._path):
            self._stream.write(data)


@contextlib.contextmanager
def _aside(path: Path, packed: Callable[[IO[bytes]], _Writable] | None = None) -> Iterator[_File]:
    """A file that is written aside: it gets its name when all went well, and is gone when not.

    `packed` makes the bytes of the file of what is written, where its name does not say how.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    opened: list[_Writable] = []
    try:
        with failing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            raw = part.open("wb")
            opened.append(raw)
            if packed := packed or _PACKERS.get(path.suffix.lower()):
                opened.insert(0, packed(raw))
        yield _File(path, opened[0])
        with failing(path):
            for stream in opened:
                stream.close()
            part.replace(path)
    finally:
        for close in (*(stream.close for stream in opened), part.unlink):
            with contextlib.suppress(OSError):
                close()


def _gzip(stream: IO[bytes]) -> _Writable:
    # Without a name and a time within, the same articles give the same bytes.
    return cast("_Writable", gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0))


def _zstd(stream: IO[bytes]) -> _Writable:
    packer = package("zstandard", "zstd").ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
    return cast("_Writable", packer.stream_writer(stream, closefd=False))


_PACKERS: Final[dict[str, Callable[[IO[bytes]], _Writable]]] = {".gz": _gzip, ".zst": _zstd}


class _Folder:
    """One file a document, whose name follows the document's id."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._folder = folder
        self._names = FileNames(f".{form}")

    def write(self, name: str, data: bytes) -> None:
        with _aside(self._folder / self._names.name(name)) as file:
            file.write(name, data)


def check_output(output: str, form: Format, *, overwrite: bool = False) -> None:
    """Raise `InputError` where an output cannot be, or stands there already, as `open_output` does."""
    if form in ("jsonl", "parquet"):
        _check_file(output, form, overwrite=overwrite)
    else:
        _check_folder(output, form, overwrite=overwrite)
