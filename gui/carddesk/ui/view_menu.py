"""The menu of how the desk looks: language, colours, privacy; and how it is locked. All of it by keyboard, too."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from carddesk.language import LANGUAGES, mark, tr
from carddesk.ui.look import icons
from carddesk.ui.look.button import Button
from carddesk.ui.look.theme import Theme
from carddesk.ui.shortcuts import keyboard, set_tip, shortcut

_IN_THEMSELVES = {"en": "English", "zh_CN": "中文"}
"""Whoever looks for their language looks for its own name."""
_COLOURS = {"system": mark("As the system"), "light": mark("Light"), "dark": mark("Dark")}
_DEEDS = (
    ("mask", mark("Privacy mode")),
    ("show_values", mark("Show all values of this card")),
    ("lock", mark("Cover the window")),
)


class ViewMenu(Button):
    """A button with a menu; says what was chosen there."""

    language_chosen = Signal(str)
    """One of `language.LANGUAGES`, or `""` for the system's."""
    colours_chosen = Signal(str)
    """`system`, `light` or `dark`."""
    asked = Signal(str)
    """Id of the shortcut that does the same."""
    key_asked = Signal()
    """How the workspace is locked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "tool")
        self.setIconSize(icons.icon_size())
        self.setAccessibleName(tr("View"))
        set_tip(self, tr("Language, colours, privacy"), "view")
        menu = QMenu(self)
        languages = menu.addMenu(tr("Language"))
        wanted = {"": tr("As the system"), **{each: _IN_THEMSELVES.get(each, each) for each in LANGUAGES}}
        self._languages = _choices(languages, wanted)
        self._colours = _choices(menu.addMenu(tr("Colours")), {key: tr(words) for key, words in _COLOURS.items()})
        menu.addSeparator()
        self._deeds = {deed: menu.addAction(tr(words)) for deed, words in _DEEDS}
        for deed, action in self._deeds.items():
            action.setObjectName(deed)
            action.triggered.connect(self._ask)
        for deed in ("mask", "show_values"):
            self._deeds[deed].setCheckable(True)
        menu.addSeparator()
        self.key = menu.addAction(tr("Key of the workspace…"))
        self.key.triggered.connect(self.key_asked)
        self.setMenu(menu)
        for action in self._languages.values():
            action.triggered.connect(self._choose_language)
        for action in self._colours.values():
            action.triggered.connect(self._choose_colours)
        theme.changed.connect(self._dress)
        keyboard.changed.connect(self._name_keys)
        self._name_keys()
        self._dress()

    def show_choice(self, language: str, colours: str) -> None:
        """These hold now."""
        for chosen, actions in ((language, self._languages), (colours, self._colours)):
            for key, action in actions.items():
                action.setChecked(key == chosen)

    def show_privacy(self, *, on: bool, shown: bool) -> None:
        """Whether privacy mode is on, and whether the case at hand is laid open all the same."""
        self._deeds["mask"].setChecked(on)
        self._deeds["show_values"].setChecked(shown)
        self._deeds["show_values"].setEnabled(on)

    def _ask(self) -> None:
        self.asked.emit(self.sender().objectName())

    def _choose_language(self) -> None:
        self.language_chosen.emit(self.sender().objectName())

    def _choose_colours(self) -> None:
        self.colours_chosen.emit(self.sender().objectName())

    def _name_keys(self) -> None:
        """The window has the keys; here they are told."""
        for deed, words in _DEEDS:
            key = shortcut(deed).shown
            self._deeds[deed].setText(f"{tr(words)}\t{key}" if key else tr(words))

    def _dress(self) -> None:
        self.setIcon(icons.icon("ellipsis-vertical", self._theme.tokens))


def _choices(menu: QMenu, wanted: dict[str, str]) -> dict[str, QAction]:
    """Actions of which one is chosen, by key; the key is their object name."""
    group = QActionGroup(menu)
    made = {}
    for key, words in wanted.items():
        action = menu.addAction(words)
        action.setObjectName(key)
        action.setCheckable(True)
        group.addAction(action)
        made[key] = action
    return made
