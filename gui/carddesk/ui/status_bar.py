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
_STALE_MS = 1000
_WHOLE = 9.5
"""From this rate on, tenths of a card say nothing."""
_HOUR = 60


class StatusBar(QFrame):
    """Renders progress; offers to stop reading."""

    cancel_asked = Signal()
    failed_asked = Signal()
    """The cards that could not be read are to be shown."""
    stale = Signal()
    """So much time has passed that rate and time left are others."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "status")
        self.setFixedHeight(GRID * 4)
        self._done = QLabel()
        self.failed = Button()
        self.failed.setProperty("look", "small")
        self.failed.setToolTip(tr("Show the cards that could not be read"))
        self.failed.clicked.connect(self.failed_asked)
        self._uses = ElidedLabel()
        self._uses.setProperty("look", "secondary")
        self._working = QLabel()
        self._wait = QLabel()
        self._waiting: Waiting | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._aging = QTimer(self)
        self._aging.setInterval(_STALE_MS)
        self._aging.timeout.connect(self.stale)
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
        box.addWidget(self.failed)
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
            words = tr("reading {done} of {total} …") if not progress.a_minute else _tempo_words(progress)
            self._show_work(words, progress.reading_done, progress.reading_total)
        self._aging.start() if reading else self._aging.stop()
        self.failed.setText(tr("{count} cards failed", count=progress.failed))
        self.failed.setVisible(progress.failed > 0)
        uses = " · ".join(use_words(use) for use in progress.uses)
        self._uses.setText(f"· {uses}" if uses and not progress.failed else uses)
        self._waiting = progress.waiting if reading else None
        self._tick()
        self._saved.setText(tr("saved {time}", time=progress.saved_at) if progress.saved_at else "")
        self._saved.setVisible(bool(progress.saved_at))  # empty it would keep the signs off the edge

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


def _tempo_words(progress: Progress) -> str:
    """With places for how many are done and how many there are."""
    rate = f"{progress.a_minute:.0f}" if progress.a_minute >= _WHOLE else f"{progress.a_minute:.1f}"
    return " · ".join([tr("reading {done} of {total}"), tr("{rate} a minute", rate=rate), _left_words(progress.left_s)])


def _left_words(seconds: float) -> str:
    minutes = max(1, ceil(seconds / 60))
    if minutes < _HOUR:
        return tr("about {minutes} min left", minutes=minutes)
    return tr("about {hours} h {minutes} min left", hours=minutes // _HOUR, minutes=minutes % _HOUR)


def _done(progress: Progress) -> str:
    if progress.cases == 0:
        return tr("No cards yet")
    parts = [tr("{verified} of {cases} verified", verified=progress.verified, cases=progress.cases)]
    if progress.an_hour:
        parts.append(tr("{count} an hour", count=progress.an_hour))
    if progress.rejected:
        parts.append(tr("{count} rejected", count=progress.rejected))
    if progress.flagged:
        parts.append(tr("{count} flagged", count=progress.flagged))
    if progress.looks:
        parts.append(tr("{count} to look at again", count=progress.looks))
    if progress.awaiting:
        parts.append(tr("{count} with another operator", count=progress.awaiting))
    return " · ".join(parts)
