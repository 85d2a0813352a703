"""A network camera on the loopback address that sends JPEG pictures without end, and can be told to misbehave.

Written from RFC 2046, 5.1 (multipart) and what browsers call `multipart/x-mixed-replace`: the answer to one GET is a row of
parts, each a picture that takes the place of the one before. The login is that of RFC 7617 (Basic).
"""

from __future__ import annotations

import base64
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from types import TracebackType
from typing import Final, Literal, Self

import cv2
import numpy as np
from numpy.typing import NDArray

Mode = Literal["play", "drop", "stall", "end", "refuse", "page", "missing"]
"""What is done with whoever asks.

- `play`: pictures come.
- `drop`: the connection breaks off, at once or in the middle of pictures.
- `stall`: the connection stands and nothing comes any more.
- `end`: the last part is closed in order.
- `refuse`: 401, whatever login there is.
- `page`: a web page, as most cameras have one at `/`.
- `missing`: 404.
"""

_BOUNDARY: Final = "cardcamera"


class FakeCamera:
    """Serves from `with`; every client sees the same pictures at the same time.

    Attributes:
        mode: what is done, from now on.
        login: `name:password` that is asked for; empty for none.
        served: how many requests there were.
    """

    def __init__(self, frames: Iterable[NDArray[np.uint8]], *, per_second: float = 15.0, login: str = "") -> None:
        self.mode: Mode = "play"
        self.login = login
        self.served = 0
        self._frames = iter(frames)
        self._step = 1 / per_second
        self._newest = b""
        self._number = 0
        self._there = threading.Condition()
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.lines: set[socket.socket] = set()
        self._threads = [
            threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="fake camera"),
            threading.Thread(target=self._film, name="fake film"),
        ]

    @property
    def url(self) -> str:
        """Where its pictures are."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/video"

    @property
    def port(self) -> int:
        """On which it listens."""
        return int(self._server.server_address[1])

    def show(self, frames: Iterable[NDArray[np.uint8]]) -> None:
        """From now on these; the last one stays."""
        with self._there:
            self._frames = iter(frames)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        with self._there:
            self._there.notify_all()
        self._server.shutdown()
        for line in list(self.lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    def _film(self) -> None:
        """Goes through the frames by the clock, whoever looks; the last one stays."""
        due = time.monotonic()
        while not self._closing.wait(max(0.0, due - time.monotonic())):
            due = max(due + self._step, time.monotonic() - self._step)
            with self._there:
                frame = next(self._frames, None)
                if frame is not None:
                    good, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 90])
                    assert good
                    self._newest = data.tobytes()
                self._number += 1
                self._there.notify_all()

    def pictures(self) -> Iterator[bytes]:
        """The newest again and again, as the film goes on, as long as the camera is to play."""
        seen = 0
        while not self._closing.is_set():
            with self._there:
                self._there.wait_for(lambda last=seen: self._number > last or self._closing.is_set(), 0.2)  # type: ignore[misc]
                fresh, seen, picture = self._number > seen, self._number, self._newest
            if self.mode == "stall":
                continue
            if self.mode != "play" or self._closing.is_set():
                return
            if fresh and picture:
                yield picture


def _handler(served_by: FakeCamera) -> type[BaseHTTPRequestHandler]:
    return type("Handler", (_Handler,), {"camera": served_by})


class _Handler(BaseHTTPRequestHandler):
    camera: FakeCamera
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.camera.served += 1
        self.camera.lines.add(self.connection)
        try:
            self._answer()
        except OSError:
            pass  # whoever looked has gone
        finally:
            self.camera.lines.discard(self.connection)
            self.close_connection = True

    def _answer(self) -> None:
        wanted = base64.b64encode(self.camera.login.encode()).decode()
        denied = bool(self.camera.login) and self.headers.get("Authorization") != f"Basic {wanted}"
        if self.camera.mode == "refuse" or denied:
            self._plain(401, "text/html", {"WWW-Authenticate": 'Basic realm="camera"'})
        elif self.camera.mode in {"page", "missing"}:
            self._plain(200 if self.camera.mode == "page" else 404, "text/html", {})
        elif self.camera.mode != "drop":
            self._stream()

    def _plain(self, status: int, kind: str, headers: dict[str, str]) -> None:
        body = b"<!DOCTYPE html><html><body>camera</body></html>"
        self.send_response(status)
        for name, value in {**headers, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        for picture in self.camera.pictures():
            head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            self.wfile.write(head.encode() + picture + b"\r\n")
            self.wfile.flush()
        if self.camera.mode == "end":
            self.wfile.write(f"--{_BOUNDARY}--\r\n".encode())

    def log_message(self, form: str, *args: object) -> None:
        pass


def looping(frames: list[NDArray[np.uint8]]) -> Iterator[NDArray[np.uint8]]:
    """The frames again and again: noise that goes on although nothing moves."""
    return chain.from_iterable(repeat(frames))
