"""Which camera, how large, which way up: what is chosen once for a desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from carddesk.language import tr
from carddesk.settings.declared_camera import RESOLUTIONS
from carddesk.ui.composition import Composition
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.calm_boxes import CalmComboBox
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.camera import ADDRESS

_WIDEST: Final = 8
"""Characters by which a pick list asks for room: long names must not widen the pane."""


class CameraOptions(QFrame):
    """Says what was chosen; renders what holds."""

    device_chosen = Signal(str)
    address_given = Signal(str)
    resolution_chosen = Signal(str)
    turn_asked = Signal()
    mirrored_chosen = Signal(bool)

    def __init__(self, theme: Theme, composition: Composition) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._theme = theme
        self._typing = False
        self.device = _list(tr("Camera"))
        self.address = LineEdit()
        self.address.setPlaceholderText("http://192.168.1.20:8080/video")
        self.address.setAccessibleName(tr("Address of the camera"))
        composition.watch(self.address)
        self.use = Button(tr("Use"))
        self.use.setProperty("look", "small")
        self.use.setAccessibleName(tr("Use this address"))
        self.fault = _wrapped("broken")
        self.login = _wrapped("caption")
        self.login.setText(tr("Name and password are in the keyring."))
        self.resolution = _list(tr("Resolution"))
        self._resolution_name = QLabel(tr("Resolution"))
        self._resolution_name.setBuddy(self.resolution)
        for each in RESOLUTIONS:
            self.resolution.addItem(tr("The largest") if each == "largest" else each.replace("x", " × "), each)
        self.turn = Button(tr("Turn"))
        self.turn.setProperty("look", "small")
        self.turn.setIconSize(icons.icon_size(gap=True))
        self.turn.setAccessibleName(tr("Turn the picture to the right"))
        self.mirrored = QCheckBox(tr("Mirrored"))
        self.mirrored.setToolTip(tr("Only what is shown here; what is taken is never mirrored"))
        self._assemble()
        self.device.activated.connect(self._choose_device)
        self.address.returnPressed.connect(self._give_address)
        self.use.clicked.connect(self._give_address)
        self.resolution.activated.connect(self._choose_resolution)
        self.turn.clicked.connect(self.turn_asked)
        self.mirrored.toggled.connect(self.mirrored_chosen)
        theme.changed.connect(self._dress)
        self._dress()

    def _assemble(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        row.addWidget(self.address, 1)
        row.addWidget(self.use)
        turning = QHBoxLayout()
        turning.addWidget(self.turn)
        turning.addStretch(1)
        turning.addWidget(self.mirrored)
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addWidget(self.device)
        box.addLayout(row)
        box.addWidget(self.fault)
        box.addWidget(self.login)
        sizes = QHBoxLayout()
        sizes.setSpacing(GRID)
        sizes.addWidget(self._resolution_name)
        sizes.addWidget(self.resolution, 1)
        box.addLayout(sizes)
        box.addLayout(turning)

    def show_choice(
        self,
        devices: Sequence[tuple[str, str]],
        device: str,
        address: str,
        resolution: str,
        *,
        login: bool,
        mirrored: bool,
    ) -> None:
        """These cameras are there, and this is what holds."""
        chosen = ADDRESS if self._typing else device
        ids = [f"{number} {title}" for number, title in devices]
        entries = [*zip(ids, (title for _, title in devices), strict=True)]
        if not entries or (device not in {"", ADDRESS} and device not in ids):
            wanted = device if device != ADDRESS else ""
            entries.insert(0, (wanted, wanted.partition(" ")[2] or tr("The first camera")))
        entries.append((ADDRESS, tr("Network camera or phone")))
        if entries != [(self.device.itemData(at), self.device.itemText(at)) for at in range(self.device.count())]:
            with QSignalBlocker(self.device):
                self.device.clear()
                for each, title in entries:
                    self.device.addItem(title, each)
        with QSignalBlocker(self.device), QSignalBlocker(self.resolution), QSignalBlocker(self.mirrored):
            self.device.setCurrentIndex(max(0, self.device.findData(chosen)))
            self.resolution.setCurrentIndex(max(0, self.resolution.findData(resolution)))
            self.mirrored.setChecked(mirrored)
        by_address = chosen == ADDRESS
        if not self.address.hasFocus() and not self.fault.text():
            self.address.setText(address)
        self._show_address(by_address)
        self.login.setVisible(by_address and login and not self._typing)

    def take_address(self, address: str) -> None:
        """This one is used now, without what was secret in it."""
        self._typing = False
        self.say_fault("")
        self.address.setText(address)

    def height_at(self, width: int) -> int:
        """How high it is when it is so wide: sentences take more lines then."""
        return self._box.heightForWidth(width) if self._box.hasHeightForWidth() else self.sizeHint().height()

    def say_fault(self, words: str) -> None:
        """What is wrong with the address; "" for nothing."""
        self.fault.setText(words)
        self.fault.setVisible(bool(words))

    def _show_address(self, on: bool) -> None:
        self.address.setVisible(on)
        self.use.setVisible(on)
        for each in (self.resolution, self._resolution_name):
            each.setVisible(not on)
        self.fault.setVisible(on and bool(self.fault.text()))

    def _choose_device(self) -> None:
        device = str(self.device.currentData())
        self.say_fault("")
        self._typing = device == ADDRESS
        if device == ADDRESS and not self.address.text().strip():
            self._show_address(True)
            self.address.setFocus()
        elif device == ADDRESS:
            self._give_address()
        else:
            self.device_chosen.emit(device)

    def _give_address(self) -> None:
        if self.address.text().strip():
            self.address_given.emit(self.address.text())

    def _choose_resolution(self) -> None:
        self.resolution_chosen.emit(str(self.resolution.currentData()))

    def _dress(self) -> None:
        self.turn.setIcon(icons.icon("rotate-cw", self._theme.tokens, gap=True))


def _list(name: str) -> CalmComboBox:
    made = CalmComboBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumContentsLength(_WIDEST)
    made.setSizeAdjustPolicy(made.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made


def _wrapped(look: str) -> QLabel:
    made = QLabel()
    made.setProperty("look", look)
    made.setWordWrap(True)
    made.hide()
    return made
