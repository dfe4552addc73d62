"""Labelled pages as training data: each dump of a page as blocks with features, and which of them the article holds."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner import Cleaner, Document
from cleaner.scoring.features import Features, features_of
from cleaner.scoring.judging import claim_apart
from cleaner.scoring.scorer import bar_of

DUMPS: Final = ("text", "fulltext")
"""The main content as corpora hold it, and the whole page as text."""
BODY: Final = "body"
"""The name of a body taken as a dump of its own."""
BODY_SHARE: Final = 0.25
"""How much a body alone counts, a page being 1: enough that clean texts stay, and little enough to learn from pages."""
SHINGLE: Final = 4
_WORD: Final = re.compile(r"\w+")
_SHORT: Final = 5
"""Words under which a block is body only if it is a line of the article, or stands between two such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One dump of a page, with one entry a block.

    `free` are the blocks that no rule claimed, `bar` is the score under which they are dropped: None where all stay.
    """

    page: str
    site: str
    dump: str
    gold: str
    text: str
    texts: list[str]
    features: Features
    free: NDArray[np.bool_]
    is_body: NDArray[np.bool_]
    claimed_body: NDArray[np.bool_]
    bar: float | None

    def fold(self, folds: int) -> int:
        """The part of the sites that this one belongs to: the same for all dumps and sets."""
        return int(hashlib.sha256(self.site.encode()).hexdigest(), 16) % folds

    def weights(self) -> NDArray[np.float32]:
        """How much each block counts: by the root of its words, and all dumps alike, but for the bodies alone."""
        words = np.sqrt([max(1, len(words_of(text))) for text in self.texts])
        share = BODY_SHARE if self.dump == BODY else 1.0
        return np.asarray(words / words.sum() * share, dtype=np.float32)


def words_of(text: str) -> list[str]:
    """The words that scores are made of."""
    return _WORD.findall(text)


def shingles(words: list[str]) -> list[tuple[str, ...]]:
    """Runs of four words; all of them where there are fewer."""
    return [tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))] if words else []


def read_samples(path: Path, cleaner: Cleaner) -> Iterator[Sample]:
    """The samples of a file of labelled pages: JSON Lines, `.gz` or not, with `id`, `source`, the dumps and `gold`.

    The bodies themselves are samples, too, as dumps of pages without furniture: a clean text is to stay as it is.
    """
    for page in map(json.loads, lines_of(path)):
        gold = gold_body(page["gold"])
        if not gold.strip():
            continue
        for dump in DUMPS:
            if sample := _sample(cleaner, page, dump, page.get(dump) or "", gold):
                yield sample
        clean = "\n\n".join(line for line in gold.split("\n") if line.strip())
        if sample := _sample(cleaner, page, BODY, clean, gold):
            yield sample


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text file, `.gz` or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from lines


def gold_body(gold: dict[str, Any]) -> str:
    """The article that people marked, "" where they marked none."""
    body = gold.get("paragraphs") or gold.get("body") or ""
    return body if isinstance(body, str) else "\n".join(body)


def site_of(page: dict[str, Any]) -> str:
    """The site that a page is of, as folds part them."""
    return (page.get("source") or "").lower().removeprefix("www.")


def _sample(cleaner: Cleaner, page: dict[str, Any], dump: str, text: str, gold: str) -> Sample | None:
    cleaned = cleaner.examine(Document(text=text, id=str(page["id"])))
    owners, texts = cleaned.labelling.owners, cleaned.document.texts
    if not texts or cleaned.choice.rule_set is not None:
        return None
    claim_apart(cleaned.document, cleaned.labelling, cleaned.article.language)
    return Sample(
        page=str(page["id"]),
        site=site_of(page),
        dump=dump,
        gold=gold,
        text=text,
        texts=texts,
        features=features_of(cleaned.document, owners),
        free=np.array([owner is None for owner in owners]),
        is_body=is_body(texts, gold),
        claimed_body=np.array([owner is not None and owner.label == "body" for owner in owners]),
        bar=bar_of(cleaned.document, cleaned.labelling),
    )


def is_body(texts: list[str], gold: str) -> NDArray[np.bool_]:
    """Which blocks the article holds: long ones by their shingles, short ones as whole lines or between such."""
    words = words_of(gold)
    held = set(shingles(words))
    lines = Counter(" ".join(words_of(line)) for line in gold.split("\n"))
    running = f" {' '.join(words)} "
    told = [_verdict(words_of(text), held, lines, running) for text in texts]
    said: Counter[str] = Counter()
    for number, text in enumerate(texts):  # what the dump says twice, and the article once, is body once
        line = " ".join(words_of(text))
        if told[number] and len(words_of(text)) >= _SHORT:
            told[number] = said[line] < max(1, lines[line])
            said[line] += 1
    before: list[bool] = []
    for verdict in told:
        before.append(verdict if verdict is not None else bool(before and before[-1]))
    behind: list[bool] = []
    for verdict in reversed(told):
        behind.append(verdict if verdict is not None else bool(behind and behind[-1]))
    return np.array([a and b for a, b in zip(before, reversed(behind), strict=True)])


def _verdict(words: list[str], held: set[tuple[str, ...]], lines: Mapping[str, int], running: str) -> bool | None:
    """Whether a block is body; None where its neighbours must tell."""
    line = " ".join(words)
    if line in lines:
        return bool(words)
    if len(words) < _SHORT:
        return None if words and f" {line} " in running else False
    own = shingles(words)
    return 2 * sum(shingle in held for shingle in own) >= len(own)


def precision_and_recall(gold: str, body: str) -> tuple[float, float]:
    """Of shingles of four words, as multisets."""
    wanted, got = Counter(shingles(words_of(gold))), Counter(shingles(words_of(body)))
    hits = (wanted & got).total()
    precision = hits / got.total() if got else float(not wanted)
    return precision, hits / wanted.total() if wanted else 1.0


def f1_of_means(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """The harmonic mean of mean precision and mean recall, and these two."""
    precision, recall = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    both = precision + recall
    return (2 * precision * recall / both if both else 0.0), precision, recall


def folded(text: str) -> str:
    """Words without case and accents, by single spaces: titles and names that are equal so are equal."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(words_of("".join(character for character in plain if not unicodedata.combining(character))))
