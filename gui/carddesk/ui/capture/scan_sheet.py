"""Ctrl+F9: scanners, what they can do, and profiles, laid over the window. No dialog: work goes on when it is closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from carddesk.capture.scanner.contract import Capabilities
from carddesk.language import tr
from carddesk.ui.capture.scan_choices import ScanChoices
from carddesk.ui.capture.scan_devices import ScanDevices
from carddesk.ui.capture.scan_preview import ScanPreview
from carddesk.ui.composition import Composition
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.workflow.scan_profiles import Profile
from carddesk.workflow.scan_views import DevicesView

_PROFILES_PX = 184
_CHOICES_PX = 344


class ScanSheet(LaidOver):
    """Shows what stands, and says what is wanted; Esc, its button, or the caret going elsewhere close it."""

    opened = Signal()
    profile_picked = Signal(str)
    """This one is to be looked at."""
    new_asked = Signal()
    delete_asked = Signal()
    use_asked = Signal()
    scan_asked = Signal()
    preview_asked = Signal()

    size_wanted = QSize(960, 612)

    def __init__(self, parent: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(parent, theme, tr("Scanner"))
        self.profiles = QListWidget()
        self.profiles.setProperty("look", "choices")
        self.profiles.setAccessibleName(tr("Scan profiles"))
        self.profiles.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.profiles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.new = Button(tr("New"))
        self.delete = Button(tr("Delete"))
        self.devices = ScanDevices(theme, composition)
        self.choices = ScanChoices(composition)
        self.preview = ScanPreview(theme)
        self.preview_button = Button(tr("Preview"))
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.use = Button(tr("Use this profile"))
        self.scan = Button(tr("Scan"))
        self.scan.setProperty("look", "primary")
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        title = QLabel(tr("Scanner"))
        title.setProperty("look", "title")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        body = QHBoxLayout()
        body.setSpacing(GRID * 3)
        body.addWidget(self._profiles_column())
        middle = _column(_CHOICES_PX, self.devices, self.choices)
        body.addWidget(middle)
        body.addWidget(_column(None, self.preview, self.preview_button), 1)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self._words, 1)
        foot.addWidget(self.use)
        foot.addWidget(self.scan)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addLayout(body, 1)
        box.addLayout(foot)

    def _profiles_column(self) -> QWidget:
        caption = QLabel(tr("Scan profiles"))
        caption.setProperty("look", "heading")
        caption.setBuddy(self.profiles)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self.new, 1)
        row.addWidget(self.delete, 1)
        return _column(_PROFILES_PX, caption, self.profiles, buttons)

    def _connect(self) -> None:
        self.profiles.currentItemChanged.connect(self._pick)
        self.profiles.itemActivated.connect(self.use_asked)
        self.new.clicked.connect(self.new_asked)
        self.delete.clicked.connect(self.delete_asked)
        self.use.clicked.connect(self.use_asked)
        self.scan.clicked.connect(self.scan_asked)
        self.preview_button.clicked.connect(self.preview_asked)

    def toggle(self) -> None:
        """Appear, or go."""
        if self.isVisible():
            self.close_sheet()
            return
        self.opened.emit()
        self._appear(self.profiles if self.profiles.count() else self.devices.list)

    @property
    def words(self) -> str:
        """What is said of something that went wrong, or of what holds."""
        return self._words.text()

    def show_profiles(self, profiles: Sequence[Profile], shown: str, in_use: str) -> None:
        """There are these; that of the name `shown` is looked at."""
        self.profiles.blockSignals(True)
        if [self._name(at) for at in range(self.profiles.count())] != [each.name for each in profiles]:
            self.profiles.clear()
            for each in profiles:
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, each.name)
                item.setToolTip(each.name)
                item.setSizeHint(QSize(0, GRID * 4))
                self.profiles.addItem(item)
        for at, each in enumerate(profiles):
            item = self.profiles.item(at)
            item.setText(f"✓ {each.name}" if each.name == in_use else f"\u2003{each.name}")
            said = tr("{profile}, in use", profile=each.name) if each.name == in_use else each.name
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            if each.name == shown:
                self.profiles.setCurrentRow(at)
        self.profiles.blockSignals(False)
        self.delete.setEnabled(bool(profiles))
        self.use.setEnabled(bool(shown) and shown != in_use)

    def show_profile(self, profile: Profile | None, can: Capabilities | None, seen: DevicesView) -> None:
        """What the profile says that is looked at, and what its scanner can do, as far as that is known."""
        self.devices.show_seen(seen, profile.device if profile else "", profile.title if profile else "")
        self.choices.show_profile(profile, can)
        glass = can.largest_mm.get("flatbed") if can is not None else None
        area = profile.wish(can).area_mm if profile is not None and profile.source == "flatbed" else None
        has_glass = can is not None and "flatbed" in can.sources
        words = (
            tr("Preview shows what lies on the glass") if has_glass or can is None else tr("This scanner has no glass")
        )
        self.preview.show_glass(glass, area, words)
        self.preview.setEnabled(has_glass and profile is not None and profile.source == "flatbed")
        self.preview_button.setEnabled(has_glass)

    def show_work(self, *, busy: bool) -> None:
        """A scanner is at work, or none is."""
        self.scan.setEnabled(not busy)
        self.preview_button.setEnabled(not busy and self.preview_button.isEnabled())

    def say(self, words: str) -> None:
        """What there is to say about the scanner or the profile that is looked at."""
        self._words.setText(words)

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.profile_picked.emit(item.data(Qt.ItemDataRole.UserRole))

    def _name(self, at: int) -> str:
        return str(self.profiles.item(at).data(Qt.ItemDataRole.UserRole))

    def _forget(self) -> None:
        self.preview.show_picture(None)  # what lay on the glass is nobody's business afterwards


def _column(width: int | None, *parts: QWidget) -> QWidget:
    """Parts below one another; the list or the picture among them takes what room there is."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(GRID)
    for part in parts:
        box.addWidget(part, 1 if isinstance(part, QListWidget | ScanPreview | ScanDevices) else 0)
    if width is not None:
        made.setFixedWidth(width)
    return made
