"""The `clean` command: it parses arguments and prints, and does nothing else."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import click

import cleaner
from cleaner.authoring.explain import explain as explain_lines
from cleaner.errors import DocumentError, InputError, OutputError, RuleBookError
from cleaner.reading.inputs import Fields, Source, expand, read
from cleaner.running.local import run as run_documents
from cleaner.running.outcomes import Job, Outcome
from cleaner.running.summary import Summary
from cleaner.writing.forms import ARTICLE_FIELDS, FORMATS, REQUIRED, Form
from cleaner.writing.outputs import format_of, open_output

WRONG_USE: Final = 2
FAILED: Final = 1


class _BatchFirst(click.Group):
    """A group whose commands may be left out: anything else is the batch."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*self.commands, "--help", "-h", "--version"}
        if args and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        del ctx
        return ["[run] INPUT... [-o OUTPUT] | explain FILE"]


@click.group(cls=_BatchFirst, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(cleaner.__version__, prog_name="clean")
def main() -> None:
    r"""Clean articles out of scraped news and web text, by rules per source.

    \b
      clean inbox/ -o articles.jsonl      a batch; `clean run` is its full name
      clean explain inbox/story.txt       why each line of one document is what it is

    `clean run --help` lists the options of a batch.
    """


def _shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of all commands that clean."""
    for option in (
        click.option("--blocks", type=click.Choice(["auto", "lines", "paragraphs"]), default="auto", show_default=True,
                     help="What a block of plain text is: a line, or a paragraph of a text wrapped at a column."),
        click.option("--rules", "folders", metavar="DIR", multiple=True,
                     help="A folder of rule sets to lay over the shipped ones; may be given again."),
        click.option("--source", metavar="NAME", help="The rule set or host of all documents that name none themselves."),
        *(click.option(f"--{part}-field", metavar="FIELD", default=part, show_default=True, help=f"JSONL: where {what} stands.")
          for part, what in _PARTS.items()),
    ):  # fmt: skip
        command = option(command)
    return command


_PARTS: Final = {
    "crawled": "the day of the crawl",
    "source": "the name of a rule set or a host",
    "html": "a page",
    "text": "the text",
    "url": "the URL",
    "id": "the id",
}


def _fields(options: dict[str, str]) -> Fields:
    return Fields(**{part: options[f"{part}_field"] for part in _PARTS})


@main.command("run")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="OUTPUT",
    default="-",
    help="A .jsonl or .jsonl.gz file, a folder, or `-` (default): standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Default: what OUTPUT's name says; a folder gets one .txt a document.",
)
@click.option("--spans", is_flag=True, help="Put every block's label, rule, start and end into the record.")
@click.option(
    "--without",
    metavar="FIELD,...",
    default="",
    help="Leave fields out, such as `comments`: commenters are private persons.",
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes to work on.")
@click.option("--overwrite", is_flag=True, help="Replace an output that stands there already.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; failures are still named.")
@_shared_options
def run_batch(**options: Any) -> None:
    """Clean files, folders, globs or standard input (`-`): texts, HTML pages, and JSON Lines, plain or .gz.

    Exit code: 0, 1 where a document failed (it is named, the rest goes on), 2 for wrong use or broken rules.
    """
    form = Form(
        format=format_of(options["output"], options["form"]),
        spans=options["spans"],
        without=_without(options["without"]),
    )
    with _wrong_use():
        sources = expand(options["inputs"])
        job = Job(cleaner.Cleaner(options["folders"], blocks=options["blocks"]), form)
    summary = Summary()
    documents = _documents(sources, _fields(options), options["source"])
    with _wrong_use(), open_output(options["output"], form.format, overwrite=options["overwrite"]) as output:
        for outcome in _shown(run_documents(documents, job, options["workers"]), quiet=options["quiet"]):
            summary.add(outcome)
            if outcome.error:
                click.echo(f"failed: {outcome.error}", err=True)
            else:
                output.write(outcome.name, outcome.data)
    if not options["quiet"]:
        click.echo("\n".join(summary.lines()), err=True)
    sys.exit(FAILED if summary.failures else 0)


@main.command("explain")
@click.argument("file")
@click.option("--url", metavar="URL", help="The document's URL.")
@_shared_options
def explain_document(file: str, url: str | None, **options: Any) -> None:
    """Print every block of a document with its label and the rule that gave it, and why the source was chosen."""
    with _wrong_use():
        work = cleaner.Cleaner(options["folders"], blocks=options["blocks"])
        sources = expand([file])
    failed = False
    for number, document in enumerate(_documents(sources, _fields(options), options["source"])):
        if number:
            click.echo()
        try:
            if isinstance(document, DocumentError):
                raise document
            click.echo(f"document  {document.id}")
            click.echo("\n".join(explain_lines(work.examine(replace(document, url=url or document.url)))))
        except DocumentError as error:
            failed = True
            click.echo(f"failed: {error}", err=True)
    sys.exit(FAILED if failed else 0)


def _documents(
    sources: Iterable[Source], names: Fields, named: str | None
) -> Iterator[cleaner.Document | DocumentError]:
    for source in sources:
        for document in read(source, names):
            if named and isinstance(document, cleaner.Document) and document.source is None:
                yield replace(document, source=named)
            else:
                yield document


def _without(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in ARTICLE_FIELDS or name in REQUIRED:
            known = ", ".join(field for field in ARTICLE_FIELDS if field not in REQUIRED)
            what = "cannot be left out" if name in REQUIRED else "is no field of an article"
            raise click.UsageError(f"--without: `{name}` {what}; one of {known}")
    return names


@contextlib.contextmanager
def _wrong_use() -> Iterator[None]:
    """Print what is wrong with inputs, outputs or rules, and end with the code for wrong use."""
    try:
        yield
    except InputError as error:
        click.echo(f"clean: {error}", err=True)
        sys.exit(WRONG_USE)
    except OutputError as error:
        click.echo(f"clean: {error}", err=True)
        sys.exit(FAILED)
    except RuleBookError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)


def _shown(outcomes: Iterator[Outcome], *, quiet: bool) -> Iterator[Outcome]:
    """Outcomes as they come; on a terminal with a count of them, once that takes longer than two seconds."""
    if quiet or not sys.stderr.isatty():
        yield from outcomes
        return
    from cleaner.running.progress import counted  # noqa: PLC0415 (rich, for terminals only)

    yield from counted(outcomes)
