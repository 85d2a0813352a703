"""The queue as a list model: compares what was with what is, and tells the view only the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from carddesk.language import tr
from carddesk.ui.look.states import look_of_row
from carddesk.ui.look.theme import Theme
from carddesk.ui.words import document_title
from carddesk.workflow.rows import Rows
from carddesk.workflow.views import QueueRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """Rows of the filtered queue."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows = Rows()

    @property
    def rows(self) -> Rows:
        """What is shown."""
        return self._rows

    def show_rows(self, wanted: Rows) -> None:
        """Become these rows."""
        new = wanted.since(self._rows)
        if new.gone and new.come:
            self.beginResetModel()
            self._rows = wanted
            self.endResetModel()
        elif new.come:
            self.beginInsertRows(_NOWHERE, new.at, new.at + new.come - 1)
            self._rows = wanted
            self.endInsertRows()
        elif new.gone:
            self.beginRemoveRows(_NOWHERE, new.at, new.at + new.gone - 1)
            self._rows = wanted
            self.endRemoveRows()
        self._rows = wanted
        for first, last in _runs(new.changed):
            self.dataChanged.emit(self.index(first), self.index(last))

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
    stands = tr(look_of_row(row, theme.tokens)[2], count=row.open_fields, who=row.holder)
    return tr("{state}, two faces", state=stands) if row.joined else stands


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbours taken together: the first and the last of each run of consecutive places."""
    for _, run in groupby(enumerate(places), key=lambda numbered: numbered[1] - numbered[0]):
        each = [place for _, place in run]
        yield each[0], each[-1]
