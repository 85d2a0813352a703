"""The scanner on the network: its HTTP, plain or with a certificate of its own making, and its voice over multicast DNS."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import uuid
from http.server import ThreadingHTTPServer
from types import TracebackType
from typing import Self

from tests.fakes.escl import announcing, certificate
from tests.fakes.escl.connection import Connection
from tests.fakes.escl.device import Device, Temper
from tests.fakes.escl.documents import Build

TITLE = "Specimen ScanStation 100"


class EsclScanner:
    """Serves from its making to `close`; no thread is left after that.

        with EsclScanner() as scanner:
            scanner.load(3)
            ... scanner.url, scanner.address, scanner.temper.page_s = 0.5, scanner.temper.mishaps[1] = "reset"

    Args:
        build: which inputs, formats and resolutions it has.
        tls: https with a certificate that nobody signed.
        host: `127.0.0.1`, or `::1`.
        announce: over multicast DNS, on these interfaces; None for not at all.

    Attributes:
        url: where it is, such as `http://127.0.0.1:40001`.
        address: the same as a person would type it, `127.0.0.1:40001`; with TLS the whole `https://…`.
        uuid: as it says it in its capabilities and over multicast DNS.
        asked: method and path of everything it was asked, in order.
        callers: the ports on the other side from which that came, one for each connection.
    """

    def __init__(
        self,
        build: Build | None = None,
        *,
        temper: Temper | None = None,
        tls: bool = False,
        host: str = "127.0.0.1",
        port: int = 0,
        announce: tuple[str, ...] | None = None,
        title: str = TITLE,
        identity: str = "",
    ) -> None:
        self.uuid = identity or str(uuid.uuid4())
        self.temper = temper or Temper()
        self.device = Device(build or Build(), self.temper, title, self.uuid)
        self.asked: list[tuple[str, str]] = []
        self.callers: list[int] = []
        self._listener = _Listener(self, certificate.context() if tls else None, (host, port))
        self.port: int = self._listener.server_address[1]
        place = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{place}"
        self.address = self.url if tls else place
        self._silence: list[socket.socket] = []
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.02,), name=f"scanner at {self.url}"
        )
        self._thread.start()
        self._voice: announcing.Voice | None = None
        if announce is not None:
            try:
                self._voice = announcing.Voice(self.device, self.port, tls, announce)
            except BaseException:
                self.close()
                raise

    @property
    def is_free(self) -> bool:
        """Whether no job goes on."""
        return self.device.is_free

    @property
    def cancelled(self) -> list[str]:
        """The jobs that the client ended before their last side was given."""
        return self.device.cancelled

    def load(self, sheets: int) -> None:
        """Put so many more sheets into the feeder."""
        self.device.sheets += sheets

    def vanish(self) -> None:
        """Be as though the cable were out (Linux): nothing more comes on open connections, new ones are not even refused.

        Only for requests that stall; what a page is being sent for is sent on.
        """
        self._listener.shutdown()
        self._thread.join()
        self._listener.socket.close()
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deaf.bind(("127.0.0.1", self.port))
        deaf.listen(0)
        self._silence = [deaf]
        # Once as many wait as may wait, the kernel lets further calls go unheard.
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", self.port))
            self._silence.append(waiting)

    def close(self) -> None:
        """Stop, break off what is under way, and wait for every thread. May be called twice."""
        if self.device.closing.is_set():
            return
        self.device.closing.set()
        if self._voice is not None:
            self._voice.close()
        if not self._silence:
            self._listener.shutdown()
        self._thread.join()
        self._listener.break_off()
        self._listener.server_close()
        for each in self._silence:
            each.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, scanner: EsclScanner, tls: ssl.SSLContext | None, place: tuple[str, int]) -> None:
        self.device = scanner.device
        self.asked = scanner.asked
        self.callers = scanner.callers
        self.tls = tls
        self.open: set[Connection] = set()
        self.lock = threading.Lock()
        self.address_family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
        super().__init__(place, Connection)

    def break_off(self) -> None:
        with self.lock:
            for connection in self.open:
                connection.break_off()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news; anything else is a fault of the fake."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]
