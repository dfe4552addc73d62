"""One article as bytes: a JSON line, which Parquet is made of, too, plain text or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec

from cleaner.errors import DocumentError
from cleaner.model import Article

Format = Literal["jsonl", "txt", "md", "parquet"]
FORMATS: Final[tuple[Format, ...]] = ("jsonl", "txt", "md", "parquet")
ARTICLE_FIELDS: Final = Article.__struct_fields__
REQUIRED: Final = ("id", "rules", "body")
"""Fields that cannot be left out: without them a record is not known as cleaned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How articles are written: the format, whether with spans and origins, and the fields that are left out."""

    format: Format = "jsonl"
    spans: bool = False
    origins: bool = False
    without: tuple[str, ...] = ()


def to_bytes(article: Article, form: Form) -> bytes:
    """An article in a form, ending in a line feed."""
    if form.format == "txt":
        return f"{article.body}\n".encode("utf-8", "replace")
    if form.format == "md":
        return _markdown(article, form).encode("utf-8", "replace")
    return msgspec.json.encode(to_record(article, form)) + b"\n"


def former_to_bytes(record: Mapping[str, Any], form: Form) -> bytes:
    """The record of a former run in a form: as JSON it is as it came, but for the fields that are left out.

    Raises `DocumentError` where it is to become text or a row, and is no article.
    """
    if form.format == "jsonl":
        return msgspec.json.encode({key: value for key, value in record.items() if key not in form.without}) + b"\n"
    try:
        return to_bytes(msgspec.convert(record, Article), form)
    except msgspec.ValidationError as error:
        what = f"has `rules` and `body` as an article of a former run has, but is none: {error}"
        raise DocumentError(str(record.get("id")), what) from None


def to_record(article: Article, form: Form) -> dict[str, Any]:
    """An article's fields by name, in their order; `spans` and `origins` only on request."""
    return {name: getattr(article, name) for name in fields_of(form)}


def fields_of(form: Form) -> tuple[str, ...]:
    """The fields that articles have in a form, in their order."""
    asked = {"spans": form.spans, "origins": form.origins}
    left_out = (*form.without, *(name for name, is_asked in asked.items() if not is_asked))
    return tuple(name for name in ARTICLE_FIELDS if name not in left_out)


def _markdown(article: Article, form: Form) -> str:
    """Title, standfirst, a line of who, when and where, the body, captions and comments."""
    said = to_record(article, form)
    facts = [", ".join(said.get("authors", ())), said.get("agency"), said.get("place"), said.get("published")]
    parts = [
        f"# {said['title']}" if said.get("title") else "",
        f"*{said['subtitle']}*" if said.get("subtitle") else "",
        " · ".join(fact for fact in facts if fact),
        article.body,
        *(
            f"> {caption.text}" + (f" ({caption.credit})" if caption.credit else "")
            for caption in said.get("captions", ())
        ),
    ]
    if comments := said.get("comments"):
        parts.append("## Comments")
        parts += [
            f"**{c.author or c.number or 'Anonymous'}** {c.published or ''}".rstrip() + f"\n\n{c.text}"
            for c in comments
        ]
    return "\n\n".join(part for part in parts if part) + "\n"
