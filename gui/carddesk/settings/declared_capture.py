"""The settings of what images come from: scanners, cameras, watched folders, files of several pages."""

from __future__ import annotations

from typing import Final

from carddesk.language import mark
from carddesk.settings.declared_basis import BASIS
from carddesk.settings.declared_camera import CAMERA
from carddesk.settings.declared_watch import WATCH
from carddesk.settings.setting import Setting

_WORD = r"[^\s:;=]+"
_PROFILE = rf"[^\s:;=][^:;=]*:(?: {_WORD}=[^\s;=]*)*"
_PROFILES = rf"(?:{_PROFILE}(?:; {_PROFILE})*;?)?"
"""Names, each with words for what it scans; parted by semicolons. What the words are, `workflow.scan_profiles` knows."""

_ADDRESSES = r"[^@]*"
"""No name and no password: a scanner that wants them is none of these."""

CAPTURE: Final = (
    Setting(
        "capture.pages",
        "ask",
        mark("Pages of a document"),
        mark(
            "Which pages are taken of a file of several (PDF, OFD, TIFF, HEIC): `ask` shows them when it is opened at the desk, `all` "
            "takes all and `first` the first one. Where nobody can be asked, `ask` takes all."
        ),
        choices=("ask", "all", "first"),
    ),
    Setting(
        "capture.split",
        "off",
        mark("Pages with several cards"),
        mark(
            "What becomes of a page on which the engine inside finds several cards as it comes in: `ask` shows them before each "
            "becomes a case of its own, `on` makes them at once, `off` leaves the page whole, to be split by Ctrl+Shift+I. Looking "
            "takes seconds for each page."
        ),
        choices=("off", "ask", "on"),
    ),
    *BASIS,
    *CAMERA,
    Setting(
        "scanner.profile",
        "",
        mark("Scan profile in use"),
        mark("The name of the profile with which the next card is scanned; empty takes the first one."),
    ),
    Setting(
        "scanner.profiles",
        "",
        mark("Scan profiles"),
        mark(
            "What is scanned and how, as the sheet `Scanner` (Ctrl+F9) writes it here. Empty makes one of the first scanner that "
            "is found. What cannot be used is told when it is wanted."
        ),
        form=_PROFILES,
        example="Counter: device=escl:8a5d source=duplex mode=colour dpi=300 area=card pages=card faces=yes",
    ),
    Setting(
        "scanner.escl_addresses",
        "",
        mark("Network scanners at these addresses"),
        mark(
            "Addresses of driverless scanners (eSCL, AirScan) that are not found by themselves, parted by commas, as 192.168.1.20 or "
            "https://scanner.example:443/eSCL. Those that announce themselves in the local network need not stand here."
        ),
        form=_ADDRESSES,
        example="192.168.1.20, https://scanner.local",
    ),
    *WATCH,
)
