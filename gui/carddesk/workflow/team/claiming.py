"""Claiming: which cases this desk is to have. The one at hand, those that come next, and for a while those just left."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

AHEAD: Final = 3
"""Cases that are on the desk before the operator comes to them, so that Enter waits for nobody."""
LINGER_S: Final = 8.0
"""So long a case that was left stays on the desk: undo leads back."""
_MOST_ASKED: Final = 8
"""Cases asked for in one go: of those ahead some may have gone to others since anybody told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk wants now.

    Attributes:
        at_hand: the case shown; None for none.
        ahead: those that come next, in order, that nobody is known to have; more of them than are wanted.
        keep: cases that stay though nobody is at them, since words about them wait.
    """

    at_hand: int | None = None
    ahead: tuple[int, ...] = ()
    keep: frozenset[int] = frozenset()


class Claiming:
    """Reckons what to take and what to let go of.

    Args:
        take: has a case; gives who has it, empty for this desk.
        release: lets go of a case.
    """

    def __init__(
        self,
        take: Callable[[int], str],
        release: Callable[[int], None],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._take = take
        self._release = release
        self._now = now
        self._left: OrderedDict[int, float] = OrderedDict()
        self._at_hand: int | None = None

    def settle(self, held: Collection[int], wanted: Wanted) -> dict[int, str]:
        """Take and let go; the cases that others turn out to have, and who. Asks the server, so not on the event loop."""
        others = dict[int, str]()
        mine = set(held)
        if wanted.at_hand is not None and wanted.at_hand not in mine:
            self._ask(wanted.at_hand, mine, others)
        ahead: list[int] = []
        for case_id in wanted.ahead[:_MOST_ASKED]:
            if len(ahead) == AHEAD:
                break
            if case_id in mine or self._ask(case_id, mine, others):
                ahead.append(case_id)
        self._note_left(wanted.at_hand)
        lingering = {case_id for case_id, until in self._left.items() if until > self._now()}
        for case_id in mine - {wanted.at_hand, *ahead} - wanted.keep - lingering:
            self._left.pop(case_id, None)
            self._release(case_id)
        return others

    def _ask(self, case_id: int, mine: set[int], others: dict[int, str]) -> bool:
        who = self._take(case_id)
        if who:
            others[case_id] = who
        else:
            mine.add(case_id)
        return not who

    def _note_left(self, at_hand: int | None) -> None:
        if self._at_hand is not None and self._at_hand != at_hand:
            self._left[self._at_hand] = self._now() + LINGER_S
        self._at_hand = at_hand
        if at_hand is not None:
            self._left.pop(at_hand, None)
        for case_id in [each for each, until in self._left.items() if until <= self._now()]:
            del self._left[case_id]
