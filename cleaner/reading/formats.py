"""The formats of files: by the ending of a name, or by the first bytes."""

from __future__ import annotations

import os
from typing import Final, Literal

Format = Literal["text", "page", "records", "table", "parquet", "arrow", "crawl", "tar", "zip"]

ENDINGS: Final[dict[str, Format]] = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "page"),
    **dict.fromkeys((".jsonl", ".ndjson"), "records"),  # no `.json`: it is seldom one object a line
    **dict.fromkeys((".csv", ".tsv"), "table"),
    ".parquet": "parquet",
    **dict.fromkeys((".arrow", ".arrows", ".feather"), "arrow"),
    **dict.fromkeys((".warc", ".wet"), "crawl"),
    **dict.fromkeys((".tar", ".tgz"), "tar"),
    ".zip": "zip",
}
"""The endings of files that are read where they are found, in folders and archives."""
COMPRESSED: Final = (".gz", ".zst", ".bz2", ".xz")
SNIFFED: Final = 512  # bytes; the magic of tar stands at 257

_MAGIC: Final[tuple[tuple[int, bytes, Format], ...]] = (
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1\0\0", "arrow"),
    (0, b"\xff\xff\xff\xff", "arrow"),  # a stream of messages
    (0, b"WARC/1.", "crawl"),
    (0, b"PK\3\4", "zip"),
    (0, b"PK\5\6", "zip"),  # an empty one
    (257, b"ustar", "tar"),
)


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, without that of its compression."""
    name = name.lower()
    for ending in COMPRESSED:
        name = name.removesuffix(ending)
    return os.path.splitext(name)[1]  # noqa: PTH122 (five times as fast, and asked for each file of an archive)


def format_of_bytes(head: bytes) -> Format | None:
    """The format that the first bytes of a file tell; None where they tell none."""
    for place, magic, found in _MAGIC:
        if head.startswith(magic, place):
            return found
    return None
