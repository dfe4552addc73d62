"""Progress on a terminal: how many documents are done, and how fast."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cleaner.running.outcomes import Outcome

DELAY: Final = 2.0
"""Seconds before anything is shown: short runs need no progress."""


def counted(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """Outcomes as they come, with a line on standard error that counts them."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed} documents, {task.fields[failed]} failed"),
        TimeElapsedColumn(),
    )
    start = time.monotonic()
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=False, auto_refresh=False
    ) as progress:
        task = progress.add_task("", total=None, failed=0, visible=False)
        failed = 0
        shown = 0.0
        for outcome in outcomes:
            failed += bool(outcome.error)
            progress.advance(task)
            now = time.monotonic()
            if now - start > DELAY and now - shown > 0.1:
                shown = now
                progress.update(task, failed=failed, visible=True, refresh=True)
            yield outcome
