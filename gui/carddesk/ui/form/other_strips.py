"""Strips of the face that is not looked at: cut from a smaller picture, so that the form shows both faces at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from carddesk.cards.geometry import Quad
from carddesk.errors import UserError
from carddesk.ui.form.strips import strips_of
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView, ImageView

_SIDE = 1600
"""Longer side of the picture: enough for a row of the form, and the sharp one comes when the face is looked at."""


class OtherStrips(QObject):
    """Tells them whenever another face is out of sight."""

    arrived = Signal(object)
    """Strips by field key: `Mapping[str, Strip]`."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._wanted: object = None
        self._task: asyncio.Task[None] | None = None

    def show_case(self, case: CaseView | None) -> None:
        """This case is at hand now."""
        aside = next((at for at in range(len(case.faces)) if at != case.shown), None) if case is not None else None
        quads: dict[str, Quad] = {}
        if case is not None and aside is not None:
            quads = {each.key: each.quad for each in case.fields if each.at == aside and each.quad is not None}
        wanted = (case.id, aside, tuple(quads.items())) if case is not None and quads else None
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if self._task is not None:
            self._task.cancel()
        self._task = None
        if case is not None and aside is not None and quads:
            self._task = self._tasks.spawn(self._fetch(case.faces[aside].image, quads))

    async def _fetch(self, image: ImageView, quads: Mapping[str, Quad]) -> None:
        with suppress(UserError):  # told when the face is looked at
            pixels = await self._desk.pixels(image.sha256, image.page, max_side=_SIDE)
            scale = pixels.shape[1] / image.width if image.width else 1.0
            self.arrived.emit(strips_of(pixels, quads, scale))
