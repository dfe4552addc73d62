"""Articles as Parquet: one schema, which follows from the fields of `Article` alone, and groups of rows of bounded size."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Final, cast

import msgspec

from cleaner.model import Article
from cleaner.reading.columns import JSON_COLUMNS
from cleaner.reading.streams import package

GROUP_BYTES: Final = 32 << 20
"""Bytes of JSON of a group of rows, at most, but for that of its last article: so much is held in memory."""
GROUP_ROWS: Final = 10_000

_Convert = Callable[[Any], Any]


class ParquetFile:
    """A Parquet file that takes articles as lines of JSON, with the fields of `Article` that are named."""

    def __init__(self, stream: IO[bytes], fields: Sequence[str]) -> None:
        self._arrow, parquet = package("pyarrow", "parquet"), package("pyarrow.parquet", "parquet")
        self._schema, self._converters = schema_of(fields)
        self._writer = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._lines: list[bytes] = []
        self._size = 0
        self._has_failed = False

    def write(self, data: bytes) -> None:
        """Take an article; a group of rows is written when it is large enough."""
        self._lines.append(data)
        self._size += len(data)
        if self._size >= GROUP_BYTES or len(self._lines) >= GROUP_ROWS:
            self._flush()

    def _flush(self) -> None:
        lines, self._lines, self._size = self._lines, [], 0
        arrays = arrays_of(map(msgspec.json.decode, lines), self._schema, self._converters)
        with self._failing():
            self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        """Write what is left, and the end of the file; what has failed once is not tried again."""
        if self._lines and not self._has_failed:
            self._flush()
        with self._failing():
            self._writer.close()

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        """Errors of the stream as they are, and those of Arrow, which knows nothing more to do then, as `OSError`."""
        try:
            yield
        except (OSError, self._arrow.ArrowException) as error:
            self._has_failed = True
            raise (error if isinstance(error, OSError) else OSError(str(error))) from None


def arrays_of(articles: Iterable[Mapping[str, Any]], schema: Any, converters: Mapping[str, _Convert]) -> list[Any]:
    """The columns of a schema for articles as JSON has them; what an article lacks is null."""
    arrow, rows = package("pyarrow", "parquet"), list(articles)
    return [
        arrow.array([convert(row.get(name)) for row in rows], schema.field(name).type)
        for name, convert in converters.items()
    ]


def schema_of(fields: Sequence[str]) -> tuple[Any, dict[str, _Convert]]:
    """The Arrow schema of articles with these fields, and what makes a column's value of that in JSON.

    Objects of any content are strings of JSON, since their columns would depend on the data; their names stand in the
    schema's metadata, so that they are read again as they were.
    """
    import msgspec.inspect  # noqa: PLC0415 (slow to import, and seldom needed)

    arrow = package("pyarrow", "parquet")
    article = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(Article))
    known = {field.name: field.type for field in article.fields}
    columns = {name: _column(known[name], arrow) for name in fields}
    objects = [name for name, (_, convert) in columns.items() if convert is _as_json]
    schema = arrow.schema(
        [arrow.field(name, kind) for name, (kind, _) in columns.items()], {JSON_COLUMNS: ",".join(objects).encode()}
    )
    return schema, {name: convert for name, (_, convert) in columns.items()}


def _column(kind: Any, arrow: Any) -> tuple[Any, _Convert]:
    """The Arrow type of a type of the model, and what makes its values of those in JSON."""
    import msgspec.inspect as types  # noqa: PLC0415

    match kind:
        case types.UnionType():  # of something and None: every column may be null
            (inner,) = (one for one in kind.types if not isinstance(one, types.NoneType))
            return _column(inner, arrow)
        case types.StrType() | types.IntType():
            return (arrow.string(), _as_it_is) if isinstance(kind, types.StrType) else (arrow.int64(), _as_int64)
        case types.VarTupleType():
            item, convert = _column(kind.item_type, arrow)
            return arrow.list_(item), lambda values: None if values is None else [*map(convert, values)]
        case types.DictType(value_type=types.AnyType()):
            return arrow.string(), _as_json
        case types.DictType():
            value, _ = _column(kind.value_type, arrow)
            return arrow.map_(arrow.string(), value), _as_pairs
        case types.StructType():
            fields = {field.name: _column(field.type, arrow) for field in kind.fields}
            return arrow.struct([arrow.field(name, inner) for name, (inner, _) in fields.items()]), _struct(fields)
    raise TypeError(f"no column is known for {kind}")


def _as_it_is(value: Any) -> Any:
    return value


def _as_int64(value: int | None) -> int | None:
    """A number; none where it needs more than 64 bits: only a text that means no number says so many digits."""
    return value if value is None or -(2**63) <= value < 2**63 else None


def _as_json(value: Any) -> Any:
    return None if value is None else msgspec.json.encode(value).decode()


def _as_pairs(value: Mapping[str, Any] | None) -> Any:
    return None if value is None else list(value.items())


def _struct(fields: Mapping[str, tuple[Any, _Convert]]) -> _Convert:
    def convert(value: Mapping[str, Any] | None) -> Any:
        return None if value is None else {name: make(value.get(name)) for name, (_, make) in fields.items()}

    return convert
