"""The pyramid: an image at full, half, quarter … size, so that 64 megapixels paint as fast as one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

SMALLEST_SIDE = 512
"""Below this many pixels on the longer side another level would save nothing."""


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Levels of one image, largest first, each half of the one before.

    Attributes:
        width, height: of the upright original, in pixels; the first level may be smaller than that (a preview).
    """

    width: int
    height: int
    levels: tuple[QImage, ...]

    @classmethod
    def build(cls, pixels: NDArray[np.uint8], width: int, height: int) -> Pyramid:
        """From RGB pixels H×W×3 of the original (`width`×`height`) or of a smaller copy. Meant for a worker thread."""
        level = np.ascontiguousarray(pixels)
        levels = [to_image(level)]
        while max(level.shape[:2]) > SMALLEST_SIDE * 2:
            size = (max(1, level.shape[1] // 2), max(1, level.shape[0] // 2))
            level = np.asarray(cv2.resize(level, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
            levels.append(to_image(level))
        return cls(width, height, tuple(levels))

    def paint(self, painter: QPainter, exposed: QRectF, scale: float) -> None:
        """Paint the `exposed` part (original pixels), from the smallest level that is sharp enough at `scale`."""
        level = self._level_for(scale)
        factor_x, factor_y = level.width() / self.width, level.height() / self.height
        source = QRectF(
            exposed.x() * factor_x, exposed.y() * factor_y, exposed.width() * factor_x, exposed.height() * factor_y
        )
        painter.drawImage(exposed, level, source)

    def _level_for(self, scale: float) -> QImage:
        wanted = self.width * scale
        return next((level for level in reversed(self.levels) if level.width() >= wanted * 0.98), self.levels[0])


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """A Qt image of its own from RGB pixels H×W×3. Safe to make in a worker thread and hand over."""
    height, width = pixels.shape[:2]
    made = QImage(width, height, QImage.Format.Format_RGB32)
    # The stride is Qt's to choose; writing row by row into its own memory needs no second copy and holds no lock long.
    into = np.frombuffer(made.bits(), dtype=np.uint8).reshape(height, made.bytesPerLine())[:, : width * 4]
    cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA, dst=into.reshape(height, width, 4))
    return made
