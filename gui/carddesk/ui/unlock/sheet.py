"""A small window that asks one thing: heading, words, what is asked, a line for what is wrong, and two buttons."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX

Level = Literal["info", "warn", "error"]
_LOOKS: dict[Level, tuple[str, str]] = {
    "info": ("secondary", "info"),
    "warn": ("doubtful", "triangle-alert"),
    "error": ("broken", "circle-alert"),
}
_WIDTH = 520


class Note(QFrame):
    """One remark with its sign; not there while it has no words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._level: Level = "info"
        self._sign = QLabel()
        self._sign.setFixedSize(ICON_PX, ICON_PX + 2)
        self._words = words("")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        self.box.setSpacing(GRID)
        self.box.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addWidget(self._words, 1)
        theme.changed.connect(self._dress)
        self.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return "" if self.isHidden() else self._words.text()

    def say(self, level: Level, said: str) -> None:
        """Say it; with nothing to say, the note goes."""
        self._level = level
        self._words.setText(said)
        self.setVisible(bool(said))
        self._dress()
        if said:
            QAccessible.updateAccessibility(QAccessibleEvent(self._words, QAccessible.Event.Alert))

    def _dress(self) -> None:
        role, name = _LOOKS[self._level]
        self._sign.setPixmap(icons.pixmap(name, getattr(self._theme.tokens, role), ICON_PX, self.devicePixelRatioF()))
        self._words.setProperty("look", role)
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)


class Sheet(QDialog):
    """Stands alone, or belongs to the desk's window. `answer` gives what was answered, or None when it was left."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None, *, go: str, leave: str) -> None:
        super().__init__(parent)
        self.theme = theme
        self._future: asyncio.Future[Any] | None = None
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH)
        self.heading = QLabel(title)
        self.heading.setProperty("look", "title")
        self.heading.setWordWrap(True)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID)
        self.note = Note(theme)
        self.go = Button(go)
        self.go.setProperty("look", "primary")
        self.go.setDefault(True)
        self.leave = Button(leave)
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(0, GRID, 0, 0)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.leave)
        self.buttons.addWidget(self.go)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addWidget(self.heading)
        box.addLayout(self.body)
        box.addWidget(self.note)
        box.addStretch(1)
        box.addLayout(self.buttons)
        self.finished.connect(self._left)

    async def answer(self) -> Any:
        """What is answered next."""
        self._future = asyncio.get_running_loop().create_future()
        return await self._future

    def give(self, answer: object) -> None:
        """Hand over an answer; the window stays until it is closed."""
        if self._future is not None and not self._future.done():
            self._future.set_result(answer)

    def say(self, level: Level, said: str) -> None:
        """Say it above the buttons."""
        self.note.say(level, said)
        self.fit()

    def fit(self) -> None:
        """As high as what is in it, so that no sentence is cut."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.Polish:
            self.fit()
            self._order()
        return done

    def _order(self) -> None:
        """Tab goes from top to bottom, and to the buttons last, though they were made first."""
        last = (self.go, self.leave)
        asked = [each for each in self.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        order = [*(each for each in asked if each not in last), *last]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _left(self) -> None:
        self.give(None)


def words(said: str, look: str = "") -> QLabel:
    """A line or more of plain text."""
    made = QLabel(said)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        made.setProperty("look", look)
    return made


def link(said: str) -> Button:
    """A quiet way to something else."""
    made = Button(said)
    made.setProperty("look", "link")
    made.setAutoDefault(False)
    return made


def small(said: str) -> Button:
    """A button beside what it is about."""
    made = Button(said)
    made.setProperty("look", "small")
    made.setAutoDefault(False)
    return made
