"""What a user names, as documents: files, folders, globs and standard input, holding texts, pages or JSON Lines."""

from __future__ import annotations

import glob
import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from cleaner.errors import DocumentError, InputError
from cleaner.model import Document
from cleaner.reading.decoding import decode, repair
from cleaner.reading.pages import looks_like_html

_TEXT = {".txt", ".text"}
_PAGES = {".html", ".htm", ".xhtml"}
_RECORDS = {".jsonl", ".ndjson"}
_IN_FOLDERS = _TEXT | _PAGES | _RECORDS  # no `.json`: among the files of a folder it is seldom one object a line
_GZIP = b"\x1f\x8b"
_BROKEN = (OSError, EOFError, zlib.error)  # EOFError and zlib.error: a gzip file that is cut or damaged


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: its name as documents and messages give it, and its path; without a path, standard input."""

    name: str
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The names that the parts of a document have in the records of the user's JSON Lines."""

    id: str = "id"
    url: str = "url"
    text: str = "text"
    html: str = "html"
    source: str = "source"
    crawled: str = "crawled"


_FIELDS = Fields()
_PARTS = tuple(field.name for field in fields(Fields))


def expand(inputs: Sequence[str]) -> list[Source]:
    """The files that `inputs` name, each once: in the order given, those of a folder or a glob sorted by name.

    A folder gives the files in and under it that have a known ending; hidden ones are passed over. `-` is standard
    input. Raises `InputError` for a name that gives nothing.
    """
    found: dict[str, Source] = {}
    for name in inputs:
        sources = list(_named(name))
        if not sources:
            raise _nothing(name)
        for source in sources:
            found.setdefault(os.path.realpath(source.path) if source.path else "-", source)
    return list(found.values())


def _named(name: str) -> Iterator[Source]:
    if name == "-":
        yield Source("-")
    elif os.path.isdir(name):  # noqa: PTH112 (a name as given, with `./` and all)
        yield from _folder(name)
    elif os.path.exists(name):  # noqa: PTH110
        yield Source(_shown(name), Path(name))
    elif glob.has_magic(name):
        for match in sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 (as for `./`)
            yield from _folder(match) if os.path.isdir(match) else [Source(_shown(match), Path(match))]  # noqa: PTH112


def _folder(name: str) -> Iterator[Source]:
    for folder, folders, files in os.walk(name):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and _ending(file) in _IN_FOLDERS:
                path = Path(folder, file)
                inner = path.relative_to(name).as_posix()
                yield Source(_shown(f"{name.rstrip('/' + os.sep)}/{inner}"), path)


def _shown(name: str) -> str:
    """A name as it can be written: with `/`, and without the half characters of names that are not UTF-8."""
    return repair(name.replace(os.sep, "/"))


def _ending(name: str) -> str:
    """The ending of a file's name in small letters, without that of its compression."""
    return Path(name.lower().removesuffix(".gz")).suffix


def _nothing(name: str) -> InputError:
    if os.path.isdir(name):  # noqa: PTH112
        endings = ", ".join(sorted(_IN_FOLDERS))
        return InputError(
            name, "the folder holds nothing to read", f"files in it must end in {endings}, or these with .gz"
        )
    if glob.has_magic(name):
        return InputError(name, "no file matches", "look for a typing mistake; `**` stands for any folders")
    return InputError(name, "no such file or folder", "look for a typing mistake, or give `-` for standard input")


def read(source: Source, names: Fields = _FIELDS) -> Iterator[Document | DocumentError]:
    """The documents of a source, one by one; what cannot be read is a `DocumentError` in its place.

    A text or a page is one document, whose id is the name of the source. JSON Lines are one document a line; other
    fields of a line are its document's `meta`, and a line without an id is `NAME:LINE`. What is compressed with gzip is
    known by its bytes.
    """
    try:
        if source.path is None:
            yield from _documents(source, sys.stdin.buffer, names)
        else:
            with source.path.open("rb") as file:
                yield from _documents(source, file, names)
    except _BROKEN as error:
        yield DocumentError(source.name, _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}; see that it exists and that you may read it"
    return "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"


def _documents(source: Source, file: IO[bytes], names: Fields) -> Iterator[Document | DocumentError]:
    stream = _plain(file)
    ending = _ending(source.name)
    if ending in _RECORDS:
        yield from _records(source.name, stream, names)
    elif ending in _PAGES or ending in _TEXT:
        yield _whole(source.name, stream.read(), is_page=ending in _PAGES)
    else:
        yield from _sniffed(source.name, stream, names)


def _plain(file: IO[bytes]) -> IO[bytes]:
    """A stream without its compression, if it has one."""
    stream = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    if stream.peek(2)[:2] == _GZIP:
        return cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="rb"))
    return stream


def _whole(name: str, data: bytes, *, is_page: bool | None = None) -> Document:
    """A file as one document; whether it is a page is sniffed where `is_page` does not say."""
    found = decode(data)
    if is_page is None:
        is_page = looks_like_html(found.text)
    text, html = (None, found.text) if is_page else (found.text, None)
    return Document(id=name, text=text, html=html, encoding=found.encoding, undecodable=found.undecodable)


def _sniffed(name: str, stream: IO[bytes], names: Fields) -> Iterator[Document | DocumentError]:
    """The documents of a stream whose name says nothing: JSON Lines if its first line is a JSON object."""
    head = []
    for line in stream:
        head.append(line)
        if line.strip():
            break
    if head and _is_record(head[-1]):
        yield from _records(name, chain(head, stream), names)
    elif _ending(name) == ".json":
        yield DocumentError(name, "is not one JSON object a line; write it so, as `jq -c` does")
    else:
        yield _whole(name, b"".join(head) + stream.read())


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(_value(line)[0], dict)
    except ValueError:
        return False


def _records(name: str, lines: Iterable[bytes], names: Fields) -> Iterator[Document | DocumentError]:
    for number, line in enumerate(lines, 1):
        place = f"{name}:{number}"
        try:
            if line.strip():
                yield _record(place, line, names)
        except DocumentError as error:
            yield error
        except ValueError as error:
            yield DocumentError(place, f"is no JSON: {error}; write one object a line")


def _value(line: bytes) -> tuple[Any, dict[str, Any]]:
    """The JSON value of a line, and what there is to say of its encoding, if it is not UTF-8.

    What the strict parser refuses, the standard library's may take: surrogates without their other half, and NaN, both
    of which Python's own `json` writes. Raises `ValueError` where both refuse.
    """
    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return msgspec.json.decode(line), {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = decode(line)
    try:
        value = _repaired(json.loads(found.text, strict=False))
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at column {error.colno}") from None
    except RecursionError:
        raise ValueError("it is too deep") from None
    if found.encoding == "utf-8" and not found.undecodable:
        return value, {}
    return value, {"encoding": found.encoding, "undecodable": found.undecodable}


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        return repair(value)
    if isinstance(value, list):
        return [_repaired(item) for item in value]
    if isinstance(value, dict):
        return {repair(key): _repaired(item) for key, item in value.items()}
    return value


def _record(place: str, line: bytes, names: Fields) -> Document:
    """The document of one line. Raises `DocumentError`, or `ValueError` where the line is no JSON."""
    record, encoding = _value(line)
    if not isinstance(record, dict):
        raise DocumentError(place, "is no JSON object; write one object a line")
    parts = {part: _string(place, record, getattr(names, part)) for part in _PARTS if part != "id"}
    if parts["text"] is None and parts["html"] is None and not _is_cleaned(record):
        what = f"has neither {names.text!r} nor {names.html!r}; give the name of the field that holds the text"
        raise DocumentError(place, what)
    taken = {getattr(names, part) for part in _PARTS}
    meta = {key: value for key, value in record.items() if key not in taken}
    return Document(id=_id(place, record, names.id), **parts, **encoding, meta=meta)


def _string(place: str, record: Mapping[str, Any], name: str) -> Any:
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value
    kinds = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    raise DocumentError(place, f"{name!r} is {kinds[type(value)]}; it must be a string")


def _id(place: str, record: Mapping[str, Any], name: str) -> str:
    """The id of a record; a whole number, as many are, counts as a string."""
    value = record.get(name)
    return str(value) if type(value) is int else _string(place, record, name) or place


def _is_cleaned(record: Mapping[str, Any]) -> bool:
    """Whether a record is an article of a former run: it is passed on as it is, in `meta`."""
    return "rules" in record and "body" in record
