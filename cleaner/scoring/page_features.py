"""The features of a page's blocks: what an extractor made of them, their elements, their links, and their shapes.

Words are not told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    columns: dict[str, Column] = {"links": links, **_of_shape(shapes), **_of_elements(view)}
    columns["prose"] = prose > 0
    columns["furniture"] = np.array([owner is not None and owner.label != "body" for owner in owners])
    columns |= _of_marks(np.array(kept, dtype=bool), shapes.words, prose)
    columns |= _of_containers(view, prose, np.where(np.array(kept, dtype=bool), shapes.words, 0))
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


def _of_elements(view: View) -> dict[str, Column]:  # noqa: C901 (one walk up from each block, for all that it tells)
    """What a block's elements are, and what those around it are called."""
    import numpy as np  # noqa: PLC0415

    tags, parents, owners = view.tags, view.parents, view.layout.owners
    size = len(owners)
    own = {name: np.zeros(size, bool) for name in _OWN}
    kinds = {tag: name for name, all_tags in _OWN.items() for tag in all_tags if name != "first heading"}
    around = {tag: np.zeros(size, np.float32) for tag in _AROUND}
    names = np.zeros((size, len(_GROUPS)), np.float32)
    parent_of = np.full(size, -1)
    depth = np.zeros(size, np.float32)
    groups: dict[int, tuple[int, ...]] = {}
    for block, owner in enumerate(owners):
        element, level = owner, 0
        while element >= 0:
            tag = tags[element]
            if level == 0 or (level == 1 and KINDS.get(tags[owner], 0) & INLINE):
                if tag in kinds:
                    own[kinds[tag]][block] = True
                if tag == "h1":
                    own["first heading"][block] = True
            if tag in around and not around[tag][block]:
                around[tag][block] = 1 / (1 + level / 4)
            if level < _LEVELS:
                found = groups.get(element)
                if found is None:
                    found = groups[element] = _groups_of(view, element)
                for group in found:
                    if not names[block, group]:
                        names[block, group] = 1 / (1 + level / 2)
            if not KINDS.get(tag, 0) & INLINE:
                level += 1
                if level == 2:
                    parent_of[block] = element
            element = parents[element]
        depth[block] = level
    same = np.concatenate([[False], parent_of[1:] == parent_of[:-1]])
    return {
        **{f"own {name}": column for name, column in own.items()},
        **{f"in {name}": column for name, column in around.items()},
        **{f"called {name}": names[:, number] for name, number in _GROUPS.items()},
        "same parent": same,
        "depth": depth / 10,
    }


_GROUP_PATTERNS: Final = tuple(re.compile(pattern) for pattern in _NAMES.values())


def _groups_of(view: View, element: int) -> tuple[int, ...]:
    """The groups of names that an element's class, id, role and kind of property fall into."""
    if not view.layout.elements.attributes[element]:
        return ()
    found = view.attributes(element)
    said = " ".join(
        found[name] for name in ("class", "id", "itemprop", "role", "data-component", "data-testid") if name in found
    )
    if not said:
        return ()
    said = said[:200].lower()
    return tuple(number for number, pattern in enumerate(_GROUP_PATTERNS) if pattern.search(said))


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


def _of_containers(view: View, prose: NDArray[np.float32], kept: NDArray[np.float32]) -> dict[str, Column]:
    """How much prose the elements around a block hold: the article's is one that holds most of it."""
    import numpy as np  # noqa: PLC0415

    tags, parents, owners = view.tags, view.parents, view.layout.owners
    sums = np.zeros((len(tags) + 1, 2))
    chains = []
    for block, owner in enumerate(owners):
        element, chain = owner, []
        while element >= 0:
            if not KINDS.get(tags[element], 0) & INLINE:
                chain.append(element)
            element = parents[element]
        chains.append(chain)
        if prose[block] or kept[block]:
            sums[chain] += prose[block], kept[block]
    total = np.maximum(1.0, np.array([prose.sum(), kept.sum()]))
    shares = sums / total
    columns = np.zeros((len(owners), 8), np.float32)
    for block, chain in enumerate(chains):
        for level in (1, 2, 3):
            if level < len(chain):
                columns[block, 2 * level - 2 : 2 * level] = shares[chain[level]]
        for kind in (0, 1):
            height = next((n for n, element in enumerate(chain) if shares[element, kind] >= 0.5), len(chain))
            columns[block, 6 + kind] = height / 8
    heights = ("prose", "kept")
    return {
        **{
            f"{name} in level {level}": columns[:, 2 * level - 2 + kind]
            for level in (1, 2, 3)
            for kind, name in enumerate(heights)
        },
        **{f"height to most {name}": columns[:, 6 + kind] for kind, name in enumerate(heights)},
    }


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
