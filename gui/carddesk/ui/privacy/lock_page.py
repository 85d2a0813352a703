"""What a covered window shows: a calm page that any key takes away. It asks for no password; that is the system's part."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID

_ICON_PX = 40


class LockPage(QFrame):
    """Takes every key. It goes when one that was pressed here is let go, so that no part of the stroke lands elsewhere."""

    opened = Signal()

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._pressed: set[int] = set()
        self.setProperty("look", "stage")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = _centred(tr("Locked. Press any key."), "display")
        words = _centred(tr("Nothing is lost: your work stands as you left it."), "secondary")
        self.setAccessibleName(title.text())
        self.setAccessibleDescription(words.text())
        box = QVBoxLayout(self)
        box.setSpacing(GRID)
        box.addStretch(2)
        for part in (self._icon, title, words):
            box.addWidget(part)
        box.addStretch(3)
        theme.changed.connect(self._dress)
        self._dress()

    def cover(self) -> None:
        """Lie over the whole window and take the caret, as if the window were merely left for another."""
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._window.installEventFilter(self)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _dress(self) -> None:
        colour = self._theme.tokens.secondary
        self._icon.setPixmap(icons.pixmap("lock", colour, _ICON_PX, self.devicePixelRatioF()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no command of the desk hears a key that is pressed here
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def focusNextPrevChild(self, _forwards: bool) -> bool:
        return False  # Tab is a key like any other here

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._pressed.add(event.key())
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.accept()
        # What was held down when the window was covered, as the keys that did it, opens nothing.
        if not event.isAutoRepeat() and event.key() in self._pressed:
            self.opened.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.opened.emit()


def _centred(words: str, look: str) -> QLabel:
    made = QLabel(words)
    made.setProperty("look", look)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
