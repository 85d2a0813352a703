"""The stage: what the view shows of a page. All of it as it came, or what is inside its frame, straight.

Pixels are not warped for it: the page's own are painted through the frame's map, so that a frame costs no memory and no time
when cards are paged through, and whatever lies on the page is mapped by the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTransform

from carddesk.cards.geometry import Quad
from carddesk.imaging.frame import Cut, turns_of


@dataclass(frozen=True, slots=True)
class Stage:
    """Attributes:
    page: width and height of the upright page, in its pixels.
    frame: None for the page as it came.
    size: width and height of the stage; in pixels of the page's own resolution.
    crops: whether some of the page is out of sight.
    """

    page: tuple[float, float] = (1.0, 1.0)
    frame: Quad | None = None
    size: tuple[float, float] = (1.0, 1.0)
    crops: bool = False

    @classmethod
    def of(cls, width: int, height: int, frame: Quad | None) -> Stage:
        """A page of this size within its frame."""
        page = float(width), float(height)
        if frame is None:
            return cls(page, None, page)
        within = Cut.of(frame)
        crops = turns_of(frame, width, height) is None
        return cls(page, frame, (float(within.width), float(within.height)), crops)

    @property
    def transform(self) -> QTransform:
        """From pixels of the page to the stage."""
        if self.frame is None:
            return QTransform()
        m = Cut.of(self.frame).matrix
        # Qt multiplies points from the left.
        return QTransform(*(float(m[row, column]) for column in range(3) for row in range(3)))

    def inward(self, quad: Quad) -> Quad:
        """A quad of the page, on the stage."""
        return quad if self.frame is None else Cut.of(self.frame).inward(quad)

    def outward(self, quad: Quad) -> Quad:
        """A quad of the stage, on the page."""
        return quad if self.frame is None else Cut.of(self.frame).outward(quad)

    def seen(self, exposed: QRectF) -> QRectF:
        """The part of the page behind a part of the stage, as the smallest upright box around it."""
        box = Quad.from_bounds(exposed.left(), exposed.top(), exposed.right(), exposed.bottom())
        left, top, right, bottom = self.outward(box).bounds
        return QRectF(left, top, right - left, bottom - top).intersected(QRectF(0, 0, *self.page))
