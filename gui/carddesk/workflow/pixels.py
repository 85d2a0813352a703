"""Pixels for the screen: decoded off the loop, the latest kept, each decoded once however many ask at the same time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from carddesk.errors import ImageError
from carddesk.imaging import decode
from carddesk.language import tr
from carddesk.store.workspace import Workspace
from carddesk.workflow.tasks import Tasks

Pixels = NDArray[np.uint8]
Key = tuple[str, int, int | None]

MAX_KEPT_BYTES = 256 * 1024 * 1024


class PixelCache:
    """Pictures by image, page and size, as far as `MAX_KEPT_BYTES` goes; the least used go first."""

    def __init__(self, workspace: Workspace, tasks: Tasks) -> None:
        self._workspace = workspace
        self._tasks = tasks
        self._kept: OrderedDict[Key, Pixels] = OrderedDict()
        self._kept_bytes = 0
        self._under_way: dict[Key, asyncio.Task[Pixels]] = {}
        self._two_at_once = asyncio.Semaphore(2)

    async def get(self, sha256: str, page: int, max_side: int | None) -> Pixels:
        """RGB, height x width x 3, upright; shrunk until neither side exceeds `max_side`. Not to be written to.

        Raises:
            ImageError: the image cannot be decoded.
        """
        key = (sha256, page, max_side)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._under_way:
            task = asyncio.get_running_loop().create_task(self._decode(key))
            self._under_way[key] = task
            task.add_done_callback(
                lambda done: self._under_way.pop(key, None) and (done.cancelled() or done.exception())
            )
        # Shielded: one who gives up waiting must not take the picture from the others.
        return await asyncio.shield(self._under_way[key])

    def forget(self, sha256s: Collection[str]) -> None:
        """Keep nothing of these images any more."""
        for key in [key for key in self._kept if key[0] in sha256s]:
            self._kept_bytes -= self._kept.pop(key).nbytes

    async def close(self) -> None:
        """Stop what is being decoded."""
        running = list(self._under_way.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _decode(self, key: Key) -> Pixels:
        async with self._two_at_once:
            pixels = await self._tasks.in_thread(self._load, *key)
        pixels.flags.writeable = False
        dropped = self._keep(key, pixels)
        if dropped:
            # Off the loop: giving back so much memory takes a while, too.
            await self._tasks.in_thread(dropped.clear)
        return pixels

    def _load(self, sha256: str, page: int, max_side: int | None) -> Pixels:
        try:
            data = self._workspace.image(sha256)
        except KeyError as error:
            raise ImageError("image_erased", tr("This image was erased.")) from error
        return decode.decode(data, page, max_side=max_side)

    def _keep(self, key: Key, pixels: Pixels) -> list[Pixels]:
        """Keep these, and give what there is no more room for."""
        self._kept[key] = pixels
        self._kept_bytes += pixels.nbytes
        dropped: list[Pixels] = []
        while self._kept_bytes > MAX_KEPT_BYTES and len(self._kept) > 1:
            dropped.append(self._kept.popitem(last=False)[1])
            self._kept_bytes -= dropped[-1].nbytes
        return dropped
