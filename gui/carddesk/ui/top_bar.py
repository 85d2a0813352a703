"""The top bar: where cards come from, who reads them, what is decided, where the result goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from carddesk.language import mark, tr
from carddesk.services.contract import ServiceInfo
from carddesk.ui.capture.scan_button import ScanButton
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import DEFAULTS, keyboard, set_tip, shortcut, tip
from carddesk.ui.view_menu import ViewMenu
from carddesk.ui.words import service_title
from carddesk.workflow.views import CaseView, Progress

_BUTTONS = (
    ("open", "folder-open", mark("Open"), "quiet"),
    ("camera", "camera", mark("Camera"), "quiet"),
    ("read", "scan-text", mark("Read"), "quiet"),
    ("accept", "check", mark("Accept"), "primary"),
    ("later", "clock", mark("Later"), "quiet"),
    ("reject", "ban", mark("Reject"), "quiet"),
    ("export", "file-spreadsheet", mark("Export"), "quiet"),
)
_WAYS_IN = (
    ("open", mark("Images and documents…")),
    ("open_folder", mark("Folder…")),
    ("address", mark("Address…")),
    ("watch", mark("Watch a folder…")),
    ("paste", mark("Paste")),
)
"""What the Open menu offers, by the id of the shortcut that does the same; its key is told beside it."""
_PICKER_PX = 200
"""What a service's title may take, so that the bar fits into the narrowest window."""
_OF_THE_CARD = ("read", "accept", "later", "reject")


class TopBar(QFrame):
    """Buttons that say what was asked for, by the id of the shortcut that does the same."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self._theme = theme
        self._warned = False
        self._told: tuple[str, tuple[str, ...]] = ("", ())
        self._holder = ""
        self.buttons: dict[str, Button] = {}
        self._ways_in: dict[str, QAction] = {}
        self.scan = ScanButton(theme)
        self.scan.asked.connect(self.asked)
        for deed, _icon, text, look in _BUTTONS:
            if deed not in DEFAULTS:
                continue
            button = Button(tr(text))
            button.setProperty("look", look)
            button.setIconSize(icons.icon_size(gap=True))
            set_tip(button, tr(text), deed)
            button.setObjectName(deed)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            self.buttons[deed] = button
            if deed != "open":
                button.clicked.connect(self._ask)
        self.buttons["open"].setMenu(self._open_menu())
        self.picker, self.options = self._make_picker(), self._make_options()
        self.view = ViewMenu(theme)
        self.view.asked.connect(self.asked)
        self._assemble()
        self._dress()
        theme.changed.connect(self._dress)
        keyboard.changed.connect(self._tip_picker)
        keyboard.changed.connect(self._name_keys)
        self._name_keys()

    def _make_picker(self) -> Button:
        picker = Button()
        picker.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow belongs behind the title
        picker.setIconSize(icons.icon_size())
        picker.setObjectName("services")
        picker.clicked.connect(self._ask)
        return picker

    def _make_options(self) -> Button:
        options = Button()
        options.setProperty("look", "tool")
        options.setIconSize(icons.icon_size())
        options.setObjectName("options")
        options.setAccessibleName(tr("Options of the service"))
        set_tip(options, tr("Options of the service"), "options")
        options.clicked.connect(self._ask)
        return options

    def _assemble(self) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID, GRID, GRID, GRID)
        box.setSpacing(GRID // 2)
        for group in (("open", "scan", "camera"), (None, "read"), ("accept", "later", "reject")):
            for deed in group:
                if deed == "scan":
                    box.addWidget(self.scan)
                elif deed is None or deed in self.buttons:
                    box.addWidget(self.buttons[deed] if deed else self.picker)
                if deed is None:
                    box.addWidget(self.options)
            if group[0] != "accept":
                box.addSpacing(GRID // 2)
                box.addWidget(_line())
                box.addSpacing(GRID // 2)
        box.addStretch(1)
        box.addWidget(self.buttons["export"])
        box.addWidget(self.view)

    def _open_menu(self) -> QMenu:
        menu = QMenu(self)
        for deed, _text in _WAYS_IN:
            action = menu.addAction("")
            action.setObjectName(deed)
            action.triggered.connect(self._ask)
            self._ways_in[deed] = action
        return menu

    def _name_keys(self) -> None:
        """The window has the keys; here they are told."""
        for deed, text in _WAYS_IN:
            key = shortcut(deed).shown
            self._ways_in[deed].setText(f"{tr(text)}\t{key}" if key else tr(text))

    def show_service(self, info: ServiceInfo | None, warnings: Sequence[str]) -> None:
        """This one is picked; `warnings` say why it may not read as it should."""
        title = service_title(info) if info is not None else tr("No service")
        self._warned = bool(warnings)
        shown = self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, _PICKER_PX)
        self.picker.setText(f"{shown}\u00a0")  # keeps the icon off the last letter
        self.picker.setAccessibleName(tr("Service: {title}", title=title))
        self.picker.setAccessibleDescription(". ".join(each.rstrip(".。") for each in warnings))
        self._told = (title, tuple(warnings))
        self._tip_picker()
        self.options.setVisible(info is not None and bool(info.options))
        self._dress()

    def _tip_picker(self) -> None:
        title, warnings = self._told
        self.picker.setToolTip("\n".join([title, tip(tr("Who reads the cards"), "services"), *warnings]))

    def show_state(self, case: CaseView | None, progress: Progress) -> None:
        """Enable what means something now."""
        here = case is not None and not case.holder and not case.arriving
        decidable = case is not None and not case.status.closed and here
        open_case = case is not None and bool(case.fields) and decidable
        enabled = {
            "accept": open_case,
            "later": decidable,
            "reject": decidable,
            "read": case is not None and case.image is not None and here,
            "export": progress.cases > 0,
        }
        for deed, on in enabled.items():
            self.buttons[deed].setEnabled(on)
        self._tip_decisions(case.holder if case is not None else "")

    def _tip_decisions(self, holder: str) -> None:
        """Say why nothing can be done about the case while it is on another desk."""
        if holder == self._holder:
            return
        self._holder = holder
        for deed, _icon, text, _look in _BUTTONS:
            if deed in _OF_THE_CARD:
                said = tr("{deed}: not while {who} is at this card", deed=tr(text), who=holder) if holder else tr(text)
                set_tip(self.buttons[deed], said, deed)

    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())

    def _dress(self) -> None:
        tokens = self._theme.tokens
        for deed, icon, _text, look in _BUTTONS:
            if deed in self.buttons:
                colour = tokens.on_accent if look == "primary" else ""
                self.buttons[deed].setIcon(icons.icon(icon, tokens, colour=colour, gap=True))
        name, colour = ("triangle-alert", tokens.doubtful) if self._warned else ("chevron-down", "")
        self.picker.setIcon(icons.icon(name, tokens, colour=colour))
        self.options.setIcon(icons.icon("sliders-horizontal", tokens))


def _line() -> QWidget:
    made = QFrame()
    made.setProperty("look", "line")
    made.setFixedSize(1, GRID * 3)
    return made
