"""What becomes of each directive of a site config: a rule, a comment, nothing that is needed, or nothing that can be.

Full-Text RSS takes title, author and date first, then strips, and then takes the first body that it finds; where it finds
none, it detects one. Our rules run in that order: fields are moved, what is stripped is dropped, captions are moved as in
all our sets, the body is kept, and all else of the page is dropped. Where a body is not there, the guards refuse to drop
all, and the next body is tried; behind the last one the scorer judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import msgspec
import regex

from cleaner.authoring.as_yaml import Value
from cleaner.authoring.ftr.configs import Config, Directive
from cleaner.rulebook.patterns import PatternError
from cleaner.rulebook.values import closest
from cleaner.rulebook.xpath import parse_xpath

RULE, PART, COMMENT, NEEDLESS, LOST = "rule", "part", "comment", "needless", "lost"
"""What became of a directive."""

_FIELDS: Final = {"title": "title", "author": "byline", "date": "published"}
_STRIPS: Final = ("strip", "strip_id_or_class", "strip_image_src")
_COMMENTS: Final = ("test_url", "test_contains", "single_page_link", "next_page_link")
"""What people who go on with the file can use: it stands in it as a comment."""
_NEEDLESS: Final = {
    "tidy": "pages are read without it",
    "parser": "pages have one reader",
    "convert_double_br_tags": "each `br` ends a block already",
    "autodetect_next_page": "no page is fetched",
    "insert_detected_image": "an article is text",
    "src_lazy_load_attr": "an article is text",
    "strip_attr": "an article is text",
    "footnotes": "notes stay where they are",
}
_NOT_FETCHED: Final = "no page is fetched: whoever fetches it must see to that"
_LOST: Final = {
    "find_string": "rules never change the text of a page",
    "replace_string": "rules never change the text of a page",
    "dissolve": "rules never change a page",
    "move_into": "rules never change a page",
    "wrap_in": "rules never change a page",
    "strip_comments": "no rule tells comments; give their element a rule of its own",
    "native_ad_clue": "no rule asks of the page as a whole",
    "if_page_contains": "no rule asks of the page as a whole",
    "skip_json_ld": "what a page says of itself is always read, and rules come before it",
    "skip_id_or_class_strip": "what to strip is said line by line",
    "http_header": _NOT_FETCHED,
    "requires_login": _NOT_FETCHED,
    "login_uri": _NOT_FETCHED,
    "login_username_field": _NOT_FETCHED,
    "login_password_field": _NOT_FETCHED,
    "login_extra_fields": _NOT_FETCHED,
    "not_logged_in_xpath": _NOT_FETCHED,
    "single_page_link_in_feed": _NOT_FETCHED,
}
_SWITCHES: Final = {"yes": True, "true": True, "no": False, "false": False}
_KNOWN: Final = (*_FIELDS, *_STRIPS, "body", "autodetect_on_failure", "prune", *_COMMENTS, *_NEEDLESS, *_LOST)
_DATA: Final = regex.compile(
    r"""
    .* (?:/|::)(?:
        (?:meta|link) (?:\[[^][]*\])* /@[\w-]+      # what the page says of itself
      | time (?:\[[^][]*\])* /@datetime
      | title
    ) (?:/text\(\))?
    """,
    regex.VERBOSE,
)
_LITERAL: Final = regex.compile(r"""  "[^"]*" | '([^'"]*)'  """, regex.VERBOSE)
_ALTERNATIVES: Final = regex.compile(
    r"""
    (?P<part>
        (?: [^]["'|]++
          | "[^"]*+" | '[^']*+'
          | (?P<brackets> \[ (?: [^]["']++ | "[^"]*+" | '[^']*+' | (?&brackets) )*+ \] )      # in which `|` parts nothing
        )++
    )
    (?: \| (?&part) )*+
    """,
    regex.VERBOSE,
)
_TEXT: Final = regex.compile(r"/{1,2}text\(\)$")


class Fate(msgspec.Struct, frozen=True):
    """What became of a directive, with the reason where it is not plain."""

    directive: Directive
    kind: str
    why: str = ""


class Carried(msgspec.Struct, frozen=True):
    """What a config says as rules: what becomes of the rest of a page, and the rules in their order."""

    rest: str
    rules: tuple[dict[str, Value], ...]
    fates: tuple[Fate, ...]

    def of_kind(self, kind: str) -> tuple[Fate, ...]:
        """The fates of a kind, by line."""
        return tuple(fate for fate in self.fates if fate.kind == kind)


class _Rule(msgspec.Struct, frozen=True):
    """A rule of one directive; `turn` is the stage at which it runs."""

    turn: int
    value: dict[str, Value]


def carry(config: Config) -> Carried:
    """The rules of a config, and what became of each of its lines."""
    rules: list[_Rule] = []
    fates: list[Fate] = []
    seen: dict[tuple[str, str], Directive] = {}
    for directive in config.directives:
        twin = seen.setdefault((directive.name, directive.value), directive)
        if twin is not directive and directive.name in (*_FIELDS, *_STRIPS, "body"):
            fates.append(Fate(directive, NEEDLESS, f"the same as line {twin.line}"))
            continue
        fate, made = _carried(directive)
        fates.append(fate)
        rules += made
    ordered = [rule.value for rule in sorted(rules, key=lambda rule: rule.turn)]
    return Carried(_rest(fates), tuple(_with_captions(ordered)), tuple(fates))


def _carried(directive: Directive) -> tuple[Fate, list[_Rule]]:
    if directive.name in (*_FIELDS, *_STRIPS, "body") and directive.value:
        return _selecting(directive)
    return _without_rule(directive), []


def _without_rule(directive: Directive) -> Fate:
    """Of a directive that makes no rule."""
    name = directive.name
    if not name:
        return Fate(directive, LOST, "no directive: a name, a `:` and a value are expected")
    if name not in _KNOWN:
        return Fate(directive, LOST, f"no directive is called so; {closest(name, _KNOWN)}")
    if name in _LOST:
        return Fate(directive, LOST, _LOST[name])
    if not directive.value:
        return Fate(directive, LOST, "it has no value")
    if name in _NEEDLESS:
        return Fate(directive, NEEDLESS, _NEEDLESS[name])
    return Fate(directive, COMMENT) if name in _COMMENTS else _switch(directive)


def _switch(directive: Directive) -> Fate:
    on = _SWITCHES.get(directive.value.lower())
    if on is None:
        return Fate(directive, LOST, f"`{directive.value}` is neither `yes` nor `no`")
    if directive.name == "autodetect_on_failure":
        return Fate(directive, RULE)
    if on:
        return Fate(directive, LOST, "what a body has that is no paragraph stays, unless a line strips it")
    return Fate(directive, NEEDLESS, "a body stays whole anyway")


def _rest(fates: list[Fate]) -> str:
    """What becomes of what no rule claims: it is judged, unless the config wants nothing detected."""
    said = [fate.directive.value.lower() for fate in fates if fate.directive.name == "autodetect_on_failure"]
    return "body" if said and _SWITCHES.get(said[-1]) is False else "score"


def _selecting(directive: Directive) -> tuple[Fate, list[_Rule]]:
    """Of a directive that says which elements it means."""
    name = directive.name
    if name in _FIELDS and _DATA.fullmatch(directive.value):
        return Fate(directive, NEEDLESS, "what a page says of itself is read anyway"), []
    expression = _EXPRESSIONS.get(name, _expression)(directive.value)
    mistake = _mistake(expression)
    if mistake is None:
        return Fate(directive, RULE), list(_rules(directive, expression))
    parts = [part for part in _alternatives(expression) if _mistake(part) is None]
    if not parts:
        return Fate(directive, LOST, mistake), []
    carried = " | ".join(parts)
    return Fate(directive, PART, f"only `{carried}` is; {mistake}"), list(_rules(directive, carried))


def _mistake(expression: str) -> str | None:
    """What is wrong with an expression, with its place."""
    try:
        parse_xpath(expression)
    except PatternError as error:
        return f"at {error.position + 1}: {error.what}; {error.fix}"
    return None


def _alternatives(expression: str) -> list[str]:
    """The parts of `a | b`; none where it is none such."""
    match = _ALTERNATIVES.fullmatch(expression)
    parts = [part.strip() for part in match.captures("part")] if match else []
    return parts if all(parts) else []


def _rules(directive: Directive, expression: str) -> Iterator[_Rule]:
    name, line = directive.name, directive.line
    if name in _FIELDS:
        turn = tuple(_FIELDS).index(name)
        yield _Rule(turn, {"move": _FIELDS[name], "id": f"{name}-{line}", "xpath": expression})
    elif name == "body":
        yield _Rule(_BODY, {"keep": "body", "id": f"body-{line}", "xpath": expression})
        yield _Rule(_BODY, {"drop": "other", "id": f"outside-{line}", "css": "*"})
    else:
        yield _Rule(_STRIP, {"drop": "other", "id": f"{name.replace('_', '-')}-{line}", "xpath": expression})


_STRIP, _BODY = len(_FIELDS), len(_FIELDS) + 1


def _with_captions(rules: list[dict[str, Value]]) -> Iterator[dict[str, Value]]:
    """Rules with one for captions before the first body, as these are no part of it in any set of ours."""
    first = next((rule for rule in rules if "keep" in rule), None)
    for rule in rules:
        if rule is first:
            yield {"move": "caption", "id": "captions", "css": "figcaption"}
        yield rule


def _expression(value: str) -> str:
    """An expression with the quotes that need no others in YAML, and without what asks for an element's text."""
    return _LITERAL.sub(lambda match: match[0] if match[1] is None else f'"{match[1]}"', _TEXT.sub("", value))


def _named(value: str) -> str:
    """The elements that have a text in their class or their id; as in Full-Text RSS, it holds no quotes."""
    text = _unquoted(value)
    return f'//*[contains(@class, "{text}") or contains(@id, "{text}")]'


def _unquoted(value: str) -> str:
    return value.replace('"', "").replace("'", "")


_EXPRESSIONS: Final[dict[str, Callable[[str], str]]] = {
    "strip_id_or_class": _named,
    "strip_image_src": lambda value: f'//img[contains(@src, "{_unquoted(value)}")]',
}
