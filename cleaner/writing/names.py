"""Names of files made of documents' ids: whatever an id is, its file stands in the folder of the output."""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

_UNSAFE: Final = regex.compile(r"[^\p{L}\p{M}\p{N}._ -]+")
_INPUTS: Final = regex.compile(r"(?:\.(?:txt|text|html?|xhtml))?(?:\.gz)?\Z", regex.IGNORECASE)
_LONGEST_PART: Final = 120
"""Bytes of one part of a path that is made of an id; file systems allow 255."""
_LONGEST_PATH: Final = 1000
"""Bytes of the whole path below the output's folder; Linux allows 4,096 with all that is above it, macOS 1,024."""
_NO_NAME: Final = "document"


class FileNames:
    """Gives each id a path that no other has, in the order in which they come."""

    def __init__(self, ending: str) -> None:
        self._ending = ending
        self._taken: dict[str, int] = {}

    def name(self, document: str) -> str:
        """A relative path with `/`; a path that is taken, small and capital letters alike, gets a number."""
        folder, slash, stem = file_name(document).rpartition("/")
        # A folder must not be called as a file might be: `a.txt/b` is not in the way of `a`.
        folder = "/".join(f"{part}_" if part.lower().endswith(self._ending) else part for part in folder.split("/"))
        path = f"{folder}{slash}{stem}"
        key = unicodedata.normalize("NFKC", path).casefold()
        count = self._taken[key] = self._taken.get(key, 0) + 1
        return f"{path}{self._ending}" if count == 1 else f"{path}~{count}{self._ending}"


def file_name(document: str) -> str:
    """A relative path made of a document's id, without an ending: its folders stay, what no file system likes becomes `_`."""
    stem = _INPUTS.sub("", document, count=1)
    parts = [_part(part) for part in stem.replace("\\", "/").split("/") if part.strip("._- ")]
    size = 0
    kept: list[str] = []
    for part in parts[-1:] + parts[:-1]:  # the last one is the document's own
        size += len(part.encode()) + 1
        if size <= _LONGEST_PATH:
            kept.append(part)
    return "/".join(kept[1:] + kept[:1]) or _NO_NAME


def _part(part: str) -> str:
    clean = _UNSAFE.sub("_", part).strip(". ")
    return clean.encode()[:_LONGEST_PART].decode("utf-8", "ignore").rstrip(". ") or "_"
