"""Images seen last, in the memory of a desk of a team."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

MOST_IMAGE_BYTES: Final = 96 << 20
"""Of images in memory: some dozen scans."""


class Pictures:
    """By address; those not seen for longest go first. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, sha256: str, ask: Callable[[str], bytes]) -> bytes:
        """The bytes at an address, from `ask` where they are not in memory."""
        with self._lock:
            if sha256 in self._kept:
                self._kept.move_to_end(sha256)
                return self._kept[sha256]
        data = ask(sha256)
        with self._lock:
            self._kept[sha256] = data
            total = sum(map(len, self._kept.values()))
            while total > MOST_IMAGE_BYTES and len(self._kept) > 1:
                total -= len(self._kept.popitem(last=False)[1])
        return data
