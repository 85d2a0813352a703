"""Bugs: logged with their traceback, told to the operator once per cause, and never as a traceback."""

from __future__ import annotations

import logging
import sys
import traceback
from asyncio import CancelledError
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from carddesk.errors import UserError
from carddesk.language import tr

logger = logging.getLogger(__name__)


class BugReporter:
    """Where every exception ends that nobody expected: from slots, from tasks, from the event loop."""

    def __init__(self, flush: Callable[[], None], tell: Callable[[UserError], None] = lambda _error: None) -> None:
        """`flush` hands over what is typed and not yet saved; it is tried first. `tell` is given what is no bug."""
        self._flush = flush
        self._tell_error = tell
        self._told: set[tuple[str, str]] = set()
        self._parent: QWidget | None = None
        self._flushing = False
        self._earlier = sys.excepthook

    def adopt(self, parent: QWidget) -> None:
        """Show dialogs on this window."""
        self._parent = parent

    def install(self) -> None:
        """Hear of exceptions that leave Qt's slots and overrides."""
        sys.excepthook = self._hook

    def remove(self) -> None:
        """Hear of them no more."""
        sys.excepthook = self._earlier
        self._parent = None

    def report(self, error: BaseException) -> None:
        """Log the bug; tell the operator if this is the first of its cause."""
        logger.error("a bug: the desk goes on", exc_info=error)
        self._save()
        cause = cause_of(error)
        if cause not in self._told:
            self._told.add(cause)
            self._tell()

    def _save(self) -> None:
        if self._flushing:
            return
        self._flushing = True
        try:
            self._flush()
        except (Exception, CancelledError):
            # The one thing worse than a bug is a bug in its report: log it and go on.
            logger.exception("what was typed could not be saved")
        finally:
            self._flushing = False

    def _tell(self) -> None:
        dialog = QMessageBox(self._parent)
        dialog.setIcon(QMessageBox.Icon.Warning)
        dialog.setWindowTitle("CardDesk")
        dialog.setText(tr("Something went wrong inside CardDesk."))
        dialog.setInformativeText(
            tr("Your work is saved. You can go on; if it happens again, start CardDesk anew. Details are in the log.")
        )
        dialog.setStandardButtons(QMessageBox.StandardButton.Ok)
        dialog.button(QMessageBox.StandardButton.Ok).setText(tr("Go on"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._parent is not None:
            dialog.finished.connect(self._parent.activateWindow)
        dialog.open()

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._earlier(kind, error, trace)
        elif isinstance(error, UserError):
            self._tell_error(error)  # a slot could not do what was asked, and says why
        elif not isinstance(error, CancelledError):
            self.report(error.with_traceback(trace))


def cause_of(error: BaseException) -> tuple[str, str]:
    """What makes two errors the same bug: their type and the line that raised them."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(error).__qualname__, place
