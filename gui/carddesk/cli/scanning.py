"""Scanning for the command line: pages become files, or lines of a reading service, as they come."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from carddesk.capture.captured import Captured
from carddesk.capture.scanner.contract import Capabilities, Device, ScannedPage
from carddesk.capture.scanner.troubles import ScannerError, trouble
from carddesk.cli import recognition
from carddesk.cli.recognition import STANDARD_OUTPUT
from carddesk.cli.scanned_files import ScannedFiles
from carddesk.cli.scanner_list import list_scanners
from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import mark, tr
from carddesk.settings import Settings
from carddesk.workflow import files
from carddesk.workflow.basis import WANTED
from carddesk.workflow.batch_sources import Asked, Sources
from carddesk.workflow.scan_profiles import HIGHEST_DPI, LOWEST_DPI, Profile, ScanProfiles, default_profile, fitted
from carddesk.workflow.scanners import Scanners
from carddesk.workflow.threads import Threads

_NO_JOURNAL = mark(
    "A purpose must be noted here before a card is captured (capture.basis), and this command keeps no journal to note it in. "
    "Scan at the desk."
)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """List scanners, or scan; 1 if a card failed or not all pages came.

    Raises:
        UserError: options that do not go together, a profile or service that does not exist; nothing was scanned then.
        EnvironmentFault: no page came, or it could not be written.
    """
    if args.list:
        return asyncio.run(list_scanners(args.json, settings))
    _check(args)
    if settings.text("capture.basis") == "require":
        raise UserError(WANTED, tr(_NO_JOURNAL))
    job = Job(args, settings)
    return _into_files(args, job) if args.out is not None else _read(args, settings, job)


def _check(args: argparse.Namespace) -> None:
    if (args.out is None) == (args.service is None):
        raise UserError(
            "scan_target", tr("Say where the pages go: --out DIR for files, or --service ID to have them read.")
        )
    if args.out is not None and (args.document or args.option or args.export):
        raise UserError("scan_target", tr("--document, --option and --export go with --service."))
    if args.dpi is not None and not LOWEST_DPI <= args.dpi <= HIGHEST_DPI:
        raise UserError(
            "scan_dpi", tr("--dpi wants a number from {least} to {most}.", least=LOWEST_DPI, most=HIGHEST_DPI)
        )
    if args.pages is not None and args.pages < 0:
        raise UserError("scan_pages", tr("--pages wants a number of pages, or 0 until the feeder is empty."))


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and what it is called."""

    number: int
    device: Device
    scanned: ScannedPage
    image: Captured


class Job:
    """One scan.

    Attributes:
        failure: why no more pages came; None where all did.
        count: how many came.
    """

    def __init__(self, args: argparse.Namespace, settings: Settings) -> None:
        self._args = args
        self._scanners = Scanners.of(settings)
        self._profiles = ScanProfiles(settings)
        self._named = self._profiles.named(args.profile) if args.profile is not None else None
        self.failure: ScannerError | None = None
        self.count = 0

    async def pages(self) -> AsyncGenerator[Page, None]:
        """Each as soon as it is there; a failure ends them, and stands in `failure`.

        Raises:
            UserError: there is no such scanner, or no way to it on this machine.
        """
        try:
            async for page in self._pages():
                self.count = page.number
                yield page
        except ScannerError as error:
            self.failure = error
        finally:
            await self._scanners.close()

    async def _pages(self) -> AsyncGenerator[Page, None]:
        profile = await self._profile()
        can = await self._scanners.capabilities(profile.device)
        wish = self._asked_for(profile, can).wish(can)
        if self._args.pages is not None:
            wish = replace(wish, most_pages=self._args.pages or None)
        device = Device(profile.device, profile.title or profile.device, "")
        async with aclosing(self._scanners.pages(profile.device, wish)) as coming:
            number = 0
            async for scanned in coming:
                number += 1
                name = f"{device.title} · {datetime.now(UTC).astimezone():%H:%M:%S} · {number}"
                yield Page(number, device, scanned, Captured(scanned.data, name))

    async def _profile(self) -> Profile:
        """The one that was named, else one of the device that was named, else the one in use, else of the first device."""
        profile = self._named
        if profile is None and self._args.device is None:
            profile = self._profiles.in_use
        if profile is not None and self._args.device is None and profile.device:
            return profile
        device = await self._device(self._args.device)
        if profile is not None:
            return replace(profile, device=device.id, title=device.title)
        return default_profile(device, await self._scanners.capabilities(device.id))

    async def _device(self, wanted: str | None) -> Device:
        """The one of this id or title; the first one where none is named."""
        if wanted is not None and await self._scanners.knows(wanted):
            return Device(wanted, wanted, "")
        seen = await self._scanners.look(lambda _found: None)
        if not seen:
            raise trouble("scanner_none", " ".join((*self._scanners.complaints, *self._scanners.missing)))
        if wanted is None:
            return seen[0]
        for device in seen:
            if wanted.casefold() == device.title.casefold():
                return device
        known = ", ".join(f"{each.id} ({each.title})" for each in seen)
        raise UserError(
            "no_device", tr("There is no scanner {name}; there is: {known}.", name=repr(wanted), known=known)
        )

    def _asked_for(self, profile: Profile, can: Capabilities) -> Profile:
        """The profile with what the command line says; what the scanner cannot do is an error there, no matter of taste."""
        said = {key: value for key in ("source", "mode", "dpi") if (value := getattr(self._args, key)) is not None}
        wanted = replace(profile, **said)
        for key, values in (("source", can.sources), ("mode", can.modes)):
            if key in said and said[key] not in values:
                text = tr(
                    "This scanner has no {what} {value}; it has: {known}.",
                    what=key,
                    value=said[key],
                    known=", ".join(values),
                )
                raise UserError("scanner_cannot", text)
        return fitted(wanted, can)


class _Scanned(Sources):
    """Pages of a job, as what a service is to read."""

    def __init__(self, job: Job) -> None:
        super().__init__(())
        self._job = job

    async def coming(self, threads: Threads) -> AsyncIterator[Asked]:
        """As they come."""
        async with aclosing(self._job.pages()) as pages:
            async for page in pages:
                opened = await threads.run(files.probed, page.image.name, page.image.data)
                for asked in self.pages_of(opened):
                    yield asked


def _read(args: argparse.Namespace, settings: Settings, job: Job) -> int:
    gathered = recognition.read(args, settings, _Scanned(job))
    if gathered.counts and (args.json != STANDARD_OUTPUT or args.verbose):
        print(gathered.summary, file=sys.stderr)
    return max(_ended(job), 1 if gathered.counts["failed"] else 0)


def _into_files(args: argparse.Namespace, job: Job) -> int:
    place = ScannedFiles(args.out, datetime.now(UTC).astimezone())
    place.prepare()
    asyncio.run(_write(args, job, place))
    return _ended(job)


async def _write(args: argparse.Namespace, job: Job, place: ScannedFiles) -> None:
    threads = Threads(1)
    with recognition.opened_for(args.json) as say:
        try:
            async with aclosing(job.pages()) as pages:
                async for page in pages:
                    path = await threads.run(place.write, page.scanned.data, page.number)
                    say(_line(page, str(path)) if args.json else str(path))
        finally:
            await threads.close()


def _line(page: Page, path: str) -> str:
    scanned = page.scanned
    line = {"file": path, "page": page.number, "device": page.device.id, "dpi": scanned.dpi, "is_back": scanned.is_back}
    return json.dumps(line, ensure_ascii=False)


def _ended(job: Job) -> int:
    """0 where all pages came, 1 where some did.

    Raises:
        EnvironmentFault: none did.
    """
    if job.failure is None:
        return 0
    if not job.count:
        raise EnvironmentFault(job.failure.code, job.failure.message, retryable=job.failure.retryable)
    print(f"carddesk: {job.failure.message}", file=sys.stderr)
    return 1
