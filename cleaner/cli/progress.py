"""Progress of what takes long, on a terminal: how many of how many are done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from cleaner.running.progress import DELAY, PAUSE

_CLEAR: Final = "\r\x1b[K"
Item = TypeVar("Item")


def shown(items: Iterable[Item], what: str, total: int) -> Iterator[Item]:
    """Items as they come; on a terminal with a count of them, once that takes longer than two seconds."""
    if not sys.stderr.isatty():
        yield from items
        return
    due = time.monotonic() + DELAY
    visible = False
    try:
        for number, item in enumerate(items, 1):
            if time.monotonic() >= due:
                due, visible = time.monotonic() + PAUSE, True
                sys.stderr.write(f"{_CLEAR}{number} of {total} {what}")
                sys.stderr.flush()
            yield item
    finally:
        if visible:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
