"""Between scanners and the window: the key that scans, what is said while one is at work, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.ui.capture.scan_sheet import ScanSheet
from carddesk.ui.capture.scan_sheet_flow import ScanSheetFlow
from carddesk.ui.capture.scan_sign import ScanSign
from carddesk.ui.composition import Composition
from carddesk.ui.form.form_pane import NotKeptError
from carddesk.ui.frame import Frame
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks

_OF_DEVICE = frozenset({"scanner_gone", "scanner_none", "scanner_wish", "scanner_missing", "scan_profiles"})
"""Troubles about which something can be done where scanners and profiles are chosen."""

_PREPARE_MS = 3000
"""So long after the window has come, ways to scanners are loaded: nobody waits for that then."""


class ScanFlow(QObject):
    """Shows what stands, and says to the desk what the operator wants."""

    def __init__(
        self, desk: Desk, tasks: Tasks, theme: Theme, composition: Composition, *, frame: Frame, intents: Intents
    ) -> None:
        super().__init__(frame)
        self._desk = desk
        self._tasks = tasks
        self._frame = frame
        self._intents = intents
        self._scanning = desk.capturing.scanning
        self._told: UserError | None = self._scanning.view.failure
        self._replaced = self._scanning.view.replaces
        self._last = "scan"
        self.sign = ScanSign(theme)
        frame.status.place_sign(self.sign)
        self.sign.stop_asked.connect(self.stop)
        frame.top.scan.profile_chosen.connect(self._use)
        frame.installEventFilter(self)
        self.sheet = ScanSheet(frame, theme, composition)
        self.sheet_flow = ScanSheetFlow(desk, tasks, self.sheet, intents)
        self.deeds: dict[str, Callable[[], object]] = {
            "scan": self.scan,
            "rescan": self.rescan,
            "scanner": self.open_sheet,
        }
        self._unsubscribe = desk.subscribe(self._heard)
        frame.destroyed.connect(self._unsubscribe)
        self._render()
        later = QTimer(self)
        later.setSingleShot(True)
        later.timeout.connect(self._scanning.prepare)
        later.start(_PREPARE_MS)

    def scan(self) -> None:
        """Scan the next card; while one is being scanned, say so."""
        self._begin(None)

    def rescan(self) -> None:
        """Scan the card at hand once more; the new image takes its place, and the old one stays in the journal."""
        case = self._desk.current
        if case is None or case.status.closed or case.holder:
            words = tr("There is no undecided card at hand that could be scanned once more.")
            self._frame.notices.say("info", words)
            return
        again = partial(self._begin, case.id)
        # It was said of this card what it is captured for, or it must be now.
        again() if case.basis else self._intents.before_capture(again)

    def _begin(self, once_more: int | None) -> None:
        self._last = "scan" if once_more is None else "rescan"
        if self._scanning.start(once_more=once_more):
            return
        words = tr("The scanner is at work: {what}. Esc stops it.", what=self.sign.words)
        self._frame.notices.say("info", words, action=tr("Stop scanning"), do=self.stop)

    def stop(self) -> None:
        """No more; what has come stays."""
        self._scanning.cancel()

    def open_sheet(self) -> None:
        """Where scanners and profiles are chosen; or away with it."""
        self.sheet.toggle()

    def _heard(self, change: Change) -> None:
        if "scan" in change.what:
            self._render()

    def _render(self) -> None:
        view = self._scanning.view
        self.sign.show_view(view)
        if view.failure is not self._told:
            before, self._told = self._told, view.failure
            if before is not None:
                self._frame.notices.dismiss_words(before.message)
            if view.failure is not None:
                self._complain(view.failure)
        if view.replaces is not None and view.replaces != self._replaced:
            self._replace(*view.replaces)
        self._replaced = view.replaces
        self._show_profiles()

    def _replace(self, old: int, new: int) -> None:
        """The card of a case lay in the scanner again and is a new case: that takes its place, unless the operator went on."""
        case, numbers = self._desk.current, {"old": f"{old:04}", "new": f"{new:04}"}
        if case is None or case.id != old or case.status.closed:
            words = tr("Scanned once more as card {new}. Card {old} stays as it is: you went on from it.", **numbers)
            self._frame.notices.say("info", words)
            return
        try:
            self._frame.form.flush()
        except NotKeptError:
            return  # it was told that what is typed here cannot be kept: the card stays
        self._desk.judging.reject(tr("Scanned once more as card {new}", **numbers))
        self._desk.select_case(new)
        words = tr("This is card {new}, scanned in place of {old}. Undo brings the other one back.", **numbers)
        self._frame.notices.say("info", words)

    def _complain(self, error: UserError) -> None:
        self._frame.notices.say(
            "warn",
            error.message,
            action=tr("Scan again"),
            do=self._scan_again,
            more=self._way_out(error),
            stay=True,
        )

    def _way_out(self, error: UserError) -> tuple[str, Callable[[], None]] | None:
        if error.code == "feeder_empty" and self._scanning.on_the_glass is not None:
            return tr("Scan from the glass"), self._scan_glass
        return (tr("Scanner…"), self.open_sheet) if error.code in _OF_DEVICE else None

    def _scan_glass(self) -> None:
        if (profile := self._scanning.on_the_glass) is not None:
            self._intents.before_capture(partial(self._scanning.start, profile))

    def _scan_again(self) -> None:
        self._intents.do(self._last)

    def _use(self, name: str) -> None:
        try:
            self._scanning.profiles.use(name)
        except UserError as error:
            self._frame.notices.say("error", error.message)
        self._scanning.told()

    def _show_profiles(self) -> None:
        profiles = self._scanning.profiles
        in_use = profiles.in_use
        self._frame.top.scan.show_profiles(profiles.all, in_use.name if in_use is not None else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc that nobody below has a use for stops the scanner."""
        if event.type() == QEvent.Type.KeyPress and self._scanning.view.busy:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self.stop()
                return True
        return False
