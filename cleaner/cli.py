"""The `clean` command: it parses arguments and prints, and does nothing else."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Any, Final

import click

import cleaner
from cleaner.authoring.explain import explain as explain_lines
from cleaner.authoring.explain import visible
from cleaner.errors import CleanerError, DocumentError, InputError, RuleBookError
from cleaner.reading.inputs import Fields, Source, expand, read
from cleaner.running.local import run as run_documents
from cleaner.running.outcomes import Job, Outcome
from cleaner.running.progress import counted
from cleaner.running.summary import Summary
from cleaner.writing.forms import ARTICLE_FIELDS, FORMATS, REQUIRED, Form
from cleaner.writing.outputs import format_of, open_output, refuse_inputs

WRONG_USE: Final = 2
FAILED: Final = 1
SIGNALLED: Final = 128
"""Added to the number of the signal that ended a run, as shells do."""


class _BatchFirst(click.Group):
    """A group whose commands may be left out: anything else is the batch."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*self.commands, "--help", "-h", "--version"}
        if args and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        del ctx
        return ["INPUT... [-o OUTPUT] | explain FILE"]


@click.group(cls=_BatchFirst, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(cleaner.__version__, prog_name="clean")
def main() -> None:
    """Clean articles out of scraped news and web text, by rules per source.

    \b
      clean inbox/ -o articles.jsonl    clean all files of a folder
      clean explain inbox/story.txt     why each line of a document is what it is

    `clean run --help` lists the options of a batch. A file that is called as a command is can be given as `./run`.
    """  # noqa: D301 (a backspace is click's sign for lines as they are)


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


@main.command("run", short_help="Clean documents; `run` itself may be left out.")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="OUTPUT",
    default="-",
    help="A .jsonl or .jsonl.gz file, a folder (a file a document), or `-` (default): standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Default: what OUTPUT's name says: txt for a folder, else jsonl.",
)
@click.option("--spans", is_flag=True, help="Put every block's label, rule, start and end into the record.")
@click.option(
    "--without",
    metavar="FIELD,...",
    default="",
    help="Fields of the record to leave out, such as `comments`: commenters are private persons.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(1),
    default=1,
    show_default="1",
    help="Processes to work on; the output is the same.",
)
@click.option("--overwrite", is_flag=True, help="Write to a file, or into a folder, that is there already.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; failures are still named.")
@_shared_options
def run_batch(**options: Any) -> None:
    """Clean texts, HTML pages and JSON Lines, plain or .gz.

    INPUT is a file, a folder, a glob or `-`: standard input.

    Exit code: 0 if all went well, 1 if a document failed (it is named, the rest goes on) or the output could not be
    written, 2 for wrong use or broken rules.
    """
    form = Form(
        format=format_of(options["output"], options["form"]),
        spans=options["spans"],
        without=_without(options["without"]),
    )
    with _wrong_use():
        sources = expand(options["inputs"])
        refuse_inputs(options["output"], [source.path for source in sources if source.path])
        job = Job(cleaner.Cleaner(options["folders"], blocks=options["blocks"]), form)
    summary = Summary()
    documents = _documents(sources, _fields(options), options["source"])
    with (
        _wrong_use(),
        _signals(),
        open_output(options["output"], form.format, overwrite=options["overwrite"]) as output,
        contextlib.closing(_shown(run_documents(documents, job, options["workers"]), options)) as outcomes,
    ):
        for outcome in outcomes:
            summary.add(outcome)
            if outcome.error:
                _say(f"failed: {outcome.error}")
            else:
                output.write(outcome.name, outcome.data)
    if not options["quiet"]:
        click.echo("\n".join(summary.lines()), err=True)
    sys.exit(FAILED if summary.failures else 0)


@main.command("explain", short_help="Show why each block of a document is what it is.")
@click.argument("file", metavar="FILE")
@click.option("--url", metavar="URL", help="The document's URL.")
@_shared_options
def explain_document(file: str, url: str | None, **options: Any) -> None:
    """Print why the source of a document was chosen, every block with its label and the rule that gave it, and what was refused.

    FILE is a text, a page or JSON Lines, plain or .gz, or `-`: standard input.
    """
    with _wrong_use():
        work = cleaner.Cleaner(options["folders"], blocks=options["blocks"])
        sources = expand([file])
    failed = False
    with _wrong_use(), open_output("-", "txt") as output:
        for document in _documents(sources, _fields(options), options["source"]):
            try:
                output.write("", "".join(f"{line}\n" for line in _explained(work, document, url)).encode())
            except DocumentError as error:
                failed = True
                _say(f"failed: {error}")
    sys.exit(FAILED if failed else 0)


def _explained(work: cleaner.Cleaner, document: cleaner.Document | DocumentError, url: str | None) -> Iterator[str]:
    if isinstance(document, DocumentError):
        raise document
    yield visible(f"document  {document.id}")
    if _is_former(document):
        yield visible(f"rules     {document.meta['rules']}: an article of a former run, which is not cleaned again")
    else:
        yield from explain_lines(work.examine(replace(document, url=url or document.url)))


def _documents(
    sources: Iterable[Source], names: Fields, named: str | None
) -> Iterator[cleaner.Document | DocumentError]:
    for source in sources:
        for document in read(source, names):
            if isinstance(document, DocumentError) or not named or document.source or _is_former(document):
                yield document
            else:
                yield replace(document, source=named)


def _is_former(document: cleaner.Document) -> bool:
    """Whether a document is the article of a former run, which goes through as it is."""
    return document.text is None and document.html is None


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
    except RuleBookError as error:
        click.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    except CleanerError as error:
        _say(f"clean: {error}")
        sys.exit(WRONG_USE if isinstance(error, InputError) else FAILED)
    except BrokenPipeError:
        sys.exit(SIGNALLED + signal.SIGPIPE)


class _Stopped(BaseException):
    """A signal to stop has come."""


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """Let the signals that ask a program to stop unwind it, so that nothing half-written and no worker is left."""
    ours = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
    former = {number: signal.getsignal(number) for number in ours}

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        for ours in former:
            signal.signal(ours, signal.SIG_IGN)
        raise _Stopped(number)

    for number, handler in former.items():
        if handler is not signal.SIG_IGN:  # as `nohup` sets it
            signal.signal(number, stop)
    try:
        yield
    except _Stopped as stopped:
        (number,) = stopped.args
        _say(f"clean: stopped by {signal.Signals(number).name}; nothing half-written is left")
        sys.exit(SIGNALLED + number)
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _say(message: str) -> None:
    """Print a message on standard error, whatever characters the ids of documents bring."""
    click.echo(visible(message), err=True)


def _shown(outcomes: Iterator[Outcome], options: dict[str, Any]) -> Generator[Outcome]:
    """Outcomes as they come; on a terminal with a count of them, once that takes longer than two seconds."""
    writes_there = options["output"] == "-" and sys.stdout.isatty()
    if options["quiet"] or writes_there or not sys.stderr.isatty():
        yield from outcomes
    else:
        yield from counted(outcomes, sys.stderr)
