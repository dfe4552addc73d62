"""One article as bytes."""

from __future__ import annotations

import json

import pytest

from cleaner.errors import DocumentError
from cleaner.model import Article, Caption, Comment, Span
from cleaner.writing.forms import ARTICLE_FIELDS, Form, former_to_bytes, to_bytes

ARTICLE = Article(
    id="a",
    rules="village@1",
    title="The mill opens",
    subtitle="Forty people came",
    agency="AFP",
    place="Torvik",
    authors=("Hanna Moe", "Per Li"),
    published="2012-01-12",
    body="One.\n\nTwo.",
    captions=(Caption("The mill", "Per Li"), Caption("The oven")),
    comments=(Comment("Hanna", "2012-01-13", None, "Good."), Comment(None, None, 2, "Bad."), Comment(text="So.")),
    spans=(Span("body", None, 0, 4),),
    meta={"views": 3},
)
MARKDOWN = """\
# The mill opens

*Forty people came*

Hanna Moe, Per Li · AFP · Torvik · 2012-01-12

One.

Two.

> The mill (Per Li)

> The oven

## Comments

**Hanna** 2012-01-13

Good.

**2**

Bad.

**Anonymous**

So.
"""


def test_a_record_has_all_fields_in_their_order() -> None:
    data = to_bytes(ARTICLE, Form(spans=True, origins=True))
    assert data.endswith(b"}\n")
    assert data.count(b"\n") == 1
    assert tuple(json.loads(data)) == ARTICLE_FIELDS


def test_a_text_is_the_body() -> None:
    assert to_bytes(ARTICLE, Form(format="txt")) == b"One.\n\nTwo.\n"


def test_markdown_shows_the_fields() -> None:
    assert to_bytes(ARTICLE, Form(format="md")).decode() == MARKDOWN
    bare = Form(format="md", without=("comments", "captions", "authors", "agency", "place", "published", "subtitle"))
    assert to_bytes(ARTICLE, bare).decode() == "# The mill opens\n\nOne.\n\nTwo.\n"


@pytest.mark.parametrize(
    "form", [Form(spans=True), Form(format="txt"), Form(format="md")], ids=lambda form: form.format
)
def test_a_record_of_a_former_run_gives_the_same_bytes(form: Form) -> None:
    record = json.loads(to_bytes(ARTICLE, Form(spans=True)))
    assert former_to_bytes(record, form) == to_bytes(ARTICLE, form)


def test_what_is_no_article_does_not_become_text() -> None:
    with pytest.raises(DocumentError, match=r"^a: has `rules` and `body` .* but is none: Expected `str`, got `null`"):
        former_to_bytes({"id": "a", "rules": "r", "body": None}, Form(format="txt"))
