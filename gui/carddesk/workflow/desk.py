"""The desk: what stands now, and what the operator wants. The UI renders the one and calls the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from carddesk.capture.captured import Captured
from carddesk.cards.case import Status
from carddesk.errors import UserError
from carddesk.imaging.rendering.process import renderer
from carddesk.services.contract import ReadingService
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow import records
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.arrivals import Arrivals
from carddesk.workflow.asking_services import Asking
from carddesk.workflow.basis import BasisNotes
from carddesk.workflow.capturing import Capturing
from carddesk.workflow.changes import Announcer, Aspect, Listener
from carddesk.workflow.choice import Choice
from carddesk.workflow.clean import clean
from carddesk.workflow.discretion import masked
from carddesk.workflow.doubling import Doubling
from carddesk.workflow.exporting import export_cases
from carddesk.workflow.glimpses import Glimpses
from carddesk.workflow.group import GroupItem, gathered
from carddesk.workflow.intake import Intake
from carddesk.workflow.judging import Judging
from carddesk.workflow.key_care import KeyCare
from carddesk.workflow.ledger import Clock, Ledger
from carddesk.workflow.page_choice import without_asking
from carddesk.workflow.pairing import Pairing
from carddesk.workflow.pixels import PixelCache, Pixels
from carddesk.workflow.privacy import Privacy
from carddesk.workflow.queue import Queue
from carddesk.workflow.records import Records
from carddesk.workflow.rows import Rows
from carddesk.workflow.rules import Rules
from carddesk.workflow.seat import Seat
from carddesk.workflow.seeing import Seeing
from carddesk.workflow.sitting import Sitting
from carddesk.workflow.standing import Standing
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.team.joining import joined
from carddesk.workflow.today import Today
from carddesk.workflow.views import CaseView, Progress, QueueRow
from carddesk.workflow.wiring import Wiring

MOST_ON_A_WALL = 500
"""Cases that a group check looks at: more than anybody goes through in one sitting, and gathered within a second."""

_DRAWS_S = 0.2
"""What a page of a document may still take once the desk is being closed."""


class Desk:
    """One operator's desk over one workspace.

    Attributes:
        judging: what a human says about cards.
        asking: having cards read.
        capturing: where images come from besides opened files.
        basis: for what purpose and which customer cards are captured.
        choice: who reads, and how.
        pairing: two images that show one card.
        second: second opinions.
        retrying: what failed.
        privacy: what is masked.
        accounts: the vendors' accounts.
        team: the desk's part in its team; None for a desk by itself.
        key_care: the workspace's key.

    Coroutines are long work: they may be cancelled, tell of
    their progress, and raise nothing but `UserError`.

    Args:
        workspace: open; the desk closes it.
        services: by id, in the order in which they are offered; the desk closes them.
        settings: asked anew each time.
        operator: the name under which work is recorded; in a team it is the login's.
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
        self._operator = workspace.operator or clean(operator)
        self._now = now
        self._announcer = Announcer()
        self._queue = Queue(workspace.queued(), self._operator)
        seeing = self._seeing = Seeing(workspace, self._queue, settings, operator=self._operator, today=self._date)
        workspace.summarise = seeing.summary
        self._seat = Seat(self._queue, seeing.view, self._announcer)
        self._seat.brief = seeing.brief
        self._ledger = Ledger(workspace, self._queue, operator=self._operator, now=now, on_written=self._written)
        self._tasks = Tasks(self._announcer.fail, on_bug)
        self._pixels = PixelCache(workspace, self._tasks)
        self._glimpses = Glimpses(workspace, self._pixels, self._tasks)
        self.accounts = accounts or Accounts(services)
        self.choice = Choice(services, settings, workspace, self._announcer)
        self.pairing = Pairing(
            workspace, self._queue, self._ledger, self._seat, self._announcer, settings=settings, today=self._date
        )
        self.basis = BasisNotes(workspace, self._ledger, self._seat, self._announcer, settings=settings, now=now)
        wiring = Wiring(
            workspace,
            self._queue,
            self._ledger,
            self._tasks,
            self._seat,
            self._announcer,
            self.choice,
            services,
            self.accounts,
            settings,
            now,
            self.basis,
        )
        self.asking = Asking(wiring, on_faces=self.pairing.look)
        self.second, self.retrying = self.asking.second, self.asking.retrying
        seeing.aside = self.second.aside
        self.judging = Judging(
            workspace,
            self._ledger,
            self._seat,
            self._announcer,
            operator=self._operator,
            view=seeing.view,
            doubling=Doubling(workspace, self._ledger, self._seat, self._announcer, settings, whole=seeing.whole),
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
        intake = Intake(workspace, self._queue, self._ledger, self._tasks, self._loading_moved, basis=self.basis)
        intake.pages = lambda: without_asking(settings)
        self._arrivals = Arrivals(intake, self._seat, self._announcer, came=self._came, join=self.pairing.join_scanned)
        self.capturing = Capturing(wiring, self._arrivals)
        self.capturing.splitting.read = self.asking.came
        self.asking.recognition.on_asked = self.capturing.framing.settle
        self._today = Today(workspace, self._queue, self._seat, operator=self._operator, now=now)
        self._standing = Standing(wiring, self.asking, self._today)
        self.team = joined(wiring, self.records.watcher, seeing, self._standing, self.privacy)
        if self.team is not None:
            self.asking.recognition.leave = self.team.turns
        self.sitting = Sitting(
            workspace, self._queue, self._seat, self._announcer, operator=self._operator, now=now, view=seeing.view
        )
        self.key_care = KeyCare(workspace)

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

    def case(self, case_id: int) -> CaseView:
        """A case as it may be seen, without going there.

        Raises:
            KeyError: there is no such case.
        """
        seen = self._seeing.view(case_id)
        return masked(seen, None) if self.privacy.on else seen

    def is_here(self, case_id: int) -> bool:
        """Whether a look at the case waits for no network."""
        return self._workspace.remembers(case_id)

    @property
    def active(self) -> str | None:
        """Key of the field the operator is at."""
        return self._seat.active

    @property
    def service(self) -> str:
        """Id of the picked service; empty where there is none."""
        return self.choice.service

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
        self.choice.pick(service_id)

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

    async def add_files(self, paths: Sequence[Path], *, by_hand: bool = False) -> list[int]:
        """Take in files and folders; the new cases, in order. What can be read is read at once if so set.

        Opened `by_hand`, a file of several pages waits in `capturing.pages` for its pages to be chosen, if so set.
        """
        chosen = self.capturing.pages
        hold = chosen.hold if by_hand and chosen.asks else None
        return await self._arrivals.add_files(paths, hold)

    async def add_image(self, data: bytes, name: str) -> list[int]:
        """Take in one image that is no file, such as one pasted; the new cases."""
        return await self._arrivals.add_captured([Captured(data, name)])

    async def read(self, case_ids: Sequence[int] | None = None, *, again: bool = False) -> None:
        """Have cases read by the picked service: those named, or all that have no reading yet; see `Asking.read`.

        Raises:
            UserError: there is no service, or an option of it was lost.
        """
        await self.asking.read(case_ids, again=again)

    async def walls(self) -> dict[str, tuple[GroupItem, ...]]:
        """The fields that can be checked over many cards at once, by key: of the open cases in the filtered queue."""
        ids = self._queue.filtered.standing(Status.READ, Status.POSTPONED)
        seen = []
        for case_id in ids[:MOST_ON_A_WALL]:
            seen.append(self._seeing.view(case_id))
            await asyncio.sleep(0)  # a few milliseconds each: keys are heard in between
        return gathered(seen)

    def cancel_reading(self) -> None:
        """Stop reading; what was read stays."""
        self.asking.cancel()

    async def pixels(self, sha256: str, page: int, max_side: int | None = None) -> Pixels:
        """The pixels of an image: RGB, height x width x 3, upright; shrunk until no side exceeds `max_side`.

        Raises:
            ImageError: it cannot be decoded.
        """
        return await self._pixels.get(sha256, page, max_side)

    async def thumbnail(self, row: QueueRow, side: int) -> Pixels:
        """A small picture of the card of a row that has an image: RGB, no side longer than `side`.

        Raises:
            ImageError: it cannot be decoded.
        """
        return await self._glimpses.of(row, side)

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
        self.asking.cancel()
        with suppress(UserError):  # nothing can be done about it any more; the next start will say so
            await self.sitting.close()
        await self.capturing.close()
        await self.records.retention.finish()
        if self.team is not None:
            await self.team.close()
        await self._pixels.close()
        await self._end_tasks()
        await asyncio.gather(*(service.close() for service in self._services.values()))
        self._workspace.close()

    # Inside.

    async def _end_tasks(self) -> None:
        """Wait for them, but not for what is drawing a document, which may take long: that is ended as often as it comes."""
        ending = asyncio.ensure_future(_end_drawing())
        try:
            await self._tasks.close()
        finally:
            ending.cancel()
            await asyncio.gather(ending, return_exceptions=True)
            renderer.close()

    def _came(self, case_ids: Sequence[int]) -> None:
        self.capturing.splitting.came(case_ids)

    def _date(self) -> date:
        return self._now().astimezone().date()

    def _written(self, case_ids: list[int]) -> None:
        """After every write: what stands follows the journal."""
        self._today.note(case_ids)
        aspects: set[Aspect] = {"queue", "progress"}
        if self._seat.current is not None and self._seat.current.id in case_ids:
            self._seat.refresh()
            aspects |= {"case", "field"}
        self._announcer.tell(*aspects, case_ids=case_ids)

    def _loading_moved(self, done: int, total: int) -> None:
        self._standing.loading = (done, total)
        self._announcer.tell("progress")


async def _end_drawing() -> None:
    while True:
        renderer.close()
        await asyncio.sleep(_DRAWS_S)
