"""The trained model: a small network from a block's features to how much the block looks like an article's body.

`weights.json` holds it as plain numbers, and `training/` how it was made. Several networks of one hidden layer are
averaged. Between the bends of its hidden units a network is linear, so that a score is the sum of what each feature
adds: that sum is the reason that `explain` shows.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

CLIP: Final = 4.0
"""Standard deviations beyond which a feature counts as there."""


class NetworkSaid(msgspec.Struct, frozen=True):
    """The numbers of a network: `hidden` is features x units, `bias` and `out` have one a unit."""

    hidden: list[list[float]]
    bias: list[float]
    out: list[float]
    threshold: float


class WeightsFile(msgspec.Struct, frozen=True):
    """What the file holds: the features by name, how they are scaled, and the networks."""

    features: list[str]
    mean: list[float]
    scale: list[float]
    networks: list[NetworkSaid]


class Network(NamedTuple):
    """One hidden layer and its sum."""

    hidden: Array
    bias: Array
    out: Array
    threshold: float


class Model(NamedTuple):
    """The features that the model looks at, in order, how they are scaled, and its networks."""

    features: tuple[str, ...]
    mean: Array
    scale: Array
    networks: tuple[Network, ...]

    def scores(self, rows: Array) -> Array:
        """A score for each row of features: the logarithm of the odds that the block is body."""
        import numpy as np  # noqa: PLC0415

        scaled = self._scaled(rows)
        sums = [np.maximum(scaled @ n.hidden + n.bias, 0) @ n.out + n.threshold for n in self.networks]
        mean: Array = np.mean(sums, axis=0)
        return mean

    def parts(self, row: Array) -> dict[str, float]:
        """What each feature of one row adds to its score."""
        scaled = self._scaled(row[None, :])[0]
        total = sum((n.hidden * (scaled @ n.hidden + n.bias > 0)) @ n.out for n in self.networks)
        added = scaled * total / len(self.networks)
        return dict(zip(self.features, map(float, added), strict=True))

    def _scaled(self, rows: Array) -> Array:
        import numpy as np  # noqa: PLC0415

        scaled: Array = np.clip((rows - self.mean) * self.scale, -CLIP, CLIP)
        return scaled


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
    networks = tuple(Network(array(n.hidden), array(n.bias), array(n.out), n.threshold) for n in file.networks)
    return Model(tuple(file.features), array(file.mean), array(file.scale), networks)
