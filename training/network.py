"""A network of one hidden layer, trained by Adam. Deterministic: the same samples and seed give the same weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.scoring.model import CLIP

Array = NDArray[np.float32]
UNITS: Final = 32
EPOCHS: Final = 14
BATCH: Final = 512
RATE: Final = 2e-3
DECAY: Final = 1e-4
"""Of the squares of the first layer's weights."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Blocks to learn from: features, 1 where they are body, and how much each counts (mean 1)."""

    features: Array
    is_body: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class Scaling:
    """How features become numbers around 0: `(x - mean) * scale`, clipped."""

    mean: Array
    scale: Array

    def of(self, features: Array) -> Array:
        """Features, scaled."""
        scaled: Array = np.clip((features - self.mean) * self.scale, -CLIP, CLIP).astype(np.float32)
        return scaled


def scaling(features: Array) -> Scaling:
    """The scaling of some features; one that never varies gets nearly no weight."""
    spread = features.std(axis=0) + np.float32(1e-3)
    return Scaling(_rounded(features.mean(axis=0)), _rounded(1 / spread))


def train(rows: Rows, scale: Scaling, seed: int) -> dict[str, Array]:
    """The weights of a network: `hidden` (features x units), `bias`, `out` (units), `threshold` (one)."""
    chance = np.random.default_rng(seed)
    features = scale.of(rows.features)
    size, columns = features.shape
    weights = {
        "hidden": chance.normal(0, columns**-0.5, (columns, UNITS)).astype(np.float32),
        "bias": np.zeros(UNITS, np.float32),
        "out": chance.normal(0, UNITS**-0.5, UNITS).astype(np.float32),
        "threshold": np.zeros(1, np.float32),
    }
    first = {name: np.zeros_like(array) for name, array in weights.items()}
    second = {name: np.zeros_like(array) for name, array in weights.items()}
    steps = EPOCHS * (size // BATCH)
    order = np.concatenate([chance.permutation(size)[: size // BATCH * BATCH] for _ in range(EPOCHS)])
    for step in range(steps):
        batch = order[step * BATCH : (step + 1) * BATCH]
        slopes = _slopes(weights, features[batch], rows.is_body[batch], rows.weights[batch])
        rate = RATE * (1 - step / steps)
        for name, slope in slopes.items():
            first[name] = 0.9 * first[name] + 0.1 * slope
            second[name] = 0.999 * second[name] + 0.001 * slope**2
            mean, spread = first[name] / (1 - 0.9 ** (step + 1)), second[name] / (1 - 0.999 ** (step + 1))
            weights[name] = (weights[name] - rate * mean / (np.sqrt(spread) + 1e-8)).astype(np.float32)
    return {name: _rounded(array) for name, array in weights.items()}


def _slopes(weights: dict[str, Array], features: Array, is_body: Array, counts: Array) -> dict[str, Array]:
    """The slope of the weighted logistic loss along each weight."""
    inner = features @ weights["hidden"] + weights["bias"]
    score = np.maximum(inner, 0) @ weights["out"] + weights["threshold"]
    error = (1 / (1 + np.exp(-score)) - is_body) * counts / len(features)
    back = np.outer(error, weights["out"]) * (inner > 0)
    return {
        "hidden": features.T @ back + DECAY * weights["hidden"],
        "bias": back.sum(axis=0),
        "out": np.maximum(inner, 0).T @ error,
        "threshold": np.array([error.sum()], np.float32),
    }


def _rounded(values: Array) -> Array:
    """Four digits are enough, and make a file that one can read."""
    return np.array([float(f"{value:.4g}") for value in values.ravel()], np.float32).reshape(values.shape)
