"""CSS selectors as rules have them: parsed by cssselect, and checked for what can be asked of a page's elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from cleaner.rulebook.patterns import PatternError

if TYPE_CHECKING:
    from cssselect.parser import Selector

OPERATORS: Final = ("exists", "=", "!=", "~=", "|=", "^=", "$=", "*=")
COMBINATORS: Final = (" ", ">", "+", "~")
PSEUDO_CLASSES: Final = ("first-child",)
_PLACE: Final = re.compile(r" at (\d+)(?:>.*)?$")
_KNOWN: Final = (
    "write tags, `.class`, `#id`, `[attribute]`, `:not()`, `:is()`, `:first-child`, and space, `>`, `+`, `~` between"
)


def parse_selector(text: str) -> list[Selector]:
    """The selectors of a list of them, `a, b`. Raises `PatternError`, with the place in the text where it is known."""
    from cssselect import SelectorError, parse  # noqa: PLC0415 (only books with `css` need it)

    try:
        selectors = parse(text)
    except SelectorError as error:
        said = str(error)
        place = _PLACE.search(said)
        what = f"no CSS selector: {said[: place.start()] if place else said}"
        raise PatternError(int(place[1]) if place else 0, what, _KNOWN) from None
    for selector in selectors:
        if selector.pseudo_element is not None:
            raise PatternError(text.find("::"), "a pseudo-element is no element of a page", _KNOWN)
        _check(selector.parsed_tree, text)
    return selectors


def _check(tree: Any, text: str) -> None:
    """Refuse what cannot be asked."""
    kind = type(tree).__name__
    if kind in ("Function", "Relation") or (kind == "Pseudo" and tree.ident not in PSEUDO_CLASSES):
        name = "has" if kind == "Relation" else tree.name if kind == "Function" else tree.ident
        raise PatternError(max(0, text.find(f":{name}")), f"`:{name}` cannot be asked of a block's elements", _KNOWN)
    for part in (
        getattr(tree, "selector", None),
        getattr(tree, "subselector", None),
        *getattr(tree, "selector_list", ()),
    ):
        if part is not None:
            _check(part, text)
