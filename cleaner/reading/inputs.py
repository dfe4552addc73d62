"""What a user names, as documents: files, folders, globs and standard input, of any format."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Final

from cleaner.errors import DocumentError, InputError
from cleaner.model import Document
from cleaner.reading.archives import Member, tar_members, zip_members
from cleaner.reading.columns import read_arrow, read_parquet
from cleaner.reading.crawls import read_crawl
from cleaner.reading.decoding import decode, repair
from cleaner.reading.formats import COMPRESSED, ENDINGS, SNIFFED, Format, ending_of, format_of_bytes
from cleaner.reading.pages import looks_like_html
from cleaner.reading.records import DEFAULT_FIELDS, Fields, is_record, read_json_lines
from cleaner.reading.streams import BROKEN, TOO_LARGE, ahead, lines, plain, whole, why
from cleaner.reading.tables import read_table

Documents = Iterator[Document | DocumentError]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: its name as documents and messages give it, and its path; without a path, standard input."""

    name: str
    path: Path | None = None


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
            if not file.startswith(".") and ending_of(file) in ENDINGS:
                path = Path(folder, file)
                inner = path.relative_to(name).as_posix()
                yield Source(_shown(f"{name.rstrip('/' + os.sep)}/{inner}"), path)


def _shown(name: str) -> str:
    """A name as it can be written: with `/`, and without the half characters of names that are not UTF-8."""
    return repair(name.replace(os.sep, "/"))


def _nothing(name: str) -> InputError:
    if os.path.isdir(name):  # noqa: PTH112
        endings = f"{', '.join(sorted(ENDINGS))}, or these with {', '.join(COMPRESSED)}"
        return InputError(name, "the folder holds nothing to read", f"files in it must end in {endings}")
    if glob.has_magic(name):
        return InputError(name, "no file matches", "look for a typing mistake; `**` stands for any folders")
    return InputError(name, "no such file or folder", "look for a typing mistake, or give `-` for standard input")


def read(source: Source, names: Fields = DEFAULT_FIELDS) -> Documents:
    """The documents of a source, one by one; what cannot be read is a `DocumentError` in its place.

    A text or a page is one document, whose id is the name of the source. JSON Lines, tables and crawls hold many, and
    archives hold files. What is compressed is known by its bytes, and a format that the name does not tell, too.
    """
    try:
        if source.path is None:
            yield from _documents(source.name, sys.stdin.buffer, names)
        else:
            with source.path.open("rb") as file:
                yield from _documents(source.name, file, names)
    except BROKEN as error:
        yield DocumentError(source.name, why(error))


def _documents(name: str, file: IO[bytes], names: Fields, *, is_member: bool = False) -> Documents:
    stream = plain(file)
    form = ENDINGS.get(ending_of(name))
    if form is None:
        head, stream = ahead(stream, SNIFFED)
        form = format_of_bytes(head)
    if is_member and form in ("tar", "zip"):  # one that holds itself would have no end
        yield DocumentError(name, "is an archive within an archive; unpack one of them")
    elif form is None:
        yield from _sniffed(name, stream, names)
    else:
        yield from _READERS[form](name, stream, names)


def _text(name: str, stream: io.BufferedReader, names: Fields) -> Documents:
    del names
    yield _one(name, whole(stream), is_page=False)


def _page(name: str, stream: io.BufferedReader, names: Fields) -> Documents:
    del names
    yield _one(name, whole(stream), is_page=True)


def _one(name: str, data: bytes, *, is_page: bool | None = None) -> Document:
    """A file as one document; whether it is a page is sniffed where `is_page` does not say."""
    found = decode(data)
    if is_page is None:
        is_page = looks_like_html(found.text)
    text, html = (None, found.text) if is_page else (found.text, None)
    return Document(id=name, text=text, html=html, encoding=found.encoding, undecodable=found.undecodable)


def _json_lines(name: str, stream: io.BufferedReader, names: Fields) -> Documents:
    return read_json_lines(name, lines(stream), names)


def _sniffed(name: str, stream: io.BufferedReader, names: Fields) -> Documents:
    """The documents of a stream that nothing tells of: JSON Lines if its first line is a JSON object."""
    head: list[bytes | None] = []
    following = lines(stream)
    for line in following:
        head.append(line)
        if line is None or line.strip():
            break
    if head and head[-1] and is_record(head[-1]):
        yield from read_json_lines(name, chain(head, following), names)
    elif ending_of(name) == ".json":
        yield DocumentError(name, "is not one JSON object a line; write it so, as `jq -c` does")
    elif None in head:
        yield DocumentError(name, TOO_LARGE)
    else:
        yield _one(name, b"".join(line for line in head if line) + whole(stream))


def _tar(name: str, stream: io.BufferedReader, names: Fields) -> Documents:
    return _members(tar_members(name, stream), names)


def _zip(name: str, stream: io.BufferedReader, names: Fields) -> Documents:
    return _members(zip_members(name, stream), names)


def _members(members: Iterator[Member | DocumentError], names: Fields) -> Documents:
    """The documents of the files of an archive, which are read as those of a folder are."""
    for member in members:
        if isinstance(member, DocumentError):
            yield member
            continue
        try:
            yield from _documents(member.name, member.stream, names, is_member=True)
        except BROKEN as error:
            yield DocumentError(member.name, why(error))


_READERS: Final[dict[Format, Callable[[str, io.BufferedReader, Fields], Documents]]] = {
    "text": _text,
    "page": _page,
    "records": _json_lines,
    "table": read_table,
    "parquet": read_parquet,
    "arrow": read_arrow,
    "crawl": read_crawl,
    "tar": _tar,
    "zip": _zip,
}
