"""Intents about results: where they go, and that they are there."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from carddesk.language import tr
from carddesk.ui import dialogs
from carddesk.ui.hands import Hands


class ExportIntents:
    """Part of `Intents`."""

    def __init__(self, at: Hands) -> None:
        self._at = at

    def export(self) -> None:
        """Ask where to, and write the verified cards there."""
        self._at.form.flush()
        if not self._at.desk.queue:
            self._at.notices.say("info", tr("There are no cards to export yet."))
            return
        if self._at.desk.progress.verified == 0:
            self._at.notices.say(
                "warn",
                tr("No card is verified yet, so there is nothing to export."),
                action=tr("Export all cards anyway"),
                do=self.export_all,
            )
            return
        dialogs.ask_destination(self._at.window, _today(), lambda path: self.write(path, only_verified=True))

    def export_all(self) -> None:
        """The same with every card, verified or not."""
        dialogs.ask_destination(self._at.window, _today(), lambda path: self.write(path, only_verified=False))

    def write(self, path: Path, *, only_verified: bool = True) -> None:
        """Write the cards there."""
        self._at.spawn(self._write(path, only_verified=only_verified))

    async def _write(self, path: Path, *, only_verified: bool) -> None:
        count = await self._at.desk.export(path, only_verified=only_verified)
        self._at.notices.say(
            "done",
            tr("{count} cards exported to {path}", count=count, path=path),
            action=tr("Open folder"),
            do=lambda: _show_folder(path.parent),
        )


def _today() -> date:
    return datetime.now().astimezone().date()


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
