"""Figures of a run by name, the file that they are kept in, and what rose and fell since."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from benchmarks.metric import Score
from benchmarks.peers import NOTHING, OURS
from training.pages import f1_of_means

Figures = dict[str, float]
"""Names such as `body/fundus/text/cleaner/f1`: what, the set, the input, the way, the measure."""
Scores = Mapping[tuple[str, str, str], Sequence[Score]]
"""By set, input and way."""

MANY_LANGUAGES: Final = 5
"""Languages from which on a set is told by language, too."""
CHANGE: Final = 0.0005
"""What a figure must rise or fall by to be told."""
_PLACES: Final = 4
_COUNTS: Final = "pages/"
"""What names of counts begin with."""


def figures_of(scores: Scores) -> Figures:
    """All figures of a run: bodies, snippets and fields, and bodies by language where a set has many."""
    figures: Figures = {}
    for (pages, name, way), group in scores.items():
        figures[f"pages/{pages}"] = len(group)
        where = f"{pages}/{name}/{way}"
        figures |= _bodies(where, way, group) | _snippets(where, group) | _fields(where, group)
        if way in {NOTHING, OURS}:
            figures |= _languages(pages, name, way, group)
    return figures


def _bodies(where: str, way: str, group: Sequence[Score]) -> Figures:
    pairs = [score.body for score in group if score.body]
    if not pairs:
        return {}
    both, precision, recall = f1_of_means(pairs)
    figures = {f"body/{where}/f1": both}
    if way == OURS:
        figures |= {f"body/{where}/precision": precision, f"body/{where}/recall": recall}
    return figures


def _snippets(where: str, group: Sequence[Score]) -> Figures:
    counts = [score.snippets for score in group if score.snippets]
    kept, to_keep, gone, to_go = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0, 0)
    figures = {f"snippets/{where}/kept": kept / to_keep} if to_keep else {}
    return figures | ({f"snippets/{where}/gone": gone / to_go} if to_go else {})


def _fields(where: str, group: Sequence[Score]) -> Figures:
    values: dict[str, list[float]] = defaultdict(list)
    for score in group:
        for name, value in score.fields.items():
            values[name].append(value)
    return {f"fields/{where}/{name}": sum(shares) / len(shares) for name, shares in values.items()}


def _languages(pages: str, name: str, way: str, group: Sequence[Score]) -> Figures:
    pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for score in group:
        if score.body:
            pairs[score.language].append(score.body)
    if len(pairs) < MANY_LANGUAGES:
        return {}
    counts: Figures = {f"pages/{pages}/{language}": len(values) for language, values in pairs.items()}
    return counts | {
        f"language/{pages}/{language}/{name}/{way}/f1": f1_of_means(pairs[language])[0] for language in pairs
    }


def worse_than_nothing(figures: Figures, least: int) -> list[str]:
    """Languages of at least so many pages that are better left alone, as `set/language/input`."""
    found = []
    for name in figures:
        if not name.startswith("language/") or f"/{OURS}/" not in name:
            continue
        _, pages, language, dump, *_ = name.split("/")
        left_alone = figures.get(name.replace(OURS, NOTHING), 0.0)  # of a page, nothing is done to
        if figures[f"pages/{pages}/{language}"] >= least and figures[name] < left_alone:
            found.append(f"{pages}/{language}/{dump}")
    return found


def load(path: Path) -> Figures:
    """The figures of a file; none where there is no file. Raises `msgspec.DecodeError` where it holds something else."""
    return msgspec.json.decode(path.read_bytes(), type=Figures) if path.exists() else {}


def save(path: Path, figures: Figures, before: Figures) -> None:
    """Keep figures; those of a file that this run has not measured stay, unless it had other pages of their set."""
    others = {name: value for name, value in before.items() if not _of_other_pages(name, figures, before)}
    rounded = {name: round(value, _PLACES) for name, value in sorted((others | figures).items())}
    path.write_text(json.dumps(rounded, indent=0) + "\n", "utf-8")


def changes(figures: Figures, before: Figures) -> Iterator[tuple[str, float, float]]:
    """Name, former and present value of what rose or fell; sets with other pages than before are left out."""
    for name in sorted(figures.keys() & before.keys()):
        if name.startswith(_COUNTS) or _of_other_pages(name, figures, before):
            continue
        if abs(figures[name] - before[name]) > CHANGE:
            yield name, before[name], figures[name]


def other_pages(figures: Figures, before: Figures) -> list[str]:
    """The sets of a run that had another number of pages before."""
    names = (name for name in figures if name.startswith(_COUNTS) and name.count("/") == 1)
    return [name.split("/")[1] for name in names if before.get(name, figures[name]) != figures[name]]


def _of_other_pages(name: str, figures: Figures, before: Figures) -> bool:
    count = f"pages/{name.split('/')[1]}"
    return figures.get(count, before.get(count)) != before.get(count)
