"""The local runner: documents in, outcomes out, in order, on one process or several.

Documents travel in chunks, and no more chunks are under way than the workers can use, so that memory does not grow
with the input. When a worker dies, its chunk is done again document by document: the one that kills its worker again
fails alone.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from multiprocessing.connection import wait
from typing import Final

from cleaner.errors import CleanerError
from cleaner.running.outcomes import Job, Outcome, name_of
from cleaner.running.workers import Chunk, Input, Worker, WorkerDied

CHUNK_DOCUMENTS: Final = 64
CHUNK_CHARACTERS: Final = 1_000_000
AHEAD: Final = 3
"""Chunks for each worker that may be read or done ahead of the one that is next in order."""
ATTEMPTS: Final = 2
"""Tries that a document gets alone: what kills a worker once may have been meant for the machine."""
FALSE_STARTS: Final = 8
"""Workers that may die one after another before they are ready: then there is something wrong with the machine."""


def run(documents: Iterable[Input], job: Job, workers: int = 1) -> Iterator[Outcome]:
    """The outcome of each document, in order; there are as many as documents.

    Raises `CleanerError` where workers cannot be started at all, and `RuleBookError` where rules have mistakes.
    """
    if workers <= 1:
        yield from map(job, documents)
    else:
        yield from _Pool(job, workers).run(_chunks(iter(documents)))


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


class _Pool:
    """Workers, made anew when one of them dies, and the chunks that they have."""

    def __init__(self, job: Job, size: int) -> None:
        self._job = pickle.dumps(job)
        self._size = size
        self._workers: list[Worker] = []
        self._waiting: deque[tuple[int, Chunk]] = deque()
        self._chunks: dict[int, Chunk] = {}
        """The chunks that were handed out, by number."""
        self._false_starts = 0

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        numbered = enumerate(chunks)
        done: dict[int, list[Outcome]] = {}
        following = 0
        try:
            while True:
                under_way = len(self._waiting) + len(self._chunks) + len(done)
                read = list(islice(numbered, 1 if under_way < self._size * AHEAD else 0))
                if not under_way and not read:
                    return
                self._waiting += read
                self._hand_out()
                # As long as there is more to read, what is done is taken in passing.
                done.update(self._gather(0 if read else None))
                while following in done:
                    yield from done.pop(following)
                    following += 1
        finally:
            for worker in self._workers:
                worker.stop()

    def _hand_out(self) -> None:
        """Give waiting chunks to workers that have none; start workers while there are too few."""
        for _ in range(min(self._size, len(self._waiting) + len(self._chunks)) - len(self._workers)):
            self._workers.append(Worker(self._job))
        for worker in tuple(self._workers):
            if worker.ready and worker.number is None and self._waiting:
                worker.number, chunk = self._waiting.popleft()
                self._chunks[worker.number] = chunk
                try:
                    worker.send(chunk)
                except WorkerDied:
                    self._waiting.appendleft((worker.number, self._chunks.pop(worker.number)))
                    self._bury(worker)

    def _gather(self, seconds: float | None) -> Iterator[tuple[int, list[Outcome]]]:
        """Wait until workers have something to say, or for so many seconds: the chunks that are done, by number."""
        asked = [worker.connection for worker in self._workers if worker.number is not None or not worker.ready]
        said = wait(asked, seconds)
        for worker in tuple(self._workers):
            if worker.connection not in said:
                continue
            number, worker_was_ready = worker.number, worker.ready
            try:
                outcomes = worker.receive()
            except WorkerDied:
                self._bury(worker)
                if not worker_was_ready:
                    self._count_false_start()
                outcomes = [] if number is None else self._one_by_one(self._chunks[number])
            else:
                self._false_starts = 0
                worker.number = None
            if number is not None:
                del self._chunks[number]
                yield number, outcomes

    def _bury(self, worker: Worker) -> None:
        self._workers.remove(worker)
        worker.stop()

    def _count_false_start(self) -> None:
        self._false_starts += 1
        if self._false_starts >= FALSE_STARTS:
            raise CleanerError("workers die before they begin, maybe for want of memory; try with fewer --workers")

    def _one_by_one(self, chunk: Chunk) -> list[Outcome]:
        """Each document of a chunk alone, so that one which kills its worker takes no other with it."""
        return [outcome for document in chunk for outcome in self._alone(document)]

    def _alone(self, document: Input) -> list[Outcome]:
        for _ in range(ATTEMPTS):
            worker = self._idle()
            try:
                worker.send([document])
                return worker.receive()
            except WorkerDied:
                self._bury(worker)
        name = name_of(document)
        return [Outcome(name, error=f"{name}: its worker died, maybe for want of memory; clean it alone to see why")]

    def _idle(self) -> Worker:
        """A worker that is ready and has nothing to do."""
        while True:
            for worker in self._workers:
                if worker.ready and worker.number is None:
                    return worker
            worker = Worker(self._job)
            self._workers.append(worker)
            try:
                worker.receive()
                self._false_starts = 0
            except WorkerDied:
                self._bury(worker)
                self._count_false_start()
