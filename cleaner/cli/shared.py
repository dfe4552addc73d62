"""What the commands share: options, documents, and errors said to people."""

from __future__ import annotations

import contextlib
import importlib
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import click
from msgspec.structs import replace

from cleaner.authoring.showing import visible
from cleaner.errors import CleanerError, DocumentError, InputError, RuleBookError
from cleaner.model import Document
from cleaner.reading.inputs import Source, read
from cleaner.reading.records import Fields

WRONG_USE: Final = 2
FAILED: Final = 1
SIGNALLED: Final = 128
"""Added to the number of the signal that ended a run, as shells do."""


class LateGroup(click.Group):
    """A group of commands that are imported when they are asked for: `late` gives the module and the name of each."""

    def __init__(self, *args: Any, late: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(self._late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in self._late:
            return None
        module, name = self._late[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of all commands that clean."""
    for option in (
        click.option("--blocks", type=click.Choice(["auto", "lines", "paragraphs"]), default="auto", show_default=True,
                     help="What a block of plain text is: a line, or a paragraph of a text wrapped at a column."),
        click.option("--rules", "folders", metavar="DIR", multiple=True,
                     help="A folder of rule sets to lay over the shipped ones; may be given again."),
        click.option("--source", metavar="NAME", help="The rule set or host of all documents that name none themselves."),
        *(click.option(f"--{part}-field", metavar="FIELD", default=part, show_default=True, help=f"Records: where {what} stands.")
          for part, what in _PARTS.items()),
        click.option("--columns", metavar="FIELD,...",
                     help="Other fields of records to carry through as `meta`, if not all; `none` for none."),
    ):  # fmt: skip
        command = option(command)
    return command


score_option = click.option(
    "--no-score", is_flag=True, help="Keep all that no rule claims, also where the source is unknown."
)

_PARTS: Final = {
    "crawled": "the day of the crawl",
    "source": "the name of a rule set or a host",
    "html": "a page",
    "text": "the text",
    "url": "the URL",
    "id": "the id",
}


def fields_of(options: Mapping[str, Any]) -> Fields:
    """The names of fields in records, and which others are carried, as the options say."""
    parts = {part: options[f"{part}_field"] for part in _PARTS}
    return Fields(**parts, carried=_carried(options["columns"]))


def _carried(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    return () if names == ("none",) else names


def documents_of(sources: Iterable[Source], names: Fields, named: str | None) -> Iterator[Document | DocumentError]:
    for source in sources:
        for document in read(source, names):
            if isinstance(document, DocumentError) or not named or document.source or is_former(document):
                yield document
            else:
                yield replace(document, source=named)


def is_former(document: Document) -> bool:
    """Whether a document is the article of a former run, which goes through as it is."""
    return document.text is None and document.html is None


@contextlib.contextmanager
def reports_errors() -> Iterator[None]:
    """Print what is wrong with inputs, outputs or rules, and end with the code for wrong use."""
    try:
        yield
    except RuleBookError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    except CleanerError as error:
        say(f"clean: {error}")
        sys.exit(WRONG_USE if isinstance(error, InputError) else FAILED)
    except BrokenPipeError:
        sys.exit(SIGNALLED + signal.SIGPIPE)


def say(message: str) -> None:
    """Print a message on standard error, whatever characters the ids of documents bring."""
    click.echo(visible(message), err=True)
