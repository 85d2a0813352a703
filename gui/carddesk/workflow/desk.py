"""The desk: what stands now, and what the operator wants. The UI renders the one and calls the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from carddesk.cards.case import Case, Status
from carddesk.errors import UserError
from carddesk.language import mark, tr
from carddesk.services.contract import OptionValue, ReadingService
from carddesk.settings import Settings
from carddesk.store.projection import Summary
from carddesk.store.workspace import Workspace
from carddesk.workflow import records, review
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.changes import Announcer, Aspect, Listener
from carddesk.workflow.choice import Choice
from carddesk.workflow.clean import clean
from carddesk.workflow.diligence import Diligence
from carddesk.workflow.doubling import Doubling, as_seen
from carddesk.workflow.exporting import export_cases
from carddesk.workflow.group import GroupItem, gathered
from carddesk.workflow.intake import Intake, Taken
from carddesk.workflow.judging import Judging
from carddesk.workflow.ledger import Clock, Ledger, stamp
from carddesk.workflow.locating import Locator
from carddesk.workflow.pairing import Pairing
from carddesk.workflow.pixels import PixelCache, Pixels
from carddesk.workflow.privacy import Privacy
from carddesk.workflow.queue import Queue
from carddesk.workflow.recognition import Recognition, Request
from carddesk.workflow.records import Records
from carddesk.workflow.retrying import Retrying
from carddesk.workflow.rows import Rows
from carddesk.workflow.rules import Rules
from carddesk.workflow.seat import Seat
from carddesk.workflow.second import SecondReading, Wiring
from carddesk.workflow.sitting import Sitting
from carddesk.workflow.standing import Standing
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.usage import Usage, account_of
from carddesk.workflow.views import CaseView, Progress, QueueRow

MOST_ON_A_WALL = 500
"""Cases that a group check looks at: more than anybody goes through in one sitting, and gathered within a second."""


class Desk:
    """One operator's desk over one workspace; what a human says about cards goes through `judging`.

    Coroutines are long work: they may be cancelled, tell of
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
        self._queue = Queue(workspace.queue(), self._operator)
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
        self.pairing = Pairing(
            workspace,
            self._queue,
            self._ledger,
            self._seat,
            self._announcer,
            settings=settings,
            today=lambda: now().astimezone().date(),
        )
        self._recognition.on_faces = self.pairing.look
        self.judging = Judging(
            workspace,
            self._ledger,
            self._seat,
            self._announcer,
            operator=self._operator,
            view=self._view,
            doubling=Doubling(workspace, self._ledger, self._seat, self._announcer, settings, whole=self._whole),
        )
        self.privacy = Privacy(self._ledger, self._seat, self._announcer, on=settings.switch("privacy.mask"))
        self.records = Records(
            records.Wiring(
                workspace,
                self._queue,
                self._seat,
                self._announcer,
                self.privacy,
                self._pixels,
                self._tasks,
                settings,
                services,
            ),
            operator=self._operator,
            now=now,
        )
        self.second = SecondReading(
            Wiring(
                workspace,
                self._queue,
                self._recognition,
                self._tasks,
                self._seat,
                self._announcer,
                self._choice,
                services,
                self.accounts,
                settings,
            )
        )
        self.retrying = Retrying(
            workspace,
            self._queue,
            self._seat,
            self._announcer,
            service=lambda: self._request().info,
            read=self.read,
        )
        self._recognition.on_rest = self.retrying.tell
        self._locator = Locator(
            workspace,
            self._queue,
            self._ledger,
            self._tasks,
            services=services,
            settings=settings,
            urgent=self._urgent,
        )
        self._recognition.on_places = self._locator.want
        self._announcer.subscribe(self._locator.follow(lambda: self._seat.current))
        self._standing = Standing(
            self._queue,
            self._ledger,
            self._recognition,
            self._usage,
            services=services,
            choice=self._choice,
            accounts=self.accounts,
        )
        self._diligence = Diligence(self._decided_today())
        self._standing.an_hour = lambda: self._diligence.an_hour(self._now())
        self.sitting = Sitting(
            workspace, self._queue, self._seat, self._announcer, operator=self._operator, now=now, view=self._view
        )

    # What stands now.

    @property
    def queue(self) -> Rows:
        """Every case, in order, as they stand now."""
        return self._queue.rows.masked() if self.privacy.on else self._queue.rows

    @property
    def filtered_queue(self) -> Rows:
        """The cases that the filter lets through, in order, as they stand now."""
        return self._queue.filtered.masked() if self.privacy.on else self._queue.filtered

    def row(self, case_id: int) -> QueueRow:
        """One case in brief.

        Raises:
            KeyError: there is no such case.
        """
        return self._queue.row(case_id)

    @property
    def current(self) -> CaseView | None:
        """The case on the desk, as it may be seen."""
        return self.privacy.seen()

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
        return self._standing.progress

    @property
    def settings(self) -> Settings:
        """Of the run; what is set in them holds at once, and is kept."""
        return self._settings

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

    def set_filter(self, text: str, only_open: bool = False, only_looks: bool = False) -> None:
        """Let through the cases in which every word of `text` occurs; with `only_open` those not yet decided alone, with
        `only_looks` those accepted ones that wait for this operator's look.
        """
        self._queue.set_filter(text, only_open, only_looks)
        self._announcer.tell("queue")

    def turn_over(self) -> None:
        """Look at the other face of the card on the desk, where it has two; the field stays."""
        self._seat.turn_over()

    def look_at(self, face: int) -> None:
        """Look at one of the `faces` of the card on the desk; the field stays."""
        self._seat.look_at(face)

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

    @property
    def keys(self) -> str:
        """The keys that operators gave to commands, as the setting `ui.keys` holds them."""
        return self._settings.text("ui.keys")

    def set_keys(self, written: str) -> None:
        """Keep these.

        Raises:
            UserError: they are not written as the setting wants them, or the settings file cannot be written.
        """
        self._settings.set("ui.keys", written)

    def account_changed(self) -> None:
        """Credentials came or went: what is said of services follows."""
        self._announcer.tell("service")

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
        wanted = self._queue.with_faces(self._unread() if case_ids is None else case_ids)
        await self._recognition.read(wanted, request, again=again)

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

    async def walls(self) -> dict[str, tuple[GroupItem, ...]]:
        """The fields that can be checked over many cards at once, by key: of the open cases in the filtered queue."""
        ids = [row.id for row in self._queue.filtered if row.status in {Status.READ, Status.POSTPONED}]
        seen = []
        for case_id in ids[:MOST_ON_A_WALL]:
            seen.append(self._view(case_id))
            await asyncio.sleep(0)  # a few milliseconds each: keys are heard in between
        return gathered(seen)

    def costs_again(self, case_id: int) -> bool:
        """Whether the picked service has read this image in this way already, and reading it again is one more call."""
        request = self._request()
        faces = self._queue.with_faces([case_id])
        return not request.info.offline and any(self._recognition.is_read(each, request) for each in faces)

    def cancel_reading(self) -> None:
        """Stop reading; what was read stays."""
        self._recognition.cancel()
        self._locator.cancel()

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
        self._locator.cancel()
        with suppress(UserError):  # nothing can be done about it any more; the next start will say so
            await self.sitting.close()
        await self._pixels.close()
        await self._tasks.close()
        await asyncio.gather(*(service.close() for service in self._services.values()))
        self._workspace.close()

    # Inside.

    def _summary(self, case: Case) -> Summary:
        mates = self._queue.mates(review.number(case), but=case.id)
        return review.summary(case, Rules.of(self._settings), self._now().astimezone().date(), mates=mates)

    def _view(self, case_id: int) -> CaseView:
        """The case, or the one that took its face in."""
        case_id = self._queue.seen_as(case_id)
        row = self._queue.row(case_id)
        today = self._now().astimezone().date()
        case = self._workspace.case(case_id)
        mates = self._queue.mates(review.number(case), but=case_id)
        seen = review.view(
            case,
            Rules.of(self._settings),
            today,
            reading=row.reading or row.waiting,
            mates=[mate for mate in mates if not self._queue.is_blind(mate.case_id)],
            aside=self.second.aside(case_id),
        )
        return as_seen(seen, case, self._operator)

    def _whole(self, case: Case) -> CaseView:
        """What stands on a case, whoever looks, as what was typed of it is held against that."""
        mates = self._queue.mates(review.number(case), but=case.id)
        return review.view(case, Rules.of(self._settings), self._now().astimezone().date(), mates=mates, offer=False)

    def _request(self) -> Request:
        picked = self._choice.service
        if picked not in self._services:
            raise UserError("no_service", tr("There is no reading service to read with."))
        return Request(self._services[picked], self._choice.options(picked), self._choice.written(picked))

    def _unread(self) -> list[int]:
        return [row.id for row in self._queue.rows if row.status in {Status.NEW, Status.FAILED}]

    def _counted(self) -> None:
        self._announcer.tell("progress")

    def _urgent(self) -> int | None:
        return self.current.id if self.current else None

    def _decided_today(self) -> dict[int, datetime]:
        midnight = self._now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        words = self._workspace.words_since(self._operator, stamp(midnight))
        closed = {row.case_id for row in map(self._queue.entry, words) if Status(row.status).closed}
        return {each: datetime.fromisoformat(at) for each, at in words.items() if each in closed}

    def _note_words(self, case_ids: list[int]) -> None:
        """A word is new where the case on the desk had none; others are written to for other reasons."""
        for case_id in case_ids:
            closed = Status(self._queue.entry(case_id).status).closed
            at_hand = self.current is not None and self.current.id == case_id and not self.current.status.closed
            if at_hand or not closed:
                self._diligence.note(case_id, self._now(), closed=closed)

    def _written(self, case_ids: list[int]) -> None:
        """After every write: what stands follows the journal."""
        self._note_words(case_ids)
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
        self._standing.loading = (done, total)
        self._announcer.tell("progress")

    def _reading_moved(self, case_ids: Iterable[int]) -> None:
        concerned = list({self._queue.seen_as(each) for each in case_ids})
        aspects: set[Aspect] = {"queue", "progress"}
        if self.current is not None and self.current.id in concerned:
            self._seat.refresh()
            aspects.add("case")
        self._announcer.tell(*aspects, case_ids=concerned)
