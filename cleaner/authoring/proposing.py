"""Rules that the documents of a source speak for: proposals for a person to judge, each with what shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from cleaner.authoring.archives import ABOUT, CAPTURES, MONTH, months_in
from cleaner.authoring.observing import (
    BETWEEN,
    EXAMPLES,
    FOOT,
    HEAD,
    Line,
    Observed,
    Repeated,
    article_of,
    masked,
    most,
    repeated_lines,
)
from cleaner.engine.matching import compile_pattern
from cleaner.rulebook.patterns import Literal, parse_template
from cleaner.text.folding import fold
from cleaner.text.words import count_words

FINGERPRINTS: Final = 8
"""Fingerprints that are proposed at most."""
UNDER_LEAD: Final = 3
"""Blocks from the first prose on in which a byline may stand: the first is often a lead."""
LETTERS: Final = 4
"""Letters of a fingerprint, in one piece: shorter ones stand everywhere."""
FEW: Final = 5
"""Documents of which one may be an exception."""
MANY: Final = 12
"""Lines above a title that make a menu."""
TITLE_WORDS: Final = range(2, 26)
_SHORT: Final = 12
"""Words of a line that may be a byline."""
_TOLD: Final = 8
"""Words of a line by which a collection's description is known."""
_NOTHING: Final = Line("", "", "", None, is_prose=False)
_TOKEN: Final = re.compile(r"\{:\w+\}|\\.|\w+|\s+|.")


class Titled(NamedTuple):
    """A title, its block (1-based), and the text of the block below it."""

    text: str
    block: int
    below: str


class Title(NamedTuple):
    """Where titles stand, in how many documents, and some of them.

    `next` is the pattern of the block below them (None: they are the first block left), `above` has the keys of the
    lines that stand above them wherever both stand.
    """

    documents: int
    next: str | None
    above: frozenset[str]
    examples: tuple[Titled, ...]


class Toolbar(NamedTuple):
    """An archive's lines on top: in how many documents, how they begin and end, and what of a collection stands behind.

    `first` and `behind` have patterns with examples, `last` is a pattern, `place` the last block (1-based).
    """

    documents: int
    first: Mapping[str, str]
    last: str
    behind: Mapping[str, str]
    place: int


class Alike(NamedTuple):
    """Lines of different documents that fit one pattern: a byline."""

    pattern: str
    documents: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that is proposed for a source, and the number of documents that it was seen in."""

    documents: int
    toolbar: Toolbar | None
    fingerprints: tuple[Repeated, ...]
    head: tuple[Repeated, ...]
    between: tuple[Repeated, ...]
    foot: tuple[Repeated, ...]
    dates: tuple[Repeated, ...]
    taken: tuple[Repeated, ...]
    """What repeats, and the shared rules take already."""
    title: Title | None
    byline: Alike | None


def propose(documents: Sequence[Observed], source: str) -> Proposal:
    """What documents of a source speak for; `source` is its name, which fingerprints often hold."""
    repeated = repeated_lines(documents)
    free = [line for line in repeated if line.rule is None]
    dates = [line for line in free if line.where == HEAD and line.pattern.count("{:date}") == 1]
    lines = [line for line in free if line not in dates and _has_letters(line.pattern)]
    often = {line.key for line in repeated}
    byline = _byline(documents, often)
    return Proposal(
        documents=len(documents),
        toolbar=_toolbar(documents),
        fingerprints=_fingerprints(repeated, source),
        head=tuple(line for line in lines if line.where == HEAD),
        between=tuple(line for line in lines if line.where == BETWEEN and _can_tell(line)),
        foot=tuple(line for line in lines if line.where == FOOT),
        dates=tuple(dates),
        taken=tuple(line for line in repeated if line.rule is not None),
        title=_title(documents, often, byline),
        byline=byline,
    )


def _has_letters(pattern: str) -> bool:
    return any(any(map(str.isalpha, part.text)) for part in parse_template(pattern).parts if isinstance(part, Literal))


def _fingerprints(lines: Sequence[Repeated], source: str) -> tuple[Repeated, ...]:
    """The lines that may be a source's own, those that name it first, then those that most documents have.

    A single word is many a site's, and so is what a shared rule takes, if it does not name the source.
    """
    names = [word for word in re.findall(r"\w+", fold(source)) if len(word) >= LETTERS]

    def is_named(line: Repeated) -> bool:
        return any(name in line.key for name in names)

    telling = [line for line in lines if _can_tell(line)]
    own = [line for line in telling if is_named(line) or (line.rule is None and count_words(line.pattern) > 1)]
    return tuple(sorted(own, key=lambda line: (not is_named(line), -line.documents, -len(line.pattern)))[:FINGERPRINTS])


def _can_tell(line: Repeated) -> bool:
    parts = parse_template(line.pattern).parts
    return any(sum(map(str.isalpha, part.text)) >= LETTERS for part in parts if isinstance(part, Literal))


# The toolbar of an archive


def _toolbar(documents: Sequence[Observed]) -> Toolbar | None:
    """A run from the months on, and the lines behind it, of whatever collection; few documents may have one."""
    toolbars = [document.toolbar for document in documents if document.toolbar]
    if not toolbars:
        return None
    starts = [next(text for text in toolbar if months_in(text)) for toolbar in toolbars]
    last = ABOUT if all(_place_of(ABOUT, toolbar) is not None for toolbar in toolbars) else CAPTURES
    ends = [_place_of(last, toolbar) or 0 for toolbar in toolbars]
    rest = [text for toolbar, end in zip(toolbars, ends, strict=True) for text in toolbar[end + 1 :]]
    return Toolbar(
        documents=len(toolbars),
        first={" ".join([MONTH] * len(text.split())): text for text in starts},
        last=last,
        behind={_beginning(text): text for text in reversed(rest)},
        place=max(map(len, toolbars)),
    )


def _place_of(pattern: str, lines: Sequence[str]) -> int | None:
    matches = _matcher(pattern, None)
    return next((block for block, line in enumerate(lines) if matches(line)), None)


def _beginning(text: str) -> str:
    """A pattern that begins as a line does: with what tells of a collection, or the first words."""
    words = text.split()
    if words[0].endswith(":"):
        return f"{words[0]} *"
    pattern, _ = masked(" ".join(words[:_TOLD]), None)
    return f"{pattern} *" if len(words) > _TOLD else pattern


# Bylines


def _byline(documents: Sequence[Observed], often: Container[str]) -> Alike | None:
    """The pattern of names that most documents have above their article, behind the same word."""
    groups: dict[str, dict[str, Line]] = {}
    for document in documents:
        for _, line in _own_head(document, often, UNDER_LEAD):
            word = _TOKEN.match(line.key)
            if word and word[0].isalpha() and len(word[0]) > 1 and count_words(line.text) <= _SHORT:
                groups.setdefault(word[0], {}).setdefault(document.name, line)
    found = (_named(tuple(lines.values()), documents) for lines in groups.values() if len(lines) >= most(documents))
    return max(filter(None, found), key=lambda alike: alike.documents, default=None)


def _named(lines: Sequence[Line], documents: Sequence[Observed]) -> Alike | None:
    """The pattern of lines that differ in people's names only: the longest of those that most of them fit.

    People may share a first name or a last one, so that not all that the lines have in common is the pattern's.
    """
    return _longest(lines, documents, "") or _longest(lines, documents, ", *")


def _longest(lines: Sequence[Line], documents: Sequence[Observed], tail: str) -> Alike | None:
    """The longest pattern; with a `tail`, one that leaves open what stands behind the first comma."""
    tokens = [_TOKEN.findall(line.pattern.partition(",")[0] if tail else line.pattern) for line in lines]
    before = _common(tokens)
    behind = _common([list(reversed(own[len(before) :])) for own in tokens])
    found: Alike | None = None
    for first, last in product(range(len(before), 0, -1), range(len(behind), -1, -1)):
        alike = _with_people(lines, tokens, (first, last), documents[0].language, tail)
        if len(alike.examples) > 1 and alike.documents > (found.documents if found else most(documents) - 1):
            found = alike
    return found


def _with_people(
    lines: Sequence[Line], tokens: Sequence[Sequence[str]], edges: tuple[int, int], language: str | None, tail: str
) -> Alike:
    """The pattern with people between so many first and last tokens, and the lines that fit it."""
    first, last = edges
    behind = tokens[0][len(tokens[0]) - last :]
    pattern = f"{''.join(tokens[0][:first])}{{authors}}{''.join(behind)}{tail}".replace("{:date}", "{published}", 1)
    matches = _matcher(pattern, language)
    parts = (own[first : len(own) - last] for own in tokens)
    whole = [sum(map(str.isalpha, part)) > 1 for part in parts]  # one word, or initials, may be anything
    fitting = [line.text for line, is_whole in zip(lines, whole, strict=True) if is_whole and matches(line.text)]
    return Alike(pattern, len(fitting), tuple(dict.fromkeys(fitting))[:EXAMPLES])


def _common(tokens: Sequence[Sequence[str]]) -> list[str]:
    """The first tokens that are the same in all."""
    columns = zip(*tokens, strict=False)
    same: list[str] = []
    for column in columns:
        if len(set(column)) > 1:
            break
        same.append(column[0])
    return same


def _matcher(pattern: str, language: str | None) -> Callable[[str], bool]:
    matcher = compile_pattern(parse_template(pattern), language)
    return lambda text: matcher.match(fold(text), text) is not None


# Titles


def _title(documents: Sequence[Observed], often: Container[str], byline: Alike | None) -> Title | None:
    """Where most documents have their title: above a line that they share, or as the first block that is left."""
    is_byline = _matcher(byline.pattern, documents[0].language) if byline else lambda _: False
    first: dict[int, Titled] = {}
    above: dict[str, dict[int, Titled]] = {}
    for number, document in enumerate(documents):
        own = [(block, line) for block, line in _own_head(document, often) if not is_byline(line.text)]
        titles = [Titled(line.text, b + 1, _text(document, b + 1)) for b, line in own if _is_title(line)]
        if titles:
            first[number] = _below_menu(document, often, titles)
        for title in titles:
            line = document.lines[title.block] if title.below else _NOTHING
            if byline and is_byline(line.text):
                above.setdefault(_checked(byline.pattern), {})[number] = title
            elif line.key in often and ("{:date}" in line.key or _has_letters(line.pattern)):
                above.setdefault(line.pattern, {})[number] = title
    place, found = _better(first, above)
    if len(found) < most(documents):
        return None
    seen = _above([(documents[number], title) for number, title in found.items()])
    return Title(len(found), place, seen, tuple(found.values())[:EXAMPLES])


def _below_menu(document: Observed, often: Container[str], titles: Sequence[Titled]) -> Titled:
    """The first of what may be titles; of those in and below a menu of many lines, the first below it.

    A menu has lines of its own section, too, so that the last that stand together count.
    """
    end = article_of(document, often)[0]
    shared = [block for block, line in enumerate(document.lines[:end], 1) if line.key in often]
    if len(shared) <= MANY:
        return titles[0]
    above = max((block for block in shared if block < titles[-1].block), default=0)
    return next(title for title in titles if title.block > above)


def _better(
    first: Mapping[int, Titled], above: Mapping[str, Mapping[int, Titled]]
) -> tuple[str | None, Mapping[int, Titled]]:
    """The place that more documents have; names and dates below a title are better marks than other lines."""
    ranked = sorted(above.items(), key=lambda pair: (-len(pair[1]), "{:" not in pair[0]))
    return ranked[0] if ranked and len(ranked[0][1]) >= len(first) else (None, first)


def _above(titled: Sequence[tuple[Observed, Titled]]) -> frozenset[str]:
    """The keys of the lines that stand above the title in the documents that have them, but for one of five or more."""
    above, behind = Counter[str](), Counter[str]()
    for document, title in titled:
        keys = [line.key for line in document.lines]
        over = set(keys[: title.block - 1])
        above.update(over)
        behind.update(set(keys[title.block - 1 :]) - over)
    return frozenset(key for key in above if behind[key] <= len(titled) // FEW)


def _checked(pattern: str) -> str:
    """A pattern that only checks: neighbours capture nothing."""
    return pattern.replace("{authors}", "{:names}").replace("{published}", "{:date}")


def _is_title(line: Line) -> bool:
    return bool(line.pattern) and count_words(line.text) in TITLE_WORDS and line.text[-1] not in ".:,;"


def _text(document: Observed, block: int) -> str:
    return document.lines[block].text if block < len(document.lines) else ""


def _own_head(document: Observed, often: Container[str], more: int = 0) -> Iterator[tuple[int, Line]]:
    """The blocks above a document's article, and some more, that neither repeat nor are taken by a shared rule."""
    for block, line in enumerate(document.lines[: article_of(document, often)[0] + more]):
        if line.rule is None and line.pattern and line.key not in often:
            yield block, line


def hosts_of(documents: Sequence[Observed]) -> tuple[tuple[str, int], ...]:
    """The hosts of documents with their numbers, without those below another one, most documents first."""
    counts = Counter(document.host for document in documents if document.host)
    kept = [host for host in counts if not any(host.endswith(f".{other}") for other in counts)]
    found = [(host, sum(n for other, n in counts.items() if f".{other}".endswith(f".{host}"))) for host in kept]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
