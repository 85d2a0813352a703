"""What the scanners of single makers insist on, beyond the documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from carddesk.capture.scanner.escl.address import Address

_HP_SERVER: Final = "HP_Compact_Server"


@dataclass(frozen=True, slots=True)
class Names:
    """By what name the scanner wants to be called, in the header `Host`; empty for the usual one, without a usual port.

    Attributes:
        always: for every request.
        jobs: for a new job.
    """

    always: str = ""
    jobs: str = ""


def names(address: Address, title: str, server: str) -> Names:
    """For a scanner of this maker and model that answers as this `Server`."""
    always = ""
    if title.lower().startswith("epson"):
        # WORKAROUND https://github.com/alexpevzner/sane-airscan/issues/136: some name a job wrongly where the port is left
        # out, and others (Lexmark, HP) where it is there.
        host = f"[{address.host.partition('%')[0]}]" if ":" in address.host else address.host
        always = f"{host}:{address.port}"
    # WORKAROUND https://github.com/alexpevzner/sane-airscan/issues/116: many of HP's larger ones take jobs from themselves alone.
    return Names(always, "localhost" if server == _HP_SERVER else always)
