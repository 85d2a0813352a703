"""The wall as a list model: its tiles, and which of them are marked."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carddesk.language import tr
from carddesk.workflow.group import GroupItem

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
MARKED_ROLE = Qt.ItemDataRole.UserRole + 2
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class WallModel(QAbstractListModel):
    """Tiles in the order of their values."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[GroupItem, ...] = ()
        self.marked: set[int] = set()

    def show_items(self, items: tuple[GroupItem, ...]) -> None:
        """Become these tiles, none of them marked."""
        self.beginResetModel()
        self.items = items
        self.marked = set()
        self.endResetModel()

    def toggle(self, index: Index) -> None:
        """Mark a tile, or no longer."""
        if 0 <= index.row() < len(self.items):
            self.marked ^= {self.items[index.row()].case_id}
            self.dataChanged.emit(index, index)

    def changed(self, case_id: int) -> None:
        """The tile of this case looks otherwise now."""
        for row, item in enumerate(self.items):
            if item.case_id == case_id:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.items):
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.shown
            case Qt.ItemDataRole.AccessibleTextRole:
                marked = tr("marked") if item.case_id in self.marked else ""
                broken = tr("holds an error, is left alone") if item.broken else ""
                return ", ".join(part for part in (f"{item.case_id:04d}", item.shown, broken, marked) if part)
            case _ if role == ITEM_ROLE:
                return item
            case _ if role == MARKED_ROLE:
                return item.case_id in self.marked
            case _:
                return None
