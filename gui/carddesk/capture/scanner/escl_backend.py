"""The back-end for driverless network scanners (eSCL, AirScan): found by multicast DNS, or at an address typed by hand."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Final

from carddesk.capture.scanner.contract import Capabilities, Device, ScannedPage, Wish
from carddesk.capture.scanner.escl.chores import Chores
from carddesk.capture.scanner.escl.discovery import Discovery
from carddesk.capture.scanner.escl.limits import Limits
from carddesk.capture.scanner.escl.line import NotReached
from carddesk.capture.scanner.escl.roster import Roster
from carddesk.capture.scanner.escl.scan import Scan, begun, pages
from carddesk.capture.scanner.troubles import ScannerError
from carddesk.language import mark

ADDRESSES: Final = "scanner.escl_addresses"


class EsclBackend:
    """Scanners in the local network that need no driver.

    A device is called `escl:<its UUID>`, wherever it is now; or `escl:<address>` where its address was typed by hand.

    Args:
        setting: the value of a setting by its key.
        limits: how long a scanner may take; one that falls silent ends in `scanner_stalled` within `limits.page_s`.
        interfaces: on which to look, by their addresses; None for all.
    """

    id = "escl"
    title = mark("Network scanner (driverless)")

    def __init__(
        self,
        setting: Callable[[str], object],
        *,
        limits: Limits | None = None,
        interfaces: Sequence[str] | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._chores = Chores(self.limits.farewell_s)
        discovery = Discovery(self._chores, interfaces)
        self._roster = Roster(lambda: str(setting(ADDRESSES)), discovery, self.limits, self._chores)

    def missing(self) -> str | None:
        """Nothing: what it needs is part of the program."""
        return None

    async def devices(self) -> Sequence[Device]:
        """Those that announce themselves, and those at typed addresses that answer."""
        return await self._roster.devices()

    async def capabilities(self, device: str) -> Capabilities:
        """What the device can do, as it said some minutes ago at most.

        Raises:
            ScannerError: it is gone, busy, or does not answer.
        """
        return (await self._roster.reach(_name(device))).able.capabilities

    async def scan(self, device: str, wish: Wish) -> AsyncGenerator[ScannedPage, None]:
        """Pages, each as soon as it is there. Closing the generator, or cancelling who waits for it, stops the device.

        Raises:
            ScannerError: while waiting for a page; those that came before are whole.
        """
        name = _name(device)
        try:
            async with aclosing(pages(await self._begun(name, wish), self._chores)) as coming:
                async for page in coming:
                    yield page
        except ScannerError as error:
            if error.code == "scanner_gone":
                await self._roster.forget(name)
            raise

    async def close(self) -> None:
        """Let go of connections; jobs that are being taken back are seen through. May be called twice."""
        await self._chores.close()
        await self._roster.close()

    async def _begun(self, name: str, wish: Wish) -> Scan:
        was_there = self._roster.has_reached(name)
        reached = await self._roster.reach(name)
        try:
            return await begun(reached.line, reached.able, wish, self._chores)
        except NotReached:
            if not was_there:
                raise
        # It may have another address by now. Nothing was asked of it, so nothing is scanned twice.
        await self._roster.forget(name)
        reached = await self._roster.reach(name)
        return await begun(reached.line, reached.able, wish, self._chores)


def _name(device: str) -> str:
    return device.removeprefix(f"{EsclBackend.id}:")


BACKEND = EsclBackend
