from collections.abc import Iterator

import pytest

from carddesk.store.team.workspace import TeamWorkspace
from tests.postgres.team import Team


@pytest.fixture
def ann(made: Team) -> TeamWorkspace:
    return made.open("ann")


@pytest.fixture
def bob(made: Team) -> TeamWorkspace:
    return made.open("bob")


@pytest.fixture
def boss(made: Team) -> TeamWorkspace:
    return made.open("boss", "supervisor")


@pytest.fixture
def eve(made: Team) -> Iterator[TeamWorkspace]:
    """The auditor."""
    return made.open("eve", "auditor")
