"""The scanners that were found, in a list that grows while others are still being looked for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from carddesk.capture.scanner.contract import Device
from carddesk.language import tr
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.spinner import Spinner
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID, ICON_PX
from carddesk.workflow.scan_views import DevicesView

_ROWS_PX = 68
_TROUBLE_PX = 76
"""Room for what keeps ways to scanners from working: it can be long, and is scrolled then."""


class ScanDevices(QWidget):
    """Arrow keys go through it; Enter, Space or a click takes one."""

    taken = Signal(str)
    """The scanner of this id is to be that of the profile."""
    look_asked = Signal()
    address_given = Signal(str)

    def __init__(self, theme: Theme, composition: Composition) -> None:
        super().__init__()
        self._devices: tuple[Device, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("look", "choices")
        self.list.setAccessibleName(tr("Scanners"))
        self.list.setMinimumHeight(_ROWS_PX)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._spinner = Spinner(theme, ICON_PX)
        self._words = QLabel()
        self._words.setProperty("look", "caption")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble = QPlainTextEdit()
        self.trouble.setReadOnly(True)
        self.trouble.setTabChangesFocus(True)
        self.trouble.setAccessibleName(tr("What keeps scanners from being found"))
        self.trouble.setMaximumHeight(_TROUBLE_PX)
        self.trouble.setMinimumHeight(_TROUBLE_PX)
        self.again = Button(tr("Look again"))
        self.again.setProperty("look", "small")
        self.address = LineEdit()
        self.address.setPlaceholderText(tr("Address of a network scanner"))
        self.address.setAccessibleName(tr("Address of a network scanner"))
        self.address.setToolTip(tr("Such as 192.168.1.20"))
        composition.watch(self.address)
        self.add = Button(tr("Add"))
        self._assemble()
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self.again.clicked.connect(self.look_asked)
        self.add.clicked.connect(self._give_address)
        self.address.returnPressed.connect(self._give_address)

    def _assemble(self) -> None:
        caption = QLabel(tr("Scanners"))
        caption.setProperty("look", "heading")
        caption.setBuddy(self.list)
        head = QHBoxLayout()
        head.addWidget(caption)
        head.addStretch(1)
        head.addWidget(self._spinner)
        head.addWidget(self.again)
        by_address = QHBoxLayout()
        by_address.setSpacing(GRID // 2)
        by_address.addWidget(self.address, 1)
        by_address.addWidget(self.add)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        box.addWidget(self._words)
        box.addWidget(self.trouble)
        box.addLayout(by_address)

    @property
    def words(self) -> str:
        """What is said of the looking."""
        return self._words.text()

    def show_seen(self, seen: DevicesView, chosen: str, title: str) -> None:
        """These were found; the profile's scanner is that of the id `chosen`, and stands there although it was not found."""
        devices = seen.devices
        if chosen and chosen not in [each.id for each in devices]:
            devices = (Device(chosen, title or chosen, "", ""), *devices)
        self._spinner.set_turning(seen.looking)
        self.again.setEnabled(not seen.looking)
        here = {each.id for each in seen.devices}
        self._fill(devices, here, looking=seen.looking)
        at = next((at for at, each in enumerate(devices) if each.id == chosen), -1)
        if not self.list.hasFocus() or self.list.currentRow() < 0:
            self.list.setCurrentRow(at)
        said = ""
        if not seen.devices:
            none = tr("No scanner was found. Switch it on, connect it, and look again.")
            said = tr("Looking for scanners …") if seen.looking else none
        self._words.setText(said)
        self._words.setVisible(bool(said))
        if self.trouble.toPlainText() != (trouble := "\n".join(seen.trouble)):
            self.trouble.setPlainText(trouble)
        self.trouble.setVisible(bool(trouble))

    def _fill(self, devices: tuple[Device, ...], here: set[str], *, looking: bool) -> None:
        current = self.list.currentRow()
        self.list.blockSignals(True)
        if devices != self._devices:
            kept = self._devices[current].id if 0 <= current < len(self._devices) else ""
            self._devices = devices
            self.list.clear()
            for each in devices:
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, each.id)
                item.setSizeHint(QSize(0, GRID * 4))
                self.list.addItem(item)
            self.list.setCurrentRow(next((at for at, each in enumerate(devices) if each.id == kept), -1))
        for at, each in enumerate(devices):
            words = f"{each.title} · {each.where}" if each.where else each.title
            gone = each.id not in here and not looking
            item = self.list.item(at)
            item.setText(tr("{scanner} · not there", scanner=words) if gone else words)
            item.setToolTip(words)
        self.list.blockSignals(False)

    def _take(self, item: QListWidgetItem) -> None:
        self.taken.emit(item.data(Qt.ItemDataRole.UserRole))

    def _give_address(self) -> None:
        if self.address.text().strip():
            self.address_given.emit(self.address.text().strip())
