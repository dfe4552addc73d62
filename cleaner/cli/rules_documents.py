"""What the commands over many documents share: they read them, name those that fail, and show how far they are."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, NamedTuple

import click

from cleaner.authoring.showing import visible
from cleaner.cli.shared import documents_of, fields_of, is_former, say
from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.inputs import Source
from cleaner.running.outcomes import Outcome
from cleaner.running.progress import counted
from cleaner.writing.outputs import open_output


class Done(NamedTuple):
    """How many documents failed, and how many were articles of a former run, which are not cleaned again."""

    failed: int
    former: int


def each_document(sources: Iterable[Source], options: dict[str, Any], work: Callable[[Document], None]) -> Done:
    """Do `work` with each document; it raises `DocumentError` where it cannot, which is said, and the rest goes on."""
    failed = former = 0
    documents = documents_of(sources, fields_of(options), options["source"])
    with contextlib.closing(_shown(_worked(documents, work))) as outcomes:
        for outcome in outcomes:
            failed += bool(outcome.error)
            former += outcome.passed_on
            if outcome.error:
                say(f"failed: {outcome.error}")
    return Done(failed, former)


def _worked(
    documents: Iterator[Document | DocumentError], work: Callable[[Document], None]
) -> Generator[Outcome, None, None]:
    for document in documents:
        if isinstance(document, DocumentError):
            yield Outcome(document.document, error=str(document))
        elif is_former(document):
            yield Outcome(document.id or "document", passed_on=True)
        else:
            try:
                work(document)
            except DocumentError as error:
                yield Outcome(error.document, error=str(error))
            else:
                yield Outcome(document.id or "document")


def _shown(outcomes: Iterator[Outcome]) -> Generator[Outcome, None, None]:
    """Outcomes as they come; on a terminal with a count of them, once that takes longer than two seconds."""
    yield from counted(outcomes, sys.stderr) if sys.stderr.isatty() else outcomes


def write(said: bytes | Iterable[str]) -> None:
    """Write bytes, or lines without what steers a terminal, to standard output."""
    data = said if isinstance(said, bytes) else "".join(f"{visible(line)}\n" for line in said).encode()
    with open_output("-", "txt") as output:
        output.write("", data)


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that chooses between text and JSON."""
    kinds = click.Choice(["text", "json"])
    option = click.option(
        "--format", "form", type=kinds, default="text", show_default=True, help="For people, or for programs."
    )
    return option(command)
