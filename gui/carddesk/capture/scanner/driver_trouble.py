"""What a driver's process raises: a code of `troubles`, and the driver's own word. Put into words in the window's process."""

from __future__ import annotations

from carddesk.capture.scanner.troubles import Trouble


class DriverTrouble(Exception):
    """A device or its driver that did not do what was asked."""

    def __init__(self, code: Trouble, said: str = "") -> None:
        super().__init__(code, said)
        self.code: Trouble = code
        self.said = said
