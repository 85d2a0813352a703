"""How fast a batch goes, and how long it will take: from when its images were done, silences counted as they grow. Pure."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_LOOKED_AT = 20
"""So many of the latest images tell the rate: a batch speeds up and slows down."""
_LEAST = 2
"""From fewer images no rate is told."""


class Tempo:
    """Notes when images are done.

    Args:
        clock: seconds that only go forwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque(maxlen=_LOOKED_AT + 1)

    def start(self) -> None:
        """A batch begins; what was before it says nothing about it."""
        self._times.clear()
        self._times.append(self._clock())

    def done(self) -> None:
        """One image more is done."""
        self._times.append(self._clock())

    @property
    def a_minute(self) -> float:
        """Images a minute; 0 where that cannot be told yet.

        A silence longer than images usually take counts at once, and not when it ends: where a vendor has work wait, the
        rate sinks while it does.
        """
        count = len(self._times) - 1
        if count < _LEAST:
            return 0.0
        span = self._times[-1] - self._times[0]
        late = max(0.0, self._clock() - self._times[-1] - span / count)
        return 60 * count / max(span + late, 1e-3)

    def left_s(self, images: int, waits_s: float = 0.0) -> float:
        """Seconds until so many more are done, after a wait of `waits_s`; 0 where that cannot be told yet."""
        rate = self.a_minute
        return waits_s + 60 * images / rate if rate else 0.0
