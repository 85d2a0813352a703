"""A bell at a workspace: a second copy of the program that finds it in use rings, and the first one's window comes forward."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject
from PySide6.QtWidgets import QApplication, QWidget

FILE_NAME = "desk.bell"


def ring(folder: Path) -> None:
    """Ask whoever has this workspace open to show themselves. Nobody need answer."""
    with suppress(OSError):
        if (folder / FILE_NAME).exists():
            (folder / FILE_NAME).write_text(f"{time.time_ns()}\n", encoding="ascii")


class Bell(QObject):
    """Heard as long as the window lives. Where the file cannot be made, or changes to it are not told, it stays silent."""

    def __init__(self, folder: Path, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        path = folder / FILE_NAME
        with suppress(OSError):
            path.touch(0o600)
        self._watcher = QFileSystemWatcher([str(path)], self) if path.exists() else QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._come_forward)

    def _come_forward(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
        QApplication.alert(self._window)
