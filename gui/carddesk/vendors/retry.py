"""Whether the same call is made again, and when. Only where the vendor's pages, or the kind of failure, say that it helps."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from carddesk.vendors.dialect import Refused
from carddesk.vendors.failure import CallFailed

MOST_REPEATS: Final = 3
FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 30.0
PATIENCE_S: Final = 60.0
"""Who asks for more than this is not waited for: the operator is told instead."""

_AGAIN: Final = ("retry", "slow_down")


@dataclass(frozen=True, slots=True)
class Chance:
    """What retrying needs of the world; tests give their own.

    Attributes:
        sleep: waits so many seconds.
        random: a number from 0 to 1, for the jitter.
    """

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random


class Attempts:
    """The repeats of one reading: how many were made, and whether authority was renewed."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._repeats = 0
        self._noes: Counter[str | None] = Counter()
        self._renewed = False

    def may_renew(self, refused: Refused) -> bool:
        """Whether to ask once more with fresh authority. True once."""
        if refused.remedy != "renew" or self._renewed:
            return False
        self._renewed = True
        return True

    def wait_after_no(self, refused: Refused) -> float | None:
        """Seconds to wait before the same call again; None where it is not made."""
        if refused.remedy not in _AGAIN or (refused.wait_s or 0.0) > PATIENCE_S:
            return None
        self._noes[refused.vendor_code] += 1
        if refused.most_repeats is not None and self._noes[refused.vendor_code] > refused.most_repeats:
            return None
        return self._next_wait(refused.wait_s)

    def wait_after_failure(self, failed: CallFailed, *, idempotent: bool) -> float | None:
        """The same for a call without an answer: only if it cannot have counted."""
        if not failed.retryable or not (failed.unsent or idempotent):
            return None
        return self._next_wait(None)

    def _next_wait(self, asked_s: float | None) -> float | None:
        if self._repeats >= MOST_REPEATS:
            return None
        # Up to half as long again, by chance: those that failed together must not come back together.
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * (1 << self._repeats))
        self._repeats += 1
        return max(wait, asked_s or 0.0) * (1 + self._chance.random() / 2)
