"""Editing frames: which there are over a page, which corner is at work, and what each stroke makes of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from carddesk.cards.geometry import Point, Quad
from carddesk.imaging import frame as geometry

_NEW = 0.3
"""The width of a frame that is added, as a share of the page's shorter side."""
_CARD = 85.6 / 53.98
"""Width to height of a card (ISO/IEC 7810, ID-1)."""
_OFF = 0.08
"""How far off the page a corner can be moved, as a share of its longer side."""


@dataclass(frozen=True, slots=True)
class FrameEdit:
    """Frames over a page as they are being drawn.

    Attributes:
        size: width and height of the page, in its pixels.
        frames: in the order of their numbers.
        at: which of them is at work.
        corner: which corner of it: 0..3 for lt, rt, rb, lb.
        several: whether there may be more than one.
    """

    size: tuple[int, int]
    frames: tuple[Quad, ...] = ()
    at: int = 0
    corner: int = 0
    several: bool = False

    @property
    def frame(self) -> Quad | None:
        """The one at work."""
        return self.frames[self.at] if self.frames else None

    @property
    def point(self) -> Point | None:
        """Where the corner at work is."""
        return self.frame.points[self.corner] if self.frame is not None else None

    @property
    def wrong(self) -> tuple[int, ...]:
        """The frames whose corners make no card."""
        return tuple(at for at, each in enumerate(self.frames) if not geometry.is_sound(each, *self.size))

    def with_frames(self, frames: Sequence[Quad]) -> FrameEdit:
        """These instead."""
        return replace(self, frames=tuple(frames), at=0, corner=0)

    def with_frame(self, frame: Quad) -> FrameEdit:
        """The one at work is this now."""
        frames = list(self.frames)
        frames[self.at] = frame
        return replace(self, frames=tuple(frames))

    def step(self, by: int) -> FrameEdit:
        """On to the next corner, or back to the one before; behind the last one of a frame comes the next frame."""
        if not self.frames:
            return self
        place = (self.at * 4 + self.corner + by) % (4 * len(self.frames))
        return replace(self, at=place // 4, corner=place % 4)

    def choose(self, at: int, corner: int = 0) -> FrameEdit:
        """Work at this frame."""
        return replace(self, at=at, corner=corner) if 0 <= at < len(self.frames) else self

    def move(self, x: float, y: float, corners: Sequence[int] | None = None) -> FrameEdit:
        """Move the corner at work, or these corners, by so many pixels of the page."""
        if self.frame is None:
            return self
        moved = list(self.frame.points)
        for each in (self.corner,) if corners is None else corners:
            moved[each] = self._on_page((moved[each][0] + x, moved[each][1] + y))
        return self.with_frame(Quad(*moved))

    def turn(self, quarters: int) -> FrameEdit:
        """The card is seen turned clockwise by so many quarters; the corner at work stays where it is on the page."""
        if self.frame is None:
            return self
        turned = self.with_frame(geometry.turned(self.frame, quarters))
        return replace(turned, corner=(self.corner + quarters) % 4)

    def whole(self) -> FrameEdit:
        """The frame at work takes all of the page, as it came."""
        whole = geometry.page(*self.size)
        return self.with_frame(whole) if self.frames else self.with_frames([whole])

    def add(self) -> FrameEdit:
        """One more, in the middle of the page."""
        width = _NEW * min(self.size)
        x, y = self.size[0] / 2, self.size[1] / 2
        new = Quad.from_bounds(x - width / 2, y - width / _CARD / 2, x + width / 2, y + width / _CARD / 2)
        return replace(self, frames=(*self.frames, new), at=len(self.frames), corner=0)

    def remove(self) -> FrameEdit:
        """Without the one at work."""
        frames = self.frames[: self.at] + self.frames[self.at + 1 :]
        return replace(self, frames=frames, at=max(0, min(self.at, len(frames) - 1)), corner=0)

    def _on_page(self, point: Point) -> Point:
        off = _OFF * max(self.size)
        x, y = (min(max(value, -off), side + off) for value, side in zip(point, self.size, strict=True))
        return x, y
