"""Opening the workspace before the desk: beside Qt's loop, with windows for what has to be asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

from carddesk.secrets.one_thread import OneThread
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.ui.look.theme import Theme
from carddesk.ui.unlock.person import WindowPerson
from carddesk.workflow.opening import open_for_desk
from carddesk.workflow.unlocking import Left


async def opened(settings: Settings, place: Path | None, theme: Theme, leaving: asyncio.Event) -> Workspace | None:
    """The workspace; None if the operator left instead, or `leaving` was set meanwhile.

    Raises:
        EnvironmentFault: it cannot be opened.
    """
    person = WindowPerson(theme, leaving.set)
    # A thread that keeps nobody waiting at the end: a keyring may never answer.
    work = asyncio.ensure_future(
        OneThread("carddesk opening").run(lambda: open_for_desk(settings, place=place, ask=person), None)
    )
    left = asyncio.ensure_future(leaving.wait())
    try:
        await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
        return await work if work.done() else None
    except Left:
        return None
    finally:
        person.close()
        left.cancel()
        if not work.done():
            work.cancel()
