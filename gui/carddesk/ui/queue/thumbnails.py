"""Thumbnails: fetched when a row comes into sight, a few at a time, the latest wish first."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from carddesk.cards.case import Status
from carddesk.cards.geometry import Quad
from carddesk.errors import UserError
from carddesk.ui.image.pyramid import to_image
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import QueueRow

SIDE_PX = 160
"""Longer side of what is fetched, enough for a row at twice the usual scale."""
KEPT = 600
AT_ONCE = 2
_UNREAD = {Status.NEW, Status.FAILED, Status.REFUSED}

Address = tuple[str, int, Quad | None, int]
"""SHA-256 and page of an image, the frame on it, and the number of the case once it was read: where its card lies is known."""


class Thumbnails(QObject):
    """Small pictures of cards, by what they are cut from."""

    arrived = Signal(str, int)

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._kept: OrderedDict[Address, QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[Address, QueueRow] = OrderedDict()
        self._under_way: set[Address] = set()

    def get(self, row: QueueRow) -> QPixmap | None:
        """The thumbnail if it is here; else it is fetched, and `arrived` tells. Until then, one of the whole page will do."""
        if row.image is None:
            return None
        is_read = row.status not in _UNREAD and not row.reading
        address = (row.image, row.page, row.frame, row.id if is_read else 0)
        if address in self._kept:
            self._kept.move_to_end(address)
            return self._kept[address]
        if address not in self._under_way:
            self._wanted[address] = row
            self._wanted.move_to_end(address)
            # What has long been scrolled past is not worth fetching any more.
            while len(self._wanted) > 64:
                self._wanted.popitem(last=False)
            self._fetch_more()
        return self._kept.get((*address[:3], 0))

    def _fetch_more(self) -> None:
        while self._wanted and len(self._under_way) < AT_ONCE:
            address, row = self._wanted.popitem(last=True)
            self._under_way.add(address)
            _ = self._tasks.spawn(self._fetch(address, row))

    async def _fetch(self, address: Address, row: QueueRow) -> None:
        try:
            made: QImage | None = to_image(await self._desk.thumbnail(row, SIDE_PX))
        except UserError:
            made = None  # the row itself says what is wrong with the file
        finally:
            self._under_way.discard(address)
        self._kept[address] = QPixmap.fromImage(made) if made is not None else None
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(*address[:2])
        self._fetch_more()
