"""What cards lie on: wood, cloth, speckled desk tops, plain mats and paper, as H x W x 3 arrays of the plane."""

import cv2
import numpy as np

from .chance import Chance
from .ink import Colour

Pixels = np.ndarray


def _coarse(chance: Chance, size: tuple[int, int], grain: tuple[float, float]) -> Pixels:
    """Smooth noise of mean 0 and deviation about 1; `grain` is the size of its blobs across and down in pixels."""
    width, height = size
    cells = (max(2, int(height / grain[1])), max(2, int(width / grain[0])))
    small = chance.generator.standard_normal(cells).astype(np.float32)
    return cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)


def _shaded(colour: Colour, shade: Pixels) -> Pixels:
    """The colour made lighter and darker by a field of grey levels."""
    lit = np.array(colour, np.float32) + shade[..., None]
    ground: Pixels = np.clip(lit, 0, 255).astype(np.uint8)
    return ground


def wood(chance: Chance, size: tuple[int, int]) -> Pixels:
    """Boards with a long grain."""
    colour = chance.pick(((150, 108, 70), (184, 146, 104), (108, 74, 52), (205, 176, 138), (134, 120, 104)))
    shade = (
        7 * _coarse(chance, size, (300, 5)) + 8 * _coarse(chance, size, (420, 26)) + 3 * _coarse(chance, size, (60, 2))
    )
    board = size[1] / chance.uniform(2.5, 5)
    rows = np.arange(size[1], dtype=np.float32)
    seam = -38 * np.exp(-(((rows % board) - 2) ** 2) / 4)
    return _shaded(colour, shade + seam[:, None])


def cloth(chance: Chance, size: tuple[int, int]) -> Pixels:
    """A weave."""
    colour = chance.pick(((92, 104, 128), (150, 150, 146), (120, 66, 66), (70, 96, 84), (196, 190, 178), (46, 48, 56)))
    xs, ys = np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32)
    pitch = chance.uniform(5, 9)
    weave = 7 * (np.sin(xs / pitch * 6.28)[None, :] * np.sin(ys / pitch * 6.28)[:, None])
    return _shaded(colour, weave + 6 * _coarse(chance, size, (160, 160)) + 3 * _coarse(chance, size, (3, 3)))


def desk_top(chance: Chance, size: tuple[int, int]) -> Pixels:
    """A plain speckled surface, now and then close to the colour of a card."""
    colour = chance.pick(
        (
            (206, 208, 210),
            (236, 234, 230),
            (92, 94, 98),
            (58, 60, 66),
            (224, 216, 204),
            (214, 224, 232),
            (160, 164, 168),
        )
    )
    return _shaded(colour, 2.5 * _coarse(chance, size, (2, 2)) + 4 * _coarse(chance, size, (220, 220)))


def mat(chance: Chance, size: tuple[int, int]) -> Pixels:
    """A cutting or mouse mat, with a grid of lines or without."""
    colour = chance.pick(((44, 96, 82), (40, 56, 90), (60, 60, 62), (126, 40, 48), (30, 32, 36)))
    ground = _shaded(colour, 3 * _coarse(chance, size, (3, 3)) + 3 * _coarse(chance, size, (260, 260)))
    if chance.chance(0.5):
        pitch = chance.integer(60, 130)
        line = tuple(min(255, part + 42) for part in colour)
        ground[::pitch], ground[:, ::pitch] = line, line
    return ground


SURFACES = (wood, cloth, desk_top, mat)


def surface(chance: Chance, size: tuple[int, int]) -> Pixels:
    """One of the surfaces, `size` = (width, height) in pixels."""
    return chance.pick(SURFACES)(chance, size)
