"""Scanners: which ways of talking to them work on this machine, which devices are seen, and what to install."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from carddesk.capture.scanner.contract import Device, ScannerBackend
from carddesk.capture.scanner.registry import backends
from carddesk.doctor.finding import Finding, ok, warn
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import Settings

SECONDS = 20.0


def scanners(settings: Settings) -> Iterator[Finding]:
    """One finding for each way there is; all of them look for devices at the same time."""
    found = list(backends(settings.get).values())
    if not found:
        advice = tr("Install CardDesk again: `pip install .`.")
        yield warn("scanner", tr("No way of talking to scanners could be loaded."), advice)
        return
    yield from asyncio.run(_looked(found))


async def _looked(found: list[ScannerBackend]) -> list[Finding]:
    return list(await asyncio.gather(*map(_look, found)))


async def _look(backend: ScannerBackend) -> Finding:
    name, title = f"scanner.{backend.id}", tr(backend.title)
    try:
        if missing := backend.missing():
            return warn(name, tr("{title}: something is missing", title=title), missing)
        async with asyncio.timeout(SECONDS):
            devices = await backend.devices()
    except TimeoutError:
        advice = tr("Switch the scanners off and on again, and look once more.")
        return warn(name, tr("{title}: no answer within {seconds} s", title=title, seconds=f"{SECONDS:g}"), advice)
    except UserError as error:
        return warn(name, tr("{title}: no scanner can be looked for", title=title), error.message)
    finally:
        await backend.close()
    if not devices:
        return ok(name, tr("{title}: works; no scanner is seen now", title=title))
    return ok(name, tr("{title}: {scanners}", title=title, scanners=", ".join(map(_named, devices))))


def _named(device: Device) -> str:
    return f"{device.title} ({device.where})" if device.where else device.title
