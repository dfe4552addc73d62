"""Tar and zip: their files are read as those of a folder are, and nothing in them can do harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading import streams
from cleaner.reading.formats import ENDINGS
from cleaner.reading.inputs import Source, read

Written = Callable[[str, bytes], Source]
TAR_CUT = "the archive is cut or damaged; what comes before is read, get the file again for the rest"
PACKED_CUT = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"
ZIP_CUT = "the archive is cut or damaged, and its list of files is lost; get the file again"
LINK = "is a link, and links in archives are not followed; pack the file itself"
EMPTY = f"the archive holds nothing to read; files in it must end in {', '.join(sorted(ENDINGS))}"
LARGE = "is larger than 256 MiB, the most that is read at once; split it"
Files = dict[str, bytes]


def as_tar(files: Files, form: int = tarfile.PAX_FORMAT, extra: list[tarfile.TarInfo] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for entry in extra or []:
            archive.addfile(entry)
    return out.getvalue()


def as_zip(files: Files, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


ARCHIVES: dict[str, tuple[str, Callable[[Files], bytes]]] = {
    "tar": ("a.tar", as_tar),
    "old tar": ("a.tar", lambda files: as_tar(files, tarfile.GNU_FORMAT)),
    "tar.gz": ("a.tar.gz", lambda files: gzip.compress(as_tar(files))),
    "tgz": ("a.tgz", lambda files: gzip.compress(as_tar(files))),
    "tar.zst": ("a.tar.zst", lambda files: zstandard.compress(as_tar(files))),
    "tar.bz2": ("a.tar.bz2", lambda files: bz2.compress(as_tar(files))),
    "tar.xz": ("a.tar.xz", lambda files: lzma.compress(as_tar(files))),
    "zip": ("a.zip", as_zip),
    "zip, stored": ("a.zip", lambda files: as_zip(files, zipfile.ZIP_STORED)),
    "zip, lzma": ("a.zip", lambda files: as_zip(files, zipfile.ZIP_LZMA)),
}
archives = pytest.mark.parametrize("form", ARCHIVES)


def parquet() -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"text": ["a", "b"]}), out)
    return out.getvalue()


def files() -> Files:
    return {
        "one.txt": "Käse".encode(),
        "deep/er/two.html": b"<p>a",
        "three.jsonl": b'{"text": "a"}\n{"text": "b", "id": "x"}\n',
        "four.jsonl.gz": gzip.compress(b'{"text": "a"}\n'),
        "five.csv": b"text\na\n",
        "six.parquet": parquet(),
        f"{'long' * 40}/seven.txt": b"a",
    }


IDS = [
    *("one.txt", "deep/er/two.html", "three.jsonl:1", "x", "four.jsonl.gz:1", "five.csv:2"),
    *("six.parquet:1", "six.parquet:2", f"{'long' * 40}/seven.txt"),
]


def ids(name: str) -> list[str]:
    return [f"id {inner if inner == 'x' else f'{name}/{inner}'}" for inner in IDS]


@archives
@pytest.mark.parametrize("where", ["named", "unnamed", "stdin"])
def test_the_files_of_an_archive_are_read_as_those_of_a_folder(
    written: Written, mixed: Any, monkeypatch: pytest.MonkeyPatch, form: str, where: str
) -> None:
    name, pack = ARCHIVES[form]
    data = pack(files())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    source = {"named": written(name, data), "unnamed": written("data", data), "stdin": Source("-")}[where]
    assert mixed(source) == ids(source.name)


@archives
def test_what_a_folder_passes_over_an_archive_does_too(written: Written, mixed: Any, form: str) -> None:
    name, pack = ARCHIVES[form]
    others = [".hidden.txt", "a/.git/b.txt", "__MACOSX/._one.txt", "picture.png", "story.json", "README"]
    assert mixed(written(name, pack({"one.txt": b"a"} | dict.fromkeys(others, b"b")))) == [f"id {name}/one.txt"]
    assert mixed(written(name, pack(dict.fromkeys(others, b"b")))) == [f"{name}: {EMPTY}"]
    assert mixed(written(name, pack({}))) == [f"{name}: {EMPTY}"]


@archives
def test_names_that_lead_out_of_an_archive_do_no_harm(written: Written, mixed: Any, form: str) -> None:
    name, pack = ARCHIVES[form]
    found = mixed(written(name, pack({"/etc/one.txt": b"a", "../../two.txt": b"b", "./c//three.txt": b"c"})))
    assert found == [f"id {name}/etc/one.txt", f"id {name}/../../two.txt", f"id {name}/c/three.txt"]


@archives
def test_an_archive_within_an_archive_is_an_error(written: Written, mixed: Any, form: str) -> None:
    name, pack = ARCHIVES[form]
    inner = {"b.zip": as_zip({"x.txt": b"a"}), "c.tar.gz": gzip.compress(as_tar({"x.txt": b"a"})), "d.txt": b"d"}
    what = "is an archive within an archive; unpack one of them"
    assert mixed(written(name, pack(inner))) == [
        f"{name}/b.zip: {what}",
        f"{name}/c.tar.gz: {what}",
        f"id {name}/d.txt",
    ]


@archives
def test_a_damaged_file_in_an_archive_costs_no_other(written: Written, mixed: Any, form: str) -> None:
    name, pack = ARCHIVES[form]
    cut = gzip.compress(b'{"text": "a"}\n' * 50)[:-9]
    found = mixed(written(name, pack({"a.txt": b"a", "b.txt.gz": cut, "c.parquet": b"PAR1", "d.txt": b"d"})))
    assert found == [
        f"id {name}/a.txt",
        f"{name}/b.txt.gz: {PACKED_CUT}",
        f"{name}/c.parquet: the Parquet file is cut or damaged, and nothing in it can be found; get the file again",
        f"id {name}/d.txt",
    ]


@archives
def test_a_file_that_is_too_large_is_an_error_and_streams_are_not(
    written: Written, mixed: Any, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(streams, "LARGEST", 1 << 17)
    name, pack = ARCHIVES[form]
    bombs = {"a.txt": bytes(1 << 20), "b.jsonl": b'{"text": "a"}\n' * 10_000, "c.txt.gz": gzip.compress(bytes(1 << 20))}
    found = mixed(written(name, pack(bombs)))
    assert found[0] == f"{name}/a.txt: {LARGE}"
    assert found[1:-1] == [f"id {name}/b.jsonl:{n}" for n in range(1, 10_001)]
    assert found[-1] == f"{name}/c.txt.gz: {LARGE}"


def entry(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


def test_links_and_devices_in_a_tar(written: Written, mixed: Any) -> None:
    extra = [
        entry("folder.txt", tarfile.DIRTYPE),
        entry("link.txt", tarfile.SYMTYPE, "/etc/passwd"),
        entry("same.txt", tarfile.LNKTYPE, "a.txt"),
        entry("null.txt", tarfile.CHRTYPE),
        entry("pipe.txt", tarfile.FIFOTYPE),
        entry("link", tarfile.SYMTYPE, "a.txt"),
    ]
    assert mixed(written("a.tar", as_tar({"a.txt": b"a"}, extra=extra))) == [
        "id a.tar/a.txt",
        f"a.tar/link.txt: {LINK}",
        f"a.tar/same.txt: {LINK}",
        "a.tar/null.txt: is no plain file; pack its bytes",
        "a.tar/pipe.txt: is no plain file; pack its bytes",
    ]


def test_links_and_folders_in_a_zip(written: Written, mixed: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("folder.txt/", b"")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, b"/etc/passwd")
        archive.writestr("a.txt", b"a")
    assert mixed(written("a.zip", out.getvalue())) == [f"a.zip/link.txt: {LINK}", "id a.zip/a.txt"]


def test_an_encrypted_file_in_a_zip(written: Written, mixed: Any) -> None:
    data = bytearray(as_zip({"a.txt": b"a", "b.txt": b"b"}))
    for header, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(header) + flags] |= 1
    what = "is encrypted; pack it without a password"
    assert mixed(written("a.zip", bytes(data))) == [f"a.zip/a.txt: {what}", "id a.zip/b.txt"]


def test_a_compression_that_is_not_known_in_a_zip(written: Written, mixed: Any) -> None:
    data = bytearray(as_zip({"a.txt": b"a", "b.txt": b"b"}))
    for header, method in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        data[data.index(header) + method] = 99
    what = "is compressed in a way that is not known; pack it with deflate"
    assert mixed(written("a.zip", bytes(data))) == [f"a.zip/a.txt: {what}", "id a.zip/b.txt"]


def test_a_damaged_file_in_a_zip(written: Written, mixed: Any) -> None:
    text = bytes(range(32, 127)) * 9
    data = as_zip({"a.txt": text, "b.txt": b"b"}, zipfile.ZIP_STORED).replace(text, text[:-1] + b"X")
    what = "is damaged in its archive; get the archive again"
    assert mixed(written("a.zip", data)) == [f"a.zip/a.txt: {what}", "id a.zip/b.txt"]


def test_a_cut_zip_is_one_error(written: Written, mixed: Any) -> None:
    data = as_zip(files())
    for cut in (data[:-1], data[:-30], data[: len(data) // 2], b"PK\3\4", b"", b"no zip at all"):
        assert mixed(written("a.zip", cut)) == [f"a.zip: {ZIP_CUT}"]


LINES = b"".join(b'{"text": "%0500d"}\n' % n for n in range(100))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_of_a_cut_tar_every_document_is_given_that_is_there(written: Written, mixed: Any, share: float) -> None:
    data = as_tar({"a.txt": b"a", "b.jsonl": LINES, "c.txt": b"c"})
    cut = data[: int(len(data) * share)]
    there = cut.count(b'"}\n')
    assert 0 < there < 100
    assert mixed(written("a.tar", cut)) == [
        "id a.tar/a.txt",
        *(f"id a.tar/b.jsonl:{n}" for n in range(1, there + 1)),
        f"a.tar/b.jsonl: {TAR_CUT}",
        f"a.tar: {TAR_CUT}",
    ]


def test_a_tar_that_ends_between_files_or_in_a_header_is_cut(written: Written, mixed: Any) -> None:
    data = as_tar({"a.txt": b"a", "b.txt": b"b"}, tarfile.GNU_FORMAT)
    for size in (1024, 1124):
        assert mixed(written("a.tar", data[:size])) == ["id a.tar/a.txt", f"a.tar: {TAR_CUT}"]
    lost = ["id a.tar/a.txt", f"a.tar/b.txt: {TAR_CUT}", f"a.tar: {TAR_CUT}"]
    for size in (1400, 1536):  # what lacks of the header is zeros
        assert mixed(written("a.tar", data[:size])) == lost
    assert mixed(written("a.tar", data[:2048])) == ["id a.tar/a.txt", "id a.tar/b.txt", f"a.tar: {TAR_CUT}"]
    assert mixed(written("a.tar", data[:2560])) == ["id a.tar/a.txt", "id a.tar/b.txt"]
    for size in (0, 1, 511):
        assert mixed(written("a.tar", data[:size])) == [f"a.tar: {TAR_CUT}"]


def test_a_damaged_header_in_a_tar_is_no_end(written: Written, mixed: Any) -> None:
    data = bytearray(as_tar({"a.txt": b"a", "b.txt": b"b", "c.txt": b"c"}, tarfile.GNU_FORMAT))
    data[1024:1100] = b"\xff" * 76
    assert mixed(written("a.tar", bytes(data))) == ["id a.tar/a.txt", f"a.tar: {TAR_CUT}"]


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_of_a_cut_compressed_tar_every_document_is_given_that_is_there(
    written: Written, mixed: Any, unpacked: Callable[[bytes], bytes], share: float
) -> None:
    data = gzip.compress(as_tar({"a.txt": b"a", "b.jsonl": LINES * 20, "c.txt": b"c"}))
    cut = data[: int(len(data) * share)]
    there = unpacked(cut)
    lines = there.count(b'"}\n')
    assert 0 < lines < 2000
    assert mixed(written("a.tar.gz", cut)) == [
        "id a.tar.gz/a.txt",
        *(f"id a.tar.gz/b.jsonl:{n}" for n in range(1, lines + 1)),
        f"a.tar.gz/b.jsonl: {PACKED_CUT}",
        f"a.tar.gz: {PACKED_CUT}",
    ]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["tar", "tar.gz", "zip"]), st.integers(0, 4000), st.integers(0, 255), st.booleans())
def test_any_damage_gives_documents_or_errors(
    tmp_path_factory: pytest.TempPathFactory, form: str, place: int, byte: int, is_cut: bool
) -> None:
    name, pack = ARCHIVES[form]
    data = pack({"a.txt": b"a", "b.jsonl": b'{"text": "a"}\n' * 9, "c.csv": b"text\na\n"})
    place %= len(data)
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data[:place] + (b"" if is_cut else bytes([byte]) + data[place + 1 :]))
    assert all(isinstance(item, Document | DocumentError) for item in read(Source(name, path)))
