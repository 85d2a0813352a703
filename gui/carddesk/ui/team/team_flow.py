"""Between the desk's part in its team and what the window shows of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carddesk.errors import UserError
from carddesk.ui.frame import Frame
from carddesk.ui.look.theme import Theme
from carddesk.ui.team.compare_sheet import CompareSheet
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk


class TeamFlow(QObject):
    """Renders how the desk stands with its team; has what others contradict decided."""

    def __init__(self, desk: Desk, theme: Theme, frame: Frame) -> None:
        super().__init__(frame)
        self._desk = desk
        self._frame = frame
        self.sheet = CompareSheet(frame, theme)
        self.sheet.on_top_asked.connect(self._put_on_top)
        self.sheet.aside_asked.connect(self._set_aside)
        frame.team_sign.contradicted_asked.connect(self.compare)
        self._stop = desk.subscribe(self._heard)
        frame.destroyed.connect(self._stop)
        self._render()

    def compare(self) -> None:
        """Show what others contradict."""
        if self._desk.team is not None:
            self.sheet.open_with(self._desk.team.held)

    def _heard(self, change: Change) -> None:
        if "progress" in change.what:
            self._render()

    def _render(self) -> None:
        team = self._desk.team
        self._frame.team_sign.show_team(team.view if team is not None else None)

    def _put_on_top(self, number: int) -> None:
        if self._desk.team is not None:
            self._decide(self._desk.team.put_on_top, number)

    def _set_aside(self, number: int) -> None:
        if self._desk.team is not None:
            self._decide(self._desk.team.set_aside, number)

    def _decide(self, decide: Callable[[int], None], number: int) -> None:
        team = self._desk.team
        try:
            decide(number)
        except UserError as error:
            self._frame.notices.say("error", error.message)
        if team is not None and self.sheet.isVisible():
            self.sheet.show_held(team.held)
