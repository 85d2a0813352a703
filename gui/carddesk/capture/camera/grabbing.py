"""The grab loop: one thread owns a capture, the newest frame wins, and what broke off is opened again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from carddesk.capture.camera.devices import Device, found
from carddesk.capture.camera.diagnosis import diagnosed
from carddesk.capture.camera.opening import may_be_used, opened
from carddesk.capture.camera.protocol import Fault, Message, Open, Opened
from carddesk.capture.camera.troubles import BY_ITSELF, Trouble

Pixels = NDArray[np.uint8]

AGAIN_S: Final = 2.0
_BROKEN_READS: Final = 5
"""So many reads in a row may fail before the stream counts as lost: one bad packet is no end."""


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...  # noqa: N802, D102
    def read(self) -> tuple[bool, Any]: ...  # noqa: D102
    def get(self, propId: int, /) -> float: ...  # noqa: D102, N803
    def release(self) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Picture:
    """One frame as it came: blue, green, red; `number` counts up over all captures, `at_s` is monotonic."""

    pixels: Pixels = field(repr=False)
    number: int
    at_s: float


class Newest:
    """The newest frame; whoever is too slow for the camera misses the others."""

    def __init__(self) -> None:
        self._there = threading.Condition()
        self._picture: Picture | None = None
        self._count = 0

    def put(self, pixels: Pixels) -> None:
        """This came just now."""
        with self._there:
            self._count += 1
            self._picture = Picture(pixels, self._count, time.monotonic())
            self._there.notify_all()

    def after(self, number: int, seconds: float) -> Picture | None:
        """One that is newer than this; None where none comes within the time."""
        with self._there:
            self._there.wait_for(lambda: self._picture is not None and self._picture.number > number, seconds)
            return self._picture if self._picture is not None and self._picture.number > number else None

    def forget(self) -> None:
        """The frame that is there is of a camera that was let go."""
        with self._there:
            self._picture = None


class Grabber:
    """Fetches frames of one source until it is stopped, in a thread that may be left behind when it hangs in a driver.

    Args:
        wish: the source.
        newest: where frames go.
        tell: told of `Opened` and `Fault`, in the thread.
        open_capture: opens it; `cv2.VideoCapture` in earnest.
        find_device: the device of this id, or another one in its stead.
    """

    def __init__(
        self,
        wish: Open,
        newest: Newest,
        tell: Callable[[Message], None],
        open_capture: Callable[[Open], Capture] = opened,
        find_device: Callable[[str], Device | None] = found,
    ) -> None:
        self._device = find_device
        self._number = ""
        self._wish = wish
        self._newest = newest
        self._tell = tell
        self._open = open_capture
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="camera", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End and let go of the camera; whether that was done within the time."""
        self._stopped.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while not self._stopped.is_set():
            code = self._once()
            if self._stopped.is_set():
                return
            again_s = AGAIN_S if code in BY_ITSELF else 0.0
            self._tell(Fault(code, again_s))
            if not again_s:
                return
            self._stopped.wait(again_s)

    def _once(self) -> Trouble:
        """Open it and fetch frames as long as there are any; why there are no more."""
        wish, title = self._wish, ""
        if wish.kind == "device":
            device = self._device(wish.place)
            if device is None:
                return "camera_none"
            wish, title = replace(wish, place=device.number), device.title
        self._number = wish.place
        capture = self._open(wish)
        try:
            if not capture.isOpened():
                return self._why()
            size = (int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)))
            self._tell(Opened(*size, title))
            return self._frames(capture)
        except cv2.error:
            return "camera_no_picture"
        finally:
            capture.release()

    def _frames(self, capture: Capture) -> Trouble:
        pace = _Pace(capture.get(cv2.CAP_PROP_FPS)) if self._wish.kind == "file" else None
        broken, came = 0, False
        while not self._stopped.is_set():
            good, pixels = capture.read()
            if good and pixels.size:
                broken, came = 0, True
                self._newest.put(pixels)
                if pace is not None:
                    pace.wait(self._stopped)
                continue
            broken += 1
            if pace is not None or broken >= _BROKEN_READS or not capture.isOpened():
                return self._broken_off(came)
            self._stopped.wait(0.05)
        return "camera_lost"

    def _broken_off(self, came: bool) -> Trouble:
        if self._wish.kind == "file":
            return "camera_ended" if came else "camera_file"
        if self._wish.kind == "device":
            return may_be_used(self._number) or ("camera_lost" if came else "camera_busy")
        return "camera_lost" if came else "camera_no_picture"

    def _why(self) -> Trouble:
        if self._wish.kind == "file":
            return "camera_file"
        if self._wish.kind == "stream":
            return diagnosed(self._wish.place)
        return may_be_used(self._number) or "camera_busy"


class _Pace:
    """Has a film run as fast as it was taken."""

    def __init__(self, per_second: float) -> None:
        self._step = 1 / per_second if 0 < per_second < 240 else 1 / 25
        self._next = time.monotonic()

    def wait(self, stopped: threading.Event) -> None:
        self._next += self._step
        stopped.wait(max(0.0, self._next - time.monotonic()))
