"""The ledger of a run: which documents are done, under which rules, and how far the output then was.

It is a SQLite file. What is written reaches the disk before the ledger says so; so what the ledger says is there, and
what is there beyond it is done again.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Generator, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

import cleaner
from cleaner.errors import DocumentError, InputError, OutputError
from cleaner.rulebook.shipped import shipped_rules
from cleaner.running.outcomes import Outcome
from cleaner.running.workers import Input

PAUSE: Final = 1.0
"""Seconds from one entry to the next: as much is done again, at most, after a run was killed."""
_TABLES: Final = """
    CREATE TABLE IF NOT EXISTS run (key BLOB);
    CREATE TABLE IF NOT EXISTS documents
        (number INTEGER PRIMARY KEY, content BLOB, outcome BLOB, article_end INTEGER, failure_end INTEGER);
"""
_ENTRY: Final = "INSERT INTO documents VALUES (?, ?, ?, ?, ?)"
_ENTRIES: Final = "SELECT content, outcome, article_end, failure_end FROM documents ORDER BY number"
_LAST: Final = "SELECT article_end, failure_end FROM documents ORDER BY number DESC LIMIT 1"


class Entry(NamedTuple):
    """A document that is done: its content's hash, its outcome without the article, and where the two files then ended.

    An end is None where a run cannot go on, within a member of a compressed file.
    """

    content: bytes
    outcome: Outcome
    article_end: int | None
    failure_end: int | None


def content_of(document: Input) -> bytes:
    """The hash of all that is known of a document."""
    if isinstance(document, DocumentError):
        return blake2b(str(document).encode("utf-8", "replace"), digest_size=16).digest()
    return blake2b(msgspec.msgpack.encode(document), digest_size=16).digest()


def run_key(folders: Sequence[str], said: object) -> bytes:
    """The hash of what decides about outcomes beside documents: the package's version, all rules, and what was `said`."""
    key = blake2b(msgspec.json.encode([cleaner.__version__, said]), digest_size=16)
    for folder in (shipped_rules(), *map(Path, folders)):
        for path in sorted(Path(folder).rglob("*.y*ml")):
            key.update(f"\0{path.relative_to(folder)}\0".encode("utf-8", "replace"))
            key.update(blake2b(path.read_bytes()).digest())
    return key.digest()


class Ledger:
    """The entries of a run, in the order of its documents; one of another `key` is begun anew.

    Raises `InputError` where another run has it, and `OutputError` where it cannot be read or written.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._new: list[tuple[object, ...]] = []
        self._due = time.monotonic() + PAUSE
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._failing():
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("BEGIN EXCLUSIVE")
            for statement in filter(str.strip, _TABLES.split(";")):
                self._database.execute(statement)
            if self._database.execute("SELECT key FROM run").fetchone() != (key,):
                self._database.execute("DELETE FROM documents")
                self._database.execute("DELETE FROM run")
                self._database.execute("INSERT INTO run VALUES (?)", (key,))
            self._database.execute("COMMIT")
            self._count: int = self._database.execute("SELECT count(*) FROM documents").fetchone()[0]

    def __len__(self) -> int:
        return self._count

    def ends(self) -> tuple[int, int]:
        """Where the files ended behind the last entry."""
        with self._failing():
            last: tuple[int, int] = self._database.execute(_LAST).fetchone() or (0, 0)
            return last

    def __iter__(self) -> Generator[Entry]:
        with self._failing():
            for content, outcome, article_end, failure_end in self._database.execute(_ENTRIES):
                yield Entry(content, msgspec.msgpack.decode(outcome, type=Outcome), article_end, failure_end)

    def cut(self, count: int) -> None:
        """Forget all but so many entries."""
        with self._failing():
            self._database.execute("DELETE FROM documents WHERE number >= ?", (count,))
        self._count = count

    def add(self, entry: Entry) -> bool:
        """Note that a document is done, which stands in the ledger after `commit`; whether it is time for that."""
        bare = msgspec.structs.replace(entry.outcome, data=b"")
        number = self._count + len(self._new)
        self._new.append((number, entry.content, msgspec.msgpack.encode(bare), entry.article_end, entry.failure_end))
        return time.monotonic() >= self._due

    def end(self, article_end: int, failure_end: int) -> None:
        """Nothing more comes: where the files end is behind what was noted last."""
        if self._new:
            self._new[-1] = (*self._new[-1][:3], article_end, failure_end)

    def commit(self) -> None:
        """Enter what was noted, up to the last place where a run can go on. The files must have reached the disk."""
        self._due = time.monotonic() + PAUSE
        count = len(self._new)
        while count and None in self._new[count - 1]:
            count -= 1
        with self._failing():
            self._database.execute("BEGIN")
            self._database.executemany(_ENTRY, self._new[:count])
            self._database.execute("COMMIT")
        self._count += count
        del self._new[:count]

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise InputError(str(self._path), "another run is at it", "wait for its end") from error
            raise OutputError(str(self._path), str(error)) from error
        except sqlite3.DatabaseError as error:
            raise InputError(str(self._path), f"is no ledger: {error}", "remove it, or name another output") from error
