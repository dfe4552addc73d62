"""An article of a page, completed by what the page says of it beside its text."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from cleaner.article.trust import TEXT, Value, reconcile
from cleaner.model import Article, ArticleWarning, Blocks
from cleaner.reading.candidates import candidates_of
from cleaner.reading.extraction import guessed_date, is_extractable

_LIMITS: Final = {
    "size": "the page is larger than 10 million characters; the rest was left out",
    "elements": "the page has more than 50,000 elements; the rest was left out",
    "depth": "elements are more than 512 deep; deeper ones were read as if they stood beside each other",
}
_YEAR_ALONE: Final = "-01-01"
"""What htmldate makes of the year of a footer."""
NO_MAIN_CONTENT: Final = ArticleWarning(
    "no-main-content", "the extractor found no main content, or the page is too large for it; it was judged as a text"
)


def limits_exceeded(exceeded: tuple[str, ...]) -> list[ArticleWarning]:
    """A warning for each limit that a page ran into."""
    return [ArticleWarning("page-limit", _LIMITS[name]) for name in exceeded]


def complete(article: Article, html: str, blocks: Blocks, notes: list[ArticleWarning]) -> Article:
    """The article with the fields that its page speaks of, and where the value of each is from.

    Of a known source the text's fields stand, and the page fills what is empty.
    """
    said: dict[str, Any] = {
        name: getattr(article, name) for name in ("title", "authors", "published", "modified", "section")
    }
    candidates = candidates_of(blocks.layout.elements) if blocks.layout is not None else []
    values = reconcile(candidates, said, article.url, article.language, known=article.source is not None)
    if article.source is None and "published" not in values and is_extractable(blocks, len(html)):
        day = guessed_date(html, article.url)
        if day and not day.endswith(_YEAR_ALONE):
            values["published"] = Value(day, "htmldate")
    changes = {name: value.value for name, value in values.items() if value.source != TEXT}
    origins = {name: value.source for name, value in values.items()}
    return msgspec.structs.replace(article, **changes, warnings=(*notes, *article.warnings), origins=origins)
