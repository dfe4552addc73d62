"""Archives: the files in them that can be read, one after another, without unpacking anything to disk."""

from __future__ import annotations

import io
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final, cast

from cleaner.errors import DocumentError
from cleaner.reading.decoding import repair
from cleaner.reading.formats import ENDINGS, ending_of
from cleaner.reading.streams import BROKEN, DamagedError, buffered, whole

if TYPE_CHECKING:
    import tarfile
    import zipfile

_EMPTY: Final = f"the archive holds nothing to read; files in it must end in {', '.join(sorted(ENDINGS))}"
_LINK: Final = "is a link, and links in archives are not followed; pack the file itself"
_ENCRYPTED: Final = "is encrypted; pack it without a password"
_TAR_CUT: Final = "the archive is cut or damaged; what comes before is read, get the file again for the rest"
_ZIP_CUT: Final = "the archive is cut or damaged, and its list of files is lost; get the file again"
_DAMAGED: Final = "is damaged in its archive; get the archive again"

_ZEROS: Final = 1 << 20  # bytes
_IS_ENCRYPTED: Final = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name, which begins with that of the archive, and its bytes, to be read before the next."""

    name: str
    stream: io.BufferedReader


def _named(archive: str, inner: str) -> str | None:
    """The name of a member as documents give it; None for what is passed over in folders, too."""
    parts = [part for part in inner.replace("\\", "/").split("/") if part not in ("", ".")]
    if not parts or any(part.startswith(".") and part != ".." for part in parts) or ending_of(parts[-1]) not in ENDINGS:
        return None
    return repair(f"{archive}/{'/'.join(parts)}")


def tar_members(name: str, stream: io.BufferedReader) -> Iterator[Member | DocumentError]:
    """The files of a tar archive; what cannot be read is an error in its place. Raises `DamagedError`."""
    found = False
    fed = _Fed(stream)
    for entry, file in _tar_entries(fed):
        shown = None if entry.isdir() else _named(name, entry.name)
        if shown is None:
            continue
        found = True
        if entry.issym() or entry.islnk():
            yield DocumentError(shown, _LINK)
        elif file is None:
            yield DocumentError(shown, "is no plain file; pack its bytes")
        else:
            yield Member(shown, buffered(fed.bytes_of(file, entry.offset_data)))
    if not found:
        yield DocumentError(name, _EMPTY)


class _Fed:
    """The bytes of an archive for `tarfile`, which would lose what stands just before an error.

    In place of an error zeros follow, and `good` bytes were there; few of them, so that no skipping takes forever.
    """

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._zeros = 0
        self.good = 0
        self.error: Exception | None = None

    def read(self, size: int) -> bytes:
        """At most so many bytes, as `tarfile` asks for them."""
        if self.error is None:
            try:
                data = self._stream.read1(size)
            except BROKEN as error:
                self.error = error
            else:
                self.good += len(data)
                if data:
                    return data
                self.error = DamagedError(_TAR_CUT)  # no end mark has come
        self._zeros += size
        if self._zeros > _ZEROS:
            raise self.error
        return bytes(size)

    def bytes_of(self, file: IO[bytes], start: int) -> Callable[[int], bytes]:
        """The bytes of a member that begins at `start`, as far as they were there. The function raises what ended them."""
        position = start

        def pull(size: int) -> bytes:
            nonlocal position
            data = file.read(size)
            there = self.good - position if self.error else len(data)
            position += len(data)
            if self.error and there <= 0 and position > self.good:
                raise self.error
            return data[:there]

        return pull


def _tar_entries(fed: _Fed) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """The entries of a tar archive, with the bytes of those that are files."""
    import tarfile  # noqa: PLC0415 (only where there is one)

    class Entry(tarfile.TarInfo):
        """An entry, where a header that is damaged is not taken for the end of the archive."""

        @classmethod
        def fromtarfile(cls, tarfile_: tarfile.TarFile) -> Any:
            try:
                return super().fromtarfile(tarfile_)
            except tarfile.HeaderError as error:
                if type(error).__name__ == "EOFHeaderError":  # a block of zeros: the end mark
                    raise
                raise DamagedError(_TAR_CUT) from None

    try:
        with tarfile.open(fileobj=cast("IO[bytes]", fed), mode="r|", tarinfo=Entry) as archive:
            while fed.error is None and (entry := archive.next()):
                yield entry, archive.extractfile(entry) if entry.isreg() and not entry.issparse() else None
                cast("Any", archive).members.clear()  # which would grow with the archive
    except tarfile.TarError:
        raise fed.error or DamagedError(_TAR_CUT) from None
    if fed.error:
        raise fed.error


def zip_members(name: str, stream: io.BufferedReader) -> Iterator[Member | DocumentError]:
    """The files of a zip archive; what cannot be read is an error in its place. Raises `DamagedError`."""
    import zipfile  # noqa: PLC0415 (only where there is one)

    file = stream if stream.seekable() else io.BytesIO(whole(stream))
    try:
        archive = zipfile.ZipFile(cast("IO[bytes]", file))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise DamagedError(_ZIP_CUT) from None
    found = False
    with archive:
        for entry in archive.infolist():
            if not entry.is_dir() and (shown := _named(name, entry.filename)):
                found = True
                yield _zip_member(shown, archive, entry)
    if not found:
        yield DocumentError(name, _EMPTY)


def _zip_member(shown: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member | DocumentError:
    import lzma  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    if stat.S_ISLNK(entry.external_attr >> 16):
        return DocumentError(shown, _LINK)
    if entry.flag_bits & _IS_ENCRYPTED:
        return DocumentError(shown, _ENCRYPTED)
    try:
        file = archive.open(entry)
    except NotImplementedError:
        return DocumentError(shown, "is compressed in a way that is not known; pack it with deflate")
    except (zipfile.BadZipFile, OSError, ValueError):
        return DocumentError(shown, _DAMAGED)

    def pull(size: int) -> bytes:
        try:
            return cast("io.BufferedIOBase", file).read1(size)
        except (zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, OSError, ValueError):
            raise DamagedError(_DAMAGED) from None

    return Member(shown, buffered(pull))
