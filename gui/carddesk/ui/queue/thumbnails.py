"""Thumbnails: fetched when a row comes into sight, a few at a time, the latest wish first."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from carddesk.cards.geometry import Quad
from carddesk.errors import UserError
from carddesk.ui.image.pyramid import to_image
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks

SIDE_PX = 160
"""Longer side of what is fetched, enough for a row at twice the usual scale."""
KEPT = 600
AT_ONCE = 2

Address = tuple[str, int, Quad | None]
"""SHA-256 and page of an image, and the frame on it."""


class Thumbnails(QObject):
    """Small pictures by image, page and frame."""

    arrived = Signal(str, int)

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._kept: OrderedDict[Address, QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[Address, None] = OrderedDict()
        self._under_way: set[Address] = set()

    def get(self, sha256: str, page: int, frame: Quad | None = None) -> QPixmap | None:
        """The thumbnail if it is here; else it is fetched, and `arrived` tells."""
        address = (sha256, page, frame)
        if address in self._kept:
            self._kept.move_to_end(address)
            return self._kept[address]
        if address not in self._under_way:
            self._wanted[address] = None
            self._wanted.move_to_end(address)
            # What has long been scrolled past is not worth fetching any more.
            while len(self._wanted) > 64:
                self._wanted.popitem(last=False)
            self._fetch_more()
        return None

    def _fetch_more(self) -> None:
        while self._wanted and len(self._under_way) < AT_ONCE:
            address, _ = self._wanted.popitem(last=True)
            self._under_way.add(address)
            _ = self._tasks.spawn(self._fetch(address))

    async def _fetch(self, address: Address) -> None:
        try:
            made: QImage | None = to_image(await self._desk.thumbnail(*address, side=SIDE_PX))
        except UserError:
            made = None  # the row itself says what is wrong with the file
        finally:
            self._under_way.discard(address)
        self._kept[address] = QPixmap.fromImage(made) if made is not None else None
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(*address[:2])
        self._fetch_more()
