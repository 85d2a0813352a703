"""Looks for text that does not stand out from what it is really painted on (WCAG 2.2, 1.4.3: 4.5 to 1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTextEdit, QWidget

from carddesk.ui.look.tokens import contrast

LEAST = 4.5
_ROLES = {
    QLabel: QPalette.ColorRole.WindowText,
    QAbstractButton: QPalette.ColorRole.ButtonText,
    QLineEdit: QPalette.ColorRole.Text,
    QTextEdit: QPalette.ColorRole.Text,
}


def pairs_in(root: QWidget, shot: QImage) -> dict[tuple[str, str], str]:
    """Each pair of ink and ground that text is shown with, and a widget that does. Disabled controls may be faint."""
    found: dict[tuple[str, str], str] = {}
    pixels, ratio = _pixels(shot), shot.devicePixelRatio()
    for widget in root.findChildren(QWidget):
        role = next((role for kind, role in _ROLES.items() if isinstance(widget, kind)), None)
        if role is None or not widget.isVisible() or not widget.isEnabled() or not _words(widget):
            continue
        place = QRect(widget.mapTo(root, widget.rect().topLeft()), widget.size()).intersected(root.rect())
        if place.width() < 4 or place.height() < 4 or _covered(root, widget, place):
            continue
        ink = widget.palette().color(widget.foregroundRole() if isinstance(widget, QLabel) else role)
        found[ink.name(), _ground(pixels, ratio, place)] = f"{type(widget).__name__} {_words(widget)!r}"
    return found


def faint(pairs: dict[tuple[str, str], str]) -> list[str]:
    """Those that cannot be told apart well enough."""
    return [
        f"{where}: {ink} on {ground} is {contrast(ink, ground):.2f}"
        for (ink, ground), where in pairs.items()
        if contrast(ink, ground) < LEAST
    ]


def _covered(root: QWidget, widget: QWidget, place: QRect) -> bool:
    """Whether something else lies over it, or it is scrolled out of sight."""
    if widget.visibleRegion().boundingRect() != widget.rect():
        return True
    on_top = (root.childAt(at) for at in (place.center(), place.topLeft(), place.bottomRight()))
    return any(each is not widget and (each is None or not widget.isAncestorOf(each)) for each in on_top)


def _words(widget: QWidget) -> str:
    if isinstance(widget, QTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return (widget.text() or widget.placeholderText()) if isinstance(widget, QLineEdit) else ""


def _ground(shot: NDArray[np.uint32], ratio: float, place: QRect) -> str:
    """The colour of which most of this part is made."""
    rows = np.round(np.arange(place.top() + 1, place.bottom(), 2) * ratio).astype(int)
    columns = np.round(np.arange(place.left() + 1, place.right(), 3) * ratio).astype(int)
    colours, counts = np.unique(shot[np.ix_(rows, columns)] & 0xFFFFFF, return_counts=True)
    return QColor(int(colours[counts.argmax()])).name()


def _pixels(shot: QImage) -> NDArray[np.uint32]:
    """0xffRRGGBB, height x width."""
    image = shot.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).view(np.uint32).reshape(image.height(), -1)[:, : image.width()]
