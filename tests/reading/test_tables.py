"""CSV and TSV: rows to documents, and what is wrong with those that cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.inputs import Source, read
from cleaner.reading.records import Fields

Written = Callable[[str, bytes], Source]
QUOTES = 'quote cells that hold separators, quotes or line ends, and write a quote within as ""'


def test_a_row_is_a_document_and_the_first_row_names_its_fields(written: Written, documents: Any) -> None:
    data = b"id,url,text,html,source,crawled,lang\n1,u,t,h,s,2012-01-31,en\n,,t,,,,\n"
    assert documents(written("x.csv", data)) == [
        Document(id="1", url="u", text="t", html="h", source="s", crawled="2012-01-31", meta={"lang": "en"}),
        Document(id="x.csv:3", text="t", meta={"lang": ""}),
    ]


def test_rows_are_counted_as_a_spreadsheet_does(written: Written, documents: Any) -> None:
    data = b'text,n\r\n"one\r\ntwo ""2"", or\r\n\r\nthree",1\r\n\r\nfour,2'
    found = documents(written("x.csv", data))
    assert [(d.id, d.text, d.meta) for d in found] == [
        ("x.csv:2", 'one\r\ntwo "2", or\r\n\r\nthree', {"n": "1"}),
        ("x.csv:4", "four", {"n": "2"}),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.tsv", b"n\ttext\n1,5\ta, b\n"),
        ("x.csv", b"n;text\n1,5;a, b\n"),
        ("x.csv", b"n\ttext\n1,5\ta, b\n"),
        ("x.csv", b'n|text\n"1,5"|a, b\n'),
        ("x.csv", b'\xef\xbb\xbfn,text\n"1,5","a, b"\n'),
        ("x.csv", b'\n\nn,text\n"1,5","a, b"\n'),
        ("x.csv", "n;text\r\n1,5;a, b\r\n".encode("utf-16")),
        ("x.tsv", "n\ttext\r\n1,5\ta, b\r\n".encode("utf-16")),
        ("x.tsv", "n\ttext\r\n1,5\ta, b\r\n".encode("utf-16-le")),
    ],
)
def test_separators_and_marks(written: Written, documents: Any, name: str, data: bytes) -> None:
    assert [(d.text, d.meta) for d in documents(written(name, data))] == [("a, b", {"n": "1,5"})]


def test_what_is_no_utf8_is_decoded_row_by_row(written: Written, documents: Any) -> None:
    data = "text,n\nKäse für Gäste,ä\nplain,n\n".encode("windows-1252")
    assert documents(written("x.csv", data)) == [
        Document(id="x.csv:2", text="Käse für Gäste", encoding="windows-1252", meta={"n": "ä"}),
        Document(id="x.csv:3", text="plain", meta={"n": "n"}),
    ]
    data = (
        "text\nÄpfel aus Örebro, die süß sind\n".replace(", ", " ").encode()
        + b"bad \xff byte \xc3\xa4\xc3\xb6\xc3\xbc\n"
    )
    assert documents(written("x.csv", data))[1] == Document(
        id="x.csv:3", text="bad \ufffd byte äöü", encoding="utf-8", undecodable=1
    )


def test_empty_texts_unnamed_columns_and_large_cells(written: Written, documents: Any) -> None:
    large = "word " * 200_000
    data = f",text,html\n0,,\n1,{large},\n2,,<p>a\n".encode()
    found = documents(written("x.csv", data))
    assert [(d.text, d.html, d.meta) for d in found] == [
        ("", None, {"column 1": "0"}),
        (large, None, {"column 1": "1"}),
        (None, "<p>a", {"column 1": "2"}),
    ]


def test_the_names_of_columns_and_what_is_carried(written: Written, documents: Any) -> None:
    source = written("x.csv", b"key,content,a,b,c\n1,t,2,3,4\n")
    (found,) = documents(source, Fields(id="key", text="content", carried=("c", "a", "z")))
    assert found == Document(id="1", text="t", meta={"a": "2", "c": "4"})
    (found,) = documents(source, Fields(text="content", carried=()))
    assert found == Document(id="x.csv:2", text="t")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"a", f"has 1 cells, and the first row names 2 columns; {QUOTES}"),
        (b"a,b,c", f"has 3 cells, and the first row names 2 columns; {QUOTES}"),
        (b'"a"b,c', f"is no row of a table: ',' expected after '\"'; {QUOTES}"),
    ],
)
def test_a_bad_row_is_an_error_in_its_place(written: Written, mixed: Any, row: bytes, message: str) -> None:
    source = written("x.csv", b"\n".join([b"text,n", b"a,1", row, b"b,2"]))
    assert mixed(source) == ["id x.csv:2", f"x.csv:3: {message}", "id x.csv:4"]


def test_a_quote_that_is_never_closed_is_no_end_of_the_table(written: Written, mixed: Any) -> None:
    source = written("x.csv", b'n,text\n1,a\n2,"b\n3,c\n4,d\n')
    assert mixed(source) == ["id x.csv:2", f"x.csv:3: is no row of a table: unexpected end of data; {QUOTES}"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "has no first row that names its columns; add one"),
        (b"\n\n", "has no first row that names its columns; add one"),
        (
            b"id,body\n1,a\n",
            "has neither 'text' nor 'html': its columns are 'id', 'body'; give the name of the one that holds the text",
        ),
        (b"text,n,n\na,1,2\n", "has two columns of the name 'n'; rename one"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_error(written: Written, mixed: Any, data: bytes, message: str) -> None:
    assert mixed(written("x.csv", data)) == [f"x.csv: {message}"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"))),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_standard_library_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], separator: str, end: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(["n", "text"])
    writer.writerows(enumerate(texts))
    path = tmp_path_factory.mktemp("table") / "x.csv"
    path.write_bytes(out.getvalue().encode())
    found = list(read(Source("x.csv", path)))
    assert [getattr(item, "text", item) for item in found] == texts


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([b"text", b",", b"\n", b'"', b"\r", b"\xff", b"a", b";", b"\0", b"\xef\xbb\xbf"])).map(
        b"".join
    )
)
def test_any_bytes_give_documents_or_errors(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.csv"
    for head in (b"", b"text,a\n"):
        path.write_bytes(head + data)
        assert all(isinstance(item, Document | DocumentError) for item in read(Source("x.csv", path)))
