"""Puts a window where it stood the last time, and keeps in mind where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from carddesk.ui.look.layout_memory import LayoutFile, Place, Rect, place_on

_REST_MS = 800
"""So long after the last change it is written down: a crash loses no more than that."""


class WindowPlace(QObject):
    """`parts` tells the widths that the operator gave the parts of the window, `only_open` what the queue shows."""

    def __init__(
        self, window: QWidget, file: LayoutFile, *, parts: Callable[[], tuple[int, ...]], only_open: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._file = file
        self._parts = parts
        self._only_open = only_open
        self.layout = file.read()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self.keep)

    def take(self) -> Place | None:
        """Put the window where it stood; where nothing is remembered, None, and it stays as it is."""
        found = place_on(self.layout, {_name(screen): _room(screen) for screen in _screens()})
        if found is not None:
            _, place = found
            self._window.setWindowState(Qt.WindowState.WindowNoState)
            self._window.setGeometry(QRect(*place.rect))
            if place.maximised:
                self._window.setWindowState(Qt.WindowState.WindowMaximized)
        self._window.installEventFilter(self)
        return found[1] if found is not None else None

    def changed(self) -> None:
        """Something is otherwise now; it is kept in a moment."""
        self._timer.start()

    def keep(self) -> None:
        """Write down how things stand."""
        self._timer.stop()
        screen = self._window.screen()
        maximised = self._window.isMaximized() or self._window.isFullScreen()
        rect = self._window.normalGeometry() if maximised else self._window.geometry()
        if rect.isEmpty():  # it has never been anything but maximised
            rect = self._window.geometry()
        if not self._window.isVisible() or self._window.isMinimized():
            return
        place = Place((rect.x(), rect.y(), rect.width(), rect.height()), maximised, self._parts())
        self.layout = replace(self.layout.with_place(_name(screen), place), only_open=self._only_open())
        self._file.write(self.layout)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange}:
            self.changed()
        return False


def _screens() -> list[QScreen]:
    main = QGuiApplication.primaryScreen()
    return [main, *(each for each in QGuiApplication.screens() if each is not main)]


def _name(screen: QScreen) -> str:
    size = screen.size()
    return f"{screen.name()} {size.width()}x{size.height()}@{screen.devicePixelRatio():g}"


def _room(screen: QScreen) -> Rect:
    room = screen.availableGeometry()
    return room.x(), room.y(), room.width(), room.height()
