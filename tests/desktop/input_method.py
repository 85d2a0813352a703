"""A real input method on a test's screen: ibus with the pinyin engine that people use, and its window of candidates."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from tests.desktop.screen import Screen
from tests.desktop.waiting import wait_for

ENGINE = "libpinyin"
_ENGINE_PROGRAM = Path("/usr/libexec/ibus-engine-libpinyin")


def missing() -> str:
    """What this machine lacks for it, in words; `""` for nothing."""
    if shutil.which("ibus-daemon") is None:
        return "ibus is not installed"
    return "" if _ENGINE_PROGRAM.exists() else "ibus has no pinyin engine (ibus-libpinyin)"


class Pinyin:
    """Start it before the program that is to be typed into: programs look for it when they start."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        # Settings of the desktop are read by nobody and written nowhere.
        screen.session.env |= {"GSETTINGS_BACKEND": "memory", "QT_IM_MODULE": "ibus"}
        screen.session.start("ibus-daemon", "--xim=false", "--panel=default", log=screen.log)
        wait_for(self._is_up, "ibus", otherwise=screen.said)

    def switch_on(self) -> None:
        """From now on pinyin is composed in whatever has the focus. The program must have it."""
        wait_for(self._is_on, "pinyin", otherwise=self._screen.said)

    @property
    def shows_candidates(self) -> bool:
        """Whether its window of candidates is on the screen."""
        try:
            return bool(self._screen.session.run("xdotool", "search", "--onlyvisible", "--class", "ibus-ui").strip())
        except RuntimeError:  # xdotool found none
            return False

    def compose(self, letters: str) -> None:
        """Type pinyin until candidates stand there."""
        self._screen.type(letters)
        wait_for(lambda: self.shows_candidates, f"candidates for {letters}", otherwise=self._screen.said)

    def wait_until_done(self) -> None:
        """Nothing is composed any more."""
        wait_for(lambda: not self.shows_candidates, "end of the composition", otherwise=self._screen.said)

    def _is_up(self) -> bool:
        try:
            return ENGINE in self._screen.session.run("ibus", "list-engine")
        except RuntimeError:
            return False

    def _is_on(self) -> bool:
        with contextlib.suppress(RuntimeError):
            # It does so, and yet ends with 1 where there is no desktop whose keyboard layout it could set as well.
            self._screen.session.run("ibus", "engine", ENGINE)
        try:
            return self._screen.session.run("ibus", "engine").strip() == ENGINE
        except RuntimeError:  # no engine is set while nothing has the focus
            return False
