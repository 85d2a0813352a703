"""A second copy on the same workspace says so in words and leaves the first one alone."""

import os
import subprocess
import sys
from pathlib import Path

from carddesk.cards import events
from carddesk.ui.bell import FILE_NAME
from tests.workspaces import PASSPHRASE, workspace_at

AT = "2026-11-21T03:00:00.000000Z"


def test_a_second_desk_ends_with_words_and_exit_code_3(tmp_path: Path) -> None:
    first = workspace_at(tmp_path / "workspace")
    bell = tmp_path / "workspace" / FILE_NAME
    bell.touch()
    command = [sys.executable, "-m", "carddesk", "--lang", "en", "--workspace", str(tmp_path / "workspace")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "CARDDESK_WORKSPACE_PASSPHRASE": PASSPHRASE}
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 3
    assert "in use by another CardDesk" in second.stderr
    assert "Traceback" not in second.stderr
    assert bell.read_text(), "the first one was not asked to come forward"
    with first.transaction("ann", AT) as writing:
        writing.event(writing.case(), events.ImageAdded("ab" * 32, "a.jpg"))
    assert first.verify().lines == 1
    first.close()
