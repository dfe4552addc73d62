"""That nothing is lost: documents are counted where they are read and where they are written, and the two must agree."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from cleaner.errors import CleanerError
from cleaner.running.outcomes import Outcome, name_of
from cleaner.running.workers import Input


class Intake:
    """The reading end of a run: counts documents as they come, and holds those that are under way with their files."""

    def __init__(self, documents: Iterable[tuple[str, Input]]) -> None:
        self._documents = documents
        self._under_way: deque[tuple[str, Input]] = deque()
        self.read = 0

    def __iter__(self) -> Iterator[Input]:
        for file, document in self._documents:
            self.read += 1
            self._under_way.append((file, document))
            yield document

    def came_of(self, outcome: Outcome) -> tuple[str, Input]:
        """The file and the document of an outcome, the next in order. Raises `CleanerError` where it is another's."""
        if not self._under_way or name_of(self._under_way[0][1]) != outcome.name:
            expected = name_of(self._under_way[0][1]) if self._under_way else "nothing"
            raise CleanerError(f"{outcome.name} came out where {expected} was to come; please report it")
        return self._under_way.popleft()

    def check(self, articles: int, failures: int) -> None:
        """Raise `CleanerError` where documents in are not articles and failures out."""
        if self.read != articles + failures:
            what = f"{self.read} documents were read, but {articles} articles and {failures} failures were written"
            raise CleanerError(f"{what}; the output is not complete, and does not stand; please report it")
