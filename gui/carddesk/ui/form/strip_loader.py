"""Fetching snippets: whenever pixels or quads of the case at hand change, its strips are cut anew off the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from carddesk.cards.geometry import Quad
from carddesk.ui.form.strips import cut
from carddesk.ui.image.picture import Picture
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView


class StripLoader(QObject):
    """Knows the newest picture and case; tells the strips of the fields by key."""

    arrived = Signal(object)
    """Strips by field key: `Mapping[str, QImage]`."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._picture: Picture | None = None
        self._case: CaseView | None = None
        self._done: object = None
        self._task: asyncio.Task[None] | None = None

    def show_picture(self, picture: Picture) -> None:
        """These pixels are here now."""
        self._picture = picture
        self._start()

    def show_case(self, case: CaseView | None) -> None:
        """This case is at hand now."""
        self._case = case
        self._start()

    def _start(self) -> None:
        case, picture = self._case, self._picture
        if case is None or picture is None or case.image is None or not _shows(picture, case):
            return
        quads = {field.key: field.quad for field in case.fields if field.quad is not None}
        wanted = (case.id, case.image.sha256, case.image.page, picture.scale, tuple(quads.items()))
        if wanted == self._done or not quads:
            return
        self._done = wanted
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.spawn(self._cut(case.id, picture, quads))

    async def _cut(self, case_id: int, picture: Picture, quads: Mapping[str, Quad]) -> None:
        strips: Mapping[str, QImage] = await self._tasks.in_thread(cut, picture.pixels, quads, picture.scale)
        if self._case is not None and self._case.id == case_id:
            self.arrived.emit(strips)


def _shows(picture: Picture, case: CaseView) -> bool:
    image = case.image
    return image is not None and (picture.image.sha256, picture.image.page) == (image.sha256, image.page)
