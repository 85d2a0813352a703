"""Scanning: the next card with one word of the operator. Pages become cases while the device goes on with the next ones."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

from carddesk.capture.captured import Captured
from carddesk.capture.scanner.contract import Capabilities, Device, ScannedPage, Source, Wish
from carddesk.capture.scanner.troubles import ScannerError, trouble
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.workflow.scan_profiles import Profile, ScanProfiles, default_profile
from carddesk.workflow.scan_views import DevicesView, ScanView
from carddesk.workflow.scanned_sheets import Add, Sheets
from carddesk.workflow.scanners import Scanners
from carddesk.workflow.wiring import Wiring

_BY_ADDRESS = "escl"
"""The back-end that asks a scanner at an address that somebody typed."""
_ADDRESSES = "scanner.escl_addresses"


class Scanning:
    """The desk's scanners. One scan at a time; work on cards goes on meanwhile.

    Attributes:
        profiles: what is scanned and how.
        scanners: all there are; may be replaced as long as nobody has asked for any.
        view, seen: what stands now; `scan` is told when it changes.
    """

    def __init__(self, wiring: Wiring, add: Add) -> None:
        self._at = wiring
        self._add = add
        self._work: asyncio.Task[object] | None = None
        self._look: asyncio.Task[None] | None = None
        self._look_again = False
        self._news = asyncio.Event()
        self.profiles = ScanProfiles(wiring.settings)
        self.scanners = Scanners.of(wiring.settings)
        self.view = ScanView()
        self.seen = DevicesView()

    def start(self, profile: Profile | None = None, *, once_more: int | None = None) -> bool:
        """As `scan`, with nobody waiting for it: `view` tells how it goes. False where one is under way.

        `once_more`: the case whose card lies in the scanner again, since its image is not good enough.
        """
        if self.view.busy:
            return False
        work: asyncio.Task[object] = self._at.tasks.spawn(self._started(profile, once_more))
        self._work = work
        work.add_done_callback(self._over)
        self._show(self._beginning(profile))
        return True

    async def scan(self, profile: Profile | None = None) -> list[int]:
        """Scan the next card with this profile, else with the one in use; the new cases.

        Without any profile, one is made of the first scanner that is found.

        Raises:
            UserError: a scan is under way, or the device gave no page, or not all; those that came are cases.
        """
        async with self._at.basis.one_go(), self._working(self._beginning(profile)):
            wanted = profile or self.profiles.in_use or await self._first_profile()
            if not wanted.device:
                device = await self._first_device()
                wanted = replace(wanted, device=device.id, title=device.title)
            self._show(ScanView("scanning", wanted.title or wanted.device, since=time.monotonic()))
            try:
                return await self._scan(wanted)
            except ScannerError as error:
                raise self._in_words(error, wanted) from error

    async def preview(self, device: Device, source: Source = "flatbed") -> ScannedPage:
        """What lies on the glass, coarsely. It is shown, and kept nowhere.

        Raises:
            UserError: a scan is under way, or the device gave no picture.
        """
        async with self._working(ScanView("preview", device.title, since=time.monotonic())):
            wish = Wish(source, dpi=75, most_pages=1, preview=True)
            async with aclosing(self.scanners.pages(device.id, wish)) as pages:
                async for page in pages:
                    return page
        raise trouble("scanner_fault")

    def cancel(self) -> None:
        """Stop; what has come stays."""
        if self._work is not None and self.view.state != "stopping":
            self._show(replace(self.view, state="stopping"))
            self._work.cancel()

    def look(self) -> None:
        """Look for scanners; `seen` grows as they are found. Where somebody looks already, once more after that."""
        if self._look is not None and not self._look.done():
            self._look_again = True
        else:
            self._see(DevicesView(self.seen.devices, looking=True))
            self._look = self._at.tasks.spawn(self._look_around())

    def prepare(self) -> None:
        """Get ready for the first scan, where there is anything to scan with: load back-ends, and start the device's driver."""
        if self.profiles.in_use is not None:
            _ = self._at.tasks.spawn(self._prepare(self.profiles.in_use.device))

    @property
    def on_the_glass(self) -> Profile | None:
        """The profile in use, but from the glass; None where it is, or its scanner is not known to have one."""
        profile = self.profiles.in_use
        can = self.scanners.known(profile.device) if profile is not None else None
        if profile is None or can is None or profile.source == "flatbed" or "flatbed" not in can.sources:
            return None
        return replace(profile, source="flatbed")

    def told(self) -> None:
        """Profiles were changed: what is said of them follows."""
        self._at.announcer.tell("scan")

    async def capabilities(self, device: str) -> Capabilities:
        """What a scanner can do.

        Raises:
            UserError: it does not say.
        """
        return await self.scanners.capabilities(device)

    async def new_profile(self, device: Device) -> Profile:
        """Make a profile of what most cards are scanned with on this scanner, and keep it.

        Raises:
            UserError: the scanner does not say what it can do.
        """
        made = default_profile(device, await self.scanners.capabilities(device.id))
        made = replace(made, name=self.profiles.free_name(made.name))
        with suppress(UserError):  # where it cannot be kept it serves this once
            self.profiles.put(made)
        self.told()
        return made

    async def add_address(self, address: str) -> None:
        """Have the network scanner at this address among those that are found, from now on.

        Raises:
            UserError: no scanner answers there.
        """
        try:
            await self.scanners.capabilities(f"{_BY_ADDRESS}:{address}")
        except ScannerError as error:
            if error.code != "scanner_gone":
                raise
            said = tr(
                "No scanner answers at {address}. Check the address, and that it is switched on.", address=address
            )
            raise UserError("scanner_address", said, retryable=True) from error
        known = self._at.settings.text(_ADDRESSES).strip()
        if address not in re.split(r"[\s,;]+", known):
            self._at.settings.set(_ADDRESSES, f"{known}, {address}" if known else address)
        self.look()

    async def close(self) -> None:
        """Let go of every device. May be called twice."""
        for task in (self._work, self._look):
            if task is not None and task is not asyncio.current_task() and not task.done():
                task.cancel()
                await asyncio.wait([task])
        await self.scanners.close()

    # Inside.

    async def _prepare(self, device: str) -> None:
        await self.scanners.prepare()
        if device:
            with suppress(UserError):  # it is said when somebody wants to scan
                await self.scanners.capabilities(device)

    async def _started(self, profile: Profile | None, once_more: int | None) -> None:
        try:
            async with self._at.basis.one_go(once_more):
                cases = await self.scan(profile)
        except UserError as error:
            self._show(ScanView(failure=error))
        else:
            if once_more is not None and cases:
                self._show(ScanView(replaces=(once_more, cases[0])))
            elif len(cases) > 1:
                self._at.announcer.say("info", mark("Scanned: {count} cards."), count=len(cases))

    def _beginning(self, profile: Profile | None) -> ScanView:
        wanted = profile or self.profiles.in_use
        if wanted is None or not wanted.device:
            return ScanView("looking", since=time.monotonic())
        return ScanView("scanning", wanted.title or wanted.device, since=time.monotonic())

    def _over(self, task: asyncio.Task[object]) -> None:
        if self._work is task:  # stopped before it had begun
            self._work = None
            self._show(ScanView())

    @asynccontextmanager
    async def _working(self, view: ScanView) -> AsyncIterator[None]:
        if self.view.busy and self._work is not asyncio.current_task():
            raise UserError("scan_under_way", tr("The scanner is at work. Stop it first, or wait until it is done."))
        self._work = asyncio.current_task()
        self._show(view)
        try:
            yield
        finally:
            self._work = None
            self._show(ScanView())

    async def _scan(self, profile: Profile) -> list[int]:
        sheets = Sheets(self._add, in_pairs=profile.faces and profile.source == "duplex")
        try:
            async with aclosing(self.scanners.pages(profile.device, await self._wish(profile))) as pages:
                async for page in pages:
                    self._show(replace(self.view, pages=self.view.pages + 1))
                    await sheets.take(page, self._named(page))
        finally:
            await sheets.end()
        if not self.view.pages:
            raise trouble("scanner_fault")
        return sheets.cases

    async def _wish(self, profile: Profile) -> Wish:
        needs = profile.area == "card"
        return profile.wish(await self.scanners.capabilities(profile.device) if needs else None)

    def _named(self, page: ScannedPage) -> Captured:
        at = self._at.now().astimezone()
        return Captured(page.data, f"{self.view.device} · {at:%H:%M:%S} · {self.view.pages}")

    async def _first_profile(self) -> Profile:
        if self.profiles.complaints:
            raise UserError("scan_profiles", " ".join(self.profiles.complaints))
        return await self.new_profile(await self._first_device())

    async def _first_device(self) -> Device:
        if not self.seen.looking:
            self.look()
        while not self.seen.devices and self.seen.looking:
            self._news.clear()
            await self._news.wait()
        if not self.seen.devices:
            raise trouble("scanner_none", " ".join(self.seen.trouble))
        return self.seen.devices[0]

    async def _look_around(self) -> None:
        found: tuple[Device, ...] = ()
        try:
            self._look_again = True
            while self._look_again:
                self._look_again = False
                found = await self.scanners.look(self._found)
        finally:
            said = (*self.scanners.complaints, *self.scanners.missing)
            self._see(DevicesView(tuple(each for each in self.seen.devices if each in found), trouble=said))

    def _found(self, devices: Sequence[Device]) -> None:
        """Those that were seen before stay until the end of the look: nothing moves under the operator's hand."""
        here = {each.id: each for each in (*self.seen.devices, *devices)}
        self._see(replace(self.seen, devices=tuple(here.values())))

    def _see(self, seen: DevicesView) -> None:
        self.seen = seen
        self._news.set()
        self._at.announcer.tell("scan")

    def _show(self, view: ScanView) -> None:
        self.view = view
        self._at.announcer.tell("scan")

    def _in_words(self, error: ScannerError, profile: Profile) -> ScannerError:
        """The same; of a device that has vanished, with its name and that of the profile."""
        if error.code != "scanner_gone":
            return error
        said = tr(
            "{device}, which the scan profile {profile} uses, is not there. Check that it is switched on and connected, or "
            "choose another scanner.",
            device=profile.title or profile.device,
            profile=profile.name,
        )
        return ScannerError(error.code, said, retryable=True)
