"""`python -m training PAGES... -o FILE`: score with sites held out, then train on all and write the weights."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import msgspec
import numpy as np

from cleaner import Cleaner
from cleaner.scoring.model import EDGE_WORDS, LayerSaid, Model, Network, NetworkSaid, WeightsFile, load_model, numbered
from training.network import Lesson, scaling, train
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
    for fold in range(FOLDS):
        model = load_model(fit([s for s in samples if s.fold(FOLDS) != fold]))
        for name, group in (learned | checked).items():
            for sample in group:
                if sample.fold(FOLDS) == fold:
                    results[name, sample.dump].append(precision_and_recall(sample.gold, body_of(sample, model)))
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
    return msgspec.json.encode(WeightsFile(names, scale.mean.tolist(), scale.scale.tolist(), vocabulary, networks))


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
        words=network.words[1:].tolist() if network.words.shape[1] else [],
        hidden=network.hidden.tolist(),
        bias=network.bias.tolist(),
        layers=[LayerSaid(layer.weights.tolist(), layer.bias.tolist()) for layer in network.layers],
        out=network.out.tolist(),
        threshold=network.threshold,
    )


def compact(file: bytes) -> bytes:
    """A file of weights with one row of numbers a line, each number as short as it is exact."""
    return file.replace(b"],[", b"],\n[").replace(b'"],"', b'"],\n"') + b"\n"


def body_of(sample: Sample, model: Model) -> str:
    """What the rules and the model keep."""
    bar = sample.bar
    is_kept = model.scores(sample.features) >= bar if bar is not None else np.ones_like(sample.free)
    kept = sample.claimed_body | (sample.free & is_kept)
    return "\n\n".join(text for text, stays in zip(sample.texts, kept, strict=True) if stays)


if __name__ == "__main__":
    main()
