"""Which of a file's documents is to be explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from cleaner.authoring.showing import visible
from cleaner.errors import DocumentError, InputError
from cleaner.model import Document

Read = Document | DocumentError
_NAMES: Final = 3
"""Ids that a message has room for."""


def with_id(documents: Iterable[Read], name: str, file: str) -> Iterator[Read]:
    """The first document with an id; raises `InputError` where there is none."""
    others: list[str] = []
    for document in documents:
        own = _id(document)
        if own == name:
            yield document
            return
        if len(others) <= _NAMES:
            others.append(own)
    raise InputError(file, f"there is no document `{visible(name)}`", f"its documents are {_listed(others)}")


def the_only(documents: Iterable[Read], file: str, what: str) -> Iterator[Read]:
    """The document of a file that holds but one; raises `InputError` where it holds others. `what` needs it so."""
    found = list(islice(documents, _NAMES + 1))
    if len(found) > 1:
        names = _listed([_id(document) for document in found])
        raise InputError(file, f"it holds several documents, and {what} is of one", f"name one by --document: {names}")
    yield from found


def _id(document: Read) -> str:
    return document.document if isinstance(document, DocumentError) else document.id or ""


def _listed(names: list[str]) -> str:
    shown = [f"`{visible(name)}`" for name in names[:_NAMES]]
    return ", ".join([*shown, "..."] if len(names) > _NAMES else shown) or "none"
