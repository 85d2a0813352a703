"""What the form says when there is nothing to fill in: no card chosen, not read, being read, failed, refused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from carddesk.cards.case import Status
from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.spinner import Spinner
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import presses
from carddesk.ui.ways import Way, way_words
from carddesk.workflow.views import CaseView

_ICON_PX = 32


class FormState(QFrame):
    """An icon, a sentence, what to do about it, and a button that does it."""

    read_asked = Signal()
    way_asked = Signal(str)
    """A `Way` other than reading again."""
    passed_by = Signal()
    """Enter where there is nothing to do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "state")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon_name = "id-card"
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spinner = Spinner(theme, _ICON_PX)
        self._title = _centred("title")
        self._words = _centred("secondary")
        self.read = Button()
        self.read.clicked.connect(self.read_asked)
        self.way = Button()
        self.way.clicked.connect(self._go)
        self._way: Way = "read"
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 4, GRID * 4, GRID * 4, GRID * 4)
        box.setSpacing(GRID)
        box.addStretch(1)
        box.addWidget(self._icon)
        box.addWidget(self._spinner, 0, Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self._title)
        box.addWidget(self._words)
        box.addWidget(self.way, 0, Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.read, 0, Qt.AlignmentFlag.AlignCenter)
        box.addStretch(2)
        theme.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said below the title."""
        return self._words.text()

    def apply(self, case: CaseView | None, ways: Sequence[Way] = ("read",)) -> None:
        """Say how it stands with this case, which has no fields; `ways` lead on where reading failed."""
        icon, title, words, action = _said(case)
        reading = case is not None and (case.reading or case.arriving)
        self._icon_name = icon
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        failed = case is not None and bool(case.trouble) and not reading
        other = next((way for way in ways if way != "read"), None) if failed else None
        self.read.setText(action)
        self.read.setVisible(bool(action) and (not failed or "read" in ways))
        self.way.setVisible(other is not None)
        if other is not None:
            self._way = other
            self.way.setText(way_words(other))
        self._icon.setVisible(not reading)
        self._spinner.set_turning(reading)
        self._dress()

    def take_focus(self) -> None:
        """To the button if there is one, so that a key does what helps; else here, where Enter passes on."""
        stop = next((each for each in (self.way, self.read) if not each.isHidden()), self)
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        self.way_asked.emit(self._way)

    def _dress(self) -> None:
        colour = self._theme.tokens.secondary
        self._icon.setPixmap(icons.pixmap(self._icon_name, colour, _ICON_PX, self.devicePixelRatioF()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event, "confirm") and self.hasFocus() and not event.isAutoRepeat():
            self.passed_by.emit()
        else:
            super().keyPressEvent(event)


def _said(case: CaseView | None) -> tuple[str, str, str, str]:  # noqa: PLR0911 - one state a line
    """Icon, title, words, and the button's text."""
    if case is None:
        return "id-card", tr("No card chosen"), tr("Choose one in the queue on the left."), ""
    if case.arriving:
        words = tr("It comes from the team's database; without a connection, once that is back.")
        return "loader-circle", tr("The card is on its way…"), words, ""
    if case.reading:
        return "loader-circle", tr("Reading the card…"), tr("What it says will appear here."), ""
    if case.status is Status.REFUSED:
        return "image-off", tr("This file cannot be opened"), tr(case.trouble), ""
    if case.trouble:
        return "octagon-x", tr("Reading failed"), tr(case.trouble), tr("Read again")
    if case.status is Status.NEW:
        return "scan-text", tr("Not read yet"), tr("Have the chosen service read it."), tr("Read this card")
    return (
        "search",
        tr("Nothing was found to read"),
        tr("Is a card in the image? Reading again may help."),
        tr("Read again"),
    )


def _centred(look: str) -> QLabel:
    made = QLabel()
    made.setProperty("look", look)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
