"""What scanners do for a desk, and which there are, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from carddesk.capture.scanner.contract import Device
from carddesk.errors import UserError

State = Literal["idle", "looking", "scanning", "preview", "stopping"]


@dataclass(frozen=True, slots=True)
class ScanView:
    """What scanners are doing for this desk.

    Attributes:
        state: `looking` for a scanner, since there is no profile yet; `preview` what lies on the glass.
        device: what it is called.
        pages: how many have come.
        since: when it began, by `time.monotonic`.
        failure: what became of the last one that was begun by `start`, where it went wrong.
        replaces: where that was to scan a card once more, its case and the new one.
    """

    state: State = "idle"
    device: str = ""
    pages: int = 0
    since: float = 0.0
    failure: UserError | None = None
    replaces: tuple[int, int] | None = None

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self.state != "idle"


@dataclass(frozen=True, slots=True)
class DevicesView:
    """The scanners that were seen.

    Attributes:
        looking: whether more may come.
        trouble: what kept back-ends from looking, and what to do about it, a sentence each.
    """

    devices: tuple[Device, ...] = ()
    looking: bool = False
    trouble: tuple[str, ...] = ()
