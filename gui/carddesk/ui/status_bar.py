"""The status bar: how far the day has got, what is under way, when the last word was saved."""

from __future__ import annotations

import time
from math import ceil

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from carddesk.language import tr
from carddesk.ui.look.button import Button
from carddesk.ui.look.elided import ElidedLabel
from carddesk.ui.look.tokens import GRID
from carddesk.ui.service.facts import use_words
from carddesk.workflow.views import Progress, Waiting

_TICK_MS = 250


class StatusBar(QFrame):
    """Renders progress; offers to stop reading."""

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "status")
        self.setFixedHeight(GRID * 4)
        self._done = QLabel()
        self._uses = ElidedLabel()
        self._uses.setProperty("look", "secondary")
        self._working = QLabel()
        self._wait = QLabel()
        self._waiting: Waiting | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(GRID * 15)
        self._bar.setAccessibleName(tr("Progress"))
        self.cancel = Button(tr("Stop reading"))
        self.cancel.setProperty("look", "small")
        self.cancel.clicked.connect(self.cancel_asked)
        self._saved = QLabel()
        self._saved.setProperty("look", "secondary")
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID * 2, 0, GRID * 2, 0)
        box.setSpacing(GRID)
        box.addWidget(self._done)
        box.addWidget(self._uses)
        box.addSpacing(GRID)
        for part in (self._working, self._wait, self._bar, self.cancel):
            box.addWidget(part)
        box.addStretch(1)
        box.addSpacing(GRID)
        box.addWidget(self._saved)
        self.show_progress(Progress())

    @property
    def done(self) -> str:
        """What is said about the work done."""
        return self._done.text()

    @property
    def working(self) -> str:
        """What is said about the work under way."""
        return self._working.text()

    @property
    def uses(self) -> str:
        """What is said about today's calls."""
        return self._uses.text()

    @property
    def wait(self) -> str:
        """Whom the work waits for, or `""`."""
        return self._wait.text()

    def place_sign(self, sign: QWidget) -> None:
        """Put a sign of how the desk stands before the time of the last write."""
        box = self.layout()
        assert isinstance(box, QHBoxLayout)
        box.insertWidget(box.indexOf(self._saved), sign)

    def show_progress(self, progress: Progress) -> None:
        """Render where things stand."""
        self._done.setText(_done(progress))
        reading = progress.reading_total > 0 and progress.reading_done < progress.reading_total
        loading = progress.loading_total > 0 and progress.loading_done < progress.loading_total
        self._working.setVisible(reading or loading)
        self._bar.setVisible(reading or loading)
        self.cancel.setVisible(reading)
        if loading:
            self._show_work(tr("opening {done} of {total} …"), progress.loading_done, progress.loading_total)
        elif reading:
            self._show_work(tr("reading {done} of {total} …"), progress.reading_done, progress.reading_total)
        uses = " · ".join(use_words(use) for use in progress.uses)
        self._uses.setText(f"· {uses}" if uses else "")
        self._waiting = progress.waiting if reading else None
        self._tick()
        self._saved.setText(tr("saved {time}", time=progress.saved_at) if progress.saved_at else "")

    def _tick(self) -> None:
        """Count down while something is waited for."""
        left = ceil(self._waiting.until - time.monotonic()) if self._waiting is not None else 0
        if self._waiting is not None and left > 0:
            self._wait.setText(tr("waiting for {vendor}, {seconds} s", vendor=self._waiting.title, seconds=left))
            self._clock.start()
        else:
            self._wait.setText("")
            self._clock.stop()
        self._wait.setVisible(left > 0)

    def _show_work(self, words: str, done: int, total: int) -> None:
        self._working.setText(words.format(done=min(done + 1, total), total=total))
        self._bar.setRange(0, total)
        self._bar.setValue(done)


def _done(progress: Progress) -> str:
    if progress.cases == 0:
        return tr("No cards yet")
    parts = [tr("{verified} of {cases} verified", verified=progress.verified, cases=progress.cases)]
    if progress.rejected:
        parts.append(tr("{count} rejected", count=progress.rejected))
    if progress.flagged:
        parts.append(tr("{count} flagged", count=progress.flagged))
    return " · ".join(parts)
