"""A disk that is full, that may not be written, or that is pulled out: words, nothing lost, and on as soon as it is well."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from carddesk.errors import EnvironmentFault
from carddesk.workflow import drafting
from carddesk.workflow.desk import Desk
from tests.durability.conftest import MakeDesk, said
from tests.durability.disk import Disk
from tests.unit.workflow.fakes import drawn
from tests.workspaces import connected, workspace_at

if sys.platform != "win32":
    import resource


async def with_a_card(make_desk: MakeDesk, place: Path, folder: Path) -> Desk:
    desk = make_desk(place)
    (case_id,) = await desk.add_files(drawn(folder, "a.png"))
    await desk.read([case_id])
    return desk


def refused(desk: Desk, typed: str) -> str:
    """The code of the fault with which a correction is refused."""
    with pytest.raises(EnvironmentFault) as caught:
        desk.judging.commit("name", typed)
    assert str(desk._workspace.place) in caught.value.message
    return caught.value.code


def name_of(desk: Desk) -> str:
    assert desk.current is not None
    field = desk.current.field("name")
    assert field is not None
    return field.value


def whole(place: Path) -> bool:
    """Whether the journal's chains hold and its pages are sound."""
    workspace = workspace_at(place, beside=True)
    proof = workspace.verify()
    workspace.close()
    connection = connected(place / "journal.db")
    checked = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return proof.whole and checked == [("ok",)]


async def test_a_full_disk_refuses_an_edit_and_takes_it_once_there_is_room(
    disk: Disk, folder: Path, make_desk: MakeDesk
) -> None:
    place = disk.path / "workspace"
    desk = await with_a_card(make_desk, place, folder)
    with disk.filled():
        for turn in range(30):  # the log has room for some until it must grow
            try:
                desk.judging.commit("name", f"样张{turn}")
            except EnvironmentFault:
                break
        kept = name_of(desk)
        assert refused(desk, "李四") == "disk_full"
        assert refused(desk, "王五") == "disk_full"
        assert name_of(desk) == kept
    desk.judging.commit("name", "李四")
    assert name_of(desk) == "李四"
    assert whole(place)
    await desk.close()


async def test_images_that_find_no_room_leave_no_half_cases_and_no_litter(
    disk: Disk, folder: Path, make_desk: MakeDesk
) -> None:
    place = disk.path / "workspace"
    desk = await with_a_card(make_desk, place, folder)
    paths = drawn(folder, *(f"{name}.png" for name in "bcdefghijk"))
    for path in paths:  # what comes behind the end of an image belongs to its bytes
        path.write_bytes(path.read_bytes() + path.name.encode() * 300_000)
    with pytest.raises(EnvironmentFault, match="full"):
        await desk.add_files(paths)
    workspace = desk._workspace
    for row in desk.queue:
        assert row.image is not None
        assert workspace.image(row.image)
    assert len(desk.queue) == len(workspace.queue())
    desk.judging.commit("name", "李四")
    assert name_of(desk) == "李四", "what did not get in does not stand in the way of what is small"
    await desk.close()
    assert whole(place)


async def test_a_drive_that_was_pulled_out_is_missed_and_work_goes_on_when_it_is_back(
    disk: Disk, folder: Path, make_desk: MakeDesk
) -> None:
    place = disk.path / "workspace"
    desk = await with_a_card(make_desk, place, folder)
    desk.judging.commit("name", "李四")
    told = said(desk)
    disk.take_away()
    assert refused(desk, "王五") == "workspace_gone"
    desk.sitting.drafting.typed(1, "name", "王五")
    await asyncio.sleep(drafting.DELAY_S + 0.3)
    assert len(told) == 1
    assert "not there any more" in told[0]
    assert not place.exists(), "nothing is made in its place"
    disk.bring_back()
    desk.judging.commit("name", "王五")
    assert name_of(desk) == "王五"
    await desk.close()
    assert whole(place)
    again = make_desk(place)
    assert again.sitting.story == ""
    assert name_of(again) == "王五"
    await again.close()


async def test_a_folder_that_another_has_taken_the_place_of_is_not_written_into_unseen(
    tmp_path: Path, folder: Path, make_desk: MakeDesk
) -> None:
    place = tmp_path / "workspace"
    desk = await with_a_card(make_desk, place, folder)
    place.rename(tmp_path / "moved")
    assert refused(desk, "李四") == "workspace_gone"
    (tmp_path / "moved").rename(place)
    desk.judging.commit("name", "李四")
    assert name_of(desk) == "李四"
    await desk.close()


async def test_a_disk_that_turned_read_only_refuses_in_words_and_goes_on_afterwards(
    tmp_path: Path, folder: Path, make_desk: MakeDesk
) -> None:
    desk = await with_a_card(make_desk, tmp_path / "workspace", folder)
    engine: Engine = desk._workspace.engines.journal

    def query_only(connection: object, *_: object) -> None:  # fails as a disk does that the system has made read-only
        connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", query_only)
    assert refused(desk, "李四") == "workspace_unwritable"
    event.remove(engine, "checkout", query_only)
    engine.dispose()
    desk.judging.commit("name", "李四")
    assert name_of(desk) == "李四"
    await desk.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to set")
async def test_a_disk_that_fails_is_not_trusted_with_the_same_connection_again(
    tmp_path: Path, folder: Path, make_desk: MakeDesk
) -> None:
    desk = await with_a_card(make_desk, tmp_path / "workspace", folder)
    used: list[object] = []  # holds them, so that none comes to stand where another stood
    event.listen(desk._workspace.engines.journal, "checkout", lambda connection, *_: used.append(connection))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        assert refused(desk, "李四") == "disk_error"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    before_it, used[:] = used[:], []
    desk.judging.commit("name", "李四")
    assert name_of(desk) == "李四"
    assert used
    assert not any(each is failed for each in used for failed in before_it)
    await desk.close()


def test_a_workspace_that_may_only_be_read_is_refused_at_the_start(disk: Disk) -> None:
    workspace_at(disk.path / "workspace").close()
    subprocess.run(["mount", "-o", "remount,ro", disk.path], check=True)
    with pytest.raises(EnvironmentFault) as caught:
        workspace_at(disk.path / "workspace")
    assert caught.value.code == "workspace_unwritable"


async def test_a_full_disk_at_the_start_is_told(disk: Disk, folder: Path, make_desk: MakeDesk) -> None:
    place = disk.path / "workspace"
    await (await with_a_card(make_desk, place, folder)).close()
    with disk.filled(), pytest.raises(EnvironmentFault) as caught:
        await make_desk(place).close()
    assert caught.value.code == "disk_full"
    again = make_desk(place)
    assert name_of(again) == "样张"
    await again.close()
