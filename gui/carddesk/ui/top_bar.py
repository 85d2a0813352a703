"""The top bar: where cards come from, who reads them, what is decided, where the result goes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from carddesk.language import mark, tr
from carddesk.services.contract import ReadingService
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import tip
from carddesk.ui.words import service_title
from carddesk.workflow.views import CaseView, Progress

_BUTTONS = (
    ("open", "folder-open", mark("Open"), "quiet"),
    ("paste", "clipboard-paste", mark("Paste"), "quiet"),
    ("read", "scan-text", mark("Read"), "quiet"),
    ("accept", "check", mark("Accept"), "primary"),
    ("later", "clock", mark("Later"), "quiet"),
    ("reject", "ban", mark("Reject"), "quiet"),
    ("export", "file-spreadsheet", mark("Export"), "quiet"),
)


class TopBar(QFrame):
    """Buttons that say what was asked for, by the id of the shortcut that does the same."""

    asked = Signal(str)
    service_picked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self._theme = theme
        self.buttons: dict[str, Button] = {}
        for deed, _icon, text, look in _BUTTONS:
            button = Button(tr(text))
            button.setProperty("look", look)
            button.setIconSize(icons.icon_size(gap=True))
            button.setToolTip(tip(tr(text), deed))
            button.setObjectName(deed)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            self.buttons[deed] = button
            if deed != "open":
                button.clicked.connect(self._ask)
        self.buttons["open"].setMenu(self._open_menu())
        self.picker = Button()
        self.picker.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow belongs behind the title
        self.picker.setIconSize(icons.icon_size())
        menu = QMenu(self.picker)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.picker.setMenu(menu)
        self._services = QActionGroup(self)
        self._services.triggered.connect(self._pick)
        self._assemble()
        self._dress()
        theme.changed.connect(self._dress)

    def _assemble(self) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID, GRID, GRID, GRID)
        box.setSpacing(GRID // 2)
        for group in (("open", "paste"), (None, "read"), ("accept", "later", "reject")):
            for deed in group:
                box.addWidget(self.buttons[deed] if deed else self.picker)
            if group[0] != "accept":
                box.addSpacing(GRID // 2)
                box.addWidget(_line())
                box.addSpacing(GRID // 2)
        box.addStretch(1)
        box.addWidget(self.buttons["export"])

    def _open_menu(self) -> QMenu:
        menu = QMenu(self)
        for deed, text in (("open", mark("Images…")), ("open_folder", mark("Folder…"))):
            action = QAction(tr(text), menu)
            action.setObjectName(deed)
            action.triggered.connect(self._ask)
            menu.addAction(action)
        return menu

    def show_services(self, services: Mapping[str, ReadingService], picked: str) -> None:
        """Offer these services; `picked` is the one at work."""
        menu = self.picker.menu()
        menu.clear()
        for action in self._services.actions():
            self._services.removeAction(action)
        for deed, service in services.items():
            action = QAction(service_title(service.info), menu)
            action.setData(deed)
            action.setCheckable(True)
            action.setChecked(deed == picked)
            action.setToolTip(tr(service.info.note) if service.info.note else "")
            self._services.addAction(action)
            menu.addAction(action)
        title = service_title(services[picked].info) if picked in services else tr("No service")
        self.picker.setText(title)
        self.picker.setAccessibleName(tr("Service: {title}", title=title))
        self.picker.setToolTip(tr("Who reads the cards"))

    def show_state(self, case: CaseView | None, progress: Progress) -> None:
        """Enable what means something now."""
        open_case = case is not None and bool(case.fields) and not case.status.closed
        decidable = case is not None and not case.status.closed
        enabled = {
            "accept": open_case,
            "later": decidable,
            "reject": decidable,
            "read": case is not None and case.image is not None,
            "export": progress.cases > 0,
        }
        for deed, on in enabled.items():
            self.buttons[deed].setEnabled(on)

    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())

    def _pick(self, action: QAction) -> None:
        self.service_picked.emit(action.data())

    def _dress(self) -> None:
        tokens = self._theme.tokens
        for deed, icon, _text, look in _BUTTONS:
            self.buttons[deed].setIcon(
                icons.icon(icon, tokens, colour=tokens.on_accent if look == "primary" else "", gap=True)
            )
        self.picker.setIcon(icons.icon("chevron-down", tokens))


def _line() -> QWidget:
    made = QFrame()
    made.setProperty("look", "line")
    made.setFixedSize(1, GRID * 3)
    return made
