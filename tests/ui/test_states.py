"""Every state of every pane, in both languages and both colour schemes, on a small screen and a fine one: nothing is cut,
and all text stands out from what it is painted on.

Pictures are not compared, since fonts differ from machine to machine; geometry is. To look at them all:
`STATES_SEEN=some/folder python -m pytest tests/ui/test_states.py`.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from carddesk.language import use
from carddesk.ui.look.tokens import DARK, LIGHT
from tests.ui.cut_text import cut_in
from tests.ui.desk_at_work import AtWork, Script
from tests.ui.faint_text import faint, pairs_in
from tests.ui.states import scripted, visited
from tests.unit.workflow.fakes import FakeService

SEEN = os.environ.get("STATES_SEEN", "")
FINE = "STATES_FINE" in os.environ
SIZE = QSize(1920, 1080) if FINE else QSize(1366, 768)
"""In logical pixels; the fine one is 3840 x 2160 at a scale of two."""


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_nothing_is_cut_or_faint_in_any_state(
    at_work: AtWork, script: Script, service: FakeService, tmp_path: Path, language: str, colours: str
) -> None:
    scripted(script)
    use(language)
    window = at_work.window
    window.speak(language)
    window.take_colours(colours)
    window.resize(SIZE)
    window.activateWindow()
    await at_work.until(window.isActiveWindow)
    faults, names = [], []
    pairs: dict[tuple[str, str], str] = {}
    async for name in visited(at_work, service, tmp_path / "in"):
        names.append(name)
        assert window.size() == SIZE, f"{name}: the window has grown to {window.size().toTuple()}"
        if cut_in(window):
            await asyncio.sleep(0.3)  # a row that has just grown may be a turn of the loop behind what is in it
        faults += [f"{name}: {fault}" for fault in cut_in(window)]
        shot = window.grab()
        assert shot.devicePixelRatio() == (2.0 if FINE else 1.0)
        pairs |= pairs_in(window, shot.toImage())
        panel = QColor((DARK if colours == "dark" else LIGHT).panel)
        assert shot.toImage().pixelColor(3, shot.height() - 3) == panel, f"{name} is painted in other colours"
        if SEEN:
            folder = Path(SEEN) / f"{language}-{colours}{'-fine' if FINE else ''}"
            folder.mkdir(parents=True, exist_ok=True)
            shot.save(str(folder / f"{len(names):02d} {name}.png"))
    assert len(names) == len(set(names)) >= 20
    assert faults == []
    assert len(pairs) > 8
    assert faint(pairs) == []
    window.take_colours("system")


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
