"""Between the sheet with a card's history and the desk: fetches lines, finds a person's cards, has them erased."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from carddesk.errors import UserError
from carddesk.ui.composition import Composition
from carddesk.ui.history.history_sheet import HistorySheet
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks


class HistoryFlow(QObject):
    """Keeps the sheet up to date as long as it is open."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, room: QWidget) -> None:
        super().__init__(room)
        self._desk = desk
        self._tasks = tasks
        self._fetching = False
        self._again = False
        self.sheet = HistorySheet(room, theme, composition)
        self.sheet.erase.setVisible(desk.records.may_erase)
        self.sheet.opened.connect(self._fetch)
        self.sheet.erase_asked.connect(self._ask)
        self.sheet.panel.agreed.connect(self._erase)
        self._stop = desk.subscribe(self._heard)
        room.destroyed.connect(self._stop)

    def toggle(self) -> None:
        """Show the history of the card at hand, or put it away."""
        self.sheet.toggle()

    def _heard(self, change: Change) -> None:
        if "case" in change.what and self.sheet.isVisible():
            self._fetch()

    def _fetch(self) -> None:
        self._again = self._fetching
        if not self._fetching:
            self._fetching = True
            _ = self._tasks.spawn(self._show())

    async def _show(self) -> None:
        try:
            current = self._desk.current
            lines = await self._desk.records.history()
            if self.sheet.isVisible():
                self.sheet.show_lines(current.id if current is not None else None, lines)
        finally:
            self._fetching = False
        if self._again:
            self._again = False
            self._fetch()

    def _ask(self) -> None:
        _ = self._tasks.spawn(self._find())

    async def _find(self) -> None:
        found = await self._desk.records.person_at_hand()
        if found.rows and self.sheet.isVisible():
            self.sheet.panel.ask(found)
            self.sheet.show_question()

    def _erase(self, case_ids: tuple[int, ...]) -> None:
        self.sheet.panel.working()
        _ = self._tasks.spawn(self._do(case_ids))

    async def _do(self, case_ids: tuple[int, ...]) -> None:
        try:
            gone = await self._desk.records.erase_person(case_ids)
        except UserError as error:
            self.sheet.panel.say_failed(error.message)
            return
        self.sheet.panel.say_done(gone)
