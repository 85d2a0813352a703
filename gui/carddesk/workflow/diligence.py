"""How many cards an operator decides an hour today, pauses left out. Pure; times come from the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

PAUSE = timedelta(minutes=5)
"""Nobody works on one card for longer: the operator was elsewhere, and that time does not count."""
_LEAST = 5
"""From fewer cards no rate is told."""


class Diligence:
    """Cards with a word of this operator, and when it came.

    Args:
        decided: of today, by case, from the journal.
    """

    def __init__(self, decided: Mapping[int, datetime]) -> None:
        self._decided = dict(decided)

    def note(self, case_id: int, moment: datetime, *, closed: bool) -> None:
        """A case was written to; a word that was taken back counts no more, and one that stands keeps its time."""
        if closed:
            self._decided.setdefault(case_id, moment)
        else:
            self._decided.pop(case_id, None)

    def an_hour(self, now: datetime) -> int:
        """Cards an hour of the day that it is; 0 where that cannot be told yet."""
        today = now.astimezone().date()
        times = sorted(each for each in self._decided.values() if each.astimezone().date() == today)
        gaps = [later - earlier for earlier, later in pairwise(times)]
        worked = [gap for gap in gaps if gap <= PAUSE]
        seconds = sum(worked, timedelta()).total_seconds()
        return round(3600 * len(worked) / seconds) if len(times) >= _LEAST and seconds else 0
