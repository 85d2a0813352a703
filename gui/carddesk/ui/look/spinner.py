"""The spinner: says that work is under way. Stands still where the system asks for no motion."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from carddesk.ui.look import icons, motion
from carddesk.ui.look.theme import Theme

STEPS = 12
INTERVAL_MS = 80


class Spinner(QWidget):
    """A turning icon."""

    def __init__(self, theme: Theme, pixels: int) -> None:
        super().__init__()
        self._theme = theme
        self._pixels = pixels
        self._step = 0
        self.setFixedSize(pixels, pixels)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._turn)
        self.hide()

    def set_turning(self, turning: bool) -> None:
        """Appear and turn, or vanish."""
        self.setVisible(turning)
        if turning and motion.duration_ms() > 0:
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._step = (self._step + 1) % STEPS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self._theme.tokens.accent
        turn = self._step * 360 // STEPS
        picture = icons.pixmap("loader-circle", colour, self._pixels, self.devicePixelRatioF(), turn)
        painter.drawPixmap(QPointF(0, 0), picture)
