"""One start of the program, up to its queue being painted: a process of its own, which says what that took and is gone.

`python -m tests.benchmarks.start FOLDER`, with the time of its start in `STARTED`; prints milliseconds by the clock, of
processors, and KiB of memory at most.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from carddesk.app import run_desk
from carddesk.settings import Settings
from carddesk.ui.queue.queue_pane import QueuePane


class _Watch(QObject):
    """Waits for the queue to be painted with rows in it."""

    def eventFilter(self, seen: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint:
            for pane in QApplication.allWidgets():
                if isinstance(pane, QueuePane) and pane.list.viewport() is seen and pane.list.model().rowCount():
                    self._tell()
        return False

    def _tell(self) -> None:
        clock = (time.time() - float(os.environ["STARTED"])) * 1000
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sys.stdout.write(f"{clock:.1f} {time.process_time() * 1000:.1f} {most}\n")
        sys.stdout.flush()
        QApplication.instance().removeEventFilter(self)
        os.kill(os.getpid(), signal.SIGTERM)  # and end in good order


def main() -> None:
    """Opens the workspace in the folder named."""
    app = QApplication(["carddesk"])
    watch = _Watch()
    app.installEventFilter(watch)
    run_desk([], Settings(), workspace_path=Path(sys.argv[1]), language="en")


if __name__ == "__main__":
    main()
