"""Waits for files to change."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

PAUSE: Final = 0.3
"""Seconds between two looks. Looking takes a hundredth of that for a thousand files, so no system's notices are needed."""

Stamps = dict[Path, tuple[int, int]]
"""When files were changed, in nanoseconds, and their sizes in bytes."""


def stamps(paths: Iterable[Path]) -> Stamps:
    """The stamps of files, and of all files below folders; what is not there has none."""
    found: Stamps = {}
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            try:
                status = file.stat()
            except OSError:
                continue
            if file.is_file():
                found[file] = (status.st_mtime_ns, status.st_size)
    return found


def changed_files(paths: tuple[Path, ...], before: Stamps, pause: float = PAUSE) -> Iterator[tuple[Path, ...]]:
    """Without end: the files that were changed, made or removed since the last time, once they have come to rest.

    `before` are the stamps from which on changes count.
    """
    while True:
        time.sleep(pause)
        now = stamps(paths)
        if now == before:
            continue
        while True:  # editors write a file in several steps
            time.sleep(pause)
            after = stamps(paths)
            if after == now:
                break
            now = after
        if now != before:
            yield tuple(sorted(path for path in {*before, *now} if before.get(path) != now.get(path)))
        before = now
