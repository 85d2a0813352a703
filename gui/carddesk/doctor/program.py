"""The program's own parts: settings, log, workspace, and the services, of which the built-in one reads a sample card."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes

from carddesk import logs
from carddesk.doctor.finding import Finding, fail, ok, warn
from carddesk.errors import EnvironmentFault, UserError
from carddesk.imaging.files import read_file
from carddesk.language import tr
from carddesk.resources import resource
from carddesk.services.contract import ReadingService, SourceImage
from carddesk.services.registry import Broken
from carddesk.settings import Settings
from carddesk.store.folder import is_there, open_folder
from carddesk.store.sealing import KEY_BYTES
from carddesk.workflow.asking import Person
from carddesk.workflow.catalogue import load_services
from carddesk.workflow.files import listed
from carddesk.workflow.opening import has_code, locked_by, open_workspace
from carddesk.workflow.unlocking import NO_KEY, Left

logger = logging.getLogger(__name__)


def settings_file(settings: Settings) -> Finding:
    """Whether the settings file says only what can be understood."""
    if settings.warnings:
        return warn("settings", " ".join(settings.warnings), tr("Mend it with `carddesk settings set`."))
    return ok("settings", str(settings.path))


def log(_settings: Settings) -> Finding:
    """Whether the log can be written."""
    path = logs.log_file()
    place = next(each for each in (path, *path.parents) if each.exists())
    if os.access(place, os.W_OK):
        return ok("log", str(path))
    return warn("log", tr("The log {path} cannot be written.", path=path), tr("Check who may write to that folder."))


def workspace(settings: Settings, ask: Person | None = None) -> Finding:
    """Whether the workspace can be opened, or made; nothing is left behind that was not there. `ask` is asked for the password
    of a team's login.
    """
    if settings.team:
        return _team(settings, ask)
    folder = settings.workspace
    try:
        if is_there(folder):
            open_workspace(settings, beside=True).close()
            with tempfile.TemporaryFile(dir=folder):
                pass
            return _locked(folder)
        place = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
        with tempfile.TemporaryDirectory(dir=place) as trial:
            open_folder(Path(trial) / "workspace", token_bytes(KEY_BYTES)).close()
    except EnvironmentFault as error:
        if error.code in NO_KEY:
            return warn("workspace", error.message, tr("Unlock it: `carddesk workspace unlock`."))
        return fail("workspace", error.message, tr("Choose another folder with --workspace."))
    except OSError as error:
        said = tr("The workspace {path} cannot be written: {why}.", path=folder, why=error.strerror or "")
        return fail("workspace", said, tr("Choose another folder with --workspace."))
    return ok("workspace", str(folder))


def _locked(folder: Path) -> Finding:
    said = f"{folder} · {locked_by(folder)}"
    if has_code(folder):
        return ok("workspace", said)
    return warn("workspace", said, tr("Make a recovery code and keep it safe: `carddesk workspace recovery-code`."))


def _team(settings: Settings, ask: Person | None) -> Finding:
    from carddesk.workflow.team.signing_in import signed_in  # noqa: PLC0415 - a machine by itself has no need of it

    try:
        opened = signed_in(settings.team, settings, ask)
    except Left:
        return warn("workspace", tr("No password was given."), tr("Keep it in the keyring: `carddesk team password`."))
    except EnvironmentFault as error:
        return fail("workspace", error.message, "")
    place = str(opened.place)
    opened.close()
    return ok("workspace", place)


def services(settings: Settings) -> Iterator[Finding]:
    """Every service that works offline reads a sample card."""
    broken: list[Broken] = []
    found = load_services(settings, told=broken.append)
    for each in broken:
        said = tr("{origin} cannot be used and is left out: {why}", origin=each.origin, why=each.why)
        yield warn("services", said, tr("Install the package again, or remove it; the log has the traceback."))
    if not found:
        yield fail("services", tr("There is no reading service."), tr("Install CardDesk again: `pip install .`."))
    for service in found.values():
        if service.info.offline:
            yield _read_sample(service)
        else:
            yield ok(f"service.{service.info.id}", tr("there; not called"))


def _read_sample(service: ReadingService) -> Finding:
    name = f"service.{service.info.id}"
    sample = next((path for path in listed([resource("samples")]) if isinstance(path, Path)), None)
    if sample is None:
        return warn(name, tr("There is no sample card to read."), tr("Install CardDesk again: `pip install .`."))
    started = time.monotonic()
    try:
        count = asyncio.run(_fields_read(service, sample))
    except UserError as error:
        return fail(name, error.message, tr("Look into the log {path}.", path=logs.log_file()))
    except Exception as error:
        # A service that was plugged in is foreign code: whatever it raises must not end the look at the others.
        logger.warning("%s failed on the sample card", name, exc_info=True)
        return fail(name, f"{type(error).__name__}: {error}", tr("Look into the log {path}.", path=logs.log_file()))
    seconds = f"{time.monotonic() - started:.1f}"
    if not count:
        return fail(
            name,
            tr("It read nothing on the sample card {name}.", name=sample.name),
            tr("Install CardDesk again: `pip install .`."),
        )
    return ok(
        name, tr("{count} fields of a sample card read in {seconds} s, start included", count=count, seconds=seconds)
    )


async def _fields_read(service: ReadingService, sample: Path) -> int:
    try:
        readings = await service.read(SourceImage(read_file(sample), name=sample.name))
    finally:
        await service.close()
    return sum(len(reading.fields) for reading in readings)
