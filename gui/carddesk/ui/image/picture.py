"""The picture: one image's pixels fetched for the desk, first small and soon, then whole."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from carddesk.errors import UserError
from carddesk.ui.image.pyramid import Pyramid
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import ImageView

PREVIEW_SIDE = 1600
"""Longer side of what is shown first, in pixels: decoded in a blink even from 64 megapixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image ready to be shown.

    Attributes:
        pixels: RGB H×W×3, upright.
        scale: pixels held for one pixel of the original; 1.0 once it is whole.
    """

    image: ImageView
    pyramid: Pyramid = field(repr=False)
    pixels: NDArray[np.uint8] = field(repr=False)
    scale: float

    @property
    def whole(self) -> bool:
        """Whether this is the original size."""
        return self.scale >= 1.0


class PictureLoader(QObject):
    """Fetches the picture of the case at hand, and the next one ahead of time."""

    arrived = Signal(object)
    """A `Picture`; a preview may come first."""
    failed = Signal(str)
    """Why there is none, in words."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._wanted: tuple[str, int] | None = None
        self._task: asyncio.Task[None] | None = None
        self._ahead: tuple[str, int] | None = None
        self._latest: list[Picture] = []

    def want(self, image: ImageView | None) -> None:
        """From now on this image is to be shown; an earlier wish is dropped."""
        address = (image.sha256, image.page) if image else None
        if address == self._wanted:
            return
        self._wanted = address
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.spawn(self._fetch(image)) if image else None

    def expect(self, sha256: str, page: int) -> None:
        """This image will probably be wanted next: have it decoded by then."""
        if (sha256, page) not in {self._ahead, self._wanted}:
            _ = self._tasks.spawn(self._fetch_ahead(sha256, page))

    async def _fetch_ahead(self, sha256: str, page: int) -> None:
        with suppress(UserError):  # told when the case is opened
            await self._desk.pixels(sha256, page)
            self._ahead = (sha256, page)

    async def _fetch(self, image: ImageView) -> None:
        try:
            here_already = self._ahead == (image.sha256, image.page)
            if max(image.width, image.height) > PREVIEW_SIDE and not here_already:
                await self._fetch_at(image, PREVIEW_SIDE)
            await self._fetch_at(image, None)
        except UserError as error:
            self.failed.emit(error.message)

    async def _fetch_at(self, image: ImageView, max_side: int | None) -> None:
        pixels = await self._desk.pixels(image.sha256, image.page, max_side=max_side)
        width, height = image.width or pixels.shape[1], image.height or pixels.shape[0]
        pyramid = await self._tasks.in_thread(Pyramid.build, pixels, width, height)
        if self._wanted == (image.sha256, image.page):
            scale = 1.0 if max_side is None else pixels.shape[1] / width
            earlier, self._latest = self._latest, [Picture(image, pyramid, pixels, scale)]
            self.arrived.emit(self._latest[0])
            # Giving back half a gigabyte takes a while, too. Nobody else has the earlier picture any more.
            await self._tasks.in_thread(earlier.clear)
