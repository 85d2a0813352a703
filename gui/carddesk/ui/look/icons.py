"""Icons: Lucide's line drawings, coloured by token and rendered for the scale at hand."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from carddesk.resources import resource
from carddesk.ui.look.tokens import ICON_PX, Tokens

GAP_PX = 4
"""Qt's own gap between icon and text is half of what the 8 px grid asks for."""
_SIZES = (16, 20, 24, 28, 32, 40, 48)
"""Device pixels of a 16 px icon at the usual scales 1, 1.25, 1.5, 1.75, 2, 2.5, 3: no scale is interpolated."""


@cache
def pixmap(name: str, colour: str, pixels: int = ICON_PX, scale: float = 1.0, turn: int = 0) -> QPixmap:
    """The icon `name` in a colour, `pixels` logical pixels square, for a screen of this scale, turned by `turn` degrees."""
    side = round(pixels * scale)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if turn:
        painter.translate(side / 2, side / 2)
        painter.rotate(turn)
        painter.translate(-side / 2, -side / 2)
    QSvgRenderer(QByteArray(_drawing(name, colour).encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


@cache
def icon(name: str, tokens: Tokens, *, colour: str = "", gap: bool = False) -> QIcon:
    """The icon for buttons and menus, fainter where the button is disabled; with a `gap` before the text if so wished."""
    made = QIcon()
    for side in _SIZES:
        made.addPixmap(_at(name, colour or tokens.text, side, gap=gap), QIcon.Mode.Normal)
        made.addPixmap(_at(name, tokens.control, side, gap=gap), QIcon.Mode.Disabled)
    return made


def icon_size(*, gap: bool = False) -> QSize:
    """The size of icons in buttons, in logical pixels."""
    return QSize(ICON_PX + GAP_PX * gap, ICON_PX)


def _at(name: str, colour: str, side: int, *, gap: bool) -> QPixmap:
    drawing = pixmap(name, colour, side, 1.0)
    if not gap:
        return drawing
    wider = QPixmap(side + side * GAP_PX // ICON_PX, side)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, drawing)
    painter.end()
    return wider


@cache
def _drawing(name: str, colour: str) -> str:
    text = (resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
    return re.sub(r'stroke="currentColor"', f'stroke="{colour}"', text)
