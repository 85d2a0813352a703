"""Going about: where the caret goes from pane to pane by key, and when it must stay where it was put."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from carddesk.cards.case import Status
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.image.image_pane import ImagePane
from carddesk.ui.intents import Intents
from carddesk.ui.queue.queue_pane import QueuePane
from carddesk.ui.top_bar import TopBar
from carddesk.workflow.desk import Desk
from carddesk.workflow.filter_words import word_for


class GoingAbout(QObject):
    """The ways between the panes of one window."""

    def __init__(
        self, desk: Desk, intents: Intents, *, top: TopBar, queue: QueuePane, image: ImagePane, form: FormPane
    ) -> None:
        super().__init__()
        self._desk = desk
        self._intents = intents
        self._top = top
        self._queue = queue
        self._image = image
        self._form = form
        self.kept_by: Callable[[], bool] = lambda: False

    @property
    def caret_is_elsewhere(self) -> bool:
        """Whether it was put somewhere on purpose and must not be taken from there."""
        return self.kept_by() or self._queue.list.hasFocus() or self._queue.filter.hasFocus() or self._form.asking

    def to_filter(self) -> None:
        """To the box in which the queue is filtered; what stands there is typed over."""
        self._queue.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._queue.filter.selectAll()

    def to_failed(self) -> None:
        """Only the cards that could not be read are shown, the first of them on the desk."""
        self._form.flush()
        self._queue.filter.setText(word_for(Status.FAILED))
        self._desk.set_filter(self._queue.filter.text())
        if first := self._desk.filtered_queue[:1]:
            self._intents.open_case(first[0].id)

    def to_next_pane(self) -> None:
        """Form, top, queue, image, and round again."""
        panes = (self._form, self._top, self._queue, self._image)
        focused: QWidget | None = self._form.window().focusWidget()
        at = next((at for at, pane in enumerate(panes) if focused is not None and pane.isAncestorOf(focused)), -1)
        match panes[(at + 1) % len(panes)]:
            case self._form:
                self._intents.focus_field()
            case self._top:
                self._top.buttons["open"].setFocus(Qt.FocusReason.TabFocusReason)
            case self._queue:
                self._queue.list.setFocus(Qt.FocusReason.TabFocusReason)
            case _:
                self._image.view.setFocus(Qt.FocusReason.TabFocusReason)
