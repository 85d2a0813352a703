"""The keyboard: every shortcut of the desk, declared once. The window binds them, F1 lists them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeyEvent, QKeySequence

from carddesk.cards.repairs.registry import MOST
from carddesk.language import mark


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One thing that a key does.

    Attributes:
        id: name of the intent, as the window binds it.
        keys: portable key sequences; the first is the one shown.
        title: English source string, for the list under F1.
        group: English source string, heading in that list.
        bound: whether the window binds it; else the focused widget itself sees to it.
        listed: whether the list under F1 has a line for it.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    group: str
    bound: bool = True
    listed: bool = True

    @property
    def shown(self) -> str:
        """The first key as this platform writes it."""
        return QKeySequence(self.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)

    @property
    def sequences(self) -> list[QKeySequence]:
        """The keys for an action."""
        return [QKeySequence(key) for key in self.keys]


_CARD = mark("This card")
_FIELD = mark("Fields")
_QUEUE = mark("Queue")
_IMAGE = mark("Image")
_DESK = mark("Desk")

SHORTCUTS = (
    Shortcut("confirm", ("Enter",), mark("Confirm the field, go to the next one that needs you"), _FIELD, bound=False),
    Shortcut("next_field", ("Tab",), mark("Next field"), _FIELD, bound=False),
    Shortcut("previous_field", ("Shift+Tab",), mark("Previous field"), _FIELD, bound=False),
    *(
        Shortcut(
            f"repair_{n}",
            (f"Alt+{n}",),
            mark("Take a suggestion: Alt+1 the first, Alt+2 the second …"),
            _FIELD,
            listed=n == 1,
        )
        for n in range(1, MOST + 1)
    ),
    Shortcut("undo", ("Ctrl+Z",), mark("Undo: first what you typed, then what you decided"), _FIELD),
    Shortcut("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), mark("Redo"), _FIELD),
    Shortcut("accept", ("Ctrl+Enter", "Ctrl+Return"), mark("Accept the card, open the next"), _CARD),
    Shortcut("later", ("Ctrl+D",), mark("Put it off until later"), _CARD),
    Shortcut("reject", ("Ctrl+Shift+R",), mark("Reject, with a reason"), _CARD),
    Shortcut("reopen", ("Ctrl+Shift+O",), mark("Reopen a decided card"), _CARD),
    Shortcut("read", ("Ctrl+R",), mark("Read the card again"), _CARD),
    Shortcut("next_case", ("PgDown",), mark("Next card"), _QUEUE),
    Shortcut("previous_case", ("PgUp",), mark("Previous card"), _QUEUE),
    Shortcut("filter", ("Ctrl+F",), mark("Filter the queue"), _QUEUE),
    Shortcut("fit", ("Ctrl+0",), mark("Fit the card; once more for the whole image"), _IMAGE),
    Shortcut("zoom_in", ("Ctrl++", "Ctrl+="), mark("Zoom in"), _IMAGE),
    Shortcut("zoom_out", ("Ctrl+-",), mark("Zoom out"), _IMAGE),
    Shortcut("turn_right", ("Ctrl+L",), mark("Turn to the right"), _IMAGE),
    Shortcut("turn_left", ("Ctrl+Shift+L",), mark("Turn to the left"), _IMAGE),
    Shortcut("open", ("Ctrl+O",), mark("Open images"), _DESK),
    Shortcut("open_folder", ("Ctrl+Shift+F",), mark("Open a folder"), _DESK),
    Shortcut("paste", ("Ctrl+V",), mark("Paste an image or files"), _DESK),
    Shortcut("services", ("Ctrl+Shift+S",), mark("Choose who reads"), _DESK),
    Shortcut("options", ("Ctrl+Shift+P",), mark("Options of the service"), _DESK),
    Shortcut("export", ("Ctrl+E",), mark("Export the verified cards"), _DESK),
    Shortcut("quit", ("Ctrl+Q",), mark("Close CardDesk"), _DESK),
    Shortcut("next_pane", ("F6",), mark("Next part of the window"), _DESK),
    Shortcut("help", ("F1",), mark("Show or hide this list"), _DESK),
)


def shortcut(deed: str) -> Shortcut:
    """The shortcut of an intent.

    Raises:
        KeyError: there is none of this name.
    """
    return _BY_ID[deed]


def is_shortcut(key: QKeyEvent) -> bool:
    """Whether this key does something at the desk that no text box has a better use for.

    Text boxes claim more keys than people know of: on X11 Ctrl+E goes to the end of the line and Ctrl+D deletes.
    """
    return QKeySequence(key.keyCombination()) in _NOT_FOR_TEXT


def tip(text: str, deed: str) -> str:
    """A tool tip that names the key as well."""
    return f"{text}  ({shortcut(deed).shown})"


_BY_ID = {each.id: each for each in SHORTCUTS}
_NOT_FOR_TEXT = [
    keys for each in SHORTCUTS if each.bound and each.id not in {"undo", "redo", "paste"} for keys in each.sequences
]
