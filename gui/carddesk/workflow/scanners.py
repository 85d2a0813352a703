"""The scanners of this machine, over every back-end: found while others are still being looked for, asked, and scanned from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Final

from carddesk.capture.scanner.contract import Capabilities, Device, ScannedPage, ScannerBackend, Wish
from carddesk.capture.scanner.registry import backends
from carddesk.capture.scanner.troubles import ScannerError, trouble
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.threads import Threads

LOOK_S: Final = 20.0
"""How long one back-end may look for devices."""
PAGE_S: Final = 300.0
"""How long a page may take. Back-ends know better and give up sooner; this is for one that has got stuck itself."""

_STALE = frozenset({"scanner_gone", "scanner_wish", "scanner_fault"})
"""After these the device is asked anew what it can do: another one may answer there, or the same one with another tray."""

Load = Callable[[], Mapping[str, ScannerBackend]]
Told = Callable[[Sequence[Device]], None]


class Scanners:
    """Loads the back-ends when they are wanted first.

    Args:
        load: finds them; it is called once, and may take a while.

    Attributes:
        missing: what keeps back-ends from working on this machine, each in a sentence that says what to do.
        complaints: why back-ends could not say which devices there are, at the last look.
    """

    def __init__(self, load: Load) -> None:
        self._load = load
        self._lock = asyncio.Lock()
        self._threads = Threads(1)
        self._backends: Mapping[str, ScannerBackend] | None = None
        self._capabilities: dict[str, Capabilities] = {}
        self.missing: tuple[str, ...] = ()
        self.complaints: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Scanners:
        """Every back-end there is."""
        return cls(lambda: backends(settings.get))

    async def look(self, told: Told) -> tuple[Device, ...]:
        """Every device that can be seen now; `told` is given those of each back-end as soon as it has answered."""
        self.complaints = ()
        found: dict[str, list[Device]] = {}

        async def ask(backend: ScannerBackend) -> None:
            devices = await self._devices(backend)
            found[backend.id] = devices
            told(devices)

        working = await self._working()
        await asyncio.gather(*map(ask, working))
        return tuple(device for each in working for device in found[each.id])

    async def prepare(self) -> None:
        """Load the back-ends, so that the first scan has not to wait for that."""
        await self._all()

    def known(self, device: str) -> Capabilities | None:
        """What a device can do, if it was asked already."""
        return self._capabilities.get(device)

    async def knows(self, device: str) -> bool:
        """Whether this is the id of a device, by its back-end; whether it is there is not asked."""
        return ":" in device and device.partition(":")[0] in await self._all()

    async def capabilities(self, device: str) -> Capabilities:
        """What a device can do; asked once.

        Raises:
            UserError: it does not say, or there is no way to it on this machine.
        """
        if device not in self._capabilities:
            backend = await self._backend(device)
            try:
                async with asyncio.timeout(LOOK_S):
                    self._capabilities[device] = await backend.capabilities(device)
            except TimeoutError:
                raise trouble("scanner_stalled") from None
        return self._capabilities[device]

    async def pages(self, device: str, wish: Wish) -> AsyncGenerator[ScannedPage, None]:
        """Pages, each as soon as it is there. Closing the generator stops the device.

        Raises:
            UserError: while waiting for a page; those that came before are whole.
        """
        backend = await self._backend(device)
        async with aclosing(backend.scan(device, wish)) as coming:
            while True:
                try:
                    async with asyncio.timeout(PAGE_S):
                        page = await anext(coming, None)
                except TimeoutError:
                    raise trouble("scanner_stalled") from None
                except ScannerError as error:
                    if error.code in _STALE:
                        self._capabilities.pop(device, None)
                    raise
                if page is None:
                    return
                yield page

    async def close(self) -> None:
        """Let go of every device. May be called twice."""
        loaded, self._backends = self._backends, {}
        for backend in (loaded or {}).values():
            await backend.close()
        await self._threads.close()

    async def _all(self) -> Mapping[str, ScannerBackend]:
        async with self._lock:
            if self._backends is None:
                self._backends = await self._threads.run(self._load)
        return self._backends

    async def _working(self) -> list[ScannerBackend]:
        every = (await self._all()).values()
        said = {each.id: each.missing() for each in every}
        self.missing = tuple(words for words in said.values() if words)
        return [each for each in every if not said[each.id]]

    async def _devices(self, backend: ScannerBackend) -> list[Device]:
        try:
            async with asyncio.timeout(LOOK_S):
                return list(await backend.devices())
        except TimeoutError:
            said = tr("{backend}: no answer within {seconds} s.", backend=tr(backend.title), seconds=round(LOOK_S))
        except UserError as error:
            said = f"{tr(backend.title)}: {error.message}"
        self.complaints += (said,)
        return []

    async def _backend(self, device: str) -> ScannerBackend:
        """Raises UserError where there is none for it, or it does not work here."""
        every = await self._all()
        found = every.get(device.partition(":")[0])
        if found is None:
            raise trouble("scanner_gone", device)
        if words := found.missing():
            raise UserError("scanner_missing", words)
        return found
