"""The command over every container: the same documents give the same articles, whatever holds them."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType

Clean = Callable[..., Any]
COUNT = 5


def as_table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def separated(rows: list[dict[str, Any]], separator: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def arrow(rows: list[dict[str, Any]], new: Callable[..., Any] = pa.ipc.new_file) -> bytes:
    out = io.BytesIO()
    with new(out, as_table(rows).schema) as writer:
        writer.write_table(as_table(rows), max_chunksize=2)
    return out.getvalue()


def parquet(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(as_table(rows), out, row_group_size=2)
    return out.getvalue()


def feather(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    pyarrow.feather.write_feather(as_table(rows), out)
    return out.getvalue()


def tar(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in (("a.jsonl", lines(rows[:2])), ("b/c.parquet", parquet(rows[2:]))):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def zipped(rows: list[dict[str, Any]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", separated(rows[:2]))
        archive.writestr("b/c.jsonl.gz", gzip.compress(lines(rows[2:])))
    return out.getvalue()


CONTAINERS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "x.jsonl.gz": lambda rows: gzip.compress(lines(rows)),
    "x.jsonl.zst": lambda rows: zstandard.compress(lines(rows)),
    "x.jsonl.bz2": lambda rows: bz2.compress(lines(rows)),
    "x.jsonl.xz": lambda rows: lzma.compress(lines(rows)),
    "x.csv": separated,
    "x.tsv": lambda rows: separated(rows, "\t"),
    "x.csv.gz": lambda rows: gzip.compress(separated(rows)),
    "x.parquet": parquet,
    "x.arrow": arrow,
    "x.arrows": lambda rows: arrow(rows, pa.ipc.new_stream),
    "x.feather": feather,
    "x.tar": tar,
    "x.tar.zst": lambda rows: zstandard.compress(tar(rows)),
    "x.tgz": lambda rows: gzip.compress(tar(rows)),
    "x.zip": zipped,
}


@pytest.fixture
def rows(story: Callable[[int], str]) -> list[dict[str, Any]]:
    """Records of stories, with a column to carry."""
    return [
        {
            "id": f"story-{n}",
            "url": f"https://village.example/{n}",
            "crawled": "2012-01-31",
            "text": f"{story(n)}\n\nKäse, “bread” — деревня 村",
            "lang": "en, de",
        }
        for n in range(COUNT)
    ]


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_gives_the_same_articles(
    clean: Clean, folder: Path, rows: list[dict[str, Any]], name: str
) -> None:
    expected = clean("-", stdin=lines(rows)).out
    assert expected.count(b"\n") == COUNT
    data = CONTAINERS[name](rows)
    (folder / name).write_bytes(data)
    ran = clean(name)
    assert (ran.code, ran.out) == (0, expected)
    if not name.startswith(("x.csv", "x.tsv")):  # which nothing tells from a text
        assert clean("-", stdin=data).out == expected


@pytest.mark.parametrize("name", ["x.jsonl.zst", "x.parquet", "x.tar.zst", "x.csv"])
def test_the_choice_of_columns_to_carry(clean: Clean, folder: Path, rows: list[dict[str, Any]], name: str) -> None:
    (folder / name).write_bytes(CONTAINERS[name]([{"n": "1", "m": "2"} | row for row in rows]))
    assert [record["meta"] for record in clean(name).records] == [{"n": "1", "m": "2", "lang": "en, de"}] * COUNT
    assert [r["meta"] for r in clean(name, "--columns", "lang, n,x").records] == [{"n": "1", "lang": "en, de"}] * COUNT
    assert [r["meta"] for r in clean(name, "--columns", "none").records] == [{}] * COUNT


def crawl(story: Callable[[int], str], kind: WarcRecordType) -> bytes:
    """A WARC of pages, or a WET of texts."""
    out = io.BytesIO()
    for number in range(COUNT):
        record = WarcRecord()
        record.init_headers(kind)
        record.headers["WARC-Target-URI"] = f"https://village.example/{number}"
        record.headers["WARC-Date"] = "2012-01-31T10:11:12Z"
        content = story(number).encode()
        if kind == WarcRecordType.response:
            record.headers["Content-Type"] = "application/http; msgtype=response"
            content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(story(number))
        record.set_bytes_content(content)
        record.write(out)
    return out.getvalue()


def page(text: str) -> bytes:
    blocks = "".join(f"<p>{line}</p>" for line in text.split("\n\n"))
    return f"<html><body><article>{blocks}</article></body></html>".encode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.warc", WarcRecordType.response),
        ("x.warc.gz", WarcRecordType.response),
        ("x.wet.gz", WarcRecordType.conversion),
    ],
)
def test_a_crawl_gives_the_articles_of_its_pages_or_texts(
    clean: Clean, folder: Path, story: Callable[[int], str], name: str, kind: WarcRecordType
) -> None:
    def record(number: int) -> dict[str, Any]:
        address = f"https://village.example/{number}"
        content = page(story(number)).decode() if kind == WarcRecordType.response else story(number)
        field = "html" if kind == WarcRecordType.response else "text"
        return {"id": address, "url": address, "crawled": "2012-01-31", field: content}

    expected = clean("-", stdin=lines([record(number) for number in range(COUNT)])).records
    for article in expected:
        article["stats"]["encoding"] = "utf-8"
    data = crawl(story, kind)
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    ran = clean(name)
    assert ran.code == 0
    assert ran.records == expected
    assert clean("-", stdin=(folder / name).read_bytes()).out == ran.out


def test_a_folder_that_mixes_all_of_them(
    clean: Clean, folder: Path, inbox: Path, rows: list[dict[str, Any]], story: Callable[[int], str]
) -> None:
    for name, pack in CONTAINERS.items():
        (inbox / name).write_bytes(pack(rows))
    (inbox / "y.warc.gz").write_bytes(gzip.compress(crawl(story, WarcRecordType.response)))
    (inbox / "z.wet").write_bytes(crawl(story, WarcRecordType.conversion))
    (inbox / "picture.png").write_bytes(b"\x89PNG")
    ran = clean("inbox")
    expected = 3 + (len(CONTAINERS) + 2) * COUNT
    assert (ran.code, len(ran.records)) == (0, expected)
    assert {record["source"] for record in ran.records} == {"village"}
    assert len({record["body"] for record in ran.records}) == COUNT
    several = clean("inbox", "--workers", "2")
    assert (several.code, several.out) == (0, ran.out)
    assert folder.is_dir()


def test_damage_costs_what_it_has_to_and_no_more(
    clean: Clean, inbox: Path, rows: list[dict[str, Any]], story: Callable[[int], str]
) -> None:
    for child in inbox.rglob("*.*"):
        child.unlink()
    (inbox / "a.jsonl.gz").write_bytes(gzip.compress(lines(rows))[:-4])
    (inbox / "b.jsonl.zst").write_bytes(zstandard.compress(lines(rows))[:-4])
    (inbox / "c.parquet").write_bytes(parquet(rows)[:-4])
    (inbox / "d.warc").write_bytes(crawl(story, WarcRecordType.response)[:-40])
    (inbox / "e.tar").write_bytes(tar(rows)[:3000])
    (inbox / "f.zip").write_bytes(zipped(rows)[:-4])
    (inbox / "g.csv").write_bytes(separated(rows) + b"one,cell\n")
    (inbox / "h.txt").write_text(story(0), "utf-8")
    ran = clean("inbox")
    assert ran.code == 1
    quotes = 'quote cells that hold separators, quotes or line ends, and write a quote within as ""'
    packed = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"
    archive = "the archive is cut or damaged; what comes before is read, get the file again for the rest"
    assert [line for line in ran.err.splitlines() if line.startswith("failed")] == [
        f"failed: inbox/a.jsonl.gz: {packed}",
        f"failed: inbox/b.jsonl.zst: {packed}",
        "failed: inbox/c.parquet: the Parquet file is cut or damaged, and nothing in it can be found; get the file again",
        "failed: inbox/d.warc: the archive of a crawl is cut or damaged; what comes before is read, get the file again for the rest",
        f"failed: inbox/e.tar/b/c.parquet: {archive}",
        f"failed: inbox/e.tar: {archive}",
        "failed: inbox/f.zip: the archive is cut or damaged, and its list of files is lost; get the file again",
        f"failed: inbox/g.csv:7: has 2 cells, and the first row names 5 columns; {quotes}",
    ]
    ids = [record["id"] for record in ran.records]
    assert ids.count("inbox/h.txt") == 1
    assert len([name for name in ids if name.startswith("https://village.example/")]) == COUNT - 1
    assert f"{len(ids) + 8} documents: {len(ids)} articles, 8 failed" in ran.err


@pytest.mark.parametrize("name", ["out.parquet", "deep/er/OUT.PARQUET"])
def test_parquet_out_and_in_again(clean: Clean, folder: Path, rows: list[dict[str, Any]], name: str) -> None:
    expected = clean("-", "--spans", stdin=lines(rows)).out
    ran = clean("-", "--spans", "-o", name, stdin=lines(rows))
    assert (ran.code, ran.out) == (0, b"")
    assert list((folder / name).parent.glob(".*")) == []
    table = pyarrow.parquet.read_table(folder / name)
    assert table.column("body").to_pylist() == [json.loads(line)["body"] for line in expected.splitlines()]
    again = clean(name)
    assert (again.code, again.out) == (0, expected)
    assert clean(name, "-o", "again.parquet", "--spans").code == 0
    assert (folder / "again.parquet").read_bytes() == (folder / name).read_bytes()


def test_records_compressed_with_zstd_out(clean: Clean, folder: Path, rows: list[dict[str, Any]]) -> None:
    expected = clean("-", stdin=lines(rows)).out
    for name in ("one.jsonl.zst", "two.ndjson.zst"):
        assert clean("-", "-o", name, stdin=lines(rows)).code == 0
    data = (folder / "one.jsonl.zst").read_bytes()
    assert zstandard.ZstdDecompressor().decompressobj().decompress(data) == expected
    assert (folder / "two.ndjson.zst").read_bytes() == data
    assert clean("one.jsonl.zst").out == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "parquet"], "-: Parquet goes into one file; give a name that ends in .parquet"),
        (
            ["--format", "parquet", "-o", "x.jsonl"],
            "x.jsonl: Parquet goes into one file; give a name that ends in .parquet",
        ),
        (
            ["--format", "jsonl", "-o", "x.parquet"],
            "x.parquet: records go into one file; give a name that ends in .jsonl, .jsonl.gz or .jsonl.zst",
        ),
    ],
)
def test_a_name_that_a_format_cannot_have_is_refused(clean: Clean, options: list[str], message: str) -> None:
    ran = clean("-", *options, stdin=b"x")
    assert (ran.code, ran.err) == (2, f"clean: {message}\n")
