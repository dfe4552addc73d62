"""How right a guess is. One metric for all ways: shingles of four words, folded titles and names, days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.pages import Gold
from training.pages import folded, precision_and_recall

_DAY = len("2012-05-04")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a way says of an article, beside its body."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a way makes of a page; most make but a body."""

    body: str = ""
    facts: Facts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How right one guess is; what the page's gold has not, is not scored.

    `body` is precision and recall; `snippets` how many of those to be kept are there, of how many, and how many of
    those to be gone are not, of how many; `fields` are shares from 0 to 1.
    """

    language: str
    body: tuple[float, float] | None = None
    snippets: tuple[int, int, int, int] | None = None
    fields: dict[str, float] = field(default_factory=dict)


def score(gold: Gold, guess: Guess, language: str) -> Score:
    """The score of a guess."""
    fields = field_scores(gold, guess.facts) if guess.facts else {}
    if gold.body.strip():
        return Score(language=language, body=precision_and_recall(gold.body, guess.body), fields=fields)
    return Score(language=language, snippets=snippet_counts(gold, guess.body), fields=fields)


def snippet_counts(gold: Gold, body: str) -> tuple[int, int, int, int]:
    """Snippets kept, of how many; snippets gone, of how many. White space is one space."""
    text = " ".join(body.split())
    kept = sum(" ".join(snippet.split()) in text for snippet in gold.kept)
    gone = sum(" ".join(snippet.split()) not in text for snippet in gold.gone)
    return kept, len(gold.kept), gone, len(gold.gone)


def field_scores(gold: Gold, facts: Facts) -> dict[str, float]:
    """Title: equal but for case, punctuation and marks. Authors: F1 of names. Date: the same day."""
    scores = {}
    if gold.title:
        scores["title"] = float(folded(gold.title) == folded(facts.title or ""))
    if gold.authors:
        scores["authors"] = names_f1(gold.authors, facts.authors)
    if gold.date:
        scores["date"] = float(gold.date[:_DAY] == (facts.published or "")[:_DAY])
    return scores


def names_f1(gold: Sequence[str], guessed: Sequence[str]) -> float:
    """F1 of folded names; 0 where the gold has none but signs."""
    wanted, got = ({folded(name) for name in names} - {""} for names in (gold, guessed))
    return 2 * len(wanted & got) / (len(wanted) + len(got)) if wanted else 0.0
