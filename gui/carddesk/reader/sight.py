"""Where cards lie, seen twice: all of them at a glance, then each from close by."""

from __future__ import annotations

import numpy as np

from carddesk.reader.cardfinder import Candidate
from carddesk.reader.closelook import CloseLook
from carddesk.reader.edges import Floats, Pixels
from carddesk.reader.silhouette import SilhouetteModel

_LOOKS = 3
_SETTLED = 0.01
"""A look that moves no corner by more than this share of the width needs no further one."""
_FARTHEST = 0.25


class Sight:
    """Both networks, loaded once. Raises ServiceError `reader_unavailable` when a file of theirs is missing."""

    def __init__(self, threads: int = 0) -> None:
        self._silhouettes = SilhouetteModel(threads)
        self._close = CloseLook(threads)

    def find(self, pixels: Pixels) -> list[Candidate]:
        """The outlines of cards in an RGB picture, corners in its pixels, surest first."""
        found = [self.closer(pixels, each.corners) or each for each in self._silhouettes.find(pixels)]
        return sorted(found, key=lambda each: -each.score)

    def closer(self, pixels: Pixels, corners: Floats) -> Candidate | None:
        """The card that these corners (4 x 2, clockwise) are about those of, in the same order; None where none is made out."""
        best: Candidate | None = None
        near = corners
        for _ in range(_LOOKS):
            seen = self._close.at(pixels, near)
            width = float(np.hypot(*(corners[1] - corners[0])))
            if seen is None or np.abs(seen.corners - corners).max() > _FARTHEST * width:
                break
            moved = float(np.abs(seen.corners - near).max())
            best, near = seen, seen.corners
            if moved < _SETTLED * width:
                break
        return best
