"""`python -m training.titles PAGES... -o FILE`: learn which block is the title, and score with sites held out.

Pages are those of the scorer; `gold.title` says what the title is. The blocks are labelled by a scorer that has not
seen their site, as it will not have seen those of the documents to come.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleaner import Cleaner, Document
from cleaner.scoring.headlines import Candidate, candidates_of, setting_of
from cleaner.scoring.judging import claim_apart
from cleaner.scoring.model import load_model
from cleaner.scoring.scorer import score_rest
from cleaner.scoring.titles import TitleWeights
from training.__main__ import FOLDS, fit, judged_by
from training.pages import BODY, DUMPS, Sample, folded, lines_of, read_samples

Array = NDArray[np.float32]
LIKE: Final = 0.6
"""F1 of words from which on a block says what the title of the gold says: pages word their titles in several ways, and
many a gold title comes from the page's head."""
THRESHOLD: Final = 0.6
"""The logarithm of the odds from which on a title is given; chosen by the scores that are printed."""
UNTITLED: Final = 0.5
"""How much a body alone counts, a dump with a title being 1."""
DECAY: Final = 3e-4
STEPS: Final = 400
RATE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One dump of a page: its candidates, how alike each is to the title, and whether it is exactly that."""

    name: str
    dump: str
    site_fold: int
    candidates: list[Candidate]
    likeness: list[float]
    exact: list[bool]
    has_title: bool

    def right(self) -> list[int]:
        """The candidates that are the title: exactly, or else those most like it."""
        if any(self.exact):
            return [number for number, is_title in enumerate(self.exact) if is_title]
        most = max(self.likeness, default=0.0)
        return [number for number, like in enumerate(self.likeness) if like == most] if most >= LIKE else []


def main() -> None:
    """Train and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, help="JSON Lines of labelled pages, .gz or not")
    parser.add_argument("-o", "--output", type=Path, help="where the weights go; without it only scores are printed")
    options = parser.parse_args()
    examples = [*read_examples(options.pages)]
    scores: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for fold in range(FOLDS):
        weights = learn([example for example in examples if example.site_fold != fold])
        for example in examples:
            if example.site_fold == fold:
                scores[example.name, example.dump] += judge(example, weights)
    for (name, dump), count in scores.items():
        print(f"{name:22} {dump:9} {report(count)}")
    for dump in (*DUMPS, BODY):
        total = sum((count for (_, of), count in scores.items() if of == dump), Counter[str]())
        print(f"{'all':22} {dump:9} {report(total)}")
    if options.output:
        options.output.write_bytes(msgspec.json.format(msgspec.json.encode(learn(examples)), indent=1) + b"\n")


def judge(example: Example, weights: TitleWeights) -> Counter[str]:
    """What is made of one example, as counts."""
    count = Counter(pages=1)
    if example.candidates:
        number, odds = weights.best(example.candidates)
        if odds >= weights.threshold:
            count += Counter(given=1, right=example.exact[number], like=example.likeness[number] >= LIKE)
    return count


def report(count: Counter[str]) -> str:
    """Counts as shares: of pages, titles that are right; of titles given, those that are right, or like it."""
    pages, given = max(1, count["pages"]), max(1, count["given"])
    shares = (
        f"right {count['right'] / pages:.3f}  precision {count['right'] / given:.3f}  like {count['like'] / given:.3f}"
    )
    return f"pages {count['pages']:4}  given {count['given'] / pages:.3f}  {shares}"


def read_examples(paths: list[Path]) -> Iterator[Example]:
    """The examples of files of labelled pages, each labelled by a scorer that has not seen its site."""
    cleaner = Cleaner(score=False)
    samples = [sample for path in paths for sample in read_samples(path, cleaner)]
    folds = {sample.page: sample.fold(FOLDS) for sample in samples}
    for fold in range(FOLDS):
        model = load_model(fit([sample for sample in samples if sample.fold(FOLDS) != fold]))
        with judged_by(model):
            for path in paths:
                yield from _examples(path, cleaner, samples, fold, folds)


def _examples(
    path: Path, cleaner: Cleaner, samples: list[Sample], fold: int, folds: dict[str, int]
) -> Iterator[Example]:
    """The examples of a file whose sites are of a fold; and the bodies alone, which have no title."""
    name = path.name.split(".")[0]
    pages = {str(page["id"]): page for page in map(json.loads, lines_of(path))}
    for sample in samples:
        if sample.page not in pages or folds[sample.page] != fold:
            continue
        title = pages[sample.page]["gold"].get("title") or ""
        if sample.dump != BODY and title:
            yield _example(cleaner, sample, name, folded(title))
        elif sample.dump == BODY and title and folded(title) not in folded(sample.gold):
            yield _example(cleaner, sample, name, "")


def _example(cleaner: Cleaner, sample: Sample, name: str, title: str) -> Example:
    cleaned = cleaner.examine(Document(text=sample.text, id=sample.page))
    document, labelling = cleaned.document, cleaned.labelling
    claim_apart(document, labelling, cleaned.article.language)
    score_rest(document, labelling)
    setting = setting_of(document, labelling)
    candidates = candidates_of(document, labelling, setting) if setting else []
    said = [folded(document.texts[candidate.block]) for candidate in candidates]
    return Example(
        name=name,
        dump=sample.dump,
        site_fold=sample.fold(FOLDS),
        candidates=candidates,
        likeness=[likeness(text, title) for text in said],
        exact=[bool(title) and text == title for text in said],
        has_title=bool(title),
    )


def likeness(text: str, title: str) -> float:
    """F1 of the words of two folded texts."""
    first, second = Counter(text.split()), Counter(title.split())
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def learn(examples: list[Example]) -> TitleWeights:
    """Weights by which the title has the best odds of all candidates and none: a softmax, by Adam, from zero."""
    examples = [example for example in examples if example.candidates]
    names = sorted({name for e in examples for candidate in e.candidates for name in candidate.features})
    numbers = {name: number for number, name in enumerate(names)}
    sizes = [len(example.candidates) + 1 for example in examples]
    starts = np.cumsum([0, *sizes])
    rows = np.zeros((starts[-1], len(names) + 1), np.float32)
    wanted = np.zeros(starts[-1], np.float32)
    for example, (start, behind) in zip(examples, pairwise(starts.tolist()), strict=True):
        right = example.right()
        for number, candidate in enumerate(example.candidates):
            rows[start + number, [numbers[name] for name in candidate.features]] = 1
            wanted[start + number] = (number in right) / max(1, len(right))
        rows[behind - 1, -1] = 1
        wanted[behind - 1] = not right
    counts = np.array([1.0 if example.has_title else UNTITLED for example in examples], np.float32)
    found = _softmax(rows, wanted, starts[:-1], np.repeat(counts / counts.sum(), sizes))
    said = [float(f"{weight:.3g}") for weight in found]
    return TitleWeights(THRESHOLD, said[-1], dict(zip(names, said, strict=False)))


def _softmax(rows: Array, wanted: Array, starts: NDArray[Any], counts: Array) -> Array:
    """The weights of columns, by which each group of rows, from its start on, has the odds wanted."""
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, len(rows)]))
    weights = np.zeros(rows.shape[1], np.float32)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(STEPS):
        sums = rows @ weights
        odds = np.exp(sums - np.maximum.reduceat(sums, starts)[group])
        error = (odds / np.add.reduceat(odds, starts)[group] - wanted) * counts
        slope = rows.T @ error + DECAY * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        mean, spread = first / (1 - 0.9 ** (step + 1)), second / (1 - 0.99 ** (step + 1))
        weights -= (RATE * (1 - step / STEPS) * mean / (np.sqrt(spread) + 1e-8)).astype(np.float32)
    return weights


if __name__ == "__main__":
    main()
