"""Between the sheet for addresses and the desk."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from carddesk.errors import UserError
from carddesk.ui.capture.address_sheet import AddressSheet
from carddesk.ui.composition import Composition
from carddesk.ui.frame import Frame
from carddesk.ui.intents import Intents
from carddesk.ui.look.theme import Theme
from carddesk.workflow.desk import Desk


class AddressFlow(QObject):
    """Says what is wrong with an address while it is written, and has it read."""

    def __init__(self, desk: Desk, theme: Theme, composition: Composition, *, frame: Frame, intents: Intents) -> None:
        super().__init__(frame)
        self._desk = desk
        self._addresses = desk.capturing.addresses
        self._intents = intents
        self.sheet = AddressSheet(frame, theme, composition)
        self.sheet.edited.connect(self._check)
        self.sheet.given.connect(self._give)
        self.sheet.other_service_asked.connect(self._other)

    def toggle(self) -> None:
        """Ask for an address, or put the question away."""
        if self.sheet.isVisible():
            self.sheet.close_sheet()
            return
        try:
            self._addresses.require_service()
        except UserError as error:
            self.sheet.open(self._addresses.service, error.message)
        else:
            self.sheet.open(self._addresses.service, "")

    def _check(self, text: str) -> None:
        if not text.strip():
            self.sheet.show_problem("")
            return
        try:
            self._addresses.wire(text)
        except UserError as error:
            begun = "https://".startswith(text.strip().lower()) or "http://".startswith(text.strip().lower())
            self.sheet.show_problem("" if begun else error.message)
        else:
            self.sheet.show_problem("", ready=True)

    def _give(self, text: str) -> None:
        self._intents.before_capture(partial(self._read, text))

    def _read(self, text: str) -> None:
        self._intents.spawn(self._added(text))

    async def _added(self, text: str) -> None:
        new = await self._addresses.add(text)
        if new:
            await self._desk.read(new)

    def _other(self) -> None:
        self._intents.do("services")
