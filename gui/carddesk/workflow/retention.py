"""Retention: what is decided is erased when its time is over, case by case, while work goes on.

The time counts from the last word on a card. What nobody has decided is never erased unless that is set; it is counted and told.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from carddesk.cards import events
from carddesk.cards.case import Case
from carddesk.cards.events import Event
from carddesk.errors import EnvironmentFault
from carddesk.language import mark
from carddesk.settings import Settings
from carddesk.store import due, erasing, scrubbing
from carddesk.store.erasing import Erasure
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Announcer
from carddesk.workflow.clean import clean
from carddesk.workflow.ledger import Clock, stamp
from carddesk.workflow.tasks import Tasks

logger = logging.getLogger(__name__)

_LAST_WORDS = (
    events.CaseAccepted,
    events.CaseRejected,
    events.CaseReopened,
    events.SecondLookDone,
    events.DifferenceSettled,
    events.FacesPaired,
    events.FacesParted,
    events.Undone,
    events.Redone,
)
"""What moves the day from which the time counts: words on the card, and taking them back or not."""

_FIRST_S = 20.0
"""So long a desk is left in peace after it was opened."""
_AGAIN_S = 900.0
"""How often it is looked whether another day has begun."""
_REST_S = 0.02
"""Between two cases, so that whoever works comes in between."""


@dataclass(frozen=True, slots=True)
class Policy:
    """For how many days what is kept; 0 without limit, for images: as long as the rest."""

    days: int
    images_days: int = 0
    undecided_days: int = 0

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """What is set."""
        keys = ("retention.days", "retention.images_days", "retention.undecided_days")
        return cls(*(int(settings.number(key)) for key in keys))


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be erased now.

    Attributes:
        cases: whole ones.
        images: cases that lose their image alone.
        forgotten: how many cases wait undecided for longer than decided ones are kept, and stay.
    """

    cases: tuple[int, ...] = ()
    images: tuple[int, ...] = ()
    forgotten: int = 0


@dataclass(slots=True)
class Outcome:
    """What was erased."""

    cases: list[int] = field(default_factory=list)
    without_image: int = 0
    images: int = 0
    forgotten: int = 0
    scrubbed: bool = True
    """Whether the logs could be emptied: not while somebody else reads."""

    def add(self, done: Erasure) -> None:
        """This was erased, too."""
        self.cases += done.case_ids
        self.images += len(done.images)
        self.without_image += not done.case_ids and bool(done.images or done.shared)

    @property
    def anything(self) -> bool:
        """Whether anything was."""
        return bool(self.cases or self.without_image)


def day_ends(day: date) -> datetime:
    """The moment up to which a day counts that is named for erasing: its end, here."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time()).astimezone()


def look(workspace: Workspace, policy: Policy, now: datetime) -> Due:
    """What is due now. One walk through the queue: not for the event loop."""
    cases = due.decided_before(workspace, _before(now, policy.days)) if policy.days else []
    if policy.undecided_days:
        cases += due.undecided_since(workspace, _before(now, policy.undecided_days))
    images: list[int] = []
    if policy.images_days and (not policy.days or policy.images_days < policy.days):
        images = due.decided_before(workspace, _before(now, policy.images_days), with_image=True)
    waiting = due.undecided_since(workspace, _before(now, policy.days)) if policy.days else []
    return Due(
        tuple(dict.fromkeys(cases)),
        tuple(each for each in images if each not in set(cases)),
        len(set(waiting) - set(cases)),
    )


def erase_due(
    workspace: Workspace,
    policy: Policy,
    operator: str,
    now: datetime,
    *,
    clock: Clock | None = None,
    spared: Callable[[], Collection[int]] = tuple,
) -> Iterator[Erasure]:
    """Erase what is due, one case a step; `spared` are cases that somebody is at work on now.

    Raises:
        EnvironmentFault: it cannot be written. What was erased before stays erased.
    """
    found = look(workspace, policy, now)
    erasing.finish(workspace)
    told = clock or (lambda: now)
    for case_id in (each for each in found.cases if each not in spared()):
        ripe = _ripe(policy.days, policy.undecided_days, now)
        yield erasing.erase(workspace, case_id, "retention", operator, stamp(told()), only=ripe)
    for case_id in (each for each in found.images if each not in spared()):
        ripe = _ripe(policy.images_days, 0, now)
        yield erasing.erase_images(workspace, case_id, "retention", operator, stamp(told()), only=ripe)


def _before(now: datetime, days: int) -> str:
    return stamp(now - timedelta(days=days))


def _ripe(days: int, undecided_days: int, now: datetime) -> erasing.Only:
    """Whether a case, as it stands, has had its time: counted from the last word, or from when it came."""

    def ripe(case: Case, history: Sequence[Event]) -> bool:
        if case.status in due.DECIDED:
            words = [event.at for event in history if isinstance(event.body, _LAST_WORDS)]
            return bool(days and words) and max(words) < _before(now, days)
        return bool(undecided_days) and bool(history) and history[0].at < _before(now, undecided_days)

    return ripe


class Retention:
    """Sees to it at a desk: once it is open, and again each day it stays open.

    Attributes:
        under_way: gives the cases that nobody is to take away now: on the desk, or being read.
        on_erased: told on the loop's thread of each step.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        tasks: Tasks,
        announcer: Announcer,
        *,
        operator: str,
        now: Clock,
    ) -> None:
        self._workspace = workspace
        self._settings = settings
        self._tasks = tasks
        self._announcer = announcer
        self._operator = clean(operator)
        self._now = now
        self.under_way: Callable[[], Collection[int]] = tuple
        self.on_erased: Callable[[Erasure], None] = lambda _: None
        self._done: date | None = None
        self._unscrubbed = False

    def start(self, first_s: float = _FIRST_S, again_s: float = _AGAIN_S) -> None:
        """Begin, where this operator may erase at all; ends with the tasks of the desk."""
        if self._workspace.may_erase:
            _ = self._tasks.spawn(self._watch(first_s, again_s))

    async def _watch(self, first_s: float, again_s: float) -> None:
        await asyncio.sleep(first_s)
        while True:
            if self._done != self._now().astimezone().date():
                await self.run()
            elif self._unscrubbed:
                await self.scrub()
            await asyncio.sleep(again_s)

    async def run(self) -> Outcome:
        """Erase what is due now, and tell the operator if that was anything, and of what waits for too long."""
        now, policy = self._now(), Policy.of(self._settings)
        self._done = now.astimezone().date()
        outcome = Outcome()
        try:
            outcome.forgotten = (await self._tasks.in_thread(look, self._workspace, policy, now)).forgotten
            steps = erase_due(self._workspace, policy, self._operator, now, clock=self._now, spared=self.under_way)
            while (done := await self._tasks.in_thread(_next, steps)) is not None:
                outcome.add(done)
                self.on_erased(done)
            if outcome.anything:
                outcome.scrubbed = await self.scrub()
        except EnvironmentFault as fault:
            # Tomorrow, or with the next start; what was erased is erased.
            self._announcer.say("warn", mark("What is due to be erased stays for now. {why}"), why=fault.message)
        self._tell(outcome, policy)
        return outcome

    async def scrub(self, *, at_work: bool = True) -> bool:
        """Leave nothing of what was erased in the files; whether that could be done."""
        done = await self._tasks.in_thread(scrubbing.scrub, self._workspace, at_work=at_work)
        self._unscrubbed = not done
        return done

    async def finish(self) -> None:
        """The desk closes: what had to wait while somebody was at work is done now."""
        if self._unscrubbed:
            try:
                await self.scrub(at_work=False)
            except EnvironmentFault:
                logger.warning("what was erased could not be scrubbed")

    def _tell(self, outcome: Outcome, policy: Policy) -> None:
        if outcome.forgotten:
            words = mark(
                "Cards that wait undecided for more than {days} days: {count}. They are not erased by themselves."
            )
            self._announcer.say("warn", words, days=policy.days, count=outcome.forgotten)
        elif outcome.cases:
            words = mark("Erased, since their time was over: {count} cards.")
            self._announcer.say("info", words, count=len(outcome.cases))


def _next(steps: Iterator[Erasure]) -> Erasure | None:
    done = next(steps, None)
    if done is not None:
        time.sleep(_REST_S)
    return done
