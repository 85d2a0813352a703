"""What is laid over the window while work waits: its place, its close button, and where the focus goes when it goes."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID


class LaidOver(QFrame):
    """A sheet over `room`. Esc, its button, or the focus going elsewhere close it. No dialog: nothing is blocked."""

    size_wanted: ClassVar[QSize] = QSize(640, 620)
    """Its size where the room is large enough."""
    follows_focus: ClassVar[bool] = True
    """Whether it goes when the focus goes elsewhere."""

    def __init__(self, room: QWidget, theme: Theme, name: str) -> None:
        super().__init__(room)
        self.setProperty("look", "card")
        self.setAccessibleName(name)
        self._room = room
        self._theme = theme
        self._before: QWidget | None = None
        self._close = Button()
        self._close.setProperty("look", "tool")
        self._close.setIconSize(icons.icon_size())
        self._close.setAccessibleName(tr("Close"))
        self._close.clicked.connect(self.close_sheet)
        theme.changed.connect(self._dress_close)
        self._dress_close()
        self.hide()

    def close_sheet(self) -> None:
        """Go, and give the focus back."""
        if self.isHidden():
            return
        if self.follows_focus:
            QApplication.instance().focusChanged.disconnect(self._follow_focus)  # type: ignore[union-attr]
        back = self._gives_back(self.window().focusWidget())
        self.hide()
        self._forget()
        if back and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def place(self) -> None:
        """Stand where it belongs, as large as the room is now."""
        self.setGeometry(self._place_for(self._room.rect()))

    def _appear(self, first: QWidget, reason: Qt.FocusReason = Qt.FocusReason.TabFocusReason) -> None:
        """Come, with the focus on `first`; what it shows is up to date by now."""
        new = self.isHidden()
        if new:
            self._before = self.window().focusWidget()
        self.place()
        self.show()
        self.raise_()
        first.setFocus(reason)
        if new and self.follows_focus:
            QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    def _place_for(self, room: QRect) -> QRect:
        """In the middle."""
        return in_the_middle(self.size_wanted.boundedTo(room.size() - QSize(GRID * 2, GRID * 4)), room)

    def _gives_back(self, focused: QWidget | None) -> bool:
        """Whether who had the focus gets it again: not when it is elsewhere already."""
        return focused is not None and self.isAncestorOf(focused)

    def _forget(self) -> None:
        """It has gone: let go of what is not to be kept unseen."""

    def _escape(self) -> None:
        """Esc was pressed."""
        self.close_sheet()

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Another window (the list of a combo box, a dialog) is no other place of this one.
        if new is not None and new.window() is self.window() and new is not self and not self.isAncestorOf(new):
            self._before = None
            self.close_sheet()

    def _dress_close(self) -> None:
        self._close.setIcon(icons.icon("x", self._theme.tokens))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)


def is_laid_over(widget: QWidget | None) -> bool:
    """Whether it stands on a sheet: nobody takes the focus from there."""
    while widget is not None:
        if isinstance(widget, LaidOver):
            return widget.isVisible()
        widget = widget.parentWidget()
    return False


def in_the_middle(size: QSize, room: QRect) -> QRect:
    """A place of this size in the middle of the room."""
    return QRect((room.width() - size.width()) // 2, (room.height() - size.height()) // 2, size.width(), size.height())
