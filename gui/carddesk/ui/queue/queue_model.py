"""The queue as a list model: compares what was with what is, and tells the view only the difference."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carddesk.language import tr
from carddesk.ui.look.states import look_of_row
from carddesk.ui.look.theme import Theme
from carddesk.ui.words import document_title
from carddesk.workflow.views import QueueRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """Rows of the filtered queue."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[QueueRow] = []
        self._place: dict[int, int] = {}

    @property
    def rows(self) -> Sequence[QueueRow]:
        """What is shown."""
        return self._rows

    def place_of(self, case_id: int) -> int | None:
        """Where a case stands in the list, or None when it is filtered out."""
        return self._place.get(case_id)

    def show_rows(self, wanted: Sequence[QueueRow]) -> None:
        """Become these rows."""
        rows = list(wanted)
        shared = min(len(rows), len(self._rows))
        same_start = all(map(_same_case, rows, self._rows))
        if not same_start:
            self.beginResetModel()
            self._take(rows)
            self.endResetModel()
            return
        changed = [at for at in range(shared) if rows[at] is not self._rows[at] and rows[at] != self._rows[at]]
        if len(rows) > shared:
            self.beginInsertRows(_NOWHERE, shared, len(rows) - 1)
            self._take(rows)
            self.endInsertRows()
        elif len(self._rows) > shared:
            self.beginRemoveRows(_NOWHERE, shared, len(self._rows) - 1)
            self._take(rows)
            self.endRemoveRows()
        else:
            self._take(rows)
        for at in changed:
            self.dataChanged.emit(self.index(at), self.index(at))

    def _take(self, rows: list[QueueRow]) -> None:
        self._rows = rows
        self._place = {row.id: at for at, row in enumerate(rows)}

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        match role:
            case _ if role == ROW_ROLE:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return f"{row.id:04d} {row.name}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.id:04d} {row.name}, {state_words(row, self._theme)}"
            case Qt.ItemDataRole.ToolTipRole:
                parts = [f"{row.id:04d} {row.name}", document_title(row.document), state_words(row, self._theme)]
                return "\n".join(part for part in parts if part)
        return None


def state_words(row: QueueRow, theme: Theme) -> str:
    """How a case stands, in words."""
    return tr(look_of_row(row, theme.tokens)[2], count=row.open_fields)


def _same_case(one: QueueRow, other: QueueRow) -> bool:
    return one.id == other.id
