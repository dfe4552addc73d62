"""Expressions without the power of one, as the templates that say the same."""

from __future__ import annotations

from typing import Final

import regex

from cleaner.rulebook.patterns import DEFAULT_TYPES, PatternError, parse_template
from cleaner.text.folding import fold_cased

_PLAIN: Final = r"(?: [^\\\[\](){}|.^$?*+] | \\ [^\w\s] )"
_PIECE: Final = regex.compile(
    rf"""
    (?: (?P<nothing> \A \( \? i \) | \A \^ | \$ \Z | \A \\A | \\[zZ] \Z )
      | \( \? P? < (?P<name> \w+ ) > (?: (?P<text> \. [*+] \?? ) | (?P<number> \\d\+ ) | (?P<words> {_PLAIN}+ (?: \| {_PLAIN}+ )+ ) ) \)
      | \( (?: \?: )? (?P<choice> {_PLAIN}+ (?: \| {_PLAIN}+ )+ ) \)
      | (?P<gap> \. [*+] \?? )
      | (?P<int> \\d\+ )
      | (?P<space> \\s\+? | [ ]\+ )
      | (?P<plain> {_PLAIN} )
      | (?P<bar> \| )
    )
    (?! [?*+{{] )                     # none of it may be missing, or stand again
    """,
    regex.VERBOSE,
)
_MARK: Final = regex.compile(r"\\(.)")
_SPECIAL: Final = regex.compile(r"[*{}\\]")


def as_templates(source: str) -> tuple[str, ...]:
    """The templates that say what an expression says, but for case; none where it takes an expression to say it."""
    templates = [""]
    position = 0
    while position < len(source):
        match = _PIECE.match(source, position)
        if match is None:
            return ()
        if match["bar"]:
            templates.append("")
        else:
            templates[-1] += _written(match)
        position = match.end()
    try:
        for template in templates:
            parse_template(template)
    except PatternError:
        return ()
    return tuple(templates)


def _written(match: regex.Match[str]) -> str:
    """A piece of an expression as a template has it."""
    name = match["name"] or ""
    if match["text"]:
        return f"{{{name}}}" if DEFAULT_TYPES.get(name, "text") == "text" else f"{{{name}:text}}"
    if match["number"] or match["int"]:
        return f"{{{name}:int}}"
    if words := match["words"] or match["choice"]:
        choices = _MARK.sub(r"\1", words)
        return f"{{{name}={choices}}}"
    if match["gap"]:
        return "*"
    if match["space"]:
        return " "
    return _SPECIAL.sub(r"\\\g<0>", _MARK.sub(r"\1", match["plain"] or ""))


def exact_template(source: str) -> str:
    """The template that does exactly what an expression does, whatever the case of the block; "" where none does."""
    folds = source.startswith("(?i)")
    text = source.removeprefix("(?i)")
    plain = _MARK.sub(r"\1", text)
    whole = regex.fullmatch(rf"{_PLAIN}+", text, regex.VERBOSE) is not None
    is_level = plain.isascii() and fold_cased(plain) == plain and "ss" not in plain.lower()  # which `ß` folds to
    if not whole or not is_level or not (folds or plain.lower() == plain.upper()):
        return ""
    return "".join(as_templates(source))
