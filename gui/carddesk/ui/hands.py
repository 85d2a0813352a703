"""Hands: what intents work with, and through which parts of the window they speak to the operator now."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.notice_bar import NoticeBar
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks


@dataclass(slots=True)
class Hands:
    """Shared by all intents of a window. Where it is built anew, form and notices become those of the new one."""

    desk: Desk
    tasks: Tasks
    window: QWidget
    form: FormPane
    notices: NoticeBar

    def spawn(self, work: Coroutine[object, object, object]) -> None:
        """Start work that goes on beside the window; its errors are shown in place."""
        _ = self.tasks.spawn(work)
