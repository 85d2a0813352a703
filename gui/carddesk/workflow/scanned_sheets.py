"""Sides of sheets as they come from a scanner: each is taken in at once, front and back of a sheet together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Protocol

from carddesk.capture.captured import Captured
from carddesk.capture.scanner.contract import ScannedPage


class Add(Protocol):
    """Takes in images; with `faces`, each two are the two faces of one card. Gives the new cases."""

    def __call__(self, images: Sequence[Captured], *, faces: bool = False) -> Awaitable[list[int]]:
        """As `Capturing.add`."""
        ...


class Sheets:
    """The sides of sheets that come one after the other; a front waits for its back, if it is to be of the same case.

    A side that has come is taken in to the end, also where the scan is stopped in that moment.
    """

    def __init__(self, add: Add, *, in_pairs: bool) -> None:
        self._add = add
        self._in_pairs = in_pairs
        self._front: Captured | None = None
        self._under_way: asyncio.Task[None] | None = None
        self.cases: list[int] = []

    async def take(self, page: ScannedPage, image: Captured) -> None:
        """One side more."""
        front, self._front = self._front, None
        if not self._in_pairs:
            await self._keep([image])
        elif page.is_back and front is not None:
            await self._keep([front, image], faces=True)
        else:
            self._front = None if page.is_back else image
            if waited := [each for each in (front, image if page.is_back else None) if each is not None]:
                await self._keep(waited)

    async def end(self) -> None:
        """No back comes any more: the front that waits is a card by itself."""
        if self._under_way is not None:
            await self._under_way
        front, self._front = self._front, None
        if front is not None:
            await self._keep([front])

    async def _keep(self, images: Sequence[Captured], *, faces: bool = False) -> None:
        self._under_way = asyncio.create_task(self._take_in(images, faces=faces))
        await asyncio.shield(self._under_way)
        self._under_way = None

    async def _take_in(self, images: Sequence[Captured], *, faces: bool) -> None:
        new = await self._add(images, faces=faces)
        self.cases += new[:1] if faces else new  # the back is shown with its front
