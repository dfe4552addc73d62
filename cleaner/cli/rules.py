"""`clean rules ...`: the tools of those who write rules; each command stands in a module of its own."""

from __future__ import annotations

from typing import Final

import click

from cleaner.cli.rules_coverage import show_coverage
from cleaner.cli.rules_diff import compare_rules
from cleaner.cli.rules_lint import lint_rules
from cleaner.cli.rules_new import begin_rules
from cleaner.cli.rules_schema import print_schema
from cleaner.cli.rules_show import show_rules
from cleaner.cli.rules_stale import check_stale
from cleaner.cli.rules_test import test_rules
from cleaner.cli.rules_time import time_rules


@click.group("rules", short_help="Look into rules, check them and test them.")
def rules_group() -> None:
    """Tools for people who write rules."""


_COMMANDS: Final[tuple[click.Command, ...]] = (
    begin_rules,
    show_rules,
    print_schema,
    show_coverage,
    check_stale,
    compare_rules,
    time_rules,
    test_rules,
    lint_rules,
)

for _command in _COMMANDS:
    rules_group.add_command(_command)
