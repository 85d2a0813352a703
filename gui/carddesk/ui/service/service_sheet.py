"""The sheet behind the service picker: every service, what to know of it before it is picked, and its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from carddesk.language import tr
from carddesk.services.contract import OptionValue, ReadingService, ServiceInfo
from carddesk.ui.composition import Composition
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.service.fact_lines import FactLines
from carddesk.ui.service.facts import Fact, brief, details, facts
from carddesk.ui.service.options_form import OptionsForm
from carddesk.ui.words import service_title
from carddesk.workflow.accounts import Account
from carddesk.workflow.desk import Desk
from carddesk.workflow.usage import account_of

_LIST_PX = 256


class ServiceSheet(LaidOver):
    """Laid over the window below the picker; Esc, its button, or the caret going elsewhere close it. No dialog."""

    picked = Signal(str)
    credentials_asked = Signal(str)
    """Of this vendor."""
    options_changed = Signal(str, object)
    """Id of the service and all values: `Mapping[str, OptionValue]`."""

    size_wanted = QSize(728, 620)

    def __init__(self, parent: QWidget, desk: Desk, theme: Theme, composition: Composition) -> None:
        super().__init__(parent, theme, tr("Services"))
        self._desk = desk
        self._rendered = ""
        self._anchor: Callable[[], int] = lambda: GRID
        self.list = QListWidget()
        self.list.setProperty("look", "services")
        self.list.setAccessibleName(tr("Services"))
        self.list.setFixedWidth(_LIST_PX)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setIconSize(icons.icon_size())
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title = QLabel()
        self._title.setProperty("look", "title")
        self._title.setWordWrap(True)
        self.facts = FactLines(theme)
        self._details = QLabel()
        self._details.setProperty("look", "caption")
        self._details.setWordWrap(True)
        self._details.setTextFormat(Qt.TextFormat.PlainText)
        self.credentials = Button(tr("Credentials…"))
        self.use = Button(tr("Use this service"))
        self.use.setProperty("look", "primary")
        self.form = OptionsForm(composition)
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        sheet = QWidget()
        sheet.setProperty("look", "panel")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID * 2)
        column.addWidget(self.facts)
        column.addWidget(self.credentials, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.form)
        column.addWidget(self._details)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(sheet)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = scroll
        right = QVBoxLayout()
        right.setSpacing(GRID)
        right.addLayout(head)
        right.addWidget(scroll, 1)
        right.addWidget(self.use, 0, Qt.AlignmentFlag.AlignRight)
        box = QHBoxLayout(self)
        box.setContentsMargins(GRID, GRID * 2, GRID * 2, GRID * 2)
        box.setSpacing(GRID * 2)
        box.addWidget(self.list)
        box.addLayout(right, 1)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(self._render_details)
        self.list.itemActivated.connect(self._pick)
        self.use.clicked.connect(self._pick)
        self.credentials.clicked.connect(self._ask_credentials)
        self.form.changed.connect(self._change_options)
        self._theme.changed.connect(self._dress)

    @property
    def looked_at(self) -> str:
        """Id of the service whose details are shown; empty for none."""
        item: QListWidgetItem | None = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def open_at(self, anchor: Callable[[], int], *, options: bool = False) -> None:
        """Appear with its left edge where `anchor` says (in the parent's pixels); `options` puts the caret there."""
        self._anchor = anchor
        self.refresh()
        self.look_at(self._desk.service)
        stop = next(iter(self.form.edits.values()), None) if options else None
        self._appear(self.list if stop is None else stop)

    def look_at(self, service_id: str) -> None:
        """Show the details of this service."""
        for at in range(self.list.count()):
            if self.list.item(at).data(Qt.ItemDataRole.UserRole) == service_id:
                self.list.setCurrentRow(at)

    def _place_for(self, room: QRect) -> QRect:
        """Below the picker."""
        top = GRID * 7
        size = self.size_wanted.boundedTo(QSize(room.width() - GRID * 2, room.height() - top - GRID * 5))
        return QRect(min(self._anchor(), room.width() - size.width() - GRID), top, size.width(), size.height())

    def refresh(self) -> None:
        """Show services, accounts and options as they stand."""
        shown = self.looked_at
        if self.list.count() != len(self._desk.services):
            self._fill(self._desk.services)
        for at in range(self.list.count()):
            self._dress_item(self.list.item(at))
        self.look_at(shown or self._desk.service)
        self._render_details()

    def _fill(self, services: Mapping[str, ReadingService]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for service_id in services:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, service_id)
            item.setSizeHint(QSize(_LIST_PX - GRID * 2, 48))
            self.list.addItem(item)
        self.list.blockSignals(False)

    def _dress_item(self, item: QListWidgetItem) -> None:
        service_id = item.data(Qt.ItemDataRole.UserRole)
        info = self._desk.services[service_id].info
        tokens = self._theme.tokens
        chosen = service_id == self._desk.service
        item.setText(f"{service_title(info)}\n{brief(info, self._account(info))}")
        if chosen:
            item.setIcon(icons.icon("check", tokens, colour=tokens.accent))
        elif info.warning:
            item.setIcon(icons.icon("triangle-alert", tokens, colour=tokens.doubtful))
        else:
            item.setIcon(QIcon(_no_icon()))
        said = [service_title(info), tr("in use") if chosen else "", *(fact.words for fact in self._facts(info))]
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(part.rstrip(".。") for part in said if part))

    def _render_details(self) -> None:
        service = self._desk.services.get(self.looked_at)
        if service is None:
            return
        info = service.info
        if info.id != self._rendered:
            self._rendered = info.id
            self._scroll.verticalScrollBar().setValue(0)
        self._title.setText(service_title(info))
        self.facts.apply(self._facts(info))
        self._details.setText("\n".join(details(info)))
        account = self._account(info)
        self.credentials.setVisible(account is not None)
        if account is not None:
            self.credentials.setText(tr("Credentials…") if account.configured else tr("Set up credentials…"))
            self.credentials.setAccessibleDescription(account.title)
        self.form.show_options(info, self._desk.choice.options(info.id), self._desk.choice.lost(info.id))
        chosen = info.id == self._desk.service
        self.use.setText(tr("In use") if chosen else tr("Use this service"))
        self.use.setEnabled(not chosen)

    def _facts(self, info: ServiceInfo) -> list[Fact]:
        uses = {use.account: use for use in self._desk.progress.uses}
        return facts(info, self._account(info), None if info.offline else uses.get(account_of(info)))

    def _account(self, info: ServiceInfo) -> Account | None:
        return self._desk.accounts.of(info)

    def _pick(self) -> None:
        service_id = self.looked_at
        self.close_sheet()
        if service_id and service_id != self._desk.service:
            self.picked.emit(service_id)

    def _ask_credentials(self) -> None:
        account = self._account(self._desk.services[self.looked_at].info)
        if account is not None:
            self.credentials_asked.emit(account.vendor.id)

    def _change_options(self, values: Mapping[str, OptionValue]) -> None:
        self.options_changed.emit(self.looked_at, values)

    def _dress(self) -> None:
        for at in range(self.list.count()):
            self._dress_item(self.list.item(at))


def _no_icon() -> QPixmap:
    """Keeps titles in line."""
    empty = QPixmap(icons.icon_size())
    empty.fill(Qt.GlobalColor.transparent)
    return empty
