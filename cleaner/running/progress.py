"""Progress on a terminal: how many documents are done, and for how long it has been going on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Final, TextIO

from cleaner.running.outcomes import Outcome

DELAY: Final = 2.0
"""Seconds before anything is shown: short runs need no progress."""
PAUSE: Final = 0.1
"""Seconds from one showing to the next."""
_CLEAR: Final = "\r\x1b[K"


def counted(outcomes: Iterator[Outcome], terminal: TextIO) -> Iterator[Outcome]:
    """Outcomes as they come, with a line on a terminal that counts them; it is gone where a failure is to be told."""
    start = time.monotonic()
    due = start + DELAY
    failed = 0
    visible = False
    try:
        for number, outcome in enumerate(outcomes, 1):
            failed += bool(outcome.error)
            now = time.monotonic()
            if now >= due:
                due, visible = now + PAUSE, True
                terminal.write(f"{_CLEAR}{number} documents, {failed} failed, {timedelta(seconds=int(now - start))}")
                terminal.flush()
            if outcome.error and visible:
                terminal.write(_CLEAR)
                terminal.flush()
            yield outcome
    finally:
        if visible:
            terminal.write(_CLEAR)
            terminal.flush()
