"""Glimpses: small pictures of cards for the queue, of the card alone where the page shows little of it."""

from __future__ import annotations

from typing import Final

from carddesk.cards.geometry import Quad
from carddesk.imaging import decode
from carddesk.imaging.frame import size_of
from carddesk.imaging.rectify import rectify
from carddesk.store.workspace import Workspace
from carddesk.workflow.pixels import PixelCache, Pixels
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import QueueRow

_LOOKED_AT_PX: Final = 1600
"""Pixels of the longer side of a page from which a small picture of a part of it is cut."""
_MOST_OF_PAGE: Final = 0.4
"""A card that takes up more of the page than this share is seen well enough on the whole page, which takes less time."""


class Glimpses:
    """Makes them, off the event loop."""

    def __init__(self, workspace: Workspace, pixels: PixelCache, tasks: Tasks) -> None:
        self._workspace = workspace
        self._pixels = pixels
        self._tasks = tasks

    async def of(self, row: QueueRow, side: int) -> Pixels:
        """The card of a row that has an image, straight, or the whole page: RGB, no side longer than `side`.

        Raises:
            ImageError: it cannot be decoded.
        """
        assert row.image is not None
        part = row.frame or self._card_on_page(row)
        if part is None:
            return await self._pixels.get(row.image, row.page, side)
        pixels = await self._pixels.get(row.image, row.page, _LOOKED_AT_PX)
        return await self._tasks.in_thread(self._cut, pixels, row, part, side)

    def _card_on_page(self, row: QueueRow) -> Quad | None:
        """Where a reading says that the card lies, if it is a small part of the page."""
        if not self._workspace.remembers(row.id):
            return None
        case = self._workspace.case(row.id)
        image = next((each for each in case.images if each.sha256 == row.image), None)
        reading = case.readings.get(row.image or "")
        if image is None or reading is None or reading.card_quad is None:
            return None
        return reading.card_quad if reading.card_quad.area < image.width * image.height * _MOST_OF_PAGE else None

    def _cut(self, pixels: Pixels, row: QueueRow, part: Quad, side: int) -> Pixels:
        page = decode.probe(self._workspace.image(row.image or "")).sizes[row.page - 1]
        share = pixels.shape[1] / page[0]
        small = part.map(lambda point: (point[0] * share, point[1] * share))
        width, height = size_of(small)
        fit = min(1.0, side / max(width, height))
        return rectify(pixels, small, max(1, round(width * fit)), max(1, round(height * fit)))
