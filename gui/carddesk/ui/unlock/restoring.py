"""A damaged workspace at the start: the last good backup is offered, and taken when the operator says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import tr
from carddesk.secrets.one_thread import OneThread
from carddesk.settings import Settings
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.person import WindowPerson
from carddesk.ui.unlock.restore_sheet import RestoreSheet
from carddesk.workflow import moving
from carddesk.workflow.moving import DAMAGED, Offer

T = TypeVar("T")


async def restored_instead(
    fault: EnvironmentFault, settings: Settings, place: Path | None, theme: Theme, leaving: asyncio.Event
) -> bool:
    """Offer a backup for what could not be opened; whether it was restored, so that it can be opened now.

    Raises:
        EnvironmentFault: the same, where no backup helps.
    """
    folder = place or settings.workspace
    offer = None
    if fault.code in DAMAGED:
        offer = await _thread(partial(moving.offer, settings, folder))
    if offer is None:
        raise fault
    sheet = RestoreSheet(theme, str(folder), offer)
    left = asyncio.ensure_future(leaving.wait())
    work = asyncio.ensure_future(_asked(sheet, offer, settings, folder, leaving))
    # Somebody listens before there is anything to press.
    await asyncio.sleep(0)
    sheet.show()
    sheet.activateWindow()
    try:
        await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
        return await work if work.done() else False
    finally:
        left.cancel()
        work.cancel()
        sheet.hide()
        sheet.deleteLater()


async def _asked(sheet: RestoreSheet, offer: Offer, settings: Settings, folder: Path, leaving: asyncio.Event) -> bool:
    while await sheet.answer():
        sheet.set_busy(True)
        person = WindowPerson(sheet.theme, leaving.set, quiet=True)
        try:
            said = await _thread(partial(_restored, offer, settings, folder, person))
        except UserError as error:
            sheet.tell_failed(error.message)
            continue
        finally:
            person.close()
        sheet.tell_done(said)
        return bool(await sheet.answer())
    return False


def _restored(offer: Offer, settings: Settings, folder: Path, person: WindowPerson) -> str:
    done, taken = moving.restore(offer.backup, settings, datetime.now(UTC), to=folder, salvage=True, ask=person)
    said = [moving.told(taken)] if taken is not None else []
    if done.aside is not None:
        said.append(tr("What was there is put aside as {path}.", path=done.aside))
    return "\n".join(said)


async def _thread(work: Callable[[], T]) -> T:
    return await OneThread("carddesk restoring").run(work, None)
