"""What is learnt of scenes: maps of the inside, the rim and the core of cards (`scenes.Scene.truth`)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

MAPS = 3
SIZE = (256, 256)
TRUTH = "truth"
_RIM_WEIGHT = 3.0


def truth_tensor(stack: np.ndarray) -> Tensor:
    """B x H x W x 3 bytes to B x 3 x H x W, 0..1."""
    return torch.from_numpy(stack).permute(0, 3, 1, 2).float() / 255


def turned(picture: Tensor, truth: Tensor, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
    """One of the eight ways a square can lie. Writing that is mirrored is still writing from afar."""
    way = int(chance.integers(8))

    def turn(maps: Tensor) -> Tensor:
        maps = torch.rot90(maps, way % 4, (2, 3))
        return torch.flip(maps, (3,)) if way >= 4 else maps

    return turn(picture), turn(truth)


def loss(maps: Tensor, truth: Tensor) -> Tensor:
    """How far the maps are from the truth."""
    inside = functional.binary_cross_entropy_with_logits(maps[:, 0], truth[:, 0])
    weight = 1 + _RIM_WEIGHT * truth[:, 1]
    rim = functional.binary_cross_entropy_with_logits(maps[:, 1], truth[:, 1], weight=weight)
    core = functional.binary_cross_entropy_with_logits(maps[:, 2], truth[:, 2])
    chances = maps.sigmoid()
    shared = (2 * (chances * truth).sum((0, 2, 3)) + 1) / ((chances + truth).sum((0, 2, 3)) + 1)
    return inside + rim + core + (1 - shared).sum()


def chances(maps: Tensor) -> Tensor:
    """What the reader is given."""
    return maps.sigmoid()


def told(maps: Tensor, truth: Tensor) -> str:
    """How well it goes, in words."""
    found, wanted = maps > 0, truth > 0.5
    overlap = (found & wanted).sum((0, 2, 3)) / (found | wanted).sum((0, 2, 3)).clamp(min=1)
    return "overlap inside {:.3f}, rim {:.3f}, core {:.3f}".format(*overlap.tolist())
