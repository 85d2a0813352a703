"""The settings of what images come from: scanners, cameras, watched folders, files of several pages."""

from __future__ import annotations

from typing import Final

from carddesk.language import mark
from carddesk.settings.declared_basis import BASIS
from carddesk.settings.setting import Setting

_WORD = r"[^\s:;=]+"
_PROFILE = rf"[^\s:;=][^:;=]*:(?: {_WORD}=[^\s;=]*)*"
_PROFILES = rf"(?:{_PROFILE}(?:; {_PROFILE})*;?)?"
"""Names, each with words for what it scans; parted by semicolons. What the words are, `workflow.scan_profiles` knows."""

CAPTURE: Final = (
    *BASIS,
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
)
