"""The local runner: documents in, outcomes out, in order, on one process or several.

Documents travel in chunks, and no more chunks are under way than the workers can use, so that memory does not grow
with the input. When a worker dies, what was under way is done again document by document: the one that kills its
worker again fails alone.
"""

from __future__ import annotations

import functools
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import Final

from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.running.outcomes import Job, Outcome

CHUNK_DOCUMENTS: Final = 64
CHUNK_CHARACTERS: Final = 1_000_000
AHEAD: Final = 3
"""Chunks under way for each worker: one at work, the others so that it never waits."""

Input = Document | DocumentError
Chunk = list[Input]


def run(documents: Iterable[Input], job: Job, workers: int = 1) -> Iterator[Outcome]:
    """The outcome of each document, in order; there are as many as documents."""
    if workers <= 1:
        yield from map(job, documents)
    else:
        yield from _Pool(job, workers).run(_chunks(iter(documents)))


def _chunks(documents: Iterator[Input]) -> Iterator[Chunk]:
    chunk: Chunk = []
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
    """Worker processes, made anew when one of them dies."""

    def __init__(self, job: Job, workers: int) -> None:
        self._job = pickle.dumps(job)
        self._workers = workers
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, get_context("spawn"))

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Outcome]:
        waiting: deque[tuple[Chunk, Future[list[Outcome]]]] = deque()
        try:
            while True:
                for chunk in islice(chunks, self._workers * AHEAD - len(waiting)):
                    waiting.append((chunk, self._submit(chunk)))
                if not waiting:
                    return
                chunk, future = waiting.popleft()
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    redone = [chunk, *(chunk for chunk, _ in waiting)]
                    waiting.clear()
                    for again in redone:
                        yield from self._one_by_one(again)
        finally:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, chunk: Chunk) -> Future[list[Outcome]]:
        try:
            return self._executor.submit(_work, self._job, chunk)
        except BrokenProcessPool as error:
            future: Future[list[Outcome]] = Future()
            future.set_exception(error)
            return future

    def _one_by_one(self, chunk: Chunk) -> Iterator[Outcome]:
        """Each document of a chunk alone, so that one which kills its worker takes no other with it."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._start()
        for document in chunk:
            try:
                yield from self._executor.submit(_work, self._job, [document]).result()
            except BrokenProcessPool:
                name = document.document if isinstance(document, DocumentError) else document.id or "document"
                yield Outcome(
                    name, error=f"{name}: its worker died, maybe for want of memory; clean it alone to see why"
                )
                self._executor.shutdown(wait=True, cancel_futures=True)
                self._executor = self._start()


def _work(job: bytes, chunk: Chunk) -> list[Outcome]:
    work = _restored(job)
    return [work(document) for document in chunk]


@functools.cache
def _restored(job: bytes) -> Job:
    """The job of a run, restored once in each worker: that loads the rules."""
    restored: Job = pickle.loads(job)  # noqa: S301 (our own bytes, of a moment ago)
    return restored
