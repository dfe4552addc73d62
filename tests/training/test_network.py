"""Training: slopes are those of the loss, documents do not see each other, and the same lessons give the same weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from cleaner.scoring.model import EDGE_WORDS, Network, score_of
from training import network
from training.network import Lesson, network_of, scaling, slopes_of, train

FEATURES, WORDS = 5, 7


@pytest.fixture
def nothing_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "LOST", 0.0)
    monkeypatch.setattr(network, "LOST_WORDS", 0.0)
    monkeypatch.setattr(network, "LONGEST_STEP", 1e9)


def lessons(chance: np.random.Generator, *sizes: int) -> list[Lesson]:
    return [
        Lesson(
            chance.normal(size=(FEATURES, size)).astype(np.float32),
            chance.integers(0, WORDS + 1, (2 * EDGE_WORDS, size)).astype(np.int32),
            (chance.random(size) > 0.5).astype(np.float32),
            chance.random(size).astype(np.float32) + np.float32(0.1),
        )
        for size in sizes
    ]


def loss(trained: Network, documents: list[Lesson]) -> float:
    """The weighted logistic loss, document by document."""
    total = weight = 0.0
    for document in documents:
        score = score_of(trained, document.rows, document.ids)
        wrong = np.log1p(np.exp(np.where(document.is_body > 0, -score, score)))
        total += float((wrong * document.weights).sum())
        weight += float(document.weights.sum())
    return total / weight


def some(chance: np.random.Generator, weights: network.Weights) -> Iterator[tuple[str, tuple[int, ...]]]:
    for name, array in weights.items():
        for _ in range(3):
            yield name, tuple(int(chance.integers(0, size)) for size in array.shape)


@pytest.mark.usefixtures("nothing_lost")
def test_slopes_are_those_of_the_loss_of_each_document_alone() -> None:
    chance = np.random.default_rng(3)
    documents = lessons(chance, 6, 1, 9)
    weights = {name: array.astype(np.float64) for name, array in network.beginning(chance, FEATURES, WORDS).items()}
    slopes = slopes_of(network_of(weights), network.joined(documents), chance)
    for name, at in some(chance, weights):
        step, was = 1e-5, weights[name][at]
        weights[name][at] = was + step
        above = loss(network_of(weights), documents)
        weights[name][at] = was - step
        below = loss(network_of(weights), documents)
        weights[name][at] = was
        assert slopes[name][at] == pytest.approx((above - below) / (2 * step), abs=1e-5), (name, at)


def test_what_tells_is_learned_and_the_same_lessons_give_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "BATCH", 60)
    monkeypatch.setattr(network, "EPOCHS", 60)
    chance = np.random.default_rng(5)
    documents = lessons(chance, *[20] * 12)
    for document in documents:
        document.is_body[:] = document.rows[1] > 0
    first, second = (train(documents, 1, words=WORDS) for _ in range(2))
    assert all((one == other).all() for one, other in zip(first[:3], second[:3], strict=True))
    right = [(score_of(first, d.rows, d.ids) > 0) == (d.is_body > 0) for d in documents]
    assert np.concatenate(right).mean() > 0.9


def test_a_feature_that_never_varies_gets_nearly_no_weight() -> None:
    scale = scaling(np.array([[1, 1, 1], [0, 1, 2]], np.float32))
    assert scale.of(np.array([[1.0], [3.0]], np.float32)).ravel().tolist() == pytest.approx([0, 2.446], abs=1e-3)
