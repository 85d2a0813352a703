"""A virtual screen with a window manager, its keyboard and pointer, a session bus, and the home of a user who is new."""

import os
import shutil
import tempfile
from pathlib import Path

from PIL import Image, ImageGrab

from tests.desktop.accessible import AccessibilityBus, Accessible
from tests.desktop.program import Program
from tests.desktop.session import Session
from tests.desktop.waiting import wait_for
from tests.workspaces import PASSPHRASE

SIZE = (1440, 900)


class Screen:
    """One user's desktop, with nothing on it yet.

    Attributes:
        home: the user's home folder, empty at first.
        display: name of the X display, such as `:99`.
    """

    def __init__(self, language: str = "C.UTF-8", size: tuple[int, int] = SIZE) -> None:
        # Short, since the path of a socket may have no more than 107 characters.
        self._folder = Path(tempfile.mkdtemp(prefix="desk-"))
        self.home = self._folder / "home"
        self.home.mkdir()
        (self._folder / "run").mkdir(mode=0o700)
        self.log = self._folder / "log"
        self.session = Session(self._environment(language))
        try:
            self._start(size)
        except BaseException:
            self.close()
            raise

    def _environment(self, language: str) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": language,
            "XDG_RUNTIME_DIR": str(self._folder / "run"),
            "XDG_SESSION_TYPE": "x11",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            # There is no keyring on this bus.
            "CARDDESK_WORKSPACE_PASSPHRASE": PASSPHRASE,
        }

    def _start(self, size: tuple[int, int]) -> None:
        shape = f"{size[0]}x{size[1]}x24"
        xvfb = ("Xvfb", "-displayfd", "1", "-screen", "0", shape, "-nolisten", "tcp", "-noreset")
        self.display = ":" + self.session.start_and_read_line(*xvfb, log=self.log)
        self.session.env["DISPLAY"] = self.display
        bus = ("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1")
        self.session.env["DBUS_SESSION_BUS_ADDRESS"] = self.session.start_and_read_line(*bus, log=self.log)
        self.session.start("openbox", "--sm-disable", log=self.log)
        wait_for(self._has_window_manager, "window manager", otherwise=self.said)
        self.accessibility = AccessibilityBus.of_session(self.session.env["DBUS_SESSION_BUS_ADDRESS"])

    def _has_window_manager(self) -> bool:
        try:
            return bool(self.session.run("xdotool", "get_num_desktops"))
        except RuntimeError:
            return False

    def start(self, *command: str, cwd: Path | None = None) -> Program:
        """Start a program on this screen."""
        return Program(self.session, self.accessibility, command, self._folder, cwd)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as xdotool names them: `Return`, `ctrl+z`, `alt+1`."""
        self.session.run("xdotool", "key", "--clearmodifiers", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Type text into whatever has the focus."""
        self.session.run("xdotool", "type", "--clearmodifiers", "--delay", "30", text)

    def click(self, target: Accessible, button: int = 1) -> None:
        """Click in the middle of what is shown."""
        left, top, width, height = target.extents
        self.session.run("xdotool", "mousemove", str(left + width // 2), str(top + height // 2), "click", str(button))

    def screenshot(self) -> Image.Image:
        """The whole screen as it is now."""
        return ImageGrab.grab(xdisplay=self.display)

    def said(self) -> str:
        """What the programs of the desktop itself printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def close(self) -> None:
        """End everything on the screen, and remove the user's home."""
        if hasattr(self, "accessibility"):
            self.accessibility.close()
        self.session.close()
        shutil.rmtree(self._folder, ignore_errors=True)
