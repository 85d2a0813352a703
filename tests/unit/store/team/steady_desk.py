"""Desks of a team for tests: a steady workspace with an outbox in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from carddesk.cards import events
from carddesk.services.secret import Secret
from carddesk.store.team.opening import open_team
from carddesk.store.team.outbox import open_outbox
from carddesk.store.team.steady import SteadyWorkspace
from tests.postgres.server import PASSWORD
from tests.postgres.team import Team

KEY = bytes(range(32))


def sat_down(team: Team, name: str, folder: Path, *, port: int | None = None, **how: Any) -> SteadyWorkspace:
    """A desk of this member, by way of `port`; closed at the end of the test."""
    team.member(name)
    opened = open_team(team.url(name, port=port), **{"password": Secret(PASSWORD), **how})
    desk = SteadyWorkspace.over(opened, open_outbox(folder / name, KEY))
    team.opened.append(desk)
    return desk


def cut_off(desk: SteadyWorkspace) -> None:
    """The desk has noticed that the server is out of reach."""
    desk.reach.lost()


def back(desk: SteadyWorkspace) -> None:
    """And that it is back."""
    assert desk.try_reach()


def said(desk: SteadyWorkspace, case_id: int) -> list[events.Body | events.Erased]:
    """What a desk knows of a case."""
    return [event.body for event in desk.events(case_id)]
