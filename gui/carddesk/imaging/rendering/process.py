"""The program's side of the rendering process: started at the first file that needs it, asked one thing at a time.

Killed when an answer takes too long, replaced when it has gone. Everything may be called from any thread but the loop's; who
calls waits.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, cast

import carddesk
from carddesk.errors import ImageError
from carddesk.imaging.rendering import troubles
from carddesk.imaging.rendering.protocol import READY, UNKNOWN, Order, Outcome, outcome, send
from carddesk.imaging.rendering.worker import FLAG
from carddesk.language import tr
from carddesk.pipes import read_message

SECONDS: Final = 20.0
"""For one page: what takes longer is an attack, or nothing that anybody waits for."""
_START_SECONDS: Final = 30.0


class Renderer:
    """Asks the process. `seconds` is what one thing may take."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._sent: set[str] = set()
        self._closings = 0

    def ask(
        self, library: str, deed: str, data: bytes, page: int = 1, size: tuple[int, int] = (0, 0)
    ) -> tuple[Outcome, bytearray]:
        """Have something done with a file.

        Raises:
            ImageError: what is wrong with the file, or that the process cannot be started.
        """
        order = Order(library, deed, sha256(data).hexdigest(), page, *size)
        closings = self._closings
        with self._lock:
            done, body = self._done(order, data, closings)
        if done.trouble:
            raise troubles.error(done.trouble)
        return done, body

    @property
    def pid(self) -> int | None:
        """The process at work now, if there is one."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def close(self) -> None:
        """End the process, whatever it does: it holds nothing that is not elsewhere. It comes again when it is needed."""
        self._closings += 1
        if (process := self._process) is not None:
            process.kill()  # who waits for its answer hears the end of the pipe, and lets go of the lock
        with self._lock:
            self._end()

    def _done(self, order: Order, data: bytes, closings: int) -> tuple[Outcome, bytearray]:
        """What came of it. A process that was there before may just have left: then another one is asked, once."""
        while self._closings == closings:
            fresh = self._at_hand()
            if (answer := self._told(order, data)) is not None:
                return answer
            self._end()
            if fresh:
                return Outcome("crashed"), bytearray()
        raise ImageError("renderer_unavailable", tr("The program is being closed."), retryable=True)

    def _told(self, order: Order, data: bytes) -> tuple[Outcome, bytearray] | None:
        known = order.key in self._sent
        answer = self._exchange(order, b"" if known else data, self._seconds)
        if answer is not None and answer[0] == UNKNOWN:
            answer = self._exchange(order, data, self._seconds)
        self._sent.add(order.key)
        return answer

    def _at_hand(self) -> bool:
        """See that there is a process; whether it is a new one."""
        if self.pid is not None:
            return False
        self._end()
        self._start()
        return True

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                creationflags=_creation_flags(),
            )
        except OSError as error:
            raise _unavailable(str(error)) from error
        self._sent.clear()
        answer = self._exchange(None, b"", _START_SECONDS)
        if answer is None or answer[0] != READY:
            self._end()
            raise _unavailable("it ended")

    def _exchange(self, order: Order | None, data: bytes, seconds: float) -> tuple[Outcome, bytearray] | None:
        """Send the order, if any, and wait for its outcome; None when the process has gone."""
        process = self._process
        assert process is not None  # only `_end` takes it away, under the same lock
        overdue = threading.Event()

        def give_up() -> None:
            overdue.set()
            process.kill()

        watchdog = threading.Timer(seconds, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            if order is not None:
                send(cast(BinaryIO, process.stdin), order, data)
            message = read_message(cast(BinaryIO, process.stdout))
        except (OSError, ValueError):
            message = None
        finally:
            watchdog.cancel()
        if message is None and overdue.is_set():
            self._end()
            raise troubles.error("slow")
        return None if message is None else (outcome(message[0]), message[1])

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError, ValueError):
                cast(BinaryIO, pipe).close()
        process.wait()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG]
    return [sys.executable, "-m", "carddesk.imaging.rendering.worker"]


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _environment() -> dict[str, str]:
    """The present environment without credentials, in which the process finds the same package."""
    root = str(Path(carddesk.__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("CARDDESK_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def _unavailable(why: str) -> ImageError:
    said = tr("What opens documents could not be started ({why}). Open the file again.", why=why)
    return ImageError("renderer_unavailable", said, retryable=True)


renderer = Renderer()
"""The one of this program."""
atexit.register(renderer.close)
