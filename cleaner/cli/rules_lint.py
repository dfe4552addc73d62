"""`clean rules lint [PATH...]`: what is wrong, or may be, in rule files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from cleaner.authoring.lint.findings import ERROR, OF_CASES, OF_LOADING, Finding
from cleaner.authoring.lint.fixes import changes, mend
from cleaner.authoring.lint.forms import FORMS, formed, summary
from cleaner.authoring.lint.linting import lint_scope
from cleaner.authoring.lint.loading import scope_of
from cleaner.cli.progress import shown
from cleaner.cli.shared import FAILED, reports_errors, say
from cleaner.errors import InputError

CASES: Final = "fixtures"
"""The folder in which cases are looked for where none is named."""


@click.command("lint", short_help="Find what is wrong, or may be, in rule files.")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--rules",
    "folders",
    metavar="DIR",
    multiple=True,
    help="A folder of rule sets to lay over the shipped ones; may be given again.",
)
@click.option(
    "--cases",
    metavar="DIR",
    multiple=True,
    help=f"A folder of cases; may be given again. Default: `{CASES}` here, if there is one.",
)
@click.option("--fix", is_flag=True, help="Mend in the files what is mechanical, and show what was changed.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--accepted", is_flag=True, help="Show also what the files accept, with the reasons.")
@click.option("--strict", is_flag=True, help="Exit code 1 for warnings, too.")
def lint_rules(**options: Any) -> None:
    """Check rule files: PATHs, else the folders of --rules, else the shipped rules.

    PATH is a rule file or a folder of them. One that stands in a folder of --rules, or in the shipped one, is looked at
    in its place there. Any other folder is laid over these as --rules does, and any other file alone, under its own
    name: it sees the shipped sets and those of --rules, and no file beside it.

    docs/lint.md explains each finding. `# lint: ok NAME, reason` in a file accepts a warning.

    Exit code: 0 if there is no error (with --strict: and no warning), 1 if there is one, 2 for wrong use.
    """
    paths, folders = map(Path, options["paths"]), map(Path, options["folders"])
    if options["fix"] and not options["paths"] and not options["folders"]:
        raise click.UsageError("--fix changes files: name them, or their folder")
    with reports_errors():
        cases = _cases(options["cases"])
        scope = scope_of(tuple(folders), tuple(paths))
        if options["fix"]:
            findings, mended = mend(lambda: lint_scope(scope, cases, shown))
            for line in changes(mended):
                click.echo(line, err=True)
        else:
            findings = lint_scope(scope, cases, shown)
    told = [finding for finding in findings if options["accepted"] or not finding.accepted]
    click.echo(formed(told, options["form"]), nl=False)
    say(summary(findings, len(scope.targets)))
    for note in _notes(findings, cases):
        say(f"note: {note}")
    sys.exit(FAILED if _is_failure(findings, strict=options["strict"]) else 0)


def _cases(named: tuple[str, ...]) -> tuple[Path, ...]:
    for name in named:
        if not Path(name).is_dir():
            raise InputError(name, "no such folder of cases", "name a folder of documents with `.expected.json` files")
    return tuple(map(Path, named)) or ((Path(CASES),) if Path(CASES).is_dir() else ())


def _notes(findings: tuple[Finding, ...], cases: tuple[Path, ...]) -> Iterator[str]:
    """What could not be looked for, and why."""
    if any(finding.name in OF_LOADING for finding in findings):
        yield "what shows between files waits until all of them load"
    if not cases:
        names = " and ".join(f"`{name}`" for name in sorted(OF_CASES))
        yield f"no folder of cases here, so that {names} were not looked for; name one with --cases"


def _is_failure(findings: tuple[Finding, ...], *, strict: bool) -> bool:
    return any(strict or finding.severity == ERROR for finding in findings if not finding.accepted)
