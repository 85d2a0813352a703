"""The pages of a document, small, each with a box to tick."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from carddesk.language import tr
from carddesk.ui.look.theme import Theme

SIDE_PX = 132
_PAGE = Qt.ItemDataRole.UserRole
_BLANK = Qt.ItemDataRole.UserRole + 1


class PageGrid(QListWidget):
    """Space ticks, Ctrl+A ticks all or none, Enter takes."""

    ticked = Signal()
    """Other pages are ticked than before."""
    taken = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "choices")
        self.setAccessibleName(tr("Pages"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE_PX, SIDE_PX))
        self.setGridSize(QSize(SIDE_PX + 44, SIDE_PX + 34))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self._touched: set[int] = set()
        self._quiet = False
        self.itemChanged.connect(self._item_changed)

    def show_pages(self, count: int) -> None:
        """So many pages, all ticked; their pictures come one by one."""
        self._quiet = True
        self.clear()
        self._touched.clear()
        nothing = QIcon(self._on_ground(None))
        for page in range(1, count + 1):
            item = QListWidgetItem(nothing, str(page))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            item.setData(_PAGE, page)
            item.setCheckState(Qt.CheckState.Checked)
            self.addItem(item)
            self._name(item)
        self._quiet = False
        self.setCurrentRow(0)

    def show_leaf(self, page: int, image: QImage, *, blank: bool) -> None:
        """What a page looks like. A blank one is not ticked, unless the operator has ticked it."""
        if not 1 <= page <= self.count():
            return
        item = self.item(page - 1)
        self._quiet = True
        item.setIcon(QIcon(self._on_ground(image)))
        if blank:
            item.setData(_BLANK, True)
            item.setText(tr("{page} · blank", page=page))
            if page not in self._touched:
                item.setCheckState(Qt.CheckState.Unchecked)
        self._name(item)
        self._quiet = False
        self.ticked.emit()

    @property
    def blanks(self) -> int:
        """How many of the pages seen so far are blank."""
        return sum(bool(self.item(row).data(_BLANK)) for row in range(self.count()))

    @property
    def pages(self) -> tuple[int, ...]:
        """The ticked ones."""
        return tuple(row + 1 for row in range(self.count()) if _is_ticked(self.item(row)))

    def tick(self, pages: Collection[int]) -> None:
        """Tick these and no others."""
        self._quiet = True
        for row in range(self.count()):
            item = self.item(row)
            if _is_ticked(item) != (row + 1 in pages):
                self._touched.add(row + 1)
                item.setCheckState(Qt.CheckState.Checked if row + 1 in pages else Qt.CheckState.Unchecked)
                self._name(item)
        self._quiet = False
        self.ticked.emit()

    def _item_changed(self, item: QListWidgetItem) -> None:
        if self._quiet:
            return
        self._touched.add(item.data(_PAGE))
        self._quiet = True
        self._name(item)
        self._quiet = False
        self.ticked.emit()

    def _name(self, item: QListWidgetItem) -> None:
        """What is seen by picture and tick, in words."""
        page, blank = item.data(_PAGE), bool(item.data(_BLANK))
        if _is_ticked(item):
            words = tr("Page {page}, blank, taken", page=page) if blank else tr("Page {page}, taken", page=page)
        else:
            words = tr("Page {page}, blank, not taken", page=page) if blank else tr("Page {page}, not taken", page=page)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setToolTip(words)

    def _on_ground(self, image: QImage | None) -> QPixmap:
        """In the middle of a square, so that all pages stand in line, with an edge around the paper."""
        ratio = self.devicePixelRatioF()
        side = round(SIDE_PX * ratio)
        ground = QPixmap(side, side)
        ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ground)
        leaf = QImage(round(side * 0.72), side - 2, QImage.Format.Format_ARGB32) if image is None else image
        if image is None:
            leaf.fill(Qt.GlobalColor.transparent)
        room = QSize(side - 2, side - 2)
        leaf = leaf.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        corner = QPoint((side - leaf.width()) // 2, (side - leaf.height()) // 2)
        painter.drawImage(corner, leaf)
        painter.setPen(QColor(self._theme.tokens.control))
        painter.drawRect(corner.x(), corner.y(), leaf.width() - 1, leaf.height() - 1)
        painter.end()
        ground.setDevicePixelRatio(ratio)
        return ground

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.taken.emit()
        elif event.key() == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.tick(() if len(self.pages) == self.count() else range(1, self.count() + 1))
        elif event.key() == Qt.Key.Key_Space and (item := self.currentItem()) is not None:
            item.setCheckState(Qt.CheckState.Unchecked if _is_ticked(item) else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)


def _is_ticked(item: QListWidgetItem) -> bool:
    return item.checkState() == Qt.CheckState.Checked
