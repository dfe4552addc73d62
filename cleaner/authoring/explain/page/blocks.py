"""The document on the page: a line for each block, which opens to tell why it is what it is."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from cleaner.authoring.explain.page.markup import Child, Markup, element, joined, sentence
from cleaner.authoring.explain.values import BlockSaid, Cut, Explanation, NearMiss, Refused, Trial, Why

_ENOUGH: Final = 20_000
"""Characters of a document by which its direction is told."""


class Notes:
    """What there is to say of single blocks, by their numbers."""

    __slots__ = ("cuts", "misses", "numbers", "refusals", "why")

    def __init__(self, explanation: Explanation) -> None:
        self.cuts: dict[int, list[Cut]] = {}
        self.misses: dict[int, list[NearMiss]] = {}
        self.refusals: dict[int, list[Refused]] = {}
        for cut in explanation.cuts:
            self.cuts.setdefault(cut.block, []).append(cut)
        for miss in explanation.near_misses:
            for block in {miss.block, miss.at}:
                self.misses.setdefault(block, []).append(miss)
        for refusal in explanation.refusals:
            for block in refusal.blocks:
                self.refusals.setdefault(block, []).append(refusal)
        self.why: dict[int, Why] = {answer.block: answer for answer in explanation.why}
        self.numbers = numbers_of(explanation)


def numbers_of(explanation: Explanation) -> dict[tuple[str, str], int]:
    """The number of each rule at work, by its id and place."""
    return {(rule.id, rule.place): number for number, rule in enumerate(explanation.rules_at_work, 1)}


def blocks(explanation: Explanation) -> Markup:
    """The document: all blocks in their order."""
    notes = Notes(explanation)
    direction = "rtl" if _is_right_to_left(explanation.blocks) else None
    return element("ol", *(_block(block, notes) for block in explanation.blocks), class_="blocks", dir=direction)


def _is_right_to_left(blocks: tuple[BlockSaid, ...]) -> bool:
    """Whether most letters of a document are of scripts that are written from the right."""
    kinds = Counter(map(unicodedata.bidirectional, "".join(block.text for block in blocks)[:_ENOUGH]))
    return kinds["R"] + kinds["AL"] > kinds["L"]


def _block(block: BlockSaid, notes: Notes) -> Markup:
    answer = notes.why.get(block.number)
    flagged = block.number in notes.refusals or block.number in notes.misses
    line = element(
        "summary",
        element("span", str(block.number), class_="number"),
        element("span", *_text(block, notes), class_="text", dir="auto"),
        element("span", _tag(block), class_="tag"),
        element("span", _rule_line(block), class_="rule-line", aria_hidden="true"),
    )
    inside = element("div", *_because(block, notes), class_="because", dir="ltr")
    return element(
        "li",
        element("details", line, inside, open=answer is not None),
        id=f"b{block.number}",
        class_=f"block {block.fate} l-{block.label}{' flagged' if flagged else ''}",
    )


def _tag(block: BlockSaid) -> str:
    return "" if block.label == "body" and block.rule is None else block.label


def _rule_line(block: BlockSaid) -> Markup:
    """The rule in one line, for those who point at a block."""
    if block.rule is None:
        return joined("no rule claimed it")
    return joined(element("b", block.rule), " ", block.place)


def _text(block: BlockSaid, notes: Notes) -> Iterator[Child]:
    """A block's text, with what was cut out of it, and the characters on which patterns failed, marked."""
    marks = [(cut.start, cut.end, "del") for cut in notes.cuts.get(block.number, ())]
    marks += [
        (miss.offset, miss.offset + len(miss.found), "mark")
        for miss in notes.misses.get(block.number, ())
        if miss.kind == "character" and miss.at == block.number
    ]
    position = 0
    yield f"{block.bullet.strip()} " if block.bullet.strip() else None
    for start, end, name in sorted(set(marks)):
        if start >= position:
            yield block.text[position:start]
            yield element(name, block.text[start:end])
            position = end
    yield block.text[position:]


def _because(block: BlockSaid, notes: Notes) -> Iterator[Markup]:
    yield element("p", *_claim(block, notes))
    if block.captures:
        rows = (joined(element("dt", name), element("dd", value, dir="auto")) for name, value in block.captures.items())
        yield element("dl", *rows, class_="captures")
    for cut in notes.cuts.get(block.number, ()):
        button = rule_button(cut.rule, cut.place, notes.numbers)
        yield element("p", "Cut out as ", cut.label, " by ", button, ": ", element("del", cut.text, dir="auto"))
    for refusal in notes.refusals.get(block.number, ()):
        button = rule_button(refusal.rule, refusal.place, notes.numbers)
        yield element("p", element("b", "Refused: "), button, " would have taken it: ", refusal.reason, class_="flag")
    for miss in notes.misses.get(block.number, ()):
        button = rule_button(miss.rule, miss.place, notes.numbers)
        yield element("p", element("b", "Near miss: "), button, " ", sentence(miss.says), class_="flag")
    answer = notes.why.get(block.number)
    if answer is not None:
        yield element("ol", *map(_trial, answer.trials), class_="trials", tabindex=0)
    option = "kept" if block.fate == "body" else "removed"
    command = element("code", f"clean explain … --why-{option} {block.number}")
    all_rules = None if answer else joined(" All rules that were tried on it: ", command)
    yield element("p", f"Characters {block.start} to {block.end}.", all_rules, class_="where")


def _claim(block: BlockSaid, notes: Notes) -> Iterator[Child]:
    if block.rule is None:
        yield "It stays in the body: no rule claimed it."
        return
    outcome = {"body": "Stays in the body", "moved": f"Moved to {block.label}"}.get(
        block.fate, f"Removed as {block.label}"
    )
    yield f"{outcome} by "
    yield rule_button(block.rule, block.place or "", notes.numbers)
    if block.part == "conditions":
        yield ": its conditions hold"
    elif block.pattern and block.part:
        yield joined(
            ": ", element("code", block.part), " matches ", element("code", block.pattern.strip("`"), dir="auto")
        )
    if block.since and block.since != block.number:
        yield joined(", in the run from ", block_link(block.since))
    yield "."


def _trial(trial: Trial) -> Markup:
    rule = element("div", element("b", trial.rule), " ", element("small", trial.place))
    again = "again, among what is left of the body: " if trial.again else ""
    state = trial.outcome if trial.outcome in ("claimed", "cut", "refused") else "near" if trial.is_near else "far"
    return element("li", rule, element("span", sentence(f"{again}{trial.says}")), class_=f"t-{state}")


def block_link(number: int, text: str = "") -> Markup:
    """A link to a block."""
    return element("a", text or f"block {number}", href=f"#b{number}")


def rule_button(rule: str, place: str, numbers: dict[tuple[str, str], int]) -> Markup:
    """A button that shows a rule as its file says it; its name alone where that is not on the page."""
    number = numbers.get((rule, place)) or next((n for (name, _), n in numbers.items() if name == rule), None)
    if number is None:
        return element("b", rule)
    return element("button", rule, type="button", class_="rule-name", popovertarget=f"rule-{number}")
