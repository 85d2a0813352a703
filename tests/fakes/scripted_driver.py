"""A process with a driver that misbehaves as told by `SCRIPT` in its environment: `python -m tests.fakes.scripted_driver`."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Sequence

from carddesk.capture.scanner.contract import Capabilities, ScannedPage, Wish
from carddesk.capture.scanner.driver_protocol import Found
from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.driver_worker import GoingOn, serve

SCRIPT = "SCRIPTED_DRIVER"


class ScriptedDriver:
    """Says what the script has it say."""

    def __init__(self, script: str) -> None:
        self._script = script
        self.is_stuck = script == "is stuck"

    def devices(self) -> Sequence[Found]:
        if self._script == "never lists":
            time.sleep(3600)
        return [Found("one", "Specimen One", self._script)]

    def capabilities(self, device: str) -> Capabilities:
        if self._script == "surprises":
            raise ZeroDivisionError("a driver divided by zero")
        return Capabilities(("flatbed",), ("colour",), (300,), {"flatbed": (210.0, 297.0)})

    def scan(self, device: str, wish: Wish, going_on: GoingOn) -> Generator[ScannedPage, None, None]:
        self._misbehave(going_on)
        if self._script == "is slow":
            for _ in range(40):
                time.sleep(0.05)
                if not going_on():
                    raise DriverTrouble("scanner_fault", "Operation was cancelled")
        yield ScannedPage(b"a page", wish.dpi)

    def stop(self) -> None:
        pass

    def _misbehave(self, going_on: GoingOn) -> None:
        match self._script:
            case "crashes":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "starts others and crashes":
                subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
                os.kill(os.getpid(), signal.SIGSEGV)
            case "leaves":
                os._exit(7)
            case "is stuck":
                raise DriverTrouble("feeder_jam")
            case "prints":
                os.write(1, b"driver: all is well\n")
            case "takes hold of Python":
                # As a call of python-sane that does not let go of the interpreter while the driver hangs.
                ctypes.PyDLL(None).sleep(3600)
            case "is stubborn":
                while True:
                    time.sleep(0.05)
                    going_on()


if __name__ == "__main__":
    os._exit(serve(lambda: ScriptedDriver(os.environ[SCRIPT])))
