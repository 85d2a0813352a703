"""Intents: what each key and button means, said to the desk. The only place that knows both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from carddesk.cards.flags import Flag
from carddesk.cards.repairs import Repair
from carddesk.cards.repairs.registry import MOST
from carddesk.errors import UserError
from carddesk.language import sentences, tr
from carddesk.resources import resource
from carddesk.services.contract import OptionValue
from carddesk.ui import dialogs, intake
from carddesk.ui.export_intents import ExportIntents
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.group.wall import Wall
from carddesk.ui.hands import Hands
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.reading_intents import ReadingIntents
from carddesk.ui.shortcuts import keyboard
from carddesk.workflow.desk import Desk
from carddesk.workflow.group import GroupItem
from carddesk.workflow.moving import DAMAGED
from carddesk.workflow.tasks import Tasks

_CAPTURING = {"scan", "camera_take", "address"}
"""Shortcuts that begin to capture; files do when it is known which they are."""


class Intents(QObject):
    """Every draft is handed over before anything that could leave its field.

    Attributes:
        reading, results: those about having cards read, and about what becomes of results.
    """

    def __init__(self, desk: Desk, tasks: Tasks, form: FormPane, notices: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._tasks = tasks
        self._form = form
        self._notices = notices
        self._window = window
        self._hands = Hands(desk, tasks, window, form, notices)
        self.reading = ReadingIntents(self._hands)
        self.results = ExportIntents(self._hands)
        self.before_capture: Callable[[Callable[[], object]], object] = lambda deed: deed()
        """Has a deed done that captures cards, once all is noted that must be noted first."""
        self.adding: Callable[[], object] = lambda: None
        """Told when files are about to be opened."""
        self.on_damage: Callable[[str], None] = lambda _words: None
        """Told in words of a workspace that turned out to be damaged."""
        self._deeds: dict[str, Callable[[], object]] = {
            "open": self.open_files,
            "open_folder": self.open_folder,
            "paste": self.paste,
            "read": self.reading.read_again,
            "accept": self.accept,
            "later": self.postpone,
            "reject": self.ask_reason,
            "reopen": self.reopen,
            "undo": self.undo,
            "redo": self.redo,
            "next_case": self.next_case,
            "previous_case": self.previous_case,
            "export": self.results.export,
            "join": self.join_next,
            "part": self.part_faces,
            "other_face": self._desk.turn_over,
            "retry_failed": self.reading.retry_failed,
            "next_field": self.next_field,
            "previous_field": self.previous_field,
        }
        for place in range(MOST):
            self._deeds[f"repair_{place + 1}"] = partial(self.take_repair_at, place)

    def bind(self, **deeds: Callable[[], object]) -> None:
        """Give every shortcut its action; `deeds` are those that concern widgets alone, by id."""
        for name, deed in deeds.items():
            self._deeds[name] = partial(self._capture, deed) if name in _CAPTURING else deed
        for shortcut in keyboard.shortcuts:
            if shortcut.bound:
                action = QAction(shortcut.words, self._window)
                action.setObjectName(shortcut.id)
                action.setAutoRepeat(
                    shortcut.id in {"next_case", "previous_case", "zoom_in", "zoom_out", "undo", "redo"}
                )
                action.triggered.connect(self._deeds[shortcut.id])
                self._window.addAction(action)
        self._give_keys()
        keyboard.changed.connect(self._give_keys)

    def _give_keys(self) -> None:
        """Every action has the keys that hold now."""
        for action in self._window.actions():
            if action.objectName() in self._deeds:
                action.setShortcuts(keyboard.get(action.objectName()).sequences)

    def hand_over(self, form: FormPane, notices: NoticeBar) -> None:
        """Others see to the operator from now on; what is still under way here speaks through their parts."""
        self._form, self._notices = form, notices
        self._hands.form, self._hands.notices = form, notices

    @property
    def standing_errors(self) -> tuple[Flag, ...]:
        """What a reason is needed for: the errors of the field at hand, else those of the card itself."""
        case = self._desk.current
        field = case.field(self._desk.active) if case is not None and self._desk.active is not None else None
        if case is None:
            return ()
        return field.errors if field is not None and field.errors else case.errors

    def spawn(self, work: Coroutine[object, object, object]) -> None:
        """Start work that goes on beside the window; its errors are shown in place."""
        _ = self._tasks.spawn(work)

    def do(self, deed: str) -> None:
        """Do what the shortcut of this id does."""
        self._deeds[deed]()

    # ------------------------------------------------------------------ cards come

    def open_files(self) -> None:
        """Ask for images and add them."""
        dialogs.ask_files(self._window, self.add)

    def open_folder(self) -> None:
        """Ask for a folder and add what is in it."""
        dialogs.ask_folder(self._window, self.add)

    def try_samples(self) -> None:
        """Add the sample cards."""
        self.add([resource("samples")])

    def paste(self) -> None:
        """Add what the clipboard holds."""
        if not self.take(QApplication.clipboard().mimeData(), by_hand=False):
            self._notices.say("info", tr("The clipboard holds neither an image nor files."))

    def take(self, mime: QMimeData | None, *, by_hand: bool = True) -> bool:
        """Add what was dropped or pasted; False when there is nothing for the queue in it. `by_hand` as in `add`."""
        if paths := intake.paths_in(mime):
            self.add(paths, by_hand=by_hand)
            return True
        fetch = intake.take(mime)
        if fetch is None:
            return False
        self._capture(partial(self._add_captured, fetch))
        return True

    def add(self, paths: Sequence[Path], *, by_hand: bool = True) -> None:
        """Add these files and folders; `by_hand`, the pages of a document may be chosen."""
        self._capture(partial(self._add_files, list(paths), by_hand=by_hand))

    def _capture(self, deed: Callable[[], object]) -> None:
        self.before_capture(deed)

    def _add_files(self, paths: Sequence[Path], *, by_hand: bool) -> None:
        self.adding()
        self.spawn(self._desk.add_files(paths, by_hand=by_hand))

    def _add_captured(self, fetch: intake.Fetch) -> None:
        self.spawn(self._add_image(fetch))

    async def _add_image(self, fetch: intake.Fetch) -> None:
        data, name = await fetch()
        await self._desk.add_image(data, name)

    # ------------------------------------------------------------------ the card at hand

    def accept(self) -> None:
        """The card is verified; where an error concerns the card itself, ask in place why it may stand."""
        self._form.flush()
        if errors := self._desk.judging.accept():
            self._form.let_stand.ask(errors)
        else:
            self.focus_field()

    def postpone(self) -> None:
        """Later."""
        self._form.flush()
        self._desk.judging.postpone()

    def ask_reason(self) -> None:
        """Ask in place why the card is rejected."""
        self._form.flush()
        if (case := self._desk.current) is not None and not case.status.closed:
            self._form.let_stand.hide()
            self._form.reject.ask()

    def reject(self, reason: str) -> None:
        """The card is refused for this reason."""
        self._put_away()
        try:
            self._desk.judging.reject(reason)
        except UserError:
            self._form.reject.ask()
            self._form.reject.reason.setText(reason)
            raise
        self.focus_field()

    def spare(self) -> None:
        """Not rejected, or not let stand, after all."""
        self._put_away()

    def let_stand(self, reason: str) -> None:
        """What cannot be right stands for this reason: a field's value, or the card as it is."""
        self._put_away()
        case = self._desk.current
        field = case.field(self._desk.active) if case is not None and self._desk.active is not None else None
        if field is not None and field.errors:
            self._desk.judging.confirm(field.shown, reason)
        else:
            self._desk.judging.accept(reason)
        self.focus_field()

    def _put_away(self) -> None:
        """Nothing is asked any more. The caret leaves first: Qt would put it into the first field it finds."""
        self.focus_field()
        self._form.reject.hide()
        self._form.let_stand.hide()

    def reopen(self) -> None:
        """A decided card is open again."""
        self._desk.judging.reopen()
        self.focus_field()

    def focus_field(self) -> None:
        """Put the caret where the next key is wanted."""
        case = self._desk.current
        if self._desk.active is None and case is not None and case.fields:
            self._desk.select_field(case.fields[0].key)
        self._form.focus_active(self._desk.active)

    # ------------------------------------------------------------------ who reads

    def pick_service(self, service_id: str) -> None:
        """Have this service read from now on; cards that were not read yet go to it at once if so set."""
        self._desk.pick_service(service_id)
        self.focus_field()

    def set_options(self, service_id: str, values: Mapping[str, OptionValue]) -> None:
        """Ask a service with these options from now on."""
        try:
            self._desk.choice.set_options(service_id, values)
        except UserError as error:
            self._notices.say("error", error.message)

    # ------------------------------------------------------------------ fields

    def commit(self, key: str, typed: str, case_id: int) -> None:
        """A field was left in which something is typed."""
        with self._kept():
            self._desk.judging.commit(key, typed, case_id)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Where what was typed cannot be kept (the disk is full), it stays where it was typed, and the operator learns why."""
        try:
            yield
        except UserError as error:
            self._form.refuse()
            if error.code in DAMAGED:
                self.on_damage(error.message)
                return
            self._notices.say("error", error.message, action=tr("Try again"), do=self._keep_again, stay=True)

    def _keep_again(self) -> None:
        self._form.flush()
        self._notices.dismiss("error")
        self.focus_field()

    def enter_field(self, key: str) -> None:
        """The caret reached this field."""
        self._desk.select_field(key)

    def go_to_field(self, key: str) -> None:
        """The field's quad was clicked."""
        self._desk.select_field(key)
        self._form.focus_active(key)

    def next_field(self) -> None:
        """One down, as Tab goes."""
        self._step_field(1)

    def previous_field(self) -> None:
        """One up."""
        self._step_field(-1)

    def _step_field(self, step: int) -> None:
        keys, at = [row.key for row in self._form.rows], self._form.focused_row
        place = keys.index(at.key) + step if at is not None else -1
        if 0 <= place < len(keys):
            self._form.focus_active(keys[place])
        elif at is None:
            self.focus_field()

    def confirm(self, key: str, typed: str) -> None:
        """Enter on a field; where its value cannot be right, ask in place why it may stand."""
        self._desk.select_field(key)
        with self._kept():
            if errors := self._desk.judging.confirm(typed):
                self._form.let_stand.ask(errors)

    def go_on(self) -> None:
        """Enter on a case that has nothing to verify."""
        self._desk.judging.confirm("")

    def take_repair_at(self, place: int) -> None:
        """The suggestion at this place, as it is shown for the field at hand."""
        row = self._form.row(self._desk.active) if self._desk.active is not None else None
        offered = row.field.offered if row is not None and row.field is not None and not row.edit.isReadOnly() else ()
        if row is not None and place < len(offered):
            self.take_repair(row.key, offered[place])

    def take_repair(self, key: str, repair: Repair) -> None:
        """This suggestion takes the place of what stands in the field. What was being typed there can be had back by undo."""
        self._put_away()
        self._form.flush()
        self._desk.select_field(key)
        if errors := self._desk.judging.take_repair(repair):
            self._form.let_stand.ask(errors)
        else:
            self.focus_field()

    def undo(self) -> None:
        """Typing first, then judgements."""
        row = self._form.focused_row
        if row is not None and row.edit.take_back():
            return
        self._form.flush()
        self._desk.judging.undo()
        self.focus_field()

    def redo(self) -> None:
        """The same forwards."""
        row = self._form.focused_row
        if row is not None and row.edit.bring_back():
            return
        self._form.flush()
        self._desk.judging.redo()
        self.focus_field()

    # ------------------------------------------------------------------ faces

    def join_next(self) -> None:
        """The next card of the queue is the other face of this one."""
        self._form.flush()
        self._desk.pairing.join_next()
        self.focus_field()

    def part_faces(self) -> None:
        """The faces are of two cards."""
        self._form.flush()
        self._desk.pairing.part()
        self.focus_field()

    # ------------------------------------------------------------------ the queue

    def next_case(self) -> None:
        """One down."""
        self._form.flush()
        self._desk.next_case()

    def previous_case(self) -> None:
        """One up."""
        self._form.flush()
        self._desk.previous_case()

    def choose_case(self, case_id: int) -> None:
        """An arrow key in the queue: the caret stays there."""
        self._form.flush()
        self._desk.select_case(case_id)

    def open_case(self, case_id: int) -> None:
        """A click or Enter in the queue: on to the fields."""
        self.choose_case(case_id)
        self.focus_field()

    # ------------------------------------------------------------------ many cards at once

    def open_wall(self, wall: Wall) -> None:
        """One field of many cards side by side."""
        if wall.isVisible():
            wall.close_sheet()
            return
        self._form.flush()
        self.spawn(self._open_wall(wall))

    async def _open_wall(self, wall: Wall) -> None:
        walls = await self._desk.walls()
        if walls:
            wall.open(walls)
        else:
            self._notices.say("info", tr("There are no two open cards that show the same field."))

    def confirm_group(self, items: Sequence[GroupItem], marked: Collection[int]) -> None:
        """All on the wall stand but those marked; on to the first of these."""
        confirmed = self._desk.judging.confirm_group(items, marked)
        words = tr("{count} values confirmed.", count=confirmed)
        if marked:
            words = sentences(words, tr("{count} marked to be looked at again.", count=len(marked)))
        self._notices.say("done", words)
        first = next((item for item in items if item.case_id in marked), None)
        if first is not None:
            self._desk.select_case(first.case_id)
            self._desk.select_field(first.key)
        self.focus_field()
