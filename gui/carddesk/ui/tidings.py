"""Tidings: what the desk has to say, put in words on the notice bar with the ways on from there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from carddesk.language import tr
from carddesk.ui.intents import Intents
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.shortcuts import tip
from carddesk.ui.words import notice_words
from carddesk.workflow.changes import Notice
from carddesk.workflow.moving import DAMAGED
from carddesk.workflow.views import Progress


class Tidings(QObject):
    """Says what is new, and takes back what no longer holds."""

    def __init__(
        self,
        notices: NoticeBar,
        intents: Intents,
        *,
        send_second: Callable[[], None],
        show_failed: Callable[[], None],
        show_contradicted: Callable[[], None] = lambda: None,
        show_split: Callable[[], None] = lambda: None,
    ) -> None:
        """`send_second` has the second readings made that wait for leave, `show_failed` shows the cards that failed,
        `show_contradicted` those with which others went on while the desk was cut off, `show_split` the page that waits to be
        split.
        """
        super().__init__()
        self._notices = notices
        self._intents = intents
        self._send_second = send_second
        self._show_failed = show_failed
        self._show_contradicted = show_contradicted
        self._show_split = show_split
        self._of_failures = ""
        self._all_done = False
        self.restore: Callable[[], Callable[[], None] | None] = lambda: None
        """Gives what has a backup restored, where there is one."""
        intents.on_damage = self.tell_damage

    def take_over(self, before: Tidings) -> None:
        """Go on from what another one has said."""
        self._of_failures = before._of_failures
        self.restore = before.restore

    def show(self, notice: Notice) -> None:
        """There is something to say."""
        words = notice_words(notice)
        if notice.code in DAMAGED:
            self.tell_damage(words)
        elif notice.action in {"read_new", "read_second"}:
            send = self._intents.reading.read_new if notice.action == "read_new" else self._send_second
            self._notices.say(notice.level, words, action=tr("Send and read"), do=send, stay=True)
        elif notice.action == "show_contradicted":
            self._notices.say(notice.level, words, action=tr("Compare"), do=self._show_contradicted, stay=True)
        elif notice.action == "split":
            self._notices.say(notice.level, words, action=tr("Show the cards"), do=self._show_split, stay=True)
        elif notice.action:
            self._offer_retry(notice)
        else:
            self._notices.say(notice.level, words)

    def tell_damage(self, words: str) -> None:
        """The workspace turned out to be damaged while the desk was at work: said until it is seen to, with the way out."""
        restore = self.restore()
        self._notices.say("error", words, action=tr("Restore a backup…") if restore else "", do=restore, stay=True)

    def show_progress(self, progress: Progress) -> None:
        """Counts have moved: all may be done now, or no card failed any more."""
        if not progress.failed:
            self._notices.dismiss_words(self._of_failures)
        done = progress.all_decided
        # Counts come a blink late: an export that was quicker has already said the better news.
        if done and not self._all_done and self._notices.level != "done":
            words = tr("All {count} cards are done.", count=progress.decided)
            self._notices.say("done", words, action=tr("Export"), do=self._intents.results.export, stay=True)
        elif self._all_done and not done:
            self._notices.dismiss("done")
        self._all_done = done

    def _offer_retry(self, notice: Notice) -> None:
        """What became of failed cards, and the ways out."""
        words, show = notice_words(notice), (tr("Show them"), self._show_failed)
        self._of_failures = words
        if notice.action == "retry_paid":
            self._intents.reading.ask_paid(words)
            self._notices.say("warn", words, action=tr("Read them"), do=self._intents.reading.retry_paid, stay=True)
        elif notice.action == "retry_failed":
            action = tip(tr("Read again"), "retry_failed")
            self._notices.say("warn", words, action=action, do=self._intents.reading.retry_failed, stay=True, more=show)
        else:
            self._notices.say("warn", words, action=show[0], do=show[1], stay=True)
