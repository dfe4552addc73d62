"""The values that flow through the package: documents in, articles out. No logic.

What exists once a document is a frozen `msgspec.Struct`, since a frozen dataclass of as many fields takes three times as
long to make; what exists once a block is a column of `Blocks` or a small Struct. Offsets are 0-based code points of the
decoded text. Values that hold no other containers are no concern of the garbage collector, which halves their cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class ArticleWarning(msgspec.Struct, frozen=True, gc=False):
    """Something that a user should know of an article: a stable `code` and a sentence."""

    code: str
    message: str


class Span(msgspec.Struct, frozen=True, gc=False):
    """What became of a stretch of the text: its label, the rule that gave it, `start` and `end` (exclusive)."""

    label: str
    rule: str | None
    start: int
    end: int


class Caption(msgspec.Struct, frozen=True, gc=False):
    """A picture's caption, and who made the picture."""

    text: str
    credit: str | None = None


class Comment(msgspec.Struct, frozen=True, gc=False):
    """One comment of a reader; `published` is ISO 8601 with the precision known."""

    author: str | None = None
    published: str | None = None
    number: int | None = None
    text: str = ""


class Credits(msgspec.Struct, frozen=True):
    """The line of credits as printed, and its people by role."""

    text: str
    reporting: tuple[str, ...] = ()
    writing: tuple[str, ...] = ()
    editing: tuple[str, ...] = ()


class Stats(msgspec.Struct, frozen=True):
    """Characters of the input without white space between blocks: all, in the body, moved, removed; and the encoding read."""

    characters: int
    body: int
    moved: int
    removed: int
    labels: dict[str, int] = {}
    encoding: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One input: `text` or `html`, and what is known of it.

    `source` is the name of a rule set or a host, `crawled` an ISO 8601 day or time, `encoding` what the bytes were
    decoded with (None: they came as text), `undecodable` how many characters could not be decoded, `meta` the other
    fields of its record, carried through.
    """

    text: str | None = None
    html: str | None = None
    id: str | None = None
    url: str | None = None
    source: str | None = None
    crawled: str | None = None
    encoding: str | None = None
    undecodable: int = 0
    meta: Mapping[str, Any] = {}


class Elements(msgspec.Struct, frozen=True):
    """The elements of a page, as columns, in the order of their start tags.

    `parents` are numbers of elements, -1 for the outermost; `attributes` are as they stand in the tag, read when asked
    for; `said` is what some elements hold, as it stands in the page or is read: titles, data, times and people.
    """

    tags: list[str]
    parents: list[int]
    attributes: list[str]
    said: dict[int, str]

    def __len__(self) -> int:
        return len(self.tags)


class Layout(msgspec.Struct, frozen=True):
    """Where the blocks of a page stand in it, as columns.

    `owners[i]` is the innermost element that holds all of block `i`, `links[i]` the share of its characters inside
    links, from 0 to 1.
    """

    elements: Elements
    owners: list[int]
    links: list[float]


class Blocks(msgspec.Struct, frozen=True):
    """The blocks of a text, as columns: block `i` is `text[starts[i]:ends[i]]`.

    `texts[i]` is what a block says: the same characters, but that the lines of a hard-wrapped paragraph are joined by
    one space. Neither holds the indent; both hold the bullet. Blocks of a page have a `layout`.
    """

    text: str
    starts: list[int]
    ends: list[int]
    texts: list[str]
    layout: Layout | None = None

    def __len__(self) -> int:
        return len(self.starts)


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """A clean article: the body, the facts around it, and what was removed and why. See `docs/article.md`."""

    id: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None
    rules: str | None = None
    title: str | None = None
    subtitle: str | None = None
    section: str | None = None
    agency: str | None = None
    place: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    body: str = ""
    captions: tuple[Caption, ...] = ()
    comments: tuple[Comment, ...] = ()
    credits: Credits | None = None
    related: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Any] = {}
    origins: Mapping[str, str] = {}
    spans: tuple[Span, ...] = ()
    meta: Mapping[str, Any] = {}
    warnings: tuple[ArticleWarning, ...] = ()
    stats: Stats | None = None
