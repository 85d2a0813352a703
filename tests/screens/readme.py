"""Draws the picture of the README: `python -m tests.screens.readme`. The sample cards, read by the engine inside."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip  # after PySide6

from carddesk.resources import resource
from carddesk.secrets.credentials import Credentials
from carddesk.settings import Settings
from carddesk.ui.garbage import collected_here
from carddesk.workflow.catalogue import load_services
from carddesk.workflow.desk import Desk
from tests.screens.draw import application, at_rest, window_over
from tests.screens.looks import Look
from tests.unit.workflow.fakes import noon
from tests.workspaces import workspace_at

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "screenshot.png"
LOOK = Look("en", "light", (1440, 900))
SHOWN = "07-foreign-resident-2017.jpg"
LEFT_OUT = ("04", "10", "12", "13", "14")
"""Samples of several cards, and those that say nothing new; so the queue fits."""
PATIENCE_S = 300


def samples() -> list[Path]:
    """The images that are loaded."""
    return [each for each in sorted(Path(str(resource("samples"))).iterdir()) if not each.name.startswith(LEFT_OUT)]


async def draw(app: QApplication) -> QImage:
    """The desk at work: all cards read, the first accepted, one with a field that needs a human on the desk."""
    cards = samples()
    with tempfile.TemporaryDirectory() as place:
        settings = Settings()
        services = load_services(settings, Credentials())
        desk = Desk(workspace_at(Path(place)), services, settings, operator="ann", now=noon)
        async with window_over(app, desk, LOOK) as at_work:
            at_work.window.intents.add(cards)
            async with asyncio.timeout(PATIENCE_S):
                while not _read(desk, len(cards)):  # noqa: ASYNC110 - what is waited for is told by no one event
                    await asyncio.sleep(0.2)
            desk.select_case(desk.queue[0].id)
            desk.judging.accept()
            desk.select_case(next(row.id for row in desk.queue if row.name.endswith(SHOWN)))
            at_work.window.notices.dismiss("warn")
            at_work.window.intents.focus_field()
            await at_work.shown()
            return await at_rest(at_work.window)


def _read(desk: Desk, images: int) -> bool:
    """Whether all have come and been read; two that are faces of one card may stand as one."""
    there = images - 1 <= len(desk.queue)
    return there and not any(row.reading or row.status == "new" for row in desk.queue)


def main() -> None:
    """Write the picture where the README shows it."""
    app = application(LOOK)
    with collected_here():
        picture = qasync.run(draw(app))
    picture.save(str(PICTURE), "PNG")


if __name__ == "__main__":
    main()
