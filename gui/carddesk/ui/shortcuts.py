"""The keyboard: every shortcut of the desk, declared once. The window binds them, F1 lists them.

Operators may give commands other keys: what is declared here is where a command starts, `shortcut` is what holds now, and
`keyboard.changed` tells when that became something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from carddesk.cards.repairs.registry import MOST
from carddesk.language import mark, tr
from carddesk.ui.keys.allowed import alike, is_for_text, pressed, shown


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing that a key does.

    Attributes:
        id: name of the intent, as the window binds it.
        keys: portable key sequences; the first is the one shown.
        title: English source string, for the list under F1; may have a place `{number}`.
        group: English source string, heading in that list.
        bound: whether the window binds it; else the focused widget itself sees to it.
        listed: whether the list under F1 has a line for it.
        number: which of several commands of one kind it is.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    group: str
    bound: bool = True
    listed: bool = True

    number: int = 0

    @property
    def shown(self) -> str:
        """The first key as this platform writes it; `""` where the operator has taken it away."""
        return shown(self.keys[0]) if self.keys else ""

    @property
    def words(self) -> str:
        """What it does, in the language of the run."""
        return tr(self.title, number=self.number) if self.number else tr(self.title)

    @property
    def sequences(self) -> list[QKeySequence]:
        """The keys for an action of the window. Tab is none of them: it goes from place to place by itself."""
        return [sequence for key in self.keys if key not in _WALKING for sequence in alike(key)]


_WALKING = {"Tab", "Shift+Tab"}
_CARD = mark("This card")
_FIELD = mark("Fields")
_QUEUE = mark("Queue")
_IMAGE = mark("Image")
_DESK = mark("Desk")

SHORTCUTS = (
    Shortcut("confirm", ("Enter",), mark("Confirm the field, go to the next one that needs you"), _FIELD, bound=False),
    Shortcut("next_field", ("Tab",), mark("Next field"), _FIELD),
    Shortcut("previous_field", ("Shift+Tab",), mark("Previous field"), _FIELD),
    *(
        Shortcut(
            f"repair_{n}",
            (f"Alt+{n}",),
            mark("Take suggestion {number}"),
            _FIELD,
            listed=n == 1,
            number=n,
        )
        for n in range(1, MOST + 1)
    ),
    Shortcut("rare", ("F4",), mark("About the character at the caret, and what looks like it"), _FIELD),
    Shortcut("undo", ("Ctrl+Z",), mark("Undo: first what you typed, then what you decided"), _FIELD),
    Shortcut("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), mark("Redo"), _FIELD),
    Shortcut("accept", ("Ctrl+Enter",), mark("Accept the card, open the next"), _CARD),
    Shortcut("later", ("Ctrl+D",), mark("Put it off until later"), _CARD),
    Shortcut("reject", ("Ctrl+Shift+R",), mark("Reject, with a reason"), _CARD),
    Shortcut("reopen", ("Ctrl+Shift+O",), mark("Reopen a decided card"), _CARD),
    Shortcut("read", ("Ctrl+R",), mark("Read the card again"), _CARD),
    Shortcut("rescan", ("Shift+F9",), mark("Scan the card once more, in place of this one"), _CARD),
    Shortcut("second", ("Ctrl+Shift+T",), mark("Second reading by another service"), _CARD),
    Shortcut("join", ("Ctrl+J",), mark("Join with the next card: they are two faces of one"), _CARD),
    Shortcut("part", ("Ctrl+Shift+J",), mark("Part the faces: they are of two cards"), _CARD),
    Shortcut("history", ("Ctrl+Shift+H",), mark("What happened to this card"), _CARD),
    Shortcut("next_case", ("PgDown",), mark("Next card"), _QUEUE),
    Shortcut("previous_case", ("PgUp",), mark("Previous card"), _QUEUE),
    Shortcut("retry_failed", ("F5",), mark("Read all failed cards again"), _QUEUE),
    Shortcut("group", ("Ctrl+G",), mark("Check one field over many cards"), _QUEUE),
    Shortcut("filter", ("Ctrl+F",), mark("Filter the queue"), _QUEUE),
    Shortcut("fit", ("Ctrl+0",), mark("Fit the card; once more for the whole image"), _IMAGE),
    Shortcut("zoom_in", ("Ctrl++", "Ctrl+="), mark("Zoom in"), _IMAGE),
    Shortcut("zoom_out", ("Ctrl+-",), mark("Zoom out"), _IMAGE),
    Shortcut("turn_right", ("Ctrl+L",), mark("Turn to the right"), _IMAGE),
    Shortcut("turn_left", ("Ctrl+Shift+L",), mark("Turn to the left"), _IMAGE),
    Shortcut("other_face", ("F7",), mark("Look at the other face"), _IMAGE),
    Shortcut("loupe", ("F2",), mark("Loupe at the field, or away with it"), _IMAGE),
    Shortcut("loupe_keys", ("Shift+F2",), mark("Arrow keys and +/- for the loupe, and back"), _IMAGE),
    Shortcut("hold", ("F3",), mark("Hold the view still, or let it follow the fields"), _IMAGE),
    Shortcut("box", ("Ctrl+B",), mark("Read a box into the field; Ctrl and drag does too"), _IMAGE),
    Shortcut("box_here", ("Ctrl+Shift+B",), mark("Read once more where the field stands"), _IMAGE),
    Shortcut("frame", ("Ctrl+K",), mark("Frame the card: crop, straighten, turn"), _IMAGE),
    Shortcut("split", ("Ctrl+Shift+I",), mark("Split a page with several cards"), _IMAGE),
    Shortcut("open", ("Ctrl+O",), mark("Open images"), _DESK),
    Shortcut("open_folder", ("Ctrl+Shift+D",), mark("Open a folder"), _DESK),
    Shortcut("watch", ("Ctrl+Shift+W",), mark("Watch a folder for new images"), _DESK),
    Shortcut("address", ("Ctrl+U",), mark("Read a picture at an address"), _DESK),
    Shortcut("paste", ("Ctrl+V",), mark("Paste an image or files"), _DESK),
    Shortcut("basis", ("Ctrl+I",), mark("Note what the next cards are captured for"), _DESK),
    Shortcut("scan", ("F9",), mark("Scan the next card"), _DESK),
    Shortcut("scanner", ("Ctrl+F9",), mark("Scanners and scan profiles"), _DESK),
    Shortcut("camera", ("F11",), mark("Open the camera, or close it"), _DESK),
    Shortcut("camera_take", ("Ctrl+F11",), mark("Take what the camera sees"), _DESK),
    Shortcut("services", ("Ctrl+Shift+S",), mark("Choose who reads"), _DESK),
    Shortcut("options", ("Ctrl+Shift+P",), mark("Options of the service"), _DESK),
    Shortcut("export", ("Ctrl+E",), mark("Export the verified cards"), _DESK),
    Shortcut("mask", ("Ctrl+Shift+M",), mark("Mask all values but that of the field at hand"), _DESK),
    Shortcut("show_values", ("F8",), mark("Show all values of this card, or mask them again"), _DESK),
    Shortcut("lock", ("Ctrl+Shift+K",), mark("Cover the window"), _DESK),
    Shortcut("view", ("F10",), mark("Language, colours, privacy"), _DESK),
    Shortcut("quit", ("Ctrl+Q",), mark("Close CardDesk"), _DESK),
    Shortcut("next_pane", ("F6",), mark("Next part of the window"), _DESK),
    Shortcut("help", ("F1",), mark("Show or hide this list"), _DESK),
    Shortcut("keys", ("Ctrl+F1",), mark("Change keys"), _DESK),
)


DEFAULTS: Mapping[str, Shortcut] = {each.id: each for each in SHORTCUTS}
"""Every shortcut with the keys it starts with, by id."""


class Keyboard(QObject):
    """Which keys hold now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now = dict(DEFAULTS)
        self._not_for_text: list[QKeySequence] = []
        self._sort()

    @property
    def shortcuts(self) -> tuple[Shortcut, ...]:
        """Every shortcut as it holds now, in the order in which they are declared."""
        return tuple(self._now.values())

    def get(self, deed: str) -> Shortcut:
        """The shortcut of an intent."""
        return self._now[deed]

    def assign(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """From now on these commands have these keys, and all others their own."""
        now = {deed: replace(each, keys=changed.get(deed, each.keys)) for deed, each in DEFAULTS.items()}
        if now != self._now:
            self._now = now
            self._sort()
            self.changed.emit()

    def is_for_window(self, sequence: QKeySequence) -> bool:
        """Whether text boxes leave this key to the window."""
        return sequence in self._not_for_text

    def _sort(self) -> None:
        bound = (each for each in self._now.values() if each.bound)
        keys = (key for each in bound for key in each.keys if key not in _WALKING and not is_for_text(key))
        self._not_for_text = [sequence for key in keys for sequence in alike(key)]


keyboard = Keyboard()


def shortcut(deed: str) -> Shortcut:
    """The shortcut of an intent, as it holds now.

    Raises:
        KeyError: there is none of this name.
    """
    return keyboard.get(deed)


def is_shortcut(key: QKeyEvent) -> bool:
    """Whether this key does something at the desk that no text box has a better use for.

    Text boxes claim more keys than people know of: on X11 Ctrl+E goes to the end of the line and Ctrl+D deletes.
    """
    return keyboard.is_for_window(QKeySequence(key.keyCombination()))


def presses(key: QKeyEvent, deed: str) -> bool:
    """Whether this key is that of an intent which the focused widget itself sees to."""
    return pressed(key.keyCombination()) in shortcut(deed).keys


def tip(text: str, deed: str) -> str:
    """A tool tip that names the key as well. Where keys may change while it stands, `set_tip` keeps it true."""
    key = shortcut(deed).shown
    return f"{text}  ({key})" if key else text


def set_tip(widget: QWidget, text: str, deed: str) -> None:
    """Give a widget a tool tip that names the key which the command has at any time."""
    there = widget.findChild(_Tip, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if there is None:
        there = _Tip(widget)
    there.say(text, deed)


class _Tip(QObject):
    """Lives with its widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._said = ("", "help")
        keyboard.changed.connect(self._render)

    def say(self, text: str, deed: str) -> None:
        self._said = (text, deed)
        self._render()

    def _render(self) -> None:
        self._widget.setToolTip(tip(*self._said))
