"""Teamwork: a desk among others. Claims cases ahead of its operator, sends what was said, and follows what others do.

One task asks the server, in a thread of its own, so that no key waits for the network.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from carddesk.cards.events import Event
from carddesk.errors import UserError
from carddesk.language import mark
from carddesk.store.team.address import parsed
from carddesk.store.team.claims import RENEW_S
from carddesk.store.team.listening import Listener
from carddesk.store.team.outbox import Parcel
from carddesk.store.team.steady import Fresh, SteadyWorkspace
from carddesk.workflow.changes import Announcer, Change
from carddesk.workflow.ledger import Ledger
from carddesk.workflow.queue import Queue
from carddesk.workflow.seat import Seat
from carddesk.workflow.tasks import Tasks
from carddesk.workflow.team.claiming import Claiming, Wanted
from carddesk.workflow.team.settling import as_events, can_go_on_top, on_top, set_aside
from carddesk.workflow.team.turns import Turns
from carddesk.workflow.team.views import HeldView, SaidLine, TeamView
from carddesk.workflow.threads import Threads
from carddesk.workflow.watching import Watcher

logger = logging.getLogger(__name__)

RETRY_S: Final = 2.0
"""How often a server that is gone is tried."""
_AGAIN_S: Final = 0.5
"""So long after the server was busy it is asked again."""
_BLOCKED_S: Final = 3.0
"""How often it is tried whether another desk has let go of a card that something waits for."""
_IDLE_S: Final = 5.0
_AT_ONCE: Final = 50
"""Rows taken in before the loop is let go."""
_ROWS: Final = 500
"""Rows asked for in one question."""
_CANDIDATES: Final = 12
PATIENCE_S: Final = 2.0
"""How long the end waits for the server to take what was said last; what it did not take waits for the next start."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of a desk that take part."""

    workspace: SteadyWorkspace
    queue: Queue
    seat: Seat
    ledger: Ledger
    announcer: Announcer
    tasks: Tasks
    watcher: Watcher
    tell: Callable[[int, Event], str]
    """What a line of a case says, as a sentence."""


class Teamwork:
    """A desk's part in its team.

    Attributes:
        others: the cases that are on other desks, and who sits there.
        turns: sees that no image is read on two desks.
    """

    def __init__(self, at: Wiring) -> None:
        self._at = at
        self._ws = at.workspace
        self._threads = Threads(1)
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listener: Listener | None = None
        self._heard: set[int] = set()
        self._heard_claims = True
        self._claiming = Claiming(self._take, self._ws.holding.release)
        self._renewed = time.monotonic()
        self._told: TeamView | None = None
        self._busy = False
        self._wants_next: int | None = None
        """The case from which the operator wants to go on, as soon as another one is here."""
        self._waits_for = ""
        self._trouble = ""
        self._has_begun = False
        self._running: asyncio.Task[None] | None = None
        self._name = parsed(str(self._ws.place)).database
        self.turns = Turns(self._ws, self._threads.run, self._take_in)
        self.others: dict[int, str] = {}
        self._held = self._ws.held_back()
        with suppress(UserError):
            self.others = self._ws.holding.others()
        at.queue.set_taken(self.others)
        at.queue.within_reach = self._within_reach
        at.seat.why_none = self._why_none
        at.seat.is_here = self._is_here

    # ------------------------------------------------------------------ what stands

    @property
    def view(self) -> TeamView:
        """How the desk stands with its team."""
        since = self._ws.reach.cut_since
        return TeamView(
            name=self._name,
            operator=self._ws.operator,
            role=self._ws.role,
            cut_since=since.astimezone().strftime("%H:%M") if since is not None else "",
            unsent=self._ws.unsent if since is not None or self._is_late else 0,
            waits_for=self._waits_for,
            contradicted=len(self._held),
            outdated=self._ws.outdated,
            trouble=self._trouble,
        )

    def holder(self, case_id: int) -> str:
        """Who has a case on another desk; empty where nobody has."""
        return self.others.get(case_id, "")

    @property
    def held(self) -> list[HeldView]:
        """What others contradict, for a human to decide."""
        return [self._held_view(number, parcels) for number, parcels in enumerate(self._held)]

    def _within_reach(self, case_id: int) -> bool:
        """Whether it is on this desk and in memory: to go on waits for nobody."""
        return self._ws.holding.is_ready(case_id) and self._ws.remembers(case_id)

    def _why_none(self) -> str:
        current = self._at.seat.current
        if self._ws.reach.cut_since is not None:
            return mark("No other card is on this desk until the team's database is back.")
        if current is None or not self._at.queue.upcoming(current.id, 1):
            return ""
        self._wants_next = current.id
        self._wake.set()
        return mark("The next card comes in a moment.")

    @property
    def _is_late(self) -> bool:
        return self._ws.outdated or bool(self._trouble or self._waits_for)

    def _is_here(self, case_id: int) -> bool:
        """Whether the case can be shown at once; else it is fetched in a thread, and shown in brief until it has come."""
        return self._running is None or self._ws.remembers(self._at.queue.seen_as(case_id))

    # ------------------------------------------------------------------ beginning and end

    def start(self) -> None:
        """Take part from now on, until `close`."""
        self._loop = asyncio.get_running_loop()
        self._ws.on_kept = self._nudge
        self._ws.reach.on_change = self._nudge
        self._listener = Listener(self._ws.listening_connection, self._hear, connected=self._connected)
        self._listener.start()
        self._stop = self._at.announcer.subscribe(self._changed)
        self._running = self._at.tasks.spawn(self._run())
        if self._ws.unsent:
            said = mark(
                "Edits that were kept here when the desk was closed or cut off last time: {count}. They are sent now."
            )
            self._at.announcer.say("info", said, count=self._ws.unsent)
        self._say_contradicted()

    async def close(self) -> None:
        """Send what is left, as far as that goes quickly, and part. May be called twice."""
        if self._running is not None:
            self._stop()
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
            with suppress(UserError, TimeoutError):
                await asyncio.wait_for(self._threads.run(self._ws.send), PATIENCE_S)
        if self._listener is not None:
            listener, self._listener = self._listener, None
            await self._threads.run(listener.close)
        await self._threads.close()

    # ------------------------------------------------------------------ what others contradict

    def put_on_top(self, number: int) -> None:
        """Say mine once more, upon theirs: the card is reopened and corrected, in this operator's name and now.

        Raises:
            UserError: another desk has the card now …
        """
        parcels = self._held[number]
        lines = [line for parcel in parcels for line in parcel.lines]
        with self._at.ledger.transaction() as writing:
            for case_id in dict.fromkeys(line.case_id for line in lines):
                own = [line for line in lines if line.case_id == case_id]
                for body in on_top(self._ws.case(case_id), own):
                    writing.event(case_id, body)
        self._let_go(parcels)

    def set_aside(self, number: int) -> None:
        """Let theirs stand. What was said here is kept in the journal, and does not count.

        Raises:
            UserError: it cannot be written now.
        """
        parcels = self._held[number]
        lines = [line for parcel in parcels for line in parcel.lines]
        with self._at.ledger.transaction() as writing:
            for case_id in dict.fromkeys(line.case_id for line in lines):
                writing.event(case_id, set_aside([line for line in lines if line.case_id == case_id]))
        self._let_go(parcels)

    def _let_go(self, parcels: Collection[Parcel]) -> None:
        self._ws.let_go(parcels)
        self._held = self._ws.held_back()
        self._at.announcer.tell("progress", "case")

    def _held_view(self, number: int, parcels: list[Parcel]) -> HeldView:
        lines = [line for parcel in parcels for line in parcel.lines]
        cases = list(dict.fromkeys(line.case_id for line in lines))
        firsts = {line.case_id: line.seq for line in reversed(lines)}
        theirs = [event for case_id in cases for event in self._ws.events(case_id) if event.seq >= firsts[case_id]]
        return HeldView(
            number,
            tuple((case_id, self._name_of(case_id)) for case_id in cases),
            tuple(map(self._said, theirs)),
            tuple(map(self._said, as_events(lines))),
            can_go_on_top(lines),
        )

    def _said(self, event: Event) -> SaidLine:
        at = datetime.fromisoformat(event.at).astimezone().strftime("%H:%M:%S")
        return SaidLine(at, event.operator, self._at.tell(event.case_id, event))

    def _name_of(self, case_id: int) -> str:
        try:
            return self._at.queue.entry(case_id).name
        except KeyError:
            return ""

    def _say_contradicted(self) -> None:
        if self._held:
            said = mark(
                "Others went on with cards that you worked on while this desk was cut off: {count}. Look at both."
            )
            self._at.announcer.offer("show_contradicted", said, count=len(self._held))

    # ------------------------------------------------------------------ the work

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            await self._step()
            with suppress(TimeoutError):
                # Not `wait_for`: in Python 3.11 it may swallow that the task is cancelled when the event comes at the same time.
                async with asyncio.timeout(self._pause_s()):
                    await self._wake.wait()

    def _pause_s(self) -> float:
        if self._ws.reach.cut_since is not None or self._ws.outdated:
            return RETRY_S
        if self._busy:
            return _AGAIN_S
        return _BLOCKED_S if self._ws.unsent else _IDLE_S

    async def _step(self) -> None:
        self._tell_view()
        try:
            if self._ws.reach.cut_since is not None and not await self._threads.run(self._ws.try_reach):
                return
            await self._send()
            await self._renew()
            await self._claim()
            await self._fetch_at_hand()
            await self._threads.run(self.turns.release_what_is_read, self._at.queue.under_way)
            await self._follow()
            self._busy, self._trouble = False, ""
        except UserError as error:
            self._note(error)
        finally:
            self._tell_view()

    def _tell_view(self) -> None:
        """What others find out, such as that the server is gone, is told as well."""
        if (view := self.view) != self._told:
            self._told = view
            self._at.announcer.tell("progress")

    def _note(self, error: UserError) -> None:
        self._busy = error.code == "team_busy"
        if error.code in {"team_unreachable", "team_unsure", "team_busy"}:
            return
        logger.warning("the team's server does not take what was said: %s", error.code)
        if error.message != self._trouble:
            self._trouble = error.message
            self._at.announcer.say("error", error.message)

    async def _send(self) -> None:
        if not self._ws.unsent and not self._ws.outdated:
            self._waits_for = ""
            return
        sent = await self._threads.run(self._ws.send)
        current = self._at.seat.current
        if current is not None and current.id in sent.moved:
            self._see_anew()
        self._waits_for = sent.blocked[0][1] if sent.blocked else ""
        for case_id, who in sent.blocked:
            self.others[case_id] = who
        if sent.held:
            self._held = self._ws.held_back()
            self._heard |= {line.case_id for each in self._held for parcel in each for line in parcel.lines}
            self._say_contradicted()

    async def _renew(self) -> None:
        if time.monotonic() - self._renewed < RENEW_S:
            return
        self._renewed = time.monotonic()
        lost = await self._threads.run(self._ws.holding.renew)
        self._heard_claims = self._heard_claims or bool(lost)
        # That a lease ran out is told by nobody.
        self._heard_claims = self._heard_claims or bool(self.others)

    async def _claim(self) -> None:
        if self._ws.role == "auditor":
            return
        current = self._at.seat.current
        at_hand = current.id if current is not None else None
        keep = self._ws.unsent_cases
        wanted = Wanted(at_hand, self._at.queue.upcoming(at_hand, _CANDIDATES), keep)
        found = await self._threads.run(self._claiming.settle, self._ws.holding.cases, wanted)
        if found:
            self._take_others({**self.others, **found})
            self._pass_by(at_hand, found)
        for case_id in sorted(self._ws.holding.unready):
            self._take_in([case_id], await self._threads.run(self._ws.look_ahead, case_id))
            self._ws.holding.ready(case_id)
            self._go_on()

    async def _fetch_at_hand(self) -> None:
        """The case that was opened by hand, and is on another desk or not to be claimed: it can be read all the same."""
        current = self._at.seat.current
        if current is not None and not self._ws.remembers(current.id):
            self._take_in([current.id], await self._threads.run(self._ws.look_ahead, current.id))

    def _go_on(self) -> None:
        wanted, self._wants_next = self._wants_next, None
        if self._is_at(wanted) and not self._at.seat.open_next():
            self._wants_next = wanted

    def _pass_by(self, at_hand: int | None, found: Mapping[int, str]) -> None:
        """A case that came by itself and turns out to be on another desk is not waited for."""
        if at_hand not in found or not self._is_at(at_hand):
            return
        if self._at.seat.came_by_itself and not self._at.seat.open_next():
            self._wants_next = at_hand
        if self._is_at(at_hand):
            self._see_anew()

    def _is_at(self, case_id: int | None) -> bool:
        current = self._at.seat.current
        return current is not None and current.id == case_id

    async def _follow(self) -> None:
        if self._heard_claims:
            self._heard_claims = False
            self._take_others(await self._threads.run(self._ws.holding.others))
        heard, self._heard = sorted(self._heard), set()
        for start in range(0, len(heard), _ROWS):
            part = heard[start : start + _ROWS]
            try:
                fresh = await self._threads.run(self._ws.look, part)
            except UserError:
                self._heard |= set(heard[start:])
                raise
            for first in range(0, len(part), _AT_ONCE):
                ids = part[first : first + _AT_ONCE]
                self._take_in(ids, _part_of(fresh, ids))
                await asyncio.sleep(0)

    def _take_in(self, case_ids: Collection[int], fresh: Fresh) -> None:
        self._ws.take_in(fresh)
        # In the queue, what was said here and waits is newer than what the server knows.
        told = set(case_ids) - self._ws.unsent_cases
        self._at.watcher.take_in(sorted(told), [entry for entry in fresh.entries if entry.case_id in told])
        current = self._at.seat.current
        if current is not None and current.id in fresh.histories:
            self._see_anew()

    def _take_others(self, others: dict[int, str]) -> None:
        changed = {
            case_id for case_id in others.keys() | self.others.keys() if others.get(case_id) != self.others.get(case_id)
        }
        if not changed:
            return
        self.others = others
        self._at.queue.set_taken(others)
        current = self._at.seat.current
        if current is not None and current.id in changed:
            self._see_anew()
        self._at.announcer.tell("queue", case_ids=sorted(changed))

    def _see_anew(self) -> None:
        self._at.seat.refresh()
        self._at.announcer.tell("case", "field")

    def _take(self, case_id: int) -> str:
        try:
            claim = self._ws.holding.take(case_id)
        except KeyError:
            return ""
        return "" if claim.mine else claim.operator

    # ------------------------------------------------------------------ from other threads

    def _hear(self, case_ids: frozenset[int]) -> None:
        self._on_loop(self._note_heard, case_ids)

    def _note_heard(self, case_ids: frozenset[int]) -> None:
        self._heard |= case_ids
        self._heard_claims = True
        self._wake.set()

    def _connected(self, there: bool) -> None:
        if there:
            self._on_loop(self._wake.set)
        else:
            self._ws.reach.lost()

    def _nudge(self) -> None:
        self._on_loop(self._wake.set)

    def _on_loop(self, call: Callable[..., None], *arguments: object) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has closed: nobody is here any more
                self._loop.call_soon_threadsafe(call, *arguments)

    def _changed(self, change: Change) -> None:
        if "case" in change.what:
            self._wake.set()


def _part_of(fresh: Fresh, case_ids: Collection[int]) -> Fresh:
    wanted = set(case_ids)
    entries = [entry for entry in fresh.entries if entry.case_id in wanted]
    return Fresh(entries, {case_id: history for case_id, history in fresh.histories.items() if case_id in wanted})
