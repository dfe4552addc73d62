"""Labelled pages: their dumps, their HTML, and what people marked in them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from training.pages import DUMPS, gold_body, lines_of

HTML: Final = "html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a page holds. Pages without a marked body have snippets that must be in it (`kept`), or must not (`gone`)."""

    body: str = ""
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page; `inputs` are its dumps and its HTML by name, `language` a code, or `?`."""

    id: str
    language: str
    url: str | None
    inputs: dict[str, str]
    gold: Gold


def set_name(path: Path) -> str:
    """What the pages of a file are called."""
    return path.name.split(".")[0]


def read_pages(path: Path, sample: int | None = None, seed: int = 5) -> Iterator[Page]:
    """The pages of a file of JSON Lines, `.gz` or not; of `sample` of them, always the same, where that is given."""
    chosen = None
    count = count_pages(path)
    if sample is not None and sample < count:
        chosen = set(random.Random(seed).sample(range(count), sample))
    for number, line in enumerate(lines_of(path)):
        if chosen is None or number in chosen:
            yield page_of(json.loads(line))


def count_pages(path: Path) -> int:
    """How many pages a file has."""
    return sum(1 for _ in lines_of(path))


def page_of(record: dict[str, Any]) -> Page:
    """One line of a file. What is missing is empty; a page without a dump is one whose dump is empty."""
    gold = record["gold"]
    return Page(
        id=str(record["id"]),
        language=record.get("lang") or "?",
        url=record.get("url"),
        inputs={name: record.get(name) or "" for name in (*DUMPS, HTML)},
        gold=Gold(
            body=gold_body(gold),
            kept=tuple(gold.get("with") or ()),
            gone=tuple(gold.get("without") or ()),
            title=gold.get("title") or "",
            authors=tuple(gold.get("authors") or ()),
            date=str(gold.get("date") or ""),
        ),
    )
