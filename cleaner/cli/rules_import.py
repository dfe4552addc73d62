"""`clean rules import ftr FILE|FOLDER -o DIR`: rule sets from what other tools know of sites."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cleaner.authoring.ftr.importing import configs_in, import_configs, refuse_files
from cleaner.authoring.ftr.report import report
from cleaner.cli.rules_documents import write
from cleaner.cli.shared import FAILED, reports_errors


@click.group("import", short_help="Make rule sets of what other tools know of sites.")
def import_group() -> None:
    """Make rule sets of what other tools know of sites."""


@import_group.command("ftr", short_help="From site configs of FiveFilters' Full-Text RSS.")
@click.argument("configs", metavar="FILE|FOLDER")
@click.option("-o", "--output", metavar="DIR", required=True, help="The folder that the rule files go to.")
@click.option("--overwrite", is_flag=True, help="Replace rule files that are there already.")
def import_ftr(configs: str, output: str, *, overwrite: bool) -> None:
    """Make a rule set of each site config of FiveFilters' Full-Text RSS, and say what could not be carried over.

    FILE is a config, such as example.com.txt; of a FOLDER all that end in .txt are taken. The rule set of each is
    DIR/example.com.yaml. docs/tools.md says what becomes of which directive.

    Exit code: 0, 1 if a config could not be read, a rule file not be written, or nothing was written at all, 2 for wrong
    use or rule files that are there already.
    """
    with reports_errors():
        found, folder = configs_in(configs), Path(output)
        if folder.exists() and not folder.is_dir():
            raise click.UsageError(f"{output} is no folder")
        if not overwrite:
            refuse_files(found, folder)
        outcomes = tuple(import_configs(found, folder))
        write(report(outcomes))
    written = any(outcome.written is not None for outcome in outcomes)
    sys.exit(FAILED if not written or any(outcome.failed for outcome in outcomes) else 0)
