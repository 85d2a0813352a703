"""`python -m training.outlines.draw FOLDER --first 1 --stacks 8`: pictures and truths to train on, in stacks of a thousand.

`--of closeups` draws cards looked at closely and their corners, else scenes and the maps of where cards are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from tests.specimens.chance import Chance
from training.outlines.closeups import close_up
from training.outlines.faces import Face, drawn, framed, made_up, remargined
from training.outlines.scenes import scene

STACK = 1000
_DRAWN = 0.5
"""The share of specimens among the cards; the rest is made up."""
_REMARGINED = 0.65
"""The share of those whose print is moved on the card."""
_FRAMED = 0.4
"""The share of those with lines printed close to their sides."""
_DRAWERS = {"scenes": (scene, "picture", "truth"), "closeups": (close_up, "picture", "corners")}


def main() -> None:
    """Draws the stacks asked for; the same numbers give the same pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--of", choices=tuple(_DRAWERS), default="scenes")
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--stacks", type=int, default=8)
    parser.add_argument("--faces", type=int, default=330, help="specimens drawn for all stacks together")
    parser.add_argument("--purpose", choices=("train", "check"), default="train")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    asked.folder.mkdir(parents=True, exist_ok=True)
    seed = (1 if asked.purpose == "train" else 2) * 1_000_000_000 + asked.first * STACK
    faces = list(drawn(range(seed, seed + asked.faces)))
    drawer, *names = _DRAWERS[asked.of]
    for stack in range(asked.first, asked.first + asked.stacks):
        made = [_one(drawer, Chance(seed + index, "outlines", str(stack)), faces) for index in range(STACK)]
        for name in names:
            np.save(
                asked.folder / f"{asked.purpose}-{stack:03d}-{name}.npy", np.stack([getattr(e, name) for e in made])
            )


def _one(drawer: object, chance: Chance, faces: list[Face]) -> object:
    assert callable(drawer)

    def face() -> Face:
        one = chance.pick(faces) if chance.chance(_DRAWN) else made_up(chance)
        if chance.chance(_REMARGINED):
            one = remargined(one, chance)
        return framed(one, chance) if chance.chance(_FRAMED) else one

    return drawer(chance, face)


if __name__ == "__main__":
    main()
