"""The features of a page's blocks: what an extractor made of them, their elements, their links, and their shapes.

Words are not told.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from cleaner.engine.elements import View
from cleaner.engine.labelling import Claim
from cleaner.engine.literals import FoldedDocument
from cleaner.reading.kinds import INLINE, KINDS
from cleaner.scoring.characters import Kind, Shapes, shapes_of
from cleaner.scoring.features import PROSE_WORDS, Features, repeats_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[Any]

_FAR: Final = 40
_LEVELS: Final = 8
"""Elements above a block whose names are read."""
_OWN: Final = {
    "p": ("p",), "heading": ("h1", "h2", "h3", "h4", "h5", "h6"), "first heading": ("h1",), "item": ("li", "dt", "dd"),
    "caption": ("figcaption",), "division": ("div",), "row": ("tr", "td", "th"), "picture": ("img",), "link": ("a",),
    "button": ("button", "label", "input"), "line": ("span", "time", "small", "cite", "em", "i"),
    "strong": ("strong", "b"), "quotation": ("blockquote", "q"),
}  # fmt: skip
"""What the innermost element of a block, or the innermost one that is no part of a line, may be."""
_AROUND: Final = (
    *("article", "main", "header", "footer", "aside", "nav", "figure", "form", "table", "blockquote", "li", "section"),
    *("address", "details"),
)
_NAMES: Final = {
    "body": r"article[-_]?(?:body|content|text)|story[-_]?(?:body|content|text)|(?:entry|post|page|main)[-_]?(?:content|body|text)|articlebody|body[-_]?(?:text|copy|content)|rich[-_]?text|paragraph|prose",
    "article": r"article|story|post|entry|content|news",
    "navigation": r"nav|menu|breadcrumb|header|masthead|topbar|toolbar|skip|logo|search",
    "foot": r"foot|copyright|legal|bottom|about|contact",
    "side": r"side|rail|widget|column|secondary",
    "related": r"relat|recommend|more[-_]|popular|trending|latest|read[-_]?(?:next|also|more)|teaser|card|promo|list|feed|most|also|next|prev|carousel|slider",
    "share": r"share|social|follow|facebook|twitter|whatsapp|icon",
    "advert": r"(?<![a-z])ads?(?![a-z])|advert|sponsor|banner|commercial|outbrain|taboola|partner",
    "comments": r"comment|disqus|reply|respond|discussion|forum",
    "subscribe": r"newsletter|subscri|sign[-_]?up|signin|login|paywall|regist|premium|donat|member",
    "notice": r"cookie|consent|gdpr|modal|popup|overlay|alert|toast|dialog|notification|hidden|sr-only|screen-reader|visually",
    "about it": r"byline|author|(?<![a-z])by(?![a-z])|date|time|meta|publish|timestamp|info|credit|source|tag|topic|categor|label|kicker|section",
    "caption": r"caption|figure|image|photo|gallery|media|video|picture|player",
    "title": r"title|headline|heading|hed(?![a-z])|(?<![a-z])h1",
    "summary": r"standfirst|summary|subtitle|subhead|deck|lead|lede|intro|excerpt|description|abstract|dek",
    "author box": r"author[-_]?(?:bio|box|info|card|desc)|about[-_]?(?:the[-_])?author|bio(?![a-z])|profile",
}
"""What the classes, ids and roles of elements tell of what is in them."""
_GROUPS: Final = {name: number for number, name in enumerate(_NAMES)}
_NEAR: Final = (
    *("kept", "furniture", "links", "words", "ends", "prose", "own p", "own item", "own heading", "own line"),
    *("capitalised", "digits", "same parent"),
)
"""Features of the two blocks on either side that are told, too."""


def page_features(
    document: FoldedDocument, view: View, owners: Sequence[Claim | None], kept: Sequence[bool]
) -> Features:
    """The features of a page's blocks; `kept` is what an extractor kept."""
    import numpy as np  # noqa: PLC0415 (slow to import)

    shapes = shapes_of(document.texts)
    links = np.array(view.layout.links, dtype=np.float32)
    is_prose = (shapes.words >= PROSE_WORDS) & (shapes.ends | (shapes.sentences > 0))
    prose = np.where(is_prose, shapes.words * (links < 0.5), 0)
    above = _Above(view)
    columns: dict[str, Column] = {"links": links, **_of_shape(shapes), **_of_elements(view, above)}
    columns["prose"] = prose > 0
    columns["furniture"] = np.array([owner is not None and owner.label != "body" for owner in owners])
    columns |= _of_marks(np.array(kept, dtype=bool), shapes.words, prose)
    columns |= _of_containers(view, above, prose, np.where(np.array(kept, dtype=bool), shapes.words, 0))
    columns |= _of_place(document, shapes.words, prose)
    near = np.stack([np.asarray(columns[name], dtype=np.float32) for name in _NEAR], axis=1)
    own = np.stack([np.asarray(column, dtype=np.float32) for column in columns.values()], axis=1)
    shifts = (-2, -1, 1, 2)
    names = [*columns, *(f"{name} at {shift:+d}" for shift in shifts for name in _NEAR)]
    rows = np.concatenate([own, *(_shifted(near, shift) for shift in shifts)], axis=1).T
    return Features(tuple(names), np.ascontiguousarray(rows), [[] for _ in document.texts])


def _of_shape(shapes: Shapes) -> dict[str, Column]:
    import numpy as np  # noqa: PLC0415

    words = np.maximum(shapes.words, 1)
    counts, first, last = shapes.counts, shapes.first, shapes.last
    return {
        "characters": np.log1p(shapes.lengths),
        "words": np.log1p(shapes.words),
        "sentences": np.log1p(shapes.sentences),
        "ends": shapes.ends,
        "trails off": shapes.trails,
        "ends colon": last == Kind.COLON,
        "ends quote": last == Kind.QUOTE,
        "begins small": first == Kind.LOWER,
        "begins quote": first == Kind.QUOTE,
        "begins dash": first == Kind.DASH,
        "capitalised": shapes.capitalised / words,
        "capitals": shapes.capitals / words,
        "short words": shapes.short / words,
        "long words": shapes.long / words,
        "digits": counts[Kind.DIGIT] / shapes.lengths,
        "commas": counts[Kind.COMMA] / words,
        "questions": np.minimum(counts[Kind.QUESTION], 2),
        "symbols": np.minimum(counts[Kind.SYMBOL], 5) / 5,
        "brackets": np.minimum(counts[Kind.OPEN], 3) / 3,
        "without case": (counts[Kind.UNCASED] + counts[Kind.SPACELESS]) / shapes.lengths,
    }


class _Above:
    """What is above the elements of a page, each asked once however many blocks are in it.

    A level is an element that is no part of a line; an element that is one has the level of what holds it.
    """

    __slots__ = ("_around", "_chains", "_named", "_view")

    def __init__(self, view: View) -> None:
        self._view = view
        self._chains: dict[int, tuple[int, ...]] = {-1: ()}
        self._around: dict[int, dict[str, int]] = {-1: {}}
        self._named: dict[int, dict[int, int]] = {-1: {}}

    def read(self, element: int) -> None:
        """Learn of an element, and of those above it that are not known."""
        unknown = []
        while element not in self._chains:
            unknown.append(element)
            element = self._view.parents[element]
        for each in reversed(unknown):
            self._learn(each)

    def _learn(self, element: int) -> None:
        view = self._view
        parent, tag = view.parents[element], view.tags[element]
        chain, around, named = self._chains[parent], self._around[parent], self._named[parent]
        if not KINDS.get(tag, 0) & INLINE:
            chain = (element, *chain)
            around = {name: level + 1 for name, level in around.items()}
            named = {group: level + 1 for group, level in named.items() if level + 1 < _LEVELS}
        if tag in _AROUND:
            around = around | {tag: 0}
        if groups := _groups_of(view, element):
            named = named | dict.fromkeys(groups, 0)
        self._chains[element], self._around[element], self._named[element] = chain, around, named

    def chain(self, element: int) -> tuple[int, ...]:
        """The levels from an element on, nearest first."""
        return self._chains[element]

    def around(self, element: int) -> dict[str, int]:
        """The nearest levels of telling tags."""
        return self._around[element]

    def named(self, element: int) -> dict[int, int]:
        """The nearest levels of groups of names."""
        return self._named[element]


def _of_elements(view: View, above: _Above) -> dict[str, Column]:
    """What a block's elements are, and what those around it are called."""
    import numpy as np  # noqa: PLC0415

    owners = view.layout.owners
    own = {name: np.zeros(len(owners), bool) for name in _OWN}
    around = {tag: np.zeros(len(owners), np.float32) for tag in _AROUND}
    names = np.zeros((len(_GROUPS), len(owners)), np.float32)
    parents = [-1] * len(owners)
    depths = [0] * len(owners)
    for block, owner in enumerate(owners):
        above.read(owner)
        for name in _own_of(view, owner):
            own[name][block] = True
        for tag, level in above.around(owner).items():
            around[tag][block] = _NEARNESS_OF_TAG[min(level, _DEEPEST)]
        for group, level in above.named(owner).items():
            names[group, block] = _NEARNESS_OF_NAME[level]
        chain = above.chain(owner)
        depths[block] = len(chain)
        if len(chain) > 1:
            parents[block] = chain[1]
    parent_of = np.array(parents)
    return {
        **{f"own {name}": column for name, column in own.items()},
        **{f"in {name}": column for name, column in around.items()},
        **{f"called {name}": names[number] for name, number in _GROUPS.items()},
        "same parent": np.concatenate([[False], parent_of[1:] == parent_of[:-1]]),
        "depth": np.array(depths, dtype=np.float32) / 10,
    }


_DEEPEST: Final = 1000
_NEARNESS_OF_TAG: Final = [1 / (1 + level / 4) for level in range(_DEEPEST + 1)]
_NEARNESS_OF_NAME: Final = [1 / (1 + level / 2) for level in range(_LEVELS)]
_OWN_OF: Final = {tag: name for name, tags in _OWN.items() for tag in tags if name != "first heading"}


def _own_of(view: View, owner: int) -> Iterator[str]:
    """What a block's own elements may be: up to the first that is no part of a line, or to the second where it is in a line."""
    element, level = owner, 0
    last = 1 if owner >= 0 and KINDS.get(view.tags[owner], 0) & INLINE else 0
    while element >= 0 and level <= last:
        tag = view.tags[element]
        if tag in _OWN_OF:
            yield _OWN_OF[tag]
        if tag == "h1":
            yield "first heading"
        level += not KINDS.get(tag, 0) & INLINE
        element = view.parents[element]


_GROUP_PATTERNS: Final = tuple(re.compile(pattern) for pattern in _NAMES.values())
_TOLD_BY: Final = ("class", "id", "itemprop", "role", "data-component", "data-testid")
_LONGEST_NAME: Final = 200


def _groups_of(view: View, element: int) -> tuple[int, ...]:
    """The groups of names that an element's class, id, role and kind of property fall into."""
    if not view.layout.elements.attributes[element]:
        return ()
    found = view.attributes(element)
    said = " ".join([found[name] for name in _TOLD_BY if name in found])
    return _groups_in(said[:_LONGEST_NAME].lower()) if said else ()


@functools.lru_cache(maxsize=10_000)
def _groups_in(said: str) -> tuple[int, ...]:
    """The groups of names in a text; a page says the same of many elements, and a site on many pages."""
    return tuple([number for number, pattern in enumerate(_GROUP_PATTERNS) if pattern.search(said)])


def _of_marks(kept: NDArray[np.bool_], words: NDArray[np.float32], prose: NDArray[np.float32]) -> dict[str, Column]:
    """What the extractor kept, at a block and around it."""
    import numpy as np  # noqa: PLC0415

    size = len(kept)
    number = np.arange(size)
    places = np.flatnonzero(kept)
    first, last = (places[0], places[-1]) if len(places) else (size, -1)
    mass = np.where(kept, words, 0)
    total = max(1.0, float(mass.sum()))
    so_far = np.cumsum(mass)
    ends = np.concatenate([[-_FAR], places, [size + _FAR]])
    passed = np.searchsorted(ends, number, side="right")
    return {
        "kept": kept,
        "before kept": number < first,
        "behind kept": number > last,
        "since kept": np.log1p(np.minimum(number - ends[passed - 1], _FAR)),
        "until kept": np.log1p(np.minimum(ends[np.minimum(passed, len(ends) - 1)] - number, _FAR)),
        "kept so far": so_far / total,
        "kept before": (so_far - mass) / total,
        "all kept": np.full(size, np.log1p(total)),
        "share kept": np.full(size, total / max(1.0, float(words.sum()))),
        "prose kept": np.full(size, float(prose[kept].sum()) / max(1.0, float(prose.sum()))),
        "kept around": _window(kept.astype(np.float32), 3),
        "kept widely": _window(kept.astype(np.float32), 8),
    }


def _of_containers(
    view: View, above: _Above, prose: NDArray[np.float32], kept: NDArray[np.float32]
) -> dict[str, Column]:
    """How much prose the elements around a block hold: the article's is one that holds most of it."""
    chains = [above.chain(owner) for owner in view.layout.owners]
    columns: dict[str, Column] = {}
    heights: dict[str, Column] = {}
    for name, masses in (("prose", prose.tolist()), ("kept", kept.tolist())):
        shares = _shares_of(chains, masses)
        for level in (1, 2, 3):
            columns[f"{name} in level {level}"] = _column(
                [shares.get(chain[level], 0.0) if level < len(chain) else 0.0 for chain in chains]
            )
        heights[f"height to most {name}"] = _column([_height(chain, shares) / 8 for chain in chains])
    return {
        f"{name} in level {level}": columns[f"{name} in level {level}"] for level in (1, 2, 3) for name in _MASSES
    } | heights


_MASSES: Final = ("prose", "kept")


def _shares_of(chains: Sequence[tuple[int, ...]], masses: Sequence[float]) -> dict[int, float]:
    """The share of all mass that elements hold; those that hold none are left out."""
    sums: dict[int, float] = {}
    for chain, mass in zip(chains, masses, strict=True):
        if mass:
            for element in chain:
                sums[element] = sums.get(element, 0.0) + mass
    total = max(1.0, sum(masses))
    return {element: mass / total for element, mass in sums.items()}


def _height(chain: tuple[int, ...], shares: Mapping[int, float]) -> int:
    """The levels up to the first element that holds half of the mass."""
    for height, element in enumerate(chain):
        if shares.get(element, 0.0) >= _HALF:
            return height
    return len(chain)


_HALF: Final = 0.5


def _column(values: Sequence[float]) -> Column:
    import numpy as np  # noqa: PLC0415

    return np.array(values, np.float32)


def _of_place(document: FoldedDocument, words: NDArray[np.float32], prose: NDArray[np.float32]) -> dict[str, Column]:
    import numpy as np  # noqa: PLC0415

    size = len(words)
    number = np.arange(size)
    all_words, all_prose = max(1.0, float(words.sum())), max(1.0, float(prose.sum()))
    before, repeated = repeats_of(document.folded)
    return {
        "place": number / max(1, size - 1),
        "words before": np.cumsum(words) / all_words,
        "prose before": (np.cumsum(prose) - prose) / all_prose,
        "blocks": np.full(size, np.log1p(size)),
        "share of prose": np.full(size, all_prose / all_words),
        "all prose": np.full(size, np.log1p(all_prose)),
        "prose around": np.log1p(_window(prose.astype(np.float32), 3)),
        "prose widely": np.log1p(_window(prose.astype(np.float32), 8)),
        "said before": np.array(before),
        "said again": np.array(repeated),
        "bullet": np.array([len(a) != len(b) for a, b in zip(document.blocks.texts, document.texts, strict=True)]),
    }


def _window(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The mean over so many blocks on either side."""
    import numpy as np  # noqa: PLC0415

    sums = np.concatenate([[0], np.cumsum(values)])
    number = np.arange(len(values))
    low, high = np.maximum(number - reach, 0), np.minimum(number + reach + 1, len(values))
    means: NDArray[np.float32] = ((sums[high] - sums[low]) / (high - low)).astype(np.float32)
    return means


def _shifted(values: NDArray[np.float32], shift: int) -> NDArray[np.float32]:
    """The rows of the blocks so far away; 0 beyond the ends."""
    import numpy as np  # noqa: PLC0415

    moved = np.zeros_like(values)
    if abs(shift) < len(values):
        if shift > 0:
            moved[:-shift] = values[shift:]
        else:
            moved[-shift:] = values[:shift]
    return moved
