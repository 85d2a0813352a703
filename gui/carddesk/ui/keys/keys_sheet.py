"""The sheet on which keys are changed: find a command, press its new key, say what becomes of a conflict."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from carddesk.language import mark, sentences, tr
from carddesk.ui.composition import Composition
from carddesk.ui.keys.allowed import CHOOSES, refusal, shown
from carddesk.ui.keys.command_list import CommandList
from carddesk.ui.keys.key_box import KeyBox
from carddesk.ui.keys.keymap import Keymap, own_keys
from carddesk.ui.laid_over import LaidOver
from carddesk.ui.line_edit import LineEdit
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.look.tokens import GRID
from carddesk.ui.shortcuts import shortcut

_HINT = mark("Enter gives the chosen command another key, Del its own one again, Esc closes.")


class KeysSheet(LaidOver):
    """Laid over the window; says which keymap is wanted and shows the one that holds. No dialog."""

    wanted = Signal(object)
    """A `Keymap`."""

    size_wanted = QSize(620, 640)

    def __init__(self, parent: QWidget, theme: Theme, composition: Composition) -> None:
        super().__init__(parent, theme, tr("Change keys"))
        self._keymap = Keymap()
        self._asked: tuple[str, str] = ("", "")
        """The command and the key over which there is a conflict."""
        self.filter = LineEdit()
        self.filter.setPlaceholderText(tr("Find a command or a key"))
        self.filter.setAccessibleName(tr("Find a command or a key"))
        self.filter.installEventFilter(self)
        composition.watch(self.filter)
        self.list = CommandList()
        self.box = KeyBox()
        self.box.hide()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.change = Button(tr("Change key"))
        self.reset = Button(tr("Reset this"))
        self.reset_all = Button(tr("Reset all"))
        self.swap = Button(tr("Swap"))
        self.take = Button(tr("Take it"))
        self.leave = Button(tr("Cancel"))
        self._assemble()
        self._connect()

    def _assemble(self) -> None:
        title = QLabel(tr("Change keys"))
        title.setProperty("look", "title")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.change, self.reset, self.swap, self.take, self.leave):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_all)
        box = QVBoxLayout(self)
        box.setContentsMargins(GRID * 3, GRID * 2, GRID * 3, GRID * 2)
        box.setSpacing(GRID)
        box.addLayout(head)
        box.addWidget(self.filter)
        box.addWidget(self.list, 1)
        box.addWidget(self.box)
        box.addWidget(self._words)
        box.addLayout(buttons)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.list.show_only)
        self.filter.returnPressed.connect(self._start)
        self.list.change_asked.connect(self._start)
        self.list.reset_asked.connect(self._reset)
        self.list.currentItemChanged.connect(self._settle)
        self.box.pressed.connect(self._try)
        self.box.held_alone.connect(self._refuse_alone)
        self.box.left.connect(self._stop)
        self.change.clicked.connect(self._start)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.swap.clicked.connect(self._swap)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self._leave)

    def toggle(self) -> None:
        """Appear, or go."""
        if self.isVisible():
            self.close_sheet()
            return
        self.filter.clear()
        self.list.choose("accept")
        self._settle()
        self._appear(self.list)

    def show_keymap(self, keymap: Keymap, words: str = "") -> None:
        """These keys hold now; `words` say what there is to say about the change."""
        self._keymap = keymap
        self.list.render_keys(keymap)
        self.list.show_only(self.filter.text())
        self._settle()
        if words:
            self._words.setText(words)

    # ------------------------------------------------------------------ one key

    def _start(self) -> None:
        """Wait for the key of the chosen command."""
        if self.list.deed:
            self._settle()
            self._words.hide()
            self.box.say(self._asking)
            self.box.show()
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _asking(self) -> str:
        name = shortcut(self.list.deed).words
        return tr("Press the new key for: {name}. Esc leaves it as it is.", name=name)

    def _try(self, key: str) -> None:
        deed = self.list.deed
        if why := refusal(key, own_keys(deed)):
            self.box.say(sentences(why, tr("Press another key, or Esc.")))
        else:
            self._give(deed, key)

    def _refuse_alone(self) -> None:
        self.box.say(sentences(tr(CHOOSES, key=tr("Such a key alone")), tr("Press another key, or Esc.")))

    def _give(self, deed: str, key: str) -> None:
        other = self._keymap.holder(key, but=deed)
        if other is not None:
            self._ask(deed, key, other.words)
            return
        self._want(self._keymap.given(deed, key))

    def _ask(self, deed: str, key: str, other: str) -> None:
        """Somebody else has the key."""
        self._back()  # before what has the caret is hidden: Qt would put it anywhere
        self._asked = (deed, key)
        self._words.setText(tr("{key} belongs to: {name}", key=shown(key), name=other))
        self._words.setProperty("look", "doubtful")
        can_swap = self._keymap.can_swap(deed, key)
        if can_swap:
            former = shown(self._keymap.keys(deed)[0])
            self.swap.setToolTip(tr("{name}: gets {key} in its place", name=other, key=former))
        self.take.setToolTip(tr("{name}: has no key then", name=other))
        for button in (self.swap, self.take, self.leave):
            button.setAccessibleDescription(f"{self._words.text()} {button.toolTip()}".strip())
        self._show_buttons(asking=True, can_swap=can_swap)
        self._polish()
        (self.swap if can_swap else self.take).setFocus(Qt.FocusReason.OtherFocusReason)

    def _swap(self) -> None:
        self._want(self._keymap.swapped(*self._asked))

    def _take(self) -> None:
        deed, key = self._asked
        self._want(self._keymap.given(deed, key))

    def _leave(self) -> None:
        self._back()
        self._settle()

    def _reset(self) -> None:
        deed = self.list.deed
        if deed not in self._keymap.changed:
            return
        own = own_keys(deed)
        rival = next((key for key in own if self._keymap.holder(key, but=deed) is not None), None)
        if rival is None:
            self._want(self._keymap.reset(deed))
        else:
            self._give(deed, rival)

    def _reset_all(self) -> None:
        self._want(Keymap())

    def _want(self, keymap: Keymap) -> None:
        self._back()
        self.wanted.emit(keymap)

    # ------------------------------------------------------------------ the sheet's own state

    def _stop(self) -> None:
        """Nothing is waited for any more."""
        if self.box.hasFocus():
            self._back()  # which comes back here without the caret
        elif self.box.isVisible():
            self._settle()

    def _settle(self) -> None:
        self._asked = ("", "")
        self._to(self._words)
        self._words.setText(tr(_HINT))
        self._words.setProperty("look", "caption")
        self._show_buttons(asking=False, can_swap=False)
        self.reset.setEnabled(self.list.deed in self._keymap.changed)
        self.reset_all.setEnabled(bool(self._keymap.changed))
        self._polish()

    def _to(self, words: QLabel) -> None:
        self.box.hide()
        words.show()

    def _show_buttons(self, *, asking: bool, can_swap: bool) -> None:
        for button in (self.change, self.reset, self.reset_all):
            button.setVisible(not asking)
        self.swap.setVisible(asking and can_swap)
        self.take.setVisible(asking)
        self.leave.setVisible(asking)

    def _back(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _polish(self) -> None:
        self._words.style().unpolish(self._words)
        self._words.style().polish(self._words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        down = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if watched is self.filter and down:
            self._back()
            return True
        return super().eventFilter(watched, event)

    def _escape(self) -> None:
        if self._asked != ("", ""):
            self._leave()
        else:
            self.close_sheet()
