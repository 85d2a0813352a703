import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.imaging.rendering import process
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from tests.specimens.documents import colours, ofd
from tests.unit.workflow.fakes import FakeService, drawn, png, tiff


def notices(changes: list[Change]) -> list[str]:
    return [change.notice.text for change in changes if change.notice is not None]


async def test_a_folder_becomes_cases_in_natural_order(desk: Desk, folder: Path) -> None:
    drawn(folder, "10.jpg", "9.png", "b/1.png")
    made = await desk.add_files([folder])
    assert [desk.row(case_id).name for case_id in made] == ["9.png", "10.jpg", "1.png"]
    assert [row.id for row in desk.queue] == made


async def test_an_image_knows_its_size_and_its_bytes_are_in_the_workspace(
    desk: Desk, folder: Path, workspace: Workspace
) -> None:
    (path,) = drawn(folder, "a.png")
    (case_id,) = await desk.add_files([path])
    (image,) = workspace.case(case_id).images
    assert (image.width, image.height, image.page, image.source) == (160, 100, 1, str(path))
    assert workspace.image(image.sha256) == path.read_bytes()


async def test_every_page_is_a_case_of_its_own(desk: Desk, folder: Path, workspace: Workspace) -> None:
    (folder / "a.tif").write_bytes(tiff(3))
    made = await desk.add_files([folder])
    assert [(desk.row(case_id).name, desk.row(case_id).page) for case_id in made] == [
        ("a.tif", 1),
        ("a.tif p2", 2),
        ("a.tif p3", 3),
    ]
    sizes = [(image.width, image.height) for case_id in made for image in workspace.case(case_id).images]
    assert sizes == [(120, 80), (130, 80), (140, 80)]


async def test_a_bad_file_is_a_row_that_says_why_and_the_rest_goes_on(desk: Desk, folder: Path) -> None:
    drawn(folder, "1.png", "3.png")
    (folder / "2.png").write_bytes(b"")
    made = await desk.add_files([folder, folder / "gone.png"])
    statuses = [desk.row(case_id).status for case_id in made]
    assert [status is Status.REFUSED for status in statuses] == [False, True, False, True]
    desk.select_case(made[1])
    assert desk.current is not None
    assert "empty" in desk.current.trouble


async def test_the_same_bytes_make_one_case_and_a_notice(desk: Desk, folder: Path, changes: list[Change]) -> None:
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(png())
    made = await desk.add_files([folder])
    assert len(made) == 1
    assert notices(changes) == ["Images already here, not added again: 1."]


async def test_opening_a_file_again_leads_to_the_case_that_is_there(desk: Desk, folder: Path) -> None:
    _, two = drawn(folder, "1.png", "2.png")
    first, second = await desk.add_files([folder])
    desk.select_case(first)
    assert await desk.add_files([two]) == []
    assert desk.current is not None
    assert desk.current.id == second
    assert len(desk.queue) == 2


async def test_a_pasted_image_is_a_case_and_a_pasted_text_a_refusal(desk: Desk) -> None:
    (case_id,) = await desk.add_image(png(), "pasted image")
    assert desk.row(case_id).name == "pasted image"
    (refused,) = await desk.add_image(b"hello", "pasted image")
    assert desk.row(refused).status is Status.REFUSED


async def test_a_folder_without_images_says_so(desk: Desk, folder: Path, changes: list[Change]) -> None:
    assert await desk.add_files([folder]) == []
    assert notices(changes) == ["No images were found there."]


async def test_new_cases_are_read_at_once_unless_that_is_turned_off(
    desk: Desk, folder: Path, service: FakeService, settings: Settings
) -> None:
    one, two = drawn(folder, "1.png", "2.png")
    settings.set("reading.auto", False)
    await desk.add_files([one])
    await desk.read([])
    assert service.asked == []
    settings.set("reading.auto", True)
    (case_id,) = await desk.add_files([two])
    await desk.read([case_id])
    assert service.asked == ["2.png"]


async def test_progress_is_told_and_ends(desk: Desk, folder: Path) -> None:
    drawn(folder, *(f"{number}.png" for number in range(40)))
    seen: list[tuple[int, int]] = []
    desk.subscribe(lambda _change: seen.append((desk.progress.loading_done, desk.progress.loading_total)))
    await desk.add_files([folder])
    assert (0, 40) in seen
    assert (40, 40) in seen
    assert len({done for done, total in seen if total}) > 2
    assert desk.progress.loading_total == 0


async def test_cancelling_leaves_whole_cases_behind(desk: Desk, folder: Path, workspace: Workspace) -> None:
    drawn(folder, *(f"{number}.png" for number in range(60)))
    loading = asyncio.create_task(desk.add_files([folder]))
    some_came = asyncio.Event()
    desk.subscribe(lambda change: some_came.set() if "queue" in change.what else None)
    await some_came.wait()
    loading.cancel()
    await asyncio.wait([loading])
    assert loading.cancelled()
    assert 0 < len(desk.queue) < 60
    assert desk.progress.loading_total == 0
    for row in desk.queue:
        image = workspace.case(row.id).images[0]
        assert workspace.image(image.sha256)
    there = len(desk.queue)
    assert len(await desk.add_files([folder])) == 60 - there


async def test_the_journal_names_every_image_that_came(desk: Desk, folder: Path, workspace: Workspace) -> None:
    drawn(folder, "1.png")
    (case_id,) = await desk.add_files([folder])
    assert isinstance(workspace.events(case_id)[0].body, events.ImageAdded)
    assert workspace.events(case_id)[0].operator == "ann"
    assert workspace.events(case_id)[0].at == "2026-11-21T12:00:00.000000Z"


async def test_every_page_of_a_document_is_a_case(desk: Desk, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(colours(2))
    (folder / "b.ofd").write_bytes(ofd(["red", "[text]"]))
    new = await desk.add_files([folder / "a.pdf", folder / "b.ofd"])
    rows = [desk.row(case_id) for case_id in new]
    assert [row.page for row in rows] == [1, 2, 1, 2]
    assert rows[0].image is not None
    assert tuple((await desk.pixels(rows[0].image, 2, 100))[10, 10]) == (0, 255, 0)


async def test_a_document_that_cannot_be_opened_is_a_row_that_says_what_to_do(desk: Desk, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(colours(2)[:300])
    (case_id,) = await desk.add_files([folder / "a.pdf"])
    assert desk.row(case_id).status is Status.REFUSED
    desk.select_case(case_id)
    assert desk.current is not None
    assert "The end of the document is missing." in desk.current.trouble


async def test_without_asking_the_setting_says_which_pages_are_taken(desk: Desk, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(colours(3))
    desk.settings.set("capture.pages", "first")
    assert [desk.row(each).page for each in await desk.add_files([folder / "a.pdf"], by_hand=True)] == [1]
    desk.settings.set("capture.pages", "ask")
    assert [desk.row(each).page for each in await desk.add_files([folder / "a.pdf"])] == [2, 3]


async def test_a_desk_that_ends_does_not_wait_for_what_draws_a_document(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = threading.Event()
    real = process.Renderer._exchange

    def slow(self: process.Renderer, *args: Any) -> Any:
        if args[0] is not None:
            stuck.set()
            assert self._process is not None
            self._process.wait(30)  # as long as it draws
        return real(self, *args)

    monkeypatch.setattr(process.Renderer, "_exchange", slow)
    (folder / "a.pdf").write_bytes(colours(1))
    adding = asyncio.create_task(desk.add_files([folder / "a.pdf"]))
    assert await desk._tasks.in_thread(stuck.wait, 20)
    adding.cancel()
    began = time.monotonic()
    await desk.close()
    assert time.monotonic() - began < 5
    await asyncio.gather(adding, return_exceptions=True)
    assert process.renderer.pid is None
