"""The program's side of a process with a scanner's driver: started, asked, listened to, and killed when it must be.

A plain `Popen` on pipes, as for the reading process and for the same reasons. One thread owns the process and hands what it
says to the event loop; it ends when the process does.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import carddesk
from carddesk.capture.scanner.driver_protocol import Message, Scan, Stop, receive, send
from carddesk.secrets.environment import for_children

_END_SECONDS = 1.0


class DriverProcess:
    """One process. All methods belong to the event loop in which it was made, and none blocks."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._command = tuple(command)
        self._environment = environment
        self._loop = asyncio.get_running_loop()
        self._said: asyncio.Queue[Message | None] = asyncio.Queue()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._unwanted = False
        self._over = asyncio.Event()
        self.is_scanning = False
        """Whether the last thing it was asked for has a device moving; only then is there anything to be stopped in order."""
        self.is_stuck = False
        """Whether its device can be freed only by its end."""
        self.crashed: int | None = None
        """The signal that ended it, or its exit code; None while it runs, or when it ended as it should."""
        self._thread = threading.Thread(target=self._own, name="scanner driver", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether it has ended, and its thread with it."""
        return self._over.is_set()

    @property
    def pid(self) -> int | None:
        """The process, as long as there is one."""
        process = self._process
        return None if process is None or self.is_over else process.pid

    def ask(self, message: Message) -> None:
        """Send a question to one that has said it is ready. Where it is gone meanwhile, `hear` tells."""
        self.is_scanning = isinstance(message, Scan | Stop)
        if self._process is not None:
            with suppress(OSError, ValueError):
                send(cast(BinaryIO, self._process.stdin), message)

    async def hear(self) -> Message | None:
        """What it says next; None once it has ended."""
        return None if self.is_over and self._said.empty() else await self._said.get()

    def kill(self) -> None:
        """End it at once, and whatever its drivers have started."""
        with self._lock:
            self._unwanted = True
            process = self._process
        if process is not None and process.returncode is None:
            _kill(process)

    async def end(self) -> None:
        """Let it go in order, or kill it; it has ended afterwards."""
        with self._lock:
            self._unwanted = True
            process = self._process
        if process is not None:
            with suppress(OSError, ValueError):
                cast(BinaryIO, process.stdin).close()
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._over.wait()
        except TimeoutError:
            self.kill()
            await self._over.wait()
        except asyncio.CancelledError:
            self.kill()
            raise

    def _own(self) -> None:
        process = self._start()
        if process is not None:
            self._listen(process)
            self._reap(process)
        with suppress(RuntimeError):  # the loop may be closed when the program ends without having asked for an end
            self._loop.call_soon_threadsafe(self._ended)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._unwanted:
                return None
            with suppress(OSError):
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=self._environment,
                    # A group of its own: drivers start processes, too, and those are to end with it.
                    start_new_session=True,
                    creationflags=_creation_flags(),
                )
            return self._process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(OSError, ValueError, KeyError, TypeError, RuntimeError):
            while (message := receive(cast(BinaryIO, process.stdout))) is not None:
                self._loop.call_soon_threadsafe(self._said.put_nowait, message)

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(OSError, ValueError):
            cast(BinaryIO, process.stdin).close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(process)
            process.wait()
        if process.returncode != 0:
            self.crashed = process.returncode
            _kill(process)
        with suppress(OSError, ValueError):
            cast(BinaryIO, process.stdout).close()

    def _ended(self) -> None:
        self._over.set()
        self._said.put_nowait(None)
        self._thread.join()


def environment(**more: str) -> dict[str, str]:
    """The present environment without credentials, in which a process finds the same package."""
    root = str(Path(carddesk.__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**for_children(os.environ), "PYTHONPATH": os.pathsep.join(paths), **more}


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0
