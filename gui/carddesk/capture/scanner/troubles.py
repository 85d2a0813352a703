"""What goes wrong with scanners, in words that say what to do. The same for every back-end."""

from __future__ import annotations

from typing import Final, Literal

from carddesk.errors import UserError
from carddesk.language import mark, tr

Trouble = Literal[
    "scanner_none",
    "scanner_gone",
    "scanner_busy",
    "scanner_stalled",
    "scanner_denied",
    "scanner_wish",
    "scanner_fault",
    "feeder_empty",
    "feeder_jam",
    "cover_open",
]

_WORDS: Final[dict[Trouble, str]] = {
    "scanner_none": mark("No scanner was found. Switch it on, connect it, and look again."),
    "scanner_gone": mark(
        "The scanner is not there any more. Check that it is switched on and connected, and scan again."
    ),
    "scanner_busy": mark("The scanner is busy with something else. Wait until it is done, and scan again."),
    "scanner_stalled": mark("The scanner does not answer. Switch it off and on again, and scan once more."),
    "scanner_denied": mark(
        "The scanner may not be used from here. Ask whoever looks after it for permission; on Linux that is to be a member of the "
        "group `scanner`."
    ),
    "scanner_wish": mark("The scanner cannot do what the profile asks for. Change the profile."),
    "scanner_fault": mark("The scanner or its driver has failed. Look at its display, and scan again."),
    "feeder_empty": mark("There is no paper in the feeder. Put the card in, and scan again."),
    "feeder_jam": mark("Paper is jammed in the feeder. Take it out, put it in again, and scan once more."),
    "cover_open": mark("The scanner is open. Close it, and scan again."),
}


class ScannerError(UserError):
    """A scanner that gave no page."""


def trouble(code: Trouble, said: str = "") -> ScannerError:
    """The error of this code; `said` is the device's own word, shown behind ours."""
    words = tr(_WORDS[code])
    whole = tr("{words} ({said})", words=words, said=said) if said else words
    return ScannerError(code, whole, retryable=code != "scanner_denied")
