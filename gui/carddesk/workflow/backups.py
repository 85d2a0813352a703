"""Backups as the settings want them: where they go, when one is due, which ones are dropped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.settings import Settings
from carddesk.store import backups
from carddesk.store.backups import Backup, BackupStoppedError
from carddesk.store.workspace import Workspace
from carddesk.workflow.ledger import Clock
from carddesk.workflow.tasks import Tasks

_FIRST_S: Final = 60.0
"""So long a desk is left in peace after it was opened."""
_AGAIN_S: Final = 600.0
"""How often it is looked whether one is due."""


def place_of(settings: Settings, workspace: Path) -> Path:
    """Where the backups of the workspace in this folder go."""
    if said := settings.text("backup.folder").strip():
        return Path(said).expanduser() / workspace.absolute().name
    return backups.beside(workspace.absolute())


def back_up(
    workspace: Workspace,
    settings: Settings,
    now: datetime,
    into: Path | None = None,
    go_on: backups.GoOn = lambda: True,
) -> Backup:
    """Write a backup, and drop those that are no longer to be kept. With a folder of one's own nothing is dropped.

    Raises:
        EnvironmentFault, BackupStoppedError: see `store.backups.write`.
    """
    place = place_of(settings, Path(workspace.place))
    made = backups.write(workspace, into or place, now, go_on=go_on)
    if into is None:
        backups.rotate(place, timedelta(days=settings.number("backup.keep")), now)
    return made


def renew(workspace: Workspace, settings: Settings, now: datetime) -> Backup:
    """Write a backup and drop every one that is older: after an erasure that is to hold in the backups as well.

    Raises:
        EnvironmentFault: there is no new one; the old ones stay.
    """
    made = backups.write(workspace, place_of(settings, Path(workspace.place)), now)
    backups.drop_before(made.folder.parent, made.made_at)
    return made


def is_due(newest: Backup | None, every_hours: float, now: datetime) -> bool:
    """Whether it is time for another one. A newest one of the future is one of a clock that was wrong."""
    if not every_hours:
        return False
    if newest is None:
        return True
    age = now - newest.made_at
    return age >= timedelta(hours=every_hours) or age < -timedelta(minutes=5)


class Schedule:
    """Backs a desk's workspace up in the background, as long as the desk is open.

    Args:
        say: told once, in a sentence, when one fails; again only after one succeeded.
        now: gives aware times.
    """

    def __init__(
        self, workspace: Workspace, settings: Settings, tasks: Tasks, say: Callable[[str], None], *, now: Clock
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._tasks = tasks
        self._say = say
        self._now = now
        self._told = False
        self._ended = threading.Event()
        self._running: asyncio.Task[None] | None = None

    def start(self, first_s: float = _FIRST_S, again_s: float = _AGAIN_S) -> None:
        """Begin, on a machine of one's own; a team's server is backed up where it is."""
        if isinstance(self._workspace.place, Path):
            self._running = self._tasks.spawn(self._run(first_s, again_s))

    async def _run(self, first_s: float, again_s: float) -> None:
        try:
            await asyncio.sleep(first_s)
            while True:
                await self.look()
                await asyncio.sleep(again_s)
        finally:
            # The thread cannot be cancelled; it looks here after each step.
            self._ended.set()

    async def look(self) -> None:
        """Make one if it is due."""
        try:
            made = await self._tasks.in_thread(self._made_if_due)
        except BackupStoppedError:
            return
        except UserError as fault:
            if not self._told:
                self._told = True
                self._say(tr("The backup could not be made; work goes on as ever. {why}", why=fault.message))
            return
        if made is not None:
            self._told = False

    def _made_if_due(self) -> Backup | None:
        now = self._now()
        there = backups.found(place_of(self._settings, Path(self._workspace.place)))
        if not is_due(there[0] if there else None, self._settings.number("backup.every_hours"), now):
            return None
        return back_up(self._workspace, self._settings, now, go_on=lambda: not self._ended.is_set())
