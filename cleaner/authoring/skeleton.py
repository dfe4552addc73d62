"""A first rule file for a source: what is known of it, and below that, as comments, what its documents speak for.

A line with `##` explains; a line with one `#` is a proposal, which `# ` taken away makes a rule. So all editors can
turn them on and off, and the file is right in either state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Final

from cleaner.authoring.as_yaml import Value, mapping_lines, rule_lines
from cleaner.authoring.observing import Observed, Repeated, without_twins
from cleaner.authoring.proposing import MANY, Proposal, hosts_of, propose
from cleaner.authoring.schema import HEADER, SCHEMA_FILE
from cleaner.authoring.showing import shortened, visible
from cleaner.rulebook.book import LANGUAGES, RuleBook
from cleaner.rulebook.rules import FURNITURE

_WHAT_IT_IS = """\
## Begun from {documents}. A line with ## explains. A line with one # is a proposal, with the number of
## documents that speak for it: take the `# ` away to use it, and put right what is wrong in it first."""
_FINGERPRINTS = """\
## What tells the source where no URL does. Use those that no other site prints."""
_RULES = """\
## Rules run from top to bottom, and the first that claims a block owns it. Each needs `hits`, what it must take, and
## `spares`, what looks like it and must stay. Labels of furniture: {labels}."""


HEADINGS: Final = 3
"""Headings of what stands below the article, from which runs to the end are proposed."""
EXAMPLES: Final = 12
"""Examples of a rule of many lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeleton:
    """What a first rule file is made of: its name, the documents, and the rule book that it is laid over."""

    source: str
    layout: str | None
    documents: tuple[Observed, ...]
    book: RuleBook

    @property
    def name(self) -> str:
        """The rule set's name."""
        return f"{self.source}.{self.layout}" if self.layout else self.source


def skeleton_text(skeleton: Skeleton) -> str:
    """The rule file."""
    documents = without_twins(skeleton.documents)
    proposal = propose(documents, skeleton.source)
    rules = list(_rules(proposal))
    parts = [
        [f"{HEADER}{SCHEMA_FILE}", _WHAT_IT_IS.format(documents=_counted(len(documents), "document"))],
        [*_facts(skeleton, documents)],
        [_FINGERPRINTS, *_commented(_fingerprints(proposal))] if proposal.fingerprints else [],
        [
            _RULES.format(labels=" ".join(FURNITURE)),
            "# rules:" if any(line.startswith("# ") for part in rules for line in part) else "# rules: []",
        ],
        *rules,
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def identity_text(skeleton: Skeleton) -> str:
    """What of the rule file tells its documents from others, with the proposed fingerprints in use."""
    documents = without_twins(skeleton.documents)
    proposal = propose(documents, skeleton.source)
    prints = _fingerprints(proposal) if proposal.fingerprints else ()
    return "\n".join([*_facts(skeleton, documents), *prints]) + "\n"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _commented(lines: Iterator[str]) -> Iterator[str]:
    return (line if line.startswith("##") else f"# {line}" for line in lines)


def _facts(skeleton: Skeleton, documents: Sequence[Observed]) -> Iterator[str]:
    """What stands above the rules, and what speaks for it."""
    language, count = Counter(document.language for document in documents).most_common(1)[0]
    parents = ["news", f"{LANGUAGES}{language}"]
    facts: dict[str, Value | None] = {
        "source": skeleton.source,
        "layout": skeleton.layout,
        "name": " ".join(word.capitalize() for word in skeleton.source.replace("-", " ").replace("_", " ").split()),
        "extends": [parent for parent in parents if parent in skeleton.book.sets] or None,
    }
    yield from mapping_lines({key: value for key, value in facts.items() if value}, 0)
    yield from _hosts(skeleton, documents)
    if language:
        yield f"language: {language}  # {_share(count, documents)}"


def _share(count: int, documents: Sequence[object]) -> str:
    return f"{count} of {_counted(len(documents), 'document')}"


def _hosts(skeleton: Skeleton, documents: Sequence[Observed]) -> Iterator[str]:
    owners = {host: rule_set.source for rule_set in skeleton.book.sources() for host in rule_set.hosts}
    hosts = hosts_of(documents)
    own = [(host, count) for host, count in hosts if owners.get(host, skeleton.source) == skeleton.source]
    if own:
        said = ", ".join(f"{host}: {_share(count, documents)}" for host, count in own)
        yield f"{next(mapping_lines({'hosts': [host for host, _ in own]}, 0))}  # {said}"
    for host, count in hosts:
        if (host, count) not in own:
            yield f"## {_share(count, documents)} are of {visible(host)}, which `{owners[host]}` has already."
    if not hosts:
        yield "# hosts: [example.org]  # no document has a URL"


def _fingerprints(proposal: Proposal) -> Iterator[str]:
    yield "fingerprints:"
    for line in proposal.fingerprints:
        yield f"  - {_item(line, proposal)}"


def _item(line: Repeated, proposal: Proposal) -> str:
    """A pattern as an item of a list, with what speaks for it; in quotes, as a comment follows."""
    quoted = "'" + line.pattern.replace("'", "''") + "'"
    return f"{quoted}  # {line.documents} of {proposal.documents}, {line.where}"


def _rules(proposal: Proposal) -> Iterator[list[str]]:
    """The proposed rules, in the order in which they should run, each with what speaks for it."""
    makers = (_taken, _toolbar, _top, _head, _byline, _dates, _title, _between, _foot, _end)
    for lines in (list(_commented(maker(proposal))) for maker in makers):
        if lines:
            yield lines


def _taken(proposal: Proposal) -> Iterator[str]:
    if proposal.taken:
        yield "## The shared rules take these already; `clean rules show` has them:"
    for line in proposal.taken:
        yield f"##   {visible(line.pattern)}: {line.rule}, {line.documents} of {proposal.documents}"


def _toolbar(proposal: Proposal) -> Iterator[str]:
    """A run for the toolbar of an archive, and its lines on the collection behind that."""
    toolbar = proposal.toolbar
    if toolbar is None:
        return
    yield f"## The web archive's toolbar, in {toolbar.documents} of {_counted(proposal.documents, 'document')}: it says nothing of the source."
    run: dict[str, Value] = {"from": list(toolbar.first), "to": toolbar.last, "at": "..4"}
    yield from rule_lines({"drop": "banner", "id": "archive", **run, "hits": list(toolbar.first.values())})
    if toolbar.behind:
        lines: dict[str, Value] = {"line": list(toolbar.behind), "at": f"..{toolbar.place}"}
        hits = list(toolbar.behind.values())
        yield from rule_lines({"drop": "banner", "id": "archive-collection", **lines, "hits": hits})


def _top(proposal: Proposal) -> Iterator[str]:
    """A run, where many lines stand above the title."""
    above = _above_title(proposal)
    most = max((line.documents for line in above), default=0)
    sure = [line for line in above if line.documents >= most - 1]
    if len(sure) > 1:
        first, last = sure[0], sure[-1]
        yield f"## All above the title: {len(above)} lines that repeat, and what stands between them."
        rule = {"drop": "nav", "id": "top", "from": first.pattern, "to": last.pattern, "at": f"..{2 * first.place}"}
        yield from rule_lines({**rule, "hits": first.examples})


def _above_title(proposal: Proposal) -> list[Repeated]:
    """The lines that stand above the title wherever they stand, if they are many."""
    above = [line for line in proposal.head if proposal.title and line.key in proposal.title.above]
    return above if len(above) > MANY else []


def _head(proposal: Proposal) -> Iterator[str]:
    above = _above_title(proposal)
    lines = [line for line in proposal.head if line not in above]
    if lines:
        yield "## Furniture above the article."
        yield from _drop("nav", "head", lines, proposal, {"at": f"..{2 * max(line.place for line in lines)}"})


def _between(proposal: Proposal) -> Iterator[str]:
    if proposal.between:
        yield "## Furniture within the article. Is none of it a heading of the article's own?"
        yield from _drop("other", "between", proposal.between, proposal, {})


def _drop(
    label: str, name: str, lines: Sequence[Repeated], proposal: Proposal, conditions: Mapping[str, Value]
) -> Iterator[str]:
    """A rule that drops several lines, each with what speaks for it."""
    yield from rule_lines({"drop": label, "id": name})
    yield "    line:"
    yield from (f"      - {_item(line, proposal)}" for line in lines)
    examples = [line.examples[0] for line in lines[:EXAMPLES]]
    yield from mapping_lines({**conditions, "hits": examples}, 4)


def _byline(proposal: Proposal) -> Iterator[str]:
    byline = proposal.byline
    if byline is not None:
        yield f"## Who wrote it: {byline.documents} of {_counted(proposal.documents, 'document')}."
        yield from rule_lines({"move": "byline", "line": byline.pattern, "hits": byline.examples})


def _dates(proposal: Proposal) -> Iterator[str]:
    if proposal.dates:
        lines = proposal.dates
        found = ", ".join(f"{line.documents} of {proposal.documents}" for line in lines)
        yield f"## When it was published, {found}. Is it no other date? `move: modified` is for updates."
        patterns: list[Value] = [line.pattern.replace("{:date}", "{published}") for line in lines]
        place = f"..{2 * max(line.place for line in lines)}"
        hits = [line.examples[0] for line in lines]
        yield from rule_lines(
            {"move": "published", "line": patterns if len(patterns) > 1 else patterns[0], "at": place, "hits": hits}
        )


def _title(proposal: Proposal) -> Iterator[str]:
    title = proposal.title
    if title is None:
        yield "## No place was found where most documents have their title."
        return
    where = "which stands above a line of one form" if title.next else "which is the first block that is left"
    yield f"## The title, {where}: {title.documents} of {_counted(proposal.documents, 'document')}."
    yield from (f"##   {shortened(example.text)}" for example in title.examples)
    place = {"next": title.next} if title.next else {"at": "1"}
    hits = [f"{example.text}\n{example.below}" if title.next else example.text for example in title.examples]
    yield from rule_lines({"move": "title", **place, "not": ["*.", "*:"], "words": "2..25", "hits": hits})


def _foot(proposal: Proposal) -> Iterator[str]:
    """The lines up to the first heading."""
    lines = list(takewhile(lambda line: not line.opens, proposal.foot))
    if lines:
        yield "## Furniture below the article."
        yield from _drop("other", "foot", lines, proposal, {"at": _from_end(lines)})


def _end(proposal: Proposal) -> Iterator[str]:
    """Runs from the headings to the end."""
    heads = [line for line in proposal.foot if line.opens][:HEADINGS]
    if not heads:
        return
    yield "## What stands below the article, from a heading to the end. Is nothing of it the article's, or comments?"
    yield from rule_lines({"drop": "related", "id": "end"})
    yield "    from:"
    yield from (f"      - {_item(line, proposal)}" for line in heads)
    yield from mapping_lines({"to": "<end>", "at": _from_end(heads), "hits": [line.examples[0] for line in heads]}, 4)
    below = [line for line in dropwhile(lambda line: not line.opens, proposal.foot) if line not in heads]
    yield from (f"##   below it: {visible(line.pattern)}, {line.documents} of {proposal.documents}" for line in below)


def _from_end(lines: Sequence[Repeated]) -> str:
    """Places from the end, with room for documents that have more below."""
    return f"-{2 * max(line.place for line in lines)}.."
