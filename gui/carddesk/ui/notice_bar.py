"""Notices: sentences shown in place under the top bar. Good news goes by itself, errors stay until dismissed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX

Level = Literal["info", "done", "warn", "error"]
MS_A_CHARACTER = 90
LEAST_MS = 6000
_LOOKS: dict[Level, tuple[str, str]] = {
    "info": ("accent", "info"),
    "done": ("sure", "circle-check"),
    "warn": ("doubtful", "triangle-alert"),
    "error": ("broken", "circle-alert"),
}


@dataclass(frozen=True, slots=True)
class _Said:
    level: Level
    words: str
    action: str
    do: Callable[[], None] | None
    more: tuple[str, Callable[[], None]] | None
    stay: bool
    about: int | None


class NoticeBar(QFrame):
    """One notice at a time, the newest; an error, or a warning that stays, is not pushed away by good news.

    What asks something comes back after a remark that asks nothing. It never takes the caret, lies over nothing, and gives
    the caret back that was put into it.
    """

    left = Signal()
    """The caret was in it when it went: it is wanted elsewhere."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._level: Level = "info"
        self._grave = False
        self._do: Callable[[], None] | None = None
        self._do_more: Callable[[], None] | None = None
        self._said: _Said | None = None
        self._put_off: _Said | None = None
        """A question that a remark has taken the place of for a while."""
        self._icon = QLabel()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)  # what vendors, packages and file names say is no markup
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = Button()
        self._action.setProperty("look", "small")
        self._action.clicked.connect(self._act)
        self._more = Button()
        self._more.setProperty("look", "small")
        self._more.clicked.connect(self._act_more)
        self._close = Button()
        self._close.setProperty("look", "tool")
        self._close.setIconSize(icons.icon_size())
        self._close.setAccessibleName(tr("Dismiss"))
        self._close.setToolTip(tr("Dismiss"))
        self._close.clicked.connect(self._go)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fade)
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID * 2, 2, GRID, 2)
        box.setSpacing(GRID)
        box.addWidget(self._icon)
        box.addWidget(self._words, 1)
        box.addWidget(self._action)
        box.addWidget(self._more)
        box.addWidget(self._close)
        self.hide()
        theme.changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What is said now, or `""`."""
        return "" if self.isHidden() else self._words.text()

    @property
    def level(self) -> Level | None:
        """How grave what is said now is; None when nothing is said."""
        return None if self.isHidden() else self._level

    def say(
        self,
        level: Level,
        words: str,
        *,
        action: str = "",
        do: Callable[[], None] | None = None,
        more: tuple[str, Callable[[], None]] | None = None,
        stay: bool = False,
        about: int | None = None,
    ) -> None:
        """Show a sentence, with a button for what can be done about it, and perhaps one `more`.

        With `stay` something is asked, and it stays until that is answered. What is `about` a case goes with it.
        """
        if not self.isHidden() and self._grave and level in {"info", "done"}:
            return
        asked = self._said if self._said is not None and self._said.stay and not self.isHidden() else self._put_off
        self._put_off = None if stay else asked
        self._show(_Said(level, words, action, do, more, stay, about))

    def _show(self, said: _Said) -> None:
        self._said = said
        level, words = said.level, said.words
        self._grave = level == "error" or (level == "warn" and said.stay)
        self._level, self._do = level, said.do
        self._do_more = said.more[1] if said.more is not None else None
        self._more.setText(said.more[0] if said.more is not None else "")
        self._more.setVisible(said.more is not None)
        self._words.setText(words)
        self._action.setText(said.action)
        self._action.setVisible(bool(said.action))
        self._dress()
        self.show()
        self.setAccessibleName(words)
        self._announce(words)
        if said.stay or level == "error":
            self._timer.stop()
        else:
            self._timer.start(max(LEAST_MS, MS_A_CHARACTER * len(words)))

    def take_over(self, before: NoticeBar) -> None:
        """Say what another bar said, in its words: an error, or a question, does not go with the bar that put it."""
        if before.level is not None and before._grave:
            more = (before._more.text(), before._do_more) if before._do_more is not None else None
            self.say(
                before.level,
                before.words,
                action=before._action.text(),
                do=before._do,
                more=more,
                stay=True,
                about=before._said.about if before._said is not None else None,
            )

    def dismiss(self, only: Level | None = None) -> None:
        """Go away; with `only`, just if the notice is of this level."""
        if only is not None and only != self._level:
            return
        self._timer.stop()
        had_caret = self._holds_caret()
        self.hide()
        if had_caret:
            self.left.emit()
        self._come_back()

    def _come_back(self) -> None:
        """Ask again what a remark has taken the place of."""
        said, self._put_off = self._put_off, None
        if said is not None:
            self._show(said)

    def dismiss_words(self, words: str) -> None:
        """Go away if this is what is said: it holds no more."""
        if self._put_off is not None and self._put_off.words == words:
            self._put_off = None
        if words and self.words == words:
            self.dismiss()

    def go_on_to(self, case_id: int | None) -> None:
        """Another case is on the desk, or the same: what is said of one that is not goes."""
        if self._put_off is not None and self._put_off.about not in {None, case_id}:
            self._put_off = None
        if self._said is not None and self._said.about not in {None, case_id} and not self.isHidden():
            self.dismiss()

    def _go(self) -> None:
        self.dismiss()

    def _act(self) -> None:
        do = self._do
        self.dismiss()
        if do is not None:
            do()

    def _act_more(self) -> None:
        do = self._do_more
        self.dismiss()
        if do is not None:
            do()

    def _announce(self, words: str) -> None:
        """Tell those who listen to the screen; an error interrupts what is being read out, the rest waits its turn."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        said = QAccessibleAnnouncementEvent(self, words)
        grave = self._level == "error"
        politeness = QAccessible.AnnouncementPoliteness
        said.setPoliteness(politeness.Assertive if grave else politeness.Polite)
        QAccessible.updateAccessibility(said)

    def _holds_caret(self) -> bool:
        return any(each.hasFocus() for each in (self._action, self._more, self._close))

    def _fade(self) -> None:
        # Somebody is reading it or about to press its button.
        if self.underMouse() or self._holds_caret():
            self._timer.start(LEAST_MS // 2)
        else:
            self.hide()
            self._come_back()

    def _dress(self) -> None:
        role, name = _LOOKS[self._level]
        tokens = self._theme.tokens
        self._icon.setPixmap(icons.pixmap(name, getattr(tokens, role), ICON_PX, self.devicePixelRatioF()))
        self._close.setIcon(icons.icon("x", tokens))
        self.setProperty("notice", self._level)
        self.style().unpolish(self)
        self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
