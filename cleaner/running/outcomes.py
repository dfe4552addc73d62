"""What became of one document of a run, small enough to travel between processes."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Any

import msgspec

from cleaner.cleaning import Cleaner
from cleaner.errors import CleanerError, DocumentError, RuleBookError
from cleaner.model import Article, Document
from cleaner.writing.forms import Form, former_to_bytes, to_bytes


class Outcome(msgspec.Struct, frozen=True):
    """A document's article as bytes with what the summary counts, or the reason of its failure in `error`."""

    name: str
    data: bytes = b""
    source: str | None = None
    labels: dict[str, int] = {}
    body: int = 0
    moved: int = 0
    removed: int = 0
    warnings: tuple[str, ...] = ()
    error: str = ""
    rule: str = ""
    """The id of the rule at which the document failed, where it was one."""
    passed_on: bool = False
    """An article of a former run, which is not cleaned again."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to do with each document: clean it, and write the article in a form."""

    cleaner: Cleaner
    form: Form

    def __call__(self, document: Document | DocumentError) -> Outcome:
        """The outcome of one document, whatever it is; raises `RuleBookError` where rules that it needs have mistakes."""
        if isinstance(document, DocumentError):
            return Outcome(document.document, error=str(document), rule=document.rule)
        name = name_of(document)
        try:
            if document.text is None and document.html is None:
                return Outcome(name, former_to_bytes(_former_record(document), self.form), passed_on=True)
            return self._cleaned(name, self.cleaner.clean(document))
        except RuleBookError:
            raise
        except CleanerError as error:
            return Outcome(name, error=str(error), rule=error.rule if isinstance(error, DocumentError) else "")
        except MemoryError:
            return Outcome(name, error=f"{name}: there is too little memory for it; give it more, or split it")
        except Exception as error:  # noqa: BLE001 (the worker's: one document must never end a batch)
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
            return Outcome(name, error=f"{name}: an error in cleaner itself, please report it: {what}")

    def _cleaned(self, name: str, article: Article) -> Outcome:
        stats = article.stats
        return Outcome(
            name,
            to_bytes(article, self.form),
            article.source,
            stats.labels if stats else {},
            stats.body if stats else 0,
            stats.moved if stats else 0,
            stats.removed if stats else 0,
            tuple(warning.code for warning in article.warnings),
        )


def name_of(document: Document | DocumentError) -> str:
    """What a document is called in messages and records: its id."""
    return document.document if isinstance(document, DocumentError) else document.id or "document"


def _former_record(document: Document) -> dict[str, Any]:
    """The record of a former run as it came."""
    return {"id": document.id, "url": document.url, "source": document.source} | dict(document.meta)
