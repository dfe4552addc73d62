"""The local runner: documents in, outcomes out, in order, on one process or several.

Documents travel in chunks, and no more chunks are under way than the workers can use, so that memory does not grow
with the input. When a worker dies, it is known which document it was at: that one is tried again alone, and fails where
it kills its worker again. A worker that is at one document for too long is killed, and the document fails. The others of
the chunk are done again in either case.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from multiprocessing.connection import wait
from typing import Final

from cleaner.errors import CleanerError
from cleaner.running.outcomes import Job, Outcome, name_of
from cleaner.running.workers import Chunk, Input, Limits, Task, Worker, WorkerDied

CHUNK_DOCUMENTS: Final = 64
CHUNK_CHARACTERS: Final = 1_000_000
AHEAD: Final = 3
"""Chunks for each worker that may be read or done ahead of the one that is next in order."""
ATTEMPTS: Final = 2
"""Tries that a document gets alone: what kills a worker once may have been meant for the machine."""
FALSE_STARTS: Final = 8
"""Workers that may die one after another before they are ready: then there is something wrong with the machine."""
_NO_LIMITS: Final = Limits()


def run(documents: Iterable[Input], job: Job, workers: int = 1, limits: Limits = _NO_LIMITS) -> Iterator[Outcome]:
    """The outcome of each document, in order; there are as many as documents.

    One worker is this process, unless there are limits, which only another process can keep.
    Raises `CleanerError` where workers cannot be started at all, and `RuleBookError` where rules have mistakes.
    """
    if workers <= 1 and not limits:
        yield from map(job, documents)
    else:
        yield from _Pool(job, workers, limits).run(_chunks(iter(documents)))


def _chunks(documents: Iterator[Input]) -> Iterator[Chunk]:
    chunk: list[Input] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(getattr(document, "text", None) or "") + len(getattr(document, "html", None) or "")
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class _Results:
    """The outcomes of a chunk, as they come."""

    def __init__(self, size: int) -> None:
        self._outcomes: dict[int, Outcome] = {}
        self._size = size

    def add(self, first: int, outcomes: list[Outcome]) -> None:
        self._outcomes.update(enumerate(outcomes, first))

    @property
    def are_whole(self) -> bool:
        return len(self._outcomes) == self._size

    def __iter__(self) -> Iterator[Outcome]:
        return (self._outcomes.pop(place) for place in range(self._size))


class _Pool:
    """Workers, made anew when one of them dies, and the tasks that they have."""

    def __init__(self, job: Job, size: int, limits: Limits) -> None:
        self._job = pickle.dumps(job)
        self._size = size
        self._limits = limits
        self._workers: list[Worker] = []
        self._waiting: deque[Task] = deque()
        self._results: dict[int, _Results] = {}
        """Of each chunk that is under way, by number."""
        self._false_starts = 0

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        numbered = enumerate(chunks)
        following = 0
        try:
            while True:
                read = list(islice(numbered, 1 if len(self._results) < self._size * AHEAD else 0))
                if not self._results and not read:
                    return
                for number, chunk in read:
                    self._results[number] = _Results(len(chunk))
                    self._waiting.append(Task(number, 0, chunk))
                self._hand_out()
                # As long as there is more to read, what is done is taken in passing.
                self._gather(0 if read else self._limits.look)
                while following in self._results and self._results[following].are_whole:
                    yield from self._results.pop(following)
                    following += 1
        finally:
            for worker in self._workers:
                worker.stop()

    def _hand_out(self) -> None:
        """Give waiting tasks to workers that have none; start workers while there are too few."""
        tasks = len(self._waiting) + sum(worker.task is not None for worker in self._workers)
        for _ in range(min(self._size, tasks) - len(self._workers)):
            self._workers.append(Worker(self._job, self._limits))
        for worker in tuple(self._workers):
            if worker.ready and worker.task is None and self._waiting:
                task = self._waiting.popleft()
                try:
                    worker.send(task)
                except WorkerDied:
                    self._waiting.appendleft(task)
                    self._bury(worker)

    def _gather(self, seconds: float | None) -> None:
        """Wait until workers have something to say, or for so many seconds, and see that none is late."""
        asked = [worker.connection for worker in self._workers if worker.task is not None or not worker.ready]
        said = wait(asked, seconds) if asked else []
        for worker in tuple(self._workers):
            if worker.connection in said:
                self._hear(worker)
            elif late := worker.late():
                self._give_up(worker, late)

    def _hear(self, worker: Worker) -> None:
        task, was_ready = worker.task, worker.ready
        try:
            outcomes = worker.receive()
        except WorkerDied:
            self._bury(worker)
            if not was_ready:
                self._count_false_start()
            if task is not None:
                self._do_again(task, worker.place)
        else:
            self._false_starts = 0
            worker.task = None
            if task is not None:
                self._results[task.chunk].add(task.first, outcomes)

    def _do_again(self, task: Task, place: int) -> None:
        """Do a task again whose worker died, in parts: the document at `place` alone; halves where it is not known."""
        count = len(task.documents)
        if count > 1:
            ends = [0, *((place - 1, place) if place else (count // 2,)), count]
            parts = [task.part(start, end) for start, end in pairwise(ends) if start < end]
            self._waiting.extendleft(reversed(parts))
        elif task.deaths + 1 < ATTEMPTS:
            self._waiting.appendleft(Task(task.chunk, task.first, task.documents, task.deaths + 1))
        else:
            self._fail(task, "its worker died, maybe for want of memory; clean it alone to see why")

    def _give_up(self, worker: Worker, place: int) -> None:
        """Kill a worker that is at one document for too long, and do the others of its task again."""
        self._bury(worker)
        task = worker.task
        assert task is not None  # noqa: S101 (who is late is at a task)
        if worker.place != place:  # it had just gone on
            self._waiting.appendleft(task)
            return
        before, late, after = (
            task.part(0, place - 1),
            task.part(place - 1, place),
            task.part(place, len(task.documents)),
        )
        self._waiting.extendleft(part for part in (after, before) if part.documents)
        self._fail(late, f"took more than {self._limits.seconds:g} seconds; give it more by --timeout, or split it")

    def _fail(self, task: Task, what: str) -> None:
        names = map(name_of, task.documents)
        self._results[task.chunk].add(task.first, [Outcome(name, error=f"{name}: {what}") for name in names])

    def _bury(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.stop()

    def _count_false_start(self) -> None:
        self._false_starts += 1
        if self._false_starts >= FALSE_STARTS:
            raise CleanerError(
                "workers die before they begin, maybe for want of memory; try with fewer --workers, or more --memory"
            )
