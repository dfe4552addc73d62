"""Pages: what is one, and its blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleaner.model import Blocks
from cleaner.reading.decoding import repair
from cleaner.reading.tree import Tree

_HTML_START = re.compile(
    r"""
    (?:<!--.*?-->\s*)*                           # comments before the page
    (?:
        <!doctype\s+html\b
      | <\?xml\b[^>]*>\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b
      | <(?:html|head|body|title|meta|link|script|style|article|section|header|main|nav|div|table|p|h1|ul|br)(?:\s[^<>]*)?/?>
      | <!--(?!.*-->)                            # a comment that is still open where the sniffing ends
      | <[a-z].*?<(?:!doctype\s+html|html)\b     # a wrapper of a crawler's own, then a page
    )
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SNIFFED = 1024  # characters


@dataclass(frozen=True, slots=True)
class Page:
    """A page as blocks that know their elements, and the limits that it ran into: see `cleaner.reading.tree`."""

    blocks: Blocks
    exceeded: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The page's text: its blocks, one a line. Offsets count in it."""
        return self.blocks.text


def looks_like_html(text: str) -> bool:
    """Whether a text is a page or a piece of one, by its first characters that are not white."""
    start = text[:_SNIFFED].lstrip("\ufeff \t\r\n\f\v")
    if not start:
        start = text.lstrip()[:_SNIFFED]
    return start.startswith("<") and _HTML_START.match(start) is not None


def read_page(html: str) -> Page:
    """All blocks of a page that can be seen; any input will do."""
    tree = Tree(repair(html))
    tree.read()
    return Page(tree.blocks(), tuple(tree.exceeded))
