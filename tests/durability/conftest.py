from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.ledger import Clock
from tests.durability.disk import Disk, can_mount, disk_at
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

MakeDesk = Callable[..., Desk]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """For files that come in."""
    made = tmp_path / "cards"
    made.mkdir()
    return made


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if not can_mount(tmp_path / "try"):
        pytest.skip("only root may mount a disk of its own")
    with disk_at(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def make_desk() -> Iterator[MakeDesk]:
    """Desks over workspaces, which are closed in the end; close the desk yourself."""
    opened: list[Workspace] = []

    def make(place: Path, *, now: Clock = noon, service: FakeService | None = None) -> Desk:
        workspace = workspace_at(place)
        opened.append(workspace)
        return Desk(workspace, {"local": service or FakeService()}, Settings(), operator="ann", now=now)

    yield make
    for each in opened:
        each.close()


def said(desk: Desk) -> list[str]:
    """What the operator is told from now on, growing."""
    heard: list[str] = []

    def listen(change: Change) -> None:
        if change.notice is not None:
            heard.append(change.notice.text)

    desk.subscribe(listen)
    return heard
