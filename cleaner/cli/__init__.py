"""The `clean` command: it parses arguments and prints, and does nothing else."""

from __future__ import annotations

from typing import Final

import click

import cleaner
from cleaner.cli.shared import LateGroup

_COMMANDS: Final = {
    "run": ("cleaner.cli.batch", "run_batch"),
    "explain": ("cleaner.cli.explain", "explain_document"),
    "rules": ("cleaner.cli.rules", "rules_group"),
}


class _BatchFirst(LateGroup):
    """A group whose commands may be left out: anything else is the batch."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*self.list_commands(ctx), "--help", "-h", "--version"}
        if args and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        del ctx
        return ["INPUT... [-o OUTPUT] | explain FILE"]


@click.group(
    cls=_BatchFirst, late=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(cleaner.__version__, prog_name="clean")
def main() -> None:
    """Clean articles out of scraped news and web text, by rules per source.

    \b
      clean inbox/ -o articles.jsonl    clean all files of a folder
      clean explain inbox/story.txt     why each line of a document is what it is

    `clean run --help` lists the options of a batch. A file that is called as a command is can be given as `./run`.
    """  # noqa: D301 (a backspace is click's sign for lines as they are)
