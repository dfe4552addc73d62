"""Articles as Parquet: the schema, what is read of it again, and the size of its groups of rows."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import InputError, OutputError
from cleaner.model import Article, ArticleWarning, Caption, Comment, Credits, Span, Stats
from cleaner.reading.inputs import Source, read
from cleaner.writing import parquet
from cleaner.writing.forms import ARTICLE_FIELDS, Form, fields_of, former_to_bytes, to_bytes
from cleaner.writing.outputs import open_output
from cleaner.writing.parquet import ParquetFile, schema_of

FULL = Article(
    id="a",
    url="https://a.example/a",
    source="village",
    language="en",
    rules="village@1",
    title="Title",
    subtitle="Subtitle",
    section="News",
    agency="AP",
    place="Torvik",
    authors=("Hanna", "Omar"),
    tags=("bread",),
    published="2012-01-13",
    modified="2012-01-14T10:11",
    body="One.\n\nTwo \N{SNOWMAN}.",
    captions=(Caption("The mill", "Hanna"), Caption("The ovens")),
    comments=(Comment("Omar", "2012", 3, "Well."), Comment(number=2**70)),
    credits=Credits("By Hanna", reporting=("Hanna",)),
    related=("Other",),
    notes=("Note",),
    extra={"kicker": "K", "deep": {"n": [1, None]}},
    origins={"title": "h1"},
    spans=(Span("body", None, 0, 4), Span("ad", "village:ad", 6, 9)),
    meta={"views": 12, "деревня": {"имя": [1.5, None, True]}},
    warnings=(ArticleWarning("short", "It is short."),),
    stats=Stats(10, 8, 1, 1, {"ad": 1, "body": 8}, "utf-8"),
)
ALL = Form(format="parquet", spans=True, origins=True)


def written(articles: list[Article], form: Form = ALL) -> bytes:
    out = io.BytesIO()
    file = ParquetFile(out, fields_of(form))
    for article in articles:
        file.write(to_bytes(article, form))
    file.close()
    return out.getvalue()


def write_all(path: Path, articles: list[Article], form: Form) -> None:
    with open_output(str(path), form.format) as output:
        for article in articles:
            output.write("a", to_bytes(article, form))


def test_the_schema_follows_from_the_article() -> None:
    schema, _ = schema_of(ARTICLE_FIELDS)
    texts, span = (
        pa.list_(pa.string()),
        {"label": pa.string(), "rule": pa.string(), "start": pa.int64(), "end": pa.int64()},
    )
    kinds = {
        **dict.fromkeys(ARTICLE_FIELDS, pa.string()),
        **dict.fromkeys(("authors", "tags", "related", "notes"), texts),
        "captions": pa.list_(pa.struct({"text": pa.string(), "credit": pa.string()})),
        "comments": pa.list_(
            pa.struct({"author": pa.string(), "published": pa.string(), "number": pa.int64(), "text": pa.string()})
        ),
        "credits": pa.struct({"text": pa.string(), "reporting": texts, "writing": texts, "editing": texts}),
        "origins": pa.map_(pa.string(), pa.string()),
        "spans": pa.list_(pa.struct(span)),
        "warnings": pa.list_(pa.struct({"code": pa.string(), "message": pa.string()})),
        "stats": pa.struct(
            {
                **dict.fromkeys(("characters", "body", "moved", "removed"), pa.int64()),
                "labels": pa.map_(pa.string(), pa.int64()),
                "encoding": pa.string(),
            }
        ),
    }
    assert schema == pa.schema([(name, kinds[name]) for name in ARTICLE_FIELDS])
    assert schema.metadata == {b"cleaner.json": b"extra,meta"}


def test_every_field_comes_back() -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(written([FULL])))
    (row,) = table.to_pylist(maps_as_pydicts="strict")
    expected = json.loads(to_bytes(FULL, ALL))
    expected["comments"][1]["number"] = None  # of more than 64 bits
    assert {**row, "extra": json.loads(row["extra"]), "meta": json.loads(row["meta"])} == expected


@pytest.mark.parametrize("form", [ALL, Form(format="parquet"), Form(format="parquet", without=("comments", "stats"))])
@pytest.mark.parametrize("articles", [[], [Article()], [FULL, Article(), FULL]], ids=["none", "empty", "several"])
def test_the_schema_does_not_depend_on_the_articles(form: Form, articles: list[Article]) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(written(articles, form)))
    schema, _ = schema_of(fields_of(form))
    assert (table.schema, table.schema.metadata) == (schema, schema.metadata)
    assert table.num_rows == len(articles)


def test_the_same_articles_give_the_same_bytes_compressed_with_zstd() -> None:
    data = written([FULL] * 3)
    assert written([FULL] * 3) == data
    group = pyarrow.parquet.ParquetFile(io.BytesIO(data)).metadata.row_group(0)
    assert {group.column(n).compression for n in range(group.num_columns)} == {"ZSTD"}


@pytest.mark.parametrize(("size", "rows", "groups"), [(1 << 20, 4, [4, 4, 2]), (1000, 100, [2, 2, 2, 2, 2])])
def test_groups_of_rows_are_bounded(monkeypatch: pytest.MonkeyPatch, size: int, rows: int, groups: list[int]) -> None:
    monkeypatch.setattr(parquet, "GROUP_BYTES", size)
    monkeypatch.setattr(parquet, "GROUP_ROWS", rows)
    metadata = pyarrow.parquet.ParquetFile(io.BytesIO(written([Article(body="a" * 600)] * 10))).metadata
    assert [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)] == groups


def test_an_article_of_a_former_run_comes_back_as_it_was(tmp_path: Path) -> None:
    article = msgspec.structs.replace(FULL, comments=FULL.comments[:1])
    path = tmp_path / "x.parquet"
    path.write_bytes(written([article]))
    (document,) = read(Source("x.parquet", path))
    record = {"id": document.id, "url": document.url, "source": document.source} | dict(document.meta)  # type: ignore[union-attr]
    form = Form(spans=True, origins=True)
    assert former_to_bytes(record, form) == to_bytes(article, form)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            Article,
            body=st.text(),
            title=st.none() | st.text(),
            authors=st.lists(st.text(), max_size=3).map(tuple),
            meta=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text()),
            stats=st.none()
            | st.builds(Stats, *[st.integers(0, 2**40)] * 4, labels=st.dictionaries(st.text(), st.integers(0, 9))),
        ),
        max_size=4,
    )
)
def test_any_articles_come_back(articles: list[Article]) -> None:
    rows = pyarrow.parquet.read_table(io.BytesIO(written(articles))).to_pylist(maps_as_pydicts="strict")
    expected = [json.loads(to_bytes(article, ALL)) for article in articles]
    assert [{**row, "extra": json.loads(row["extra"]), "meta": json.loads(row["meta"])} for row in rows] == expected


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl.zst", "out.jsonl.gz"])
def test_what_fails_leaves_nothing(tmp_path: Path, name: str) -> None:
    form = ALL if name.endswith("parquet") else Form()
    path = tmp_path / name
    with pytest.raises(KeyError), open_output(str(path), form.format) as output:  # noqa: PT012
        output.write("a", to_bytes(FULL, form))
        raise KeyError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl.zst"])
def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path: Path, name: str, limited: Callable[[int], Any]) -> None:
    form = ALL if name.endswith("parquet") else Form()
    chance = [Article(body=random.Random(n).randbytes(5000).hex()) for n in range(200)]  # noqa: S311
    with limited(20_000), pytest.raises(OutputError) as caught:
        write_all(tmp_path / name, chance, form)
    assert str(caught.value) == (
        f"{tmp_path / name}: cannot be written: File too large; see that there is room, and a right to write"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "package", "extra"), [("out.parquet", "pyarrow", "parquet"), ("out.jsonl.zst", "zstandard", "zstd")]
)
def test_without_its_package_an_output_is_refused(
    tmp_path: Path, without_package: Callable[[str], None], name: str, package: str, extra: str
) -> None:
    without_package(package)
    form = ALL if extra == "parquet" else Form()
    with pytest.raises(InputError) as caught, open_output(str(tmp_path / name), form.format):
        pass
    what = f"needs the package {package}, which is not installed; run `pip install 'cleaner[{extra}]'`"
    assert str(caught.value) == f"{tmp_path / name}: {what}"
