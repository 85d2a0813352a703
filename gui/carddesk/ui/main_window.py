"""The window: puts the parts together and carries word between them and the desk. It owns no state of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMainWindow

from carddesk.cards import characters
from carddesk.language import tr
from carddesk.ui import intake
from carddesk.ui.at_hand import AtHand
from carddesk.ui.capture.flows import CaptureFlows
from carddesk.ui.composition import Composition
from carddesk.ui.desk_link import DeskLink
from carddesk.ui.form.form_pane import NotKeptError
from carddesk.ui.frame import Frame
from carddesk.ui.going_about import GoingAbout
from carddesk.ui.handover import given, taken
from carddesk.ui.history.history_flow import HistoryFlow
from carddesk.ui.intents import Intents
from carddesk.ui.keys.keys_flow import KeysFlow
from carddesk.ui.laid_over import LaidOver, is_laid_over
from carddesk.ui.look.layout_memory import LayoutFile
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.window_place import WindowPlace
from carddesk.ui.picture_flow import PictureFlow
from carddesk.ui.preferences import Preferences
from carddesk.ui.privacy.idle_lock import IdleLock
from carddesk.ui.second_flow import SecondFlow
from carddesk.ui.service.credentials_flow import CredentialsFlow
from carddesk.ui.service.who_reads import WhoReads
from carddesk.ui.team.team_flow import TeamFlow
from carddesk.ui.tidings import Tidings
from carddesk.ui.unlock.key_flow import KeyFlow
from carddesk.ui.workbench import WINDOW_SIZE
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
        self._leaving = False
        self._asked_to_leave = False
        self._warned_of_loss = False
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
        desk, tasks, theme = self._desk, self._tasks, self._theme
        composition = Composition(self)
        self._seat(Frame(desk, tasks, theme, composition, self._threshold))
        self.intents = Intents(desk, tasks, self.form, self.notices, self)
        self._link = DeskLink(desk)
        self.keys = KeysFlow(desk, theme, composition, self._frame)
        self.help.change_asked.connect(self.keys.sheet.toggle)
        self.history = HistoryFlow(desk, tasks, theme, composition, self._frame)
        self.credentials = CredentialsFlow(desk, tasks, theme, self)
        self.workspace_key = KeyFlow(desk, tasks, theme, self)
        self.top.view.key.setVisible(self.workspace_key.is_wanted)
        self.pictures = PictureFlow(desk, tasks, queue=self.queue, image=self.image, form=self.form)
        self.second = SecondFlow(
            desk, tasks, self.intents, form=self.form, image=self.image, notices=self.notices, theme=theme
        )
        self.who_reads = WhoReads(
            desk, top=self.top, sheet=self.services, credentials=self.credentials, intents=self.intents
        )
        self.going_about = GoingAbout(
            desk, self.intents, top=self.top, queue=self.queue, image=self.image, form=self.form
        )
        self.team = TeamFlow(desk, theme, self._frame)
        self.going_about.kept_by = self._sheet_is_open
        self.tidings = Tidings(
            self.notices,
            self.intents,
            send_second=self.second.read_held_back,
            show_failed=self.going_about.to_failed,
            show_contradicted=self.team.compare,
            show_split=self._show_split,
        )
        self.at_hand = AtHand(
            desk,
            self._frame,
            self.intents,
            who_reads=self.who_reads,
            going_about=self.going_about,
            second=self.second,
            pictures=self.pictures,
        )
        self.capture = CaptureFlows(desk, tasks, theme, composition, frame=self._frame, intents=self.intents)
        self._connect()
        self._bind()
        self.who_reads.render()
        self._render_queue()
        self._render_progress()
        self.at_hand.show_case()
        if not desk.queue:
            self.empty.open.setFocus()

    # ------------------------------------------------------------------ assembly

    def _seat(self, frame: Frame) -> None:
        self._frame = frame
        self.top, self.notices, self.status = frame.top, frame.notices, frame.status
        self.queue, self.image, self.form, self.empty = frame.queue, frame.image, frame.form, frame.empty
        self.help, self.wall, self.services = frame.help, frame.wall, frame.services
        self.privacy_sign, self.drop_hint = frame.privacy_sign, frame.drop_hint
        frame.work.parted.connect(self._keep_place)
        self.setCentralWidget(frame)

    def _take_room(self) -> None:
        room = QGuiApplication.primaryScreen().availableSize() - _FRAME
        self.resize(WINDOW_SIZE.boundedTo(room))
        if self.size() != WINDOW_SIZE:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _sheet_is_open(self) -> bool:
        at_work = self.capture.camera.has_focus or self.capture.framing.tool.hasFocus()
        return at_work or any(sheet.isVisible() for sheet in self._frame.findChildren(LaidOver))

    def _connect(self) -> None:
        link, intents = self._link, self.intents
        link.case_changed.connect(self.at_hand.show_case)
        link.field_changed.connect(self.at_hand.show_field)
        link.service_changed.connect(self.who_reads.render)
        link.queue_changed.connect(self._render_queue)
        link.progress_changed.connect(self._render_progress)
        link.noticed.connect(self.tidings.show)
        self.top.asked.connect(intents.do)
        self.top.view.language_chosen.connect(self.speak)
        self.top.view.colours_chosen.connect(self.take_colours)
        self.top.view.key_asked.connect(self.workspace_key.open)
        self.queue.only_open.toggled.connect(self._keep_place)
        self.queue.chosen.connect(intents.choose_case)
        self.queue.opened.connect(intents.open_case)
        self.queue.filtered.connect(self._desk.set_filter)
        self.wall.confirmed.connect(intents.confirm_group)
        self.empty.asked.connect(intents.do)
        self.empty.open_asked.connect(intents.open_files)
        self.empty.folder_asked.connect(intents.open_folder)
        self.empty.samples_asked.connect(intents.try_samples)
        self._connect_frame()
        self._connect_form()
        self._connect_image()

    def _connect_form(self) -> None:
        intents = self.intents
        self.form.entered.connect(intents.enter_field)
        self.form.committed.connect(intents.commit)
        self.form.confirmed.connect(intents.confirm)
        self.form.state.passed_by.connect(intents.go_on)
        self.form.state.read_asked.connect(intents.reading.read_again)
        self.form.state.way_asked.connect(self.who_reads.go)
        self.form.header.way_asked.connect(self.who_reads.go)
        self.form.header.reopen_asked.connect(intents.reopen)
        self.form.reject.given.connect(intents.reject)
        self.form.reject.cancelled.connect(intents.spare)
        self.form.let_stand.given.connect(intents.let_stand)
        self.form.let_stand.cancelled.connect(intents.spare)
        self.form.repair_asked.connect(intents.take_repair)

    def _connect_frame(self) -> None:
        drafting = self._desk.sitting.drafting
        self.form.waiting, self.form.put_aside = drafting.waiting, drafting.put_aside
        self.form.drafted.connect(drafting.typed)
        self.status.cancel_asked.connect(self.intents.reading.stop_reading)
        self.status.failed_asked.connect(self.going_about.to_failed)
        self.status.stale.connect(self._render_progress)
        self.notices.left.connect(self.intents.focus_field)

    def _connect_image(self) -> None:
        view = self.image.view
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
            history=self.history.toggle,
            mask=self._desk.privacy.switch,
            show_values=self._desk.privacy.show_case,
            lock=self.lock.lock,
            view=self._open_view_menu,
            quit=self.close,
            **self.capture.deeds,
        )

    # ------------------------------------------------------------------ rendering what stands

    def _render_queue(self) -> None:
        self.queue.show_rows(self._desk.filtered_queue)
        self.pictures.look_on()
        turned = self._frame.show_work(wanted=bool(self._desk.queue))
        if turned and not is_laid_over(self.focusWidget()) and not self.capture.camera.has_focus:
            self.intents.focus_field() if self._desk.queue else self.empty.open.setFocus()

    def _render_progress(self) -> None:
        progress = self._desk.progress
        self.status.show_progress(progress)
        self.queue.show_looks(progress.looks)
        self.top.show_state(self._desk.current, progress)
        self.tidings.show_progress(progress)

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
        self.at_hand.show_privacy()

    def _complain(self, words: str) -> None:
        self.notices.say("error", words)

    def _build_anew(self) -> None:
        """Every part again, with what the operator had in hand."""
        before, intents, tidings = self._frame, self.intents, self.tidings
        room = before.geometry()
        only_open = self.queue.only_open.isChecked()
        reject, let_stand = self.form.reject.isVisible(), self.form.let_stand.isVisible()
        held = taken(before, self.form, self.image.view)
        self.setUpdatesEnabled(False)
        self._link.close()
        self.second.retire()
        self.pictures.retire()
        self.form.blockSignals(True)  # what is typed goes over as it is, and is not said by the caret's leaving
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self.takeCentralWidget()
        before.hide()
        self._build()
        intents.hand_over(self.form, self.notices)
        self.notices.take_over(before.notices)
        self.tidings.take_over(tidings)
        self._frame.work.take_over(before.work)
        if reject:
            self.form.reject.ask()
        elif let_stand:
            self.form.let_stand.ask(intents.standing_errors)
        self._frame.setGeometry(room)
        self._frame.show()
        given(held, self._frame, self.form, self.image.view)
        self.queue.only_open.setChecked(only_open)
        self.setUpdatesEnabled(True)
        before.deleteLater()

    def _show_split(self) -> None:
        self.capture.framing.split_waiting()

    def _open_view_menu(self) -> None:
        self.top.view.showMenu()

    def _take_place(self, place: WindowPlace) -> None:
        found = place.take()
        if found is not None:
            self._frame.work.part(found.parts)
        self.queue.only_open.setChecked(place.layout.only_open)

    def _keep_place(self) -> None:
        if self.place is not None:
            self.place.changed()

    def _parts(self) -> tuple[int, ...]:
        return self._frame.work.wished

    def _only_open(self) -> bool:
        return self.queue.only_open.isChecked()

    # ------------------------------------------------------------------ leaving

    def flush(self) -> bool:
        """Hand over what is typed and not yet said; False where it could not be kept, of which the operator is told."""
        try:
            self.form.flush()
        except NotKeptError:
            return False
        return True

    def leave(self) -> None:
        """Really close, once everything has come to rest."""
        self._leaving = True
        self.lock.put_back()
        if self.place is not None:
            self.place.keep()
        self._link.close()
        self.pictures.retire()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
            return
        event.ignore()
        if not self._asked_to_leave and (self.flush() or self._warned_of_loss):
            self._asked_to_leave = True
            self.close_asked.emit()
        elif not self._asked_to_leave:
            self._warned_of_loss = True
            words = tr("Close the window once more to leave all the same: what was typed last is lost then.")
            self.notices.say("error", f"{self.notices.words}\n{words}", stay=True)

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
        self._frame.place_sheets(event.size().width())
        for sheet in self._frame.findChildren(LaidOver):
            if sheet.isVisible():
                sheet.place()
