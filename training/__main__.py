"""`python -m training PAGES... -o FILE`: score with sites held out, then train on all and write the weights."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import msgspec
import numpy as np

from cleaner import Cleaner
from cleaner.scoring.features import features_of
from cleaner.scoring.model import Model, NetworkSaid, WeightsFile, load_model
from training.network import Rows, scaling, train
from training.pages import Sample, f1_of_means, precision_and_recall, read_samples

FOLDS = 3
SEEDS = (1, 2)


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
    samples = [sample for group in learned.values() for sample in group if not sample.is_clean]
    names = feature_names()
    results: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for fold in range(FOLDS):
        model = load_model(fit([s for s in samples if s.fold(FOLDS) != fold], names))
        for name, group in (learned | checked).items():
            for sample in group:
                if sample.fold(FOLDS) == fold:
                    results[name, sample.dump].append(precision_and_recall(sample.gold, body_of(sample, model)))
    for (name, dump), pairs in results.items():
        f1, precision, recall = f1_of_means(pairs)
        print(f"{name:22} {dump:9} pages {len(pairs):4}  F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}")
    if options.output:
        options.output.write_bytes(msgspec.json.format(fit(samples, names), indent=1))


def feature_names() -> list[str]:
    """The names of the features, in their order."""
    cleaned = Cleaner(score=False).examine("A text.")
    return features_of(cleaned.document, cleaned.labelling.owners)[0]


def fit(samples: list[Sample], names: list[str]) -> bytes:
    """The file of weights learned from samples: from the blocks that rules left."""
    features = np.concatenate([s.rows[s.free] for s in samples])
    counts = np.concatenate([s.weights()[s.free] for s in samples])
    is_body = np.concatenate([s.is_body[s.free] for s in samples]).astype(np.float32)
    rows = Rows(features, is_body, (counts / counts.mean()).astype(np.float32))
    scale = scaling(features)
    networks = [train(rows, scale, seed) for seed in SEEDS]
    plain = [
        NetworkSaid(n["hidden"].tolist(), n["bias"].tolist(), n["out"].tolist(), float(n["threshold"][0]))
        for n in networks
    ]
    return msgspec.json.encode(WeightsFile(names, scale.mean.tolist(), scale.scale.tolist(), plain))


def body_of(sample: Sample, model: Model) -> str:
    """What the rules and the model keep."""
    kept = sample.claimed_body | (sample.free & (sample.is_clean | (model.scores(sample.rows) >= 0)))
    return "\n\n".join(text for text, stays in zip(sample.texts, kept, strict=True) if stays)


if __name__ == "__main__":
    main()
