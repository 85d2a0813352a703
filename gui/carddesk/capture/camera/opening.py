"""Opening a camera with OpenCV: which of its back-ends on which system, time limits, and the size that is wished."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import cv2

from carddesk.capture.camera.protocol import Open
from carddesk.capture.camera.troubles import Trouble

OPEN_MS: Final = 6000
READ_MS: Final = 5000
_LARGEST: Final = 10_000
"""Pixels no camera has: drivers take the largest size that they have instead."""
_UNWANTED: Final = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""Cameras stand in the same network; FFmpeg would ask the way out of it for them."""


def opened(wish: Open) -> cv2.VideoCapture:
    """The capture, which `isOpened` or not. Takes up to `OPEN_MS`, and for ever in a driver that hangs."""
    if wish.kind == "device":
        capture = opened_device(int(wish.place))
        if capture.isOpened():
            _size(capture, wish.width or _LARGEST, wish.height or _LARGEST)
        return capture
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_MS]
    return cv2.VideoCapture(wish.place, cv2.CAP_FFMPEG, [] if wish.kind == "file" else limits)


def opened_device(number: int) -> cv2.VideoCapture:
    """A camera of this machine."""
    first, *others = _backends()
    capture = cv2.VideoCapture(number, first)
    for backend in others:
        if capture.isOpened():
            break
        capture = cv2.VideoCapture(number, backend)
    return capture


def may_be_used(number: str) -> Trouble | None:
    """Why a device of this machine cannot be used, as a code of `troubles`, as far as the system says; None where it may be."""
    if sys.platform != "linux":
        return None
    node = Path(f"/dev/video{number}")
    if not node.exists():
        return "camera_gone"
    return None if os.access(node, os.R_OK | os.W_OK) else "camera_forbidden"


def without_proxies() -> None:
    """Have this process ask cameras directly."""
    for name in _UNWANTED:
        os.environ.pop(name, None)


def _backends() -> tuple[int, ...]:
    if sys.platform == "win32":
        return cv2.CAP_MSMF, cv2.CAP_DSHOW
    return (cv2.CAP_AVFOUNDATION,) if sys.platform == "darwin" else (cv2.CAP_V4L2,)


def _size(capture: cv2.VideoCapture, width: int, height: int) -> None:
    # Uncompressed, USB 2 carries a large picture a few times a second; all cameras that have one compress it as JPEG.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
