"""`clean rules coverage DOCUMENTS...`: what rules do over many documents."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from cleaner.authoring.coverage.baseline import check_place, encode, save
from cleaner.authoring.coverage.gathering import Coverage
from cleaner.authoring.coverage.report import coverage_lines, report
from cleaner.cleaning import Cleaner
from cleaner.cli.rules_documents import each_document, format_option, write
from cleaner.cli.shared import FAILED, reports_errors, shared_options
from cleaner.reading.inputs import Source, expand


@click.command("coverage", short_help="Show what rules do over many documents, and where there are none.")
@click.argument("documents", metavar="DOCUMENTS...", nargs=-1, required=True)
@click.option(
    "--save", "baseline", metavar="FILE", help="Store the counts, with which `clean rules stale` compares later."
)
@click.option("--overwrite", is_flag=True, help="Replace a baseline that is there already.")
@format_option
@shared_options
def show_coverage(
    documents: tuple[str, ...], baseline: str | None, form: str, *, overwrite: bool, **options: Any
) -> None:
    """Count what rules do over many documents.

    For each rule set: its documents, how often each rule fired, the share of text removed, what guards refused, runs
    that began and found no end. And documents of unknown sources, by host, or by the lines that they share.

    DOCUMENTS are files, folders, globs or `-`, as for `clean` itself.

    Exit code: 0, 1 if a document failed (it is named, the rest goes on), 2 for wrong use or broken rules.
    """
    with reports_errors():
        sources = expand(documents)
        if baseline:
            check_place(baseline, overwrite=overwrite)
        coverage = gathered(sources, options)
        found = report(coverage)
        write(encode(found) if form == "json" else coverage_lines(found))
        if baseline:
            save(coverage.counts, baseline)
    sys.exit(FAILED if found.failed else 0)


def gathered(sources: Sequence[Source], options: dict[str, Any]) -> Coverage:
    """The coverage of documents by the rules that the options name."""
    coverage = Coverage(Cleaner(options["folders"], blocks=options["blocks"], score=False))
    coverage.counts.failed, coverage.counts.former = each_document(sources, options, coverage.add)
    return coverage
