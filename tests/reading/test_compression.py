"""Files of every compression: whole, cut, damaged, and larger than what is read at once."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import sys
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading import streams
from cleaner.reading.inputs import Source, read

Written = Callable[[str, bytes], Source]
CUT = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}
packers = pytest.mark.parametrize("ending", PACKERS)


def in_steps(data: bytes) -> bytes:
    """Bytes compressed by zstd with what its users use: no size in the header, a checksum, a large window."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27, write_checksum=True)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(data) + packer.flush()


@packers
@pytest.mark.parametrize(
    ("name", "data", "document"),
    [
        ("a.txt", "Käse\r\n".encode(), Document(id="a.txt.{}", text="Käse\r\n", encoding="utf-8")),
        ("a.HTM", b"<p>caf\xe9", Document(id="a.HTM.{}", html="<p>café", encoding="windows-1252")),
        ("a.jsonl", b'{"text": "a"}\n', Document(id="a.jsonl.{}:1", text="a")),
        ("a", b'\n{"text": "a"}\n', Document(id="a.{}:2", text="a")),
        ("a.csv", b"text\na\n", Document(id="a.csv.{}:2", text="a")),
    ],
)
def test_a_compression_is_known_by_its_bytes(
    written: Written, documents: Any, ending: str, name: str, data: bytes, document: Document
) -> None:
    (found,) = documents(written(f"{name}.{ending}", PACKERS[ending](data)))
    assert (found.id, found.text, found.html) == ((document.id or "").format(ending), document.text, document.html)
    (other,) = documents(written(name, PACKERS[ending](data)))
    assert (other.text, other.html) == (document.text, document.html)


@packers
def test_several_streams_one_after_another_are_one_file(written: Written, mixed: Any, ending: str) -> None:
    data = b"".join(PACKERS[ending](b'{"text": "a"}\n' * 3) for _ in range(3))
    assert mixed(written("x.jsonl", data)) == [f"id x.jsonl:{n}" for n in range(1, 10)]


def test_zstd_without_a_size_and_with_a_skippable_frame(written: Written, documents: Any) -> None:
    skippable = b"\x50\x2a\x4d\x18\x03\0\0\0abc"
    data = in_steps(b"One\n" * 100_000) + skippable + in_steps(b"Two")
    (found,) = documents(written("x.txt.zst", data))
    assert found.text == "One\n" * 100_000 + "Two"


def numbered(count: int) -> bytes:
    chance = random.Random(5)  # noqa: S311
    return b"".join(json.dumps({"text": chance.randbytes(500).hex()}).encode() + b"\n" for _ in range(count))


def pulled(data: bytes, ending: str) -> bytes:
    """What a library itself gives of cut bytes, a small piece at a time: the most that can be had."""
    openers: dict[str, Callable[[Any], Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
    if ending == "zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    stream, parts = openers[ending](io.BytesIO(data)), []
    try:
        while part := stream.read1(64):
            parts.append(part)
    except EOFError:
        return b"".join(parts)
    raise AssertionError("the bytes are not cut")


@packers
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_of_a_cut_file_every_line_is_given_that_is_there(
    written: Written, mixed: Any, ending: str, share: float
) -> None:
    data = in_steps(numbered(1000)) if ending == "zst" else PACKERS[ending](numbered(1000))
    cut = data[: int(len(data) * share)]
    there = pulled(cut, ending).count(b"\n")
    found = mixed(written(f"x.jsonl.{ending}", cut))
    assert found[-1] == f"x.jsonl.{ending}: {CUT}"
    assert found[:-1] == [f"id x.jsonl.{ending}:{n}" for n in range(1, len(found))]
    assert len(found) - 1 == there
    assert 0 < there < 1000 or ending == "bz2"  # whose blocks are large


@packers
@pytest.mark.parametrize("name", ["x.jsonl", "x.txt", "x", "x.html"])
@pytest.mark.parametrize("damage", ["end", "middle"])
def test_a_damaged_file_is_an_error(written: Written, mixed: Any, ending: str, name: str, damage: str) -> None:
    data = in_steps(numbered(50)) if ending == "zst" else PACKERS[ending](numbered(50))
    middle = len(data) // 2
    spoiled = data[:-3] if damage == "end" else data[:middle] + os.urandom(4) + b"\xff" * 60 + data[middle + 64 :]
    assert mixed(written(f"{name}.{ending}", spoiled))[-1] == f"{name}.{ending}: {CUT}"


@packers
def test_what_is_larger_than_what_is_read_at_once_is_an_error(
    written: Written, mixed: Any, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(streams, "LARGEST", 1000)
    large = "is larger than 256 MiB, the most that is read at once; split it"
    bomb = PACKERS[ending](b"a" * 3_000_000)
    assert mixed(written("x.txt", bomb)) == [f"x.txt: {large}"]
    assert mixed(written("x", bomb)) == [f"x: {large}"]
    lines = PACKERS[ending](b'{"text": "a"}\n{"text": "' + b"b" * 200_000 + b'"}\n{"text": "c"}\n')
    assert mixed(written("x.jsonl", lines)) == ["id x.jsonl:1", f"x.jsonl:2: {large}", "id x.jsonl:3"]
    rows = PACKERS[ending](b"text\na\n" + b"b" * 200_000 + b"\nc\n")
    assert mixed(written("x.csv", rows)) == ["id x.csv:2", f"x.csv:3: {large}", "id x.csv:4"]


@pytest.mark.parametrize("size", [999, 1000])
def test_as_large_as_what_is_read_at_once_is_no_error(
    written: Written, documents: Any, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(streams, "LARGEST", 1000)
    assert len(documents(written("x.txt", b"a" * size))[0].text) == size


def test_without_zstandard_a_file_says_what_to_install(
    written: Written, mixed: Any, without_package: Callable[[str], None]
) -> None:
    source, other = written("x.jsonl.zst", PACKERS["zst"](b'{"text": "a"}\n')), written("y.jsonl", b'{"text": "a"}\n')
    without_package("zstandard")
    what = "needs the package zstandard, which is not installed; run `pip install 'cleaner[zstd]'`"
    assert mixed(source) == [f"x.jsonl.zst: {what}"]
    assert mixed(other) == ["id y.jsonl:1"]


class Dripping(io.RawIOBase):
    """A pipe whose writer gives a byte at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._data.read(1)
        buffer[: len(data)] = data
        return len(data)


@packers
def test_a_slow_pipe_is_read_as_a_file_is(monkeypatch: pytest.MonkeyPatch, documents: Any, ending: str) -> None:
    data = PACKERS[ending](b'{"text": "a"}\n{"text": "b"}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Dripping(data))))
    assert [document.id for document in documents(Source("-"))] == ["-:1", "-:2"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(), max_size=5), st.sampled_from(sorted(PACKERS)), st.integers(0, 300))
def test_any_cut_gives_whole_documents_and_at_most_one_error(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], ending: str, kept: int
) -> None:
    data = PACKERS[ending]("".join(json.dumps({"text": text}) + "\n" for text in texts).encode())
    path = tmp_path_factory.mktemp("cut") / f"x.jsonl.{ending}"
    path.write_bytes(data[:kept])
    items = list(read(Source("x.jsonl", path)))
    if kept >= len(data):
        assert [item.text for item in items if isinstance(item, Document)] == texts
    errors = [item for item in items if isinstance(item, DocumentError)]
    assert len(errors) <= 1
    assert errors == items[len(items) - len(errors) :]
