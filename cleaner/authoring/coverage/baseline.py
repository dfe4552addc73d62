"""Counts kept as a file, which later ones are compared with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import msgspec

from cleaner.authoring.coverage.counts import VERSION, Counts, in_order
from cleaner.errors import InputError, OutputError

_MAKE: Final = "make one with `clean rules coverage DOCUMENTS... --save FILE`"


class _Version(msgspec.Struct):
    version: int


def load(path: str) -> Counts:
    """The counts of a file; raises `InputError` where it holds none, or those of another version."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror}", _MAKE) from None
    try:
        version = msgspec.json.decode(data, type=_Version).version
        if version != VERSION:
            raise InputError(path, f"is a baseline of version {version}, not {VERSION}", _MAKE)
        return msgspec.json.decode(data, type=Counts)
    except msgspec.DecodeError as error:
        raise InputError(path, f"is no baseline: {error}", _MAKE) from None


def check_place(path: str, *, overwrite: bool) -> None:
    """Raise `InputError` where a file stands under a name already: a baseline, unless it may be overwritten, or another.

    Another file is never overwritten, as it may be someone's documents.
    """
    if Path(path).is_dir():
        raise InputError(path, "is a folder", "name a file for the baseline")
    if not Path(path).exists():
        return
    try:
        load(path)
    except InputError as error:
        raise InputError(path, f"would be overwritten, and {error.what}", "name another file") from None
    if not overwrite:
        raise InputError(path, "stands there already", "name another file, or give --overwrite")


def save(counts: Counts, path: str) -> None:
    """Write counts aside, then under their name, over a former baseline; raises `OutputError`."""
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(encode(in_order(counts)))
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(path, error.strerror or str(error)) from None


def encode(value: object) -> bytes:
    """A value as JSON that can be read and compared line by line."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
