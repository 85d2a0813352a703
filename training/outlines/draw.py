"""`python -m training.outlines.draw FOLDER --first 1 --stacks 8`: pictures and truths to train on, in stacks of a thousand."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from tests.specimens.chance import Chance
from training.outlines.faces import Face, drawn, made_up
from training.outlines.scenes import scene

STACK = 1000
_DRAWN = 0.6
"""The share of specimens among the cards; the rest is made up."""


def main() -> None:
    """Draws the stacks asked for; the same numbers give the same pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--stacks", type=int, default=8)
    parser.add_argument("--faces", type=int, default=330, help="specimens drawn for all stacks together")
    parser.add_argument("--purpose", choices=("train", "check"), default="train")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    asked.folder.mkdir(parents=True, exist_ok=True)
    seed = (1 if asked.purpose == "train" else 2) * 1_000_000_000 + asked.first * STACK
    faces = list(drawn(range(seed, seed + asked.faces)))
    for stack in range(asked.first, asked.first + asked.stacks):
        scenes = [_one(Chance(seed + index, "outlines", str(stack)), faces) for index in range(STACK)]
        for name in ("picture", "truth"):
            pixels = np.stack([getattr(each, name) for each in scenes])
            np.save(asked.folder / f"{asked.purpose}-{stack:03d}-{name}s.npy", pixels)


def _one(chance: Chance, faces: list[Face]) -> object:
    return scene(chance, lambda: chance.pick(faces) if chance.chance(_DRAWN) else made_up(chance))


if __name__ == "__main__":
    main()
