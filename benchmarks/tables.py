"""Figures as tables to read: ways beside each other, a row a set and dump."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.figures import Figures
from benchmarks.pages import HTML
from benchmarks.peers import HTML_WAYS, NOTHING, OURS, PAGE_WAYS, WAYS
from training.pages import DUMPS

_NONE: Final = "-"
_NO_SHARES: Final = f"{_NONE} / {_NONE}"
_FIELDS: Final = ("title", "authors", "date")


def all_tables(figures: Figures) -> str:
    """The tables of bodies, snippets, fields and languages; those without a row are left out."""
    tables = (
        _table("F1 of the body", [*_heads(), "precision", "recall"], _bodies(figures)),
        _table("F1 of the body, of pages", ["pages", *PAGE_WAYS], _bodies_of_pages(figures)),
        _table("Snippets of the article kept / of the rest gone", _heads(), _snippets(figures)),
        _table(
            "Snippets of the article kept / of the rest gone, of pages",
            ["pages", *PAGE_WAYS],
            _snippets_of_pages(figures),
        ),
        _table("Fields right", [*_FIELDS, *(f"{name}, {HTML_WAYS[0]}" for name in _FIELDS)], _fields(figures)),
        _table(
            "F1 by language", ["pages", *(f"{way}, {dump}" for dump in DUMPS for way in _ALONE)], _languages(figures)
        ),
    )
    return "\n\n".join(table for table in tables if table)


_ALONE: Final = (NOTHING, OURS)


def _heads() -> list[str]:
    return ["pages", *(f"{way} (html)" if way in HTML_WAYS else way for way in WAYS)]


def _bodies(figures: Figures) -> Iterator[list[str]]:
    for pages in _sets(figures):
        for dump in DUMPS:
            cells = [_shown(figures.get(f"body/{_place(pages, dump, way)}/f1")) for way in WAYS]
            parts = [_shown(figures.get(f"body/{pages}/{dump}/{OURS}/{name}")) for name in ("precision", "recall")]
            if f"body/{pages}/{dump}/{OURS}/f1" in figures:
                yield [f"{pages} {dump}", _count(figures, pages), *cells, *parts]


def _bodies_of_pages(figures: Figures) -> Iterator[list[str]]:
    for pages in _sets(figures):
        cells = [_shown(figures.get(f"body/{pages}/{HTML}/{way}/f1")) for way in PAGE_WAYS]
        if cells[-1] != _NONE:
            yield [pages, _count(figures, pages), *cells]


def _snippets(figures: Figures) -> Iterator[list[str]]:
    for pages in _sets(figures):
        for dump in DUMPS:
            cells = [_shares(figures, f"snippets/{_place(pages, dump, way)}") for way in WAYS]
            if cells[-1] != _NO_SHARES:
                yield [f"{pages} {dump}", _count(figures, pages), *cells]


def _snippets_of_pages(figures: Figures) -> Iterator[list[str]]:
    for pages in _sets(figures):
        cells = [_shares(figures, f"snippets/{pages}/{HTML}/{way}") for way in PAGE_WAYS]
        if cells[-1] != _NO_SHARES:
            yield [pages, _count(figures, pages), *cells]


def _shares(figures: Figures, place: str) -> str:
    return " / ".join(_shown(figures.get(f"{place}/{name}")) for name in ("kept", "gone"))


def _fields(figures: Figures) -> Iterator[list[str]]:
    for pages in _sets(figures):
        for dump in (*DUMPS, HTML):
            cells = [
                _shown(figures.get(f"fields/{_place(pages, dump, way)}/{name}"))
                for way in (OURS, HTML_WAYS[0])
                for name in _FIELDS
            ]
            if any(cell != _NONE for cell in cells[: len(_FIELDS)]):
                yield [f"{pages} {dump}", *cells]


def _languages(figures: Figures) -> Iterator[list[str]]:
    places = {tuple(name.split("/")[1:3]) for name in figures if name.startswith("language/")}
    for pages, language in sorted(places):
        place = f"{pages}/{language}"
        cells = [_shown(figures.get(f"language/{place}/{dump}/{way}/f1")) for dump in DUMPS for way in _ALONE]
        yield [f"{pages} {language}", _count(figures, place), *cells]


def _place(pages: str, dump: str, way: str) -> str:
    return f"{pages}/{HTML if way in HTML_WAYS else dump}/{way}"


def _sets(figures: Figures) -> list[str]:
    return sorted(name.split("/")[1] for name in figures if name.startswith("pages/") and name.count("/") == 1)


def _count(figures: Figures, place: str) -> str:
    return f"{figures[f'pages/{place}']:.0f}"


def _shown(value: float | None) -> str:
    """A share in three places, without a zero before the point."""
    return _NONE if value is None else f"{value:.3f}".removeprefix("0")


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their heads, the first column left, the others right; `""` where there are no rows."""
    lines = [["", *heads], *rows]
    if len(lines) == 1:
        return ""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = (
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
    return "\n".join([caption, *(line.rstrip() for line in shown)])
