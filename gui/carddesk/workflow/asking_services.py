"""Asking: cards are read by the picked service, on the operator's word or unasked, and what follows a reading is set going."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from carddesk.cards.case import Status
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.workflow.answers import Answers
from carddesk.workflow.changes import Aspect
from carddesk.workflow.handing_on import name_readers
from carddesk.workflow.jobs import Request
from carddesk.workflow.locating import Locator
from carddesk.workflow.recognition import Recognition
from carddesk.workflow.retrying import Retrying
from carddesk.workflow.second import SecondReading
from carddesk.workflow.usage import Usage, account_of
from carddesk.workflow.wiring import Wiring


class Asking:
    """Has cards read.

    Args:
        on_faces: told of the cases on whose image a reading has come, or has failed to come.

    Attributes:
        usage: what is charged for.
        recognition: the jobs waiting and under way.
        second: second opinions.
        retrying: what failed.
    """

    def __init__(self, wiring: Wiring, on_faces: Callable[[Sequence[int]], None]) -> None:
        self._at = wiring
        self.usage = Usage(
            wiring.workspace,
            wiring.settings,
            lambda: [service.info for service in wiring.services.values()],
            now=wiring.now,
            title=wiring.accounts.title,
            on_counted=lambda: wiring.announcer.tell("progress"),
        )
        answers = Answers(wiring.workspace, wiring.queue, wiring.ledger)
        self.recognition = Recognition(
            wiring.workspace,
            wiring.queue,
            wiring.tasks,
            answers=answers,
            usage=self.usage,
            urgent=self._urgent,
            on_progress=self._moved,
        )
        self.recognition.services = [each.info for each in wiring.services.values()]
        name_readers(self.recognition.services)
        answers.on_faces = on_faces
        self.second = SecondReading(wiring, self.recognition)
        answers.on_read = self.second.follow
        self.retrying = Retrying(
            wiring.workspace,
            wiring.queue,
            wiring.seat,
            wiring.announcer,
            service=lambda: self._request().info,
            read=self.read,
        )
        self.recognition.on_rest = self.retrying.tell
        self._locator = Locator(
            wiring.workspace,
            wiring.queue,
            wiring.ledger,
            wiring.tasks,
            services=wiring.services,
            settings=wiring.settings,
            urgent=self._urgent,
        )
        answers.on_places = self._locator.want
        wiring.announcer.subscribe(self._locator.follow(lambda: wiring.seat.current))

    async def read(self, case_ids: Sequence[int] | None = None, *, again: bool = False) -> None:
        """Have cases read: those named, or all that have no reading yet.

        What the same service has read before in the same way is not sent once more unless `again`. To ask for this is
        leave to send images to the service for the rest of the run.

        Raises:
            UserError: there is no service, or an option of it was lost.
        """
        request = self._request()
        self._at.choice.require_options(request.info.id)
        self._at.choice.agree()
        wanted = self._at.queue.with_faces(self._unread() if case_ids is None else case_ids)
        await self.recognition.read(wanted, request, again=again)

    async def read_new(self, case_ids: Sequence[int] | None = None) -> None:
        """Have cards read that came in, unasked. Where they would leave the machine, the operator is asked before the
        first one of a run does.

        Raises:
            UserError: there is no service, or an option of it was lost.
        """
        request = self._request()
        wanted = self._with(Status.NEW) if case_ids is None else case_ids
        if not wanted:
            return
        self._at.choice.require_options(request.info.id)
        if not self._at.choice.reads_by_itself:
            message = mark("New cards wait: reading them sends their images to {vendor}.")
            vendor = self._at.accounts.title(account_of(request.info))
            self._at.announcer.offer("read_new", message, vendor=vendor)
            return
        await self.recognition.read(wanted, request, again=False)

    def came(self, case_ids: Sequence[int]) -> None:
        """New images are there: have them read if so set."""
        choice = self._at.choice
        if case_ids and self._at.settings.switch("reading.auto") and choice.service in self._at.services:
            _ = self._at.tasks.spawn(self.read_new(case_ids))  # owned and reported by `Tasks`

    def costs_again(self, case_id: int) -> bool:
        """Whether the picked service has read this image in this way already, and reading it again is one more call."""
        request = self._request()
        faces = self._at.queue.with_faces([case_id])
        return not request.info.offline and any(self.recognition.is_read(each, request) for each in faces)

    def cancel(self) -> None:
        """Stop reading; what was read stays."""
        self.recognition.cancel()
        self._locator.cancel()

    def _request(self) -> Request:
        choice, picked = self._at.choice, self._at.choice.service
        if picked not in self._at.services:
            raise UserError("no_service", tr("There is no reading service to read with."))
        return Request(self._at.services[picked], choice.options(picked), choice.written(picked))

    def _unread(self) -> list[int]:
        return self._with(Status.NEW, Status.FAILED)

    def _with(self, *statuses: Status) -> list[int]:
        return self._at.queue.with_status(*statuses)

    def _urgent(self) -> int | None:
        return self._at.seat.current.id if self._at.seat.current else None

    def _moved(self, case_ids: Iterable[int]) -> None:
        """A job was added, started or ended."""
        seat, concerned = self._at.seat, list({self._at.queue.seen_as(each) for each in case_ids})
        aspects: set[Aspect] = {"queue", "progress"}
        if seat.current is not None and seat.current.id in concerned:
            seat.refresh()
            aspects.add("case")
        self._at.announcer.tell(*aspects, case_ids=concerned)
