"""WARC and WET, written by fastwarc: responses and conversions to documents, and files that are cut."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading import crawls
from cleaner.reading.inputs import Source, read

Written = Callable[[str, bytes], Source]
CUT = "the archive of a crawl is cut or damaged; what comes before is read, get the file again for the rest"
PACKED_CUT = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"
HTTP = "application/http; msgtype=response"


def as_record(
    content: bytes, uri: str | None = None, kind: WarcRecordType = WarcRecordType.response, media: str = HTTP
) -> bytes:
    """A record as fastwarc writes it."""
    record, out = WarcRecord(), io.BytesIO()
    record.init_headers(kind)
    record.headers["WARC-Date"] = "2012-01-31T10:11:12Z"
    record.headers["Content-Type"] = media
    if uri:
        record.headers["WARC-Target-URI"] = uri
    record.set_bytes_content(content)
    record.write(out)
    return out.getvalue()


def as_response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def page_of(number: int, size: int = 0) -> bytes:
    body = f"<html><p>Page {number}{'.' * size}</p></html>".encode()
    return as_record(as_response(body, "Content-Type: text/html; charset=utf-8"), f"https://a.example/{number}")


HTML = "Content-Type: text/html"


@pytest.mark.parametrize(
    ("response", "page", "encoding"),
    [
        (as_response(b"<p>a", HTML), "<p>a", "utf-8"),
        (as_response(b"no tags", "content-type: TEXT/HTML;charset=x"), "no tags", "utf-8"),
        (as_response(b"<p>a", "Content-Type: application/xhtml+xml"), "<p>a", "utf-8"),
        (as_response("<p>Käse".encode("cp1251", "replace") + b"\xcf\xf0\xe8", f"{HTML}; charset=windows-1251"), "<p>K?seПри", "windows-1251"),
        (as_response("<p>日本".encode("shift_jis"), f'{HTML}; charset="Shift_JIS"'), "<p>日本", "cp932"),
        (as_response(gzip.compress(b"<p>a"), HTML, "Content-Encoding: gzip"), "<p>a", "utf-8"),
        (as_response(b"4\r\n<p>a\r\n0\r\n\r\n", HTML, "Transfer-Encoding: chunked"), "<p>a", "utf-8"),
        (as_response(b"<p>a", HTML, "Transfer-Encoding: chunked"), "<p>a", "utf-8"),
        (as_response(b"<p>a", HTML, "Content-Encoding: gzip"), "<p>a", "utf-8"),
        (as_response(b"4\r\n<p>a\r\n0\r\n\r\n", HTML, "Transfer-Encoding: chunked", "Content-Encoding: br"), "<p>a", "utf-8"),
        (as_response(b"<!doctype html><p>a"), "<!doctype html><p>a", "utf-8"),
        (as_response(b"<p>a", HTML, status="203 Fine"), "<p>a", "utf-8"),
        (as_response(b"", HTML), "", "utf-8"),
    ],
)  # fmt: skip
def test_a_response_with_a_page_is_a_document(
    written: Written, documents: Any, response: bytes, page: str, encoding: str
) -> None:
    address = "https://a.example/b?c"
    assert documents(written("x.warc", as_record(response, address))) == [
        Document(id=address, url=address, crawled="2012-01-31", html=page, encoding=encoding)
    ]


@pytest.mark.parametrize(
    "record",
    [
        as_record(as_response(b"\x89PNG", "Content-Type: image/png")),
        as_record(as_response(b"a: b", "Content-Type: text/plain")),
        as_record(as_response(b"plain text")),
        as_record(as_response(b"<p>gone", HTML, status="404 Not Found")),
        as_record(as_response(b"<p>moved", HTML, status="301 Moved")),
        as_record(b"GET / HTTP/1.1\r\n\r\n", kind=WarcRecordType.request),
        as_record(b"software: x\r\n", kind=WarcRecordType.warcinfo, media="application/warc-fields"),
        as_record(b"a: b", kind=WarcRecordType.metadata, media="application/warc-fields"),
        as_record(b"<p>a", kind=WarcRecordType.resource, media="text/html"),
        as_record(as_response(b"", HTML), kind=WarcRecordType.revisit),
    ],
)
def test_other_records_are_passed_over(written: Written, mixed: Any, record: bytes) -> None:
    data = record + page_of(1) + record
    assert mixed(written("x.warc", data)) == ["id https://a.example/1"]


def test_conversions_are_texts(written: Written, documents: Any) -> None:
    texts = ["Käse\nund Brot", "Two"]
    data = as_record(b"a: b", kind=WarcRecordType.warcinfo, media="application/warc-fields") + b"".join(
        as_record(text.encode(), f"<https://a.example/{n}>", WarcRecordType.conversion, "text/plain")
        for n, text in enumerate(texts)
    )
    assert documents(written("x.warc.wet.gz", gzip.compress(data))) == [
        Document(
            id=f"https://a.example/{n}", url=f"https://a.example/{n}", crawled="2012-01-31", text=t, encoding="utf-8"
        )
        for n, t in enumerate(texts)
    ]


def test_a_record_without_an_address_is_named_after_its_place(written: Written, documents: Any) -> None:
    first = page_of(1)
    data = first + as_record(as_response(b"<p>a", HTML))
    found = documents(written("x.warc", data))[1]
    assert (found.id, found.url) == (f"x.warc:{len(first)}", None)


def by_record(pages: list[bytes]) -> bytes:
    return b"".join(map(gzip.compress, pages))


@pytest.mark.parametrize(
    "pack",
    [b"".join, by_record, lambda p: gzip.compress(b"".join(p)), lambda p: zstandard.compress(b"".join(p)),
     lambda p: bz2.compress(b"".join(p))],
    ids=["plain", "gzip by record", "gzip", "zstd", "bzip2"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.warc.gz", "x", "-"])
def test_plain_and_compressed(
    written: Written, mixed: Any, monkeypatch: pytest.MonkeyPatch, pack: Callable[[list[bytes]], bytes], name: str
) -> None:
    data = pack([page_of(n) for n in range(5)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    source = Source("-") if name == "-" else written(name, data)
    assert mixed(source) == [f"id https://a.example/{n}" for n in range(5)]


@pytest.mark.parametrize("cut", [20, 30, 100, 200])
def test_of_a_cut_file_the_whole_records_are_given(written: Written, mixed: Any, cut: int) -> None:
    pages = [page_of(n) for n in range(5)]
    there = [f"id https://a.example/{n}" for n in range(4)]
    assert mixed(written("x.warc", b"".join(pages)[:-cut])) == [*there, f"x.warc: {CUT}"]
    assert mixed(written("x.warc.gz", by_record(pages)[:-cut])) == [*there, f"x.warc.gz: {PACKED_CUT}"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_of_a_cut_file_that_is_compressed_as_one_the_whole_records_are_given(
    written: Written, mixed: Any, unpacked: Callable[[bytes], bytes], share: float
) -> None:
    pages = [page_of(n, size=n % 700) for n in range(2000)]
    data = gzip.compress(b"".join(pages))
    cut = data[: int(len(data) * share)]
    there = unpacked(cut)
    found = mixed(written("x.warc.gz", cut))
    assert found[-1] == f"x.warc.gz: {PACKED_CUT}"
    assert found[:-1] == [f"id https://a.example/{n}" for n in range(there.count(b"</html>"))]


@pytest.mark.parametrize("data", [b"no records at all", b"", b"WARC/1.0\r\n", page_of(1)[10:]])
def test_what_is_no_crawl(written: Written, mixed: Any, data: bytes) -> None:
    assert mixed(written("x.warc", data)) == ([f"x.warc: {CUT}"] if data else [])


def test_a_body_that_cannot_be_decoded_is_an_error_in_its_place(written: Written, mixed: Any) -> None:
    bad = as_record(as_response(b"no gzip, and no page", HTML, "Content-Encoding: gzip"), "https://a.example/bad")
    found = mixed(written("x.warc", page_of(1) + bad + page_of(2)))
    what = "its body cannot be decoded as its headers say; it is damaged"
    assert found == ["id https://a.example/1", f"https://a.example/bad: {what}", "id https://a.example/2"]


def test_a_record_that_is_too_large_is_an_error_in_its_place(
    written: Written, mixed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawls, "LARGEST", 1000)
    bomb = as_response(gzip.compress(b"<p>" + b"a" * 100_000), HTML, "Content-Encoding: gzip")
    data = page_of(1) + as_record(bomb, "u") + page_of(2, size=1000) + page_of(3)
    large = "is larger than 256 MiB, the most that is read at once; split it"
    assert mixed(written("x.warc", data)) == [
        "id https://a.example/1", f"u: {large}", f"https://a.example/2: {large}", "id https://a.example/3"
    ]  # fmt: skip


def test_without_fastwarc_a_file_says_what_to_install(
    written: Written, mixed: Any, without_package: Callable[[str], None]
) -> None:
    without_package("fastwarc")
    what = "needs the package fastwarc, which is not installed; run `pip install 'cleaner[warc]'`"
    assert mixed(written("x.warc", page_of(1))) == [f"x.warc: {what}"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                page_of(1),
                page_of(1)[:80],
                b"\r\n",
                b"\r\n\r\n",
                b"WARC/1.1\r\n",
                b"Content-Length: 9\r\n",
                b"\0",
                b"HTTP/1.1 ",
            ]
        )
        | st.binary(max_size=20),
        max_size=8,
    ).map(b"".join)
)
def test_any_bytes_give_documents_or_errors(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "x.warc"
    path.write_bytes(data)
    assert all(isinstance(item, Document | DocumentError) for item in read(Source("x.warc", path)))
