"""Which scanners there are and where, and the line to each that was reached."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from carddesk.capture.scanner.contract import Device
from carddesk.capture.scanner.escl.abilities import Abilities, abilities
from carddesk.capture.scanner.escl.address import Address, ip_of, is_near, typed
from carddesk.capture.scanner.escl.chores import Chores
from carddesk.capture.scanner.escl.discovery import Announced, Discovery
from carddesk.capture.scanner.escl.documents import BadDocument
from carddesk.capture.scanner.escl.habits import names
from carddesk.capture.scanner.escl.limits import Limits
from carddesk.capture.scanner.escl.line import Line, NotReached, opened
from carddesk.capture.scanner.troubles import ScannerError, trouble
from carddesk.language import tr

BACKEND: Final = "escl"
_FRESH_S: Final = 600.0
"""How long what a scanner can do is believed without asking it again, so that a scan begins with one request."""
_DENIED: Final = (401, 403)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reached:
    """A scanner that answered: the line to it, what it can do, and when it said so."""

    line: Line
    able: Abilities
    at: float


class Roster:
    """Scanners by their names: the UUID, or the address as it was typed.

    Args:
        addresses: what the person typed, all in one text.
        discovery, limits, chores: those of the back-end.
    """

    def __init__(self, addresses: Callable[[], str], discovery: Discovery, limits: Limits, chores: Chores) -> None:
        self._addresses = addresses
        self._discovery = discovery
        self._limits = limits
        self._chores = chores
        self._announced: dict[str, Announced] = {}
        self._reached: dict[str, Reached] = {}
        self._reaching: dict[str, asyncio.Lock] = {}

    async def devices(self) -> list[Device]:
        """Those that announce themselves, and those at typed addresses that answer; each once."""
        written = list(self._typed())
        found, answers = await asyncio.gather(
            self._discovery.look(self._limits.look_s), asyncio.gather(*(self._at_typed(name) for name in written))
        )
        self._announced |= {each.name: each for each in found}
        devices = {each.name: Device(f"{BACKEND}:{each.name}", each.title, BACKEND, each.where) for each in found}
        for name, reached in zip(written, answers, strict=True):
            if reached is not None:
                device = Device(f"{BACKEND}:{name}", reached.able.title or name, BACKEND, name)
                devices.setdefault(reached.able.uuid or name, device)
        return list(devices.values())

    async def reach(self, name: str) -> Reached:
        """The scanner of this name.

        Raises:
            ScannerError: `scanner_gone`: nobody answers to it; `scanner_stalled`, `scanner_denied`, `scanner_fault`.
        """
        async with self._reaching.setdefault(name, asyncio.Lock()):
            known = self._reached.get(name)
            if known is not None and asyncio.get_running_loop().time() - known.at < _FRESH_S:
                return known
            await self.forget(name)
            reached = await self._first_reached(name)
            self._reached[name] = reached
            return reached

    def has_reached(self, name: str) -> bool:
        """Whether there is a line that may have gone dead meanwhile."""
        return name in self._reached

    async def forget(self, name: str) -> None:
        """Let go of the line; the scanner is reached anew when it is wanted again."""
        if reached := self._reached.pop(name, None):
            await reached.line.close()

    async def close(self) -> None:
        """Let go of every line. May be called twice."""
        for name in list(self._reached):
            await self.forget(name)

    def _typed(self) -> dict[str, Address]:
        found = (typed(text) for text in re.split(r"[\s,;]+", self._addresses()) if text)
        return {address.shown: address for address in found if address is not None}

    async def _at_typed(self, name: str) -> Reached | None:
        try:
            return await self.reach(name)
        except ScannerError as error:
            logger.info("no scanner at %s: %s", name, error.code)
            return None

    async def _first_reached(self, name: str) -> Reached:
        known = self._where(name)
        try:
            return await self._try(known)
        except NotReached:
            if "." in name or ":" in name:
                raise
        # Not seen yet since the program began, or it has another address now.
        self._announced |= {each.name: each for each in await self._discovery.look(self._limits.look_s, name)}
        return await self._try(self._where(name))

    def _where(self, name: str) -> Sequence[Address]:
        if seen := self._announced.get(name):
            return seen.addresses
        if address := self._typed().get(name):
            return (address,)
        # A profile may name an address that was taken out of the settings.
        address = typed(name) if "." in name or ":" in name else None
        return () if address is None else (address,)

    async def _try(self, addresses: Sequence[Address]) -> Reached:
        failed: ScannerError = NotReached.because("")
        for address in addresses:
            near = await self._is_near(address.host)
            if not near and address.scheme == "http":
                failed = trouble("scanner_denied", tr("outside the local network only addresses with https are asked"))
                continue
            line = await self._chores.off_loop(opened, address, self._limits, near=near)
            try:
                return Reached(line, await _able(line), asyncio.get_running_loop().time())
            except NotReached as error:
                await line.close()
                failed = error
            except BaseException:
                await line.close()
                raise
        raise failed

    async def _is_near(self, host: str) -> bool:
        if ip_of(host) is not None:
            return is_near(host)
        try:
            async with asyncio.timeout(self._limits.connect_s):
                found = await self._chores.off_loop(socket.getaddrinfo, host, None)
        except (OSError, UnicodeError):
            raise NotReached.because(tr("nobody knows the name {host}", host=host)) from None
        return all(is_near(str(each[4][0])) for each in found)


async def _able(line: Line) -> Abilities:
    reply = await line.get("ScannerCapabilities")
    if reply.status in _DENIED:
        raise trouble("scanner_denied")
    if reply.status == 503:
        raise trouble("scanner_busy")
    if reply.status != 200:
        raise trouble("scanner_fault", f"HTTP {reply.status}")
    try:
        able = abilities(reply.body)
    except BadDocument as error:
        raise trouble("scanner_fault", str(error)[:80]) from None
    line.names = names(line.address, able.title, reply.headers.get("server", ""))
    return able
