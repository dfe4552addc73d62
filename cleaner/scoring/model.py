"""The trained model: small networks from the features of a document's blocks to how much each looks like body.

`weights.json` holds them as plain numbers, and `training/` how they were made. A network sees a block's features, and, if
it knows words, those that the block begins and ends with; then, layer by layer, what it made of the blocks one, two and
four away. The scores of all networks are averaged. Between the bends of its units a network is linear, so that a score is
the sum of what each feature adds: that sum is the reason that `explain` shows.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from cleaner.scoring.features import Features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    Ids = NDArray[np.int32]

CLIP: Final = 4.0
"""Standard deviations beyond which a feature counts as there."""
EDGE_WORDS: Final = 4
"""Words at each end of a block that a network may know."""
WORDS_SCALE: Final = 0.5
"""What the sum of their vectors is multiplied by."""
NEIGHBOURS: Final = "neighbours"
SAYS: Final = "says "
"""What parts of a score are called that neighbours add, and words: `says subscribe`."""


class LayerSaid(msgspec.Struct, frozen=True):
    """The numbers of a layer: `weights` are units x (units before, here, behind)."""

    weights: list[list[float]]
    bias: list[float]


class NetworkSaid(msgspec.Struct, frozen=True):
    """The numbers of a network: `words` has a vector for each word of the vocabulary, or none; `hidden` is units x inputs."""

    words: list[list[float]]
    hidden: list[list[float]]
    bias: list[float]
    layers: list[LayerSaid]
    out: list[float]
    threshold: float


class WeightsFile(msgspec.Struct, frozen=True):
    """What the file holds: the features by name, how they are scaled, the words that are known, and the networks."""

    features: list[str]
    mean: list[float]
    scale: list[float]
    vocabulary: list[str]
    networks: list[NetworkSaid]


class Layer(NamedTuple):
    """Units x (units before, here, behind), and a bias for each unit; the n-th layer looks 2 to the n away."""

    weights: Array
    bias: Array


class Network(NamedTuple):
    """As in the file; `words` has a first row of zeros for words that are not known, and no columns where none are."""

    words: Array
    hidden: Array
    bias: Array
    layers: tuple[Layer, ...]
    out: Array
    threshold: float


class Model(NamedTuple):
    """The features that the model looks at, in order, how they are scaled, the numbers of words, and its networks."""

    features: tuple[str, ...]
    mean: Array
    scale: Array
    vocabulary: dict[str, int]
    networks: tuple[Network, ...]

    def scores(self, features: Features) -> Array:
        """One score a block, for body where it is above 0."""
        rows, ids = self._scaled(features.rows), numbered(features.words, self.vocabulary)
        scores = [score_of(network, rows, ids) for network in self.networks]
        total = scores[0]
        for more in scores[1:]:
            total = total + more
        mean: Array = (total / len(scores)).astype("float32")
        return mean

    def parts(self, features: Features, block: int) -> dict[str, float]:
        """What each feature of a block, each word, and all that its neighbours are add to its score."""
        rows, ids = self._scaled(features.rows), numbered(features.words, self.vocabulary)
        sums = dict.fromkeys((*self.features, NEIGHBOURS), 0.0)
        for network in self.networks:
            added, by_word = added_to(network, rows, ids, block)
            for name, value in zip(self.features, added[: len(rows), block].tolist(), strict=True):
                sums[name] += value / len(self.networks)
            sums[NEIGHBOURS] += float(added.sum() - added[:, block].sum()) / len(self.networks)
            for word, value in zip(_at_ends(features.words[block]), by_word, strict=True):
                if word:
                    sums[SAYS + word] = sums.get(SAYS + word, 0.0) + value / len(self.networks)
        return sums

    def _scaled(self, rows: Array) -> Array:
        import numpy as np  # noqa: PLC0415

        scaled = (rows - self.mean[:, None]) * self.scale[:, None]
        return np.clip(scaled, -CLIP, CLIP, out=scaled)


def numbered(words: list[list[str]], vocabulary: dict[str, int]) -> Ids:
    """The numbers of the words at the blocks' ends, places x blocks; 0 for what is not known, and where there is none."""
    import numpy as np  # noqa: PLC0415

    ids: list[int] = []
    get, none = vocabulary.get, (0,) * EDGE_WORDS
    for own in words:
        for edge in (own[:EDGE_WORDS], own[-EDGE_WORDS:]):
            ids += map(get, edge, none)
            if len(edge) < EDGE_WORDS:
                ids += none[len(edge) :]
    return np.array(ids, np.int32).reshape(-1, 2 * EDGE_WORDS).T


def _at_ends(words: list[str]) -> list[str]:
    """The words in the places that `numbered` gives them, "" where there is none."""
    edges = (words[:EDGE_WORDS], words[-EDGE_WORDS:])
    return [word for edge in edges for word in (*edge, *[""] * (EDGE_WORDS - len(edge)))]


def inputs_of(network: Network, rows: Array, ids: Ids) -> Array:
    """What a network sees, inputs x blocks: scaled features, and the sums of its vectors of the words at either end."""
    import numpy as np  # noqa: PLC0415

    if not network.words.shape[1]:
        return rows
    vectors = network.words[ids]
    ends = [part.sum(axis=0).T * WORDS_SCALE for part in (vectors[:EDGE_WORDS], vectors[EDGE_WORDS:])]
    return np.concatenate([rows, *ends])


def beside(units: Array, away: int) -> Array:
    """The units of the block so many before, of the block itself, and so many behind; 0 where there is none."""
    import numpy as np  # noqa: PLC0415

    height, size = units.shape
    stacked = np.zeros((3 * height, size), units.dtype)
    stacked[height : 2 * height] = units
    if away < size:
        stacked[:height, away:] = units[:, :-away]
        stacked[2 * height :, :-away] = units[:, away:]
    return stacked


def score_of(network: Network, rows: Array, ids: Ids) -> Array:
    """The scores that a network gives the blocks."""
    import numpy as np  # noqa: PLC0415

    units = np.maximum(network.hidden @ inputs_of(network, rows, ids) + network.bias[:, None], 0)
    for number, layer in enumerate(network.layers):
        units += np.maximum(layer.weights @ beside(units, 1 << number) + layer.bias[:, None], 0)
    scores: Array = network.out @ units + network.threshold
    return scores


def added_to(network: Network, rows: Array, ids: Ids, block: int) -> tuple[Array, list[float]]:
    """What each input of each block adds to a block's score, inputs x blocks, and what each word at its own ends adds."""
    import numpy as np  # noqa: PLC0415

    inputs = inputs_of(network, rows, ids)
    before = network.hidden @ inputs + network.bias[:, None]
    units, bends = np.maximum(before, 0), []
    for number, layer in enumerate(network.layers):
        inner = layer.weights @ beside(units, 1 << number) + layer.bias[:, None]
        bends.append(inner > 0)
        units = units + np.maximum(inner, 0)
    slopes = np.zeros_like(units)
    slopes[:, block] = network.out
    for number in reversed(range(len(network.layers))):
        slopes = slopes + back_beside(network.layers[number].weights.T @ (slopes * bends[number]), 1 << number)
    slopes = network.hidden.T @ (slopes * (before > 0))
    return inputs * slopes, _added_by_words(network, slopes[len(rows) :, block], ids[:, block])


def _added_by_words(network: Network, slopes: Array, ids: Ids) -> list[float]:
    """What each of the words at a block's ends adds, from the slopes along the sums at either end."""
    if not slopes.size:
        return [0.0] * len(ids)
    vectors = network.words[ids] * WORDS_SCALE
    half = len(slopes) // 2
    return [*map(float, vectors[:EDGE_WORDS] @ slopes[:half]), *map(float, vectors[EDGE_WORDS:] @ slopes[half:])]


def back_beside(slopes: Array, away: int) -> Array:
    """The slopes along units, from those along what `beside` makes of them."""
    height = len(slopes) // 3
    units = slopes[height : 2 * height].copy()
    if away < units.shape[1]:
        units[:, :-away] += slopes[:height, away:]
        units[:, away:] += slopes[2 * height :, :-away]
    return units


@functools.cache
def shipped_model() -> Model:
    """The model of the package."""
    return load_model(resources.files("cleaner.scoring").joinpath("weights.json").read_bytes())


def load_model(data: bytes) -> Model:
    """A model from the bytes of its file."""
    import numpy as np  # noqa: PLC0415

    def array(values: list[Any]) -> Array:
        return np.array(values, dtype=np.float32)

    file = msgspec.json.decode(data, type=WeightsFile)
    networks = tuple(
        Network(
            words=array([[0.0] * len(said.words[0]), *said.words]) if said.words else np.zeros((1, 0), np.float32),
            hidden=array(said.hidden),
            bias=array(said.bias),
            layers=tuple(Layer(array(layer.weights), array(layer.bias)) for layer in said.layers),
            out=array(said.out),
            threshold=said.threshold,
        )
        for said in file.networks
    )
    vocabulary = {word: number for number, word in enumerate(file.vocabulary, 1)}
    return Model(tuple(file.features), array(file.mean), array(file.scale), vocabulary, networks)
