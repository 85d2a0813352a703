"""The program's side of the camera process: started when a picture is wanted, told what to show, ended without waiting for it."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

import carddesk
from carddesk.capture.camera import protocol
from carddesk.capture.camera.protocol import Fault, Message

_CLOSE_S: Final = 0.8

_PROTOCOLS: Final = "rtsp_transport;tcp|fflags;nobuffer|flags;low_delay|probesize;500000|analyzeduration;1000000"
"""TCP: lost packets of UDP are grey smears on a card. The rest keeps FFmpeg from holding pictures back."""

_FOR_OPENCV: Final = {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": _PROTOCOLS,
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "5",
    # WORKAROUND https://github.com/opencv/opencv/issues/17687: Media Foundation takes up to a minute to open a camera else.
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
}
"""What it must have in its environment before it loads OpenCV."""


class CameraProcess:
    """One process. `say` and `end` may be called from any thread and wait for nothing.

    Args:
        command: starts it.
        environ: what of the present environment it may see.
        heard: told of every message, in a thread of this one; the last one is a `Fault` where it ended unasked.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], heard: Callable[[Message], None]) -> None:
        self._heard = heard
        self._says: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._command = tuple(command)
        self._environment = _environment(environ)
        self._started = threading.Event()
        self._ending: threading.Thread | None = None
        self._threads = [
            threading.Thread(target=work, name="camera process", daemon=True) for work in (self._listen, self._speak)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int | None:
        """Of the process, as long as it runs."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def say(self, message: Message) -> None:
        """Have it do this, after what was said before."""
        self._says.put(message)

    def end(self) -> None:
        """End it beside the caller: in order where it can, else it is killed. `heard` is told nothing any more."""
        if not self._closing.is_set():
            self._closing.set()
            self._says.put(None)
            self._ending = threading.Thread(target=self._end, name="camera ending", daemon=True)
            self._ending.start()

    def close(self) -> None:
        """End it and wait until it has ended: about a second at most, whatever it hangs in. May be called twice."""
        self.end()
        if self._ending is not None:
            self._ending.join(3 * _CLOSE_S)

    def _end(self) -> None:
        self._started.wait(_CLOSE_S)
        if (process := self._process) is not None:
            try:
                process.wait(_CLOSE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        for thread in self._threads:
            thread.join(_CLOSE_S)

    def _listen(self) -> None:
        """Starts it, since even that takes a while, and hands on what it says."""
        try:
            process = self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,  # a reader with a lock that a stuck thread holds would end the interpreter in a crash
                env=self._environment,
                creationflags=_creation_flags(),
            )
        except OSError:
            self._tell(Fault("camera_unavailable"))
            return
        finally:
            self._started.set()
        if self._closing.is_set():
            process.kill()
        pipe = cast(BinaryIO, process.stdout)
        with suppress(OSError, ValueError):
            while (message := protocol.receive(pipe)) is not None:
                self._tell(message)
        self._says.put(None)
        with suppress(OSError):
            pipe.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_CLOSE_S)
        self._tell(Fault("camera_crashed"))

    def _speak(self) -> None:
        self._started.wait()
        process = self._process
        if process is None:
            return
        pipe = cast(BinaryIO, process.stdin)
        with suppress(OSError, ValueError):
            while (message := self._says.get()) is not None:
                protocol.send(pipe, message)
        with suppress(OSError):
            pipe.close()

    def _tell(self, message: Message) -> None:
        if not self._closing.is_set():
            self._heard(message)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    root = str(Path(carddesk.__file__).resolve().parent.parent)
    paths = [root, *filter(None, [environ.get("PYTHONPATH")])]
    return {**environ, **_FOR_OPENCV, "PYTHONPATH": os.pathsep.join(paths)}


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0
