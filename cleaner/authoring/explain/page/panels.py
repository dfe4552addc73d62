"""What stands beside the document: the legend, the article's fields, the source, and what nearly happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from cleaner.authoring.explain.page.blocks import block_link, numbers_of, rule_button
from cleaner.authoring.explain.page.markup import Child, Markup, element, joined, sentence
from cleaner.authoring.explain.terminal import and_more, blocks_said, gathered
from cleaner.authoring.explain.values import BlockSaid, Candidate, Explanation, RuleSaid

_GROUPS: Final = (("body", "Body"), ("moved", "Fields"), ("removed", "Furniture"))
_PLAIN: Final = (
    "title", "subtitle", "section", "authors", "agency", "place", "published", "modified", "tags", "credits",
)  # fmt: skip
_MANY: Final = ("captions", "comments", "related", "notes", "extra")
_MOST_LINKS: Final = 40
"""Links to blocks that one line has room for."""


def legend(explanation: Explanation) -> Markup:
    """The filters: one for each kind of block and one for each label that occurs, with the number of its blocks."""
    counts = Counter((block.fate, block.label) for block in explanation.blocks)
    groups = [_group(fate, name, counts) for fate, name in _GROUPS]
    return element("fieldset", element("legend", "Show"), *groups, class_="legend")


def _group(fate: str, name: str, counts: Counter[tuple[str, str]]) -> Markup | None:
    labels = {label: count for (other, label), count in sorted(counts.items()) if other == fate}
    if not labels:
        return None
    chips = [_chip(f"show-{fate}-{label}", label, count, f"l-{label}") for label, count in labels.items()]
    whole = _chip(f"show-{fate}", name, sum(labels.values()), f"whole {fate}")
    return element("div", whole, *(chips if fate != "body" else ()), class_="group")


def _chip(name: str, text: str, count: int, classes: str) -> Markup:
    box = element("input", type="checkbox", id=name, checked=True)
    return element("label", box, element("span", text), " ", element("small", str(count)), class_=f"chip {classes}")


def article(explanation: Explanation) -> Markup:
    """The article's fields that have a value."""
    fields = explanation.article
    rows: list[Markup] = []
    for name in _PLAIN:
        if fields.get(name):
            rows += [element("dt", name), element("dd", _value(fields[name]), dir="auto")]
    stats = fields.get("stats") or {}
    rows += [
        element("dt", "body"),
        element("dd", f"{stats.get('body', 0):,} of {stats.get('characters', 0):,} characters"),
    ]
    many = [_many(name, fields[name]) for name in _MANY if fields.get(name)]
    return panel("article", "The article", element("dl", *rows), *many)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _many(name: str, values: Any) -> Markup:
    """A field of several values, which opens."""
    rows = [f"{key}: {value}" for key, value in values.items()] if isinstance(values, dict) else [*map(_said, values)]
    items = (element("li", row, dir="auto") for row in rows)
    return element("details", element("summary", f"{name} ", element("small", str(len(rows)))), element("ul", *items))


def _said(value: Any) -> str:
    """A caption, a comment or a text in one line."""
    if not isinstance(value, dict):
        return str(value)
    number = f"#{value['number']}" if value.get("number") is not None else None
    head = " · ".join(str(v) for v in (number, value.get("author"), value.get("published"), value.get("credit")) if v)
    return f"{head}{': ' if head else ''}{value.get('text', '')}"


def source(explanation: Explanation) -> Markup:
    """How the source was found, and what spoke for each rule set."""
    origin, rules = explanation.origin, explanation.rules
    said = element("p", element("b", origin.source or "unknown", dir="auto"), sentence(f": {origin.says}."))
    guards = f"{rules.count} rules; guards: max_prose {rules.max_prose:.0%}, min_words {rules.min_words}"
    ran = element("p", element("code", f"{rules.name}@{rules.hash}"), f", {guards}.")
    return panel("source", "The source", said, ran, *map(_candidate, origin.candidates))


def _candidate(row: Candidate) -> Markup:
    mark = "won" if row.verdict == "won" else "lost"
    count = f"{len(row.found)} found, {row.needed} needed"
    head = joined(element("b", row.rule_set), sentence(f": {count}{f'; {row.says}' if row.says else ''}"))
    found = (
        element("li", element("code", found.pattern, dir="auto"), " ", *_links(found.blocks), class_="there")
        for found in row.found
    )
    missing = (element("li", element("code", pattern, dir="auto"), class_="missing") for pattern in row.missing)
    inside = element("ul", *found, *missing, class_="prints")
    return element("details", element("summary", head), inside, class_=f"candidate {mark}", open=mark == "won")


def events(explanation: Explanation) -> Iterator[Markup]:
    """Refusals, near misses and warnings, each in a panel of its own where there are any."""
    numbers = numbers_of(explanation)
    refused = [
        (rule_button(r.rule, r.place, numbers), " on ", *_links(r.blocks), f", {r.words} words: {r.reason}")
        for r in explanation.refusals
    ]
    misses = [
        (block_link(m.at), ": ", rule_button(m.rule, m.place, numbers), " ", sentence(m.says), and_more(others))
        for m, others in gathered(explanation.near_misses)
    ]
    warnings = [
        (element("code", w["code"]), " ", sentence(w["message"]))
        for w in explanation.warnings
        if w["code"] != "guard-refused"
    ]
    yield from _list("refused", "Refused", refused)
    yield from _list("near", "Near misses", misses)
    yield from _list("warnings", "Warnings", warnings)


def _list(name: str, title: str, rows: Iterable[Iterable[Child]]) -> Iterator[Markup]:
    items = [element("li", *row) for row in rows]
    if items:
        yield panel(name, title, element("ul", *items, class_="events"), count=len(items))


def rules(explanation: Explanation) -> Markup | None:
    """The rules at work, each with the number of its blocks; a button shows it."""
    numbers = numbers_of(explanation)
    if not numbers:
        return None
    counts = Counter((block.rule, block.place) for block in explanation.blocks)
    rows = (
        element(
            "li", rule_button(rule.id, rule.place, numbers), " ", element("small", str(counts[rule.id, rule.place]))
        )
        for rule in explanation.rules_at_work
    )
    return panel("rules", "Rules named here", element("ul", *rows, class_="at-work"), count=len(numbers))


def cards(explanation: Explanation) -> Markup:
    """The rules at work as their files say them; each is shown by the buttons that name it."""
    found = enumerate(explanation.rules_at_work, 1)
    return element("div", *(_card(number, rule, explanation.blocks) for number, rule in found), class_="cards")


def _card(number: int, rule: RuleSaid, blocks: tuple[BlockSaid, ...]) -> Markup:
    name = f"rule-{number}"
    taken = tuple(block.number for block in blocks if (block.rule, block.place) == (rule.id, rule.place))
    close = element("button", "Close", type="button", popovertarget=name, popovertargetaction="hide")
    return element(
        "article",
        element("h3", element("span", f"{rule.verb} {rule.label} ", class_="verb"), rule.id),
        element("p", element("code", rule.place), f" of the set {rule.rule_set}", class_="where"),
        element("p", rule.why) if rule.why else None,
        element("pre", rule.text, tabindex=0, dir="auto") if rule.text else None,
        element("p", f"It has {blocks_said(taken)}.") if taken else None,
        close,
        id=name,
        class_="card",
        popover="auto",
        aria_label=f"Rule {rule.id}",
    )


def _links(numbers: tuple[int, ...]) -> Iterator[Child]:
    """Links to blocks; of many only the first."""
    yield "block " if len(numbers) == 1 else "blocks "
    for place, number in enumerate(numbers[:_MOST_LINKS]):
        yield joined(", " if place else "", block_link(number, str(number)))
    if len(numbers) > _MOST_LINKS:
        yield f" and {len(numbers) - _MOST_LINKS} more"


def panel(name: str, title: str, *children: Child, count: int | None = None) -> Markup:
    """A part of the page beside the document."""
    badge = element("small", str(count)) if count is not None else None
    return element("section", element("h2", title, " " if badge else None, badge), *children, id=name, class_="panel")
