"""The camera process's own side: fetches frames, looks at them at a steady rate, and dies with its parent.

A process and not a thread of the window: a thread that hangs in a driver can be neither interrupted nor made to let go of the
camera, and keeps the interpreter from ending; a process is killed. It also keeps OpenCV's and FFmpeg's words off the
terminal, and the work on frames off the interpreter that paints the window.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Final, Protocol

import cv2
import numpy as np

from carddesk.capture.camera import protocol
from carddesk.capture.camera.devices import devices
from carddesk.capture.camera.grabbing import Capture, Grabber, Newest, Picture, Pixels
from carddesk.capture.camera.opening import opened, without_proxies
from carddesk.capture.camera.protocol import (
    Fault,
    Fit,
    Follow,
    Frame,
    Look,
    Message,
    Open,
    Ready,
    Release,
    Seen,
    Take,
    Taken,
    Turn,
)
from carddesk.pipes import pipes_to_parent

_PER_SECOND: Final = 15.0
_KEPT: Final = 4
"""Whole frames at hand, so that the one that was judged is the one that is taken."""
_QUALITY: Final = 95
_STOP_S: Final = 0.6
_WAIT_S: Final = 0.25
_SHOWN: Final = (640, 480)
_TURNS: Final = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}


class Analysis(Protocol):
    """What is made of frames."""

    def look(self, frame: Pixels, number: int, at_s: float) -> Mapping[str, Any]:
        """Findings, JSON; `frame` is whole and upright: blue, green, red."""

    def taken(self, number: int) -> None:
        """What lies in the frame of this number is the card that was taken last."""

    def begin(self) -> None:
        """Another camera, or another way up: what was learnt of the one before does not hold."""


def serve(load: Callable[[], Analysis], open_capture: Callable[[Open], Capture] = opened) -> int:
    """Do what the parent says over standard input until it goes away."""
    commands, answers = pipes_to_parent(silent=True)
    without_proxies()
    _be_modest()
    cv2.setNumThreads(1)
    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(commands, inbox), daemon=True).start()
    station = Station(load(), answers, open_capture)
    while True:
        station.turn(inbox)


class Station:
    """One camera at most, and who looks at what it gives."""

    def __init__(self, analysis: Analysis, answers: BinaryIO, open_capture: Callable[[Open], Capture]) -> None:
        self._analysis = analysis
        self._answers = answers
        self._speaking = threading.Lock()
        self._open_capture = open_capture
        self._newest = Newest()
        self._grabber: Grabber | None = None
        self._turns = 0
        self._shown = _SHOWN
        self._kept: OrderedDict[int, Pixels] = OrderedDict()
        self._last = 0
        self._due = 0.0
        self._say(Ready())

    def turn(self, inbox: queue.SimpleQueue[Message]) -> None:
        """One round: what the parent says, and the newest frame where there is one."""
        with suppress(queue.Empty):
            self._do(inbox.get(timeout=None if self._grabber is None else max(0.0, self._due - time.monotonic())))
            return
        picture = self._newest.after(self._last, 0.05)
        if picture is not None:
            self._show(picture)

    def _do(self, message: Message) -> None:
        match message:
            case Open():
                self._begin(message)
            case Turn(turns):
                self._turns = turns % 4
                self._forget()
            case Fit(width, height):
                self._shown = (max(32, width), max(32, height))
            case Take(number):
                self._take(number)
            case Follow(number):
                self._analysis.taken(number)
            case Release():
                self._release()
            case Look():
                self._say(Seen(tuple((each.number, each.title) for each in devices())))
            case _:
                pass

    def _begin(self, wish: Open) -> None:
        self._release()
        self._turns = wish.turns % 4
        self._grabber = Grabber(wish, self._newest, self._say, self._open_capture)
        self._grabber.start()

    def _release(self) -> None:
        grabber, self._grabber = self._grabber, None
        if grabber is not None and not grabber.stop(_STOP_S):
            self._say(Fault("camera_stalled"))  # the parent ends this process, and with it what hangs
            os._exit(0)
        self._forget()

    def _forget(self) -> None:
        self._newest.forget()
        self._kept.clear()
        self._analysis.begin()

    def _show(self, picture: Picture) -> None:
        self._last = picture.number
        self._due = max(self._due + 1 / _PER_SECOND, time.monotonic() - 1 / _PER_SECOND)
        whole = _upright(picture.pixels, self._turns)
        self._kept[picture.number] = whole
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        findings = self._analysis.look(whole, picture.number, picture.at_s)
        small = _fitted(whole, *self._shown)
        height, width = whole.shape[:2]
        self._say(
            Frame(
                picture.number,
                picture.at_s,
                width,
                height,
                small.shape[1],
                small.shape[0],
                findings,
                np.ascontiguousarray(small).tobytes(),
            )
        )

    def _take(self, number: int) -> None:
        if number not in self._kept and (picture := self._newest.after(0, _WAIT_S)) is not None:
            number = picture.number
            self._kept[number] = _upright(picture.pixels, self._turns)
        if number not in self._kept:
            self._say(Taken(0, b""))
            return
        self._analysis.taken(number)
        self._say(Taken(number, encoded(self._kept[number])))

    def _say(self, message: Message) -> None:
        with self._speaking:
            try:
                protocol.send(self._answers, message)
            except (OSError, ValueError):
                os._exit(0)  # the parent is gone


def encoded(frame: Pixels) -> bytes:
    """A JPEG of the frame: quality 95, colours as fine as greys, no EXIF, so that it is upright wherever it is opened."""
    parameters = [
        cv2.IMWRITE_JPEG_QUALITY,
        _QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    good, data = cv2.imencode(".jpg", frame, parameters)
    return data.tobytes() if good else b""


def _upright(pixels: Pixels, turns: int) -> Pixels:
    if pixels.ndim == 2:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    return np.asarray(cv2.rotate(pixels, _TURNS[turns]), np.uint8) if turns else pixels


def _fitted(frame: Pixels, width: int, height: int) -> Pixels:
    scale = min(width / frame.shape[1], height / frame.shape[0], 1.0)
    if scale == 1.0:
        return frame
    size = (max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale)))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def _listen(commands: BinaryIO, inbox: queue.SimpleQueue[Message]) -> None:
    while (message := protocol.receive(commands)) is not None:
        inbox.put(message)
    os._exit(0)


def _be_modest() -> None:
    """The window comes first when the cores are scarce (on Windows the parent says so when it starts the process)."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(3)
