"""How frames over a page look: what is outside is dimmed, the one at work has handles, and a thick stroke marks its upper side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from carddesk.ui.image.frame_edit import FrameEdit
from carddesk.ui.look import fonts
from carddesk.ui.look.tokens import LIGHT

_HANDLE_PX = 11.0
_CHOSEN_PX = 16.0
_BADGE_PX = 15
_DIMMED = QColor(0, 0, 0, 110)
_HALO = QColor(255, 255, 255, 220)


def paint(painter: QPainter, room: QRectF, outlines: Sequence[QPolygonF], edit: FrameEdit, *, focused: bool) -> None:
    """Paint the frames, whose corners stand at `outlines` on the screen, in the order of `edit.frames`."""
    shade = QPainterPath()
    shade.addRect(room)
    for each in outlines:
        inside = QPainterPath()
        inside.addPolygon(each)
        inside.closeSubpath()
        shade = shade.subtracted(inside)
    painter.fillPath(shade, _DIMMED)
    for number, each in enumerate(outlines):
        points = [each.at(corner) for corner in range(4)]
        colour = QColor(LIGHT.broken if number in edit.wrong else LIGHT.accent)
        _outline(painter, points, colour, at_work=number == edit.at, wrong=number in edit.wrong)
        if edit.several:
            _number(painter, number, sum(points, QPointF()) / 4, colour)
        if number == edit.at:
            _handles(painter, points, colour, chosen=edit.corner if focused else None)


def _outline(painter: QPainter, points: list[QPointF], colour: QColor, *, at_work: bool, wrong: bool) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    style = Qt.PenStyle.DashLine if wrong else Qt.PenStyle.SolidLine
    for pen in (QPen(_HALO, 4.5 if at_work else 3.5), QPen(colour, 2.5 if at_work else 1.5, style)):
        painter.setPen(pen)
        painter.drawPolygon(points)
    # The upper side, so that it can be seen which way up the card will stand.
    painter.setPen(QPen(colour, 6))
    upper = points[1] - points[0]
    painter.drawLine(points[0] + upper * 0.38, points[0] + upper * 0.62)


def _handles(painter: QPainter, points: list[QPointF], colour: QColor, *, chosen: int | None) -> None:
    for each, point in enumerate(points):
        size = _CHOSEN_PX if each == chosen else _HANDLE_PX
        painter.setPen(QPen(QColor("white") if each == chosen else colour, 2))
        painter.setBrush(colour if each == chosen else QColor("white"))
        painter.drawRect(QRectF(point.x() - size / 2, point.y() - size / 2, size, size))


def _number(painter: QPainter, number: int, middle: QPointF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, _BADGE_PX, _BADGE_PX)
    painter.setPen(QColor("white"))
    painter.setFont(fonts.interface_font(_BADGE_PX))
    around = QRectF(middle.x() - _BADGE_PX, middle.y() - _BADGE_PX, 2 * _BADGE_PX, 2 * _BADGE_PX)
    painter.drawText(around, Qt.AlignmentFlag.AlignCenter, str(number + 1))
