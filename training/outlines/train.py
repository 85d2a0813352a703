"""`python -m training.outlines.train FOLDER`: trains a network on pictures made by `draw` and writes it for ONNX Runtime.

`--of scenes` makes the one that finds cards, `--of closeups` the one that looks closely at each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from torch import Tensor, nn

from training.outlines import closeup_task, scene_task
from training.outlines.net import OutlineNet

BATCH = 16
_TOLD_EVERY = 100
_LOADED_EVERY = 500
_CHECKED = 320
_TASKS = {"scenes": (scene_task, "outlines"), "closeups": (closeup_task, "sides")}


def main() -> None:
    """Trains for the steps asked for, tells how it goes, and writes the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where draw has put pictures and truths; the network goes there too")
    parser.add_argument("--of", choices=tuple(_TASKS), default="scenes")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--rate", type=float, default=2e-3, help="the highest rate of learning")
    parser.add_argument("--begin", type=Path, help="weights to go on from")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    task, name = _TASKS[asked.of]
    net = OutlineNet(task.MAPS).to(memory_format=torch.channels_last)
    if asked.begin:
        known = torch.load(asked.begin, weights_only=True)
        # The last layer alone differs from one network to the other.
        fit = {name: known[name] for name, own in net.state_dict().items() if known[name].shape == own.shape}
        net.load_state_dict(fit, strict=False)
    began, heaped = time.monotonic(), 0.0
    tried, true = _Stacks(asked.folder, "check", task).take(range(_CHECKED))
    for step, loss in enumerate(_steps(net, task, asked), 1):
        heaped += loss
        if step % _TOLD_EVERY == 0 or step == asked.steps:
            line = f"{step} {time.monotonic() - began:.0f} s, loss {heaped / _TOLD_EVERY:.4f}, {_checked(net, task, tried, true)}"
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            heaped = 0.0
            torch.save(net.state_dict(), asked.folder / f"{name}.pt")
    export(net, task, asked.folder / f"{name}.onnx")


def _steps(net: OutlineNet, task: ModuleType, asked: argparse.Namespace) -> Iterator[float]:
    """The loss of each step."""
    chance = np.random.default_rng(1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=asked.rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, asked.rate, total_steps=asked.steps, pct_start=0.1)
    for step in range(asked.steps):
        if step % _LOADED_EVERY == 0:  # drawing may go on meanwhile
            stacks = _Stacks(asked.folder, "train", task)
        pictures, truths = stacks.take(chance.integers(0, len(stacks), BATCH))
        picture, truth = task.turned(_tensor(pictures), task.truth_tensor(truths), chance)
        picture = _recoloured(picture, chance)
        with torch.autocast("cpu", torch.bfloat16):
            maps = net(picture.to(memory_format=torch.channels_last))
        loss = task.loss(maps.float(), truth)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        # Half precision overflows now and then; such a step is left out.
        if torch.isfinite(nn.utils.clip_grad_norm_(net.parameters(), 1.0).detach()):
            optimiser.step()
            yield float(loss.detach())
        else:
            yield 0.0
        schedule.step()


def _checked(net: OutlineNet, task: ModuleType, tried: np.ndarray, true: np.ndarray) -> str:
    net.eval()
    with torch.no_grad():
        maps = torch.cat([net(_tensor(tried[at : at + BATCH])) for at in range(0, len(tried), BATCH)])
    net.train()
    return str(task.told(maps, task.truth_tensor(true)))


def export(net: OutlineNet, task: ModuleType, path: Path) -> None:
    """Writes the network for ONNX Runtime, with the maps as probabilities."""
    net.eval()
    whole = _Chances(net, task)
    torch.onnx.export(
        whole,
        (torch.zeros(1, 3, *task.SIZE),),
        str(path),
        input_names=["picture"],
        output_names=["maps"],
        opset_version=17,
        dynamo=False,
    )


class _Chances(nn.Module):
    def __init__(self, net: OutlineNet, task: ModuleType) -> None:
        super().__init__()
        self.net, self.task = net, task

    def forward(self, picture: Tensor) -> Tensor:
        found: Tensor = self.task.chances(self.net(picture))
        return found


class _Stacks:
    """The stacks there are for a purpose, left on the disk: all together they may be larger than the memory."""

    def __init__(self, folder: Path, purpose: str, task: ModuleType) -> None:
        # The truth of a stack is written last.
        found = sorted(folder.glob(f"{purpose}-*-{task.TRUTH}.npy"))
        self._truths = [np.load(path, mmap_mode="r") for path in found]
        self._pictures = [
            np.load(path.with_name(path.name.replace(task.TRUTH, "picture")), mmap_mode="r") for path in found
        ]
        self._places = [(stack, place) for stack, truth in enumerate(self._truths) for place in range(len(truth))]

    def __len__(self) -> int:
        return len(self._places)

    def take(self, which: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """The pictures and the truths with these numbers."""
        places = [self._places[each] for each in which]
        return tuple(
            np.stack([stacks[stack][place] for stack, place in places]) for stacks in (self._pictures, self._truths)
        )


def _tensor(stack: np.ndarray) -> Tensor:
    """B x H x W x 3 bytes to B x 3 x H x W, 0..1."""
    return torch.from_numpy(stack).permute(0, 3, 1, 2).float() / 255


def _recoloured(picture: Tensor, chance: np.random.Generator) -> Tensor:
    """Channels exchanged now and then: no colour marks a card."""
    return picture[:, torch.from_numpy(chance.permutation(3))] if chance.random() < 0.3 else picture


if __name__ == "__main__":
    main()
