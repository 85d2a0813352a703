"""What this desk holds, as far as it knows: the cases it has claimed, and until when nobody else can have them."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection

from carddesk.cards.case import Status
from carddesk.store.projection import Place
from carddesk.store.team.claims import Claim, Claims
from carddesk.store.team.reach import Reach


class Holding:
    """The claims of one desk for the purpose `desk`, remembered. Safe to use from any thread; what asks the server raises as
    `Claims` does.
    """

    def __init__(self, claims: Claims, reach: Reach) -> None:
        self._claims = claims
        self._reach = reach
        self._lock = threading.Lock()
        self._until: dict[int, float] = {}
        self._ready: set[int] = set()

    @property
    def cases(self) -> frozenset[int]:
        """The cases that are on this desk."""
        with self._lock:
            return frozenset(self._until)

    def has(self, case_id: int) -> bool:
        """Whether nobody else can have it now. While the server is out of reach: whether this desk had it until then."""
        until = self._until.get(case_id)
        return until is not None and (self._reach.cut_since is not None or _now() < until)

    def is_ready(self, case_id: int) -> bool:
        """Whether this desk has it, and knows all that was said of it before."""
        return case_id in self._ready and self.has(case_id)

    def ready(self, case_id: int) -> None:
        """What was said of a case before is known now; nobody else says anything of it as long as it is on this desk."""
        with self._lock:
            if case_id in self._until:
                self._ready.add(case_id)

    @property
    def unready(self) -> frozenset[int]:
        """The cases that are on this desk, and of which it does not know all yet."""
        with self._lock:
            return frozenset(self._until.keys() - self._ready)

    def take(self, case_id: int) -> Claim:
        """Have a case if it is free.

        Raises:
            KeyError: there is no such case.
        """
        asked = _now()
        with self._reach.asking():
            claim = self._claims.claim(case_id)
        self._note(claim, asked)
        return claim

    def take_next(
        self, statuses: Collection[Status | str], *, after: Place, search: str = "", but: Collection[int] = ()
    ) -> Claim | None:
        """Have the next free one; None where there is none. See `Claims.claim_next`."""
        asked = _now()
        with self._reach.asking():
            claim = self._claims.claim_next(statuses, after=after, search=search, but=sorted(but))
        if claim is not None:
            self._note(claim, asked)
        return claim

    def renew(self) -> set[int]:
        """Renew all; the cases that are on this desk no more."""
        asked = _now()
        before = self.cases
        with self._reach.asking():
            kept = [claim for claim in self._claims.renew() if claim.purpose == "desk"]
        for claim in kept:
            self._note(claim, asked)
        lost = set(before) - {claim.case_id for claim in kept}
        self.forget(lost)
        return lost

    def release(self, case_id: int) -> None:
        """Let go of a case."""
        self.forget([case_id])
        with self._reach.asking():
            self._claims.release(case_id)

    def others(self) -> dict[int, str]:
        """The cases that other desks have now, and who sits there. What they took from this one is known to it from here on."""
        with self._reach.asking():
            held = self._claims.held()
        theirs = {
            case_id: claim.operator
            for (case_id, purpose), claim in held.items()
            if purpose == "desk" and not claim.mine
        }
        self.forget(theirs)
        return theirs

    def forget(self, case_ids: Collection[int]) -> None:
        """Another desk has them."""
        with self._lock:
            for case_id in case_ids:
                self._until.pop(case_id, None)
                self._ready.discard(case_id)

    def _note(self, claim: Claim, asked: float) -> None:
        with self._lock:
            if claim.mine:
                self._until[claim.case_id] = asked + claim.left_s
            else:
                self._until.pop(claim.case_id, None)
                self._ready.discard(claim.case_id)


def _now() -> float:
    """Seconds on a clock that nobody sets and that goes on while the machine sleeps, where it has one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
