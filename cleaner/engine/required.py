"""What a block must hold for a pattern to match at all: the literals that the index looks for.

Each function gives alternatives, of which one must stand in the block, or () where nothing can be asked. A line feed
in front of or behind a literal means the block's edge.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

import regex

from cleaner.rulebook.patterns import Gap, Hard, Literal, Part
from cleaner.text.folding import fold_piece

MIN_CONTAINED: Final = 3
"""Letters of a literal in the middle of a block that are worth an index: shorter ones stand everywhere."""
SHORT_WORD: Final = 5
"""Letters of ` for `, with its spaces: rather than by such a word a block is known by its beginning."""
MAX_ALTERNATIVES: Final = 48

_ELEMENT: Final = r"""
    (?: (?P<text> [^\\\[\](){}|.^$?*+] | \\ [^\w\s] )               # plain text, escaped or not
      | (?P<class> \[ \^? \]? (?: \\. | [^\]\\] )* \]
                | \\ [pP] \{ [^}]* \} | \\ . | [.^$] )              # one of many characters, or a place
      | (?P<open> \( (?: \? (?: P?<\w+> | <[=!] | [:=!>] | i: ) )? )
      | (?P<close> \) )
      | (?P<bar> \| )
      | (?P<odd> . )                                                # whatever else: nothing is asked of it
    )
    (?P<times> (?: [?*+] | \{ \d* ,? \d* \} ) [?+]? )?               # how often: what may be missing is not asked for
    """
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_ODD_GROUP = re.compile(r"\(\?(?!P?<|[:=!>]|i:)")
"""Flags, conditions, comments, calls of other groups: what they ask for is not plain to see."""
_KINDS: Final = ("text", "class", "open", "close", "bar", "odd")
_AROUND: Final = ("(?=", "(?!", "(?<=", "(?<!")


@functools.cache
def _element() -> regex.Pattern[str]:
    """Finds the parts of an expression; compiled when first asked for, as that takes a hundredth of a second."""
    return regex.compile(_ELEMENT, regex.VERBOSE | regex.DOTALL)


def required_literals(parts: tuple[Part, ...], *, edges: bool = True) -> tuple[str, ...]:
    """The literals of a template: of its longest run of literals and choices of words.

    Without `edges` the template may stand anywhere in a block.
    """
    return max(
        literal_choices(parts, edges=edges),
        key=lambda alternatives: min(map(_rareness, alternatives)),
        default=(),
    )


def literal_choices(parts: tuple[Part, ...], *, edges: bool = True) -> list[tuple[str, ...]]:
    """All alternatives that could be looked for, each of them enough."""
    runs = [_expanded(some, parts if edges else ()) for run in _runs(parts) for some in _shorter(run)]
    return [alternatives for alternatives in runs if alternatives and all(map(is_usable, alternatives))]


def _rareness(literal: str) -> tuple[bool, int]:
    """How much a literal tells: a block begins but once, short words stand everywhere, and else the longest tells most."""
    return literal.startswith("\n") or len(literal) > SHORT_WORD, len(literal)


def _runs(parts: tuple[Part, ...]) -> Iterator[list[tuple[int, Literal | Hard]]]:
    """Neighbouring literals and choices of words, with their numbers."""
    run: list[tuple[int, Literal | Hard]] = []
    for number, part in enumerate(parts):
        if isinstance(part, Literal) or (isinstance(part, Hard) and part.words):
            run.append((number, part))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _shorter(run: list[tuple[int, Literal | Hard]]) -> Iterator[list[tuple[int, Literal | Hard]]]:
    """A run and all that it holds: a shorter one may have fewer alternatives."""
    for start in range(len(run)):
        for end in range(len(run), start, -1):
            yield run[start:end]


def _expanded(run: list[tuple[int, Literal | Hard]], parts: tuple[Part, ...]) -> tuple[str, ...]:
    choices = [(part.text,) if isinstance(part, Literal) else part.words for _, part in run]
    first = "\n" if parts and run[0][0] == 0 else ""
    last = "\n" if run[-1][0] == len(parts) - 1 else ""
    count = 1
    for words in choices:
        count *= len(words)
    if count > MAX_ALTERNATIVES:
        return ()
    return tuple(f"{first}{''.join(words)}{last}" for words in product(*choices))


def is_usable(literal: str) -> bool:
    """Whether the index can tell something by a literal."""
    text = literal.strip("\n")
    least = 1 if len(text) < len(literal) else MIN_CONTAINED
    return len(text.strip(" ")) >= least


def is_sure(parts: tuple[Part, ...]) -> bool:
    """Whether a block that holds a template's literal matches it: there is one, and but free gaps nothing else."""
    literals = [part for part in parts if isinstance(part, Literal)]
    return len(literals) == 1 and all(isinstance(p, Literal) or (isinstance(p, Gap) and p.type == "any") for p in parts)


class _Asked(NamedTuple):
    """What one alternative asks for: runs of plain text, and choices of which one must be there, from groups."""

    texts: list[str]
    choices: list[tuple[str, ...]]


def required_text(expression: str, *, choices: bool = False) -> tuple[str, ...]:
    """What a regular expression asks for: for each of its alternatives the longest plain text that must be there.

    () where one asks for none. With `choices`, an alternative without such text gives what the alternatives of a group
    in it ask for. Whatever is not plainly text counts as unknown, so that nothing is asked that need not be there.
    """
    if _ODD_GROUP.search(_ESCAPED.sub("", expression)):
        return ()
    found = [_longest(asked, choices=choices) for asked in _alternatives(expression)]
    texts = tuple(text for some in found for text in some)
    return texts if all(found) and len(texts) <= MAX_ALTERNATIVES else ()


def _longest(asked: _Asked, *, choices: bool) -> tuple[str, ...]:
    """The text that tells most of what an alternative asks for, or the choice; () where it asks for none."""
    runs: list[tuple[str, ...]] = [(text,) for text in map(_folded, asked.texts) if text.strip("\n ")]
    if choices:
        runs += asked.choices
    return max(runs, key=_weight_of_all, default=())


def _weight_of_all(texts: tuple[str, ...]) -> tuple[bool, bool, int]:
    """How much some texts tell, of which one must be there: one that must be there tells more than several."""
    return all(map(is_usable, texts)), len(texts) == 1, min(map(len, texts))


def _alternatives(expression: str) -> list[_Asked]:
    """What each alternative of the top level asks for; line feeds stand for the block's edges.

    What a group holds counts where the group must be there. What ignores case is as good as plain, as blocks are folded
    when they are asked; but `i` has a relative with a dot that does not fold to it.
    """
    groups: list[tuple[str, list[_Asked]]] = [("(", [_Asked(["\n"], [])])]
    for token in _element().finditer(expression):
        kind, times = next(name for name in _KINDS if token[name]), token["times"]
        texts = groups[-1][1][-1].texts
        if kind == "text" and not times and not (token["text"] in "iI" and any(name == "(?i:" for name, _ in groups)):
            texts[-1] += token["text"].removeprefix("\\")
        elif kind == "bar":
            groups[-1][1].append(_Asked(["\n" * (len(groups) == 1)], []))
        elif kind == "open":
            groups.append((token["open"], [_Asked([""], [])]))
        elif kind == "close" and len(groups) > 1:
            opened, held = groups.pop()
            _take_over(groups[-1][1][-1], held if not times and opened not in _AROUND else [])
        else:
            texts.append("")
    return [asked._replace(texts=_closed(asked.texts)) for asked in groups[0][1]]


def _take_over(outer: _Asked, held: list[_Asked]) -> None:
    """Add what the alternatives of a group ask for to what the group stands in; nothing where it need not be there."""
    if len(held) == 1:
        outer.texts.extend(held[0].texts)
        outer.choices.extend(held[0].choices)
    else:
        found = [_longest(asked, choices=True) for asked in held]
        if held and all(found):
            outer.choices.append(tuple(dict.fromkeys(text for texts in found for text in texts)))
    outer.texts.append("")


def _closed(texts: list[str]) -> list[str]:
    """The runs of an alternative, the last of which stands at the block's end."""
    return [*texts[:-1], f"{texts[-1]}\n"]


def _folded(text: str) -> str:
    """A literal folded, but for the line feeds at its edges."""
    return "\n" * text.startswith("\n") + fold_piece(text.strip("\n")) + "\n" * text.endswith("\n")
