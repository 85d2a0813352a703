"""`python -m training.outlines.train FOLDER`: trains the network on pictures made by `draw` and writes `outlines.onnx`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.outlines.net import OutlineNet

BATCH = 16
RATE = 1.2e-3
_RIM_WEIGHT = 3.0
_TOLD_EVERY = 100


def main() -> None:
    """Trains for the steps asked for, tells how it goes, and writes the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where draw has put pictures and truths; the network goes there too")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--begin", type=Path, help="weights to go on from")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    net = OutlineNet().to(memory_format=torch.channels_last)
    if asked.begin:
        net.load_state_dict(torch.load(asked.begin, weights_only=True))
    began, heaped = time.monotonic(), 0.0
    tried, true = _load(asked.folder, "check")
    for step, loss in enumerate(_steps(net, asked.folder, asked.steps), 1):
        heaped += loss
        if step % _TOLD_EVERY == 0 or step == asked.steps:
            line = f"{step} {time.monotonic() - began:.0f} s, loss {heaped / _TOLD_EVERY:.4f}, {_checked(net, tried, true)}"
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            heaped = 0.0
            torch.save(net.state_dict(), asked.folder / "outlines.pt")
    export(net, asked.folder / "outlines.onnx")


def _steps(net: OutlineNet, folder: Path, count: int) -> Iterator[float]:
    """The loss of each step."""
    pictures, truths = _load(folder, "train")
    chance = np.random.default_rng(1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=count, pct_start=0.1)
    for _ in range(count):
        chosen = chance.integers(0, len(pictures), BATCH)
        picture, truth = _turned(_tensor(pictures[chosen]), _tensor(truths[chosen]), int(chance.integers(8)))
        picture = _recoloured(picture, chance)
        with torch.autocast("cpu", torch.bfloat16):
            maps = net(picture.to(memory_format=torch.channels_last))
        loss = _loss(maps.float(), truth)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        # Half precision overflows now and then; such a step is left out.
        if torch.isfinite(nn.utils.clip_grad_norm_(net.parameters(), 1.0).detach()):
            optimiser.step()
            yield float(loss.detach())
        else:
            yield 0.0
        schedule.step()


def _checked(net: OutlineNet, tried: np.ndarray, true: np.ndarray) -> str:
    net.eval()
    with torch.no_grad():
        maps = net(_tensor(tried))
    net.train()
    found, wanted = maps > 0, _tensor(true) > 0.5
    overlap = (found & wanted).sum((0, 2, 3)) / (found | wanted).sum((0, 2, 3)).clamp(min=1)
    return "overlap inside {:.3f}, rim {:.3f}, core {:.3f}".format(*overlap.tolist())


def export(net: OutlineNet, path: Path) -> None:
    """Writes the network for ONNX Runtime, with the maps as probabilities."""
    net.eval()
    whole = nn.Sequential(net, nn.Sigmoid())
    torch.onnx.export(
        whole,
        (torch.zeros(1, 3, 256, 256),),
        str(path),
        input_names=["picture"],
        output_names=["maps"],
        opset_version=17,
        dynamo=False,
    )


def _load(folder: Path, purpose: str) -> tuple[np.ndarray, np.ndarray]:
    found = sorted(folder.glob(f"{purpose}-*-pictures.npy"))
    pictures = np.concatenate([np.load(path) for path in found])
    truths = np.concatenate([np.load(str(path).replace("pictures", "truths")) for path in found])
    return pictures, truths


def _tensor(stack: np.ndarray) -> Tensor:
    """B x H x W x 3 bytes to B x 3 x H x W, 0..1."""
    return torch.from_numpy(stack).permute(0, 3, 1, 2).float() / 255


def _turned(picture: Tensor, truth: Tensor, way: int) -> tuple[Tensor, Tensor]:
    """One of the eight ways a square can lie. Writing that is mirrored is still writing from afar."""

    def turn(maps: Tensor) -> Tensor:
        maps = torch.rot90(maps, way % 4, (2, 3))
        return torch.flip(maps, (3,)) if way >= 4 else maps

    return turn(picture), turn(truth)


def _recoloured(picture: Tensor, chance: np.random.Generator) -> Tensor:
    """Channels exchanged now and then: no colour marks a card."""
    return picture[:, torch.from_numpy(chance.permutation(3))] if chance.random() < 0.3 else picture


def _loss(maps: Tensor, truth: Tensor) -> Tensor:
    inside = functional.binary_cross_entropy_with_logits(maps[:, 0], truth[:, 0])
    weight = 1 + _RIM_WEIGHT * truth[:, 1]
    rim = functional.binary_cross_entropy_with_logits(maps[:, 1], truth[:, 1], weight=weight)
    core = functional.binary_cross_entropy_with_logits(maps[:, 2], truth[:, 2])
    chances = maps.sigmoid()
    shared = (2 * (chances * truth).sum((0, 2, 3)) + 1) / ((chances + truth).sum((0, 2, 3)) + 1)
    return inside + rim + core + (1 - shared).sum()


if __name__ == "__main__":
    main()
