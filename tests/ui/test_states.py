"""Every state of every pane, in both languages and both colour schemes, on a small screen and a fine one: nothing is cut,
and all text stands out from what it is painted on.

Pictures are not compared here, since fonts differ from machine to machine; geometry is. `python -m tests.screens` draws
them to be looked at and holds them against those drawn before on the same machine.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from carddesk.ui.look.tokens import DARK, LIGHT
from carddesk.workflow.desk import Desk
from tests.ui.cut_text import cut_in
from tests.ui.desk_at_work import AtWork, Script
from tests.ui.faint_text import faint, pairs_in
from tests.ui.state_cards import before_the_second_look, desk_of, scripted, scripted_second_look
from tests.ui.states import looked_again, visited
from tests.unit.workflow.fakes import FakeService

FINE = "STATES_FINE" in os.environ
SIZE = QSize(1920, 1080) if FINE else QSize(1366, 768)
"""In logical pixels; the fine one is 3840 x 2160 at a scale of two."""


@pytest.fixture
def second_look() -> bool:
    """Whether the desk is that of an operator who looks at cards that others have accepted."""
    return False


@pytest.fixture
async def desk(
    workspace_path: Path, service: FakeService, script: Script, tmp_path: Path, second_look: bool
) -> AsyncIterator[Desk]:
    """With a service that sends images away beside the played engine."""
    if second_look:
        scripted_second_look(script)
        await before_the_second_look(workspace_path, FakeService(script), tmp_path / "before")
    made = (
        desk_of(workspace_path, service, "carl", "name id_number") if second_look else desk_of(workspace_path, service)
    )
    yield made
    await made.close()


async def seen(at_work: AtWork, states: AsyncIterator[str], colours: str) -> list[str]:
    """The names of all these states; nothing in them was cut, faint, or in other colours."""
    window = at_work.window
    window.resize(SIZE)
    window.activateWindow()
    await at_work.until(window.isActiveWindow)
    faults, names = [], []
    pairs: dict[tuple[str, str], str] = {}
    panel = QColor((DARK if colours == "dark" else LIGHT).panel)
    async for name in states:
        names.append(name)
        assert window.size() == SIZE, f"{name}: the window has grown to {window.size().toTuple()}"
        if cut_in(window):
            await asyncio.sleep(0.3)  # a row that has just grown may be a turn of the loop behind what is in it
        faults += [f"{name}: {fault}" for fault in cut_in(window)]
        shot = window.grab()
        assert shot.devicePixelRatio() == (2.0 if FINE else 1.0)
        pairs |= pairs_in(window, shot.toImage())
        if not window.lock.locked:
            assert shot.toImage().pixelColor(3, shot.height() - 3) == panel, f"{name} is painted in other colours"
    assert faults == []
    assert faint(pairs) == []
    window.take_colours("system")
    return names


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_nothing_is_cut_or_faint_in_any_state(
    at_work: AtWork, script: Script, service: FakeService, tmp_path: Path, language: str, colours: str
) -> None:
    scripted(script)
    at_work.window.speak(language)
    at_work.window.take_colours(colours)
    names = await seen(at_work, visited(at_work, service, tmp_path / "in"), colours)
    assert len(names) == len(set(names)) >= 30


@pytest.mark.parametrize("second_look", [True])
@pytest.mark.parametrize(("language", "colours"), [("en", "light"), ("zh_CN", "dark")])
async def test_nothing_is_cut_or_faint_at_a_second_look(at_work: AtWork, language: str, colours: str) -> None:
    at_work.window.speak(language)
    at_work.window.take_colours(colours)
    assert await seen(at_work, looked_again(at_work), colours) == ["second look", "third look"]


@pytest.mark.skipif(FINE, reason="this is the run on the fine screen")
def test_nothing_is_cut_on_a_fine_screen_either() -> None:
    env = {**os.environ, "STATES_FINE": "1", "QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "en-light or zh_CN-dark", __file__],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:]
