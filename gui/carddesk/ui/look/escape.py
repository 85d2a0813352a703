"""Escape: Esc puts away what lies over the work, wherever the caret is, as long as that is on screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def on_escape(widget: QWidget, close: Callable[[], None]) -> None:
    """Have Esc `close` this widget while it is visible; of two such, one goes after the other."""
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), widget)
    shortcut.activated.connect(close)
    shortcut.activatedAmbiguously.connect(close)
