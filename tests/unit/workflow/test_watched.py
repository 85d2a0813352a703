"""The watched folder at the desk: cards come by themselves, once, and nobody is taken away from theirs."""

import asyncio
import io
import os
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pypdfium2
import pytest

from carddesk.cards.case import Status
from carddesk.cards.events import ImageAdded, ImageRefused
from carddesk.errors import UserError
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow import watched
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.watched import WatchedFolder
from tests.unit.workflow.fakes import FakeService, drawn, noon, png, tiff
from tests.workspaces import workspace_at


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.set("watch.settle", 0.2)
    made.set("watch.interval", 0.2)
    made.set("reading.auto", False)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
async def watching(desk: Desk, folder: Path) -> WatchedFolder:
    desk.capturing.watched.start(folder, "move", subfolders=False)
    return desk.capturing.watched


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - a folder tells nobody what it holds
            await asyncio.sleep(0.02)


def moved(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "taken" / "2026-11-21").glob("*"))


def pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for page in range(pages):
        document.new_page(300 + page, 200)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def notices(changes: list[Change]) -> list[str]:
    return [change.notice.text for change in changes if change.notice is not None]


async def test_files_become_cards_that_join_the_queue_and_leave_the_seat_alone(
    desk: Desk, watching: WatchedFolder, folder: Path, workspace: Workspace
) -> None:
    drawn(folder, "2.png", "10.png")
    await until(lambda: len(moved(folder)) == 2)
    assert [row.name for row in desk.queue] == ["2.png", "10.png"]
    first = desk.queue[0].id
    assert desk.current is not None
    assert desk.current.id == first, "a desk that was empty"
    desk.select_case(desk.queue[1].id)
    (folder / "3.png").write_bytes(png(99))
    await until(lambda: len(moved(folder)) == 3)
    assert desk.current.id == desk.queue[1].id
    body = workspace.events(first)[0].body
    assert isinstance(body, ImageAdded)
    assert body.source == str(folder / "2.png")
    assert body.intake == first
    view = watching.view
    assert (view.on, view.taken, view.waiting, view.trouble) == (True, 3, 0, "")


async def test_two_files_that_follow_each_other_came_in_one_go(
    desk: Desk, watching: WatchedFolder, folder: Path, workspace: Workspace
) -> None:
    for number in (1, 2):
        (folder / f"{number}.png").write_bytes(png(number))
        await until(lambda: len(moved(folder)) == number)  # noqa: B023
    intakes = {getattr(workspace.events(row.id)[0].body, "intake", None) for row in desk.queue}
    assert intakes == {desk.queue[0].id}


async def test_what_cannot_be_opened_is_a_card_that_says_so_and_where_it_lies(
    desk: Desk, watching: WatchedFolder, folder: Path, workspace: Workspace
) -> None:
    (folder / "a.png").write_text("no image at all")
    await until((folder / "not-readable" / "a.png").exists)
    (row,) = desk.queue
    assert row.status is Status.REFUSED
    body = workspace.events(row.id)[0].body
    assert isinstance(body, ImageRefused)
    assert "not-readable" in body.message
    assert watching.view.refused == 1


async def test_an_image_that_is_here_already_is_counted_and_put_away(
    desk: Desk, watching: WatchedFolder, folder: Path
) -> None:
    drawn(folder, "a.png")
    await until(lambda: len(desk.queue) == 1)
    (folder / "copy.png").write_bytes(png(0))
    await until(lambda: moved(folder) == ["a.png", "copy.png"])
    assert len(desk.queue) == 1
    assert watching.view.known == 1


async def test_what_is_still_being_written_is_told_and_given_up_on_the_operators_word(
    desk: Desk, watching: WatchedFolder, folder: Path
) -> None:
    (folder / "a.png").write_bytes(png(3)[:-20])
    await until(lambda: [(each.name, each.why) for each in watching.view.held] == [("a.png", "unfinished")])
    assert len(desk.queue) == 0
    assert watching.view.waiting == 1
    watching.give_up()
    await until(lambda: len(desk.queue) == 1)
    assert desk.queue[0].status is Status.REFUSED


async def test_pages_of_a_file_are_cards_as_it_is_set_and_nobody_is_asked(
    desk: Desk, watching: WatchedFolder, folder: Path, settings: Settings
) -> None:
    (folder / "a.tif").write_bytes(tiff(3))
    (folder / "b.pdf").write_bytes(pdf(2))
    await until(lambda: len(desk.queue) == 5)
    settings.set("capture.pages", "first")
    (folder / "c.tif").write_bytes(tiff(2))
    (folder / "d.pdf").write_bytes(pdf(3))
    await until(lambda: len(moved(folder)) == 4)
    assert sorted((row.name, row.page) for row in desk.queue)[5:] == [("c.tif", 1), ("d.pdf", 1)]


async def test_a_folder_that_goes_is_told_of_once_and_comes_back_by_itself(
    desk: Desk,
    watching: WatchedFolder,
    folder: Path,
    changes: list[Change],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watched, "_AGAIN_S", 0.1)
    shutil.move(folder, tmp_path / "away")
    await until(lambda: watching.view.trouble)
    await asyncio.sleep(0.5)
    assert len([each for each in notices(changes) if "is not there" in each]) == 1
    shutil.move(tmp_path / "away", folder)
    await until(lambda: not watching.view.trouble)
    assert notices(changes)[-1] == "Watching the folder goes on."
    drawn(folder, "a.png")
    await until(lambda: len(desk.queue) == 1)


async def test_a_share_that_does_not_answer_holds_up_nothing_and_nobody_at_the_end(
    desk: Desk, watching: WatchedFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    scandir = os.scandir
    await until(lambda: watching._watch is not None)

    def silent(path: Path) -> object:
        answers.wait()
        return scandir(path)

    monkeypatch.setattr(watched, "PATIENCE_S", 0.5)
    looked = watching._looked
    await until(lambda: watching._looked is not looked)  # whoever looked with more patience is done
    monkeypatch.setattr(os, "scandir", silent)
    await until(lambda: "does not answer" in watching.view.trouble)
    started = time.monotonic()
    await desk.close()
    assert time.monotonic() - started < 4
    answers.set()
    await until(lambda: not any(each.name == "watched folder" for each in threading.enumerate()))


async def test_stopped_is_stopped_and_on_is_on_after_a_restart(
    workspace: Workspace, service: FakeService, settings: Settings, folder: Path
) -> None:
    def made() -> Desk:
        return Desk(workspace, {"local": service}, settings, operator="ann", now=noon)

    first = made()
    first.capturing.watched.resume()
    assert not first.capturing.watched.view.on, "nothing was ever watched"
    first.capturing.watched.start(folder, "leave", subfolders=True)
    drawn(folder, "a.png")
    await until(lambda: len(first.queue) == 1)
    await first.capturing.close()
    second = made()
    second.capturing.watched.resume()
    assert second.capturing.watched.view.on
    drawn(folder / "b", "b.png", "c.png")
    await until(lambda: second.capturing.watched.view.taken == 3)
    assert len(second.queue) == 2, "the same picture as before under another name is none"
    await second.capturing.watched.stop()
    assert not settings.switch("watch.on")
    drawn(folder, "d.png", "e.png", "f.png")
    await asyncio.sleep(0.8)
    assert len(second.queue) == 2
    third = made()
    third.capturing.watched.resume()
    assert not third.capturing.watched.view.on
    for each in (first, second, third):
        await each.capturing.close()
        await each._tasks.close()


async def test_what_is_no_folder_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        await desk.capturing.watched.choose(tmp_path / "nowhere", "leave", subfolders=False)
    assert "is no folder" in caught.value.message
    assert not desk.capturing.watched.view.on


async def test_files_wait_in_the_folder_while_the_journal_cannot_be_written(
    desk: Desk, watching: WatchedFolder, folder: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_images: object) -> list[str]:
        raise UserError("disk_full", "The disk is full.")

    monkeypatch.setattr(watched, "_AGAIN_S", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(workspace, "put_images", full)
        drawn(folder, "a.png")
        await until(lambda: watching.view.trouble == "The disk is full.")
    await until(lambda: len(desk.queue) == 1)
    await until(lambda: moved(folder) == ["a.png"])


async def test_a_basis_that_is_required_is_waited_for(
    desk: Desk, watching: WatchedFolder, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "_AGAIN_S", 0.1)
    settings.set("capture.basis", "require")
    settings.set("capture.basis_lasts", "today")
    drawn(folder, "a.png")
    await until(lambda: watching.view.trouble)
    assert len(desk.queue) == 0
    desk.basis.note("Account opening")
    await until(lambda: len(desk.queue) == 1)


async def test_no_word_of_a_name_or_a_place_stands_in_the_table(
    desk: Desk, watching: WatchedFolder, folder: Path, workspace: Workspace
) -> None:
    drawn(folder, "zhangsan.png")
    await until(lambda: moved(folder))
    with workspace.engines.journal.connect() as connection:
        rows = [str(row) for row in connection.exec_driver_sql("SELECT * FROM watched_files")]
    assert len(rows) == 1
    assert "zhangsan" not in rows[0]
    assert str(folder) not in rows[0]


async def test_two_desks_with_workspaces_of_their_own_share_a_folder(
    desk: Desk, watching: WatchedFolder, folder: Path, tmp_path: Path, service: FakeService, settings: Settings
) -> None:
    other = Desk(workspace_at(tmp_path / "other"), {"local": FakeService()}, settings, operator="bob", now=noon)
    other.capturing.watched.start(folder, "move", subfolders=False)
    drawn(folder, *(f"{number}.png" for number in range(60)))
    await until(lambda: len(moved(folder)) == 60)
    assert len(desk.queue) + len(other.queue) == 60
    ours, theirs = ({row.name for row in each.queue} for each in (desk, other))
    assert not ours & theirs
    with suppress(UserError):
        await other.close()


async def test_hundreds_at_once_hold_up_the_loop_for_no_longer_than_a_key_may_wait(
    desk: Desk, watching: WatchedFolder, folder: Path
) -> None:
    for number in range(300):
        (folder / f"{number}.png").write_bytes(png(number, (30, 20)))
    worst, last = 0.0, time.thread_time()
    while watching.view.taken < 300:
        await asyncio.sleep(0.005)
        # What this thread did itself: how busy the machine is with other things is no property of the code.
        worst, last = max(worst, time.thread_time() - last), time.thread_time()
    assert worst < 0.05
    assert [row.name for row in desk.queue] == [f"{number}.png" for number in range(300)], "2 before 10"


async def test_real_writers_that_pause_rename_append_and_write_over_are_taken_whole_and_once(
    desk: Desk, watching: WatchedFolder, folder: Path, workspace: Workspace
) -> None:
    slow, renamed, pages, before, after = png(11, (300, 200)), png(12), tiff(3), png(13), png(14, (170, 90))

    def pause_in_the_middle() -> None:
        for start in range(0, len(slow), len(slow) // 3 + 1):
            with (folder / "slow.png").open("ab") as file:
                file.write(slow[start : start + len(slow) // 3 + 1])
            time.sleep(0.7)

    def rename() -> None:
        (folder / "b.png.part").write_bytes(renamed)
        time.sleep(0.7)
        (folder / "b.png.part").rename(folder / "b.png")

    def append() -> None:
        with (folder / "c.tif").open("wb") as file:
            file.write(tiff(1))
            file.flush()
            time.sleep(1.0)
            file.seek(0)
            file.write(pages)

    def write_over() -> None:
        (folder / "d.png").write_bytes(before)
        time.sleep(1.2)
        (folder / "d.png").write_bytes(after)

    writers = [threading.Thread(target=each) for each in (pause_in_the_middle, rename, append, write_over)]
    for each in writers:
        each.start()
    contents = {"slow.png": [slow], "b.png": [renamed], "c.tif": [pages] * 3, "d.png": [before, after]}
    await until(lambda: len(desk.queue) >= sum(map(len, contents.values())) and not watching.view.waiting)
    for each in writers:
        each.join()
    came: dict[str, list[bytes]] = {}
    for entry in workspace.queue():
        came.setdefault(Path(workspace.case(entry.case_id).source).name, []).append(workspace.image(entry.image or ""))
    assert came == contents


async def test_images_that_come_by_themselves_leave_the_machine_only_after_the_operator_was_asked(
    workspace: Workspace, settings: Settings, folder: Path
) -> None:
    settings.set("reading.auto", True)
    service = FakeService(service="baidu", offline=False)
    desk = Desk(workspace, {"baidu": service}, settings, operator="ann", now=noon)
    changes: list[Change] = []
    desk.subscribe(changes.append)
    desk.capturing.watched.start(folder, "leave", subfolders=False)
    drawn(folder, "a.png")
    await until(lambda: any(change.notice is not None and change.notice.action == "read_new" for change in changes))
    assert service.asked == []
    await desk.read()
    await until(lambda: service.asked == ["a.png"])
    drawn(folder, "a.png", "b.png")
    await until(lambda: service.asked == ["a.png", "b.png"])
    await desk.close()
