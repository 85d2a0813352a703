"""Joining a team: what a desk needs for it beside its own parts. One machine by itself has no need of any of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from carddesk.cards.events import Erased, Event
from carddesk.services.contract import ReadingService
from carddesk.workflow.history import titles_of
from carddesk.workflow.history_words import Voice, erased_words, specs_of, told
from carddesk.workflow.privacy import Privacy
from carddesk.workflow.seeing import Seeing
from carddesk.workflow.standing import Standing
from carddesk.workflow.watching import Watcher
from carddesk.workflow.wiring import Wiring

if TYPE_CHECKING:
    from carddesk.workflow.team.teamwork import Teamwork


def joined(at: Wiring, watcher: Watcher, seeing: Seeing, standing: Standing, privacy: Privacy) -> Teamwork | None:
    """The desk's part in its team; None for a desk by itself. `Teamwork.start` begins it."""
    if isinstance(at.workspace.place, Path):
        return None
    from carddesk.store.team.steady import SteadyWorkspace  # noqa: PLC0415
    from carddesk.workflow.team import teamwork  # noqa: PLC0415

    workspace = at.workspace
    if not isinstance(workspace, SteadyWorkspace):
        return None

    def tell(case_id: int, event: Event) -> str:
        return _told(workspace.events(case_id), event, at.services, masked=privacy.on and not privacy.shown)

    wiring = teamwork.Wiring(workspace, at.queue, at.seat, at.ledger, at.announcer, at.tasks, watcher, tell)
    made = teamwork.Teamwork(wiring)
    seeing.holder = made.holder
    standing.team = lambda: made.view
    return made


def _told(history: list[Event], event: Event, services: Mapping[str, ReadingService], *, masked: bool) -> str:
    voice = Voice(masked, titles_of(services), specs_of(history))
    return erased_words(event.body.kind, voice) if isinstance(event.body, Erased) else told(event.body, voice)
