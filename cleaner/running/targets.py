"""Where the outcomes of a run go: articles to the output, failures to the dead letters, and both into a ledger if there is one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Protocol

from cleaner.errors import InputError
from cleaner.running.ledger import Entry, Ledger, content_of
from cleaner.running.outcomes import Outcome
from cleaner.running.workers import Input
from cleaner.writing.continued import Continued, ContinuedFile, continued
from cleaner.writing.dead_letters import (
    DeadLetter,
    DeadLetters,
    beside,
    check_dead_letters,
    input_of,
    open_dead_letters,
)
from cleaner.writing.forms import ARTICLE_FIELDS, Format
from cleaner.writing.outputs import Output, check_output, open_output

Pairs = Iterable[tuple[str, Input]]
"""Documents with the names of the files that they come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a user says of the output: its name and form, where failures go, whether what stands there may be replaced."""

    output: str
    form: Format
    failed: str | None = None
    overwrite: bool = False
    keeps_input: bool = False
    """Whether dead letters hold what the documents were."""
    fields: tuple[str, ...] = ARTICLE_FIELDS
    """The fields that articles have, for Parquet."""


class Keeper(Protocol):
    """Keeps account of a document that is done."""

    def __call__(self, document: Input, outcome: Outcome) -> None:
        """Note it."""


@dataclass(slots=True)
class Target:
    """Takes outcomes, and counts what it has written; `documents` are those that are to be done yet."""

    output: Output
    letters: DeadLetters
    documents: Pairs
    place: Place
    keeper: Keeper | None = None
    articles: int = 0
    former: list[int] = field(default_factory=lambda: [0, 0])
    """Articles and failures of a former run that stay."""

    def write(self, outcome: Outcome, file: str, document: Input) -> None:
        """Write one outcome; raises `OutputError`."""
        if outcome.error:
            kept = input_of(document) if self.place.keeps_input else None
            self.letters.write(DeadLetter(outcome.name, file, outcome.error, outcome.rule or None, kept))
        else:
            self.output.write(outcome.name, outcome.data)
            self.articles += 1
        if self.keeper is not None:
            self.keeper(document, outcome)


@contextlib.contextmanager
def open_target(place: Place, documents: Pairs) -> Iterator[Target]:
    """The target of a run of its own; raises `InputError` where the output cannot be."""
    with (
        open_output(place.output, place.form, overwrite=place.overwrite, fields=place.fields) as output,
        open_dead_letters(place.failed, overwrite=place.overwrite) as letters,
    ):
        yield Target(output, letters, documents, place)
        if place.output != "-":
            _ledger_path(place).unlink(missing_ok=True)  # it speaks of what stood there


def _ledger_path(place: Place) -> Path:
    return Path(beside(place.output, ".ledger"))


@contextlib.contextmanager
def resume_target(place: Place, documents: Pairs, key: bytes, again: Callable[[Outcome], None]) -> Iterator[Target]:
    """The target of a run that goes on where a former one stopped, and that can itself be gone on with.

    `again` is told the outcomes that stay, without their articles. When the run is interrupted, ledger and part stay.
    """
    if place.output == "-" or place.failed is None:
        raise InputError("-", "standard output cannot be resumed", "name a file or a folder with -o")
    ledger_path = _ledger_path(place)
    may_stand = place.overwrite or ledger_path.exists()
    check_output(place.output, place.form, overwrite=may_stand)
    check_dead_letters(place.failed, overwrite=may_stand)
    articles, failures = continued(place.output, place.form), ContinuedFile(place.failed, may_be_missing=True)
    run = _Resumed(articles, failures, Ledger(ledger_path, key))
    try:
        letters = DeadLetters(lambda: run.failures)
        rest = run.pass_over(iter(documents), again)
        yield Target(run.articles, letters, rest, place, run.keep, former=run.former)
        run.finish()
    finally:
        run.close()


class _Resumed:
    """The two files and the ledger of a run that can be gone on with."""

    def __init__(self, articles: Continued, failures: Continued, ledger: Ledger) -> None:
        self.ledger = ledger
        self.articles = articles
        self.failures = failures
        self.former = [0, 0]
        self._is_begun = False

    def pass_over(self, documents: Iterator[tuple[str, Input]], again: Callable[[Outcome], None]) -> Pairs:
        """The documents that are to be done: those from the first on that the ledger does not know as done."""
        ends = self.ledger.ends()
        article_size, failure_size = self.articles.available(ends[0]), self.failures.available(ends[1])
        held: list[tuple[tuple[str, Input], Outcome]] = []
        agreed = count = 0
        agreed_ends = (0, 0)
        following: list[tuple[str, Input]] = []
        with contextlib.closing(iter(self.ledger)) as entries:
            for entry in entries:
                pair = next(documents, None)
                if pair is None:
                    break
                if not self._is_done(entry, pair[1], article_size, failure_size):
                    following.append(pair)
                    break
                count += 1
                held.append((pair, entry.outcome))
                if entry.article_end is not None and entry.failure_end is not None:
                    agreed, agreed_ends = count, (entry.article_end, entry.failure_end)
                    for _, outcome in held:
                        self.former[bool(outcome.error)] += 1
                        again(outcome)
                    held.clear()
        following = [*(pair for pair, _ in held), *following, *_first(documents)]
        if following or agreed < len(self.ledger) or not (self.articles.is_finished() and self.failures.is_finished()):
            self._is_begun = True
            self.ledger.cut(agreed)
            self.articles.begin(agreed_ends[0])
            self.failures.begin(agreed_ends[1])
        return chain(following, documents)

    def _is_done(self, entry: Entry, document: Input, article_size: int, failure_size: int) -> bool:
        return (
            entry.content == content_of(document)
            and (entry.article_end or 0) <= article_size
            and (entry.failure_end or 0) <= failure_size
            and (bool(entry.outcome.error) or self.articles.has(entry.outcome.name))
        )

    def keep(self, document: Input, outcome: Outcome) -> None:
        entry = Entry(content_of(document), outcome, self.articles.settled(), self.failures.settled())
        if self.ledger.add(entry):
            self._commit()

    def _commit(self) -> None:
        self.articles.sync()
        self.failures.sync()
        self.ledger.commit()

    def finish(self) -> None:
        if not self._is_begun:
            return
        self.ledger.end(self.articles.end(), self.failures.end())
        self._commit()
        self.failures.finish()
        self.articles.finish()

    def close(self) -> None:
        for one in (self.articles, self.failures, self.ledger):
            one.close()


def _first(documents: Iterator[tuple[str, Input]]) -> list[tuple[str, Input]]:
    return [pair] if (pair := next(documents, None)) is not None else []
