"""How a case looks in the queue: thumbnail, number, name, document, and its state by icon, word and colour."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from carddesk.language import tr
from carddesk.ui.look import fonts, icons
from carddesk.ui.look.spinner import STEPS
from carddesk.ui.look.states import look_of_row
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import CAPTION_PX, GRID, RADIUS, TEXT_PX
from carddesk.ui.privacy.veil import veiled
from carddesk.ui.queue.queue_model import ROW_ROLE
from carddesk.ui.queue.thumbnails import Thumbnails
from carddesk.ui.words import document_name
from carddesk.workflow.views import QueueRow

ROW_PX = 56
_THUMB = QSize(56, 40)
_ICON_PX = 14


class QueueDelegate(QStyledItemDelegate):
    """Paints rows straight from their views; no widget a row, so a hundred thousand cost no more than a dozen."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme = theme
        self._thumbnails = thumbnails
        self.turn = 0
        """Step of the spinner, 0..STEPS-1."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: QueueRow = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        self._ground(painter, rect, state)
        inner = rect.adjusted(GRID + 2, 0, -GRID, 0)
        thumb = QRect(inner.left(), inner.top() + (inner.height() - _THUMB.height()) // 2, *_THUMB.toTuple())
        self._thumb(painter, thumb, row)
        if row.joined:
            self._both_faces(painter, thumb)
        self._words(painter, inner.adjusted(_THUMB.width() + GRID + 2, GRID, 0, -GRID), row)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = self._theme.tokens
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selected))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), QColor(tokens.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.hover))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _thumb(self, painter: QPainter, place: QRect, row: QueueRow) -> None:
        tokens = self._theme.tokens
        path = QPainterPath()
        path.addRoundedRect(QRectF(place), RADIUS - 2, RADIUS - 2)
        painter.fillPath(path, QColor(tokens.stage))
        picture = self._thumbnails.get(row)
        if picture is None:
            name = "image" if row.image else "image-off"
            icon = icons.pixmap(name, tokens.control, 16, self._scale(painter))
            painter.drawPixmap(place.center().x() - 7, place.center().y() - 7, icon)
            return
        painter.save()
        painter.setClipPath(path)
        seen = veiled(picture) if row.hidden else picture
        painter.drawPixmap(QRectF(place), seen, _covering(seen, place.size()))
        painter.restore()

    def _both_faces(self, painter: QPainter, thumb: QRect) -> None:
        """A 2 at the corner of the thumbnail: the card has two images."""
        tokens = self._theme.tokens
        sign = QRectF(thumb.right() - 13, thumb.bottom() - 13, 16, 16)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.panel))
        painter.drawRoundedRect(sign, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(fonts.interface_font(CAPTION_PX))
        painter.setPen(QColor(tokens.text))
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "2")

    def _words(self, painter: QPainter, place: QRect, row: QueueRow) -> None:
        tokens = self._theme.tokens
        name_font, small = fonts.interface_font(TEXT_PX), fonts.interface_font(CAPTION_PX)
        upper = QRect(place.left(), place.top(), place.width(), place.height() // 2)
        lower = QRect(place.left(), upper.bottom() + 1, place.width(), place.height() - upper.height())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(name_font)
        painter.setPen(QColor(tokens.text))
        elided = QFontMetrics(name_font).elidedText(row.name, Qt.TextElideMode.ElideMiddle, upper.width())
        painter.drawText(upper, middle, elided)
        painter.setFont(small)
        number = f"{row.id:04d}"
        painter.setPen(QColor(tokens.secondary))
        painter.drawText(lower, middle, number)
        number_width = QFontMetrics(small).horizontalAdvance(number) + GRID
        self._state(painter, lower.adjusted(number_width, 0, 0, 0), row)

    def _state(self, painter: QPainter, place: QRect, row: QueueRow) -> None:
        tokens = self._theme.tokens
        colour, name, word = look_of_row(row, tokens)
        turn = self.turn * 360 // STEPS if row.reading else 0
        icon = icons.pixmap(name, colour, _ICON_PX, self._scale(painter), turn)
        painter.drawPixmap(place.left(), place.top() + (place.height() - _ICON_PX) // 2, icon)
        font = fonts.interface_font(CAPTION_PX)
        metrics = QFontMetrics(font)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words = place.adjusted(_ICON_PX + 5, 0, 0, 0)
        said = tr(word, count=row.open_fields, who=row.holder)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(words, middle, metrics.elidedText(said, Qt.TextElideMode.ElideRight, words.width()))
        rest = words.adjusted(metrics.horizontalAdvance(said) + GRID, 0, 0, 0)
        if rest.width() > GRID * 6:
            painter.setPen(QColor(tokens.secondary))
            document = metrics.elidedText(document_name(row.document), Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, middle, document)

    def _scale(self, painter: QPainter) -> float:
        return painter.device().devicePixelRatio()


def _covering(picture: QPixmap, place: QSize) -> QRectF:
    """The middle part of the picture that fills the place without distortion."""
    width, height = picture.width(), picture.height()
    share = min(width / place.width(), height / place.height())
    part_width, part_height = place.width() * share, place.height() * share
    return QRectF((width - part_width) / 2, (height - part_height) / 2, part_width, part_height)
