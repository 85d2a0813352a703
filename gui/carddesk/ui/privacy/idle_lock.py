"""The idle lock: a window that nobody sits at is covered, and nothing of it can be read, not by assistive technology either."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from carddesk.ui.look.theme import Theme
from carddesk.ui.privacy.lock_page import LockPage

_SIGNS_OF_LIFE = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
    QEvent.Type.InputMethod,
}

Told = Callable[[Literal["idle", "key"], int], None]


class IdleLock(QObject):
    """Covers a window after a while without key or mouse, or when told to; a key opens it again.

    The window's contents are taken out of it meanwhile: what is merely hidden can still be read through the
    accessibility tree. They lose nothing by it, and work behind them goes on.
    """

    def __init__(
        self, window: QMainWindow, theme: Theme, *, minutes: float, on_lock: Callable[[], None], told: Told
    ) -> None:
        """`minutes`: 0 is never. `on_lock` is called before the window is covered; `told` once it is open again: what
        locked it, and for how many seconds.
        """
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._on_lock = on_lock
        self._told = told
        self._patience_s = minutes * 60
        self._seen_at = time.monotonic()
        self._locked_at = 0.0
        self._locked_by: Literal["idle", "key"] = "key"
        self._page: LockPage | None = None
        self._contents: QWidget | None = None
        self._caret: QWidget | None = None
        self._others: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        if self._patience_s:
            # The window itself rather than the application: a filter there would be asked about every paint event.
            QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]
            self._timer.start(round(self._patience_s * 1000))

    @property
    def locked(self) -> bool:
        """Whether the window is covered."""
        return self._page is not None

    def lock(self, by: Literal["idle", "key"] = "key") -> None:
        """Cover the window."""
        if self._page is not None:
            return
        self._on_lock()
        self._locked_by, self._locked_at = by, time.monotonic()
        self._cover_others()
        self._caret = self._window.focusWidget()
        self._page = LockPage(self._window, self._theme)
        self._page.opened.connect(self.unlock)
        self._page.cover()
        self._contents = self._window.takeCentralWidget()
        self._window.setAcceptDrops(False)

    def unlock(self) -> None:
        """Open the window again, the caret where it was."""
        if self._page is None:
            return
        self.put_back()
        self._seen()
        self._told(self._locked_by, round(time.monotonic() - self._locked_at))

    def put_back(self) -> None:
        """Give the window its contents again without a word, as when it closes."""
        if self._page is None or self._contents is None:
            return
        self._window.setCentralWidget(self._contents)
        self._contents.show()
        page, self._page, self._contents = self._page, None, None
        if self._caret is not None and self._window.isAncestorOf(self._caret):
            # For the box it comes back to, it has never been away.
            self._caret.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        page.hide()
        page.deleteLater()
        self._window.setAcceptDrops(True)
        for each in self._others:
            each.show()
        self._others, self._caret = [], None

    def _cover_others(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        dialogs = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self._window]
        self._others = [each for each in dialogs if each.window().parentWidget() is not None]
        for each in self._others:
            each.hide()

    def _look(self) -> None:
        """Has anybody been here? If so, look again when their time is up."""
        left = self._seen_at + self._patience_s - time.monotonic()
        if left <= 0:
            self.lock("idle")
        else:
            self._timer.start(round(left * 1000) + 1)

    def _seen(self) -> None:
        self._seen_at = time.monotonic()
        if self._patience_s and not self.locked and not self._timer.isActive():
            self._timer.start(round(self._patience_s * 1000))

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)
            self._seen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS_OF_LIFE:
            self._seen()
        return False
