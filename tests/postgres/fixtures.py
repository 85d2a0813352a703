"""The fixtures: one server for the whole run, and a database of its own for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.postgres import programs

if TYPE_CHECKING:
    from tests.postgres.server import PostgresServer
    from tests.postgres.team import Team
# What they need is loaded when one is asked for: this file is loaded for every test there is.


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server that tests share: stop or crash one of your own instead."""
    if reason := programs.why_not():
        pytest.skip(reason)
    from tests.postgres.server import PostgresServer

    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def team(postgres: PostgresServer) -> Iterator[Team]:
    """An empty database, and what there is to know of it; a team is made in it by whoever opens it as its owner."""
    from tests.postgres.team import Team

    made = Team.on(postgres)
    yield made
    made.remove()


@pytest.fixture
def made(postgres: PostgresServer) -> Iterator[Team]:
    """A database with a team's tables and nobody in it; `made.open("ann")` makes Ann a member and opens her workspace."""
    from tests.postgres.team import Team

    team = Team.made_on(postgres)
    yield team
    team.remove()
