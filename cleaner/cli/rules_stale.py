"""`clean rules stale --baseline FILE DOCUMENTS...`: the alarm that a layout changed."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.authoring.coverage.baseline import encode, load
from cleaner.authoring.coverage.rates import MIN_DROP
from cleaner.authoring.coverage.stale import find_stale
from cleaner.authoring.coverage.stale_report import stale_lines
from cleaner.cli.rules_coverage import gathered
from cleaner.cli.rules_documents import format_option, write
from cleaner.cli.shared import FAILED, reports_errors, shared_options
from cleaner.errors import InputError
from cleaner.reading.inputs import expand


@click.command("stale", short_help="Fail where a rule fires less than in a stored baseline.")
@click.argument("documents", metavar="DOCUMENTS...", nargs=-1, required=True)
@click.option("--baseline", metavar="FILE", required=True, help="What `clean rules coverage --save FILE` stored.")
@click.option(
    "--min-drop",
    metavar="POINTS",
    type=click.FloatRange(1, 100),
    default=MIN_DROP,
    show_default=True,
    help="Percentage points by which a rate must fall, unless it falls to half.",
)
@format_option
@shared_options
def check_stale(documents: tuple[str, ...], baseline: str, min_drop: float, form: str, **options: Any) -> None:
    """Compare what rules do over DOCUMENTS with a stored baseline.

    Compared are the rates of rules and fingerprints, the share of text removed, and the documents of which no source or
    layout is known. What counts is more than chance, and enough to matter. A baseline is best made of documents that
    are known to be cleaned well.

    Exit code: 0 if nothing fell, 1 if something did, a document failed, or the documents are too few to tell anything,
    2 for wrong use or broken rules.
    """
    with reports_errors():
        before = load(baseline)
        coverage = gathered(expand(documents), options)
        now = coverage.counts
        if not now.documents and not now.failed:
            raise InputError(" ".join(documents), "no document is there to compare", "give documents to clean")
        found = find_stale(before, now, coverage.examples, min_drop)
        write(encode(found) if form == "json" else stale_lines(found, before, now))
    sys.exit(FAILED if found.findings or now.failed or not found.compared else 0)
