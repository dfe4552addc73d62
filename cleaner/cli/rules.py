"""`clean rules ...`: the tools of those who write rules; each command stands in a module of its own."""

from __future__ import annotations

from typing import Final

import click


@click.group("rules", short_help="Look into rules, check them and test them.")
def rules_group() -> None:
    """Tools for people who write rules."""


_COMMANDS: Final[tuple[click.Command, ...]] = ()

for _command in _COMMANDS:
    rules_group.add_command(_command)
