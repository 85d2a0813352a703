"""At hand: the case and the field on the desk, shown in every part, and the caret brought to where the work is."""

from __future__ import annotations

from PySide6.QtCore import QObject

from carddesk.ui.frame import Frame
from carddesk.ui.going_about import GoingAbout
from carddesk.ui.intents import Intents
from carddesk.ui.picture_flow import PictureFlow
from carddesk.ui.second_flow import SecondFlow
from carddesk.ui.service.who_reads import WhoReads
from carddesk.workflow.desk import Desk


class AtHand(QObject):
    """Knows which case and field are shown, to tell going on from what only looks otherwise.

    Attributes:
        case_id: the case that is shown.
    """

    def __init__(
        self,
        desk: Desk,
        frame: Frame,
        intents: Intents,
        *,
        who_reads: WhoReads,
        going_about: GoingAbout,
        second: SecondFlow,
        pictures: PictureFlow,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._frame = frame
        self._intents = intents
        self._who_reads = who_reads
        self._going_about = going_about
        self._second = second
        self._pictures = pictures
        self.case_id: int | None = None
        self._field: str | None = None
        self._waiting = False

    def show_case(self) -> None:
        """The case on the desk is another one, or looks otherwise."""
        case, active, frame = self._desk.current, self._desk.active, self._frame
        self.show_privacy()
        frame.form.show_case(case, active, self._who_reads.title(case), self._who_reads.ways(case))
        frame.image.show_case(case)
        self._second.show_case(case)
        frame.image.view.set_active(active)
        self._pictures.show_case(case)
        before, self.case_id = self.case_id, case.id if case is not None else None
        frame.queue.show_current(self.case_id)
        frame.top.show_state(case, self._desk.progress)
        frame.notices.go_on_to(self.case_id)
        waited, self._waiting = self._waiting, case is not None and (case.reading or not case.fields)
        came = waited and case is not None and (bool(case.fields) or not case.reading)
        if (before != self.case_id or came) and not self._going_about.caret_is_elsewhere:
            self._intents.focus_field()

    def show_field(self) -> None:
        """The operator is at another field, or it was spoken of."""
        active, form = self._desk.active, self._frame.form
        if self._desk.privacy.on:
            self.show_case()  # another field is masked now
        form.show_active(active)
        self._frame.image.view.set_active(active)
        moved, self._field = active != self._field, active
        focused = form.focused_row
        # Only when the desk itself moved on: a commit tells of the old field while the caret is on its way to the new one.
        if moved and active is not None and focused is not None and focused.key != active:
            form.focus_active(active)

    def show_privacy(self) -> None:
        """Whether values are masked, and what else is chosen of the look."""
        privacy, settings, view = self._desk.privacy, self._desk.settings, self._frame.top.view
        for each in (view, self._frame.privacy_sign):
            each.show_privacy(on=privacy.on, shown=privacy.shown)
        view.show_choice(settings.text("ui.language"), settings.text("ui.theme"))
