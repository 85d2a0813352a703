"""The window: puts the parts together and carries word between them and the desk. It owns no state of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from carddesk.cards import characters
from carddesk.resources import resource
from carddesk.ui import intake
from carddesk.ui.ahead import Ahead
from carddesk.ui.composition import Composition
from carddesk.ui.desk_link import DeskLink
from carddesk.ui.empty_pane import DropHint, EmptyPane
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.form.other_strips import OtherStrips
from carddesk.ui.form.strip_loader import StripLoader
from carddesk.ui.going_about import GoingAbout
from carddesk.ui.group.wall import Wall
from carddesk.ui.group.wall_strips import WallStrips
from carddesk.ui.handover import given, taken
from carddesk.ui.image.image_pane import ImagePane
from carddesk.ui.image.picture import Picture
from carddesk.ui.image.picture_loader import PictureLoader
from carddesk.ui.intents import Intents
from carddesk.ui.keys.keys_flow import KeysFlow
from carddesk.ui.look.layout_memory import LayoutFile
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.window_place import WindowPlace
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.preferences import Preferences
from carddesk.ui.privacy.idle_lock import IdleLock
from carddesk.ui.privacy.privacy_sign import PrivacySign
from carddesk.ui.queue.queue_pane import QueuePane
from carddesk.ui.queue.thumbnails import Thumbnails
from carddesk.ui.second_flow import SecondFlow
from carddesk.ui.service.credentials_flow import CredentialsFlow
from carddesk.ui.service.service_sheet import ServiceSheet
from carddesk.ui.service.who_reads import WhoReads
from carddesk.ui.shortcut_overlay import ShortcutOverlay
from carddesk.ui.status_bar import StatusBar
from carddesk.ui.tidings import Tidings
from carddesk.ui.top_bar import TopBar
from carddesk.ui.workbench import WINDOW_SIZE, Workbench
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks

_FRAME = QSize(16, 40)
"""Room for what the system draws around the window; where that is short the window fills the screen."""


class MainWindow(QMainWindow):
    """One desk, one window."""

    close_asked = Signal()
    """The operator wants to leave; the window stays until `leave`."""

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, *, threshold: float, layout: LayoutFile | None = None
    ) -> None:
        """`threshold`: characters read with less certainty than this are marked. Without `layout` none is remembered."""
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._theme = theme
        self._threshold = threshold
        self._shown_case: int | None = None
        self._shown_field: str | None = None
        self._waiting = False
        self._leaving = False
        self._asked_to_leave = False
        self.setWindowTitle("CardDesk")
        self.setAcceptDrops(True)
        self.lock = IdleLock(
            self,
            theme,
            minutes=desk.settings.number("privacy.lock_after"),
            on_lock=desk.privacy.mask_again,
            told=desk.privacy.unlocked,
        )
        self._preferences = Preferences(desk.settings, theme)
        self._preferences.not_kept.connect(self._complain)
        self._build()
        self._take_room()
        self.place = WindowPlace(self, layout, parts=self._parts, only_open=self._only_open) if layout else None
        if self.place is not None:
            self._take_place(self.place)

    def _build(self) -> None:
        """Make every part, over what stands on the desk, in the language of the run."""
        desk, tasks, theme, threshold = self._desk, self._tasks, self._theme, self._threshold
        self._shown_case, self._shown_field = None, None
        composition = Composition(self)
        self.top = TopBar(theme)
        self.notices = NoticeBar(theme)
        self.queue = QueuePane(theme, Thumbnails(desk, tasks), composition)
        self.image = ImagePane(theme)
        self.form = FormPane(theme, composition, threshold)
        self.empty = EmptyPane(theme, samples=resource("samples").is_dir())
        self.status = StatusBar()
        self.privacy_sign = PrivacySign(theme)
        self.status.place_sign(self.privacy_sign)
        self.intents = Intents(desk, tasks, self.form, self.notices, self)
        self._pictures = PictureLoader(desk, tasks)
        self._strips = StripLoader()
        self._other_strips = OtherStrips(desk, tasks)
        self._ahead = Ahead(desk, tasks, queue=self.queue, form=self.form, pictures=self._pictures, strips=self._strips)
        self._link = DeskLink(desk)
        middle = self._middle = self._assemble()
        self.help = ShortcutOverlay(middle, theme)
        self.keys = KeysFlow(desk, theme, composition, middle)
        self.help.change_asked.connect(self.keys.sheet.toggle)
        self.drop_hint = DropHint(middle)
        self.wall = Wall(middle, theme, WallStrips(desk, tasks))
        self.services = ServiceSheet(middle, desk, theme, composition)
        self.credentials = CredentialsFlow(desk, tasks, theme, self)
        self.second = SecondFlow(
            desk, tasks, self.intents, form=self.form, image=self.image, notices=self.notices, theme=theme
        )
        self.who_reads = WhoReads(
            desk, top=self.top, sheet=self.services, credentials=self.credentials, intents=self.intents
        )
        self.going_about = GoingAbout(
            desk, self.intents, top=self.top, queue=self.queue, image=self.image, form=self.form
        )
        self.tidings = Tidings(
            self.notices,
            self.intents,
            send_second=self.second.read_held_back,
            show_failed=self.going_about.to_failed,
        )
        self._connect()
        self._bind()
        self.who_reads.render()
        self._render_queue()
        self._render_progress()
        self._render_case()
        if not desk.queue:
            self.empty.open.setFocus()

    # ------------------------------------------------------------------ assembly

    def _assemble(self) -> QWidget:
        self._work = Workbench(self.queue, self.image, self.form)
        self._work.parted.connect(self._keep_place)
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
        return middle

    def _take_room(self) -> None:
        room = QGuiApplication.primaryScreen().availableSize() - _FRAME
        self.resize(WINDOW_SIZE.boundedTo(room))
        if self.size() != WINDOW_SIZE:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _connect(self) -> None:
        link, intents = self._link, self.intents
        link.case_changed.connect(self._render_case)
        link.field_changed.connect(self._render_field)
        link.service_changed.connect(self.who_reads.render)
        link.queue_changed.connect(self._render_queue)
        link.progress_changed.connect(self._render_progress)
        link.noticed.connect(self.tidings.show)
        self.top.asked.connect(intents.do)
        self.top.view.language_chosen.connect(self.speak)
        self.top.view.colours_chosen.connect(self.take_colours)
        self.queue.only_open.toggled.connect(self._keep_place)
        self.queue.chosen.connect(intents.choose_case)
        self.queue.opened.connect(intents.open_case)
        self.queue.filtered.connect(self._desk.set_filter)
        self.wall.confirmed.connect(intents.confirm_group)
        self.empty.open_asked.connect(intents.open_files)
        self.empty.folder_asked.connect(intents.open_folder)
        self.empty.samples_asked.connect(intents.try_samples)
        self._connect_frame()
        self._connect_form()
        self._connect_image()

    def _connect_form(self) -> None:
        intents = self.intents
        self.form.entered.connect(intents.enter_field)
        self.form.committed.connect(self._desk.judging.commit)
        self.form.confirmed.connect(intents.confirm)
        self.form.state.passed_by.connect(intents.go_on)
        self.form.state.read_asked.connect(intents.read_again)
        self.form.state.way_asked.connect(self.who_reads.go)
        self.form.header.way_asked.connect(self.who_reads.go)
        self.form.header.reopen_asked.connect(intents.reopen)
        self.form.reject.given.connect(intents.reject)
        self.form.reject.cancelled.connect(intents.spare)
        self.form.let_stand.given.connect(intents.let_stand)
        self.form.let_stand.cancelled.connect(intents.spare)
        self.form.repair_asked.connect(intents.take_repair)
        self._strips.arrived.connect(self.form.show_strips)
        self._other_strips.arrived.connect(self.form.show_strips)

    def _connect_frame(self) -> None:
        self.status.cancel_asked.connect(self.intents.stop_reading)
        self.status.failed_asked.connect(self.going_about.to_failed)
        self.status.stale.connect(self._render_progress)
        self.notices.left.connect(self.intents.focus_field)

    def _connect_image(self) -> None:
        view = self.image.view
        self._pictures.arrived.connect(self._render_picture)
        self._pictures.failed.connect(self.image.say)
        self.image.asked.connect(self.intents.do)
        self.image.faces.chosen.connect(self._desk.look_at)
        self.image.faces.part_asked.connect(self.intents.part_faces)
        view.field_clicked.connect(self.intents.go_to_field)
        view.set_follows(self._desk.settings.switch("ui.follow_field"))
        view.follows_changed.connect(self._preferences.follow)

    def _bind(self) -> None:
        view = self.image.view
        self.intents.bind(
            fit=view.fit,
            zoom_in=view.zoom_in,
            zoom_out=view.zoom_out,
            turn_right=lambda: view.turn(1),
            turn_left=lambda: view.turn(-1),
            services=self.who_reads.show_services,
            options=self.who_reads.show_options,
            group=lambda: self.intents.open_wall(self.wall),
            second=self.second.choose,
            box=self.second.draw_box,
            box_here=self.second.read_here,
            filter=self.going_about.to_filter,
            next_pane=self.going_about.to_next_pane,
            loupe=self.image.loupe.toggle,
            loupe_keys=self.image.loupe.take_keys,
            hold=self.image.toggle_hold,
            rare=self._explain_character,
            help=self.help.toggle,
            keys=self.keys.sheet.toggle,
            mask=self._desk.privacy.switch,
            show_values=self._desk.privacy.show_case,
            lock=self.lock.lock,
            view=self._open_view_menu,
            quit=self.close,
        )

    # ------------------------------------------------------------------ rendering what stands

    def _render_case(self) -> None:
        case, active = self._desk.current, self._desk.active
        self._render_privacy()
        self.form.show_case(case, active, self.who_reads.title(case), self.who_reads.ways(case))
        self.image.show_case(case)
        self.second.show_case(case)
        self.image.view.set_active(active)
        self._ahead.show_case(case)
        self._pictures.want(case.image if case else None)
        self._strips.show_case(case)
        self._other_strips.show_case(case)
        self.queue.show_current(case.id if case else None)
        self.top.show_state(case, self._desk.progress)
        changed = self._shown_case != (case.id if case else None)
        self.notices.go_on_to(case.id if case else None)
        waited, self._waiting = self._waiting, case is not None and (case.reading or not case.fields)
        came = waited and case is not None and (bool(case.fields) or not case.reading)
        self._shown_case = case.id if case else None
        if (changed or came) and not self.going_about.caret_is_elsewhere:
            self.intents.focus_field()

    def _render_field(self) -> None:
        active = self._desk.active
        if self._desk.privacy.on:
            self._render_case()  # another field is masked now
        self.form.show_active(active)
        self.image.view.set_active(active)
        moved, self._shown_field = active != self._shown_field, active
        focused = self.form.focused_row
        # Only when the desk itself moved on: a commit tells of the old field while the caret is on its way to the new one.
        if moved and active is not None and focused is not None and focused.key != active:
            self.form.focus_active(active)

    def _render_privacy(self) -> None:
        privacy, settings = self._desk.privacy, self._desk.settings
        for each in (self.top.view, self.privacy_sign):
            each.show_privacy(on=privacy.on, shown=privacy.shown)
        self.top.view.show_choice(settings.text("ui.language"), settings.text("ui.theme"))

    def _render_queue(self) -> None:
        self.queue.show_rows(self._desk.filtered_queue)
        self._ahead.look_on()
        wanted = self._work if self._desk.queue else self.empty
        if self._stack.currentWidget() is not wanted:
            self._stack.setCurrentWidget(wanted)
            self.intents.focus_field() if self._desk.queue else self.empty.open.setFocus()

    def _render_progress(self) -> None:
        progress = self._desk.progress
        self.status.show_progress(progress)
        self.queue.show_looks(progress.looks)
        self.top.show_state(self._desk.current, progress)
        self.tidings.show_progress(progress)

    def _render_picture(self, picture: Picture) -> None:
        self.image.show_picture(picture)
        self._strips.show_picture(picture)
        self._ahead.look_on()

    def _explain_character(self) -> None:
        self.intents.spawn(self._open_rare())

    async def _open_rare(self) -> None:
        await self._tasks.in_thread(characters.prepare)
        self.form.explain_character()

    # ------------------------------------------------------------------ how the desk looks

    def speak(self, language: str) -> None:
        """Speak this language from now on, one of `LANGUAGES` or `""` for the system's; nothing at work is lost."""
        self._preferences.speak(language)
        self._build_anew()

    def take_colours(self, colours: str) -> None:
        """Take these colours from now on: `system`, `light` or `dark`."""
        self._preferences.take_colours(colours)
        self._render_privacy()

    def _complain(self, words: str) -> None:
        self.notices.say("error", words)

    def _build_anew(self) -> None:
        """Every part again, with what the operator had in hand."""
        before, intents, notices, work, tidings = self._middle, self.intents, self.notices, self._work, self.tidings
        room = before.geometry()
        only_open = self.queue.only_open.isChecked()
        reject, let_stand = self.form.reject.isVisible(), self.form.let_stand.isVisible()
        held = taken(before, self.form, self.image.view)
        self.setUpdatesEnabled(False)
        self._link.close()
        self.second.retire()
        self._ahead.retire()
        self.form.blockSignals(True)  # what is typed goes over as it is, and is not said by the caret's leaving
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self.takeCentralWidget()
        before.hide()
        self._build()
        intents.hand_over(self.form, self.notices)
        self.notices.take_over(notices)
        self.tidings.take_over(tidings)
        self._work.take_over(work)
        if reject:
            self.form.reject.ask()
        elif let_stand:
            self.form.let_stand.ask(intents.standing_errors)
        self._middle.setGeometry(room)
        self._middle.show()
        given(held, self._middle, self.form, self.image.view)
        self.queue.only_open.setChecked(only_open)
        self.setUpdatesEnabled(True)
        before.deleteLater()

    def _open_view_menu(self) -> None:
        self.top.view.showMenu()

    def _take_place(self, place: WindowPlace) -> None:
        found = place.take()
        if found is not None:
            self._work.part(found.parts)
        self.queue.only_open.setChecked(place.layout.only_open)

    def _keep_place(self) -> None:
        if self.place is not None:
            self.place.changed()

    def _parts(self) -> tuple[int, ...]:
        return self._work.wished

    def _only_open(self) -> bool:
        return self.queue.only_open.isChecked()

    # ------------------------------------------------------------------ leaving

    def flush(self) -> None:
        """Hand over what is typed and not yet said."""
        self.form.flush()

    def leave(self) -> None:
        """Really close, once everything has come to rest."""
        self._leaving = True
        self.lock.put_back()
        if self.place is not None:
            self.place.keep()
        self._link.close()
        self._ahead.retire()
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
        self._work.fit(event.size().width())
        for sheet in (self.help, self.services, self.wall, self.keys.sheet):
            if sheet.isVisible():
                sheet.place()
