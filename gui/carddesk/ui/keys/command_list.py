"""The list of commands with their keys, under the headings that F1 has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from carddesk.language import tr
from carddesk.ui.keys.allowed import shown
from carddesk.ui.keys.keymap import Keymap
from carddesk.ui.shortcuts import Shortcut, keyboard

_DEED = Qt.ItemDataRole.UserRole


class CommandList(QTreeWidget):
    """Enter and Del say what they are pressed for; arrows go from command to command, past the headings."""

    change_asked = Signal()
    reset_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "commands")
        self.setAccessibleName(tr("Commands and their keys"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._heads: list[QTreeWidgetItem] = []
        self._fill()
        self.itemDoubleClicked.connect(self._ask_change)

    @property
    def deed(self) -> str:
        """Id of the chosen command; empty for none."""
        item: QTreeWidgetItem | None = self.currentItem()
        return str(item.data(0, _DEED) or "") if item is not None and not item.isHidden() else ""

    def choose(self, deed: str) -> None:
        """This command is the chosen one, and in sight."""
        if deed in self._items:
            self.setCurrentItem(self._items[deed])
            self.scrollToItem(self._items[deed], QAbstractItemView.ScrollHint.PositionAtCenter)

    def render_keys(self, keymap: Keymap) -> None:
        """Show the keys that hold."""
        for deed, item in self._items.items():
            keys = "  ".join(shown(key) for key in keymap.keys(deed)) or tr("no key")
            changed = deed in keymap.changed
            item.setText(1, f"• {keys}" if changed else keys)
            words = f"{item.text(0)}: {keys}"
            said = f"{words}. {tr('changed')}" if changed else words
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
            font = item.font(1)
            font.setBold(changed)
            item.setFont(1, font)

    def show_only(self, words: str) -> None:
        """Show the commands in whose words or keys all of these occur."""
        wanted = words.lower().split()
        for item in self._items.values():
            text = f"{item.text(0)} {item.text(1)}".lower()
            item.setHidden(not all(word in text for word in wanted))
        for head in self._heads:
            members = (item for item in self._items.values() if item.parent() is head)
            head.setHidden(all(item.isHidden() for item in members))
        if not self.deed:
            self.choose(next((deed for deed, item in self._items.items() if not item.isHidden()), ""))

    def _fill(self) -> None:
        """Groups in the order in which they are declared first, as under F1."""
        for group in dict.fromkeys(each.group for each in keyboard.shortcuts):
            head = QTreeWidgetItem(self, [tr(group)])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            head.setFirstColumnSpanned(True)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            for each in keyboard.shortcuts:
                if each.group == group:
                    self._add(head, each)
            head.setExpanded(True)
            self._heads.append(head)

    def _add(self, head: QTreeWidgetItem, command: Shortcut) -> None:
        item = QTreeWidgetItem(head, [f"    {command.words}"])
        item.setData(0, _DEED, command.id)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._items[command.id] = item

    def _ask_change(self) -> None:
        self.change_asked.emit()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: no bare letter does anything here; the box above finds commands."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _PAGES:
            event.accept()  # here they turn the pages of this list, not cards
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.change_asked.emit()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.reset_asked.emit()
        else:
            super().keyPressEvent(event)


_PAGES = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
