"""Counting a run's calls in the workspace, beside a desk that may have it open: nothing wrong there stops the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from carddesk.errors import EnvironmentFault
from carddesk.language import tr
from carddesk.store.folder import open_usage
from carddesk.store.service_use import Use
from carddesk.workflow.usage import MemoryTally, Tally

_ASKED_AGAIN_S = 30.0
"""How long a workspace that failed is left alone: a busy one takes seconds to say so, and a run must not wait for it
with each card."""


class RunTally:
    """Counts in a workspace, and by itself what the workspace does not take; that is handed over when it does again.

    Args:
        place: the workspace.
        told: hears once, in a sentence, that it does not.
        clock: seconds that only grow.
    """

    def __init__(self, place: Tally, told: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._told: Callable[[str], None] | None = told
        self._clock = clock
        self._rest_until = 0.0
        self._owed: dict[tuple[str, str], Use] = {}
        self._seen: dict[str, dict[str, Use]] = {}

    def count_use(self, service: str, day: str, more: Use) -> None:
        """Add to what was counted for a service on a day (`YYYY-MM-DD`)."""
        self._owed[service, day] = self._owed.get((service, day), Use()) + more
        if self._clock() >= self._rest_until:
            self.hand_over()

    def uses(self, day: str) -> Mapping[str, Use]:
        """What was counted on a day, by service; as the workspace said last where it says nothing now."""
        if self._clock() >= self._rest_until:
            try:
                self._seen[day] = dict(self._place.uses(day))
            except EnvironmentFault as fault:
                self._failed(fault)
        uses = dict(self._seen.get(day, {}))
        for (service, when), owed in self._owed.items():
            if when == day:
                uses[service] = uses.get(service, Use()) + owed
        return uses

    def reserve_call(self, service: str, day: str, services: Sequence[str], cap: int) -> bool:
        """Count one call, unless all of these have reached the cap; by itself where the workspace says nothing now."""
        if self._clock() >= self._rest_until:
            self.hand_over()
        if self._clock() >= self._rest_until:
            try:
                return self._place.reserve_call(service, day, services, cap)
            except EnvironmentFault as fault:
                self._failed(fault)
        uses = self.uses(day)
        if cap and sum(uses.get(each, Use()).calls for each in services) >= cap:
            return False
        self._owed[service, day] = self._owed.get((service, day), Use()) + Use(1)
        return True

    def hand_over(self) -> None:
        """Give the workspace what it did not take so far; what it does not take now stays here."""
        try:
            for (service, day), use in list(self._owed.items()):
                self._place.count_use(service, day, use)
                del self._owed[service, day]
                seen = self._seen.setdefault(day, {})
                seen[service] = seen.get(service, Use()) + use
        except EnvironmentFault as fault:
            self._failed(fault)

    def _failed(self, fault: EnvironmentFault) -> None:
        self._rest_until = self._clock() + _ASKED_AGAIN_S
        if self._told is not None:
            self._told(_alone(fault))
            self._told = None


@contextmanager
def counted_in(folder: Path, told: Callable[[str], None]) -> Iterator[Tally]:
    """Where a run counts: the workspace in this folder, or memory where there is none or it cannot be opened.

    `told` hears once, in a sentence, of a workspace that is there and cannot be used.
    """
    with ExitStack() as stack:
        try:
            place = stack.enter_context(open_usage(folder))
        except EnvironmentFault as fault:
            if fault.code != "workspace_missing":
                told(_alone(fault))
            yield MemoryTally()
            return
        tally = RunTally(place, told)
        try:
            yield tally
        finally:
            tally.hand_over()


def _alone(fault: EnvironmentFault) -> str:
    return tr(
        "The calls of this run cannot be counted in the workspace, so limits for a day hold for this run by itself. {why}",
        why=fault.message,
    )
