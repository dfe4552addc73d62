"""Cases: documents with the article that must come out of them, kept as files.

`NAME.txt` or `NAME.html` stands beside `NAME.expected.json`, which holds the fields that are looked at: `body` as a
list of paragraphs, `warnings` as a list of codes, all others as in the article's record. Its key `given` holds what
is known of the document: `url`, `source`, `crawled`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from cleaner.cleaning import Cleaned, Cleaner
from cleaner.errors import InputError
from cleaner.model import Article, Document
from cleaner.reading.decoding import decode

EXPECTED: Final = ".expected.json"
ENDINGS: Final = (".txt", ".html")


@dataclass(frozen=True, slots=True)
class Case:
    """A document's file, what is known of it, and the fields expected of its article."""

    name: str
    path: Path
    given: dict[str, str]
    expected: dict[str, Any]


class Mismatch(NamedTuple):
    """A field that came out otherwise."""

    field: str
    expected: Any
    got: Any


def find_cases(folder: Path) -> Iterator[Case]:
    """The cases below a folder, by name; raises `InputError` for one without its document, or that cannot be read."""
    for expected in sorted(folder.rglob(f"*{EXPECTED}")):
        stem = expected.name.removesuffix(EXPECTED)
        document = next((p for end in ENDINGS if (p := expected.with_name(stem + end)).is_file()), None)
        if document is None:
            raise InputError(str(expected), "a case without its document", f"put {stem}.txt or {stem}.html beside it")
        try:
            fields: dict[str, Any] = msgspec.json.decode(expected.read_bytes(), type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise InputError(str(expected), f"no JSON object: {error}", "mend it") from None
        given = fields.pop("given", {})
        yield Case(expected.relative_to(folder).as_posix().removesuffix(EXPECTED), document, given, fields)


def run_case(case: Case, cleaner: Cleaner) -> tuple[Cleaned, tuple[Mismatch, ...]]:
    """Clean a case's document; its article and the fields that differ from those expected."""
    data = case.path.read_bytes()
    page = case.path.suffix == ".html"
    decoded = decode(data)
    key = "html" if page else "text"
    document = Document(**{key: decoded.text}, id=case.name, encoding=decoded.encoding, **case.given)  # type: ignore[arg-type]
    cleaned = cleaner.examine(document)
    got = comparable(cleaned.article)
    found = (Mismatch(field, value, got.get(field)) for field, value in case.expected.items())
    return cleaned, tuple(mismatch for mismatch in found if mismatch.expected != mismatch.got)


def comparable(article: Article) -> dict[str, Any]:
    """An article's fields as a case holds them."""
    fields: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(article))
    fields["body"] = article.body.split("\n\n") if article.body else []
    fields["warnings"] = [warning.code for warning in article.warnings]
    return fields
