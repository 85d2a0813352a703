"""Second readings in the window: who is asked, where the question is asked, and what a box on the image was read as."""

from __future__ import annotations

import asyncio
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from carddesk.cards.geometry import Quad
from carddesk.cards.normal import shown
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.services.contract import ServiceInfo
from carddesk.ui.form.form_pane import FormPane
from carddesk.ui.image.box_hint import BoxHint
from carddesk.ui.image.drag_box import DragBox
from carddesk.ui.image.image_pane import ImagePane
from carddesk.ui.image.widened import widened
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.ui.notice_bar import NoticeBar
from carddesk.ui.shortcuts import shortcut
from carddesk.ui.words import field_names, service_title
from carddesk.workflow.desk import Desk
from carddesk.workflow.opinions import OtherValue
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.usage import account_of
from carddesk.workflow.views import CaseView, FieldView

_ROOM = 0.15
"""Around a field that is read once more where it stands, as a share of its height."""


class SecondFlow(QObject):
    """Between the desk's second readings, the form and the image."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        intents: Intents,
        *,
        form: FormPane,
        image: ImagePane,
        notices: NoticeBar,
        theme: Theme,
    ) -> None:
        super().__init__(image)
        self._desk = desk
        self._tasks = tasks
        self._intents = intents
        self._form = form
        self._image = image
        self._notices = notices
        self.box = DragBox(image.view, self._may_draw)
        self.hint = BoxHint(image, theme)
        self.menu = QMenu(form)
        self.menu.setToolTipsVisible(True)
        self._reading: asyncio.Task[None] | None = None
        self.box.drawn.connect(self._read_drawn)
        self.box.changed.connect(self._show_box)
        self.hint.cancelled.connect(self.leave_box)
        form.header.second_asked.connect(self.choose)

    def retire(self) -> None:
        """The window's parts are built anew, maybe in another language: let go of these."""
        self.menu.close()
        self.leave_box()
        self._desk.second.look_again()

    # A second opinion.

    def choose(self) -> None:
        """Offer the services that can give a second opinion on this card, the one asked last first."""
        self._form.flush()
        others = self._desk.second.others()
        if not others:
            case = self._desk.current
            read = case is not None and bool(case.fields)
            words = tr("No other service reads this kind of card.") if read else tr("This card has not been read yet.")
            self._notices.say("info", words)
            return
        self._fill(others)
        header = self._form.header
        place = header.mapToGlobal(QPoint(header.width() - self.menu.sizeHint().width(), header.height()))
        self.menu.popup(place)
        self.menu.setActiveAction(self.menu.actions()[1])

    def read_held_back(self) -> None:
        """The operator gives leave for the second readings that wait for it."""
        self._intents.spawn(self._desk.second.read_held_back())

    def _fill(self, others: list[ServiceInfo]) -> None:
        self.menu.clear()
        heading = self.menu.addAction(tr("Second reading by"))
        heading.setEnabled(False)
        for info in others:
            self.menu.addAction(self._choice(info))
        free = self._desk.second.free
        if free is not None:
            self.menu.addSeparator()
            always = self.menu.addAction(tr("After every reading: {service}", service=service_title(free)))
            always.setCheckable(True)
            always.setChecked(self._desk.second.unasked == free.id)
            always.toggled.connect(self._always)

    def _choice(self, info: ServiceInfo) -> QAction:
        title = service_title(info)
        words = title
        if not info.offline:
            vendor = self._desk.accounts.title(account_of(info))
            words = tr("{service} (sends the image to {vendor})", service=title, vendor=vendor)
        made = QAction(words.replace("&", "&&"), self.menu)
        made.setObjectName(info.id)
        made.triggered.connect(partial(self._ask, info.id))
        return made

    def _always(self, on: bool) -> None:
        free = self._desk.second.free
        try:
            self._desk.second.set_unasked(free.id if on and free is not None else "")
        except UserError as error:
            self._notices.say("error", error.message)

    def _ask(self, service_id: str) -> None:
        self._intents.spawn(self._desk.second.read(service_id))

    # A box on the image.

    def draw_box(self) -> None:
        """The next drag on the image draws a box to be read into the field at hand; once more and it does not."""
        if not self._may_draw() and not self.box.awaited:
            return
        self.leave_box()
        self.box.arm()

    def read_here(self) -> None:
        """The same without a mouse: the box is where the field stands on the image, if that is known."""
        if not self._may_draw():
            return
        self.leave_box()
        field, case = self._field(), self._desk.current
        if field is None or case is None or field.quad is None or (case.faces and field.at != case.shown):
            self._notices.say("info", tr("It is not known where this field stands on the image. Draw a box around it."))
            return
        around = widened(field.quad, _ROOM * field.quad.height)
        self.box.show(self._image.view.stage.inward(around))
        self._read_box(around)

    def leave_box(self) -> None:
        """Esc: no box, no reading of one, no offer of what was read."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self.hint.leave()
        if self.box.awaited:
            self.box.cancel()
        self.box.hide()
        self._desk.second.drop_regions()

    def show_case(self, case: CaseView | None) -> None:
        """What is said over the image goes when what it speaks of has gone."""
        offered = case is not None and any(_of_box(each) for each in case.fields)
        if self._reading is None and not self.box.awaited and not offered:
            self.hint.leave()
            self.box.hide()

    def _may_draw(self) -> bool:
        case = self._desk.current
        if case is None or case.image is None or not self._desk.second.can_read_regions:
            return False
        if not case.fields:
            self._notices.say("info", tr("This card has not been read yet."))
            return False
        if case.status.closed:
            self._notices.say("info", tr("This card is decided. Reopen it to change a field."))
            return False
        if self._field() is None:
            self._intents.focus_field()
        return self._field() is not None

    def _field(self) -> FieldView | None:
        case, active = self._desk.current, self._desk.active
        found = case.field(active) if case is not None and active is not None else None
        return found if found is not None and not found.picture else None

    def _show_box(self) -> None:
        self._image.show_tool("box", on=self.box.awaited)
        field, case = self._field(), self._desk.current
        if self.box.awaited and field is not None and case is not None:
            self.hint.ask(field_names(case)[field.key])
        elif self._reading is None:
            self.hint.leave()

    def _read_drawn(self, box: Quad) -> None:
        """What is drawn lies on what is shown, and what is read on the page."""
        self._read_box(self._image.view.stage.outward(box))

    def _read_box(self, quad: Quad) -> None:
        field = self._field()
        if field is None:
            self.box.hide()
            return
        if self._reading is not None:
            self._reading.cancel()
        self.hint.wait()
        self._intents.focus_field()
        self._reading = self._tasks.spawn(self._read(field.key, quad))

    async def _read(self, key: str, quad: Quad) -> None:
        mine = asyncio.current_task()
        offer = None
        try:
            offer = await self._desk.second.read_region(key, quad)
        finally:
            if self._reading is mine:  # another box may have been drawn meanwhile, or this one left
                self._reading = None
                self.hint.leave()
                if offer is None:
                    self.box.hide()
        if offer is not None:
            self._show_offer(key, offer)

    def _show_offer(self, key: str, offer: OtherValue) -> None:
        """Into an empty box as a draft, which Enter keeps; else as what a key takes."""
        row, case = self._form.row(key), self._desk.current
        field = case.field(key) if case is not None else None
        if row is None or field is None:
            return
        if not field.value and not row.edit.text and not row.edit.isReadOnly():
            text = shown(field.kind, offer.value)
            row.edit.draft(text, len(text))
        elif offer.value == field.value:
            self._notices.say("info", tr("The box reads the same as the field."))
            self.box.hide()
        else:
            self.hint.offer(shortcut("repair_1").shown)


def _of_box(field: FieldView) -> bool:
    return any(isinstance(each, OtherValue) and each.asked and each.value != field.value for each in field.repairs)
