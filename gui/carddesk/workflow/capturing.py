"""Capturing: where images come from besides opened files, and the desk's part in each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from carddesk.capture.captured import Captured
from carddesk.errors import UserError
from carddesk.workflow.addresses import Addresses
from carddesk.workflow.arrivals import Arrivals
from carddesk.workflow.camera import Camera
from carddesk.workflow.framing import Framing
from carddesk.workflow.page_choice import PageChoice
from carddesk.workflow.scanning import Scanning
from carddesk.workflow.splitting import Splitting
from carddesk.workflow.watched import WatchedFolder
from carddesk.workflow.wiring import Wiring


class Capturing:
    """The desk's devices. Each is an attribute of its own, in a file of its own.

    Attributes:
        scanning: scanners.
        camera: cameras of this machine, network cameras and phones.
        framing: which part of a page shows the card.
        splitting: pages with several cards.
        addresses: pictures on the web.
        pages: files of several pages, of which some are to be chosen.
        watched: the folder whose new files become cards.
    """

    def __init__(self, wiring: Wiring, arrivals: Arrivals) -> None:
        self._at = wiring
        self._arrivals = arrivals
        self.scanning = Scanning(wiring, self.add)
        self.camera = Camera(wiring, self.add)
        self.framing = Framing(wiring)
        self.splitting = Splitting(wiring, self.framing)
        self.watched = WatchedFolder(wiring, arrivals)
        self.addresses = Addresses(wiring, arrivals.add_captured)
        self.pages = PageChoice(wiring.tasks, wiring.announcer, wiring.settings, arrivals.add_opened)

    async def add(self, images: Sequence[Captured], *, faces: bool = False, first: int = 0) -> list[int]:
        """Take in what a device gave, all in one go; the new cases. With `faces`, each two are the two faces of one card.

        With `first` they belong to the go that began with that case: faces are paired over the whole of it.
        """
        return await self._arrivals.add_captured(images, faces=faces, meanwhile=True, first=first)

    async def close(self) -> None:
        """Let go of every device. May be called twice."""
        with suppress(UserError):  # the view is as it was at the next start; nothing is lost
            self.framing.settle()
        await self.watched.close()
        await self.scanning.close()
        await self.camera.close()
