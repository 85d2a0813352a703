"""Capturing: where images come from besides opened files, and the desk's part in each."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.capture.captured import Captured
from carddesk.workflow.arrivals import Arrivals
from carddesk.workflow.scanning import Scanning
from carddesk.workflow.wiring import Wiring


class Capturing:
    """The desk's devices. Each is an attribute of its own, in a file of its own.

    Attributes:
        scanning: scanners.
    """

    def __init__(self, wiring: Wiring, arrivals: Arrivals) -> None:
        self._at = wiring
        self._arrivals = arrivals
        self.scanning = Scanning(wiring, self.add)

    async def add(self, images: Sequence[Captured], *, faces: bool = False) -> list[int]:
        """Take in what a device gave, all in one go; the new cases. With `faces`, each two are the two faces of one card."""
        return await self._arrivals.add_captured(images, faces=faces, meanwhile=True)

    async def close(self) -> None:
        """Let go of every device. May be called twice."""
        await self.scanning.close()
