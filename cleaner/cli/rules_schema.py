"""`clean rules schema`: what editors check rule files by."""

from __future__ import annotations

import click

from cleaner.authoring.schema import schema_text


@click.command("schema", short_help="Print the JSON Schema of rule files, for editors.")
def print_schema() -> None:
    """Print the JSON Schema of rule files, for editors.

    \b
      clean rules schema > my-rules/schema.json

    A rule file of that folder whose first line is `# yaml-language-server: $schema=schema.json` is then checked,
    completed and explained while one writes it.
    """  # noqa: D301 (a backspace is click's sign for lines as they are)
    click.echo(schema_text(), nl=False)
