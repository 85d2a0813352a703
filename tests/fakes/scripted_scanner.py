"""A scanner that does what it is told: the contract of back-ends, without a device behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field

from carddesk.capture.scanner.contract import Capabilities, Device, ScannedPage, Wish
from carddesk.capture.scanner.troubles import trouble

GLASS = Device("script:glass", "Specimen Flatbed 10", "script", "10.0.0.7")
FEEDER = Device("script:feeder", "Specimen Duplex 20", "script", "USB")
CAPABILITIES: Mapping[str, Capabilities] = {
    GLASS.id: Capabilities(("flatbed",), ("colour", "grey"), (75, 150, 300, 600), {"flatbed": (216.0, 297.0)}),
    FEEDER.id: Capabilities(
        ("flatbed", "feeder", "duplex"),
        ("colour", "grey", "lineart"),
        (100, 200, 300, 600),
        {"flatbed": (216.0, 297.0), "feeder": (216.0, 356.0), "duplex": (216.0, 356.0)},
    ),
}

Step = ScannedPage | BaseException | asyncio.Event
"""A page, what goes wrong, or what is waited for: a device that takes its time, or stalls."""


@dataclass
class ScriptedScanner:
    """Plays one list of steps a scan: pages, and what goes wrong.

    Attributes:
        here: the devices that can be seen.
        scans: what each scan gives, the next one first; a scan that nothing is left for finds no paper.
        page_s: how long each page takes.
        wishes: what was asked of which device, in order.
        working: whether a scan is under way.
        stopped: how many scans were ended before their last page.
    """

    here: list[Device] = field(default_factory=lambda: [GLASS, FEEDER])
    scans: list[Sequence[Step]] = field(default_factory=list)
    page_s: float = 0.0
    look_s: float = 0.0
    wishes: list[tuple[str, Wish]] = field(default_factory=list)
    working: bool = False
    stopped: int = 0
    closed: bool = False
    lacks: str | None = None
    id: str = "script"
    title: str = "Script"

    def missing(self) -> str | None:
        return self.lacks

    async def devices(self) -> Sequence[Device]:
        seen = list(self.here)
        await asyncio.sleep(self.look_s)
        return seen

    async def capabilities(self, device: str) -> Capabilities:
        await asyncio.sleep(0)
        self._require(device)
        return CAPABILITIES[device]

    async def scan(self, device: str, wish: Wish) -> AsyncGenerator[ScannedPage, None]:
        self.wishes.append((device, wish))
        self._require(device)
        if self.working:
            raise trouble("scanner_busy")
        steps = self.scans.pop(0) if self.scans else [trouble("feeder_empty")]
        self.working, whole = True, False
        try:
            for step in steps:
                await asyncio.sleep(self.page_s)
                if isinstance(step, asyncio.Event):
                    await step.wait()
                elif isinstance(step, BaseException):
                    whole = True
                    raise step
                else:
                    yield step
            whole = True
        finally:
            self.working = False
            self.stopped += not whole

    async def close(self) -> None:
        self.closed = True

    def _require(self, device: str) -> None:
        if device not in [each.id for each in self.here]:
            raise trouble("scanner_gone")


def sides(*pictures: bytes, dpi: int = 300) -> list[ScannedPage]:
    """Fronts and backs in turn, as a device that reads both sides gives them."""
    return [ScannedPage(data, dpi, is_back=at % 2 == 1) for at, data in enumerate(pictures)]


def fronts(*pictures: bytes, dpi: int = 300) -> list[ScannedPage]:
    """One side of each sheet."""
    return [ScannedPage(data, dpi) for data in pictures]


def loaded(*scanners: ScriptedScanner) -> dict[str, ScriptedScanner]:
    """By their ids, as the registry gives back-ends."""
    return {each.id: each for each in scanners}
