"""What is learnt of close-ups: for each side of the card one map of where it runs.

The maps of the upper and the lower side say for each column how likely each row is; those of the right and the left side
for each row how likely each column is.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.outlines.closeups import HIGH, WIDE

MAPS = 4
SIZE = (HIGH, WIDE)
TRUTH = "corners"
_SPREAD = 0.8
"""Steps of the maps over which a side is spread."""
_TRIMMED = 0.03
_NEAR = 1.5


def truth_tensor(stack: np.ndarray) -> Tensor:
    """The corners (B x 4 x 2, in pixels of the picture)."""
    return torch.from_numpy(stack).float()


def turned(picture: Tensor, truth: Tensor, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
    """One of the four ways an oblong can lie. Writing that is mirrored is still writing from afar."""
    if chance.random() < 0.5:
        picture = torch.flip(picture, (3,))
        truth = torch.stack([WIDE - truth[..., 0], truth[..., 1]], -1)[:, [1, 0, 3, 2]]
    if chance.random() < 0.5:
        picture = torch.flip(picture, (2,))
        truth = torch.stack([truth[..., 0], HIGH - truth[..., 1]], -1)[:, [3, 2, 1, 0]]
    return picture, truth


def loss(maps: Tensor, truth: Tensor) -> Tensor:
    """How unlikely the maps make the true places of the sides."""
    heaped = maps.new_zeros(())
    for chance, wanted, counted in _sides(maps, truth):
        places = torch.arange(chance.shape[1], dtype=torch.float32)[None, :, None]
        spread = torch.exp(-((places - wanted[:, None]) ** 2) / (2 * _SPREAD**2))
        spread = spread / spread.sum(1, keepdim=True).clamp(min=1e-6)
        heaped = heaped - ((spread * chance).sum(1) * counted).sum() / counted.sum().clamp(min=1)
    return heaped / 4


def chances(maps: Tensor) -> Tensor:
    """What the reader is given."""
    return torch.cat(
        [maps[:, 0:1].softmax(2), maps[:, 1:2].softmax(3), maps[:, 2:3].softmax(2), maps[:, 3:4].softmax(3)], 1
    )


def told(maps: Tensor, truth: Tensor) -> str:
    """How well it goes, in words."""
    near = []
    for chance, wanted, counted in _sides(maps, truth):
        hit = (chance.argmax(1) - wanted).abs() < _NEAR
        near.append(((hit & counted).sum() / counted.sum()).item())
    return "places within {} steps: {}".format(_NEAR, ", ".join(f"{each:.3f}" for each in near))


def _sides(maps: Tensor, truth: Tensor) -> list[tuple[Tensor, Tensor, Tensor]]:
    """For each side: log chances (B x places x along), the true place (B x along), and whether it counts there."""
    ring = truth / 2 - 0.5
    found = []
    for side in range(4):
        upright = side % 2
        start, stop = ring[:, side], ring[:, (side + 1) % 4]
        chance = functional.log_softmax(maps[:, side].transpose(1, 2) if upright else maps[:, side], 1)
        along = torch.arange(chance.shape[2], dtype=torch.float32)[None]
        way = (stop - start)[:, 1 if upright else 0, None]
        share = (along - start[:, 1 if upright else 0, None]) / way
        wanted = start[:, 0 if upright else 1, None] + share * (stop - start)[:, 0 if upright else 1, None]
        found.append((chance, wanted, (share > _TRIMMED) & (share < 1 - _TRIMMED)))
    return found
