from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import DocumentError, InputError
from cleaner.model import Document
from cleaner.reading.inputs import Source, expand, read
from cleaner.reading.records import Fields

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that crawls have, and the working folder of the test."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a.html", "data/d.jsonl.gz", "data/c.TEXT", "data/deep/e.htm", "data/f.ndjson"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    for name in (".hidden.txt", "data/.git/g.txt", "data/picture.png", "data/case.expected.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path


ENDINGS = (
    ".arrow, .arrows, .csv, .feather, .htm, .html, .jsonl, .ndjson, .parquet, .tar, .text, .tgz, .tsv, .txt, .warc, .wet, "
    ".xhtml, .zip, or these with .gz, .zst, .bz2, .xz"
)
ALL_OF_DATA = ["data/c.TEXT", "data/d.jsonl.gz", "data/f.ndjson", "data/deep/e.htm"]


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        pytest.param(["b.txt"], ["b.txt"], id="file"),
        pytest.param(["data"], ALL_OF_DATA, id="folder"),
        pytest.param(["data/"], ALL_OF_DATA, id="folder with a slash"),
        pytest.param(["./data"], [f"./{name}" for name in ALL_OF_DATA], id="folder with a dot"),
        pytest.param(["*.html", "*.txt"], ["a.html", "b.txt"], id="globs in the order given"),
        pytest.param(["**/*.htm*"], ["a.html", "data/deep/e.htm"], id="any folders"),
        pytest.param(["d*"], ALL_OF_DATA, id="a glob that gives a folder"),
        pytest.param(["data/picture.png"], ["data/picture.png"], id="a file named itself has any ending"),
        pytest.param(
            ["b.txt", "./b.txt", "*.txt", "."], ["b.txt", "./a.html", *[f"./{n}" for n in ALL_OF_DATA]], id="once"
        ),
        pytest.param(["-", "b.txt", "-"], ["-", "b.txt"], id="standard input"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_names_become_files(folder: Path, inputs: list[str], names: list[str]) -> None:
    assert [source.name for source in expand(inputs)] == names
    assert folder.is_dir()


def test_a_link_to_a_file_is_the_file(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "b.txt")
    assert [source.name for source in expand(["b.txt", "link.txt"])] == ["b.txt"]


def test_a_loop_of_folders_ends(folder: Path) -> None:
    (folder / "data" / "loop").symlink_to(folder)
    assert [source.name for source in expand(["data"])] == ALL_OF_DATA


def test_a_name_that_is_no_utf8_gives_an_id_that_can_be_written(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (folder / name).write_bytes(b"x")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    source = next(source for source in expand(["."]) if "caf" in source.name)
    assert source.name == "./caf\ufffd.txt"
    assert documents(source) == [Document(id="./caf\ufffd.txt", text="x", encoding="utf-8")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("c.txt", "c.txt: no such file or folder; look for a typing mistake, or give `-` for standard input"),
        ("*.pdf", "*.pdf: no file matches; look for a typing mistake; `**` stands for any folders"),
        ("empty", f"empty: the folder holds nothing to read; files in it must end in {ENDINGS}"),
    ],
)
def test_a_name_that_gives_nothing_is_an_error(folder: Path, name: str, message: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        expand(["b.txt", name])
    assert str(caught.value) == message


def documents(source: Source, names: Fields | None = None) -> list[Document]:
    """What a source holds; fails on the first error among it."""
    found = list(read(source, names or Fields()))
    assert not [str(item) for item in found if isinstance(item, DocumentError)]
    return [item for item in found if isinstance(item, Document)]


def mixed(source: Source) -> list[str]:
    """The ids of documents and the messages of errors, in order."""
    return [str(item) if isinstance(item, DocumentError) else f"id {item.id}" for item in read(source)]


def written(folder: Path, name: str, data: bytes) -> Source:
    path = folder / name
    path.write_bytes(data)
    return Source(name, path)


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("name", "data", "document"),
    [
        ("a.txt", "Käse\r\n".encode(), Document(id="a.txt", text="Käse\r\n", encoding="utf-8")),
        ("a.txt", b"<html>", Document(id="a.txt", text="<html>", encoding="utf-8")),
        ("a.txt", b'{"text": "a"}', Document(id="a.txt", text='{"text": "a"}', encoding="utf-8")),
        ("a.txt", b"", Document(id="a.txt", text="", encoding="utf-8")),
        (
            "a.txt",
            "äöü äöü".encode() + b"\xff",
            Document(id="a.txt", text="äöü äöü\ufffd", encoding="utf-8", undecodable=1),
        ),
        ("a.HTM", b"<p>caf\xe9", Document(id="a.HTM", html="<p>café", encoding="windows-1252")),
        ("a.xhtml", b"no page", Document(id="a.xhtml", html="no page", encoding="utf-8")),
        ("a.dat", b"<!doctype html><p>a", Document(id="a.dat", html="<!doctype html><p>a", encoding="utf-8")),
        ("a.dat", b"a < b", Document(id="a.dat", text="a < b", encoding="utf-8")),
        ("a.dat", b"{a}\n", Document(id="a.dat", text="{a}\n", encoding="utf-8")),
        ("a.dat", b'\n{"text": "a"}\n', Document(id="a.dat:2", text="a")),
        ("a.json", b'{"text": "a"}\n', Document(id="a.json:1", text="a")),
    ],
)
def test_a_file_is_read_by_its_ending_or_its_beginning(
    tmp_path: Path, name: str, data: bytes, document: Document, compress: type[bytes]
) -> None:
    assert documents(written(tmp_path, name, compress(data))) == [document]


@pytest.mark.parametrize(
    ("data", "document"),
    [
        (b"A text.", Document(id="-", text="A text.", encoding="utf-8")),
        (b"<html>", Document(id="-", html="<html>", encoding="utf-8")),
        (b'{"text": "a", "id": "x"}', Document(id="x", text="a")),
        (gzip.compress(b'{"html": "a"}\n'), Document(id="-:1", html="a")),
        (b"", Document(id="-", text="", encoding="utf-8")),
    ],
)
def test_standard_input_is_sniffed(monkeypatch: pytest.MonkeyPatch, data: bytes, document: Document) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert documents(Source("-")) == [document]


@pytest.mark.parametrize(
    ("line", "document"),
    [
        pytest.param(
            {
                "id": "1",
                "url": "u",
                "text": "t",
                "html": "h",
                "source": "s",
                "crawled": "2012-01-31",
                "lang": "en",
                "n": [1],
            },
            Document(
                id="1", url="u", text="t", html="h", source="s", crawled="2012-01-31", meta={"lang": "en", "n": [1]}
            ),
            id="all fields",
        ),
        pytest.param({"text": ""}, Document(id="x.jsonl:1", text=""), id="empty text"),
        pytest.param({"text": "t", "id": None, "url": None}, Document(id="x.jsonl:1", text="t"), id="nulls"),
        pytest.param({"text": "t", "id": 7}, Document(id="7", text="t"), id="a number as id"),
        pytest.param(
            {"id": "1", "rules": "bbc@1", "body": "b", "source": "bbc"},
            Document(id="1", source="bbc", meta={"rules": "bbc@1", "body": "b"}),
            id="an article of a former run",
        ),
        pytest.param(
            {"text": "a\ud83db", "n": ["\ud83d"]},
            Document(id="x.jsonl:1", text="a\ufffdb", meta={"n": ["\ufffd"]}),
            id="surrogate",
        ),
    ],
)
def test_a_line_of_json_is_a_document(tmp_path: Path, line: object, document: Document) -> None:
    assert documents(written(tmp_path, "x.jsonl", json.dumps(line).encode())) == [document]


def test_the_names_of_fields_can_be_others(tmp_path: Path) -> None:
    line = {"raw": "t", "text": 5, "doc_id": "1", "WARC-Date": "2013"}
    source = written(tmp_path, "x.jsonl", json.dumps(line).encode())
    found = documents(source, Fields(id="doc_id", text="raw", crawled="WARC-Date"))
    assert found == [Document(id="1", text="t", crawled="2013", meta={"text": 5})]


def test_byte_order_mark_line_ends_and_blank_lines_do_not_matter(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbf{"text": "a"}\r\n\r\n  \n{"text": "b"}'
    assert [(d.id, d.text) for d in documents(written(tmp_path, "x.jsonl", data))] == [
        ("x.jsonl:1", "a"),
        ("x.jsonl:4", "b"),
    ]


def test_lines_that_are_no_utf8_are_decoded(tmp_path: Path) -> None:
    data = '{"text": "Käse für Gäste"}\n'.encode("windows-1252") + '{"text": "Käse für Gäste'.encode() + b'\xff"}\n'
    assert documents(written(tmp_path, "x.jsonl", data)) == [
        Document(id="x.jsonl:1", text="Käse für Gäste", encoding="windows-1252"),
        Document(id="x.jsonl:2", text="Käse für Gäste\ufffd", encoding="utf-8", undecodable=1),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "is no JSON: Expecting property name enclosed in double quotes at column 2; write one object a line"),
        (b"text", "is no JSON: Expecting value at column 1; write one object a line"),
        (b"[" * 100_000, "is no JSON: it is too deep; write one object a line"),
        (b"[1]", "is no JSON object; write one object a line"),
        (b'"text"', "is no JSON object; write one object a line"),
        (b"{}", "has neither 'text' nor 'html'; give the name of the field that holds the text"),
        (b'{"text": null}', "has neither 'text' nor 'html'; give the name of the field that holds the text"),
        (b'{"text": 5}', "'text' is a number; it must be a string"),
        (b'{"text": "a", "html": ["b"]}', "'html' is a list; it must be a string"),
        (b'{"text": "a", "url": {}}', "'url' is an object; it must be a string"),
        (b'{"text": "a", "id": 1.5}', "'id' is a number; it must be a string"),
        (b'{"text": "a", "id": true}', "'id' is a truth value; it must be a string"),
    ],
)
def test_a_bad_line_is_an_error_in_its_place(tmp_path: Path, line: bytes, message: str) -> None:
    good = b'{"text": "a"}'
    source = written(tmp_path, "x.jsonl", b"\n".join([good, line, good]))
    assert mixed(source) == ["id x.jsonl:1", f"x.jsonl:2: {message}", "id x.jsonl:3"]


def test_json_over_several_lines_is_one_error(tmp_path: Path) -> None:
    source = written(tmp_path, "x.json", b'{\n  "text": "a"\n}\n')
    assert mixed(source) == ["x.json: is not one JSON object a line; write it so, as `jq -c` does"]


CUT = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"


def test_a_cut_gzip_file_gives_what_comes_before(tmp_path: Path) -> None:
    lines = [json.dumps({"text": os.urandom(3000).hex()}).encode() for _ in range(40)]
    data = gzip.compress(b"\n".join(lines))
    found = mixed(written(tmp_path, "x.jsonl.gz", data[: len(data) // 2]))
    assert found[-1] == f"x.jsonl.gz: {CUT}"
    assert found[:-1] == [f"id x.jsonl.gz:{n}" for n in range(1, len(found))]
    assert len(found) > 10


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.txt.gz", "x.dat"])
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:10] + b"\xff" * 20, lambda data: data[:3]]
)
def test_a_damaged_gzip_file_is_an_error(tmp_path: Path, name: str, damage: Callable[[bytes], bytes]) -> None:
    found = mixed(written(tmp_path, name, damage(gzip.compress(b'{"text": "a"}\n' * 50))))
    assert found[-1] == f"{name}: {CUT}"


def test_a_file_that_is_gone_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.txt").symlink_to("nowhere")
    (tmp_path / "d" / "b.txt").write_text("b")
    gone = "d/a.txt: cannot be read: No such file or directory; see that it exists and that you may read it"
    assert [item for source in expand(["d"]) for item in mixed(source)] == [gone, "id d/b.txt"]


def test_a_folder_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    message = "x.txt: cannot be read: Is a directory; see that it exists and that you may read it"
    assert mixed(Source("x.txt", tmp_path)) == [message]


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    good = b'{"text": "a"}\n'
    source = written(tmp_path, "x.jsonl.gz", gzip.compress(good * 200_000)[:-20])
    first = next(read(source))
    assert isinstance(first, Document)
    assert first.text == "a"


@settings(max_examples=150, deadline=None)
@given(
    st.binary()
    | st.lists(st.sampled_from([b'{"text":', b'"a"', b"}", b"\n", b"{", b"\xff", b"[", b"1e999"])).map(b"".join)
)
def test_any_bytes_give_documents_or_errors(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name in ("x.jsonl", "x.txt", "x.html", "x.json", "x", "x.jsonl.gz"):
        for item in read(written(folder, name, data)):
            assert isinstance(item, Document | DocumentError)
