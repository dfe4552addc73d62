"""One rule of a file: a verb, a span and conditions, read and checked."""

from __future__ import annotations

from typing import Final

from cleaner.rulebook import values
from cleaner.rulebook.nodes import Mapping, Mistakes, Node, Scalar, Sequence
from cleaner.rulebook.patterns import Expression, Gap, Pattern, names_in
from cleaner.rulebook.rules import ONLY_IN, VERBS, Conditions, Line, Place, Rule, Run
from cleaner.rulebook.selectors import parse_selector
from cleaner.rulebook.xpath import parse_xpath
from cleaner.text.words import is_script

KEYS: Final = (
    *VERBS, "piece", "line", "from", "to", "until", "at", "prev", "next", "not", "words", "script", "language", "css",
    "xpath", "seen", "each", "id", "why", "hits", "spares",
)  # fmt: skip
TOP, END = "<top>", "<end>"
CONDITIONS: Final = ("at", "prev", "next", "not", "words", "script", "language", "css", "xpath", "seen")


def read_rule(node: Node, number: int, mistakes: Mistakes) -> Rule | None:
    """The rule that a node says; None where it has a mistake, which is noted. `number` is 1-based."""
    if not isinstance(node, Mapping):
        mistakes.add(node, f"rule {number}", "a rule is a mapping", "write `- drop: nav` and its keys below")
        return None
    known = len(mistakes.found)
    name = _name(node, number)
    keys = values.check_keys(node, KEYS, name, mistakes)
    verb, label = _verb(node, keys, name, mistakes)
    rule = Rule(
        id=values.word(keys.get("id"), f"{name}, id", mistakes) or label,
        verb=verb,
        label=label,
        span=_span(keys, name, mistakes),
        conditions=_conditions(keys, name, mistakes),
        each=_each(keys, label, name, mistakes),
        piece=_piece(keys, verb, node, name, mistakes),
        hits=values.texts(keys.get("hits"), f"{name}, hits", mistakes),
        spares=values.texts(keys.get("spares"), f"{name}, spares", mistakes),
        why=values.word(keys.get("why"), f"{name}, why", mistakes),
        place=Place(mistakes.path, node.line, node.column),
    )
    _refuse_all(keys, node, name, mistakes)
    _refuse_strangers(rule, keys, name, mistakes)
    return rule if len(mistakes.found) == known else None


def _name(node: Mapping, number: int) -> str:
    said = {key.value: value.value for key, value in node.items if isinstance(value, Scalar)}
    own = said.get("id") or next((said[verb] for verb in VERBS if verb in said), "")
    return f"rule {number} ({own})" if own else f"rule {number}"


def _verb(node: Mapping, keys: dict[str, Node], name: str, mistakes: Mistakes) -> tuple[str, str]:
    verbs = [verb for verb in VERBS if verb in keys]
    if len(verbs) != 1:
        what = f"it has {' and '.join(f'`{verb}`' for verb in verbs)}" if verbs else "it has no verb"
        mistakes.add(node, name, what, f"give it one of {', '.join(VERBS)}")
        return "drop", "other"
    verb = verbs[0]
    label = values.one_of(keys[verb], VERBS[verb], f"{name}, {verb}", mistakes)
    return verb, label or VERBS[verb][0]


def _span(keys: dict[str, Node], name: str, mistakes: Mistakes) -> Line | Run | None:
    ends = [key for key in ("to", "until") if key in keys]
    if "line" in keys and "from" in keys:
        mistakes.add(keys["from"], name, "`line` and `from` in one rule", "a line or a run, not both")
    elif "from" in keys and len(ends) != 1:
        what = "`from` has both `to` and `until`" if ends else "`from` has no end"
        mistakes.add(keys["from"], name, what, "give it `to` (inclusive) or `until` (exclusive)")
    elif ends and "from" not in keys:
        mistakes.add(
            keys[ends[0]], name, f"`{ends[0]}` without `from`", "say where the run begins: a pattern or `<top>`"
        )
    elif "from" in keys:
        return _run(keys, ends[0], name, mistakes)
    if "line" in keys:
        return Line(values.patterns(keys["line"], f"{name}, line", mistakes))
    return None


def _run(keys: dict[str, Node], end: str, name: str, mistakes: Mistakes) -> Run:
    start = keys["from"]
    top = isinstance(start, Scalar) and start.value == TOP
    ends, open_end = _without_end(keys[end])
    return Run(
        start=() if top else values.patterns(start, f"{name}, from", mistakes),
        ends=values.patterns(ends, f"{name}, {end}", mistakes, captures=False),
        inclusive=end == "to",
        open_end=open_end,
    )


def _without_end(node: Node) -> tuple[Node | None, bool]:
    """The patterns of an end, and whether `<end>` stands among them."""
    if isinstance(node, Scalar):
        return (None, True) if node.value == END else (node, False)
    if not isinstance(node, Sequence):
        return node, False
    kept = tuple(item for item in node.items if not (isinstance(item, Scalar) and item.value == END))
    open_end = len(kept) < len(node.items)
    return (None if open_end and not kept else Sequence(kept, node.line, node.column)), open_end


def _conditions(keys: dict[str, Node], name: str, mistakes: Mistakes) -> Conditions:
    neighbours = {
        key: values.patterns(keys.get(key), f"{name}, {key}", mistakes, captures=False)
        for key in ("prev", "next", "not")
    }
    return Conditions(
        at=values.interval(keys.get("at"), f"{name}, at", mistakes, negative=True),
        prev=neighbours["prev"],
        next=neighbours["next"],
        unless=neighbours["not"],
        words=values.interval(keys.get("words"), f"{name}, words", mistakes),
        script=_script(keys.get("script"), name, mistakes),
        language=values.word(keys.get("language"), f"{name}, language", mistakes),
        css=values.selectors(keys.get("css"), f"{name}, css", mistakes, parse_selector),
        xpath=values.selectors(keys.get("xpath"), f"{name}, xpath", mistakes, parse_xpath),
        seen=values.percent_interval(keys.get("seen"), f"{name}, seen", mistakes),
    )


def _script(node: Node | None, name: str, mistakes: Mistakes) -> str | None:
    value = values.word(node, f"{name}, script", mistakes)
    if value is None or node is None or is_script(value):
        return value
    mistakes.add(node, f"{name}, script", f"unknown script `{value}`", "a name of Unicode's, such as Arabic or Han")
    return None


def _each(keys: dict[str, Node], label: str, name: str, mistakes: Mistakes) -> tuple[Pattern, ...]:
    if "each" in keys and ("from" not in keys or label != "comments"):
        mistakes.add(
            keys["each"], f"{name}, each", "only a run of comments has items", "use it with `move: comments` and `from`"
        )
        return ()
    return values.patterns(keys.get("each"), f"{name}, each", mistakes)


def _piece(keys: dict[str, Node], verb: str, node: Mapping, name: str, mistakes: Mistakes) -> tuple[Pattern, ...]:
    if (verb == "cut") != ("piece" in keys):
        what = "`cut` without `piece`" if verb == "cut" else "`piece` without `cut`"
        mistakes.add(keys.get("piece", node), name, what, "write `cut: LABEL` and `piece: PATTERN`")
        return ()
    if verb == "cut" and (spans := [key for key in ("line", "from") if key in keys]):
        mistakes.add(
            keys[spans[0]], name, f"`cut` takes no `{spans[0]}`", "`piece` says what goes; narrow it by conditions"
        )
    pieces = values.patterns(keys.get("piece"), f"{name}, piece", mistakes, captures=False)
    for pattern in pieces:
        if isinstance(pattern, Expression) or all(isinstance(part, Gap) for part in pattern.parts):
            mistakes.add(
                keys["piece"], f"{name}, piece", "a piece needs text to be found by", "write a template with a literal"
            )
    return pieces


def _refuse_strangers(rule: Rule, keys: dict[str, Node], name: str, mistakes: Mistakes) -> None:
    """Captures that the rule's field does not have."""
    starts = rule.span.patterns if isinstance(rule.span, Line) else rule.span.start if rule.span else ()
    for key, patterns in (("line" if "line" in keys else "from", starts), ("each", rule.each)):
        for capture in dict.fromkeys(found for pattern in patterns for found in names_in(pattern)):
            if rule.label not in ONLY_IN.get(capture, (rule.label,)):
                fix = f"only `move: {ONLY_IN[capture][0]}` has it"
                mistakes.add(keys[key], f"{name}, {key}", f"`{{{capture}}}` is no part of `{rule.label}`", fix)


def _refuse_all(keys: dict[str, Node], node: Mapping, name: str, mistakes: Mistakes) -> None:
    unknown = len(keys) < len(node.items)  # it may be the misspelt one that says it
    if not unknown and not any(key in keys for key in ("line", "from", "to", "until", "piece", *CONDITIONS)):
        mistakes.add(
            node,
            name,
            "it says of no block what it is, and would take them all",
            "give it a `line`, a `from` or a condition",
        )
