"""The rendering process's own side: opens files in memory, draws pages, and dies with its parent or when nobody asks."""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
from collections import OrderedDict
from contextlib import suppress
from typing import BinaryIO, Protocol

from carddesk.imaging.rendering.protocol import READY, UNKNOWN, Order, Outcome, send
from carddesk.imaging.rendering.troubles import CannotOpen
from carddesk.pipes import pipes_to_parent, read_message

FLAG = "--carddesk-renderer"
"""First argument that makes a frozen program be this process instead of the window."""
IDLE_SECONDS = 60.0
MEMORY_BYTES = 2 << 30
"""Of address space, libraries included: room for the largest page that is drawn, several times over."""
KEPT_BYTES = 256 << 20
"""Files kept so that their bytes need not come again for each page."""

LIBRARIES = ("pdf", "heif")


class Opened(Protocol):
    """A file that one of the libraries has opened. Each method raises `CannotOpen`."""

    def facts(self) -> Outcome:
        """The sizes of its pages."""

    def drawn(self, page: int) -> bool:
        """Whether there is more on the page than pictures."""

    def pixels(self, page: int, width: int, height: int) -> bytes | bytearray:
        """The page, as RGB, row by row."""

    def extract(self, page: int) -> bytes:
        """A file of this page alone."""

    def close(self) -> None:
        """Let go of it."""


class _Files:
    """The files at hand: the bytes of the latest ones, and the very latest opened."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._opened: tuple[str, Opened] | None = None

    def take(self, key: str, data: bytes) -> None:
        """Keep these bytes, and drop the oldest where they are too many."""
        self._kept[key] = data
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT_BYTES:
            self._kept.popitem(last=False)

    def has(self, key: str) -> bool:
        """Whether the bytes are here."""
        return key in self._kept

    def opened(self, order: Order) -> Opened:
        """The file, opened."""
        if self._opened is None or self._opened[0] != order.key:
            if self._opened is not None:
                held, self._opened = self._opened[1], None
                held.close()
            library = importlib.import_module(f"carddesk.imaging.rendering.{order.library}")
            self._opened = order.key, library.opened(self._kept[order.key])
        self._kept.move_to_end(order.key)
        return self._opened[1]


def main() -> int:
    """Serve the parent over standard input and output until it goes away."""
    orders, outcomes = pipes_to_parent()
    _limit_memory()
    inbox: queue.SimpleQueue[tuple[Order, bytes]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders, inbox), daemon=True).start()
    send(outcomes, READY)
    files = _Files()
    while True:
        try:
            order, data = inbox.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            os._exit(0)
        try:
            send(outcomes, *_outcome(files, order, data))
        except OSError:
            os._exit(0)


def _outcome(files: _Files, order: Order, data: bytes) -> tuple[Outcome, bytes | bytearray]:
    if data:
        files.take(order.key, data)
    if not files.has(order.key) or order.library not in LIBRARIES:
        return UNKNOWN, b""
    try:
        return _done(files.opened(order), order)
    except CannotOpen as trouble:
        return Outcome(trouble.word), b""
    except MemoryError:
        return Outcome("memory"), b""
    except ImportError:
        return Outcome("missing"), b""
    except Exception:  # noqa: BLE001  (whatever a foreign file brings about costs that file alone)
        return Outcome("broken"), b""


def _done(opened: Opened, order: Order) -> tuple[Outcome, bytes | bytearray]:
    if order.deed == "facts":
        return opened.facts(), b""
    if order.deed == "extract":
        return Outcome(drawn=opened.drawn(order.page)), opened.extract(order.page)
    return Outcome(), opened.pixels(order.page, order.width, order.height)


def _listen(orders: BinaryIO, inbox: queue.SimpleQueue[tuple[Order, bytes]]) -> None:
    """Hand on orders; when the pipe ends the parent is gone, and what is being drawn is for nobody."""
    while (message := read_message(orders)) is not None:
        inbox.put((Order(**message[0]), bytes(message[1])))
    os._exit(0)


def _limit_memory() -> None:
    """Linux alone has such a limit for oneself that holds; elsewhere the size of pages and the time remain."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
        with suppress(ValueError, OSError):  # macOS takes none
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what crashes leaves no picture of a card on disk


if __name__ == "__main__":
    sys.exit(main())
