"""SANE's statuses, as libsane words them, and what each means for a person. Pure.

python-sane gives the words of `sane_strstatus` alone, without the number. Source: SANE standard 1.06, table 1, and
backend/sane_strstatus.c of sane-backends 1.2, which never translates them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.troubles import Trouble

Step = Literal["open", "set", "start", "read"]

NO_DOCS: Final = "Document feeder out of documents"
CANCELLED: Final = "Operation was cancelled"
END: Final = "End of file reached"
IO_ERROR: Final = "Error during device I/O"
WARMING_UP: Final = "Lamp not ready, please retry"

_TROUBLES: Final[Mapping[str, Trouble]] = {
    "Operation not supported": "scanner_wish",
    "Device busy": "scanner_busy",
    "Invalid argument": "scanner_wish",
    "Document feeder jammed": "feeder_jam",
    NO_DOCS: "feeder_empty",
    "Scanner cover is open": "cover_open",
    "Access to resource has been denied": "scanner_denied",
    WARMING_UP: "scanner_busy",
}
_AT_OPENING: Final[Mapping[str, Trouble]] = {
    # Drivers say so of a name that nothing answers to any more.
    "Invalid argument": "scanner_gone",
    IO_ERROR: "scanner_gone",
    "Operation not supported": "scanner_gone",
}


def trouble(status: str, step: Step) -> DriverTrouble:
    """What a status means that came at this step. Whatever is not known is a fault, with the driver's own word."""
    at_opening = _AT_OPENING.get(status) if step == "open" else None
    return DriverTrouble(at_opening or _TROUBLES.get(status, "scanner_fault"), status)
