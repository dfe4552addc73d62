"""Regular expressions that can take forever, can never match, match nothing at all, or need not be expressions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from cleaner.authoring.lint.blowup import Attack, attack
from cleaner.authoring.lint.characters import called
from cleaner.authoring.lint.findings import Edit, Finding
from cleaner.authoring.lint.translating import as_templates, exact_template
from cleaner.authoring.lint.written import PATTERN_KEYS, Place, WrittenFile, ends_of_scalars
from cleaner.rulebook.patterns import Expression
from cleaner.text.folding import fold_cased

_LOOSE: Final = regex.compile(
    r"""
    (?P<first> \A (?: \(\?\w+\) | \^ )* \. [*+] )
    | (?<! \\ ) (?: \\\\ )* \. [*+] [?+]? \$? \Z
    """,
    regex.VERBOSE,
)
_CHARACTER: Final = regex.compile(
    r"""
    \\ .                                           # an escape
    | (?P<class> \[ \^? \]? (?: \\. | [^\]\\] )* \] )
    | (?P<text> . )
    """,
    regex.VERBOSE | regex.DOTALL,
)


def check_expressions(file: WrittenFile, attacks: dict[str, Attack | None]) -> Iterator[Finding]:
    """What is wrong with a file's expressions; `attacks` remembers what was tried on those of other files."""
    for rule in file.rules:
        for key in PATTERN_KEYS:
            for place in rule.patterns(key):
                if isinstance(place.pattern, Expression):
                    where = f"{rule.where}, {key}"
                    yield from _expression(file, place, where)
                    yield from _blow_up(file, place, where, attacks)


def _blow_up(file: WrittenFile, place: Place, where: str, attacks: dict[str, Attack | None]) -> Iterator[Finding]:
    source = place.pattern.source
    if source not in attacks:
        attacks[source] = attack(source)
    found = attacks[source]
    if found is not None:
        texts = (found.before, f"{found.pump!r} many times", found.behind)
        shown = ", ".join(text if text is texts[1] else repr(text) for text in texts if text)
        what = f"it takes far too long on a text such as {shown}"
        fix = "let no part repeat what a part of it, or the next, may take as well"
        yield file.found("re-blow-up", place.node, where, (what, fix))


def _expression(file: WrittenFile, place: Place, where: str) -> Iterator[Finding]:
    source = place.pattern.source
    if regex.compile(source).fullmatch(""):
        said = ("it matches an empty text: none of it need be there", "say what must be there")
        yield file.found("re-empty", place.node, where, said)
    if (unfolded := _unfolded(source)) is not None:
        yield file.found("re-unfolded", place.node, where, unfolded)
    if templates := as_templates(source):
        shown = ", ".join(f"`{template}`" for template in templates)
        exact = exact_template(source)
        fix = f"write {shown}" if exact else f"write {shown}, or accept this where case matters"
        edits = _in_place(file, place, exact) if exact else ()
        yield file.found("re-template", place.node, where, ("a template says the same, in any case", fix), edits)
    elif loose := _LOOSE.search(source):
        side = "begins" if loose["first"] else "ends"
        said = (f"it {side} in any text whatever", "write what stands there, or a template with `*`")
        yield file.found("re-open-ends", place.node, where, said)


def _in_place(file: WrittenFile, place: Place, template: str) -> tuple[Edit, ...]:
    """Put a template in the place of `{re: ...}`, where that stands on one line."""
    node, text = place.node, file.lines[place.node.line - 1]
    end = ends_of_scalars(file.text)[node.line, node.column]
    before = regex.search(r"\{\s*re:\s*\Z", text[: node.column - 1])
    behind = regex.match(r"\s*\}", text[end[1] - 1 :]) if end[0] == node.line else None
    if before is None or behind is None:
        return ()
    quoted = "'{}'".format(template.replace("'", "''"))
    return (Edit(node.line, before.start() + 1, node.line, end[1] + behind.end(), quoted),)


def _unfolded(source: str) -> tuple[str, str] | None:
    """The first character of an expression that folding leaves in no block, and what is there instead."""
    if source.isascii() and "`" not in source:
        return None
    for match in _CHARACTER.finditer(source):
        for letter in match["class"] or match["text"] or "":
            folded = fold_cased(f"x{letter}x")[1:-1]
            if folded != letter and not (match["class"] and folded and folded in match["class"]):
                fix = f"write {called(folded)}" if folded else "take it out"
                return f"{called(letter)} stands in no folded block, so that this part never matches", fix
    return None
