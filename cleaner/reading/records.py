"""Records to documents: one object with named values, whether a line of JSON, a row or a line of a table."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.decoding import decode, repair
from cleaner.reading.streams import TOO_LARGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The names that the parts of a document have in the user's records, and the other fields to carry (None: all)."""

    id: str = "id"
    url: str = "url"
    text: str = "text"
    html: str = "html"
    source: str = "source"
    crawled: str = "crawled"
    carried: tuple[str, ...] | None = None


DEFAULT_FIELDS: Final = Fields()
PARTS: Final = ("id", "url", "text", "html", "source", "crawled")
_SHOWN: Final = 30  # columns of a table in a message
_SHOWN_CHARACTERS: Final = 60  # of the name of a column


def document_of(
    place: str, record: Mapping[str, Any], names: Fields, encoding: Mapping[str, Any] | None = None
) -> Document:
    """The document of a record; `place` is its id where it has none. Raises `DocumentError`."""
    parts = {part: _string(place, record, getattr(names, part)) for part in PARTS if part != "id"}
    has_neither = parts["text"] is None and parts["html"] is None
    if has_neither and not _is_cleaned(record):
        what = f"has neither {names.text!r} nor {names.html!r}; give the name of the field that holds the text"
        raise DocumentError(place, what)
    meta = _meta(record, names, is_former=has_neither)
    return Document(id=_id(place, record, names.id), **parts, **(encoding or {}), meta=meta)


def _meta(record: Mapping[str, Any], names: Fields, *, is_former: bool) -> dict[str, Any]:
    """What is carried of a record; an article of a former run is, as a whole."""
    taken = {getattr(names, part) for part in PARTS}
    carried = None if is_former else names.carried
    return {key: value for key, value in record.items() if key not in taken and (carried is None or key in carried)}


def _string(place: str, record: Mapping[str, Any], name: str) -> Any:
    value = record.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    kinds = {bool: "a truth value", int: "a number", float: "a number", list: "a list", dict: "an object"}
    raise DocumentError(place, f"{name!r} is {kinds.get(type(value), 'something else')}; it must be a string")


def _id(place: str, record: Mapping[str, Any], name: str) -> str:
    """The id of a record; a whole number, as many are, counts as a string."""
    value = record.get(name)
    return str(value) if type(value) is int else _string(place, record, name) or place


def _is_cleaned(record: Mapping[str, Any]) -> bool:
    """Whether a record is an article of a former run: it is passed on as it is, in `meta`."""
    return "rules" in record and "body" in record


def read_json_lines(
    name: str, lines: Iterable[bytes | None], names: Fields = DEFAULT_FIELDS
) -> Iterator[Document | DocumentError]:
    """The documents of JSON Lines, one a line; a line without an id is `NAME:LINE`."""
    for number, line in enumerate(lines, 1):
        place = f"{name}:{number}"
        try:
            if line is None:
                yield DocumentError(place, TOO_LARGE)
            elif line.strip():
                yield _document(place, line, names)
        except DocumentError as error:
            yield error
        except ValueError as error:
            yield DocumentError(place, f"is no JSON: {error}; write one object a line")


def is_record(line: bytes) -> bool:
    """Whether a line is one JSON object."""
    try:
        return isinstance(_value(line)[0], dict)
    except ValueError:
        return False


def _document(place: str, line: bytes, names: Fields) -> Document:
    """The document of one line. Raises `DocumentError`, or `ValueError` where the line is no JSON."""
    record, encoding = _value(line)
    if not isinstance(record, dict):
        raise DocumentError(place, "is no JSON object; write one object a line")
    return document_of(place, record, names, encoding)


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


def problem_of(columns: Sequence[str], names: Fields) -> str | None:
    """What is wrong with the columns of a table: two of a name, or none with texts, pages or articles; None where nothing is."""
    for column in columns:
        if columns.count(column) > 1:
            return f"has two columns of the name {column[:_SHOWN_CHARACTERS]!r}; rename one"
    if names.text in columns or names.html in columns or {"rules", "body"} <= set(columns):
        return None
    shown = ", ".join(repr(column[:_SHOWN_CHARACTERS]) for column in columns[:_SHOWN]) + (
        ", ..." if len(columns) > _SHOWN else ""
    )
    there = f"its columns are {shown}" if columns else "it has no columns"
    return f"has neither {names.text!r} nor {names.html!r}: {there}; give the name of the one that holds the text"


def chosen(columns: Sequence[str], names: Fields) -> list[str]:
    """The columns of a table that have to be read: those with parts of documents, and those that are carried."""
    if names.carried is None or (names.text not in columns and names.html not in columns):
        return list(columns)
    wanted = {*(getattr(names, part) for part in PARTS), *names.carried}
    return [column for column in columns if column in wanted]
