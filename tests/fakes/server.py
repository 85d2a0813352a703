"""A small HTTP or HTTPS server on the loopback address that records what it is asked and can be told to misbehave."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self, get_args
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """What was asked: the path as sent, still percent-encoded, and header names in lower case."""

    method: str
    path: str
    query: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """What is answered. `Content-Length` is added where it is missing."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


Mode = Literal["reset", "hang_up", "stall", "drip", "cut", "html", "wrong_json", "huge"]
"""How a server can go wrong.

- `reset`: the connection breaks off without a word, after the request was read.
- `hang_up`: the connection is closed in order, without an answer.
- `stall`: nothing comes, until the server is closed.
- `drip`: the right answer, one byte every tenth of a second.
- `cut`: the right answer, but its second half is missing and the connection breaks off.
- `html`: a page as gateways and captive portals send it, status 200.
- `wrong_json`: JSON, but none that the document knows.
- `huge`: more bytes than any answer has (100 MB, without a length).
"""

MODES: tuple[Mode, ...] = get_args(Mode)
HTML = FakeAnswer(
    200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><body>Sign in to the network</body></html>"
)
WRONG_JSON = FakeAnswer(200, {"Content-Type": "application/json"}, b'[null, {"unforeseen": [1e400, "\\ud800", {}]}]')
DRIP_S = 0.1
HUGE_BYTES = 100_000_000


@dataclass(slots=True)
class _Misdeed:
    """What is done instead of the right answer, for the next `times` requests whose path holds `where`."""

    what: Mode | FakeAnswer
    times: int
    where: str


class FakeServer:
    """Serves from its making to `close`, on a thread of its own and one for each connection; none is left after `close`.

    Attributes:
        requests: everything it was asked, in order, also what was answered wrongly on purpose.
        targets: the request lines' targets as they came, in the same order (whole addresses where it is used as a proxy).
        url: where it is, without a slash at its end.
    """

    def __init__(
        self, answer: Callable[[FakeRequest], FakeAnswer], *, tls: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        self.requests: list[FakeRequest] = []
        self.targets: list[str] = []
        self.closing = threading.Event()
        self._answer = answer
        self._misdeeds: list[_Misdeed] = []
        self._lock = threading.Lock()
        self._server = _Listener(self, tls, port)
        self.port: int = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name=f"fake at {self.url}")
        self._thread.start()

    def misbehave(self, what: Mode | FakeAnswer, times: int = 1, *, where: str = "") -> None:
        """Do this for the next `times` requests whose path holds `where`; what was said first is done first."""
        with self._lock:
            self._misdeeds.append(_Misdeed(what, times, where))

    def behave(self) -> None:
        """Forget every misdeed that was not yet done."""
        with self._lock:
            self._misdeeds.clear()

    def asked(self, where: str = "") -> list[FakeRequest]:
        """The requests whose path holds `where`."""
        return [request for request in tuple(self.requests) if where in request.path]

    def close(self) -> None:
        """Stop, break off what is under way, and wait for every thread. May be called twice."""
        if self.closing.is_set():
            return
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.break_off()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def receive(self, request: FakeRequest, target: str) -> tuple[FakeAnswer, Mode | None]:
        """For the connections: take note of a request; give the answer and how to go wrong with it."""
        with self._lock:
            self.requests.append(request)
            self.targets.append(target)
            wrong = self._next_misdeed(request)
        if isinstance(wrong, FakeAnswer):
            return wrong, None
        if wrong == "html":
            return HTML, None
        if wrong == "wrong_json":
            return WRONG_JSON, None
        return (self._answer(request) if wrong in {None, "drip", "cut"} else FakeAnswer()), wrong

    def _next_misdeed(self, request: FakeRequest) -> Mode | FakeAnswer | None:
        for misdeed in self._misdeeds:
            if misdeed.where in request.path:
                misdeed.times -= 1
                if misdeed.times <= 0:
                    self._misdeeds.remove(misdeed)
                return misdeed.what
        return None


class _Listener(ThreadingHTTPServer):
    """Knows its open connections, so that closing need not wait for clients that keep theirs."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, fake: FakeServer, tls: ssl.SSLContext | None, port: int) -> None:
        self.fake = fake
        self.tls = tls
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Connection)

    def finish_request(self, request: object, client_address: object) -> None:
        """One connection, from its first byte to its last."""
        # The handshake belongs to the connection's own thread: a client that stalls in it must not keep others out.
        assert isinstance(request, socket.socket)
        connection = request
        if self.tls is not None:
            connection = self.tls.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        with self._lock:
            self._open.add(connection)
        try:
            if self.fake.closing.is_set():
                return
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            _Connection(connection, client_address, self)
        finally:
            with self._lock:
                self._open.discard(connection)
            with suppress(OSError):
                connection.close()

    def break_off(self) -> None:
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news; anything else is a fault of the fake and is printed by the base class."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def log_message(self, *_args: object) -> None:
        """Nothing is printed."""

    def _serve(self) -> None:
        request = self._request()
        if request is None:
            return
        answer, wrong = self.server.fake.receive(request, self.path)
        if wrong in {"reset", "hang_up", "stall"}:
            self._fall_silent(wrong == "reset", stalling=wrong == "stall")
        elif wrong == "huge":
            self._overwhelm()
        else:
            self._send(answer, wrong)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_CONNECT = do_OPTIONS = _serve  # noqa: N815

    def _request(self) -> FakeRequest | None:
        parts = urlsplit(self.path)
        body = self._body()
        if body is None:
            return None
        return FakeRequest(
            self.command,
            parts.path or self.path,
            parse_qs(parts.query, keep_blank_values=True),
            {name.lower(): value for name, value in self.headers.items()},
            body,
        )

    def _body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            return self._chunks()
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def _chunks(self) -> bytes:
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def _head(self, answer: FakeAnswer, *, with_length: bool = True) -> None:
        try:
            phrase = HTTPStatus(answer.status).phrase
        except ValueError:
            phrase = "Unheard of"
        self.send_response_only(answer.status, phrase)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if with_length and "content-length" not in {name.lower() for name in answer.headers}:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()

    def _send(self, answer: FakeAnswer, wrong: Mode | None) -> None:
        self._head(answer)
        if wrong == "cut":
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self._fall_silent(False)
        elif wrong == "drip":
            for at in range(len(answer.body)):
                self.wfile.write(answer.body[at : at + 1])
                if self.server.fake.closing.wait(DRIP_S):
                    break
        elif self.command != "HEAD":
            self.wfile.write(answer.body)

    def _overwhelm(self) -> None:
        self._head(FakeAnswer(200, {"Content-Type": "application/json", "Connection": "close"}), with_length=False)
        self.close_connection = True
        piece = b" " * 100_000
        for _ in range(HUGE_BYTES // len(piece)):
            if self.server.fake.closing.is_set():
                break
            self.wfile.write(piece)

    def _fall_silent(self, broken: bool, *, stalling: bool = False) -> None:
        self.close_connection = True
        if stalling:
            self.server.fake.closing.wait()
        if broken:
            # Closing with a lingering time of nothing makes the kernel send RST instead of FIN.
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
