"""What the tests of reading have in common: files that are written, and what is read of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
def without_package(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a package one that is not installed, for whoever imports it from now on."""

    class Blocker:
        def __init__(self, name: str) -> None:
            self._name = name

        def find_spec(self, name: str, *_: Any) -> None:
            if name.partition(".")[0] == self._name:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    def block(name: str) -> None:
        for loaded in [module for module in sys.modules if module.partition(".")[0] == name]:
            monkeypatch.delitem(sys.modules, loaded)
        monkeypatch.setattr(sys, "meta_path", [Blocker(name), *sys.meta_path])

    return block
