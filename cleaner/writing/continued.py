"""Outputs that a later run goes on with: a part file that stays when a run is interrupted, and where it may be cut.

A part is cut at the last place of which the run's ledger knows, so that nothing is lost, doubled or half-written. The
final name is given at the end, as for other outputs.
"""

from __future__ import annotations

import contextlib
import gzip
import os
from pathlib import Path
from typing import IO, Final, Protocol

from cleaner.errors import InputError
from cleaner.writing.forms import Format
from cleaner.writing.names import FileNames
from cleaner.writing.outputs import failing

MEMBER: Final = 256
"""Documents to a member of a compressed file: a run can go on behind each. Whole members make one file, as `gzip` says."""
RECORDS: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
"""Endings of files of records that a run can go on with: the output's, and those of dead letters."""
_COPIED: Final = 1 << 20


class Continued(Protocol):
    """An output that knows, after each document, whether and where a later run may go on."""

    def available(self, end: int) -> int:
        """How many bytes of a former run are there; `end` is where its last document ended."""

    def has(self, name: str) -> bool:
        """Whether the article of a document of a former run, the next in order, is there."""

    def begin(self, end: int) -> None:
        """Go on behind so many bytes."""

    def write(self, name: str, data: bytes) -> None:
        """Write an article. Raises `OutputError`, as all of these do."""

    def settled(self) -> int | None:
        """A document is done, whatever came of it: where a run may go on behind it, or None where it may not."""

    def sync(self) -> None:
        """Let all that is written reach the disk."""

    def end(self) -> int:
        """Nothing more comes: where the output ends."""

    def finish(self) -> None:
        """Give the output its final name."""

    def is_finished(self) -> bool:
        """Whether a former run has given it its final name."""

    def close(self) -> None:
        """Leave what is written as it is."""


def continued(output: str, form: Format) -> Continued:
    """The output of a run that may be resumed."""
    return ContinuedFile(output) if form in ("jsonl", "parquet") else _ContinuedFolder(Path(output), form)


class ContinuedFile:
    """A file of records, plain or in members of gzip; one that may be missing is not there when it is empty."""

    def __init__(self, output: str, *, may_be_missing: bool = False) -> None:
        if not output.lower().endswith(RECORDS):
            raise InputError(output, "cannot be resumed", "give a name that ends in .jsonl or .jsonl.gz")
        self._path = Path(output)
        self._part = self._path.with_name(f".{self._path.name}.part")
        self._may_be_missing = may_be_missing
        self._is_packed = output.lower().endswith(".gz")
        self._packed: gzip.GzipFile | None = None
        self._file: IO[bytes] | None = None
        self._documents = 0

    def available(self, end: int) -> int:
        if self._part.exists():
            return self._part.stat().st_size
        size = self._path.stat().st_size if self._path.exists() else 0
        return size if size == end else 0

    def has(self, name: str) -> bool:
        del name
        return True

    def begin(self, end: int) -> None:
        with failing(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._part.exists():
                self._copy(end)
            self._file = self._part.open("r+b")
            self._file.truncate(end)
            self._file.seek(end)

    def _copy(self, size: int) -> None:
        """Begin a part, with what is to stay of a file that a former run has finished."""
        with self._part.open("wb") as part:
            if size:
                with self._path.open("rb") as file:
                    while size and (data := file.read(min(size, _COPIED))):
                        size -= part.write(data)

    def write(self, name: str, data: bytes) -> None:
        del name
        assert self._file is not None  # noqa: S101 (it was begun)
        with failing(self._path):
            if self._is_packed and self._packed is None:
                self._packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._file, mtime=0)
            (self._packed or self._file).write(data)

    def settled(self) -> int | None:
        assert self._file is not None  # noqa: S101
        self._documents += 1
        if self._is_packed:
            if self._documents % MEMBER:
                return None
            self._end_member()
        return self._file.tell()

    def _end_member(self) -> None:
        if self._packed is not None:
            with failing(self._path):
                self._packed.close()
            self._packed = None

    def sync(self) -> None:
        if self._file is not None:
            with failing(self._path):
                self._file.flush()
                os.fsync(self._file.fileno())

    def end(self) -> int:
        assert self._file is not None  # noqa: S101
        if self._is_packed and not self._file.tell() and not self._may_be_missing:
            self.write("", b"")  # an empty file is no file of gzip
        self._end_member()
        return self._file.tell()

    def finish(self) -> None:
        assert self._file is not None  # noqa: S101
        with failing(self._path):
            is_empty = not self._file.tell()
            self._file.close()
            if is_empty and self._may_be_missing:
                self._part.unlink()
                self._path.unlink(missing_ok=True)
            else:
                self._part.replace(self._path)

    def is_finished(self) -> bool:
        return not self._part.exists() and (self._may_be_missing or self._path.exists())

    def close(self) -> None:
        if self._packed is not None:
            self._packed.fileobj = None  # type: ignore[assignment]  # its end would fail again, with a message, when Python drops it
        if self._file is not None:
            with contextlib.suppress(OSError):  # what could not be written is done again
                self._file.close()


class _ContinuedFolder:
    """One file a document; what is there of a former run stays."""

    def __init__(self, folder: Path, form: Format) -> None:
        self._folder = folder
        self._names = FileNames(f".{form}")
        self._missing: Path | None = None

    def available(self, end: int) -> int:
        return end

    def has(self, name: str) -> bool:
        path = self._folder / self._names.name(name)
        if path.is_file():
            return True
        self._missing = path
        return False

    def begin(self, end: int) -> None:
        """Nothing is opened before it is written."""

    def write(self, name: str, data: bytes) -> None:
        path = self._missing or self._folder / self._names.name(name)
        self._missing = None
        part = path.with_name(f".{path.name}.part")
        with failing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)

    def settled(self) -> int:
        return 0

    def sync(self) -> None:
        """Files are handed to the system one by one."""

    def end(self) -> int:
        return 0

    def finish(self) -> None:
        """Each has its final name."""

    def is_finished(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is open."""
