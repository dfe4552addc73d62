"""`clean rules ...`: the tools of those who write rules; each command stands in a module of its own."""

from __future__ import annotations

from typing import Final

import click

from cleaner.cli.shared import LateGroup

_COMMANDS: Final = {
    "new": ("cleaner.cli.rules_new", "begin_rules"),
    "show": ("cleaner.cli.rules_show", "show_rules"),
    "schema": ("cleaner.cli.rules_schema", "print_schema"),
    "coverage": ("cleaner.cli.rules_coverage", "show_coverage"),
    "stale": ("cleaner.cli.rules_stale", "check_stale"),
    "diff": ("cleaner.cli.rules_diff", "compare_rules"),
    "time": ("cleaner.cli.rules_time", "time_rules"),
    "test": ("cleaner.cli.rules_test", "test_rules"),
    "import": ("cleaner.cli.rules_import", "import_group"),
    "lint": ("cleaner.cli.rules_lint", "lint_rules"),
}


@click.group("rules", cls=LateGroup, late=_COMMANDS, short_help="Look into rules, check them and test them.")
def rules_group() -> None:
    """Tools for people who write rules."""
