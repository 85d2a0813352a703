"""Fetching pictures: the one at hand first small and soon, then whole; those that will be asked for next ahead of time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from carddesk.errors import UserError
from carddesk.ui.image.gallery import MAX_EACH_BYTES, Gallery
from carddesk.ui.image.picture import Address, Picture, address_of
from carddesk.ui.image.pyramid import Pyramid
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import ImageView

PREVIEW_SIDE = 1600
"""Longer side of what is shown first, in pixels: decoded in a blink even from 64 megapixels."""
AHEAD = 2
"""How many cards' pictures are got ready before they are asked for."""
_MOST = 4
"""With the other faces of the card at hand."""
_BREATH_S = 0.06
"""The picture at hand is painted before anything else is begun."""
_PER_PIXEL = 3 + 4 * 4 / 3
"""Bytes a pixel of a picture takes: its own, and those of its pyramid."""


class PictureLoader(QObject):
    """Fetches the picture of the case at hand, and the next ones while the operator looks at it."""

    arrived = Signal(object)
    """A `Picture`; a preview may come first. One that was ready comes before `want` returns."""
    readied = Signal(object)
    """A `Picture` that is expected next; it is ready from now on."""
    failed = Signal(str)
    """Why there is none, in words."""

    def __init__(self, desk: Desk, tasks: Tasks, gallery: Gallery | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self.gallery = gallery or Gallery()
        self._wanted: Address | None = None
        self._task: asyncio.Task[None] | None = None
        self._expected: tuple[Address, ...] = ()
        self._ahead: asyncio.Task[None] | None = None

    def want(self, image: ImageView | None) -> None:
        """From now on this image is to be shown; an earlier wish is dropped."""
        address = address_of(image) if image else None
        if address == self._wanted:
            return
        self._wanted = address
        for task in (self._task, self._ahead):
            if task is not None:
                task.cancel()
        self._task, self._expected = None, ()
        if image is None or address is None:
            return
        if (ready := self.gallery.get(address)) is not None:
            self.arrived.emit(ready)
        else:
            self._task = self._tasks.spawn(self._fetch(image))

    def expect(self, addresses: Sequence[Address]) -> None:
        """These will probably be wanted next, the likeliest first: have them ready by then."""
        expected = tuple(each for each in addresses if each != self._wanted)[:_MOST]
        if expected == self._expected:
            return
        self._expected = expected
        if self._ahead is not None:
            self._ahead.cancel()
        self._ahead = self._tasks.spawn(self._fetch_ahead(expected)) if expected else None

    async def _fetch_ahead(self, addresses: Sequence[Address]) -> None:
        await asyncio.sleep(_BREATH_S)
        for address in addresses:
            await self._free(self.gallery.trim(self._wanted, addresses))
            if self.gallery.short:
                return
            if address not in self.gallery:
                with suppress(UserError):  # told when the case is opened
                    await self._get_ready(address, addresses)
            if (ready := self.gallery.get(address)) is not None:
                self.readied.emit(ready)

    async def _get_ready(self, address: Address, expected: Sequence[Address]) -> None:
        pixels = await self._desk.pixels(*address)
        if pixels.size / 3 * _PER_PIXEL > MAX_EACH_BYTES:
            return
        height, width = pixels.shape[:2]
        pyramid = await self._tasks.in_thread(Pyramid.build, pixels, width, height)
        await self._free(self.gallery.put(Picture(address, pyramid, pixels, 1.0), self._wanted, expected))

    async def _fetch(self, image: ImageView) -> None:
        try:
            if max(image.width, image.height) > PREVIEW_SIDE:
                await self._fetch_at(image, PREVIEW_SIDE)
            await self._fetch_at(image, None)
        except UserError as error:
            self.failed.emit(error.message)

    async def _fetch_at(self, image: ImageView, max_side: int | None) -> None:
        pixels = await self._desk.pixels(image.sha256, image.page, max_side=max_side)
        width, height = image.width or pixels.shape[1], image.height or pixels.shape[0]
        pyramid = await self._tasks.in_thread(Pyramid.build, pixels, width, height)
        if self._wanted == address_of(image):
            scale = 1.0 if max_side is None else pixels.shape[1] / width
            picture = Picture(address_of(image), pyramid, pixels, scale)
            gone = self.gallery.put(picture, self._wanted) if picture.whole else []
            self.arrived.emit(picture)
            await self._free(gone)

    async def _free(self, gone: list[Picture]) -> None:
        """Giving back half a gigabyte takes a while, too: off the loop, as nobody else has these pictures any more."""
        if gone:
            await self._tasks.in_thread(gone.clear)
