"""Keeps keys: what the setting says holds from the start, and what is changed on the sheet holds at once and is kept."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from carddesk.errors import UserError
from carddesk.ui.composition import Composition
from carddesk.ui.keys.keymap import Keymap, read
from carddesk.ui.keys.keys_sheet import KeysSheet
from carddesk.ui.look.theme import Theme
from carddesk.ui.shortcuts import keyboard
from carddesk.workflow.desk import Desk


class KeysFlow(QObject):
    """Between the sheet, the keyboard and the desk.

    Attributes:
        complaints: sentences on what of the setting cannot be; those commands have their own keys.
    """

    def __init__(self, desk: Desk, theme: Theme, composition: Composition, room: QWidget) -> None:
        super().__init__(room)
        self._desk = desk
        self.sheet = KeysSheet(room, theme, composition)
        keymap, self.complaints = read(desk.keys)
        keyboard.assign(keymap.changed)
        self.sheet.show_keymap(keymap)
        self.sheet.wanted.connect(self.give)

    def give(self, keymap: Keymap) -> None:
        """These keys hold from now on."""
        keyboard.assign(keymap.changed)
        words = ""
        try:
            self._desk.set_keys(keymap.written)
        except UserError as error:  # they hold for this run
            words = error.message
        self.sheet.show_keymap(keymap, words)
