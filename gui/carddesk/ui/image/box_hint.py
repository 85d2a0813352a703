"""What to do about a box on the image, said over it: draw one, or wait until it is read. Esc leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from carddesk.language import tr
from carddesk.ui.look.escape import on_escape
from carddesk.ui.look.spinner import Spinner
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX


class BoxHint(QFrame):
    """A line at the top of the image; takes neither focus nor mouse."""

    cancelled = Signal()

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self.setProperty("look", "tools")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = over
        self._spinner = Spinner(theme, ICON_PX)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        box.setSpacing(GRID)
        box.addWidget(self._spinner)
        box.addWidget(self._words)
        on_escape(self, self.cancelled.emit)
        over.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """What is said now, or `""`."""
        return "" if self.isHidden() else self._words.text()

    def ask(self, field: str) -> None:
        """A box is awaited for the field of this name."""
        self._say(tr("Draw a box around what belongs into {field}. Esc leaves.", field=field), busy=False)

    def wait(self) -> None:
        """It is being read."""
        self._say(tr("Reading the box… Esc stops it."), busy=True)

    def offer(self, key: str) -> None:
        """What was read is offered; `key` takes it."""
        words = tr("{key} takes what was read. Esc leaves it.", key=key) if key else tr("Esc leaves what was read.")
        self._say(words, busy=False)

    def leave(self) -> None:
        """Nothing to say."""
        self._spinner.set_turning(False)
        self.hide()

    def _say(self, words: str, *, busy: bool) -> None:
        self._words.setText(words)
        self.setAccessibleName(words)
        self._spinner.setVisible(busy)
        self._spinner.set_turning(busy)
        self.show()
        self._place()
        self.raise_()

    def _place(self) -> None:
        self.adjustSize()
        self.move(max(0, (self._over.width() - self.width()) // 2), GRID * 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False
