"""Reading one box of an image: what a service that can be asked for it offers beside whole readings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from carddesk.cards.geometry import Quad
from carddesk.services.contract import SourceImage


@dataclass(frozen=True, slots=True)
class RegionText:
    """What stands in a box.

    Attributes:
        lines: the text, line by line, from top to bottom; none where nothing was made out.
        confidence: 0..1, the mean over all characters; 0 where there are none.
    """

    lines: tuple[str, ...] = field(default=(), repr=False)
    confidence: float = 0.0


@runtime_checkable
class RegionReader(Protocol):
    """A service that reads what lies in a box."""

    async def read_region(self, image: SourceImage, region: Quad) -> RegionText:
        """The text in `region`, in pixels of the upright original image; it runs from the box's `lt` to its `rt`.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: no reading could be had.
        """
