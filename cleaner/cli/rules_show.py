"""`clean rules show SOURCE`: what runs for a source, and where it comes from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import click

from cleaner.authoring.effective import Found, Shown, examine, find
from cleaner.authoring.effective_forms import ShownLine, layout_lines, record, rule_file_lines, table_lines
from cleaner.authoring.inheritance import dot_lines, graph_record, mermaid_lines, tree_lines
from cleaner.cli.shared import reports_errors
from cleaner.errors import InputError
from cleaner.rulebook.book import load_rules

_GRAPHS = {"text": tree_lines, "dot": dot_lines, "mermaid": mermaid_lines}


@click.command("show", short_help="Print the effective rules of a source, and where each comes from.")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--rules",
    "folders",
    metavar="DIR",
    multiple=True,
    help="A folder of rule sets to lay over the shipped ones; may be given again.",
)
@click.option("--brief", is_flag=True, help="One line a rule.")
@click.option("--graph", is_flag=True, help="Draw what the rule set inherits from, in the order of the run.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "dot", "mermaid"]),
    default="text",
    show_default=True,
    help="dot and mermaid draw the graph.",
)
def show_rules(source: str, folders: tuple[str, ...], *, brief: bool, graph: bool, form: str) -> None:
    """Print the rules that run for a source in their order, each with its place, and those that are switched off.

    SOURCE is a rule set, a source, or a host. What is printed is a rule file that does the same without inheritance.
    """
    if form in ("dot", "mermaid") and not graph:
        raise click.UsageError(f"{form} draws a graph; add --graph")
    if brief and (graph or form != "text"):
        raise click.UsageError("--brief is a form of the text; give it alone")
    with reports_errors():
        book = load_rules(folders)
        found = find(book, source)
        shown = examine(book, found.rule_set) if found.rule_set is not None else None
        if graph and shown is None:
            names = ", ".join(layout.name for layout in found.layouts)
            raise InputError(source, "has several layouts", f"name one of {names}")
        for line in _lines(found, shown, form="graph " + form if graph else "brief" if brief else form):
            click.echo(line)
    sys.exit(0)


def _lines(found: Found, shown: Shown | None, form: str) -> Iterator[str]:
    if form == "json":
        yield json.dumps(record(found, shown), indent=2, ensure_ascii=False)
    elif shown is None:
        yield from _coloured(layout_lines(found))
    elif form == "graph json":
        yield json.dumps(graph_record(shown), indent=2, ensure_ascii=False)
    elif form.startswith("graph "):
        yield from _GRAPHS[form.removeprefix("graph ")](shown)
    else:
        yield from _coloured([*layout_lines(found), *(table_lines if form == "brief" else rule_file_lines)(shown)])


_STYLES: dict[str, dict[str, object]] = {
    "note": {"dim": True},
    "key": {},
    "rule": {"bold": True},
    "gone": {"fg": "red"},
}


def _coloured(lines: Iterable[ShownLine]) -> Iterator[str]:
    """Lines in colours, which leave the output by themselves where it is no terminal."""
    for line in lines:
        note = click.style(f"  # {line.note}", dim=True) if line.note else ""
        yield click.style(line.text, **_STYLES[line.kind]) + note  # type: ignore[arg-type]
