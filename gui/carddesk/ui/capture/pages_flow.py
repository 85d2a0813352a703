"""Between documents that wait for their pages to be chosen and the window: one sheet after the other, never in the way of typing."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from carddesk.language import tr
from carddesk.ui.capture.pages_sheet import PagesSheet
from carddesk.ui.composition import Composition
from carddesk.ui.frame import Frame
from carddesk.ui.image.pyramid import to_image
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.page_choice import Waiting
from carddesk.workflow.tasks import Tasks


class PagesFlow(QObject):
    """Opens the next document as soon as the sheet is free."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, frame: Frame) -> None:
        super().__init__(frame)
        self._choice = desk.capturing.pages
        self._tasks = tasks
        self._frame = frame
        self._at: Waiting | None = None
        self._typing: tuple[QWidget | None, str] = (None, "")
        self._answered = False
        self.seen = 0
        """How many pages of the document at hand have their picture."""
        self.sheet = PagesSheet(frame, theme, composition)
        self.sheet.wanted.connect(self._take)
        self.sheet.left.connect(self._leave)
        self._unsubscribe = desk.subscribe(self._heard)
        frame.destroyed.connect(self._unsubscribe)
        if self._choice.waiting:  # the window was built anew, in another language
            self._look()

    def adding(self) -> None:
        """Files are being opened: who goes on typing meanwhile is not interrupted."""
        self._typing, self._answered = _typing(), False

    def _heard(self, change: Change) -> None:
        if "pages" in change.what:
            self._look()

    def _look(self) -> None:
        waiting = self._choice.waiting
        if self._at is not None and self._at in waiting:
            self.sheet.show_more(len(waiting) - 1)
        elif waiting:
            self._at = waiting[0]
            _ = self._tasks.spawn(self._open(waiting[0]))
        else:
            self._at = None

    async def _open(self, waiting: Waiting) -> None:
        count = await self._choice.open(waiting)
        if not count or not self._is_at(waiting):
            return
        self.sheet.show_document(waiting.name, count, len(self._choice.waiting) - 1)
        self.seen = 0
        self._offer(waiting, count)
        for page in range(1, count + 1):
            leaf = await self._choice.leaf(waiting, page)
            if not self._is_at(waiting):
                return
            if leaf is not None:
                self.sheet.show_leaf(page, to_image(leaf.pixels), blank=leaf.blank)
            self.seen = page

    def _is_at(self, waiting: Waiting) -> bool:
        """Whether it still is the one to be shown, in a window that still is there."""
        return isValid(self.sheet) and self._at is waiting

    def _offer(self, waiting: Waiting, count: int) -> None:
        """Show it; to whom has gone on typing, say that it is there."""
        # Who has just chosen the pages of one document wants to go on with the next; the caret went to a field by itself.
        goes_on = self._answered and not _is_changed(QApplication.focusWidget())
        if goes_on or _typing() in {self._typing, (None, "")} or self.sheet.isVisible():
            self.sheet.appear()
            return
        words = tr("{name} has {count} pages. Which of them become cards?", name=waiting.name, count=count)
        self._frame.notices.say("info", words, action=tr("Choose pages…"), do=self._appear, stay=True)

    def _appear(self) -> None:
        if self._at is not None:
            self.sheet.appear()

    def _take(self, pages: tuple[int, ...], always: bool) -> None:
        waiting, self._at = self._at, None
        self._answered = True
        if waiting is not None:
            _ = self._tasks.spawn(self._choice.take(waiting, pages, always=always))

    def _leave(self) -> None:
        waiting, self._at = self._at, None
        self._answered = True
        if waiting is not None:
            self._choice.leave(waiting)


def _typing() -> tuple[QWidget | None, str]:
    """The text box that has the caret, and what is in it."""
    at = QApplication.focusWidget()
    if isinstance(at, QLineEdit):
        return at, at.text()
    return (at, at.toPlainText()) if isinstance(at, QTextEdit | QPlainTextEdit) else (None, "")


def _is_changed(box: QWidget | None) -> bool:
    """Whether somebody typed into it since it was filled."""
    if isinstance(box, QTextEdit | QPlainTextEdit):
        return box.document().isModified()
    return isinstance(box, QLineEdit) and box.isModified()
