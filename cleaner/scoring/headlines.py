"""Blocks that may be the title of a document, and what is true of each: the finder's candidates and their features.

Candidates are blocks of a title's length around the first paragraph of the article's prose that no rule claimed.
Blocks of equal text are one candidate. What is true of it is a list of names, each of which has a weight.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from cleaner.engine.labelling import Labelling
from cleaner.engine.literals import FoldedDocument
from cleaner.scoring.prose import PROSE, SPACELESS_RUN, is_prose
from cleaner.scoring.scorer import RULE_ID as SCORER
from cleaner.text.folding import BULLETS

WINDOW: Final = 60
"""Blocks before the body in which a title is looked for: bylines, dates, captions and buttons stand between them."""
INTO: Final = 6
"""Blocks of the body, from its first paragraph on, in which a title is looked for."""
TOP: Final = 3
"""Blocks at the document's top that are looked at wherever the body begins: there stands the page's own title."""
GAP: Final = 25
"""Blocks without prose that end a run of prose."""
SHARE: Final = 0.1
"""The share of all prose that a run must have to be where the article begins: banners and teasers have less."""
LONGEST: Final = 250
"""Characters above which a block is no title: of a thousand titles, none is longer."""
SHORTEST: Final = 8
"""Characters under which a block is no title; in scripts without spaces, a third of it."""
SHORTLIST: Final = 8
"""Candidates that are looked at closely: those nearest to the body, where each character of length makes up for
`LENGTH` blocks of distance, up to `LONG_ENOUGH` characters."""
LENGTH: Final = 1.5
LONG_ENOUGH: Final = 60
COMPARED: Final = 2500
"""Characters of the body whose words are compared with those of a title."""
_WITHIN: Final = 12
"""Characters from which on it tells something that a text stands in another one."""
_NEAR: Final = 4


class Steps:
    """A number as one of a few names: up to the first bound that it does not exceed, or above the last."""

    __slots__ = ("_bounds", "_names")

    def __init__(self, name: str, *bounds: int) -> None:
        self._bounds = bounds
        self._names = (*(f"{name} to {bound}" for bound in bounds), f"{name} above {bounds[-1]}")

    def of(self, value: int) -> str:
        """The name of the step that a number is on."""
        return self._names[bisect_left(self._bounds, value)]


_DISTANCE: Final = Steps("distance", -4, -2, -1, 0, 1, 2, 3, 4, 6, 9, 15, 30)
_WORDS: Final = Steps("words", 1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 27)
_BETWEEN: Final = Steps("between", 0, 15, 40, 80, 150, 300, 600, 1200)
_SHARED: Final = Steps("shared", 0, 20, 34, 50, 67, 80, 99)
_SHARES: Final = Steps("shares", 0, 1, 2, 3, 4, 6)
_LEADS: Final = Steps("leads", 0, 1, 2, 4)
_TOP: Final = Steps("top", 0, 1, 2, 4, 8)
_TIMES: Final = Steps("times", 1, 2, 3)
_CAPITALISED: Final = Steps("capitalised", 0, 20, 40, 60, 80, 99)
_COMMAS: Final = Steps("commas", 0, 1, 2)

ENDS: Final = (".", "。", "۔", "।", '."', ".)", ".'", "。」")
"""How sentences end, and titles hardly ever do."""
_ASKS: Final = ("?", "!", "？", "！", "؟")
_GOES_ON: Final = (":", "：", ",", ";", "...")
_SYMBOLS: Final = ("©", "@", "http", "www.", "/")
_MARKS: Final = frozenset("|-:·•»>/")
_PART = re.compile(r"\s(?:[|\-:·•»>/]+)\s")
_WORD = re.compile(r"\w{5,}")  # shorter ones stand everywhere
_DATE = re.compile(
    r"""
    \d{1,2} [:.] \d{2} \b                    # a time
    | \b (?: 19 | 20 ) \d\d \b               # a year
    | \d{1,2} [./] \d{1,2} [./] \d{2}        # a date in digits
    """,
    re.VERBOSE,
)


class Candidate(msgspec.Struct, gc=False):
    """A block that may be the title, and the names of what is true of it; `text` is folded."""

    block: int
    text: str
    features: list[str]


class Setting(msgspec.Struct, frozen=True, gc=False):
    """Where the article is: its first and last paragraph of prose, and the beginning of their text, folded."""

    first: int
    last: int
    text: str


def setting_of(document: FoldedDocument, labelling: Labelling) -> Setting | None:
    """Where the article is: from the first run of prose in the body that is a part of it; None where there is none."""
    folded = document.folded
    runs: list[list[int]] = []
    sizes: list[int] = []
    last = -GAP - 1
    for block in labelling.body():
        text = folded[block]
        size = len(text)
        if size < PROSE and (size * 3 < PROSE or text.isascii()):  # as is_prose has it: most blocks end here
            continue
        if not is_prose(text):
            continue
        if block - last > GAP:
            runs.append([])
            sizes.append(0)
        runs[-1].append(block)
        sizes[-1] += size
        last = block
    if not runs:
        return None
    enough = min(SHARE * sum(sizes), max(sizes))
    run = next(run for run, size in zip(runs, sizes, strict=True) if size >= enough)
    said: list[str] = []
    size = 0
    for block in run:
        said.append(folded[block])
        size += len(folded[block])
        if size > COMPARED:
            break
    return Setting(run[0], run[-1], "\n".join(said))


def candidates_of(document: FoldedDocument, labelling: Labelling, setting: Setting) -> list[Candidate]:
    """The candidates, from the top, with what is true of each."""
    places: dict[str, list[int]] = {}
    for block in _possible(document, labelling, setting):
        places.setdefault(document.folded[block], []).append(block)
    titled = _parts(places)
    first = setting.first
    found = [Candidate(own[max(0, bisect_right(own, first) - 1)], text, []) for text, own in places.items()]
    if len(found) > SHORTLIST:
        found.sort(
            key=lambda c: abs(first - c.block) - LENGTH * min(len(c.text), LONG_ENOUGH) - 30 * (c.text in titled)
        )
        del found[SHORTLIST:]
    found.sort(key=lambda c: c.block)
    times = Counter(document.folded)
    for candidate in found:
        text = candidate.text
        candidate.features += [*_of_shape(document, candidate), *_of_place(document, setting, candidate.block)]
        candidate.features += _of_surroundings(document, labelling, candidate.block)
        candidate.features.append(_TIMES.of(times[text]))
        if text in titled:
            candidate.features.append("part of another")
    _compare(document, setting, found)
    return found


def _possible(document: FoldedDocument, labelling: Labelling, setting: Setting) -> Iterator[int]:
    """The blocks near the body's beginning and at the top that no rule claimed, and that a title may look like."""
    folded, originals, owners = document.folded, document.blocks.texts, labelling.owners
    low, high = max(0, setting.first - WINDOW), min(len(folded), setting.first + INTO)
    for block in [*range(min(TOP, low)), *range(low, high)]:
        text, owner = folded[block], owners[block]
        size = len(text)
        if size > LONGEST or (size < SHORTEST and (size * 3 < SHORTEST or not SPACELESS_RUN.match(text))):
            continue
        if (" " not in text and text.isascii()) or text.endswith(ENDS) or originals[block][0] in BULLETS:
            continue
        if owner is None or owner.rule.rule.id == SCORER:
            yield block


def _parts(texts: dict[str, list[int]]) -> set[str]:
    """What stands before or behind separators, as in `Title | Site` and `Home > News > Title`."""
    parts: set[str] = set()
    for text in texts:
        if " " not in text or not _MARKS.intersection(text):
            continue
        for match in _PART.finditer(text):
            parts.add(text[: match.start()])
            parts.add(text[match.end() :])
    return parts


def _of_shape(document: FoldedDocument, candidate: Candidate) -> Iterator[str]:
    """What a candidate's characters tell."""
    text, original = candidate.text, document.texts[candidate.block]
    words = original.split()
    yield _WORDS.of(document.word_count(candidate.block))
    yield _CAPITALISED.of(100 * sum([word[0].isupper() for word in words]) // len(words))
    yield _COMMAS.of(text.count(",") + text.count("、"))
    if text.endswith(_ASKS):
        yield "ends as a question"
    elif text.endswith(_GOES_ON):
        yield "ends open"
    elif text.endswith((")", "]")):
        yield "ends with a bracket"
    if original[0].islower():
        yield "begins small"
    elif not original[0].isalnum():
        yield "begins with a quote" if text[0] in "\"'¿¡「『" else "begins with a mark"
    if original.isupper():
        yield "capitals"
    if ": " in text:
        yield "colon"
    for symbol in _SYMBOLS:
        if symbol in text:
            yield "symbols"
            return


def _of_place(document: FoldedDocument, setting: Setting, block: int) -> Iterator[str]:
    """Where a candidate stands: from the body, and from the top."""
    first = setting.first
    yield _DISTANCE.of(first - block)
    yield _BETWEEN.of(sum(map(len, document.folded[block + 1 : first])))
    yield _TOP.of(block)


def _of_surroundings(document: FoldedDocument, labelling: Labelling, block: int) -> Iterator[str]:
    """What became of a candidate, and what its neighbours are."""
    folded, owners = document.folded, labelling.owners
    if owners[block] is None:
        yield "in the body"
    for text in folded[block + 1 : block + _NEAR]:
        if len(text) < PROSE and _DATE.search(text):
            yield "date soon"
            break
    if block + 1 < len(folded):
        yield from _beside("next", document, labelling, block + 1)
    if block:
        yield from _beside("before", document, labelling, block - 1)


def _beside(where: str, document: FoldedDocument, labelling: Labelling, block: int) -> tuple[str, str]:
    """What a neighbour is, and how long."""
    owner = labelling.owners[block]
    if owner is None:
        label = "body"
    elif owner.rule.rule.id == SCORER:
        label = "dropped"
    else:
        label = owner.label if owner.label in ("byline", "published", "caption", "share") else "claimed"
    if document.blocks.texts[block][0] in BULLETS:
        return f"{where} is {label}", f"{where} has a bullet"
    size = len(document.folded[block])
    return f"{where} is {label}", f"{where} is {'long' if size > PROSE else 'short' if size < 25 else 'middling'}"


def _compare(document: FoldedDocument, setting: Setting, found: list[Candidate]) -> None:
    """Add what shows by comparing candidates with the article's words and with each other."""
    joined = "\n".join([candidate.text for candidate in found])
    lead = document.folded[setting.first]
    like: list[int] = []
    around: set[int] = set()
    for candidate in found:
        words, body = _compared(candidate.text), _without(setting, candidate)
        count, of = sum([word in body for word in words]), len(words)
        if count >= 2 and 2 * count >= of and 3 <= document.word_count(candidate.block) <= 25:
            like.append(candidate.block)
        names = candidate.features
        names.append(_SHARED.of(100 * count // of) if of else "no long words")
        names.append(_SHARES.of(count))
        if candidate.block != setting.first:
            names.append(_LEADS.of(sum([word in lead for word in words])))
        if len(candidate.text) >= _WITHIN and joined.count(candidate.text) > 1:
            names.append("within another")
            around.update(c.block for c in found if c is not candidate and candidate.text in c.text)
    for candidate in found:
        if candidate.block in around:
            candidate.features.append("holds another")
        candidate.features += sorted({_said(other - candidate.block) for other in like if other != candidate.block})


def _said(distance: int) -> str:
    """Where one stands that shares as many words with the article as titles do."""
    near = "" if abs(distance) <= _NEAR else "far "
    return f"{near}above one like it" if distance > 0 else f"{near}below one like it"


def _without(setting: Setting, candidate: Candidate) -> str:
    """The article's text without the candidate itself, should that be a paragraph."""
    if setting.first <= candidate.block <= setting.last:
        return setting.text.replace(candidate.text, "", 1)
    return setting.text


def _compared(text: str) -> set[str]:
    """The words of a text that are looked for in a body: the longer ones; in scripts without spaces, pairs of letters."""
    if not text.isascii() and (runs := SPACELESS_RUN.findall(text)):
        return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return set(_WORD.findall(text))
