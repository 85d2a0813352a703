"""The window: puts the parts together and carries word between them and the desk. It owns no state of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.resources import resource
from carddesk.ui import intake
from carddesk.ui.composition import Composition
from carddesk.ui.desk_link import DeskLink
from carddesk.ui.empty_pane import DropHint, EmptyPane
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.form.strip_loader import StripLoader
from carddesk.ui.group.wall import Wall
from carddesk.ui.group.wall_strips import WallStrips
from carddesk.ui.image.image_pane import ImagePane
from carddesk.ui.image.picture import Picture
from carddesk.ui.image.picture_loader import AHEAD, PictureLoader
from carddesk.ui.intents import Intents
from carddesk.ui.keys.keys_flow import KeysFlow
from carddesk.ui.look.theme import Theme
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.queue.queue_pane import QueuePane
from carddesk.ui.queue.thumbnails import Thumbnails
from carddesk.ui.service.credentials_flow import CredentialsFlow
from carddesk.ui.service.facts import facts
from carddesk.ui.service.service_sheet import ServiceSheet
from carddesk.ui.shortcut_overlay import ShortcutOverlay
from carddesk.ui.status_bar import StatusBar
from carddesk.ui.top_bar import TopBar
from carddesk.ui.ways import Way, ways_on
from carddesk.ui.words import notice_words, service_title
from carddesk.workflow.changes import Notice
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView

_SIZE = QSize(1280, 800)
_FRAME = QSize(16, 40)
"""Room for what the system draws around the window; where that is short the window fills the screen."""
_LEAST_QUEUE = 160
_LEAST_FORM = 420


def widths(window: int) -> tuple[int, int, int]:
    """How wide queue, image and form are in a window of this width: most of a larger one goes to the image."""
    more = window - _SIZE.width()
    queue, form = 232 + min(more // 6, 88), 536 + min(more // 8, 64)
    if more < 0:
        queue, form = max(232 + more // 4, _LEAST_QUEUE), max(536 + more // 2, _LEAST_FORM)
    return queue, window - queue - form, form


class MainWindow(QMainWindow):
    """One desk, one window."""

    close_asked = Signal()
    """The operator wants to leave; the window stays until `leave`."""

    def __init__(self, desk: Desk, tasks: Tasks, theme: Theme, *, threshold: float) -> None:
        """`threshold`: characters read with less certainty than this are marked."""
        super().__init__()
        self._desk = desk
        self._shown_case: int | None = None
        self._shown_field: str | None = None
        self._waiting = False
        self._all_done = False
        self._leaving = False
        self._asked_to_leave = False
        self._own_widths = True
        self.setWindowTitle("CardDesk")
        self.setAcceptDrops(True)
        composition = Composition(self)
        self.top = TopBar(theme)
        self.notices = NoticeBar(theme)
        self.queue = QueuePane(theme, Thumbnails(desk, tasks), composition)
        self.image = ImagePane(theme)
        self.form = FormPane(theme, composition, threshold)
        self.empty = EmptyPane(theme, samples=resource("samples").is_dir())
        self.status = StatusBar()
        self.intents = Intents(desk, tasks, self.form, self.notices, self)
        self._pictures = PictureLoader(desk, tasks)
        self._strips = StripLoader()
        self._link = DeskLink(desk)
        middle = self._assemble()
        self.help = ShortcutOverlay(middle, theme)
        self.keys = KeysFlow(desk, theme, composition, middle)
        self.help.change_asked.connect(self.keys.sheet.toggle)
        self.drop_hint = DropHint(middle)
        self.wall = Wall(middle, theme, WallStrips(desk, tasks))
        self.services = ServiceSheet(middle, desk, theme, composition)
        self.credentials = CredentialsFlow(desk, tasks, theme, self)
        self._connect()
        self._bind()
        self._render_service()
        self._render_queue()
        self._render_progress()
        self._render_case()
        if not desk.queue:
            self.empty.open.setFocus()

    # ------------------------------------------------------------------ assembly

    def _assemble(self) -> QWidget:
        self._work = QSplitter(Qt.Orientation.Horizontal)
        self._work.setHandleWidth(1)
        self._work.setChildrenCollapsible(False)
        for part in (self.queue, self.image, self.form):
            self._work.addWidget(part)
        self._work.setStretchFactor(1, 1)
        self._work.splitterMoved.connect(self._keep_widths)
        self.image.setMinimumWidth(280)
        self.form.setMinimumWidth(_LEAST_FORM)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._work)
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.top, self.notices, self._stack, self.status):
            box.addWidget(widget, 1 if widget is self._stack else 0)
        self.setCentralWidget(middle)
        room = QGuiApplication.primaryScreen().availableSize() - _FRAME
        self.resize(_SIZE.boundedTo(room))
        if self.size() != _SIZE:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        return middle

    def _connect(self) -> None:
        link, intents = self._link, self.intents
        link.case_changed.connect(self._render_case)
        link.field_changed.connect(self._render_field)
        link.service_changed.connect(self._render_service)
        link.queue_changed.connect(self._render_queue)
        link.progress_changed.connect(self._render_progress)
        link.noticed.connect(self._render_notice)
        self.top.asked.connect(intents.do)
        self.services.picked.connect(intents.pick_service)
        self.services.options_changed.connect(intents.set_options)
        self.services.credentials_asked.connect(self.credentials.open)
        self.queue.chosen.connect(intents.choose_case)
        self.queue.opened.connect(intents.open_case)
        self.queue.filtered.connect(self._desk.set_filter)
        self.image.asked.connect(intents.do)
        self.image.view.field_clicked.connect(intents.go_to_field)
        self.form.entered.connect(intents.enter_field)
        self.form.committed.connect(self._desk.judging.commit)
        self.form.confirmed.connect(intents.confirm)
        self.form.state.passed_by.connect(intents.go_on)
        self.form.state.read_asked.connect(intents.read_again)
        self.form.state.way_asked.connect(self._go)
        self.form.header.way_asked.connect(self._go)
        self.form.header.reopen_asked.connect(intents.reopen)
        self.form.reject.given.connect(intents.reject)
        self.form.reject.cancelled.connect(intents.spare)
        self.form.let_stand.given.connect(intents.let_stand)
        self.form.let_stand.cancelled.connect(intents.spare)
        self.form.repair_asked.connect(intents.take_repair)
        self.wall.confirmed.connect(intents.confirm_group)
        self.empty.open_asked.connect(intents.open_files)
        self.empty.folder_asked.connect(intents.open_folder)
        self.empty.samples_asked.connect(intents.try_samples)
        self.status.cancel_asked.connect(intents.stop_reading)
        self._pictures.arrived.connect(self._render_picture)
        self._pictures.failed.connect(self.image.say)
        self._strips.arrived.connect(self.form.show_strips)

    def _bind(self) -> None:
        view = self.image.view
        self.intents.bind(
            fit=view.fit,
            zoom_in=view.zoom_in,
            zoom_out=view.zoom_out,
            turn_right=lambda: view.turn(1),
            turn_left=lambda: view.turn(-1),
            services=self._show_services,
            options=self._show_options,
            group=lambda: self.intents.open_wall(self.wall),
            filter=self._go_to_filter,
            next_pane=self._go_to_next_pane,
            help=self.help.toggle,
            keys=self.keys.sheet.toggle,
            quit=self.close,
        )

    # ------------------------------------------------------------------ rendering what stands

    def _render_case(self) -> None:
        case, active = self._desk.current, self._desk.active
        reader = self._desk.services.get(case.service) if case and case.service else None
        self.form.show_case(case, active, service_title(reader.info) if reader else "", self._ways(case))
        self.image.show_case(case)
        self.image.view.set_active(active)
        self._pictures.want(case.image if case else None)
        self._strips.show_case(case)
        self.queue.show_current(case.id if case else None)
        self.top.show_state(case, self._desk.progress)
        changed = self._shown_case != (case.id if case else None)
        waited, self._waiting = self._waiting, case is not None and (case.reading or not case.fields)
        came = waited and case is not None and (bool(case.fields) or not case.reading)
        self._shown_case = case.id if case else None
        if (changed or came) and not self._caret_is_elsewhere():
            self.intents.focus_field()

    def _render_field(self) -> None:
        active = self._desk.active
        self.form.show_active(active)
        self.image.view.set_active(active)
        moved, self._shown_field = active != self._shown_field, active
        focused = self.form.focused_row
        # Only when the desk itself moved on: a commit tells of the old field while the caret is on its way to the new one.
        if moved and active is not None and focused is not None and focused.key != active:
            self.form.focus_active(active)

    def _render_queue(self) -> None:
        self.queue.show_rows(self._desk.filtered_queue)
        wanted = self._work if self._desk.queue else self.empty
        if self._stack.currentWidget() is not wanted:
            self._stack.setCurrentWidget(wanted)
            self.intents.focus_field() if self._desk.queue else self.empty.open.setFocus()

    def _render_progress(self) -> None:
        progress = self._desk.progress
        self.status.show_progress(progress)
        self.top.show_state(self._desk.current, progress)
        done = progress.all_decided
        # Counts come a blink late: an export that was quicker has already said the better news.
        if done and not self._all_done and self.notices.level != "done":
            words = tr("All {count} cards are done.", count=progress.decided)
            self.notices.say("done", words, action=tr("Export"), do=self.intents.export, stay=True)
        elif self._all_done and not done:
            self.notices.dismiss("done")
        self._all_done = done

    def _render_service(self) -> None:
        picked = self._desk.services.get(self._desk.service)
        account = self._desk.accounts.of(picked.info) if picked is not None else None
        if account is not None:
            self.credentials.look_once(account)
        grave = {"triangle-alert", "circle-alert", "key-round"}
        told = facts(picked.info, account, None) if picked is not None else []
        warnings = [fact.words for fact in told if fact.icon in grave and fact.role in {"doubtful", "broken"}]
        self.top.show_service(picked.info if picked is not None else None, warnings)
        if self.services.isVisible():
            self.services.refresh()

    def _render_notice(self, notice: Notice) -> None:
        if notice.action == "read_new":
            self.notices.say(
                notice.level, notice_words(notice), action=tr("Send and read"), do=self.intents.read_new, stay=True
            )
        else:
            self.notices.say(notice.level, notice_words(notice))

    def _render_picture(self, picture: Picture) -> None:
        self.image.show_picture(picture)
        self._strips.show_picture(picture)
        if picture.whole and self._desk.current is not None:
            following = self.queue.rows_after(self._desk.current.id, AHEAD)
            self._pictures.expect([(row.image, row.page) for row in following if row.image])

    # ------------------------------------------------------------------ who reads

    def _ways(self, case: CaseView | None) -> tuple[Way, ...]:
        failed = self._desk.services.get(case.trouble_service) if case is not None else None
        if case is None or not case.trouble:
            return ("read",)
        has_account = failed is not None and failed.info.vendor is not None
        return ways_on(case, has_account=has_account, has_others=len(self._desk.services) > 1)

    def _go(self, way: Way) -> None:
        """A way on from a reading that failed."""
        case = self._desk.current
        failed = self._desk.services.get(case.trouble_service) if case is not None else None
        if way == "credentials" and failed is not None and failed.info.vendor is not None:
            self.credentials.open(failed.info.vendor)
        elif way == "services":
            self._show_services()
        else:
            self.intents.read_again()

    def _show_services(self) -> None:
        self._toggle_services(options=False)

    def _show_options(self) -> None:
        self._toggle_services(options=True)

    def _toggle_services(self, *, options: bool) -> None:
        if self.services.isVisible():
            self.services.close_sheet()
            return
        self.services.open_at(self.top.picker.x, options=options)
        self.credentials.look_at_all()

    # ------------------------------------------------------------------ going about

    def _caret_is_elsewhere(self) -> bool:
        """Where it was put on purpose and must not be taken from."""
        return self.queue.list.hasFocus() or self.queue.filter.hasFocus() or self.form.asking

    def _go_to_filter(self) -> None:
        self.queue.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.queue.filter.selectAll()

    def _go_to_next_pane(self) -> None:
        panes = (self.form, self.top, self.queue, self.image)
        focused: QWidget | None = self.focusWidget()
        at = next((at for at, pane in enumerate(panes) if focused is not None and pane.isAncestorOf(focused)), -1)
        match panes[(at + 1) % len(panes)]:
            case self.form:
                self.intents.focus_field()
            case self.top:
                self.top.buttons["open"].setFocus(Qt.FocusReason.TabFocusReason)
            case self.queue:
                self.queue.list.setFocus(Qt.FocusReason.TabFocusReason)
            case _:
                self.image.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _keep_widths(self) -> None:
        """The operator has said how wide the parts are to be."""
        self._own_widths = False

    # ------------------------------------------------------------------ leaving

    def flush(self) -> None:
        """Hand over what is typed and not yet said."""
        self.form.flush()

    def leave(self) -> None:
        """Really close, once everything has come to rest."""
        self._leaving = True
        self._link.close()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
            return
        event.ignore()
        if not self._asked_to_leave:
            self._asked_to_leave = True
            self.flush()
            self.close_asked.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if intake.holds_images(event.mimeData()):
            event.acceptProposedAction()
            self.drop_hint.appear()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        if self.intents.take(event.mimeData()):
            event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._own_widths:
            self._work.setSizes(list(widths(event.size().width())))
        for sheet in (self.help, self.services, self.wall, self.keys.sheet):
            if sheet.isVisible():
                sheet.place()
