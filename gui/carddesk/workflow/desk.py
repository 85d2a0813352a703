"""The desk: what stands now, and what the operator wants. The UI renders the one and calls the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from carddesk.cards import events
from carddesk.cards.case import Case, Status
from carddesk.cards.flags import Flag
from carddesk.cards.repairs import Repair
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.services.contract import OptionValue, ReadingService
from carddesk.settings import Settings
from carddesk.store.projection import Summary
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.changes import Announcer, Aspect, Listener
from carddesk.workflow.choice import Choice
from carddesk.workflow.clean import clean
from carddesk.workflow.exporting import export_cases
from carddesk.workflow.intake import Intake, Taken
from carddesk.workflow.ledger import Clock, Ledger
from carddesk.workflow.pixels import PixelCache, Pixels
from carddesk.workflow.queue import Queue
from carddesk.workflow.recognition import Recognition, Request
from carddesk.workflow.rows import Rows
from carddesk.workflow.rules import Rules
from carddesk.workflow.seat import Seat
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.usage import Usage, account_of
from carddesk.workflow.views import AccountUse, CaseView, FieldView, Progress, QueueRow, Waiting


class Desk:
    """One operator's desk over one workspace.

    Intents take effect at once and are in the journal, on disk, when they return; where that cannot be (the disk is full)
    they raise an `EnvironmentFault` and nothing has changed. Coroutines are long work: they may be cancelled, tell of
    their progress, and raise nothing but `UserError`.

    Args:
        workspace: open; the desk closes it.
        services: by id, in the order in which they are offered; the desk closes them.
        settings: asked anew each time.
        operator: the name under which work is recorded.
        now: the clock; gives aware times.
        accounts: the vendors' accounts; without them those of the services, of which nothing is known.
        on_bug: told of an unexpected exception of work in the background; without it the event loop is.
    """

    def __init__(
        self,
        workspace: Workspace,
        services: Mapping[str, ReadingService],
        settings: Settings,
        *,
        operator: str,
        now: Clock,
        accounts: Accounts | None = None,
        on_bug: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._workspace = workspace
        self._services = services
        self._settings = settings
        self._operator = clean(operator)
        self._now = now
        workspace.summarise = self._summary
        self._announcer = Announcer()
        self._queue = Queue(workspace.queue())
        self._seat = Seat(self._queue, self._view, self._announcer)
        self._ledger = Ledger(workspace, self._queue, operator=self._operator, now=now, on_written=self._written)
        self._tasks = Tasks(lambda error: self._announcer.say("error", error.message), on_bug)
        self._pixels = PixelCache(workspace, self._tasks)
        self._intake = Intake(workspace, self._queue, self._ledger, self._tasks, self._loading_moved)
        self._choice = Choice(services, settings, workspace)
        self.accounts = accounts or Accounts(services)
        self._usage = Usage(
            workspace,
            settings,
            lambda: [service.info for service in services.values()],
            now=now,
            title=self.accounts.title,
            on_counted=self._counted,
        )
        self._recognition = Recognition(
            workspace,
            self._queue,
            self._ledger,
            self._tasks,
            usage=self._usage,
            urgent=self._urgent,
            on_progress=self._reading_moved,
        )
        self._loading = (0, 0)
        self._seat.open_first()

    # What stands now.

    @property
    def queue(self) -> Rows:
        """Every case, in order, as they stand now."""
        return self._queue.rows

    @property
    def filtered_queue(self) -> Rows:
        """The cases that the filter lets through, in order, as they stand now."""
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
        return self._seat.current

    @property
    def active(self) -> str | None:
        """Key of the field the operator is at."""
        return self._seat.active

    @property
    def service(self) -> str:
        """Id of the picked service; empty where there is none."""
        return self._choice.service

    @property
    def services(self) -> Mapping[str, ReadingService]:
        """Every service by its id."""
        return self._services

    @property
    def progress(self) -> Progress:
        """Work under way and work done."""
        reading_done, reading_total = self._recognition.progress
        return Progress(
            cases=len(self._queue),
            verified=self._queue.verified,
            rejected=self._queue.rejected,
            flagged=self._queue.flagged,
            open=self._queue.open,
            loading_done=self._loading[0],
            loading_total=self._loading[1],
            reading_done=reading_done,
            reading_total=reading_total,
            saved_at=self._ledger.saved_at,
            uses=self._uses(),
            waiting=self._waiting(),
        )

    @property
    def can_undo(self) -> bool:
        """Whether a judgement of this operator can be taken back."""
        return self._workspace.to_undo(self._operator) is not None

    @property
    def can_redo(self) -> bool:
        """Whether one that was taken back can be restored."""
        return self._workspace.to_redo(self._operator) is not None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called, on the loop's thread, after every change. Gives the way to stop that."""
        return self._announcer.subscribe(listener)

    # Going about.

    def select_case(self, case_id: int) -> None:
        """Put a case on the desk, at the first field that needs a human.

        Raises:
            KeyError: there is no such case; the desk stays as it is.
        """
        self._seat.show(case_id)

    def next_case(self) -> None:
        """Go one down in the filtered queue."""
        self._seat.step(1)

    def previous_case(self) -> None:
        """Go one up in the filtered queue."""
        self._seat.step(-1)

    def set_filter(self, text: str, only_open: bool = False) -> None:
        """Let through the cases in which every word of `text` occurs; with `only_open` those not yet decided alone."""
        self._queue.set_filter(text, only_open)
        self._announcer.tell("queue")

    def select_field(self, key: str | None) -> None:
        """Go to a field of the case on the desk; None, or a field it has not, goes to none."""
        self._seat.go_to_field(key)

    def pick_service(self, service_id: str) -> None:
        """Have images read by this service from now on.

        Raises:
            KeyError: there is no such service.
            UserError: the choice cannot be kept; it holds for this run.
        """
        self._choice.pick(service_id)
        self._announcer.tell("service", "progress")
        self._choice.keep()

    def options(self, service_id: str) -> dict[str, OptionValue]:
        """A value for every option that a service declares.

        Raises:
            KeyError: there is no such service.
        """
        return self._choice.options(service_id)

    def lost_options(self, service_id: str) -> tuple[str, ...]:
        """Keys of the options whose kept value cannot be honoured; the service reads nothing until they were set.

        Raises:
            KeyError: there is no such service.
        """
        return self._choice.lost(service_id)

    def set_options(self, service_id: str, wished: Mapping[str, OptionValue]) -> None:
        """Ask a service with these options from now on; those not named get their defaults.

        Raises:
            KeyError: there is no such service.
            EnvironmentFault: they cannot be kept; nothing changed.
        """
        self._choice.set_options(service_id, wished)
        self._announcer.tell("service")

    def account_changed(self) -> None:
        """Credentials came or went: what is said of services follows."""
        self._announcer.tell("service")

    # Judging.

    def commit(self, key: str, typed: str, case_id: int | None = None) -> None:
        """Keep what was typed into a field, of the case on the desk unless another is named.

        Text that means what stands there already changes nothing. A decided case is reopened by a correction.
        """
        seen = self.current if case_id is None else self._view(case_id)
        field = seen.field(key) if seen is not None else None
        changed = review.correction(field, typed) if field is not None else None
        if seen is not None and changed is not None:
            reopened = [events.CaseReopened()] if seen.status.closed else []
            self._ledger.write(seen.id, *reopened, changed)

    def confirm(self, typed: str, reason: str = "") -> tuple[Flag, ...]:
        """What Enter does. Gives the errors that a reason must be given for first, and has done nothing then.

        In a field: what was typed is kept, or a flagged value is let stand, and the next field that needs a human
        becomes active. When there was nothing to do in the field and none is left, the card is accepted and the next
        open case comes. On a case with nothing to verify the next open case comes at once; there, too, what was typed
        is kept.
        """
        seen = self.current
        if seen is None:
            return ()
        field = seen.field(self.active) if self.active is not None else None
        why = clean(reason).strip()
        stands = field is not None and not seen.status.closed and review.correction(field, typed) is None
        if field is not None and stands and field.errors and not why:
            return field.errors
        did = field is not None and self._settle(seen, field, typed, why)
        following = review.next_needing_human(self.current.fields if self.current else (), self.active)
        if not did and (seen.status.closed or not seen.fields):
            self._open_next()
        elif following is not None:
            self.select_field(following)
        elif not did:
            return self.accept(why)
        return ()

    def take_repair(self, repair: Repair) -> None:
        """The value offered for a field of the case on the desk takes the place of what stands there.

        A decided case is reopened by it. The operator stays at the field, to see what the checks say now.
        """
        seen = self.current
        field = seen.field(repair.key) if seen is not None else None
        if seen is not None and field is not None and field.value != repair.value:
            reopened = [events.CaseReopened()] if seen.status.closed else []
            self._ledger.write(seen.id, *reopened, review.taken(field, repair))

    def accept(self, reason: str = "") -> tuple[Flag, ...]:
        """The card is verified, whatever doubts still stand; on to the next open case.

        Not while a field holds an error that nobody has answered for: the operator is led there. Errors that concern the
        card itself are given back, and nothing has happened, until there is a reason.
        """
        seen = self.current
        if seen is None:
            return ()
        if not seen.fields:
            self._announcer.say("warn", mark("There is nothing to accept: this card has not been read."))
            return ()
        if seen.status is not Status.ACCEPTED:
            if seen.first_broken is not None:
                self.select_field(seen.first_broken)
                self._announcer.say(
                    "warn", mark("Something cannot be right here: correct it, or say why it may stand.")
                )
                return ()
            if seen.errors and not clean(reason).strip():
                return seen.errors
            self._ledger.write(seen.id, events.CaseAccepted(review.standing(seen), clean(reason).strip()))
        self._open_next()
        return ()

    def reject(self, reason: str) -> None:
        """The card is refused; on to the next open case."""
        if self.current is not None:
            why = clean(reason).strip()
            # The same word again would be a judgement that undo takes back without anything to see.
            if self.current.status is not Status.REJECTED or self.current.reason != why:
                self._ledger.write(self.current.id, events.CaseRejected(why))
            self._open_next()

    def postpone(self) -> None:
        """The case is put off; on to the next open case."""
        if self.current is not None:
            if self.current.status is not Status.POSTPONED:
                self._ledger.write(self.current.id, events.CasePostponed())
            self._open_next()

    def reopen(self) -> None:
        """A decided or postponed case is open again."""
        if self.current is not None and (self.current.status.closed or self.current.status is Status.POSTPONED):
            self._ledger.write(self.current.id, events.CaseReopened())

    def undo(self) -> None:
        """Take back this operator's last judgement, on whichever case, and go there."""
        if (target := self._workspace.to_undo(self._operator)) is not None:
            self._ledger.write(target.case_id, events.Undone(target.seq))
            self._go_to(target)

    def redo(self) -> None:
        """Restore what was taken back last, unless something else was judged since, and go there."""
        if (target := self._workspace.to_redo(self._operator)) is not None:
            self._ledger.write(target.case_id, events.Redone(target.seq))
            self._go_to(target)

    # Long work.

    async def add_files(self, paths: Sequence[Path]) -> list[int]:
        """Take in files and folders; the new cases, in order. What can be read is read at once if so set."""
        taken = await self._intake.add_files(paths, self._came)
        if not taken.new and not taken.repeated:
            self._announcer.say("warn", mark("No images were found there."))
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

        What the same service has read before in the same way is not sent once more unless `again`. To ask for this is
        leave to send images to the service for the rest of the run.

        Raises:
            UserError: there is no service, or an option of it was lost.
        """
        request = self._request()
        self._choice.require_options(request.info.id)
        self._choice.agree()
        await self._recognition.read(self._unread() if case_ids is None else list(case_ids), request, again=again)

    async def read_new(self, case_ids: Sequence[int] | None = None) -> None:
        """Have cards read that came in, unasked. Where they would leave the machine, the operator is asked before the
        first one of a run does.

        Raises:
            UserError: there is no service, or an option of it was lost.
        """
        request = self._request()
        wanted = [row.id for row in self._queue.rows if row.status is Status.NEW] if case_ids is None else case_ids
        if not wanted:
            return
        self._choice.require_options(request.info.id)
        if not self._choice.reads_by_itself:
            message = mark("New cards wait: reading them sends their images to {vendor}.")
            self._announcer.offer("read_new", message, vendor=self.accounts.title(account_of(request.info)))
            return
        await self._recognition.read(wanted, request, again=False)

    def costs_again(self, case_id: int) -> bool:
        """Whether the picked service has read this image in this way already, and reading it again is one more call."""
        request = self._request()
        return not request.info.offline and self._recognition.is_read(case_id, request)

    def cancel_reading(self) -> None:
        """Stop reading; what was read stays."""
        self._recognition.cancel()

    async def pixels(self, sha256: str, page: int, max_side: int | None = None) -> Pixels:
        """The pixels of an image: RGB, height x width x 3, upright; shrunk until no side exceeds `max_side`.

        Raises:
            ImageError: it cannot be decoded.
        """
        return await self._pixels.get(sha256, page, max_side)

    async def export(self, path: Path, *, only_verified: bool = True) -> int:
        """Write the accepted cases, or all, to a file whose suffix says the format; how many there were.

        Raises:
            UserError: there are none, no such format, or the file cannot be written.
        """
        return await self._tasks.in_thread(
            export_cases,
            self._workspace,
            path,
            statuses={Status.ACCEPTED} if only_verified else None,
            rules=Rules.of(self._settings),
            operator=self._operator,
            now=self._now,
        )

    async def close(self) -> None:
        """Cancel what runs, wait for it, and let go of services and workspace. May be called twice."""
        self._recognition.cancel()
        await self._pixels.close()
        await self._tasks.close()
        await asyncio.gather(*(service.close() for service in self._services.values()))
        self._workspace.close()

    # Inside.

    def _summary(self, case: Case) -> Summary:
        mates = self._queue.mates(review.number(case), but=case.id)
        return review.summary(case, Rules.of(self._settings), self._now().astimezone().date(), mates=mates)

    def _view(self, case_id: int) -> CaseView:
        row = self._queue.row(case_id)
        today = self._now().astimezone().date()
        case = self._workspace.case(case_id)
        return review.view(
            case,
            Rules.of(self._settings),
            today,
            reading=row.reading or row.waiting,
            mates=self._queue.mates(review.number(case), but=case_id),
        )

    def _request(self) -> Request:
        picked = self._choice.service
        if picked not in self._services:
            raise UserError("no_service", tr("There is no reading service to read with."))
        return Request(self._services[picked], self._choice.options(picked), self._choice.written(picked))

    def _unread(self) -> list[int]:
        return [row.id for row in self._queue.rows if row.status in {Status.NEW, Status.FAILED}]

    def _uses(self) -> tuple[AccountUse, ...]:
        infos = [service.info for service in self._services.values() if not service.info.offline]
        picked = self._services.get(self._choice.service)
        found = []
        for account in dict.fromkeys(account_of(info) for info in infos):
            use, cap = self._usage.of(account), self._usage.cap(account)
            if use.calls or (picked is not None and account == account_of(picked.info)):
                found.append(AccountUse(account, self.accounts.title(account), use.calls, use.failures, cap))
        # The one at work first: where room is short, the end of the line is cut.
        at_work = account_of(picked.info) if picked is not None else ""
        return tuple(sorted(found, key=lambda use: use.account != at_work))

    def _waiting(self) -> Waiting | None:
        found = self._recognition.waiting
        return Waiting(self.accounts.title(found[0]), found[1]) if found else None

    def _counted(self) -> None:
        self._announcer.tell("progress")

    def _urgent(self) -> int | None:
        return self.current.id if self.current else None

    def _settle(self, seen: CaseView, field: FieldView, typed: str, reason: str) -> bool:
        """Keep what was typed, or let a flagged value stand; whether there was anything to do."""
        if review.correction(field, typed) is not None:
            self.commit(field.key, typed)
            return True
        if field.needs_human and not seen.status.closed:
            self._ledger.write(seen.id, review.confirmation(field, reason))
            return True
        return False

    def _go_to(self, target: events.Event) -> None:
        about = target.body
        of_field = events.FieldConfirmed | events.FieldCorrected | events.RepairTaken
        field = about.key if isinstance(about, of_field) else None
        self._seat.show(target.case_id, field)

    def _open_next(self) -> None:
        if not self._seat.open_next():
            self._announcer.say("info", mark("That was the last open card in the queue."))

    def _written(self, case_ids: list[int]) -> None:
        """After every write: what stands follows the journal."""
        aspects: set[Aspect] = {"queue", "progress"}
        if self.current is not None and self.current.id in case_ids:
            self._seat.refresh()
            aspects |= {"case", "field"}
        self._announcer.tell(*aspects, case_ids=case_ids)

    def _came(self, case_ids: Sequence[int]) -> None:
        """New images are there: show the first on an empty desk, and have them read if so set."""
        if case_ids and self.current is None:
            self._seat.show(case_ids[0])
        if case_ids and self._settings.switch("reading.auto") and self._choice.service in self._services:
            _ = self._tasks.spawn(self.read_new(case_ids))  # owned and reported by `Tasks`

    def _welcome(self, taken: Taken) -> None:
        """All is in: never leave the desk empty, lead to what was there before, and say so."""
        shown = next(iter(taken.readable or taken.new or taken.known), None)
        if shown is not None and (self.current is None or not taken.new):
            self._seat.show(shown)
        if taken.repeated:
            message = mark("Images already here, not added again: {count}.")
            self._announcer.say("info", message, count=taken.repeated)

    def _loading_moved(self, done: int, total: int) -> None:
        self._loading = (done, total)
        self._announcer.tell("progress")

    def _reading_moved(self, case_ids: Iterable[int]) -> None:
        concerned = list(case_ids)
        aspects: set[Aspect] = {"queue", "progress"}
        if self.current is not None and self.current.id in concerned:
            self._seat.refresh()
            aspects.add("case")
        self._announcer.tell(*aspects, case_ids=concerned)
