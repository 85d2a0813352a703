"""A line to the server that can be cut: what goes in is swallowed, as by a network that is gone, until it is mended."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from select import select
from typing import Final

_BYTES: Final = 1 << 16
_LOOK_S: Final = 0.05


class CutLine:
    """Passes connections on to a port on 127.0.0.1.

    Attributes:
        port: where it listens.
    """

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._is_cut = threading.Event()
        self._closed = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, name="cut line", daemon=True)]
        self._threads[0].start()

    def cut(self) -> None:
        """Nothing passes any more; connections stay open and silent, as when a cable is pulled."""
        self._is_cut.set()

    def mend(self) -> None:
        """New connections pass again; those that were cut are at an end."""
        self._is_cut.clear()

    def close(self) -> None:
        """End every connection."""
        self._closed.set()
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        self._listening.settimeout(_LOOK_S)
        while not self._closed.is_set():
            try:
                ours, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(ours,), name="cut line", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, ours: socket.socket) -> None:
        with ours, contextlib.suppress(OSError):
            while self._is_cut.is_set() and not self._closed.is_set():
                self._closed.wait(_LOOK_S)
            with socket.create_connection(("127.0.0.1", self._to_port)) as theirs:
                self._pass_on(ours, theirs)

    def _pass_on(self, ours: socket.socket, theirs: socket.socket) -> None:
        was_cut = False
        while not self._closed.is_set():
            if self._is_cut.is_set():
                was_cut = True
                self._closed.wait(_LOOK_S)
                continue
            if was_cut:
                return
            ready, _, _ = select([ours, theirs], [], [], _LOOK_S)
            for each in ready:
                data = each.recv(_BYTES)
                if not data:
                    return
                (theirs if each is ours else ours).sendall(data)


@contextmanager
def cut_line(to_port: int) -> Iterator[CutLine]:
    """One for the time of the block."""
    line = CutLine(to_port)
    try:
        yield line
    finally:
        line.close()
