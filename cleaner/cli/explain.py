"""`clean explain FILE`: why each block is what it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import click

from cleaner.authoring.explain import explain as explain_lines
from cleaner.authoring.explain import visible
from cleaner.cleaning import Cleaner
from cleaner.cli.shared import FAILED, documents_of, fields_of, is_former, reports_errors, say, shared_options
from cleaner.errors import DocumentError
from cleaner.model import Document
from cleaner.reading.inputs import expand
from cleaner.writing.outputs import open_output


@click.command("explain", short_help="Show why each block of a document is what it is.")
@click.argument("file", metavar="FILE")
@click.option("--url", metavar="URL", help="The document's URL.")
@shared_options
def explain_document(file: str, url: str | None, **options: Any) -> None:
    """Print why the source of a document was chosen, every block with its label and the rule that gave it, and what was refused.

    FILE is a text, a page or JSON Lines, plain or .gz, or `-`: standard input.
    """
    with reports_errors():
        work = Cleaner(options["folders"], blocks=options["blocks"])
        sources = expand([file])
    failed = False
    with reports_errors(), open_output("-", "txt") as output:
        for document in documents_of(sources, fields_of(options), options["source"]):
            try:
                output.write("", "".join(f"{line}\n" for line in _explained(work, document, url)).encode())
            except DocumentError as error:
                failed = True
                say(f"failed: {error}")
    sys.exit(FAILED if failed else 0)


def _explained(work: Cleaner, document: Document | DocumentError, url: str | None) -> Iterator[str]:
    if isinstance(document, DocumentError):
        raise document
    yield visible(f"document  {document.id}")
    if is_former(document):
        yield visible(f"rules     {document.meta['rules']}: an article of a former run, which is not cleaned again")
    else:
        yield from explain_lines(work.examine(replace(document, url=url or document.url)))
