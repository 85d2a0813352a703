"""The wall: one field of many cards side by side. What looks wrong is marked, Enter confirms all the rest in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.group.wall_delegate import TILE, WallDelegate
from carddesk.ui.group.wall_model import WallModel
from carddesk.ui.group.wall_strips import WallStrips
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.look.button import Button
from carddesk.ui.look.calm_boxes import CalmComboBox
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.group import GroupItem

_FIRST = ("sex", "birth_date", "ethnicity", "nationality", "expiry_date")
"""Fields that are checked this way most, which come first in the list."""


class Wall(LaidOver):
    """Laid over the window; where it is closed and not confirmed, nothing was said."""

    confirmed = Signal(object, object)
    """The tiles, `tuple[GroupItem, ...]`, and the numbers of the cases marked, `frozenset[int]`."""

    follows_focus = False

    def __init__(self, parent: QWidget, theme: Theme, strips: WallStrips) -> None:
        super().__init__(parent, theme, tr("Check one field over many cards"))
        self.setProperty("look", "panel")
        self.strips = strips
        self._walls: Mapping[str, tuple[GroupItem, ...]] = {}
        self.model = WallModel()
        self.tiles = _Tiles(self.model, WallDelegate(theme, strips))
        self.field = CalmComboBox()
        self.field.setAccessibleName(tr("Field"))
        self.count = QLabel()
        self.count.setProperty("look", "secondary")
        self.take = Button(tr("Confirm all but those marked"))
        self.take.setProperty("look", "primary")
        self._assemble()
        self.field.currentIndexChanged.connect(self._show_field)
        self.tiles.taken.connect(self._confirm)
        self.take.clicked.connect(self._confirm)
        self.model.dataChanged.connect(self._tell)
        strips.arrived.connect(self.model.changed)
        theme.changed.connect(self._dress)

    def _assemble(self) -> None:
        title = QLabel(tr("Check one field over many cards"))
        title.setProperty("look", "title")
        head = QHBoxLayout()
        head.setSpacing(GRID * 2)
        head.addWidget(title)
        head.addWidget(self.field)
        head.addWidget(self.count, 1)
        head.addWidget(self._close)
        hint = QLabel(tr("Arrow keys go about, Space marks what looks wrong, Enter confirms all the rest, Esc leaves."))
        hint.setProperty("look", "caption")
        hint.setWordWrap(True)
        foot = QHBoxLayout()
        foot.addWidget(hint, 1)
        foot.addWidget(self.take)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self.tiles, 1)
        box.addLayout(foot)

    def open(self, walls: Mapping[str, tuple[GroupItem, ...]]) -> None:
        """Appear with the fields there are, at the one checked last if it is among them."""
        last = str(self.field.currentData() or "")
        self._walls = walls
        keys = sorted(walls, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
        self.field.blockSignals(True)
        self.field.clear()
        for key in keys:
            self.field.addItem(walls[key][0].label, key)
        self.field.setCurrentIndex(keys.index(last) if last in keys else 0)
        self.field.blockSignals(False)
        self._show_field()
        self._appear(self.tiles, Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        self.strips.forget()

    def _place_for(self, room: QRect) -> QRect:
        """The window between the bars at its top and its foot: what would show at a rim says nothing."""
        bars = self._room.layout()
        ends = [bars.itemAt(at) for at in (0, bars.count() - 1)] if bars is not None else []
        top, foot = (each.geometry() for each in ends if each is not None)
        return QRect(0, top.bottom() + 1, room.width(), foot.top() - top.bottom() - 1)

    def _show_field(self) -> None:
        self.model.show_items(self._walls.get(str(self.field.currentData() or ""), ()))
        if self.model.items:
            self.tiles.setCurrentIndex(self.model.index(0))
        self._tell()

    def _tell(self) -> None:
        values = len({item.shown for item in self.model.items})
        words = tr("{count} cards, different values: {values}", count=len(self.model.items), values=values)
        if self.model.marked:
            words += " · " + tr("{count} marked", count=len(self.model.marked))
        self.count.setText(words)
        self.take.setEnabled(bool(self.model.items))

    def _confirm(self) -> None:
        items, marked = self.model.items, frozenset(self.model.marked)
        self.close_sheet()
        self.confirmed.emit(items, marked)

    def _dress(self) -> None:
        self.tiles.viewport().update()


class _Tiles(QListView):
    """Tiles row by row; Space or a click marks one, Enter takes the wall."""

    taken = Signal()

    def __init__(self, model: WallModel, delegate: WallDelegate) -> None:
        super().__init__()
        self._wall = model
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(tr("Cards"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(TILE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._toggle)

    def _toggle(self, index: QModelIndex) -> None:
        self._wall.toggle(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space:
                self._wall.toggle(self.currentIndex())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.isAutoRepeat():
                self.taken.emit()
            case Qt.Key.Key_Escape:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are no commands here."""

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """No input method has anything to do here, so that Space marks with one switched on too."""
        return False if query == Qt.InputMethodQuery.ImEnabled else super().inputMethodQuery(query)
