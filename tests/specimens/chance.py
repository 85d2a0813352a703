"""One seeded source of chance, with the few ways in which specimens ask for it."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Chance:
    """A stream of choices that is the same in every process for the same seed and purpose."""

    def __init__(self, seed: int, *purpose: str) -> None:
        self.seed = seed
        self.generator = np.random.default_rng([seed, zlib.crc32("/".join(purpose).encode())])

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[int(self.generator.integers(len(options)))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of the options, as likely as its weight."""
        limits = np.cumsum(weights)
        return options[int(np.searchsorted(limits, self.generator.random() * limits[-1], side="right"))]

    def uniform(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return float(self.generator.uniform(low, high))

    def integer(self, low: int, high: int) -> int:
        """A whole number in [low, high], both ends possible."""
        return int(self.generator.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        """True with that probability."""
        return bool(self.generator.random() < probability)

    def digits(self, count: int) -> str:
        """So many decimal digits."""
        return "".join(str(self.integer(0, 9)) for _ in range(count))
