"""Streams of bytes without their compression, and what may be read of them at once."""

from __future__ import annotations

import importlib
import io
import zlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import IO, Any, Final, cast

LARGEST: Final = 256 << 20
"""Bytes that a text, a page, a line or a record may have: so that no bomb takes all memory."""
TOO_LARGE: Final = f"is larger than {LARGEST >> 20} MiB, the most that is read at once; split it"
CUT: Final = "the compressed file is cut or damaged; what comes before is read, get the file again for the rest"

_BUFFER: Final = 1 << 14
_STEP: Final = 1 << 16  # bytes; larger ones cost more to make than to fill, where files are small
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_BZIP2: Final = b"BZh"
_XZ: Final = b"\xfd7zXZ\0"
_SNIFFED: Final = 6
_ZSTD_STEP: Final = 1 << 10  # bytes in; a step gives at most 32 MiB, since four bytes are at most a block of 128 KiB
_ZSTD_WINDOW: Final = 1 << 31  # bytes: that of `zstd --long=31`, which large dumps are made with


class DamagedError(Exception):
    """What is being read is cut or damaged, and cannot be read further; the text says what, and what to do."""


class MissingPackageError(Exception):
    """A file needs a package that is not installed; the text says which, and how to get it."""


def package(name: str, extra: str) -> ModuleType:
    """The module `name`, imported now. Raises `MissingPackageError` where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        what = f"needs the package {name.partition('.')[0]}, which is not installed"
        raise MissingPackageError(f"{what}; run `pip install 'cleaner[{extra}]'`") from None


def why(error: Exception) -> str:
    """What one of the errors that reading raises says to people: what, and what to do."""
    if isinstance(error, OSError):
        return f"cannot be read: {error.strerror or error}; see that it exists and that you may read it"
    return str(error)


BROKEN: Final = (OSError, DamagedError, MissingPackageError)
"""The errors that reading a stream raises."""


class Pulled(io.RawIOBase):
    """A raw stream over a function that gives at most so many bytes, and none at the end.

    Every reading is short: what comes before a damage is given before the damage is met.
    """

    def __init__(self, pull: Callable[[int], bytes]) -> None:
        self._pull = pull
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._pull(len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        """The number of bytes given so far."""
        return self._position


def buffered(pull: Callable[[int], bytes]) -> io.BufferedReader:
    """A buffered stream over such a function as `Pulled` takes."""
    return io.BufferedReader(Pulled(pull), _BUFFER)


def ahead(stream: io.BufferedReader, size: int) -> tuple[bytes, io.BufferedReader]:
    """The first bytes of a stream, and a stream that still has them; fewer where there are no more, or no whole ones."""
    head = stream.peek(size)[:size]
    if len(head) == size:
        return head, stream
    parts = [stream.read(len(head))]  # a pipe gives what there is
    try:
        while sum(map(len, parts)) < size and (part := stream.read1(size - sum(map(len, parts)))):
            parts.append(part)
    except BROKEN:  # the reader meets it again, after what came before
        pass
    head = b"".join(parts)
    return head, buffered(_joined(io.BytesIO(head), stream))


def _joined(head: io.BytesIO, stream: io.BufferedReader) -> Callable[[int], bytes]:
    return lambda size: head.read(size) or stream.read1(size)


def plain(file: IO[bytes]) -> io.BufferedReader:
    """A stream without its compression, if it has one, which its first bytes tell."""
    stream = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    head, stream = ahead(stream, _SNIFFED)
    if head[:2] == _GZIP:
        import gzip  # noqa: PLC0415 (as are those below: only where such a file is met)

        return buffered(_telling(gzip.GzipFile(fileobj=stream, mode="rb").read1, zlib.error))
    if head[:4] == _ZSTD:
        return buffered(_Frames(stream).pull)
    if head[:3] == _BZIP2 and head[3:4].isdigit():
        import bz2  # noqa: PLC0415

        return buffered(_telling(bz2.BZ2File(stream).read1))
    if head == _XZ:
        import lzma  # noqa: PLC0415

        return buffered(_telling(lzma.LZMAFile(stream).read1, lzma.LZMAError))
    return stream


def _telling(pull: Callable[[int], bytes], own: type[Exception] = EOFError) -> Callable[[int], bytes]:
    """A function that raises `DamagedError` where a library's own raises what it has for that."""

    def pulled(size: int) -> bytes:
        try:
            return pull(size)
        except (EOFError, OSError, own) as error:
            if isinstance(error, OSError) and error.strerror:
                raise
            raise DamagedError(CUT) from None

    return pulled


class _Frames:
    """The plain bytes of zstd frames, one after another.

    zstandard's own readers take a cut file for a whole one; here the end has to come at the end of a frame.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._zstandard = package("zstandard", "zstd")
        self._frame: Any = None
        self._rest = b""
        self._ready = memoryview(b"")

    def pull(self, size: int) -> bytes:
        while not self._ready:
            data = self._rest or self._stream.read(_ZSTD_STEP)
            if not data and self._frame is None:
                return b""
            self._ready = memoryview(self._decompressed(data))
        data, self._ready = bytes(self._ready[:size]), self._ready[size:]
        return data

    def _decompressed(self, data: bytes) -> bytes:
        if not data:
            raise DamagedError(CUT)
        try:
            if self._frame is None:
                self._frame = self._zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
            plain: bytes = self._frame.decompress(data)
        except self._zstandard.ZstdError:
            raise DamagedError(CUT) from None
        self._rest = b""
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None
        return plain


def whole(stream: IO[bytes]) -> bytes:
    """All bytes of a stream. Raises `DamagedError` where there are more than `LARGEST`."""
    parts = []
    left = LARGEST
    while part := stream.read(min(left + 1, _STEP)):
        parts.append(part)
        left -= len(part)
        if left < 0:
            raise DamagedError(TOO_LARGE)
    return b"".join(parts)


def lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream with their ends; None in place of one that has more than `LARGEST` bytes."""
    while line := stream.readline(LARGEST):
        if len(line) < LARGEST or line.endswith(b"\n"):
            yield line
        else:
            del line
            while (more := stream.readline(_BUFFER)) and not more.endswith(b"\n"):
                pass
            yield None
