"""One worker: a process with a pipe of its own, so that its death is seen at once and harms no other.

The pools of the standard library share their queues between workers: one that is killed while it writes leaves half a
message there, and the reader waits for the rest for ever. Here the pipe ends with its process.
"""

from __future__ import annotations

import contextlib
import pickle
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import Final

from cleaner.errors import CleanerError, DocumentError, RuleBookError
from cleaner.model import Document
from cleaner.running.outcomes import Job, Outcome

Input = Document | DocumentError
Chunk = Sequence[Input]
PATIENCE: Final = 5.0
"""Seconds that a worker gets to end when told so, before it is killed."""
_STOPS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class WorkerDied(CleanerError):  # noqa: N818 (an event that the pool deals with)
    """The process of a worker is gone."""


class Worker:
    """A process that does one chunk after another; `ready` once it has loaded the rules, `number` of its chunk else None."""

    def __init__(self, job: bytes) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.ready = False
        self.number: int | None = None
        self._process = context.Process(target=_serve, args=(theirs, job), daemon=True)
        resource_tracker.ensure_running()  # its own start lets signals through
        with _signals_wait():
            self._process.start()
        theirs.close()

    def send(self, chunk: Chunk) -> None:
        """Give a ready worker a chunk; raises `WorkerDied`."""
        try:
            self.connection.send(chunk)
        except OSError:
            raise WorkerDied from None

    def receive(self) -> list[Outcome]:
        """Wait for what the worker says: nothing when it becomes ready, then the outcomes of each chunk.

        Raises `WorkerDied`, or the error that ended the worker: one of the rules.
        """
        try:
            said = self.connection.recv()
        except (EOFError, OSError):
            raise WorkerDied from None
        if isinstance(said, Exception):
            raise said
        self.ready = True
        outcomes: list[Outcome] = said
        return outcomes

    def stop(self) -> None:
        """End the process, whatever it is at."""
        self.connection.close()
        self._process.terminate()
        self._process.join(PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Within, no signal to stop is heeded: a process that is given half of what it needs to start would complain."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _serve(connection: Connection, job: bytes) -> None:
    """The worker's process: restore the job, which loads the rules, then work until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that started us decides
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    try:
        work: Job = pickle.loads(job)  # noqa: S301 (our own bytes, of a moment ago)
    except CleanerError as error:
        connection.send(error)
        return
    try:
        connection.send([])
        while True:
            connection.send([work(document) for document in connection.recv()])
    except RuleBookError as error:
        connection.send(error)
    except (EOFError, OSError, MemoryError):
        return
