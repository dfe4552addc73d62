"""`python -m training.html PAGES... -o FILE`: the scorer of pages, scored with sites held out, then trained on all.

Pages are as for `python -m training`, with their `html`. `--check` names pages that are scored, but never learned from.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from cleaner import Cleaner, Document
from cleaner.reading.extraction import main_lines, marked
from cleaner.scoring.model import Model, load_model
from cleaner.scoring.page_features import page_features
from training.__main__ import FOLDS, compact, fit
from training.pages import Sample, f1_of_means, gold_body, is_body, lines_of, precision_and_recall, site_of

LEAN: Final = 0.5
"""What is added to each score: a block of an article that is lost is worse than one of furniture that stays."""


def main() -> None:
    """Train and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--check", action="append", default=[], type=Path)
    options = parser.parse_args()
    cleaner = Cleaner(score=False)
    sets = {path.name.split(".")[0]: list(samples_of(path, cleaner)) for path in (*options.pages, *options.check)}
    learned = [sample for path in options.pages for sample in sets[path.name.split(".")[0]]]
    results: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for fold in range(FOLDS):
        model = load_model(leaning(fit([sample for sample in learned if sample.fold(FOLDS) != fold])))
        for name, group in sets.items():
            chosen = [sample for sample in group if sample.fold(FOLDS) == fold]
            results[name] += [precision_and_recall(sample.gold, body_of(sample, model)) for sample in chosen]
    for name, pairs in results.items():
        f1, precision, recall = f1_of_means(pairs)
        print(f"{name:22} pages {len(pairs):4}  F1 {f1:.4f}  precision {precision:.4f}  recall {recall:.4f}")
    if options.output:
        options.output.write_bytes(compact(leaning(fit(learned))))


def samples_of(path: Path, cleaner: Cleaner) -> Iterator[Sample]:
    """The pages of a file as samples."""
    for page in map(json.loads, lines_of(path)):
        gold = gold_body(page["gold"])
        if page.get("html") and gold.strip() and (sample := _sample(cleaner, page, gold)):
            yield sample


def body_of(sample: Sample, model: Model) -> str:
    """What the rules and the model keep."""
    kept = sample.claimed_body | (sample.free & (model.scores(sample.features) >= 0))
    return "\n\n".join(text for text, stays in zip(sample.texts, kept, strict=True) if stays)


def leaning(weights: bytes) -> bytes:
    """A file of weights whose scores lean towards keeping."""
    file = msgspec.json.decode(weights)
    for network in file["networks"]:
        network["threshold"] = round(network["threshold"] + LEAN, 4)
    return msgspec.json.encode(file)


def _sample(cleaner: Cleaner, page: dict[str, Any], gold: str) -> Sample | None:
    import numpy as np  # noqa: PLC0415

    cleaned = cleaner.examine(Document(html=page["html"], id=str(page["id"])))
    document, owners = cleaned.document, cleaned.labelling.owners
    if not document.texts or document.view is None:
        return None
    kept = marked(document.blocks, main_lines(page["html"], page.get("url")))
    return Sample(
        page=str(page["id"]),
        site=site_of(page),
        dump="html",
        gold=gold,
        text=document.blocks.text,
        texts=document.texts,
        features=page_features(document, document.view, owners, kept),
        free=np.array([owner is None for owner in owners]),
        is_body=is_body(document.texts, gold),
        claimed_body=np.array([owner is not None and owner.label == "body" for owner in owners]),
        bar=0.0,
    )


if __name__ == "__main__":
    main()
