from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = workspace_at(tmp_path / "workspace")
    yield opened
    opened.close()


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
async def desk(workspace: Workspace, service: FakeService, settings: Settings) -> AsyncIterator[Desk]:
    made = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    yield made
    await made.close()


@pytest.fixture
def changes(desk: Desk) -> list[Change]:
    """Every change since the test began, growing."""
    heard: list[Change] = []
    desk.subscribe(heard.append)
    return heard


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cards"
    made.mkdir()
    return made
