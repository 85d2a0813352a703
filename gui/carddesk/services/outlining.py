"""Finding cards on a page by their outlines alone: what a service that can do it offers beside whole readings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from carddesk.cards.geometry import Quad
from carddesk.services.contract import SourceImage


@runtime_checkable
class Outlining(Protocol):
    """A service that sees where cards lie."""

    async def outlines(self, image: SourceImage) -> Sequence[Quad]:
        """The corners of every card on a page, each as the card reads, in pixels of the upright page and in reading order.

        Raises:
            ImageError: the file cannot be opened as an image.
            ServiceError: the engine is not there.
        """
