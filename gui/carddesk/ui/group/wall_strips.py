"""Strips of a wall: cut from each card's image when its tile comes into sight, a few at a time, the latest wish first."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from carddesk.errors import UserError
from carddesk.ui.form.strips import cut
from carddesk.workflow.desk import Desk
from carddesk.workflow.group import GroupItem
from carddesk.workflow.tasks import Tasks

MAX_SIDE_PX = 2600
"""Images are decoded no larger than this: a strip of a card that fills half of it is then still sharp in a tile."""
AT_ONCE = 2
_WANTED = 120
_KEPT = 1000


class WallStrips(QObject):
    """Pictures of fields by case and key."""

    arrived = Signal(int)
    """The case whose strip is here."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._kept: OrderedDict[tuple[int, str], QPixmap | None] = OrderedDict()
        self._wanted: OrderedDict[tuple[int, str], GroupItem] = OrderedDict()
        self._under_way: set[tuple[int, str]] = set()

    def get(self, item: GroupItem) -> QPixmap | None:
        """The strip if it is here; else it is fetched, and `arrived` tells."""
        address = (item.case_id, item.key)
        if address in self._kept:
            return self._kept[address]
        if item.image is not None and item.quad is not None and address not in self._under_way:
            self._wanted[address] = item
            self._wanted.move_to_end(address)
            while len(self._wanted) > _WANTED:
                self._wanted.popitem(last=False)
            self._fetch_more()
        return None

    def forget(self) -> None:
        """Nothing more is wanted: the wall is closed."""
        self._wanted.clear()
        self._kept.clear()

    def _fetch_more(self) -> None:
        while self._wanted and len(self._under_way) < AT_ONCE:
            address, item = self._wanted.popitem(last=True)
            self._under_way.add(address)
            _ = self._tasks.spawn(self._fetch(address, item))

    async def _fetch(self, address: tuple[int, str], item: GroupItem) -> None:
        made: QImage | None = None
        try:
            if item.image is not None and item.quad is not None:
                pixels = await self._desk.pixels(item.image.sha256, item.image.page, MAX_SIDE_PX)
                scale = pixels.shape[1] / max(item.image.width, 1)
                strips = await self._tasks.in_thread(cut, pixels, {item.key: item.quad}, scale)
                made = strips.get(item.key)
        except UserError:
            pass  # the card itself says what is wrong with its image
        finally:
            self._under_way.discard(address)
        self._kept[address] = QPixmap.fromImage(made) if made is not None else None
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(item.case_id)
        self._fetch_more()
