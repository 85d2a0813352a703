"""Failed readings: told together when a batch is over, and all tried again with one word of the operator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from carddesk.cards.case import Status
from carddesk.language import mark
from carddesk.services.contract import ServiceInfo
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Announcer, Offer
from carddesk.workflow.failures import Failure, reasons, retry
from carddesk.workflow.queue import Queue
from carddesk.workflow.seat import Seat

_AT_A_TIME = 10
"""Cases looked at before the event loop has its turn."""


class Retrying:
    """Knows which cases failed and why.

    Args:
        service: the picked one; raises `UserError` where there is none.
        read: has cases read by it.
    """

    def __init__(
        self,
        workspace: Workspace,
        queue: Queue,
        seat: Seat,
        announcer: Announcer,
        *,
        service: Callable[[], ServiceInfo],
        read: Callable[[Sequence[int]], Awaitable[None]],
    ) -> None:
        self._workspace = workspace
        self._queue = queue
        self._seat = seat
        self._announcer = announcer
        self._service = service
        self._read = read

    def tell(self, failures: Sequence[Failure], total: int) -> None:
        """A batch of so many images is over: say how many of them failed, why, and what can be done about it."""
        cases = {each.case_id: each for each in failures}
        at_hand = self._seat.current.id if self._seat.current is not None else None
        if not cases or (total == 1 and at_hand in cases):
            return  # the card itself says so
        free = retry(list(cases.values()), self._service()).free
        message = mark("Cards not read: {count}. {reasons}")
        action: Offer = "retry_failed" if free else "show_failed"
        self._announcer.offer(action, message, count=len(cases), reasons=reasons(cases.values()))

    async def failures(self) -> list[Failure]:
        """Every case that failed and has an image to be read again, in the order of the queue."""
        found = []
        for count, case_id in enumerate(self._queue.with_status(Status.FAILED), start=1):
            failed = self._workspace.case(case_id).failure
            if failed is not None and self._queue.entry(case_id).image is not None:
                found.append(Failure.of(case_id, failed))
            if count % _AT_A_TIME == 0:
                await asyncio.sleep(0)
        return found

    async def retry(self, *, paid: bool = False) -> None:
        """Have all that failed read again by the picked service; what that would charge once more only if `paid`, else ask.

        Raises:
            UserError: there is no service, or an option of it was lost.
        """
        failures = await self.failures()
        if not failures:
            self._announcer.say("info", mark("No card has failed."))
            return
        todo = retry(failures, self._service())
        if todo.paid and not paid:
            message = mark(
                "The service has answered {count} of these cards already: reading them again is {count} more calls, which "
                "may cost. {reasons}"
            )
            answered = [each for each in failures if each.case_id in todo.paid]
            self._announcer.offer("retry_paid", message, count=len(todo.paid), reasons=reasons(answered))
        wanted = todo.free + (todo.paid if paid else ())
        if wanted:
            await self._read(self._queue.with_faces(wanted))
