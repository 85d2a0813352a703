"""The real program, as `carddesk` starts it, with the operator at its window; only the reading of images is played."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import carddesk.app as program
from carddesk.cards.reading import Reading
from carddesk.reader.process import ReaderProcess
from carddesk.reader.protocol import Request
from carddesk.services.contract import Limits, OptionValue, ServiceInfo, SourceImage
from carddesk.settings import Settings
from carddesk.ui.main_window import MainWindow
from carddesk.workflow.desk import Desk
from carddesk.workflow.tasks import Tasks
from tests.killing.operator import Operator
from tests.killing.told import Teller

READER = (sys.executable, "-m", "tests.killing.reader")
_DIE_WITH_PARENT = 1


class PlayedService:
    """Reads in a process of its own, as the engine inside does."""

    def __init__(self) -> None:
        self.info = ServiceInfo("local", "local", "local", None, ("residence_permit",), Limits(), offline=True)
        self._process = ReaderProcess(READER)

    async def read(
        self, image: SourceImage, *, document: str | None = None, options: Mapping[str, OptionValue] | None = None
    ) -> Sequence[Reading]:
        return await asyncio.wrap_future(self._process.ask(Request(image.data, image.page, document), 30.0))

    async def close(self) -> None:
        await asyncio.to_thread(self._process.close)


def run(task: Mapping[str, Any]) -> int:
    """One run in this process; its exit code."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    teller = Teller(Path(task["told"]))
    _redirect(Path(task["errors"]))
    teller.tell("started", pid=os.getpid())

    class WithOperator(MainWindow):
        def __init__(self, desk: Desk, tasks: Tasks, *args: Any, **more: Any) -> None:
            super().__init__(desk, tasks, *args, **more)
            operator = Operator(desk, self, teller, seed=task["seed"], script=task["script"], files=Path(task["files"]))
            tasks.spawn(operator.work())

    program.MainWindow = WithOperator  # type: ignore[misc]
    program.load_services = lambda *_, **__: {"local": PlayedService()}  # type: ignore[assignment]
    return program.run_desk([], Settings(), workspace_path=Path(task["workspace"]))


def _redirect(errors: Path) -> None:
    """Whatever goes to standard error is found again, and nothing is mixed up with what the nursery says."""
    file = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
