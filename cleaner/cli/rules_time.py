"""`clean rules time DOCUMENTS...`: which rules take the time."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.authoring.coverage.baseline import encode
from cleaner.authoring.timing import REPEATS, RuleClock, time_lines
from cleaner.cleaning import Cleaner
from cleaner.cli.rules_documents import each_document, format_option, write
from cleaner.cli.shared import FAILED, reports_errors, shared_options
from cleaner.reading.inputs import expand


@click.command("time", short_help="Show how much time each rule takes, the slowest first.")
@click.argument("documents", metavar="DOCUMENTS...", nargs=-1, required=True)
@click.option("--top", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="Rules that are shown.")
@click.option(
    "--repeats",
    metavar="N",
    type=click.IntRange(1),
    default=REPEATS,
    show_default=True,
    help="How often each document is cleaned; each rule's fastest time counts.",
)
@format_option
@shared_options
def time_rules(documents: tuple[str, ...], top: int, repeats: int, form: str, **options: Any) -> None:
    """Clean DOCUMENTS and show how much time each rule takes, how often it was tried, and how often it took something.

    Exit code: 0, 1 if a document failed (it is named, the rest goes on), 2 for wrong use or broken rules.
    """
    with reports_errors():
        sources = expand(documents)
        clock = RuleClock(Cleaner(options["folders"], blocks=options["blocks"], score=False), repeats)
        done = each_document(sources, options, clock.add)
        times = clock.times()
        write(encode(times) if form == "json" else time_lines(times, top))
    sys.exit(FAILED if done.failed else 0)
