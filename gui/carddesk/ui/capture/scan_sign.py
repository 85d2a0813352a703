"""The sign in the status bar that a scanner is at work: which page, for how long, and the button that stops it."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from carddesk.language import tr
from carddesk.ui.look.button import Button
from carddesk.ui.look.spinner import Spinner
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.workflow.scan_views import ScanView

_TICK_MS = 500


class ScanSign(QWidget):
    """There only while a scanner is at work."""

    stop_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._view = ScanView()
        self._spinner = Spinner(theme, ICON_PX)
        self._words = QLabel()
        self.stop = Button(tr("Stop scanning"))
        self.stop.setProperty("look", "small")
        self.stop.setToolTip(tr("Stop the scanner; what has come stays  (Esc)"))
        self.stop.clicked.connect(self.stop_asked)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, GRID, 0)
        box.setSpacing(GRID // 2)
        for part in (self._spinner, self._words, self.stop):
            box.addWidget(part)
        self.hide()

    @property
    def words(self) -> str:
        """What is said, or `""`."""
        return "" if self.isHidden() else self._words.text()

    def show_view(self, view: ScanView) -> None:
        """Scanners do this now."""
        self._view = view
        if self.stop.hasFocus() and not view.busy:
            self.stop.clearFocus()
        self.setVisible(view.busy)
        self._spinner.set_turning(view.busy)
        self.stop.setEnabled(view.state != "stopping")
        self.setToolTip(view.device)
        if view.busy:
            self._tick()
            self._clock.start()
        else:
            self._clock.stop()

    def stand_still(self, seconds: int) -> None:
        """Say that so many seconds have passed, and no more; for pictures."""
        self._clock.stop()
        self._words.setText(scan_words(self._view, self._view.since + seconds))

    def _tick(self) -> None:
        self._words.setText(scan_words(self._view, time.monotonic()))


def scan_words(view: ScanView, now: float) -> str:
    """What scanners do, in a few words."""
    seconds = max(0, int(now - view.since))
    match view.state:
        case "idle":
            return ""
        case "looking":
            return tr("Looking for a scanner · {seconds} s", seconds=seconds)
        case "preview":
            return tr("Looking at what lies on the glass · {seconds} s", seconds=seconds)
        case "stopping":
            return tr("Stopping the scanner …")
    return tr("Scanning page {page} · {seconds} s", page=view.pages + 1, seconds=seconds)
