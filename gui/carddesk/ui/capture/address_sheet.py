"""Ctrl+U: the address of a picture on the web, who would fetch it there, and what that gives away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.services.contract import ServiceInfo
from carddesk.ui.composition import Composition
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.words import service_title


class AddressSheet(LaidOver):
    """Asks for an address; Enter has it read, Esc closes. It fetches nothing."""

    given = Signal(str)
    edited = Signal(str)
    other_service_asked = Signal()

    size_wanted = QSize(640, 320)

    def __init__(self, parent: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(parent, theme, tr("Picture at an address"))
        self.address = LineEdit()
        self.address.setAccessibleName(tr("Address of the picture"))
        self.address.setPlaceholderText("https://")
        composition.watch(self.address)
        self.problem = _label()
        self.warning = _label()
        self.read = Button(tr("Have it read"))
        self.read.setProperty("look", "primary")
        self.other = Button(tr("Other service…"))
        self._assemble()
        self.address.textChanged.connect(self.edited)
        self.address.returnPressed.connect(self._give)
        self.read.clicked.connect(self._give)
        self.other.clicked.connect(self._ask_other)

    def _assemble(self) -> None:
        title = QLabel(tr("Picture at an address"))
        title.setProperty("look", "title")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.other)
        buttons.addStretch(1)
        buttons.addWidget(self.read)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self.address)
        box.addWidget(self.problem)
        box.addWidget(self.warning)
        box.addStretch(1)
        box.addLayout(buttons)

    def open(self, service: ServiceInfo | None, refusal: str) -> None:
        """Come, for this service; `refusal` says why it cannot be given addresses, if it cannot."""
        self.address.clear()
        self.address.setEnabled(not refusal)
        self.show_problem("")
        if refusal:
            self.warning.setText(refusal)
        else:
            title = service_title(service) if service is not None else ""
            self.warning.setText(
                tr(
                    "This program does not fetch the picture: {service} does. Its vendor gets the whole address, with all that is "
                    "behind the question mark, and the server there learns that this vendor asks for it, and when. The picture "
                    "itself does not come here: there will be no boxes on it, and nothing to compare by eye. Give only addresses "
                    "that end soon, and only of cards that you may pass on.",
                    service=title,
                )
            )
        self.read.setEnabled(False)
        self._appear(self.other if refusal else self.address)

    def show_problem(self, words: str, *, ready: bool = False) -> None:
        """What is wrong with what stands there; or that it is `ready` to be read."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        self.read.setEnabled(ready)

    def _give(self) -> None:
        if self.read.isEnabled():
            text = self.address.text()
            self.close_sheet()
            self.given.emit(text)

    def _ask_other(self) -> None:
        self.close_sheet()
        self.other_service_asked.emit()

    def _forget(self) -> None:
        self.address.clear()  # it may be as good as a password


def _label() -> QLabel:
    made = QLabel()
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
