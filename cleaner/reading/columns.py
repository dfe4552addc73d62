"""Parquet and Arrow to documents: a row is a record. By batches, so that memory does not grow with the file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any, Final, cast

import msgspec

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.decoding import decode
from cleaner.reading.records import DEFAULT_FIELDS, Fields, chosen, document_of, problem_of
from cleaner.reading.streams import DamagedError, ahead, package, whole

_ROWS: Final = 64
"""Rows that become Python values at once: a row may be a page."""
_PAGES: Final = 1 << 20  # bytes of a column that are read at once
JSON_COLUMNS: Final = b"cleaner.json"
"""The key in a schema's metadata under which the columns are named that hold JSON, as this package writes it."""
_FILE: Final = b"ARROW1"
_FILE_START: Final = _FILE + b"\0\0\xff\xff\xff\xff"  # and then a stream
_TOO_LARGE: Final = (
    "needs more memory for its next batch than there is; write it in smaller ones, or get it again if it is damaged"
)
_ERRORS: Final = (OSError, ValueError, LookupError, OverflowError)
"""What Arrow raises beside its own errors where a file is damaged; a name that is no UTF-8 is one of these."""
_PARQUET_CUT: Final = "the Parquet file is cut or damaged, and nothing in it can be found; get the file again"
_CUT: Final = "the file is cut or damaged; what comes before is read, get the file again for the rest"


def read_parquet(
    name: str, stream: io.BufferedReader, names: Fields = DEFAULT_FIELDS
) -> Iterator[Document | DocumentError]:
    """The documents of a Parquet file, one a row; a row without an id is `NAME:ROW`, from 1. Raises `DamagedError`."""
    arrow, parquet = package("pyarrow", "parquet"), package("pyarrow.parquet", "parquet")
    source = stream if stream.seekable() else io.BytesIO(whole(stream))
    try:
        file = parquet.ParquetFile(source, buffer_size=_PAGES, pre_buffer=False, page_checksum_verification=True)
        columns = file.schema_arrow.names
    except (arrow.ArrowException, *_ERRORS):
        raise DamagedError(_PARQUET_CUT) from None
    if problem := problem_of(columns, names):
        yield DocumentError(name, problem)
        return
    batches = file.iter_batches(batch_size=_ROWS, columns=chosen(columns, names))
    yield from documents_of_batches(name, _sound(batches, arrow), names)


def read_arrow(
    name: str, stream: io.BufferedReader, names: Fields = DEFAULT_FIELDS
) -> Iterator[Document | DocumentError]:
    """The documents of an Arrow file or stream, one a row; an id that lacks is `NAME:ROW`, from 1. Raises `DamagedError`.

    A file that is cut is read as the stream that it holds, and gives what comes before.
    """
    arrow = package("pyarrow", "parquet")
    head, source = ahead(stream, len(_FILE_START))
    if head.startswith(_FILE):
        # Polars begins its files in a way that is no stream: they are read from their end alone.
        if head != _FILE_START and not source.seekable():
            source = io.BufferedReader(cast("Any", io.BytesIO(whole(source))))
        columns, batches = _of_file(arrow, source)
    else:
        columns, batches = _of_stream(arrow, source)
    if problem := problem_of(columns, names):
        yield DocumentError(name, problem)
        return
    yield from documents_of_batches(
        name, (batch.select(chosen(columns, names)) for batch in _sound(batches, arrow)), names
    )


def _of_file(arrow: Any, source: io.BufferedReader) -> tuple[list[str], Iterator[Any]]:
    """The columns of an Arrow file, and its batches: found by its end, or else, and in a pipe, as they stand."""
    if source.seekable():
        start = source.tell()
        try:
            file = arrow.ipc.open_file(source)
            return file.schema.names, (file.get_batch(number) for number in range(file.num_record_batches))
        except (arrow.ArrowException, *_ERRORS):
            source.seek(start)
    source.read(8)
    columns, batches = _of_stream(arrow, source)
    return columns, _up_to_footer(batches, source)


def _up_to_footer(batches: Iterator[Any], source: IO[bytes]) -> Iterator[Any]:
    """The batches of a file that is read as a stream. Raises `DamagedError` where its end is not there."""
    yield from batches
    if not source.read().endswith(_FILE):
        raise DamagedError(_CUT)


def _of_stream(arrow: Any, source: IO[bytes]) -> tuple[list[str], Iterator[Any]]:
    try:
        reader = arrow.ipc.open_stream(source)
        return reader.schema.names, iter(reader)
    except (arrow.ArrowException, *_ERRORS):
        raise DamagedError(_CUT) from None


def _sound(batches: Any, arrow: Any) -> Iterator[Any]:
    """The batches, up to a damage. Raises `DamagedError`."""
    batches = iter(batches)
    while True:
        try:
            batch = next(batches)
            for column in batch.columns:
                _check(column, arrow)
        except StopIteration:
            return
        except (arrow.ArrowException, DamagedError, *_ERRORS) as error:
            raise (error if isinstance(error, DamagedError) else DamagedError(_CUT)) from None
        except MemoryError:
            raise DamagedError(_TOO_LARGE) from None
        yield batch


def _check(column: Any, arrow: Any) -> None:
    """Raise `ArrowInvalid` where values cannot be: to look at such ones would abort the process.

    Strings that are no UTF-8 can be, and are decoded.
    """
    if arrow.types.is_string(column.type):
        column = column.view(arrow.binary())
    elif arrow.types.is_large_string(column.type):
        column = column.view(arrow.large_binary())
    column.validate(full=True)


def documents_of_batches(name: str, batches: Iterator[Any], names: Fields) -> Iterator[Document | DocumentError]:
    """The documents of Arrow record batches, one a row; a row without an id is `NAME:ROW`, from 1."""
    number = 0
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            for record in _records(batch.slice(start, _ROWS)):
                number += 1
                try:
                    yield _document(f"{name}:{number}", record, names)
                except DocumentError as error:
                    yield error


def _document(place: str, record: dict[str, Any], names: Fields) -> Document:
    """The document of a row, where a text or a page may be bytes."""
    encoding: dict[str, Any] = {}
    for field in (names.text, names.html):
        if isinstance(value := record.get(field), bytes):
            found = decode(value)
            record[field] = found.text
            encoding = {"encoding": found.encoding, "undecodable": found.undecodable}
    return document_of(place, record, names, encoding)


def _records(batch: Any) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    objects = (batch.schema.metadata or {}).get(JSON_COLUMNS, b"").decode("utf-8", "replace").split(",")
    columns = []
    for field, column in zip(names, batch.columns, strict=True):
        try:
            columns.append(_values(column, is_json=field in objects))
        except (NotImplementedError, *_ERRORS) as error:
            what = f"its column {field!r} cannot be read: {error}; leave it out with --columns"
            raise DamagedError(what) from None
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _values(column: Any, *, is_json: bool) -> list[Any]:
    """The values of a column; strings that are no UTF-8, which some writers let pass, are decoded."""
    import pyarrow as pa  # noqa: PLC0415

    plain = _of_python(column.type)
    if plain != column.type:
        column = column.cast(plain, safe=False)
    try:
        values: list[Any] = column.to_pylist(maps_as_pydicts="lossy")
    except UnicodeDecodeError:
        raw = column.cast(pa.large_binary()).to_pylist()
        return [None if value is None else decode(value).text for value in raw]
    return [value and msgspec.json.decode(value) for value in values] if is_json else values


def _of_python(kind: Any) -> Any:
    """A type whose values are Python's own: its times have microseconds, and no nanoseconds."""
    import pyarrow as pa  # noqa: PLC0415

    types = pa.types
    if types.is_timestamp(kind) and kind.unit == "ns":
        return pa.timestamp("us", kind.tz)
    if types.is_duration(kind) and kind.unit == "ns":
        return pa.duration("us")
    if types.is_time64(kind) and kind.unit == "ns":
        return pa.time64("us")
    if types.is_list(kind) or types.is_large_list(kind):
        return pa.list_(_of_python(kind.value_type)) if _of_python(kind.value_type) != kind.value_type else kind
    if types.is_struct(kind):
        return pa.struct([kind.field(n).with_type(_of_python(kind.field(n).type)) for n in range(kind.num_fields)])
    return kind
