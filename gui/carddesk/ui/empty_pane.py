"""The empty desk: what to do first, as a person would say it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import DEFAULTS, set_tip

_ICON_PX = 40
_ICONS = {"scan": "scan-line", "camera": "camera"}
_CARD_PX = GRID * 62


class EmptyPane(QFrame):
    """Offers to open images, to scan, to photograph, and to try the sample cards; says that they can be dropped or pasted."""

    asked = Signal(str)
    """Id of the shortcut that does the same."""
    open_asked = Signal()
    folder_asked = Signal()
    samples_asked = Signal()

    def __init__(self, theme: Theme, *, samples: bool) -> None:
        super().__init__()
        self.setProperty("look", "stage")
        self._theme = theme
        self._icon = QLabel()
        self.open = Button(tr("Open images…"))
        self.open.setProperty("look", "primary")
        self._folder = Button(tr("Open a folder…"))
        self._devices = [
            self._device(deed, words)
            for deed, words in (("scan", tr("Scan a card")), ("camera", tr("Camera")))
            if deed in DEFAULTS
        ]
        self.samples = Button(tr("Try the sample cards"))
        self.samples.setProperty("look", "quiet")
        if not samples:  # shown before it has a place, it would be a window of its own for a blink
            self.samples.hide()
        self._assemble()
        self._dress()
        self.open.clicked.connect(self.open_asked)
        self._folder.clicked.connect(self.folder_asked)
        self.samples.clicked.connect(self.samples_asked)
        theme.changed.connect(self._dress)

    def _device(self, deed: str, words: str) -> Button:
        made = Button(words)
        made.setObjectName(deed)
        made.setIconSize(icons.icon_size(gap=True))
        set_tip(made, words, deed)
        made.clicked.connect(self._ask)
        return made

    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())

    def _assemble(self) -> None:
        title = QLabel(tr("Bring in the cards"))
        title.setProperty("look", "display")
        words = QLabel(
            tr("Drop images or folders here, paste one, or open them. Each card is read and laid before you.")
        )
        words.setProperty("look", "secondary")
        words.setWordWrap(True)
        card = QFrame()
        card.setProperty("look", "card")
        card.setFixedWidth(_CARD_PX)
        # A wrapping label beside fixed widths gets the height of one line unless told.
        inner = _CARD_PX - GRID * 8 - 2
        words.ensurePolished()
        words.setMinimumHeight(words.heightForWidth(inner) + 4)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.open)
        buttons.addWidget(self._folder)
        buttons.addStretch(1)
        devices = QHBoxLayout()
        devices.setSpacing(GRID)
        for each in self._devices:
            devices.addWidget(each)
        devices.addStretch(1)
        devices.addWidget(self.samples)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(GRID * 4, GRID * 4, GRID * 4, GRID * 4)
        inside.setSpacing(GRID)
        for part in (self._icon, title, words):
            inside.addWidget(part)
        inside.addSpacing(GRID)
        inside.addLayout(buttons)
        inside.addLayout(devices)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(3)

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self._icon.setPixmap(icons.pixmap("id-card", tokens.accent, _ICON_PX, self.devicePixelRatioF()))
        for each in self._devices:
            each.setIcon(icons.icon(_ICONS[each.objectName()], tokens, gap=True))


class DropHint(QFrame):
    """Covers the window while something droppable hangs over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setProperty("look", "drop")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = QLabel(tr("Drop to add these cards"))
        words.setProperty("look", "display")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self).addWidget(words)
        self.hide()

    def appear(self) -> None:
        """Cover the parent."""
        self.setGeometry(self._room.rect().adjusted(GRID, GRID, -GRID, -GRID))
        self.raise_()
        self.show()
