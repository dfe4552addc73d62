"""`clean rules diff --old A --new B DOCUMENTS...`: what two rule books do differently."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.authoring.comparison import SAMPLES, Comparison, cleaner_of
from cleaner.authoring.comparison_report import diff_lines, diff_report
from cleaner.authoring.coverage.baseline import encode
from cleaner.cli.rules_documents import each_document, format_option, write
from cleaner.cli.shared import FAILED, reports_errors, shared_options
from cleaner.reading.inputs import expand

_BOOK = "A folder of rule sets, laid over the shipped ones and over --rules; `shipped`: nothing. May be given again."


@click.command("diff", short_help="Show which blocks two rule books label differently.")
@click.argument("documents", metavar="DOCUMENTS...", nargs=-1, required=True)
@click.option("--old", metavar="DIR", multiple=True, required=True, help=_BOOK)
@click.option("--new", metavar="DIR", multiple=True, required=True, help="Likewise.")
@click.option(
    "--samples",
    metavar="N",
    type=click.IntRange(0),
    default=SAMPLES,
    show_default=True,
    help="Blocks and documents that are shown of each change.",
)
@format_option
@shared_options
def compare_rules(documents: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...], **options: Any) -> None:
    """Clean DOCUMENTS by two rule books and show what differs.

    Shown are documents that get another rule set, blocks and pieces whose label or rule changes, by both rules, the words
    that bodies gain and lose, and fields that change.

    Exit code: 0 if nothing differs, 1 if something does or a document failed, 2 for wrong use or broken rules.
    """
    with reports_errors():
        sources = expand(documents)
        first, second = (cleaner_of(options["folders"], book, options["blocks"]) for book in (old, new))
        comparison = Comparison(first, second, options["samples"])
        done = each_document(sources, options, comparison.add)
        found = diff_report(comparison)
        write(encode(found) if options["form"] == "json" else diff_lines(found))
    sys.exit(FAILED if found.totals.differ or done.failed else 0)
