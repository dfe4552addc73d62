"""One worker: a process with a pipe of its own, so that its death is seen at once and harms no other.

The pools of the standard library share their queues between workers: one that is killed while it writes leaves half a
message there, and the reader waits for the rest for ever. Here the pipe ends with its process.
"""

from __future__ import annotations

import contextlib
import ctypes
import pickle
import resource
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
LOOK: Final = 1.0
"""Seconds from one look at what the workers are at to the next, at most."""
_MEGABYTE: Final = 1 << 20
_STOPS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class WorkerDied(CleanerError):  # noqa: N818 (an event that the pool deals with)
    """The process of a worker is gone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take: `seconds` of time, and its worker `megabytes` of memory; 0 is any."""

    seconds: float = 0
    megabytes: int = 0

    def __bool__(self) -> bool:
        return bool(self.seconds or self.megabytes)

    @property
    def look(self) -> float | None:
        """Seconds from one look at what workers are at to the next; None where nobody needs to look."""
        return min(LOOK, self.seconds / 4) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Task:
    """Documents for one worker: those of a chunk from `first` on, and how many workers died of them."""

    chunk: int
    first: int
    documents: Chunk
    deaths: int = 0

    def part(self, start: int, end: int) -> Task:
        """Those of its documents from `start` to `end` (exclusive)."""
        return Task(self.chunk, self.first + start, self.documents[start:end])


class Worker:
    """A process that does one task after another; `ready` once it has loaded the rules, `task` what it is at."""

    def __init__(self, job: bytes, limits: Limits) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.ready = False
        self.task: Task | None = None
        self._limits = limits
        self._place = context.RawValue(ctypes.c_long, 0)
        """In memory that both processes share: which document of its task the worker is at, from 1; 0 for none."""
        self._seen = 0
        self._looked = 0.0
        self._spent = 0.0
        self._process = context.Process(target=_serve, args=(theirs, job, self._place, limits.megabytes), daemon=True)
        resource_tracker.ensure_running()  # its own start lets signals through
        with _signals_wait():
            self._process.start()
        theirs.close()

    @property
    def place(self) -> int:
        """Which document of its task the worker is at, or was when it died, from 1; 0 where that is not known."""
        return self._place.value

    def send(self, task: Task) -> None:
        """Give a ready worker a task; raises `WorkerDied`."""
        self.task = task
        self._seen = 0
        try:
            self.connection.send(task.documents)
        except OSError:
            raise WorkerDied from None

    def receive(self) -> list[Outcome]:
        """Wait for what the worker says: nothing when it becomes ready, then the outcomes of each task.

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

    def late(self) -> int:
        """The place of the document that the worker has been at for too long; 0 where there is none.

        Time counts only while somebody looks, so that no document pays for a run that was suspended as a whole, or for
        a reader of the output who lets it wait.
        """
        look = self._limits.look
        if look is None:
            return 0
        now, place = time.monotonic(), self.place
        if place and place == self._seen:
            self._spent += min(now - self._looked, 2 * look)
        else:
            self._seen, self._spent = place, 0.0
        self._looked = now
        return place if self._spent > self._limits.seconds else 0

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


def _serve(connection: Connection, job: bytes, place: ctypes.c_long, megabytes: int) -> None:
    """The worker's process: restore the job, which loads the rules, then work until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that started us decides
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    if megabytes:
        # What is asked for beyond it is refused, which Python says as a MemoryError; Linux counts all private memory.
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * _MEGABYTE, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    try:
        work: Job = pickle.loads(job)  # noqa: S301 (our own bytes, of a moment ago)
    except CleanerError as error:
        connection.send(error)
        return
    except MemoryError:
        return
    try:
        connection.send([])
        while True:
            outcomes = []
            for number, document in enumerate(connection.recv(), 1):
                place.value = number
                outcomes.append(work(document))
            place.value = 0
            connection.send(outcomes)
    except RuleBookError as error:
        connection.send(error)
    except (EOFError, OSError, MemoryError):
        return
