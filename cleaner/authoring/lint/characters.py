"""Characters that nobody sees, and letters of one alphabet in the words of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from cleaner.authoring.lint.findings import Edit, Finding
from cleaner.authoring.lint.removing import Ends
from cleaner.authoring.lint.written import PATTERN_KEYS, WrittenFile, ends_of_scalars, scalars
from cleaner.authoring.showing import named
from cleaner.rulebook.nodes import Scalar
from cleaner.rulebook.values import listed

_EXAMPLES: Final = frozenset({"hits", "spares", "why"})
"""What may hold anything: examples show what dumps have."""
_UNSEEN: Final = regex.compile(
    r"""
    [\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]    # shown as nothing
    | (?<! [\p{L}--\p{ASCII}] | \p{M} | \p{Emoji}\uFE0F? ) [\u200C\u200D]      # joiners, but where scripts need them
    | [\u00A0\u2000-\u200A\u202F\u205F]                                       # shown as a space
    """,
    regex.VERBOSE | regex.V1,
)
_WORD: Final = regex.compile(r"[\p{L}\p{M}]+")
_ALPHABETS: Final = {name: regex.compile(rf"\p{{Script={name}}}") for name in ("Latin", "Cyrillic", "Greek")}
_ALIKE: Final = frozenset("АВЕКМНОРСТУХЅІЈаекорсухѕіјԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυικχABCEHIJKMNOPSTXYZacdehijkopqsuvwxy")
"""Letters that look as one of another alphabet does."""


def check_characters(file: WrittenFile) -> Iterator[Finding]:
    """What in a file's names and patterns is not what it looks like."""
    ends: Ends = {}
    mendable: frozenset[tuple[int, int]] | None = None
    for scalar in scalars(file.root, _EXAMPLES):
        if scalar.value.isascii():
            continue
        if unseen := _UNSEEN.search(scalar.value):
            ends = ends or ends_of_scalars(file.text)
            place = (scalar.line, scalar.column)
            mendable = _mendable(file) if mendable is None else mendable
            edits = tuple(_edits(file, scalar, ends)) if place in mendable else ()
            fix = "write a space" if unseen[0].isspace() else "take it out"
            said = (f"{called(unseen[0])} in `{_shown(scalar.value)}`, which nobody sees", fix)
            yield file.found("invisible", scalar, "", said, edits)
        for word in _WORD.findall(scalar.value):
            if strangers := _strangers(word):
                yield file.found("mixed-alphabet", scalar, "", strangers)
                break


def called(letter: str) -> str:
    """What messages call a character: itself, if it can be seen, and its number and name, if it is not plain."""
    name = named(letter)
    return name[1:-1] if name.startswith("(") else name


def _mendable(file: WrittenFile) -> frozenset[tuple[int, int]]:
    """The places of templates: folding leaves nothing of what nobody sees, so that they say the same without."""
    nodes = [
        place.node for rule in file.rules for place in rule.patterns(*PATTERN_KEYS) if hasattr(place.pattern, "parts")
    ]
    nodes += [node for node in listed(file.value("fingerprints")) if isinstance(node, Scalar)]
    return frozenset((node.line, node.column) for node in nodes)


def _edits(file: WrittenFile, scalar: Scalar, ends: Ends) -> Iterator[Edit]:
    line = scalar.line
    last, behind = ends.get((line, scalar.column), (line, scalar.column))
    if last != line:
        return
    text = file.lines[line - 1]
    for match in _UNSEEN.finditer(text, scalar.column - 1, behind - 1):
        is_space = match[0].isspace()
        yield Edit(line, match.start() + 1, line, match.end() + 1, " " if is_space else "")


def _shown(text: str) -> str:
    return _UNSEEN.sub(lambda match: " " if match[0].isspace() else f"<{ord(match[0]):04X}>", text)


def _strangers(word: str) -> tuple[str, str] | None:
    """What is said of a word whose letters are of several alphabets and look alike."""
    found = {name: letters for name, alphabet in _ALPHABETS.items() if (letters := alphabet.findall(word))}
    if len(found) < 2:
        return None
    rarest = min(found, key=lambda name: len(found[name]))
    letter = next((letter for letter in found[rarest] if letter in _ALIKE), None)
    if letter is None:
        return None
    most = max((name for name in found if name != rarest), key=lambda name: len(found[name]))
    return f"`{letter}` in `{word}` is a letter of the {rarest} alphabet, the others are {most}", "type the word again"
