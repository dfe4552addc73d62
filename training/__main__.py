"""`python -m training PAGES... -o FILE`: score with sites held out, then train on all and write the weights."""

from __future__ import annotations

import argparse
from collections import defaultdict
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import numpy as np
from numpy.typing import NDArray

from cleaner import Cleaner, Document
from cleaner.scoring import scorer
from cleaner.scoring.model import EDGE_WORDS, LayerSaid, Model, Network, NetworkSaid, WeightsFile, load_model, numbered
from training.network import DIGITS, Lesson, scaling, train
from training.pages import Sample, f1_of_means, precision_and_recall, read_samples

FOLDS = 3
MIN_SITES = 12
"""Sites on which a word must stand at a block's edge to be known."""


def main() -> None:
    """Train and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path, help="JSON Lines of labelled pages, .gz or not")
    parser.add_argument("-o", "--output", type=Path, help="where the weights go; without it only scores are printed")
    parser.add_argument(
        "--check", action="append", default=[], type=Path, help="pages that are scored, but never learned from"
    )
    options = parser.parse_args()
    cleaner = Cleaner(score=False)
    learned = {path.name.split(".")[0]: list(read_samples(path, cleaner)) for path in options.pages}
    checked = {path.name.split(".")[0]: list(read_samples(path, cleaner)) for path in options.check}
    samples = [sample for group in learned.values() for sample in group]
    results: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    scoring = Cleaner()
    for fold in range(FOLDS):
        with judged_by(load_model(fit([s for s in samples if s.fold(FOLDS) != fold]))):
            for name, group in (learned | checked).items():
                for sample in group:
                    if sample.fold(FOLDS) == fold:
                        body = scoring.clean(Document(text=sample.text, id=sample.page)).body
                        results[name, sample.dump].append(precision_and_recall(sample.gold, body))
    for (name, dump), pairs in results.items():
        f1, precision, recall = f1_of_means(pairs)
        print(f"{name:22} {dump:9} pages {len(pairs):4}  F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}")
    if options.output:
        options.output.write_bytes(compact(fit(samples)))


def fit(samples: list[Sample]) -> bytes:
    """The file of weights learned from samples, from the blocks that rules left: a network that knows words, one that does not."""
    vocabulary = words_at_edges(samples)
    numbers = {word: number for number, word in enumerate(vocabulary, 1)}
    scale = scaling(np.concatenate([sample.features.rows[:, sample.free] for sample in samples], axis=1))
    lessons = [
        Lesson(
            scale.of(sample.features.rows),
            numbered(sample.features.words, numbers),
            sample.is_body.astype(np.float32),
            sample.weights() * sample.free,
        )
        for sample in samples
    ]
    networks = [_said(train(lessons, seed, words=words)) for seed, words in enumerate((len(vocabulary), 0))]
    names = list(samples[0].features.names)
    return msgspec.json.encode(WeightsFile(names, _plain(scale.mean), _plain(scale.scale), vocabulary, networks))


def words_at_edges(samples: list[Sample]) -> list[str]:
    """The words that blocks of many sites begin or end with; none with digits, which are of their day."""
    sites: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for words in sample.features.words:
            for word in (*words[:EDGE_WORDS], *words[-EDGE_WORDS:]):
                sites[word].add(sample.site)
    return sorted(word for word, own in sites.items() if len(own) >= MIN_SITES and not any(map(str.isdigit, word)))


def _said(network: Network) -> NetworkSaid:
    return NetworkSaid(
        words=_plain(network.words[1:]) if network.words.shape[1] else [],
        hidden=_plain(network.hidden),
        bias=_plain(network.bias),
        layers=[LayerSaid(_plain(layer.weights), _plain(layer.bias)) for layer in network.layers],
        out=_plain(network.out),
        threshold=_plain(np.array([network.threshold]))[0],
    )


def _plain(numbers: NDArray[np.floating[Any]]) -> Any:
    """Lists of numbers, each as short as it was rounded to."""
    return [_plain(row) if row.ndim else float(f"{row:.{DIGITS}g}") for row in numbers]


def compact(file: bytes) -> bytes:
    """A file of weights with one row of numbers a line."""
    return file.replace(b"],[", b"],\n[").replace(b'"],"', b'"],\n"') + b"\n"


def judged_by(model: Model) -> AbstractContextManager[object]:
    """While it lasts, the scorer asks a model other than the shipped one."""
    return mock.patch.object(scorer, "shipped_model", return_value=model)


if __name__ == "__main__":
    main()
