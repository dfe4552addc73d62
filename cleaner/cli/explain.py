"""`clean explain FILE`: why each block is what it is."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator, Iterator
from typing import Any, Final

import click
from msgspec.structs import replace

from cleaner.authoring.explain import Explainer, Questions
from cleaner.authoring.explain.choosing import the_only, with_id
from cleaner.authoring.explain.forms import FORMS, Form, form_of, opened, rendered, rendered_former
from cleaner.authoring.explain.terminal import Paint, plain
from cleaner.cleaning import Cleaner
from cleaner.cli.shared import (
    FAILED,
    documents_of,
    fields_of,
    is_former,
    reports_errors,
    say,
    score_option,
    shared_options,
)
from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.inputs import Source, expand
from cleaner.running.outcomes import Outcome
from cleaner.running.progress import counted
from cleaner.writing.outputs import refuse_inputs

_COLOURS: Final[dict[str, dict[str, Any]]] = {
    "moved": {"fg": "cyan"},
    "removed": {"fg": "magenta"},
    "rule": {"dim": True},
    "good": {"fg": "green", "bold": True},
    "bad": {"fg": "red", "bold": True},
    "near": {"fg": "yellow"},
    "dim": {"dim": True},
}


@click.command("explain", short_help="Show why each block of a document is what it is.")
@click.argument("file", metavar="FILE")
@click.option("--url", metavar="URL", help="The document's URL.")
@click.option("--document", "name", metavar="ID", help="The document to explain, of several in FILE.")
@click.option(
    "--why-kept",
    "kept",
    metavar="N",
    type=int,
    multiple=True,
    help="All rules tried on block N, which stayed in the body, and why each did not take it.",
)
@click.option(
    "--why-removed",
    "removed",
    metavar="N",
    type=int,
    multiple=True,
    help="All rules tried on block N, which left the body.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Default: what OUTPUT's name says, else text. `html` is a page for people.",
)
@click.option("-o", "--output", metavar="OUTPUT", default="-", help="A file, or `-` (default): standard output.")
@click.option("--overwrite", is_flag=True, help="Write to a file that is there already.")
@score_option
@shared_options
def explain_document(file: str, **options: Any) -> None:  # fmt: skip
    """Show why the source of a document was chosen, every block with its label and the rule that gave it, what was refused, and which rules failed by little.

    FILE is a text, a page or JSON Lines, plain or .gz, or `-`: standard input.
    """
    output, form = options["output"], form_of(options["output"], options["form"])
    questions = Questions(options["kept"], options["removed"])
    failed = False
    with reports_errors():
        work = Explainer(Cleaner(options["folders"], blocks=options["blocks"], score=not options["no_score"]))
        sources = expand([file])
        refuse_inputs(output, [source.path for source in sources if source.path])
        documents = _asked_for(file, sources, options, form)
        paint = _paint if output == "-" and form == "text" and _has_colours() else plain
        outcomes = _outcomes(documents, work, questions, form, paint)
        with (
            opened(output, form, overwrite=options["overwrite"]) as write,
            contextlib.closing(_shown(outcomes, output)) as shown,
        ):
            for outcome in shown:
                failed |= bool(outcome.error)
                if outcome.error:
                    say(f"failed: {outcome.error}")
                else:
                    write(outcome.data)
    sys.exit(FAILED if failed else 0)


def _asked_for(
    file: str, sources: list[Source], options: dict[str, Any], form: Form
) -> Iterator[Document | DocumentError]:
    """The documents to explain, with the URL that was given."""
    documents = documents_of(sources, fields_of(options), options["source"])
    if options["name"] is not None:
        documents = with_id(documents, options["name"], file)
    elif form == "html" or options["kept"] or options["removed"]:
        documents = the_only(documents, file, "a page" if form == "html" else "the number of a block")
    url = options["url"]
    for document in documents:
        yield replace(document, url=url) if url and isinstance(document, Document) else document


def _outcomes(
    documents: Iterator[Document | DocumentError], work: Explainer, questions: Questions, form: Form, paint: Paint
) -> Generator[Outcome]:
    for document in documents:
        if isinstance(document, DocumentError):
            yield Outcome(document.document, error=str(document))
        elif is_former(document):
            yield Outcome(document.id or "", rendered_former(document, form), passed_on=True)
        else:
            try:
                yield Outcome(document.id or "", rendered(work.explain(document, questions), form, paint))
            except DocumentError as error:
                yield Outcome(error.document, error=str(error))


def _shown(outcomes: Generator[Outcome], output: str) -> Generator[Outcome]:
    """Outcomes as they come; where they do not go to the terminal, it shows a count of them once that takes long."""
    if sys.stderr.isatty() and not (output == "-" and sys.stdout.isatty()):
        yield from counted(outcomes, sys.stderr)
    else:
        yield from outcomes


def _has_colours() -> bool:
    """Whether standard output is a terminal that is to have colours; see https://no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _paint(text: str, kind: str) -> str:
    return click.style(text, **_COLOURS[kind]) if kind in _COLOURS and text.strip() else text
