"""Turns: of all desks of a team, one at a time has an image read, so that none is paid for twice."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from carddesk.cards.events import ReadingArrived, SecondReadingArrived
from carddesk.store.team.steady import Fresh, SteadyWorkspace
from carddesk.workflow.jobs import Job

Ask = Callable[..., Coroutine[Any, Any, Any]]


class Turns:
    """The `Leave` of a desk of a team.

    Args:
        ask: runs a question to the server off the event loop.
        take_in: shows what the server says of cases.
    """

    def __init__(self, workspace: SteadyWorkspace, ask: Ask, take_in: Callable[[list[int], Fresh], None]) -> None:
        self._ws = workspace
        self._ask = ask
        self._take_in = take_in
        self._had: set[int] = set()

    async def given(self, job: Job) -> bool:
        """See `Leave`. While the server is out of reach what costs nothing is read."""
        case_id = job.cases[0]
        if self._ws.reach.cut_since is not None and job.request.info.offline:
            return True
        before = self._readings(job)
        if not await self._ask(self._claimed, case_id):
            return False
        self._had.add(case_id)
        self._take_in([case_id], await self._ask(self._ws.look_ahead, case_id))
        return self._readings(job) == before

    def over(self, job: Job) -> None:
        """See `Leave`."""

    def release_what_is_read(self, reading: set[int]) -> None:
        """Let go of those that no service is at any more. Asks the server, so not on the event loop."""
        for case_id in sorted(self._had - reading - self._ws.unsent_cases):
            self._had.discard(case_id)
            self._ws.claims.release(case_id, "reading")

    def _claimed(self, case_id: int) -> bool:
        return self._ws.claims.claim(case_id, "reading").mine

    def _readings(self, job: Job) -> int:
        """How often this service has read the image so far."""
        kind = SecondReadingArrived if job.page.second else ReadingArrived
        return sum(
            isinstance(event.body, kind)
            and event.body.image == job.page.sha256
            and event.body.reading.service == job.page.service
            for event in self._ws.events(job.cases[0])
        )
