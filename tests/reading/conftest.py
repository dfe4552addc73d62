"""What the tests of reading have in common: files that are written, and what is read of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.inputs import Source, read
from cleaner.reading.records import Fields


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Source]:
    """Write a file, and get it as a source of that name."""

    def write(name: str, data: bytes) -> Source:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return Source(name, path)

    return write


@pytest.fixture
def documents() -> Callable[..., list[Document]]:
    """The documents of a source; fails on the first error among them."""

    def found(source: Source, names: Fields | None = None) -> list[Document]:
        items = list(read(source, names or Fields()))
        assert not [str(item) for item in items if isinstance(item, DocumentError)]
        return [item for item in items if isinstance(item, Document)]

    return found


@pytest.fixture
def mixed() -> Callable[..., list[str]]:
    """The ids of documents and the messages of errors of a source, in order."""

    def found(source: Source, names: Fields | None = None) -> list[str]:
        items = read(source, names or Fields())
        return [str(item) if isinstance(item, DocumentError) else f"id {item.id}" for item in items]

    return found


@pytest.fixture
def unpacked() -> Callable[[bytes], bytes]:
    """All bytes that are there in a gzip file that is cut."""
    return lambda data: zlib.decompressobj(wbits=31).decompress(data)
