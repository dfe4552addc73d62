"""Parquet and Arrow, written by pyarrow: rows to documents, and files that are cut or lack what is needed."""

from __future__ import annotations

import datetime as dt
import decimal
import gzip
import io
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.inputs import Source, expand, read
from cleaner.reading.records import Fields

Written = Callable[[str, bytes], Source]
CUT = "the file is cut or damaged; what comes before is read, get the file again for the rest"
LACKS = "give the name of the one that holds the text"


def as_parquet(table: pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, **options)
    return out.getvalue()


def as_file(table: pa.Table, rows: int = 100, **options: Any) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_file(out, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=rows)
    return out.getvalue()


def as_stream(table: pa.Table, rows: int = 100) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=rows)
    return out.getvalue()


def as_feather(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pyarrow.feather.write_feather(table, out)
    return out.getvalue()


FORMS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "parquet": ("x.parquet", as_parquet),
    "arrow file": ("x.arrow", as_file),
    "arrow stream": ("x.arrows", as_stream),
    "arrow stream in .arrow": ("x.arrow", as_stream),  # as the datasets library caches
    "feather": ("x.feather", as_feather),
}
forms = pytest.mark.parametrize("form", FORMS)


@forms
def test_a_row_is_a_document(written: Written, documents: Any, form: str) -> None:
    name, write = FORMS[form]
    rows = [
        {"id": "1", "url": "u", "text": "t", "html": None, "source": "s", "crawled": "2012-01-31", "n": [1, 2]},
        {"id": None, "url": None, "text": None, "html": "<p>a", "source": None, "crawled": None, "n": None},
    ]
    assert documents(written(name, write(pa.Table.from_pylist(rows)))) == [
        Document(id="1", url="u", text="t", source="s", crawled="2012-01-31", meta={"n": [1, 2]}),
        Document(id=f"{name}:2", html="<p>a", meta={"n": None}),
    ]


@forms
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_standard_input_and_names_that_say_nothing(
    written: Written, documents: Any, monkeypatch: pytest.MonkeyPatch, form: str, pack: Callable[[bytes], bytes]
) -> None:
    data = pack(FORMS[form][1](pa.table({"text": ["a", "b"]})))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert [d.id for d in documents(Source("-"))] == ["-:1", "-:2"]
    assert [d.id for d in documents(written("data", data))] == ["data:1", "data:2"]


@forms
def test_other_columns_are_carried_as_values_that_json_has(written: Written, documents: Any, form: str) -> None:
    name, write = FORMS[form]
    day, time = dt.date(2012, 1, 31), dt.datetime(2012, 1, 31, 10, 11, 12, 131415, tzinfo=dt.UTC)
    table = pa.table(
        {
            "text": pa.array(["a"], pa.large_string()),
            "crawled": [day],
            "seen": pa.array([time], pa.timestamp("ns", "UTC")),
            "deep": pa.array([[{"at": time, "n": 1}]], pa.list_(pa.struct({"at": pa.timestamp("ns"), "n": pa.int8()}))),
            "took": pa.array([1_000_000_123], pa.duration("ns")),
            "price": [decimal.Decimal("1.50")],
            "kind": pa.array(["x"]).dictionary_encode(),
            "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
            "raw": [b"\xff"],
            "none": pa.nulls(1),
        }
    )
    if form == "parquet":
        table = table.set_column(4, "took", pa.array([1_000_000], pa.duration("us")))
    (found,) = documents(written(name, write(table)))
    assert found.crawled == "2012-01-31"
    assert msgspec.json.decode(msgspec.json.encode(found.meta)) == {
        "seen": "2012-01-31T10:11:12.131415Z",
        "deep": [{"at": "2012-01-31T10:11:12.131415", "n": 1}],
        "took": "PT1S",
        "price": "1.50",
        "kind": "x",
        "map": {"k": 1},
        "raw": "/w==",
        "none": None,
    }


@forms
def test_bytes_are_decoded(written: Written, documents: Any, form: str) -> None:
    name, write = FORMS[form]
    table = pa.table(
        {"text": ["Käse für Gäste".encode("windows-1252"), "ä".encode(), None], "html": [None, None, b"<p>"]}
    )
    assert documents(written(name, write(table))) == [
        Document(id=f"{name}:1", text="Käse für Gäste", encoding="windows-1252"),
        Document(id=f"{name}:2", text="ä", encoding="utf-8"),
        Document(id=f"{name}:3", html="<p>", encoding="utf-8"),
    ]


@forms
def test_strings_that_are_no_utf8_are_decoded(written: Written, documents: Any, form: str) -> None:
    name, write = FORMS[form]
    bad = pa.array([b"caf\xe9 au lait", None]).view(pa.string())
    (found, _) = documents(written(name, write(pa.table({"text": bad, "html": ["", "a"]}))))
    assert found.text == "café au lait"


@forms
def test_names_of_columns_and_the_choice_of_what_is_carried(written: Written, documents: Any, form: str) -> None:
    name, write = FORMS[form]
    source = written(name, write(pa.table({"key": [7], "content": ["t"], "a": [1], "b": [2], "c": [3]})))
    assert documents(source, Fields(id="key", text="content")) == [
        Document(id="7", text="t", meta={"a": 1, "b": 2, "c": 3})
    ]
    assert documents(source, Fields(text="content", carried=("c", "a", "z"))) == [
        Document(id=f"{name}:1", text="t", meta={"a": 1, "c": 3})
    ]
    assert documents(source, Fields(text="content", carried=())) == [Document(id=f"{name}:1", text="t")]


@forms
@pytest.mark.parametrize(
    ("columns", "there"),
    [
        ({"body": ["a"], "n": [1]}, "its columns are 'body', 'n'"),
        ({f"c{n}": [n] for n in range(40)}, f"its columns are {', '.join(repr(f'c{n}') for n in range(30))}, ..."),
        ({}, "it has no columns"),
    ],
)
def test_a_table_without_text_says_what_columns_it_has(
    written: Written, mixed: Any, form: str, columns: dict[str, Any], there: str
) -> None:
    name, write = FORMS[form]
    found = mixed(written(name, write(pa.table(columns))))
    assert found == [f"{name}: has neither 'text' nor 'html': {there}; {LACKS}"]


@forms
def test_a_bad_row_is_an_error_in_its_place(written: Written, mixed: Any, form: str) -> None:
    name, write = FORMS[form]
    found = mixed(written(name, write(pa.table({"text": ["a", None, "c"]}))))
    what = "has neither 'text' nor 'html'; give the name of the field that holds the text"
    assert found == [f"id {name}:1", f"{name}:2: {what}", f"id {name}:3"]
    found = mixed(written(name, write(pa.table({"text": [1.5]}))))
    assert found == [f"{name}:1: 'text' is a number; it must be a string"]


TEXTS = pa.table({"text": [f"Text {n} " * 50 for n in range(1000)]})


@pytest.mark.parametrize("write", [as_file, as_stream], ids=["file", "stream"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_of_a_cut_arrow_file_the_whole_batches_are_given(
    written: Written, mixed: Any, write: Callable[[pa.Table], bytes], share: float
) -> None:
    data = write(TEXTS)
    found = mixed(written("x.arrow", data[: int(len(data) * share)]))
    assert found == [*(f"id x.arrow:{n}" for n in range(1, int(share * 10) * 100 + 1)), f"x.arrow: {CUT}"]


@pytest.mark.parametrize("missing", [1, 6, 10, 100, 300])
def test_an_arrow_file_without_its_end_is_cut(written: Written, mixed: Any, missing: int) -> None:
    found = mixed(written("x.arrow", as_file(TEXTS)[:-missing]))
    assert found == [*(f"id x.arrow:{n}" for n in range(1, 1001)), f"x.arrow: {CUT}"]


def test_a_cut_parquet_file_is_one_error(written: Written, mixed: Any) -> None:
    data = as_parquet(TEXTS)
    what = "the Parquet file is cut or damaged, and nothing in it can be found; get the file again"
    for cut in (data[:-1], data[: len(data) // 2], data[:4], data[:2], b"", b"nothing of the kind" * 9):
        assert mixed(written("x.parquet", cut)) == [f"x.parquet: {what}"]


def test_a_parquet_file_that_is_damaged_within_gives_what_comes_before(written: Written, mixed: Any) -> None:
    data = bytearray(as_parquet(TEXTS, row_group_size=100, write_page_checksum=True, use_dictionary=False))
    metadata = pyarrow.parquet.ParquetFile(io.BytesIO(bytes(data))).metadata
    place = metadata.row_group(5).column(0).data_page_offset
    data[place : place + 40] = b"\xff" * 40
    found = mixed(written("x.parquet", bytes(data)))
    assert found[-1] == f"x.parquet: {CUT}"
    assert found[:-1] == [f"id x.parquet:{n}" for n in range(1, len(found))]
    assert 400 <= len(found) - 1 <= 500


@pytest.mark.parametrize(
    ("name", "data"), [("x.parquet", as_parquet(TEXTS)), ("x.arrow", as_file(TEXTS)), ("x", as_stream(TEXTS))]
)
def test_without_pyarrow_a_file_says_what_to_install(
    written: Written, mixed: Any, without_package: Callable[[str], None], name: str, data: bytes
) -> None:
    source = written(name, data)
    without_package("pyarrow")
    what = "needs the package pyarrow, which is not installed; run `pip install 'cleaner[parquet]'`"
    assert mixed(source) == [f"{name}: {what}"]


def test_memory_does_not_grow_with_a_group_of_rows(tmp_path: Path) -> None:
    text = "A text of a group of rows. " * 400
    path = tmp_path / "x.parquet"
    table = pa.table({"text": [f"{n} {text}" for n in range(8000)]})  # 86 MB in one group
    pyarrow.parquet.write_table(table, path, compression="zstd", use_dictionary=False)
    del table
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    peak = 0
    for item in read(Source("x.parquet", path)):
        assert isinstance(item, Document)
        peak = max(peak, pa.total_allocated_bytes() - before)
    python = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert python < 20_000_000


@pytest.mark.parametrize("cut", range(0, 1200, 13))
def test_any_cut_of_an_arrow_file_gives_documents_and_an_error(written: Written, cut: int) -> None:
    for write in (as_file, as_stream, as_parquet):
        data = write(pa.table({"text": ["a", "b"], "n": [1, 2]}))
        items = list(read(written("x", data[:cut])))
        assert all(isinstance(item, Document | DocumentError) for item in items)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_file_that_holds_no_stream_is_read_by_its_footer(
    written: Written, mixed: Any, pack: Callable[[bytes], bytes]
) -> None:
    data = as_file(TEXTS)
    odd = data[:8] + b"\4\0\0\0" + data[12:]  # as polars begins its files
    assert mixed(written("x.arrow", pack(odd))) == [f"id x.arrow:{n}" for n in range(1, 1001)]
    assert mixed(written("x.arrow", pack(odd[:-9]))) == [f"x.arrow: {CUT}"]


def test_a_file_that_is_damaged_within_gives_what_comes_before(written: Written, mixed: Any) -> None:
    data = bytearray(as_file(TEXTS, compression="lz4"))
    place = data.index(b"\x04\x22\x4d\x18", len(data) // 2)  # a frame of LZ4
    data[place + 20 : place + 60] = b"\xff" * 40
    found = mixed(written("x.arrow", bytes(data)))
    assert found[-1] == f"x.arrow: {CUT}"
    assert found[:-1] == [f"id x.arrow:{n}" for n in range(1, len(found))]
    assert 400 <= len(found) - 1 <= 600


@pytest.mark.parametrize("library", ["pandas", "polars", "datasets"])
def test_what_other_libraries_write_is_read(tmp_path: Path, documents: Any, library: str) -> None:
    module = pytest.importorskip(library)
    time = dt.datetime(2012, 1, 31, 10, 11, 12)  # noqa: DTZ001 (as most tables have it)
    rows = {"id": ["a", "b"], "text": ["One.", "Käse"], "crawled": [time, time], "n": [1, 2]}
    if library == "datasets":
        module.disable_progress_bars()
        table = module.Dataset.from_dict(rows)
        table.to_parquet(tmp_path / "x.parquet")
        table.save_to_disk(tmp_path / "cache")
    elif library == "pandas":
        table = module.DataFrame(rows)
        table.to_parquet(tmp_path / "x.parquet")
        table.to_feather(tmp_path / "x.feather")
    else:
        table = module.DataFrame(rows)
        table.write_parquet(tmp_path / "x.parquet")
        table.write_ipc(tmp_path / "x.arrow", compression="zstd")
        table.write_ipc_stream(tmp_path / "x.arrows")
    sources = expand([str(tmp_path)])
    assert len(sources) == {"pandas": 2, "polars": 3, "datasets": 2}[library]
    for source in sources:
        assert documents(source) == [
            Document(id="a", text="One.", crawled="2012-01-31T10:11:12", meta={"n": 1}),
            Document(id="b", text="Käse", crawled="2012-01-31T10:11:12", meta={"n": 2}),
        ]


def test_two_columns_of_a_name_are_an_error(written: Written, mixed: Any) -> None:
    table = pa.Table.from_arrays([pa.array(["a"])] * 2, names=["text", "text"])
    assert mixed(written("x.arrow", as_file(table))) == ["x.arrow: has two columns of the name 'text'; rename one"]


def test_a_column_that_python_has_no_values_for_is_named(written: Written, mixed: Any) -> None:
    table = pa.table({"text": ["a"], "day": pa.array([2**31 - 1], pa.date32())})
    (found,) = mixed(written("x.parquet", as_parquet(table)))
    assert found.startswith("x.parquet: its column 'day' cannot be read: ")
    assert found.endswith("; leave it out with --columns")
    assert mixed(written("x.parquet", as_parquet(table)), Fields(carried=())) == ["id x.parquet:1"]
