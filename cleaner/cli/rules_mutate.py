"""`clean rules test --mutate`: what no test would miss."""

from __future__ import annotations

from collections.abc import Iterator

import click

from cleaner.authoring.mutants import mutants_of
from cleaner.authoring.mutation import Outcome, Trials
from cleaner.authoring.survivors import Sums, survivor_lines
from cleaner.authoring.testing import Report
from cleaner.cli.progress import shown


def print_survivors(report: Report) -> bool:
    """Print what nothing misses in the rule sets of a report, and the sums; whether there was anything."""
    mutants = [mutant for name in report.names for mutant in mutants_of(report.book.sets[name])]
    sums = Sums()

    def counted() -> Iterator[Outcome]:
        for outcome in shown(Trials(report).outcomes(mutants), "mutants", len(mutants)):
            sums.add(outcome)
            yield outcome

    for line in survivor_lines(counted()):
        click.echo(line)
    for line in sums.lines():
        click.echo(line)
    return sums.found
