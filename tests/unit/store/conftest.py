from collections.abc import Iterator
from pathlib import Path

import pytest

from carddesk.store.workspace import Workspace
from tests.workspaces import workspace_at


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    opened = workspace_at(folder)
    yield opened
    opened.close()
