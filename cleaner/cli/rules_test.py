"""`clean rules test`: the examples of rules, cases, and what no case would miss."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from cleaner.authoring.accepting import accept, proposal
from cleaner.authoring.cases import Case, cases_of, files_of, without_expected
from cleaner.authoring.difference import difference, removed, shown_place
from cleaner.authoring.examples import ExampleFailure
from cleaner.authoring.showing import seen_from_here, visible
from cleaner.authoring.testing import Report, Verdict, judge, own_sets, report_on, retest, rules_alone, summary
from cleaner.authoring.watching import changed_files, stamps
from cleaner.cli.progress import shown
from cleaner.cli.rules_mutate import print_survivors
from cleaner.cli.shared import FAILED, reports_errors, say
from cleaner.errors import CleanerError
from cleaner.rulebook.book import load_rules
from cleaner.rulebook.shipped import shipped_rules

DEFAULT: Final = Path("fixtures")
"""The folder of cases where none is named."""
MOST_LEFT: Final = 5
"""Documents without expected file that are named."""
_COLOURS: Final = {"    - ": "red", "    + ": "green"}


@click.command("test", short_help="Run the examples of rules, and cases.")
@click.argument("cases", metavar="[CASES]...", nargs=-1)
@click.option(
    "--rules",
    "folders",
    metavar="DIR",
    multiple=True,
    help="A folder of rule sets to lay over the shipped ones, whose rules are tested; may be given again.",
)
@click.option(
    "--accept",
    "accepts",
    is_flag=True,
    help="Show what changes, and write it into the expected files; documents beside cases that have none get a new one.",
)
@click.option(
    "--mutate",
    "mutates",
    is_flag=True,
    help="Take away each rule, each condition and each alternative in turn, and tell which nothing misses.",
)
@click.option("--watch", "watches", is_flag=True, help="Go on, and test again what changes; Ctrl-C ends it.")
def test_rules(cases: tuple[str, ...], folders: tuple[str, ...], accepts: bool, mutates: bool, watches: bool) -> None:
    """Check that the `hits` and `spares` of rules do what they say, and that cases come out as expected.

    CASES are folders, or single cases; `fixtures` where none is named. A case is a document with its expected article
    beside it, NAME.txt or NAME.html and NAME.expected.json. Those in a folder `known-failures` must fail.

    Exit code: 0 if all is well, 1 if something fails, or --mutate finds what nothing misses, 2 for wrong use or broken
    rules.
    """
    if accepts + mutates + watches > 1:
        raise click.UsageError("--accept, --mutate and --watch do not go together; give one of them")
    watched = _watched_paths(cases, folders)
    before = stamps(watched) if watches else {}
    with reports_errors():
        report = _tested(cases, folders, new=accepts)
        if accepts:
            report = _accepted(report)
        else:
            _print_all(report, report.verdicts.values())
            _tell_left(cases)
        if mutates and not report.fails:
            sys.exit(FAILED if print_survivors(report) else 0)
        if watches:
            report = _watch(report, cases, folders, changed_files(watched, before))
    sys.exit(FAILED if report.fails else 0)


def _tested(cases: Sequence[str], folders: Sequence[str], *, new: bool) -> Report:
    book = load_rules(folders)
    found = _cases(cases, new=new)
    verdicts = shown(judge(found, rules_alone(book)), "cases", len(found))
    return report_on(book, own_sets(book, folders), verdicts)


def _cases(named: Sequence[str], *, new: bool = False) -> tuple[Case, ...]:
    """The cases that are named; where none are, those of the default folder, if it is there."""
    if named or DEFAULT.is_dir():
        return cases_of([Path(name) for name in named] or [DEFAULT], new=new)
    say(f"no cases: there is no folder `{DEFAULT}` here, and none is named")
    return ()


def _tell_left(named: Sequence[str]) -> None:
    """Tell of documents beside cases that are none."""
    left = [seen_from_here(str(path)) for path in without_expected([Path(name) for name in named] or [DEFAULT])]
    if left:
        more = f" and {len(left) - MOST_LEFT} more" if len(left) > MOST_LEFT else ""
        count = f"{len(left)} document{'s' * (len(left) != 1)} without expected file"
        say(f"{count}: {', '.join(left[:MOST_LEFT])}{more}; --accept writes {'it' if len(left) == 1 else 'them'}")


def _print_all(report: Report, verdicts: Iterable[Verdict]) -> None:
    """What is wrong with examples and cases, and the summary of all."""
    for failure in report.examples:
        click.echo(_of_example(failure))
    for verdict in verdicts:
        if verdict.problem:
            _print_case(verdict)
    click.echo(summary(report))


def _of_example(failure: ExampleFailure) -> str:
    return visible(f"{shown_place(failure.rule)}: {failure.said}")


def _print_case(verdict: Verdict) -> None:
    click.echo(visible(f"{verdict.case.path}: {verdict.problem}"))
    if not verdict.case.is_known_failure:
        _print_difference(verdict)


def _print_difference(verdict: Verdict, *, is_new: bool = False) -> None:
    _print_coloured(difference(verdict, is_new=is_new))


def _print_coloured(lines: Iterable[str]) -> None:
    for line in lines:
        click.secho(line, fg=_COLOURS.get(line[:6]))


def _accepted(report: Report) -> Report:
    """Show what each expected file would get, and write it; the report as it is then."""
    verdicts = dict(report.verdicts)
    written = 0
    for failure in report.examples:
        click.echo(_of_example(failure))
    for path, verdict in report.verdicts.items():
        proposed = proposal(verdict)
        if proposed and not verdict.case.expected:
            click.echo(visible(f"{path}: a new case"))
            _print_difference(replace(verdict, mismatches=tuple(m for m in proposed if m.got)), is_new=True)
            _print_coloured(removed(verdict.cleaned) if verdict.cleaned else ())
        elif verdict.problem:
            _print_case(verdict)
        if proposed:
            verdicts[path] = accept(verdict)
            written += 1
            click.echo(visible(f"  written to {verdict.case.expected_path}"))
    report = replace(report, verdicts=verdicts)
    click.echo(f"{summary(report)}; {written} expected {'file' if written == 1 else 'files'} written")
    return report


def _watched_paths(named: Sequence[str], folders: Sequence[str]) -> tuple[Path, ...]:
    """The folders of rules, and the folders and files of cases."""
    cases = (file for name in named or [str(DEFAULT)] for file in files_of(Path(name)))
    return (shipped_rules(), *map(Path, folders), *cases)


def _watch(report: Report, named: Sequence[str], folders: Sequence[str], changes: Iterable[tuple[Path, ...]]) -> Report:
    """Test again what changes, until Ctrl-C; the last report."""
    pending: set[Path] = set()
    say("watching rules and cases; Ctrl-C ends it")
    try:
        for changed in changes:
            pending.update(changed)
            click.echo(f"changed: {', '.join(seen_from_here(str(path)) for path in changed)}")
            try:
                book = load_rules(folders)
                now = retest(report, report_on(book, own_sets(book, folders)), _cases(named), pending)
            except CleanerError as error:
                click.echo(str(error))  # until it is mended
                continue
            again = [verdict for path, verdict in now.verdicts.items() if verdict is not report.verdicts.get(path)]
            report = now
            pending.clear()
            _print_all(report, again)
    except KeyboardInterrupt:
        say("no longer watching")
    return report
