"""How a tile looks: the strip of the image, the value below it, and a mark by colour, frame and icon."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from carddesk.ui.group.wall_model import ITEM_ROLE, MARKED_ROLE
from carddesk.ui.group.wall_strips import WallStrips
from carddesk.ui.look import fonts, icons
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import CAPTION_PX, GRID, RADIUS
from carddesk.workflow.group import GroupItem

TILE = QSize(208, 96)
_STRIP_PX = 48
_VALUE_PX = 16
_ICON_PX = 14


class WallDelegate(QStyledItemDelegate):
    """Paints tiles straight from their items; strips come when they are seen."""

    def __init__(self, theme: Theme, strips: WallStrips) -> None:
        super().__init__()
        self._theme = theme
        self._strips = strips

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return TILE

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item: GroupItem = index.data(ITEM_ROLE)
        marked = bool(index.data(MARKED_ROLE))
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place: QRect = option.rect.adjusted(4, 4, -4, -4)
        state: QStyle.StateFlag = option.state
        self._ground(painter, place, item, marked=marked, here=bool(state & QStyle.StateFlag.State_HasFocus))
        strip = QRect(place.left() + GRID, place.top() + 6, place.width() - GRID * 2, _STRIP_PX)
        self._strip(painter, strip, self._strips.get(item))
        words = QRect(strip.left(), strip.bottom() + 2, strip.width(), place.bottom() - strip.bottom() - 4)
        self._words(painter, words, item, marked=marked)
        painter.restore()

    def _ground(self, painter: QPainter, place: QRect, item: GroupItem, *, marked: bool, here: bool) -> None:
        tokens = self._theme.tokens
        fill, line = tokens.panel, tokens.border
        if marked:
            fill, line = tokens.doubtful_wash, tokens.doubtful
        elif item.broken:
            fill, line = tokens.broken_wash, tokens.broken
        path = QPainterPath()
        path.addRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.fillPath(path, QColor(fill))
        painter.setPen(QPen(QColor(tokens.accent if here else line), 2 if here or marked else 1))
        painter.drawPath(path)

    def _strip(self, painter: QPainter, place: QRect, strip: QPixmap | None) -> None:
        if strip is None:
            painter.fillRect(place.adjusted(0, 12, 0, -12), QColor(self._theme.tokens.stage))
            return
        shrink = min(place.width() / strip.width(), place.height() / strip.height())
        width, height = strip.width() * shrink, strip.height() * shrink
        target = QRectF(place.left(), place.top() + (place.height() - height) / 2, width, height)
        painter.drawPixmap(target, strip, QRectF(strip.rect()))

    def _words(self, painter: QPainter, place: QRect, item: GroupItem, *, marked: bool) -> None:
        tokens = self._theme.tokens
        small = fonts.interface_font(CAPTION_PX)
        number = f"{item.case_id:04d}"
        number_px = QFontMetrics(small).horizontalAdvance(number)
        left = place.left()
        icon, role = ("triangle-alert", tokens.doubtful) if marked else ("x", tokens.broken)
        if marked or item.broken:
            pixmap = icons.pixmap(icon, role, _ICON_PX, painter.device().devicePixelRatio())
            painter.drawPixmap(left, place.center().y() - _ICON_PX // 2, pixmap)
            left += _ICON_PX + 4
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, number)
        font = fonts.value_font(_VALUE_PX)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        room = QRect(left, place.top(), place.right() - number_px - GRID - left, place.height())
        text = QFontMetrics(font).elidedText(item.shown, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, text)
