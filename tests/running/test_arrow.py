"""Batches of Arrow: a row in is a row out, and its article is what the command writes."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.errors import InputError
from cleaner.model import Document
from cleaner.reading.columns import documents_of_batches
from cleaner.reading.records import Fields
from cleaner.running.arrow import batch_schema, clean_batch
from cleaner.running.outcomes import Job
from cleaner.writing.forms import Form

pa = pytest.importorskip("pyarrow", reason="pyarrow comes with an extra")

STORY = "Ferry aground\nBy Jane Hale, 4 May 2012\nA ferry ran aground near Saltmarsh on Monday, and nobody was hurt, the harbour board said."


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


def batch(**columns: list[Any]) -> Any:
    return pa.RecordBatch.from_pydict(columns)


def test_each_row_is_the_article_that_the_command_writes(cleaner: Cleaner) -> None:
    texts = [STORY, "Share\n" + STORY.replace("Ferry", "Barge")]
    cleaned = clean_batch(batch(id=["a", "b"], text=texts, page=[3, 4]), cleaner)
    assert cleaned.column("error").to_pylist() == [None, None]
    assert ["near Saltmarsh" in body for body in cleaned.column("body").to_pylist()] == [True, True]
    job = Job(cleaner, Form(format="jsonl"))
    written = [job(Document(id=i, text=t, meta={"page": p})).data for i, t, p in zip("ab", texts, (3, 4), strict=True)]
    articles = cleaned.select([name for name in cleaned.schema.names if name != "error"])
    assert [job(document).data for document in documents_of_batches("again", iter([articles]), Fields())] == written


def test_a_row_that_fails_keeps_its_place(cleaner: Cleaner) -> None:
    given = batch(body_text=[STORY, None, STORY])
    cleaned = clean_batch(given, cleaner, names=Fields(text="body_text"), name="crawl")
    assert cleaned.schema.equals(batch_schema())
    assert cleaned.column("id").to_pylist() == ["crawl:1", "crawl:2", "crawl:3"]
    first, second, third = cleaned.column("error").to_pylist()
    assert (first, third) == (None, None)
    assert second.startswith("crawl:2: has neither 'body_text' nor 'html'")
    assert cleaned.column("body").to_pylist()[1] is None


def test_a_row_that_fails_keeps_its_id(cleaner: Cleaner) -> None:
    cleaned = clean_batch(batch(id=[7, 8], text=[None, STORY]), cleaner)
    assert cleaned.column("id").to_pylist() == ["7", "8"]


def test_an_empty_batch_has_the_schema(cleaner: Cleaner) -> None:
    form = Form(format="jsonl", without=("comments",))
    cleaned = clean_batch(batch(text=pa.array([], pa.string())), cleaner, form)
    assert (cleaned.num_rows, cleaned.schema) == (0, batch_schema(form))
    assert "comments" not in cleaned.schema.names


def test_a_batch_without_texts_is_refused(cleaner: Cleaner) -> None:
    with pytest.raises(InputError, match="words"):
        clean_batch(batch(words=["a"]), cleaner)
