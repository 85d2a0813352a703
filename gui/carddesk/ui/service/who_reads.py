"""Who reads: the service picked at the top, the sheet on which it is picked, and the ways on where one has failed."""

from __future__ import annotations

from PySide6.QtCore import QObject

from carddesk.ui.intents import Intents
from carddesk.ui.service.credentials_flow import CredentialsFlow
from carddesk.ui.service.facts import facts
from carddesk.ui.service.service_sheet import ServiceSheet
from carddesk.ui.top_bar import TopBar
from carddesk.ui.ways import Way, ways_on
from carddesk.ui.words import service_title
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import CaseView

_GRAVE = frozenset({"triangle-alert", "circle-alert", "key-round"})
"""Icons of facts that are shown beside the picker, too."""


class WhoReads(QObject):
    """Between the top bar, the sheet of services, credentials and the desk."""

    def __init__(
        self, desk: Desk, *, top: TopBar, sheet: ServiceSheet, credentials: CredentialsFlow, intents: Intents
    ) -> None:
        super().__init__()
        self._desk = desk
        self._top = top
        self._sheet = sheet
        self._credentials = credentials
        self._intents = intents
        sheet.picked.connect(intents.pick_service)
        sheet.options_changed.connect(intents.set_options)
        sheet.credentials_asked.connect(credentials.open)

    def render(self) -> None:
        """Show which service is picked and what is known of it."""
        picked = self._desk.services.get(self._desk.service)
        account = self._desk.accounts.of(picked.info) if picked is not None else None
        if account is not None:
            self._credentials.look_once(account)
        told = facts(picked.info, account, None) if picked is not None else []
        warnings = [fact.words for fact in told if fact.icon in _GRAVE and fact.role in {"doubtful", "broken"}]
        self._top.show_service(picked.info if picked is not None else None, warnings)
        if self._sheet.isVisible():
            self._sheet.refresh()

    def title(self, case: CaseView | None) -> str:
        """What the service is called that read this card; empty where it is not known."""
        reader = self._desk.services.get(case.service) if case is not None and case.service else None
        return service_title(reader.info) if reader is not None else ""

    def ways(self, case: CaseView | None) -> tuple[Way, ...]:
        """What to offer where reading this card failed."""
        failed = self._desk.services.get(case.trouble_service) if case is not None else None
        if case is None or not case.trouble:
            return ("read",)
        has_account = failed is not None and failed.info.vendor is not None
        return ways_on(case, has_account=has_account, has_others=len(self._desk.services) > 1)

    def go(self, way: Way) -> None:
        """Take one of them."""
        case = self._desk.current
        failed = self._desk.services.get(case.trouble_service) if case is not None else None
        if way == "credentials" and failed is not None and failed.info.vendor is not None:
            self._credentials.open(failed.info.vendor)
        elif way == "services":
            self.show_services()
        else:
            self._intents.reading.read_again()

    def show_services(self) -> None:
        """Open the sheet at the services, or close it."""
        self._toggle(options=False)

    def show_options(self) -> None:
        """Open the sheet at what can be wanted of the service picked, or close it."""
        self._toggle(options=True)

    def _toggle(self, *, options: bool) -> None:
        if self._sheet.isVisible():
            self._sheet.close_sheet()
            return
        self._sheet.open_at(self._top.picker.x, options=options)
        self._credentials.look_at_all()
