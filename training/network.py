"""A network over the blocks of documents, trained by Adam. Deterministic: the same samples and seed give the same weights.

Documents stand one behind the other, with as many empty blocks between them as the last layer looks away, so that none
sees its neighbour. `cleaner/scoring/model.py` says what a network computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.scoring.model import CLIP, EDGE_WORDS, WORDS_SCALE, Layer, Network, back_beside, beside, inputs_of

Array = NDArray[np.float32]
Ids = NDArray[np.int32]
Weights = dict[str, NDArray[Any]]

UNITS: Final = 48
LAYERS: Final = 3
WORD_SIZE: Final = 6
"""Numbers that stand for a word."""
EPOCHS: Final = 10
BATCH: Final = 2500
"""Blocks, about."""
RATE: Final = 4e-3
WARM: Final = 0.3
"""The share of steps in which the rate grows; then it falls."""
DECAY: Final = 0.02
"""Of the weights, a step, times the rate."""
LOST: Final = 0.25
"""The share of inputs and of units that are lost at each step, so that none is relied on."""
LOST_WORDS: Final = 0.4
DIGITS: Final = 4
"""Of a weight that tell."""
_APART: Final = 1 << (LAYERS - 1)
LONGEST_STEP: Final = 1.0
"""The norm to which slopes are cut."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document to learn from: features x blocks, scaled; numbers of words; 1 where body; how much each block counts."""

    rows: Array
    ids: Ids
    is_body: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class Scaling:
    """How features become numbers around 0: `(x - mean) * scale`, clipped."""

    mean: Array
    scale: Array

    def of(self, rows: Array) -> Array:
        """Features, scaled; features x blocks."""
        scaled: Array = np.clip((rows - self.mean[:, None]) * self.scale[:, None], -CLIP, CLIP).astype(np.float32)
        return scaled


def scaling(rows: Array) -> Scaling:
    """The scaling of some features, features x blocks; one that never varies gets nearly no weight."""
    spread = rows.std(axis=1) + np.float32(1e-3)
    return Scaling(_rounded(rows.mean(axis=1)), _rounded(1 / spread))


def train(lessons: Sequence[Lesson], seed: int, *, words: int = 0) -> Network:
    """A network that knows so many words."""
    chance = np.random.default_rng(seed)
    weights = beginning(chance, len(lessons[0].rows), words)
    first, second = ({name: np.zeros_like(array) for name, array in weights.items()} for _ in range(2))
    steps = EPOCHS * len(list(_batches(lessons, np.random.default_rng(seed))))
    step = 0
    for _ in range(EPOCHS):
        for batch in _batches(lessons, chance):
            if step == steps:
                break
            slopes = slopes_of(network_of(weights), batch, chance)
            rate = RATE * min(step / (WARM * steps), (1 - step / steps) / (1 - WARM))
            step += 1
            for name, slope in slopes.items():
                first[name] = 0.9 * first[name] + 0.1 * slope
                second[name] = 0.999 * second[name] + 0.001 * slope**2
                mean, spread = first[name] / (1 - 0.9**step), second[name] / (1 - 0.999**step)
                change = mean / (np.sqrt(spread) + 1e-8) + DECAY * weights[name]
                weights[name] = (weights[name] - rate * change).astype(np.float32)
    return network_of({name: _rounded(array) for name, array in weights.items()})


def network_of(weights: Weights) -> Network:
    """The network of some weights by name."""
    return Network(
        words=np.concatenate([np.zeros((1, weights["words"].shape[1]), np.float32), weights["words"]]),
        hidden=weights["hidden"],
        bias=weights["bias"],
        layers=tuple(Layer(weights[f"layer {n}"], weights[f"bias {n}"]) for n in range(LAYERS)),
        out=weights["out"],
        threshold=float(weights["threshold"][0]),
    )


def beginning(chance: np.random.Generator, features: int, words: int) -> Weights:
    """Small weights by chance."""

    def spread(rows: int, columns: int, scale: float | None = None) -> Array:
        return chance.normal(0, columns**-0.5 if scale is None else scale, (rows, columns)).astype(np.float32)

    size = WORD_SIZE if words else 0
    layers = {f"layer {n}": spread(UNITS, 3 * UNITS) * 0.5 for n in range(LAYERS)}
    return {
        "words": spread(words, size, 0.1),
        "hidden": spread(UNITS, features + 2 * size),
        "bias": np.zeros(UNITS, np.float32),
        **layers,
        **{f"bias {n}": np.zeros(UNITS, np.float32) for n in range(LAYERS)},
        "out": spread(1, UNITS)[0],
        "threshold": np.zeros(1, np.float32),
    }


class Batch(NamedTuple):
    """Lessons behind each other; `there` is 1 where a block is, and 0 between documents."""

    rows: Array
    ids: Ids
    is_body: Array
    weights: Array
    there: Array


def _batches(lessons: Sequence[Lesson], chance: np.random.Generator) -> Iterator[Batch]:
    """The lessons in batches, in an order by chance; a last one that is not full is left out."""
    chosen: list[Lesson] = []
    size = 0
    for number in chance.permutation(len(lessons)):
        chosen.append(lessons[number])
        size += len(lessons[number].is_body) + _APART
        if size >= BATCH:
            yield joined(chosen)
            chosen, size = [], 0


def joined(lessons: Sequence[Lesson]) -> Batch:
    """Lessons as one batch."""

    def behind(arrays: list[NDArray[Any]]) -> NDArray[Any]:
        gap = np.zeros((*arrays[0].shape[:-1], _APART), arrays[0].dtype)
        return np.concatenate([part for array in arrays for part in (array, gap)], axis=-1)

    return Batch(
        behind([lesson.rows for lesson in lessons]),
        behind([lesson.ids for lesson in lessons]),
        behind([lesson.is_body for lesson in lessons]),
        behind([lesson.weights for lesson in lessons]),
        behind([np.ones_like(lesson.is_body) for lesson in lessons]),
    )


def slopes_of(network: Network, batch: Batch, chance: np.random.Generator) -> Weights:
    """The slope of the weighted logistic loss along each weight, with some inputs and units lost."""
    ids = batch.ids * (chance.random(batch.ids.shape, np.float32) >= LOST_WORDS)
    inputs = inputs_of(network, batch.rows, ids)
    inputs *= _kept(chance, inputs.shape)
    units = np.maximum(network.hidden @ inputs + network.bias[:, None], 0) * batch.there
    bent = units > 0
    passed = []
    for number, layer in enumerate(network.layers):
        around = beside(units, 1 << number)
        inner = layer.weights @ around + layer.bias[:, None]
        kept = _kept(chance, inner.shape) * (inner > 0) * batch.there
        passed.append((around, kept))
        units = units + inner * kept
    score = network.out @ units + network.threshold
    error = (1 / (1 + np.exp(-score)) - batch.is_body) * batch.weights / batch.weights.sum()
    slopes = {"out": units @ error, "threshold": np.array([error.sum()], np.float32)}
    back = np.outer(network.out, error)
    for number in reversed(range(len(network.layers))):
        around, kept = passed[number]
        inner = back * kept
        slopes |= {f"layer {number}": inner @ around.T, f"bias {number}": inner.sum(axis=1)}
        back = back + back_beside(network.layers[number].weights.T @ inner, 1 << number)
    back = back * bent
    slopes |= {"hidden": back @ inputs.T, "bias": back.sum(axis=1)}
    slopes["words"] = _of_words(network, ids, network.hidden[:, len(batch.rows) :].T @ back)
    norm = float(np.sqrt(sum((slope**2).sum() for slope in slopes.values())))
    return {name: slope * min(1.0, LONGEST_STEP / (norm + 1e-6)) for name, slope in slopes.items()}


def _kept(chance: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """0 for what is lost, and for the rest so much that the sum stays what it is."""
    return ((chance.random(shape, np.float32) >= LOST) / np.float32(1 - LOST)).astype(np.float32)


def _of_words(network: Network, ids: Ids, back: Array) -> Array:
    """The slopes along the vectors of words, from those along the sums at either end."""
    slopes = np.zeros_like(network.words)
    size = network.words.shape[1]
    for end in range(2 if size else 0):
        own = ids[end * EDGE_WORDS : (end + 1) * EDGE_WORDS]
        along = back[end * size : (end + 1) * size].T * np.float32(WORDS_SCALE)
        for numbers in own:
            np.add.at(slopes, numbers, along)
    return slopes[1:]


def _rounded(values: Array) -> Array:
    """Few digits are enough, and make a file that one can read."""
    return np.array([float(f"{value:.{DIGITS}g}") for value in values.ravel()], np.float32).reshape(values.shape)
