"""One connection to the scanner: requests to the device, its answers onto the wire, rightly or not."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from tests.fakes.escl.device import Answer, Job

if TYPE_CHECKING:
    from tests.fakes.escl.device import Device

_PIECE: Final = 16_384
_SLOW_S: Final = 0.05
_SLOW_PIECES: Final = 12
_LINGER_NOT: Final = b"\x01\x00\x00\x00\x00\x00\x00\x00"
"""Closing with a lingering time of nothing makes the kernel send RST instead of FIN."""


class _Owner(Protocol):
    device: Device
    asked: list[tuple[str, str]]
    callers: list[int]
    tls: ssl.SSLContext | None
    open: set[Connection]
    lock: threading.Lock


class Connection(BaseHTTPRequestHandler):
    """HTTP/1.1, one thread for each connection."""

    protocol_version = "HTTP/1.1"
    server: _Owner  # type: ignore[assignment]

    def setup(self) -> None:
        if self.server.tls is not None:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.server.lock:
            self.server.open.add(self)
        super().setup()

    def finish(self) -> None:
        with self.server.lock:
            self.server.open.discard(self)
        with suppress(OSError):
            super().finish()
        if self.server.tls is not None:
            self.request.close()

    def break_off(self) -> None:
        """From another thread: nothing more comes."""
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_args: object) -> None:
        """Nothing is printed."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        self.server.asked.append((self.command, path))
        self.server.callers.append(self.client_address[1])
        if self.server.device.closing.is_set() or self._drops():
            self.close_connection = True
            return
        self._send(self._answer(path, body))

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815

    def _drops(self) -> bool:
        temper = self.server.device.temper
        temper.drops = max(0, left := temper.drops - 1)
        return left >= 0

    def _answer(self, path: str, body: bytes) -> Answer:
        device, xml = self.server.device, {"Content-Type": "text/xml"}
        if device.temper.moves_to:
            return Answer(301, {"Location": f"{device.temper.moves_to}{path}"})
        if path == "/eSCL/ScannerCapabilities" and self.command == "GET":
            return Answer(200, xml, device.capabilities())
        if device.temper.denies:
            return Answer(device.temper.denies)
        if path == "/eSCL/ScannerStatus" and self.command == "GET":
            return Answer(200, xml, device.status())
        return self._of_jobs(path, body)

    def _of_jobs(self, path: str, body: bytes) -> Answer:
        device = self.server.device
        if path == "/eSCL/ScanJobs" and self.command == "POST":
            if device.temper.server == "HP_Compact_Server" and self.headers["Host"] != "localhost":
                return Answer(400)
            begun = device.new_job(body)
            device.closing.wait(device.temper.accept_s)
            return Answer(201, {"Location": self._location(begun)}) if isinstance(begun, Job) else begun
        if path.endswith("/NextDocument") and self.command == "GET":
            return device.next_document(path.removesuffix("/NextDocument"))
        return device.delete(path) if self.command == "DELETE" else Answer(404)

    def _location(self, job: Job) -> str:
        scheme = "http" if self.server.tls is None else "https"
        return {
            "absolute": f"{scheme}://{self.headers['Host']}{job.path}",
            "path": job.path,
            "relative": job.path.removeprefix("/eSCL/"),
            "wrong_host": f"http://SPECIMEN-0.invalid:9{job.path}/",
            "broken_ipv6": f"http://[fe80{job.path}",
        }[self.server.device.temper.location]

    def _send(self, answer: Answer) -> None:
        if answer.mishap == "stall":
            self._stall()
            return
        unsaid = answer.mishap == "cut_unsaid"
        chunked = self.server.device.temper.chunked and not unsaid and bool(answer.body)
        self.close_connection = self.close_connection or self.server.device.temper.closes or unsaid
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if self.server.device.temper.server:
            self.send_header("Server", self.server.device.temper.server)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif not unsaid:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self._body(answer, chunked)

    def _body(self, answer: Answer, chunked: bool) -> None:
        goes_wrong = answer.mishap not in {None, "slow"}
        body = answer.body[: len(answer.body) // 2] if goes_wrong else answer.body
        step = max(1, -(-len(body) // _SLOW_PIECES)) if answer.mishap == "slow" else _PIECE
        for start in range(0, len(body), step):
            piece = body[start : start + step]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            if answer.mishap == "slow" and self.server.device.closing.wait(_SLOW_S):
                return
        if answer.mishap == "stall_midway":
            self._stall()
        elif goes_wrong:
            self._break(answer.mishap == "reset")
        elif chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _stall(self) -> None:
        self.close_connection = True
        self.server.device.closing.wait()

    def _break(self, broken: bool) -> None:
        self.close_connection = True
        if broken:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
            self.request.close()
