"""A program running on a test's screen, seen through its windows, its exit code and what it printed."""

from collections.abc import Sequence
from pathlib import Path

from jeepney import DBusErrorResponse

from tests.desktop.accessible import AccessibilityBus, Accessible
from tests.desktop.session import Session
from tests.desktop.waiting import PATIENCE_SECONDS, wait_for


class Program:
    """Started at once; its output goes to files, so that it never waits for a reader."""

    def __init__(
        self, session: Session, bus: AccessibilityBus, command: Sequence[str], folder: Path, cwd: Path | None
    ) -> None:
        self._bus = bus
        self._log = folder / f"program-{len(list(folder.glob('program-*')))}.log"
        self._process = session.start(*command, log=self._log, cwd=cwd)

    @property
    def pid(self) -> int:
        """Process id; a start script hands its own on to what it starts."""
        return self._process.pid

    def said(self) -> str:
        """Everything it has printed so far."""
        return self._log.read_text(errors="replace")

    def windows(self) -> list[Accessible]:
        """Its windows and dialogs that are shown now, as assistive technology sees them."""
        return [
            window
            for application in self._bus.applications()
            if application.pid == self.pid
            for window in application.children()
            if _is_shown(window)
        ]

    def window(self, name: str = "", *, seconds: float = PATIENCE_SECONDS) -> Accessible:
        """The first window whose title contains `name`, once it is there and shown."""

        def look() -> Accessible | None:
            if (code := self._process.poll()) is not None:
                raise RuntimeError(f"the program ended with exit code {code}:\n{self.said()}")
            return next((each for each in self.windows() if name in each.name), None)

        return wait_for(look, f"window {name!r}", seconds=seconds, otherwise=self.said)  # type: ignore[return-value]

    def wait(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Its exit code, once it has ended."""
        return self._process.wait(timeout=seconds)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None


def _is_shown(window: Accessible) -> bool:
    try:
        return "showing" in window.states
    except DBusErrorResponse:
        return False  # it went away between two questions
