"""F1: every shortcut, laid over the window. Not a dialog: work goes on when it is closed, and nothing is blocked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QMargins, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.laid_over import LaidOver, in_the_middle
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import Shortcut, keyboard, set_tip

_COLUMNS = 2


_FRAME = 4
"""The sheet's own line around it, and what the style leaves beside a scroll bar."""


class ShortcutOverlay(LaidOver):
    """A sheet in the middle of the window; Esc, F1 or its button close it and give the focus back."""

    change_asked = Signal()
    """The operator wants other keys; the sheet has gone."""

    follows_focus = False

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme, tr("Keyboard"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.change = Button(tr("Change keys…"))
        self.change.setProperty("look", "small")
        self.change.clicked.connect(self._change)
        set_tip(self.change, tr("Change keys"), "keys")
        self._margins = QMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        self._table = QWidget()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._assemble()
        self._render()
        keyboard.changed.connect(self._render)

    def _assemble(self) -> None:
        title = QLabel(tr("Keyboard"))
        title.setProperty("look", "title")
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(title, 1)
        head.addWidget(self.change)
        head.addWidget(self._close)
        box = QVBoxLayout(self)
        box.setContentsMargins(self._margins)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self._scroll, 1)

    def _render(self) -> None:
        """The keys that hold now."""
        table = QWidget()
        table.setProperty("look", "panel")
        columns = QHBoxLayout(table)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(GRID * 5)
        for groups in _in_columns(_by_group(each for each in keyboard.shortcuts if each.listed)):
            columns.addLayout(_table(groups))
        self._scroll.setWidget(table)  # the one before goes
        self._table = table
        if self.isVisible():
            self.place()

    def toggle(self) -> None:
        """Appear, or go."""
        if self.isVisible():
            self.close_sheet()
            return
        self._appear(self, Qt.FocusReason.OtherFocusReason)  # buttons take arrow keys for themselves

    def _change(self) -> None:
        self.close_sheet()
        self.change_asked.emit()

    def _gives_back(self, focused: QWidget | None) -> bool:
        return True  # it stays while the focus goes about, and its key brings that back from anywhere

    def _place_for(self, room: QRect) -> QRect:
        """In the middle, as large as all keys need; where that is too much, arrow keys scroll."""
        for each in (self, *self.findChildren(QWidget)):
            each.ensurePolished()  # before, their words are measured in another size of type
        wanted, margins = self._table.sizeHint(), self._margins
        around = QSize(margins.left() + margins.right(), margins.top() + margins.bottom() + GRID * 5)
        around += QSize(_FRAME, _FRAME)
        size = (wanted + around).boundedTo(room.size() - QSize(GRID * 2, GRID * 2))
        if size.height() < (wanted + around).height():
            size.setWidth(min(size.width() + GRID * 2, room.width() - GRID * 2))  # the scroll bar's
        return in_the_middle(size, room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + (GRID * 6 if event.key() == Qt.Key.Key_Down else -GRID * 6))
        else:
            super().keyPressEvent(event)


def _by_group(shortcuts: Iterable[Shortcut]) -> dict[str, list[Shortcut]]:
    groups: dict[str, list[Shortcut]] = {}
    for each in shortcuts:
        groups.setdefault(each.group, []).append(each)
    return groups


def _in_columns(groups: Mapping[str, list[Shortcut]]) -> list[dict[str, list[Shortcut]]]:
    """Groups side by side in columns of about the same length."""
    lines = sum(len(each) + 2 for each in groups.values())
    columns: list[dict[str, list[Shortcut]]] = [{} for _ in range(_COLUMNS)]
    before = 0
    for name, members in groups.items():
        middle = before + len(members) / 2 + 1
        columns[min(int(middle * _COLUMNS / lines), _COLUMNS - 1)][name] = members
        before += len(members) + 2
    return columns


def _keys(shortcut: Shortcut) -> str:
    """Its key; for the first of several commands of one kind, the first and the last key."""
    if not shortcut.number:
        return shortcut.shown or "–"
    kin = [each.shown for each in keyboard.shortcuts if each.number and each.title == shortcut.title and each.shown]
    return f"{kin[0]} … {kin[-1]}" if len(kin) > 1 else "".join(kin) or "–"


def _words(shortcut: Shortcut) -> str:
    return tr("Take the first suggestion, the second …") if shortcut.number else shortcut.words


def _table(groups: Mapping[str, Sequence[Shortcut]]) -> QGridLayout:
    """Groups one below the other, their keys and words in line."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(GRID * 2)
    grid.setVerticalSpacing(1)
    for name, shortcuts in groups.items():
        if grid.count():
            grid.setRowMinimumHeight(grid.rowCount(), GRID)
        heading = QLabel(tr(name))
        heading.setProperty("look", "caption")
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
        for shortcut in shortcuts:
            key = QLabel(_keys(shortcut))
            key.setProperty("look", "key")
            row = grid.rowCount()
            grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(QLabel(_words(shortcut)), row, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    grid.setColumnStretch(1, 1)
    return grid
