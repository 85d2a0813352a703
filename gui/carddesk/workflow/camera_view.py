"""What the camera shows, as it stands now, and where it gives what it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from carddesk.capture.camera.troubles import CameraError
from carddesk.capture.captured import Captured
from carddesk.workflow.camera_auto import Advice


@dataclass(frozen=True, slots=True)
class CameraPicture:
    """What there is to see: `width` x `height` pixels of blue, green, red; corners of the card in shares of both, or none."""

    number: int
    width: int
    height: int
    pixels: bytes = field(repr=False)
    quad: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class CameraView:
    """How the camera stands.

    Attributes:
        is_open: whether its picture is wanted.
        paused: whether it was let go for a while, as when the window is covered.
        trouble: why there is no picture.
        size: of the whole frame, upright; 0 x 0 as long as there is none.
        advice: what is said of the newest frame.
        taken: how many cards were taken since it was opened.
        devices: those of this machine, number and title; None until they were looked for.
    """

    is_open: bool = False
    paused: bool = False
    trouble: CameraError | None = None
    size: tuple[int, int] = (0, 0)
    advice: Advice | None = None
    taken: int = 0
    devices: tuple[tuple[str, str], ...] | None = None


class Add(Protocol):
    """Takes in images, in the go that began with the case `first`, where there is one; the new cases."""

    def __call__(self, images: Sequence[Captured], *, first: int = 0) -> Awaitable[list[int]]:
        """As `Capturing.add`."""
        ...
