"""The desk: what stands now, and what the operator wants. The UI renders the one and calls the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from carddesk.cards import events
from carddesk.cards.case import Case, Status
from carddesk.cards.events import Body
from carddesk.errors import UserError
from carddesk.language import mark
from carddesk.services.contract import ReadingService
from carddesk.settings import Settings
from carddesk.store.projection import Summary
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.changes import Aspect, Change, Listener, Notice
from carddesk.workflow.clean import clean
from carddesk.workflow.intake import Intake, Taken
from carddesk.workflow.ledger import Clock, Ledger
from carddesk.workflow.pixels import PixelCache, Pixels
from carddesk.workflow.queue import UNDECIDED, Queue
from carddesk.workflow.recognition import Recognition
from carddesk.workflow.rules import Rules
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.views import CaseView, FieldView, Progress, QueueRow

logger = logging.getLogger(__name__)


class Desk:
    """One operator's desk over one workspace.

    Intents take effect at once and are in the journal, on disk, when they return. Coroutines are long work: they may be
    cancelled, tell of their progress, and raise nothing but `UserError`.
    """

    def __init__(
        self,
        workspace: Workspace,
        services: Mapping[str, ReadingService],
        settings: Settings,
        *,
        operator: str,
        now: Clock,
        on_bug: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._workspace = workspace
        self._services = services
        self._settings = settings
        self._operator = clean(operator)
        self._now = now
        self._listeners: list[Listener] = []
        workspace.summarise = self._summary
        self._queue = Queue(workspace.queue())
        self._ledger = Ledger(workspace, self._queue, operator=self._operator, now=now, on_written=self._written)
        self._tasks = Tasks(self._tell_error, on_bug)
        self._pixels = PixelCache(workspace, self._tasks)
        self._intake = Intake(workspace, self._queue, self._ledger, self._tasks, self._loading_moved)
        self._recognition = Recognition(
            workspace,
            self._queue,
            self._ledger,
            self._tasks,
            urgent=lambda: self._current.id if self._current else None,
            on_progress=self._reading_moved,
        )
        self._loading = (0, 0)
        self._current: CaseView | None = None
        self._active: str | None = None
        self._can_undo = workspace.to_undo(self._operator) is not None
        self._can_redo = workspace.to_redo(self._operator) is not None
        self._service = self._picked()
        self._open_first()

    # ------------------------------------------------------------------ what stands now

    @property
    def queue(self) -> Sequence[QueueRow]:
        """Every case, in order."""
        return self._queue.rows

    @property
    def filtered_queue(self) -> Sequence[QueueRow]:
        """The cases that the filter lets through, in order."""
        return self._queue.filtered

    def row(self, case_id: int) -> QueueRow:
        """One case in brief.

        Raises:
            KeyError: there is no such case.
        """
        return self._queue.row(case_id)

    @property
    def current(self) -> CaseView | None:
        """The case on the desk."""
        return self._current

    @property
    def active(self) -> str | None:
        """Key of the field the operator is at."""
        return self._active

    @property
    def service(self) -> str:
        """Id of the picked service; empty where there is none."""
        return self._service

    @property
    def services(self) -> Mapping[str, ReadingService]:
        """Every service by its id."""
        return self._services

    @property
    def progress(self) -> Progress:
        """Work under way and work done."""
        reading_done, reading_total = self._recognition.progress
        return Progress(
            cases=len(self._queue.rows),
            verified=self._queue.verified,
            flagged=self._queue.flagged,
            loading_done=self._loading[0],
            loading_total=self._loading[1],
            reading_done=reading_done,
            reading_total=reading_total,
            saved_at=self._ledger.saved_at,
        )

    @property
    def can_undo(self) -> bool:
        """Whether a judgement of this operator can be taken back."""
        return self._can_undo

    @property
    def can_redo(self) -> bool:
        """Whether one that was taken back can be restored."""
        return self._can_redo

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called, on the loop's thread, after every change. Gives the way to stop that."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    # ------------------------------------------------------------------ going about

    def select_case(self, case_id: int) -> None:
        """Put a case on the desk, at the first field that needs a human.

        Raises:
            KeyError: there is no such case; the desk stays as it is.
        """
        self._show(case_id)

    def next_case(self) -> None:
        """Go one down in the filtered queue."""
        self._step(1)

    def previous_case(self) -> None:
        """Go one up in the filtered queue."""
        self._step(-1)

    def set_filter(self, text: str, only_open: bool = False) -> None:
        """Let through the cases in which every word of `text` occurs; with `only_open` those not yet decided alone."""
        self._queue.set_filter(text, only_open)
        self._tell("queue")

    def select_field(self, key: str | None) -> None:
        """Go to a field of the case on the desk; None, or a field it has not, goes to none."""
        known = self._current is not None and key is not None and self._current.field(key) is not None
        if (wanted := key if known else None) != self._active:
            self._active = wanted
            self._tell("field")

    def pick_service(self, service_id: str) -> None:
        """Have images read by this service from now on.

        Raises:
            KeyError: there is no such service.
        """
        self._service = self._services[service_id].info.id
        self._settings.set("reading.service", service_id)
        self._tell("service")

    # ------------------------------------------------------------------ judging

    def commit(self, key: str, typed: str, case_id: int | None = None) -> None:
        """Keep what was typed into a field, of the case on the desk unless another is named.

        Text that means what stands there already changes nothing. A decided case is reopened by a correction.
        """
        seen = self._current if case_id is None else self._view(case_id)
        if seen is None:
            return
        field = seen.field(key)
        changed = review.correction(field, typed) if field is not None else None
        if changed is not None:
            reopened = [events.CaseReopened()] if seen.status.closed else []
            self._judge(seen.id, *reopened, changed)

    def confirm(self, typed: str) -> None:
        """What Enter does.

        In a field: what was typed is kept, or a flagged value is let stand, and the next field that needs a human
        becomes active. When there was nothing to do in the field and none is left, the card is accepted and the next
        open case comes. On a case with nothing to verify the next open case comes at once.
        """
        seen = self._current
        if seen is None:
            return
        if seen.status.closed or not seen.fields:
            self._open_next(seen.id)
            return
        field = seen.field(self._active) if self._active is not None else None
        did = field is not None and self._settle(seen, field, typed)
        now = self._current or seen
        following = review.next_needing_human(now.fields, self._active)
        if following is not None:
            self.select_field(following)
        elif not did:
            self.accept()

    def accept(self) -> None:
        """The card is verified, whatever flags still stand; on to the next open case."""
        seen = self._current
        if seen is None:
            return
        if not seen.fields:
            self._tell_notice("warn", mark("There is nothing to accept: this case has not been read."))
            return
        if seen.status is not Status.ACCEPTED:
            self._judge(seen.id, events.CaseAccepted(review.standing(seen)))
        self._open_next(seen.id)

    def reject(self, reason: str) -> None:
        """The card is refused; on to the next open case."""
        if self._current is not None:
            case_id = self._current.id
            self._judge(case_id, events.CaseRejected(clean(reason).strip()))
            self._open_next(case_id)

    def postpone(self) -> None:
        """The case is put off; on to the next open case."""
        if self._current is not None:
            case_id = self._current.id
            if self._current.status is not Status.POSTPONED:
                self._judge(case_id, events.CasePostponed())
            self._open_next(case_id)

    def reopen(self) -> None:
        """A decided or postponed case is open again."""
        if self._current is not None and (self._current.status.closed or self._current.status is Status.POSTPONED):
            self._judge(self._current.id, events.CaseReopened())

    def undo(self) -> None:
        """Take back this operator's last judgement, on whichever case, and go there."""
        if (target := self._workspace.to_undo(self._operator)) is not None:
            self._judge(target.case_id, events.Undone(target.seq))
            self._go_to(target)

    def redo(self) -> None:
        """Restore what was taken back last, unless something else was judged since, and go there."""
        if (target := self._workspace.to_redo(self._operator)) is not None:
            self._judge(target.case_id, events.Redone(target.seq))
            self._go_to(target)

    # ------------------------------------------------------------------ long work

    async def add_files(self, paths: Sequence[Path]) -> list[int]:
        """Take in files and folders; the new cases, in order. What can be read is read at once if so set."""
        taken = await self._intake.add_files(paths, self._came)
        if not taken.new and not taken.repeated:
            self._tell_notice("warn", mark("No images were found there."))
        self._welcome(taken)
        return taken.new

    async def add_image(self, data: bytes, name: str) -> list[int]:
        """Take in one image that is no file, such as one pasted; the new cases."""
        taken = await self._intake.add_image(data, clean(name))
        self._came(taken.readable)
        self._welcome(taken)
        return taken.new

    async def read(self, case_ids: Sequence[int] | None = None, *, again: bool = False) -> None:
        """Have cases read by the picked service: those named, or all that have no reading yet.

        Raises:
            UserError: there is no service.
        """
        if self._service not in self._services:
            raise UserError("no_service", mark("There is no reading service to read with."))
        unread = {Status.NEW, Status.FAILED}
        wanted = [row.id for row in self._queue.rows if row.status in unread] if case_ids is None else list(case_ids)
        await self._recognition.read(wanted, self._services[self._service], again=again)

    def cancel_reading(self) -> None:
        """Stop reading; what was read stays."""
        self._recognition.cancel()

    async def pixels(self, sha256: str, page: int, max_side: int | None = None) -> Pixels:
        """The pixels of an image: RGB, height x width x 3, upright; shrunk until no side exceeds `max_side`.

        Raises:
            ImageError: it cannot be decoded.
        """
        return await self._pixels.get(sha256, page, max_side)

    async def close(self) -> None:
        """Cancel what runs, wait for it, and let go of services and workspace. May be called twice."""
        self._recognition.cancel()
        await self._pixels.close()
        await self._tasks.close()
        await asyncio.gather(*(service.close() for service in self._services.values()))
        self._workspace.close()

    # ------------------------------------------------------------------ inside

    def _rules(self) -> Rules:
        return Rules.of(self._settings)

    def _summary(self, case: Case) -> Summary:
        return review.summary(case, self._rules(), self._now().astimezone().date())

    def _view(self, case_id: int) -> CaseView:
        row = self._queue.row(case_id)
        today = self._now().astimezone().date()
        return review.view(self._workspace.case(case_id), self._rules(), today, reading=row.reading)

    def _picked(self) -> str:
        wanted = self._settings.text("reading.service")
        return wanted if wanted in self._services else next(iter(self._services), "")

    def _judge(self, case_id: int, *bodies: Body) -> None:
        self._ledger.write(case_id, *bodies)

    def _settle(self, seen: CaseView, field: FieldView, typed: str) -> bool:
        """Keep what was typed, or let a flagged value stand; whether there was anything to do."""
        changed = review.correction(field, typed)
        if changed is not None:
            self._judge(seen.id, changed)
        elif field.needs_human:
            self._judge(seen.id, review.confirmation(field))
        return changed is not None or field.needs_human

    def _written(self, case_ids: list[int]) -> None:
        """After every write: what stands follows the journal."""
        aspects: set[Aspect] = {"queue", "progress"}
        self._can_undo = self._workspace.to_undo(self._operator) is not None
        self._can_redo = self._workspace.to_redo(self._operator) is not None
        if self._current is not None and self._current.id in case_ids:
            self._refresh(self._current)
            aspects |= {"case", "field"}
        self._tell(*aspects, case_ids=case_ids)

    def _refresh(self, before: CaseView) -> None:
        self._current = self._view(before.id)
        kept = self._active is not None and self._current.field(self._active) is not None
        if not kept or not before.fields:
            self._active = self._current.first_needing_human

    def _show(self, case_id: int, field: str | None = None) -> None:
        seen = self._view(case_id)
        self._current = seen
        self._active = field if field is not None and seen.field(field) else seen.first_needing_human
        self._tell("case", "field", case_ids=[case_id])

    def _go_to(self, target: events.Event) -> None:
        about = isinstance(target.body, events.FieldConfirmed | events.FieldCorrected)
        self._show(target.case_id, target.body.key if about else None)  # type: ignore[union-attr]

    def _step(self, step: int) -> None:
        following = self._queue.neighbour(self._current.id if self._current else None, step)
        if following is not None:
            self._show(following)

    def _open_first(self) -> None:
        undecided = next((row for row in self._queue.rows if row.status in UNDECIDED), None)
        first = undecided or next(iter(self._queue.rows), None)
        if first is not None:
            self._show(first.id)

    def _open_next(self, case_id: int) -> None:
        following = self._queue.next_open(case_id)
        if following is not None:
            self._show(following)
        else:
            self._tell_notice("info", mark("That was the last open case in the queue."))

    def _came(self, case_ids: Sequence[int]) -> None:
        if case_ids and self._current is None:
            self._show(case_ids[0])
        if case_ids and self._settings.switch("reading.auto") and self._service in self._services:
            _ = self._tasks.spawn(self.read(case_ids))  # owned and reported by `Tasks`

    def _welcome(self, taken: Taken) -> None:
        shown = next(iter(taken.readable or taken.new or taken.known), None)
        if shown is not None and (self._current is None or not taken.new):
            self._show(shown)
        if taken.repeated:
            message = mark("{count} images are here already and were not added again.")
            self._tell_notice("info", message, count=taken.repeated)

    def _loading_moved(self, done: int, total: int) -> None:
        self._loading = (done, total)
        self._tell("progress")

    def _reading_moved(self, case_ids: Iterable[int]) -> None:
        concerned = list(case_ids)
        aspects: set[Aspect] = {"queue", "progress"}
        if self._current is not None and self._current.id in concerned:
            self._refresh(self._current)
            aspects.add("case")
        self._tell(*aspects, case_ids=concerned)

    def _tell(self, *what: Aspect, case_ids: Sequence[int] = (), notice: Notice | None = None) -> None:
        change = Change(frozenset(what), tuple(case_ids), notice)
        for listener in list(self._listeners):
            listener(change)

    def _tell_notice(self, level: str, message: str, **arguments: object) -> None:
        self._tell("notice", notice=Notice.say(level, message, **arguments))  # type: ignore[arg-type]

    def _tell_error(self, error: UserError) -> None:
        self._tell_notice("error", error.message)
