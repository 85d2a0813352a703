"""Documents and addresses at the window: pages are chosen by keyboard, nobody's typing is interrupted, and no query is shown."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from carddesk.cards.case import Status
from carddesk.imaging.formats import address
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.ui.capture.address_sheet import AddressSheet
from carddesk.ui.capture.page_grid import PageGrid
from carddesk.ui.capture.pages_sheet import PagesSheet
from carddesk.workflow.desk import Desk
from tests.specimens.documents import colours, pages
from tests.ui.desk_at_work import AtWork, Script, files
from tests.unit.workflow.cloud import CloudService
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

CTRL = Qt.KeyboardModifier.ControlModifier
SECRET = "https://files.example.org/cards/7.jpg?token=Hidden123"


def sheet(at_work: AtWork) -> PagesSheet:
    return at_work.window.capture.pages.sheet


def written(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


async def shown(at_work: AtWork, *paths: Path) -> PagesSheet:
    at_work.window.intents.add(paths)
    there = sheet(at_work)
    await at_work.until(there.isVisible)
    return there


async def seen(at_work: AtWork, grid: PageGrid) -> None:
    """All pictures are there."""
    await at_work.until(lambda: at_work.window.capture.pages.seen == grid.count())


def said(there: PagesSheet) -> str:
    return " ".join(label.text() for label in there.findChildren(QLabel))


async def test_all_pages_are_ticked_but_blank_ones_and_enter_takes_them(at_work: AtWork, tmp_path: Path) -> None:
    ink = b"0 g 20 60 90 30 re f"
    there = await shown(at_work, written(tmp_path / "in", "a.pdf", pages([ink, b"", ink])))
    await seen(at_work, there.grid)
    assert there.grid.hasFocus()
    assert there.numbers.text() == "1, 3"
    assert "Blank pages: 1; they are not ticked." in said(there)
    at_work.press(Qt.Key.Key_Return)
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    assert [row.page for row in at_work.desk.queue] == [1, 3]
    assert not there.isVisible()
    assert there.grid.count() == 0, "nothing of a document is kept where it is not seen"


async def test_pages_are_ticked_by_space_and_by_ctrl_a(at_work: AtWork, tmp_path: Path) -> None:
    there = await shown(at_work, written(tmp_path / "in", "a.pdf", colours(3)))
    await seen(at_work, there.grid)
    at_work.press(Qt.Key.Key_Space)
    assert there.grid.pages == (2, 3)
    assert there.take.text() == "Take 2 of 3"
    at_work.press(Qt.Key.Key_A, CTRL)
    assert there.grid.pages == (1, 2, 3)
    at_work.press(Qt.Key.Key_A, CTRL)
    assert there.grid.pages == ()
    assert not there.take.isEnabled()
    at_work.press(Qt.Key.Key_Return)
    assert there.isVisible()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [there.grid.item(row).data(role) for row in range(3)] == [f"Page {n}, not taken" for n in (1, 2, 3)]


async def test_pages_can_be_typed(at_work: AtWork, tmp_path: Path) -> None:
    there = await shown(at_work, written(tmp_path / "in", "a.pdf", colours(4)))
    await seen(at_work, there.grid)
    there.numbers.setFocus()
    there.numbers.selectAll()
    at_work.type("2-5")
    assert "Write pages from 1 to 4" in said(there)
    assert not there.take.isEnabled()
    there.numbers.selectAll()
    at_work.type("1,3-4")
    assert there.grid.pages == (1, 3, 4)
    at_work.press(Qt.Key.Key_Return)
    await at_work.until(lambda: [row.page for row in at_work.desk.queue] == [1, 3, 4])


async def test_escape_takes_none_and_says_so(at_work: AtWork, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "a.pdf", colours(2))
    there = await shown(at_work, path)
    at_work.press(Qt.Key.Key_Escape)
    assert not there.isVisible()
    await at_work.until(lambda: "No page of a.pdf was taken." in at_work.window.notices.words)
    assert path.exists()
    assert not at_work.desk.queue


async def test_other_files_come_at_once_and_documents_one_after_the_other(at_work: AtWork, tmp_path: Path) -> None:
    one, two = (written(tmp_path / "in", name, colours(count)) for name, count in (("a.pdf", 2), ("b.pdf", 3)))
    (card,) = files(tmp_path / "in", "z.png")
    there = await shown(at_work, one, two, card)
    await at_work.until(lambda: len(at_work.desk.queue) == 1)
    await at_work.until(lambda: "Documents that wait behind this one: 1." in said(there))
    assert "a.pdf" in there.title.text()
    at_work.press(Qt.Key.Key_Return)
    await at_work.until(lambda: "b.pdf" in there.title.text() and there.isVisible())
    there.always.setChecked(True)
    at_work.press(Qt.Key.Key_Return)
    await at_work.until(lambda: len(at_work.desk.queue) == 6)
    assert at_work.desk.settings.text("capture.pages") == "all"


async def test_who_types_meanwhile_is_not_interrupted(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.window.intents.add([written(tmp_path / "in", "b.pdf", colours(2))])
    at_work.type("李")
    await at_work.until(lambda: "b.pdf has 2 pages" in at_work.window.notices.words)
    assert not sheet(at_work).isVisible()
    at_work.window.notices._act()
    assert sheet(at_work).isVisible()


async def test_pasted_files_are_taken_whole(at_work: AtWork, tmp_path: Path) -> None:
    path = written(tmp_path / "in", "a.pdf", colours(2))
    at_work.window.intents.add([path], by_hand=False)
    await at_work.until(lambda: len(at_work.desk.queue) == 2)
    assert not sheet(at_work).isVisible()


async def test_what_waits_is_shown_again_where_the_window_is_built_anew(at_work: AtWork, tmp_path: Path) -> None:
    await shown(at_work, written(tmp_path / "in", "a.pdf", colours(2)))
    at_work.window.speak("zh_CN")
    await at_work.until(lambda: sheet(at_work).isVisible())
    assert sheet(at_work).title.text() == "a.pdf 的页"
    assert sheet(at_work).grid.count() == 2


# ------------------------------------------------------------------ addresses


@pytest.fixture
def cloud() -> CloudService:
    made = CloudService()
    made.info = replace(made.info, accepts=("image", "url"))
    return made


@pytest.fixture
async def desk(workspace_path: Path, script: Script, cloud: CloudService) -> Any:
    workspace = workspace_at(workspace_path)
    made = Desk(workspace, {"local": FakeService(script), "acme.card": cloud}, Settings(), operator="ann", now=noon)
    yield made
    await made.close()
    workspace.close()


def asked(at_work: AtWork) -> AddressSheet:
    at_work.press(Qt.Key.Key_U, CTRL)
    return at_work.window.capture.address.sheet


async def test_an_address_is_read_by_who_fetches_it_and_its_query_is_shown_nowhere(
    at_work: AtWork, cloud: CloudService
) -> None:
    given: list[SourceImage] = []
    real = cloud.script
    cloud.script = lambda image: (given.append(image), real(image))[1]
    at_work.desk.pick_service("acme.card")
    there = asked(at_work)
    assert there.address.hasFocus()
    assert "Its vendor gets the whole address" in there.warning.text()
    at_work.type(SECRET)
    assert there.read.isEnabled()
    at_work.press(Qt.Key.Key_Return)
    assert not there.isVisible()
    assert there.address.text() == ""
    await at_work.until(lambda: bool(at_work.desk.queue) and at_work.desk.queue[0].status is Status.READ)
    assert [(image.kind, image.data) for image in given] == [("url", SECRET.encode())]
    current = at_work.desk.current
    assert current is not None
    assert current.source == "files.example.org/cards/7.jpg"
    assert current.card_quad is None
    assert all(field.quad is None for field in current.fields)
    assert current.image is not None
    kept = at_work.desk._workspace.image(current.image.sha256)
    assert address.wire(kept) == SECRET.encode()
    seen = " ".join(label.text() for label in at_work.window.findChildren(QLabel))
    assert "Hidden123" not in seen + repr(at_work.desk.queue[0]) + at_work.desk.queue[0].name


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("files.example.org/a.jpg", "begins with http"),
        ("ftp://example.org/a.jpg", "begins with http"),
        ("https://exam ple.org/a.jpg", "no blanks"),
        ("https://ann:pw@example.org/a.jpg", "name or a password"),
        ("https://example.org:port/a.jpg", "begins with http"),
        ("https://example.org/" + "a" * 3000, "this service takes 2048"),
        ("htt", ""),
        ("", ""),
    ],
)
async def test_what_is_no_address_is_said_while_it_is_written(at_work: AtWork, text: str, word: str) -> None:
    at_work.desk.pick_service("acme.card")
    there = asked(at_work)
    there.address.setText(text)
    assert word in there.problem.text()
    assert there.problem.isVisible() is bool(word)
    assert not there.read.isEnabled()
    at_work.press(Qt.Key.Key_Return)
    assert there.isVisible()


async def test_a_service_that_fetches_nothing_names_those_that_do(at_work: AtWork) -> None:
    there = asked(at_work)
    assert "These services do: Acme · card." in there.warning.text()
    assert not there.address.isEnabled()
    assert there.other.hasFocus()
    at_work.press(Qt.Key.Key_Escape)
    assert not there.isVisible()
