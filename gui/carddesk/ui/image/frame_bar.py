"""The bar under the frame tool: what its keys do, as buttons that do the same, and what is wrong with what is drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import mark, tr
from carddesk.ui.image.frame_edit import FrameEdit
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import set_tip

_ROWS = (
    (
        ("turn_left", mark("Turn left"), "Shift+R"),
        ("turn_right", mark("Turn right"), "R"),
        ("whole", mark("Whole page"), "W"),
        ("add", mark("Add"), "Ins"),
        ("remove", mark("Remove"), "Del"),
        ("several", mark("Several cards…"), ""),
    ),
    (
        ("leave", mark("Leave"), "Esc"),
        ("take", mark("Take"), "Enter"),
    ),
)
_ICONS = {"turn_left": "rotate-ccw", "turn_right": "rotate-cw"}
_SEVERAL = {"add", "remove"}
_WIDEST = 560


class FrameBar(QFrame):
    """Takes no focus: the tool keeps the keys."""

    asked = Signal(str)

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self.setProperty("look", "tools")
        self._theme = theme
        self._several = False
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.buttons: dict[str, Button] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID, GRID // 2, GRID, GRID)
        box.setSpacing(GRID // 2)
        box.addWidget(self._words)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._rows.setSpacing(GRID // 2)
        for deeds in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(GRID // 2)
            row.addStretch()
            for deed, text, key in deeds:
                row.addWidget(self._button(deed, tr(text), key))
            row.addStretch()
            self._rows.addLayout(row)
        box.addLayout(self._rows)
        set_tip(self.buttons["several"], tr("Several cards…"), "split")
        theme.changed.connect(self._dress)
        self._dress()

    def _button(self, deed: str, text: str, key: str) -> Button:
        button = Button()
        if deed in _ICONS:
            button.setIconSize(icons.icon_size())
        else:
            button.setText(text)
        button.setToolTip(f"{text}  ({key})")
        button.setAccessibleName(text)
        button.setObjectName(deed)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if deed in _ICONS or deed == "take":
            button.setProperty("look", "primary" if deed == "take" else "tool")
        button.clicked.connect(self._ask)
        self.buttons[deed] = button
        return button

    @property
    def words(self) -> str:
        """What is said now."""
        return self._words.text()

    def set_several(self, several: bool) -> None:
        """Whether there may be more frames than one."""
        self._several = several
        for deed in _SEVERAL:
            self.buttons[deed].setVisible(several)
        self.buttons["several"].setVisible(not several)

    def show_state(self, edit: FrameEdit, note: str) -> None:
        """This is drawn now; `note` is what there is to know about it."""
        self.buttons["remove"].setEnabled(bool(edit.frames))
        several = len(edit.frames) > 1
        take = tr("Split into {count} cards", count=len(edit.frames)) if several else tr("Take")
        self.buttons["take"].setText(take)
        self.buttons["take"].setAccessibleName(take)
        self.buttons["take"].setEnabled(bool(edit.frames))
        usual = tr("Tab: next corner · arrows move it, Shift by ten · Enter takes, Esc leaves")
        self._words.setText(note or usual)

    def fit(self, width: int) -> None:
        """Be no wider than this, and as high as that takes."""
        layout = self.layout()
        assert layout is not None
        self._rows.setDirection(QBoxLayout.Direction.LeftToRight)
        layout.activate()
        if layout.totalMinimumSize().width() > width:
            self._rows.setDirection(QBoxLayout.Direction.TopToBottom)
            layout.activate()
        wide = min(width, max(_WIDEST, layout.minimumSize().width()))
        self.resize(wide, max(layout.totalHeightForWidth(wide), layout.totalMinimumSize().height()))

    def _dress(self) -> None:
        for deed, icon in _ICONS.items():
            self.buttons[deed].setIcon(icons.icon(icon, self._theme.tokens))

    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())
