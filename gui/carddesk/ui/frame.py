"""The frame: every part that is seen, in its place in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from carddesk.resources import resource
from carddesk.ui.composition import Composition
from carddesk.ui.empty_pane import DropHint, EmptyPane
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.group.wall import Wall
from carddesk.ui.group.wall_strips import WallStrips
from carddesk.ui.image.image_pane import ImagePane
from carddesk.ui.look.theme import Theme
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.privacy.privacy_sign import PrivacySign
from carddesk.ui.queue.queue_pane import QueuePane
from carddesk.ui.queue.thumbnails import Thumbnails
from carddesk.ui.service.service_sheet import ServiceSheet
from carddesk.ui.shortcut_overlay import ShortcutOverlay
from carddesk.ui.status_bar import StatusBar
from carddesk.ui.team.team_sign import TeamSign
from carddesk.ui.top_bar import TopBar
from carddesk.ui.workbench import Workbench
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks


class Frame(QWidget):
    """Bars above and below; between them the workbench, or a welcome while there is no case; sheets over all."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, threshold: float) -> None:
        """`threshold`: characters read with less certainty than this are marked."""
        super().__init__()
        self.top = TopBar(theme)
        self.notices = NoticeBar(theme)
        self.queue = QueuePane(theme, Thumbnails(desk, tasks), composition)
        self.image = ImagePane(theme)
        self.form = FormPane(theme, composition, threshold)
        self.empty = EmptyPane(theme, samples=resource("samples").is_dir())
        self.status = StatusBar()
        self.privacy_sign = PrivacySign(theme)
        self.status.place_sign(self.privacy_sign)
        self.team_sign = TeamSign(theme)
        self.status.place_sign(self.team_sign)
        self.work = Workbench(self.queue, self.image, self.form)
        self._stack = QStackedWidget()
        self._assemble()
        self.help = ShortcutOverlay(self, theme)
        self.drop_hint = DropHint(self)
        self.wall = Wall(self, theme, WallStrips(desk, tasks))
        self.services = ServiceSheet(self, desk, theme, composition)

    def _assemble(self) -> None:
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.work)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.top, self.notices, self._stack, self.status):
            box.addWidget(widget, 1 if widget is self._stack else 0)

    def place_below_bar(self, line: QWidget) -> None:
        """Put a line of what concerns all cards below the top bar."""
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertWidget(box.indexOf(self.top) + 1, line)

    def show_work(self, *, wanted: bool) -> bool:
        """Show the workbench, or the welcome; whether that is another than before."""
        part: QWidget = self.work if wanted else self.empty
        if self._stack.currentWidget() is part:
            return False
        self._stack.setCurrentWidget(part)
        return True

    def place_sheets(self, width: int) -> None:
        """The window is so wide now."""
        self.work.fit(width)
        for sheet in (self.help, self.services, self.wall):
            if sheet.isVisible():
                sheet.place()
