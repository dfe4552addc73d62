"""Alternatives of a list that another one of the same list takes along."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.authoring.lint.covering import Covered, covers
from cleaner.authoring.lint.findings import Finding
from cleaner.authoring.lint.reach import is_everything
from cleaner.authoring.lint.removing import Ends, without
from cleaner.authoring.lint.written import Place, WrittenFile, ends_of_scalars
from cleaner.rulebook.patterns import names_in

_LISTS = ("line", "from", "to", "until", "each", "prev", "next", "not")


def check_repeated(file: WrittenFile) -> Iterator[Finding]:
    """The alternatives of a file's rules that change nothing. Those that capture are left alone: they may."""
    ends: Ends = {}
    for rule in file.rules:
        for key in _LISTS:
            places = list(rule.patterns(key))
            for number, other in sorted(_idle(places).items()):
                ends = ends or ends_of_scalars(file.text)
                nodes = [place.node for place in places]
                edits = () if is_everything(places[other].pattern) else without(file.lines, nodes, number, ends)
                source, by = places[number].pattern.source, places[other].pattern.source
                what = f"`{source}` stands here twice" if source == by else f"`{by}` takes `{source}` along"
                said = (what, f"take `{source}` out")
                yield file.found("repeated", places[number].node, f"{rule.where}, {key}", said, edits)


def _idle(places: list[Place]) -> dict[int, int]:
    """The numbers of patterns that others take along, with the number of such another."""
    if len(places) < 2:
        return {}
    idle = dict(_twice(places))
    plain = [(place.pattern, number) for number, place in enumerate(places) if not names_in(place.pattern)]
    index = Covered(plain)
    for pattern, number in plain:
        for other in index.by(pattern):
            mutual = other < number and covers(places[other].pattern, pattern)
            if other != number and not mutual:
                idle.setdefault(other, number)
    return idle


def _twice(places: list[Place]) -> Iterator[tuple[int, int]]:
    """Patterns that capture, and that stand there already."""
    first: dict[object, int] = {}
    for number, place in enumerate(places):
        if names_in(place.pattern):
            other = first.setdefault(getattr(place.pattern, "parts", place.pattern.source), number)
            if other != number:
                yield number, other
