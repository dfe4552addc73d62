"""A batch of Arrow in, a batch of Arrow out: the one function that engines call, whichever they are."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from cleaner.cleaning import Cleaner
from cleaner.errors import InputError
from cleaner.reading.columns import documents_of_batches
from cleaner.reading.records import DEFAULT_FIELDS, Fields, chosen, problem_of
from cleaner.reading.streams import package
from cleaner.running.outcomes import Job
from cleaner.writing.forms import Form, fields_of
from cleaner.writing.parquet import arrays_of, schema_of

ERROR: Final = "error"
"""The column that says why a document failed; null where it did not."""
_PLAIN: Final = Form(format="jsonl")


def batch_schema(form: Form = _PLAIN) -> Any:
    """The `pyarrow.Schema` of what `clean_batch` gives: the fields of an article, and `error`."""
    return _with_errors(schema_of(fields_of(form))[0])


def _with_errors(schema: Any) -> Any:
    arrow = package("pyarrow", "parquet")
    return schema.append(arrow.field(ERROR, arrow.string()))


def clean_batch(
    batch: Any, cleaner: Cleaner, form: Form = _PLAIN, *, names: Fields = DEFAULT_FIELDS, name: str = "batch"
) -> Any:
    """The articles of a `pyarrow.RecordBatch` of documents, a row each, in order: a batch of `batch_schema`.

    `names` are those of its columns; others are carried as `meta`. A row without an id is `NAME:ROW`, from 1. A document
    that fails has a row with its id and its `error`, and nothing else: no row is lost. Raises `InputError` where the
    batch has no column of texts or pages, `RuleBookError` where rules have mistakes.
    """
    arrow = package("pyarrow", "parquet")
    if problem := problem_of(batch.schema.names, names):
        raise InputError(name, problem, "give the names of its columns as `names=Fields(text=...)`")
    job = Job(cleaner, form)
    documents = documents_of_batches(name, iter([batch.select(chosen(batch.schema.names, names))]), names)
    outcomes = [job(document) for document in documents]
    ids = batch.column(names.id).to_pylist() if names.id in batch.schema.names else [None] * batch.num_rows
    articles = [
        msgspec.json.decode(outcome.data)
        if not outcome.error
        else {"id": outcome.name if given is None else str(given)}
        for outcome, given in zip(outcomes, ids, strict=True)
    ]
    schema, converters = schema_of(fields_of(form))
    errors = arrow.array([outcome.error or None for outcome in outcomes], arrow.string())
    return arrow.RecordBatch.from_arrays(
        [*arrays_of(articles, schema, converters), errors], schema=_with_errors(schema)
    )
