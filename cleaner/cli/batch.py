"""`clean INPUT...`: the batch."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any, Final

import click

from cleaner.cleaning import Cleaner
from cleaner.cli.shared import (
    FAILED,
    SIGNALLED,
    documents_of,
    fields_of,
    reports_errors,
    say,
    score_option,
    shared_options,
)
from cleaner.reading.inputs import expand
from cleaner.running.accounts import Intake
from cleaner.running.ledger import run_key
from cleaner.running.local import run as run_documents
from cleaner.running.outcomes import Job, Outcome
from cleaner.running.progress import counted
from cleaner.running.summary import Summary
from cleaner.running.targets import Pairs, Place, Target, open_target, resume_target
from cleaner.running.workers import Limits
from cleaner.writing.dead_letters import beside
from cleaner.writing.forms import ARTICLE_FIELDS, FORMATS, REQUIRED, Form
from cleaner.writing.forms import fields_of as fields_in
from cleaner.writing.outputs import format_of, refuse_inputs

TIMEOUT: Final = 60.0
"""Seconds for one document where several workers are at work."""


@click.command("run", short_help="Clean documents; `run` itself may be left out.")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="OUTPUT",
    default="-",
    help="A .jsonl, .jsonl.gz, .jsonl.zst or .parquet file, a folder (a file a document), or `-` (default): standard output.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Default: what OUTPUT's name says: txt for a folder, jsonl for `-`.",
)
@click.option("--spans", is_flag=True, help="Put every block's label, rule, start and end into the record.")
@click.option(
    "--explain-fields", is_flag=True, help="Put into the record where each field of a page is from, as `origins`."
)
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
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(0),
    help="Time for one document, which fails when it takes more; 0: any. Default: 60, and any with one worker.",
)
@click.option(
    "--memory",
    metavar="MB",
    type=click.IntRange(1),
    help="Memory for each worker; a document that needs more fails. Default: any. Linux only.",
)
@click.option(
    "--failed", metavar="FILE", help="Records of documents that failed. Default: OUTPUT.failed.jsonl; none for `-`."
)
@click.option("--keep-failed-input", is_flag=True, help="Put into these what the documents were, as `input`.")
@click.option(
    "--resume", is_flag=True, help="Keep a ledger, OUTPUT.ledger, and go on where a run that kept one stopped."
)
@click.option("--overwrite", is_flag=True, help="Write to a file, or into a folder, that is there already.")
@click.option("--quiet", is_flag=True, help="No progress and no summary; failures are still named.")
@score_option
@shared_options
def run_batch(**options: Any) -> None:
    """Clean texts, HTML pages, JSON Lines, CSV, Parquet, Arrow, WARC and WET, in .tar and .zip, plain or compressed.

    INPUT is a file, a folder, a glob or `-`: standard input.

    Exit code: 0 if all went well, 1 if a document failed (it is named, the rest goes on) or the output could not be
    written, 2 for wrong use or broken rules.
    """
    # The scorer's matrices are small, and workers share the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    form = Form(
        format=format_of(options["output"], options["form"]),
        spans=options["spans"],
        origins=options["explain_fields"],
        without=_without(options["without"]),
    )
    with reports_errors():
        sources = expand(options["inputs"])
        refuse_inputs(options["output"], [source.path for source in sources if source.path])
        job = Job(Cleaner(options["folders"], blocks=options["blocks"], score=not options["no_score"]), form)
        place = Place(
            output=options["output"],
            form=form.format,
            failed=_failed(options),
            overwrite=options["overwrite"],
            keeps_input=options["keep_failed_input"],
            fields=fields_in(form),
        )
        refuse_inputs(place.failed or "-", [source.path for source in sources if source.path])
    summary = Summary()
    documents = (
        (source.name, document)
        for source in sources
        for document in documents_of([source], fields_of(options), options["source"])
    )
    with (
        reports_errors(),
        _signals("run it again to go on" if options["resume"] else "nothing half-written is left"),
        _opened(place, documents, form, options, summary) as target,
    ):
        intake = Intake(target.documents)
        run = run_documents(intake, job, options["workers"], _limits(options))
        with contextlib.closing(_shown(run, options)) as outcomes:
            for outcome in outcomes:
                file, document = intake.came_of(outcome)
                summary.add(outcome)
                if outcome.error:
                    say(f"failed: {outcome.error}")
                target.write(outcome, file, document)
        intake.check(target.articles, target.letters.written)
    if not options["quiet"]:
        click.echo("\n".join(summary.lines()), err=True)
    sys.exit(FAILED if summary.failures else 0)


def _opened(
    place: Place, documents: Pairs, form: Form, options: dict[str, Any], summary: Summary
) -> contextlib.AbstractContextManager[Target]:
    if not options["resume"]:
        return open_target(place, documents)
    said = (repr(form), options["keep_failed_input"], options["blocks"], options["no_score"])
    return resume_target(place, documents, run_key(options["folders"], said), summary.add)


def _limits(options: dict[str, Any]) -> Limits:
    """With one worker none but those asked for: they need a process more, which costs the time to start it."""
    seconds = options["timeout"]
    if seconds is None:
        seconds = TIMEOUT if options["workers"] > 1 else 0
    return Limits(seconds, options["memory"] or 0)


def _failed(options: dict[str, Any]) -> str | None:
    """Where dead letters go: where the user says, else beside the output; nowhere beside standard output."""
    named: str | None = options["failed"]
    return named if named or options["output"] == "-" else beside(options["output"], ".failed.jsonl")


def _without(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in ARTICLE_FIELDS or name in REQUIRED:
            known = ", ".join(field for field in ARTICLE_FIELDS if field not in REQUIRED)
            what = "cannot be left out" if name in REQUIRED else "is no field of an article"
            raise click.UsageError(f"--without: `{name}` {what}; one of {known}")
    return names


class _Stopped(BaseException):
    """A signal to stop has come."""


@contextlib.contextmanager
def _signals(left: str) -> Iterator[None]:
    """Let the signals that ask a program to stop unwind it, so that no worker is left; `left` says what is."""
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
        say(f"clean: stopped by {signal.Signals(number).name}; {left}")
        sys.exit(SIGNALLED + number)
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _shown(outcomes: Iterator[Outcome], options: dict[str, Any]) -> Generator[Outcome]:
    """Outcomes as they come; on a terminal with a count of them, once that takes longer than two seconds."""
    writes_there = options["output"] == "-" and sys.stdout.isatty()
    if options["quiet"] or writes_there or not sys.stderr.isatty():
        yield from outcomes
    else:
        yield from counted(outcomes, sys.stderr)
