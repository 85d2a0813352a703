"""The scanners there are, for the command line: what each is called, where it is, and what it can do."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

from carddesk.capture.scanner.contract import Capabilities, Device
from carddesk.capture.scanner.troubles import trouble
from carddesk.cli.recognition import opened_for
from carddesk.cli.streams import emit, table
from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.workflow.scanners import Scanners


async def list_scanners(target: str | None, settings: Settings) -> int:
    """Print every scanner that can be seen now: a table, or JSON lines to the `target`.

    Raises:
        EnvironmentFault: there is none.
    """
    scanners = Scanners.of(settings)
    try:
        devices = await scanners.look(lambda _found: None)
        cans = await asyncio.gather(*(_can(scanners, each) for each in devices))
    finally:
        await scanners.close()
    with opened_for(target) as say:
        if target:
            for device, can in zip(devices, cans, strict=True):
                say(json.dumps(_device_line(device, can), ensure_ascii=False))
        elif devices:
            rows = [_device_row(device, can) for device, can in zip(devices, cans, strict=True)]
            emit(table([(tr("id"), tr("scanner"), tr("where"), tr("what it can do")), *rows]))
    for said in (*scanners.complaints, *scanners.missing):
        print(f"carddesk: {said}", file=sys.stderr)
    if not devices:
        error = trouble("scanner_none")
        raise EnvironmentFault(error.code, error.message)
    return 0


async def _can(scanners: Scanners, device: Device) -> Capabilities | UserError:
    try:
        return await scanners.capabilities(device.id)
    except UserError as error:
        return error


def _device_line(device: Device, can: Capabilities | UserError) -> Mapping[str, Any]:
    line = {"id": device.id, "title": device.title, "where": device.where, "backend": device.backend}
    if isinstance(can, UserError):
        told: dict[str, Any] = {"sources": [], "modes": [], "resolutions": []}
        return line | told | {"error": {"code": can.code, "message": can.message}}
    told = {"sources": can.sources, "modes": can.modes, "resolutions": can.resolutions}
    return line | told | {"error": None}


def _device_row(device: Device, can: Capabilities | UserError) -> tuple[str, ...]:
    if isinstance(can, UserError):
        return device.id, device.title, device.where, can.message
    spread = (
        f"{can.resolutions[0]}-{can.resolutions[-1]} dpi" if len(can.resolutions) > 1 else f"{can.resolutions[0]} dpi"
    )
    return device.id, device.title, device.where, " · ".join(["/".join(can.sources), "/".join(can.modes), spread])
