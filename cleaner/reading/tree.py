"""Tags to elements, and text to blocks, in one pass over a page and within limits.

It does what a browser's tree does as far as blocks need it: implied ends of paragraphs, items and cells, end tags that
nothing began, inline elements across blocks. It does not move what stands wrongly in tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from cleaner.model import Blocks, Elements, Layout
from cleaner.reading.kinds import (
    BEYOND,
    CELL,
    ENDS_OTHERS,
    GOES_ON,
    IN_PARAGRAPH,
    INLINE,
    KINDS,
    NEVER_ENDED,
    NOTED,
    SCOPE,
    TABLE_PARTS,
    UNSEEN,
    VOID,
)
from cleaner.reading.markup import MARK, alt_of, attributes_of, unescape

MOST_CHARACTERS: Final = 10_000_000
MOST_ELEMENTS: Final = 50_000
"""Pages have a thousand or two."""
MOST_STRAYS: Final = 200_000
"""End tags that are not those of the innermost element; those behind are passed over."""
MOST_DEPTH: Final = 512
"""Open elements, one in another: as in Chrome, deeper ones stand beside each other."""
SHORT_CELL: Final = 100
"""Characters up to which the cells of a row are one block: longer ones are paragraphs of a layout."""
_AT_ONCE: Final = 1_000_000
"""Characters of a page up to which all its marks are found at once, which takes memory and saves time."""
_MOST_NOTED: Final = 3
"""Blocks that are noted of an element: one of many is no byline."""
_LONGEST_NOTE: Final = 300
"""Characters of what is noted of an element: names, dates, headlines."""

_HIDDEN_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NEVER_HIDDEN: Final = frozenset(("html", "body", "main", "article"))
_BLANK: Final = re.compile(r"[\t-\r\x1c-\x1e\x20\x85\u2028\u2029]+")
"""White space of HTML, and what would end a line."""
_WIDE: Final = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""White space that stays as it is."""
_WORD: Final = re.compile(r"[^\W\d_]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_LINE: Final = re.compile(r"[\r\n\x85\u2028\u2029]+")
_CELL: Final = "\0"
_BULLET: Final = "• "


class Tree:
    """The reader of one page: `read` it, then ask for its `blocks`.

    `exceeded` names the limits that the page ran into: `size`, `elements`, `depth`.
    """

    __slots__ = (
        "attributes", "behind_link", "buffer", "dark", "ends", "exceeded", "images", "in_links", "is_item", "link", "links", "names",
        "noted", "overflow", "owner", "owners", "page", "parents", "position", "preformatted", "said", "stack", "starts",
        "strays", "tags", "texts",
    )  # fmt: skip

    def __init__(self, page: str) -> None:
        self.exceeded: list[str] = []
        if len(page) > MOST_CHARACTERS:
            page = page[:MOST_CHARACTERS]
            self.exceeded.append("size")
        self.page = page
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.attributes: list[str] = []
        self.said: dict[int, str] = {}
        self.stack: list[int] = [-1]  # open elements
        self.names: list[str] = [""]  # and their names
        self.overflow: dict[str, int] = {}  # open elements that are too deep for the stack
        self.strays = 0
        self.dark = -1  # the outermost open element that cannot be seen
        self.link = 0  # open links
        self.behind_link = -1  # the size of the buffer where the last one ended
        self.preformatted = 0
        self.is_item = False  # an item has begun, and has no text yet
        self.noted: list[tuple[int, int, int]] = []  # open elements whose text is noted, and where it begins
        self.buffer: list[str] = []  # the block that has begun
        self.in_links = 0
        self.owner = -1
        self.images: list[tuple[int, str]] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.texts: list[str] = []
        self.owners: list[int] = []
        self.links: list[float] = []
        self.position = 0

    def read(self) -> None:
        """Read the page from its beginning to its end, or to its last mark within the limits."""
        page = self.page
        if len(page) <= _AT_ONCE:
            self._read(MARK.findall(page))
        else:
            self._read(match.groups("") for match in MARK.finditer(page))
        self._flush()

    def blocks(self) -> Blocks:
        """What was read, as blocks of a text in which each stands on a line of its own."""
        elements = Elements(self.tags, self.parents, self.attributes, self.said)
        return Blocks(
            "\n".join(self.texts), self.starts, self.ends, self.texts, Layout(elements, self.owners, self.links)
        )

    def _read(self, marks: Iterable[Sequence[str]]) -> None:  # noqa: C901, PLR0912, PLR0915 (calls would double its time)
        """Read marks. One plain loop: it runs a few thousand times for every page."""
        tags, parents, attributes, stack, names = self.tags, self.parents, self.attributes, self.stack, self.names
        buffer, images, kinds = self.buffer, self.images, KINDS
        for text, raw, _, slash, name, source, content in marks:
            if text and self.dark < 0:
                if buffer and text.isspace():
                    buffer.append(text)
                else:
                    self._text(text)
            if not name:
                if raw:
                    self._raw(raw.lower(), source, content)
                continue
            kind = kinds.get(name)
            if kind is None:
                name = name.lower()  # noqa: PLW2901
                kind = kinds.get(name, 0)
            if slash:
                if names[-1] != name or kind & NEVER_ENDED or self.overflow:
                    self._end_tag(name, kind)
                    continue
                names.pop()
                number = stack.pop()
                if self.noted:
                    self._say(number)
                if not kind & GOES_ON and (buffer or images):
                    self._flush()
                if kind & NOTED or number == self.dark:
                    self._left(number, name)
                continue
            if kind & ENDS_OTHERS:
                self._end_others(name)
            if not kind & INLINE:
                if not kind & IN_PARAGRAPH and (
                    (top := names[-1]) == "p" or (kinds.get(top, 0) & INLINE and "p" in names)
                ):
                    self._end_paragraph()
                if buffer or images:
                    self._part(kind)
            number = len(tags)
            tags.append(name)
            parents.append(stack[-1])
            attributes.append(source)
            if kind & VOID:
                if name == "img" and "alt" in source and self.dark < 0:
                    self._image(number, source)
            elif len(stack) > MOST_DEPTH:
                self._overflow(name)
            else:
                stack.append(number)
                names.append(name)
                if (
                    kind & (NOTED | UNSEEN)
                    or "hid" in source
                    or "none" in source
                    or "uthor" in source
                    or "yline" in source
                ):
                    self._note(name, number, source, kind)
            if number >= MOST_ELEMENTS:
                self.exceeded.append("elements")
                return

    # Elements

    def _raw(self, name: str, source: str, content: str) -> None:
        """Add an element that holds no elements: of data and titles, with what it holds."""
        number = len(self.tags)
        self.tags.append(name)
        self.parents.append(self.stack[-1])
        self.attributes.append(source)
        if name == "title" or (name == "script" and "json" in source):
            self.said[number] = content

    def _note(self, name: str, number: int, source: str, kind: int) -> None:
        """Note what an element that has been opened means for what is in it."""
        if self.dark < 0 and (kind & UNSEEN or is_hidden(name, source)):
            self.dark = number
        if name == "a":
            self.link += 1
            if self.buffer and self.behind_link == len(self.buffer):
                self.buffer.append(" ")  # links that touch are parted by their style
        elif name == "li":
            self.is_item = True
        elif name == "pre":
            self.preformatted += 1
        if name in ("time", "h1") or "uthor" in source or "yline" in source:
            self.noted.append((number, len(self.buffer), len(self.texts)))

    def _leave(self, number: int, name: str, kind: int) -> None:
        """Close an element, and the block with it, unless the element is one of a line."""
        if self.noted:
            self._say(number)
        if not kind & GOES_ON and (self.buffer or self.images):
            self._flush()
        self._left(number, name)

    def _say(self, number: int) -> None:
        """Keep what an element said whose text is noted."""
        if self.noted[-1][0] == number:
            _, start, first = self.noted.pop()
            said = "\n".join([*self.texts[first : first + _MOST_NOTED], "".join(self.buffer[start:])])
            self.said[number] = said[:_LONGEST_NOTE]

    def _left(self, number: int, name: str) -> None:
        """Note what an element that has been closed means for what follows."""
        if number == self.dark:
            self.dark = -1
        if name == "a":
            self.link -= 1
            self.behind_link = len(self.buffer)
        elif name == "li":
            self.is_item = False
        elif name == "pre":
            self.preformatted -= 1

    def _pop(self, index: int) -> None:
        """Close the element at a place of the stack, and all above it."""
        stack, names = self.stack, self.names
        while len(stack) > index:
            name = names.pop()
            self._leave(stack.pop(), name, KINDS.get(name, 0))

    def _end_tag(self, name: str, kind: int) -> None:
        """Take an end tag that is not that of the innermost element."""
        self.strays += 1
        if kind & NEVER_ENDED or self.strays > MOST_STRAYS:
            return
        if self.overflow and self.overflow.get(name):
            self.overflow[name] -= 1
            if not kind & INLINE:
                self._flush()
        elif name in self.names:
            self._end(name, kind)
        elif name in ("p", "br"):
            self._flush()

    def _end(self, name: str, kind: int) -> None:
        """End the innermost open element of a name, unless a cell is between; one of a line alone, where a block is."""
        names = self.names
        barrier = TABLE_PARTS.get(name, SCOPE)
        across = False
        for index in range(len(names) - 1, 0, -1):
            tag = names[index]
            if tag == name:
                if kind & INLINE and across:
                    self._end_alone(index)
                else:
                    self._pop(index)
                return
            if tag in barrier:
                return
            across = across or not KINDS.get(tag, 0) & INLINE

    def _end_alone(self, index: int) -> None:
        """End an element of a line whose blocks go on."""
        name = self.names.pop(index)
        self._leave(self.stack.pop(index), name, KINDS.get(name, 0))

    def _end_others(self, name: str) -> None:
        """End the element that cannot hold the one that begins: an item, a cell, a link."""
        ended, beyond = BEYOND[name]
        names = self.names
        if ended.isdisjoint(names):
            return
        for index in range(len(names) - 1, 0, -1):
            if names[index] in ended:
                if name == "a":
                    self._end_alone(index)
                else:
                    self._pop(index)
                return
            if names[index] in beyond:
                return

    def _end_paragraph(self) -> None:
        """End the paragraph that is open around elements of a line only."""
        for index in range(len(self.names) - 1, 0, -1):
            tag = self.names[index]
            if tag == "p":
                self._pop(index)
                return
            if not KINDS.get(tag, 0) & INLINE:
                return

    def _overflow(self, name: str) -> None:
        """Note an element that is too deep: it stands beside what is in it."""
        if "depth" not in self.exceeded:
            self.exceeded.append("depth")
        self.overflow[name] = self.overflow.get(name, 0) + 1

    # Blocks

    def _text(self, text: str) -> None:
        """Take a text that can be seen."""
        inner = self.stack[-1]
        if not self.buffer:
            if text.isspace():
                return
            self.owner = inner
        elif self.owner != inner:
            owner, stack = self.owner, self.stack
            while owner not in stack:
                owner = self.parents[owner]
            self.owner = owner
        self.buffer.append(text)
        if self.link:
            self.in_links += len(text.strip())

    def _part(self, kind: int) -> None:
        """Part a block from the element that begins; a cell goes on with the row's block."""
        if self.dark >= 0:
            return
        if kind & CELL:
            if self.buffer:
                self.buffer.append(_CELL)
        elif not kind & UNSEEN:
            self._flush()

    def _image(self, number: int, source: str) -> None:
        text = _tidy(alt_of(source))
        if _WORD.search(text):
            self.images.append((number, text))

    def _flush(self) -> None:
        """End a block, if one has begun; what pictures in it stand for comes behind it."""
        if self.buffer:
            text = unescape("".join(self.buffer))
            self.buffer.clear()
            self.noted = [(number, 0, first) for number, _, first in self.noted]
            in_links, self.in_links = self.in_links, 0
            if _CELL in text:
                self._add_row(text, in_links)
            elif self.preformatted:
                for line in _LINE.split(text):
                    self._add(_CONTROL.sub(" ", line.expandtabs(4)).strip(), self.owner, in_links)
            else:
                self._add(_tidy(text), self.owner, in_links)
        if self.images:
            for number, text in self.images:
                self._add(text, number, 0)
            self.images.clear()

    def _add_row(self, text: str, in_links: int) -> None:
        cells = [_tidy(cell) for cell in text.split(_CELL)]
        if max(map(len, cells)) < SHORT_CELL:
            self._add("\t".join(filter(None, cells)), self.owner, in_links)
        else:
            for cell in cells:
                self._add(cell, self.owner, in_links * len(cell) // max(1, len(text)))

    def _add(self, text: str, owner: int, in_links: int) -> None:
        if not text:
            return
        if self.is_item and not self.images:
            self.is_item = False
            text = _BULLET + text
        self.texts.append(text)
        self.starts.append(self.position)
        self.position += len(text)
        self.ends.append(self.position)
        self.position += 1
        self.owners.append(owner)
        self.links.append(min(1.0, in_links / len(text)))


def _tidy(text: str) -> str:
    """A text whose white space is single spaces, in the quickest way that keeps other spaces."""
    if text.isascii() or not _WIDE.search(text):
        return " ".join(text.split())
    return _BLANK.sub(" ", text).strip()


def is_hidden(name: str, source: str) -> bool:
    """Whether an element's attributes hide it; those that hold whole pages are shown by scripts later."""
    if name in _NEVER_HIDDEN or not ("hid" in source or "none" in source):
        return False
    found = attributes_of(source)
    if "hidden" in found and found["hidden"] != "until-found":
        return True
    return found.get("aria-hidden", "").lower() == "true" or _HIDDEN_STYLE.search(found.get("style", "")) is not None
