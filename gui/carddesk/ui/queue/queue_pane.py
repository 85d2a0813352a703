"""The queue pane: filter, "only open", and the list of cases."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStackedWidget,
    QVBoxLayout,
)

from carddesk.language import tr
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look import icons, motion
from carddesk.ui.look.button import Button
from carddesk.ui.look.spinner import INTERVAL_MS, STEPS
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.queue.queue_delegate import QueueDelegate
from carddesk.ui.queue.queue_model import QueueModel
from carddesk.ui.queue.thumbnails import Thumbnails
from carddesk.ui.shortcuts import set_tip
from carddesk.workflow.rows import Rows
from carddesk.workflow.views import QueueRow

_FILTER_DELAY_MS = 120


class QueuePane(QFrame):
    """Renders the filtered queue; says which case was chosen and what to filter for."""

    chosen = Signal(int)
    """Number of the case chosen by arrow keys: the caret stays here."""
    opened = Signal(int)
    """Number of the case clicked, or chosen by Enter: on to its fields."""
    filtered = Signal(str, bool, bool)
    """Text, whether only open cases are wanted, and whether only those that wait for the operator's second look."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, composition: Composition) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._theme = theme
        self._model = QueueModel(theme)
        # Nothing is sorted here. A view asks its model about every row whenever it lays them out, and of a model written in
        # Python that takes a quarter of a second for a hundred thousand; this one answers in its place.
        self._counted = QSortFilterProxyModel()
        self._counted.setDynamicSortFilter(False)
        self._counted.setSourceModel(self._model)
        self._delegate = QueueDelegate(theme, thumbnails)
        self._current: int | None = None
        self.list = _List()
        self.filter = LineEdit()
        self.only_open = Button()
        self.only_looks = Button()
        self._nothing = QLabel(tr("No case fits the filter."))
        self._delay = QTimer(self)
        self._turning = QTimer(self)
        self._assemble(composition)
        self.list.picked.connect(self._pick)
        self.list.entered_case.connect(self._open)
        self.filter.textChanged.connect(self._delay.start)
        self.filter.returnPressed.connect(self._filter_now)
        self.only_open.toggled.connect(self._filter_now)
        self.only_looks.toggled.connect(self._filter_now)
        self._delay.timeout.connect(self._filter_now)
        self._turning.timeout.connect(self._turn)
        thumbnails.arrived.connect(self._repaint)
        theme.changed.connect(self._dress)
        self._dress()

    def _assemble(self, composition: Composition) -> None:
        self.list.setModel(self._counted)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(tr("Queue"))
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setAccessibleName(tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        set_tip(self.filter, tr("Filter by name, number or file"), "filter")
        composition.watch(self.filter)
        self.only_open.setCheckable(True)
        self.only_open.setProperty("look", "tool")
        self.only_open.setIconSize(icons.icon_size())
        self.only_open.setAccessibleName(tr("Only open cases"))
        self.only_open.setToolTip(tr("Only open cases"))
        self.only_looks.setCheckable(True)
        self.only_looks.setProperty("look", "tool")
        self.only_looks.setIconSize(icons.icon_size())
        self.only_looks.setAccessibleName(tr("Only cards to look at again"))
        self.only_looks.setToolTip(tr("Only cards to look at again"))
        self.only_looks.hide()
        self._nothing.setProperty("look", "secondary")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_FILTER_DELAY_MS)
        self._turning.setInterval(INTERVAL_MS)
        head = QHBoxLayout()
        head.setContentsMargins(GRID, GRID, GRID, GRID)
        head.setSpacing(GRID // 2)
        head.addWidget(self.filter, 1)
        head.addWidget(self.only_open)
        head.addWidget(self.only_looks)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self._stack, 1)

    @property
    def rows(self) -> Rows:
        """What is shown."""
        return self._model.rows

    def show_rows(self, rows: Rows) -> None:
        """Render these rows."""
        self._model.show_rows(rows)
        self.show_current(self._current)
        asked = bool(self.filter.text()) or self.only_open.isChecked() or self.only_looks.isChecked()
        self._stack.setCurrentWidget(self._nothing if asked and not rows else self.list)
        turning = any(row.reading for row in self._visible()) and motion.duration_ms() > 0
        self._turning.start() if turning else self._turning.stop()

    def show_current(self, case_id: int | None) -> None:
        """This case is the one on the desk: chosen, and in sight."""
        self._current = case_id
        at = self._model.rows.place_of(case_id) if case_id is not None else None
        selection = self.list.selectionModel()
        if at is None:
            selection.clear()
            return
        index = self._counted.index(at, 0)
        if self.list.currentIndex() != index or not selection.isSelected(index):
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.list.scrollTo(index)

    def rows_beyond(self, case_id: int, count: int, *, upwards: bool = False) -> list[QueueRow]:
        """The rows below this case (or above it), the nearest first, at most so many; none where it is not shown."""
        rows, at = self._model.rows, self._model.rows.place_of(case_id)
        if at is None:
            return []
        places = (
            range(at - 1, max(at - 1 - count, -1), -1) if upwards else range(at + 1, min(at + 1 + count, len(rows)))
        )
        return [rows[place] for place in places]

    def is_above(self, case_id: int, other: int | None) -> bool:
        """Whether this case stands above another; False where one of them is not shown."""
        at = self._model.rows.place_of(case_id)
        before = self._model.rows.place_of(other) if other is not None else None
        return at is not None and before is not None and at < before

    def show_looks(self, count: int) -> None:
        """So many cards wait for this operator's second look: the filter for them is there while there are some."""
        if not count and self.only_looks.isChecked():
            self.only_looks.setChecked(False)
        self.only_looks.setVisible(count > 0)

    def clear_filter(self) -> None:
        """Let every case through again."""
        self.filter.clear()
        self.only_open.setChecked(False)
        self.only_looks.setChecked(False)
        self._filter_now()

    def _visible(self) -> Sequence[QueueRow]:
        first = self.list.indexAt(self.list.viewport().rect().topLeft()).row()
        if first < 0:
            return self._model.rows[:20]
        count = self.list.viewport().height() // 40 + 2
        return self._model.rows[first : first + count]

    def _filter_now(self) -> None:
        self._delay.stop()
        self.filtered.emit(self.filter.text(), self.only_open.isChecked(), self.only_looks.isChecked())

    def _pick(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.rows[index.row()].id)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.rows[index.row()].id)

    def _repaint(self) -> None:
        self.list.viewport().update()

    def _turn(self) -> None:
        self._delegate.turn = (self._delegate.turn + 1) % STEPS
        self.list.viewport().update()

    def _dress(self) -> None:
        self.only_open.setIcon(icons.icon("list-filter", self._theme.tokens))
        self.only_looks.setIcon(icons.icon("users", self._theme.tokens))
        # WORKAROUND Qt has no way to say the clear button's icon; its own is dark in every colour scheme.
        clear = self.filter.findChild(QAction, "_q_qlineeditclearaction")
        if clear is not None:
            clear.setIcon(icons.icon("x", self._theme.tokens, colour=self._theme.tokens.secondary))
        self.list.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.filter.text():
            self.clear_filter()
        elif event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class _List(QListView):
    """Tells clicks from arrow keys, because the caret goes on to the fields after the one and stays after the other."""

    picked = Signal(QModelIndex)
    entered_case = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        # Type-ahead would make bare letters mean something.
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMinimumWidth(160)

    def sizeHint(self) -> QSize:
        return QSize(216, 400)

    def dataChanged(
        self,
        first: QModelIndex | QPersistentModelIndex,
        last: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Past what `QListView` does: to lay every row out anew. No row is ever of another height."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Nothing: no bare letter does anything here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().isValid():
                self.entered_case.emit(self.currentIndex())
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before and self.currentIndex().isValid():
            self.picked.emit(self.currentIndex())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.entered_case.emit(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
