"""`clean rules new SOURCE DOCUMENTS...`: a first rule file, and its first case."""

from __future__ import annotations

import sys
from typing import Any

import click

from cleaner.authoring.beginning import Plan, begin, present_rules, told
from cleaner.authoring.observing import Observed, Observer
from cleaner.authoring.skeleton import Skeleton
from cleaner.cli.rules_documents import each_document, write
from cleaner.cli.shared import FAILED, reports_errors, say, shared_options
from cleaner.model import Document
from cleaner.reading.inputs import expand


@click.command("new", short_help="Begin a rule set from documents of its source.")
@click.argument("name", metavar="SOURCE")
@click.argument("documents", metavar="DOCUMENTS...", nargs=-1, required=True)
@click.option("--layout", metavar="NAME", help="Which of several layouts of the source the documents have.")
@click.option(
    "--cases", metavar="DIR", default="fixtures", show_default=True, help="The folder of cases; its case goes below it."
)
@shared_options
def begin_rules(name: str, documents: tuple[str, ...], layout: str | None, cases: str, **options: Any) -> None:
    """Begin the rule set of a source: a file with what its documents show, as comments to take up, and a first case.

    SOURCE is the name of the new source: the file is SOURCE.yaml in the folder of --rules, the last one if there are
    several. DOCUMENTS are files, folders, globs or `-`, as for `clean` itself; three show a lot, ten show most.

    Nothing that exists is overwritten.

    Exit code: 0, 1 if no document could be read or a file not be written, 2 for wrong use or broken rules.
    """
    if not options["folders"]:
        raise click.UsageError("say with --rules DIR where the rule set goes")
    plan = Plan(source=name, layout=layout, folders=options["folders"], cases=cases, blocks=options["blocks"])
    with reports_errors():
        sources = expand(documents)
        book = present_rules(plan)
        observer = Observer(book, plan.blocks)
        seen: list[Observed] = []
        first: list[Document] = []

        def look(document: Document) -> None:
            seen.append(observer.observe(document))
            first[:] = first or [document]

        each_document(sources, options, look)
        if not first:
            say("clean: no document could be read; nothing was written")
            sys.exit(FAILED)
        skeleton = Skeleton(source=name, layout=layout, documents=tuple(seen), book=book)
        write(told(plan, skeleton, begin(plan, skeleton, first[0])))
    sys.exit(0)
