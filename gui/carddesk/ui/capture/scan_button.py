"""The split button of the top bar: one part scans the next card, the other opens the menu of profiles."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import keyboard, set_tip, shortcut
from carddesk.workflow.scan_profiles import Profile


class ScanButton(QWidget):
    """Says what was asked for, by the id of the shortcut that does the same, or which profile was chosen."""

    asked = Signal(str)
    profile_chosen = Signal(str)
    """By its name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._profile = ""
        self._shown: tuple[tuple[str, ...], str] | None = None
        self.scan = Button(tr("Scan"))
        self.scan.setProperty("look", "quiet")
        self.scan.setIconSize(icons.icon_size(gap=True))
        self.scan.setObjectName("scan")
        self.scan.setCursor(Qt.CursorShape.ArrowCursor)
        self.scan.clicked.connect(self._ask)
        self.more = Button()
        self.more.setProperty("look", "arrow")
        self.more.setIconSize(icons.icon_size())
        self.more.setAccessibleName(tr("Scan profiles and scanners"))
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        set_tip(self.more, tr("Scan profiles and scanners"), "scanner")
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.scan)
        box.addWidget(self.more)
        self.show_profiles((), "")
        self._dress()
        theme.changed.connect(self._dress)
        keyboard.changed.connect(self._name_key)

    def show_profiles(self, profiles: Sequence[Profile], in_use: str) -> None:
        """There are these, and the next card is scanned with the one of this name."""
        if (names := tuple(each.name for each in profiles), in_use) == self._shown:
            return  # it may be open
        self._shown = names, in_use
        self._profile = in_use
        self.menu.clear()
        group = QActionGroup(self.menu)
        for each in profiles:
            action = self.menu.addAction(each.name.replace("&", "&&"))
            action.setData(each.name)
            action.setCheckable(True)
            action.setChecked(each.name == in_use)
            action.triggered.connect(self._choose)
            group.addAction(action)
        if profiles:
            self.menu.addSeparator()
        self._scanner = self.menu.addAction("")
        self._scanner.setObjectName("scanner")
        self._scanner.triggered.connect(self._ask)
        self._name_key()
        self._tip()

    def _tip(self) -> None:
        said = tr("Scan the next card with {profile}", profile=self._profile) if self._profile else ""
        set_tip(self.scan, said or tr("Scan the next card"), "scan")

    def _name_key(self) -> None:
        """The window has the key; here it is told."""
        key = shortcut("scanner").shown
        self._scanner.setText(f"{tr('Scanner…')}\t{key}" if key else tr("Scanner…"))

    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())

    def _choose(self) -> None:
        chosen = self.sender()
        assert isinstance(chosen, QAction)
        self.profile_chosen.emit(chosen.data())

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self.scan.setIcon(icons.icon("scan-line", tokens, gap=True))
        self.more.setIcon(icons.icon("chevron-down", tokens))
        self.setMinimumHeight(GRID * 4)
