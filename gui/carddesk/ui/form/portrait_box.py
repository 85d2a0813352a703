"""A portrait that a service cut out of the card: shown as an image, confirmed with Enter like any field."""

from __future__ import annotations

import base64
import binascii

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QLabel

from carddesk.language import tr
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import presses

_SIZE = QSize(GRID * 15, GRID * 18)


class PortraitBox(QLabel):
    """Takes the caret, and tells of Enter."""

    entered = Signal()
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "portrait")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown = ""
        self._veiled = False

    def show_picture(self, picture: str) -> None:
        """Show an image given in base64, with or without the head of a data address."""
        if picture == self._shown:
            return
        self._shown = picture
        image = decoded(picture)
        if image is None:
            self.setPixmap(QPixmap())
            self.setText(tr("This portrait cannot be shown."))
            return
        ratio = self.devicePixelRatioF()
        size = QSize(round(_SIZE.width() * ratio), round(_SIZE.height() * ratio))
        fitted = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        self.setPixmap(QPixmap.fromImage(fitted))

    def set_veiled(self, veiled: bool) -> None:
        """Cover the picture, in privacy mode, or show it."""
        if veiled != self._veiled:
            self._veiled = veiled
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._veiled:
            QPainter(self).fillRect(self.contentsRect(), self.palette().color(QPalette.ColorRole.Mid))
        else:
            super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event, "confirm") and not event.isAutoRepeat():
            self.confirmed.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


def decoded(picture: str) -> QImage | None:
    """The image in this base64 text; None where there is none."""
    text = picture.partition(",")[2] if picture.startswith("data:") else picture
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    image = QImage.fromData(data)
    return None if image.isNull() else image
