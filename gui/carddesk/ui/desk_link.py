"""The link to the desk: its changes as Qt signals, many small ones of a burst gathered into one."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk

GATHER_MS = 40
"""Rows and counts may lag by so much: reading a thousand cards must not repaint a thousand times."""


class DeskLink(QObject):
    """What is at hand (case, field) is told at once, so that it stands before the next key; lists and counts a blink later."""

    case_changed = Signal()
    field_changed = Signal()
    service_changed = Signal()
    noticed = Signal(object)
    """A `Notice`."""
    queue_changed = Signal()
    progress_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._pending: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self._tell_gathered)
        self._unsubscribe = desk.subscribe(self._hear)

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()
        self._timer.stop()

    def _hear(self, change: Change) -> None:
        if "case" in change.what:
            self.case_changed.emit()
        if "field" in change.what:
            self.field_changed.emit()
        if "service" in change.what:
            self.service_changed.emit()
        if change.notice is not None:
            self.noticed.emit(change.notice)
        if gathered := change.what & {"queue", "progress"}:
            self._pending |= gathered
            if not self._timer.isActive():
                self._timer.start()

    def _tell_gathered(self) -> None:
        pending, self._pending = self._pending, set()
        if "queue" in pending:
            self.queue_changed.emit()
        if "progress" in pending:
            self.progress_changed.emit()
