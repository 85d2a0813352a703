"""The watched folder: what writers do to it, where files go, and what two programs make of it."""

import errno
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from carddesk.capture.watched import Sighting, is_temporary
from carddesk.capture.watched_listing import FolderOutOfReachError
from carddesk.capture.watched_places import Kind
from tests.unit.capture.test_watched_whole import WHOLE, tiff_of_pages
from tests.unit.capture.watching import DAY, Desk, Journal, lying

JPEG, PNG, PDF = WHOLE["jpeg"], WHOLE["png"], WHOLE["pdf"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def desk(folder: Path) -> Desk:
    return Desk(folder, after="leave")


def forbidding(call: Callable[..., object], *, writes_alone: bool = False) -> Callable[..., object]:
    """The call as a system makes it that does not allow it to whoever is not root."""

    def refused(*given: object, **named: object) -> object:
        if writes_alone and not (isinstance(given[1], int) and given[1] & (os.O_WRONLY | os.O_RDWR)):
            return call(*given, **named)
        raise PermissionError(errno.EACCES, "Permission denied")

    return refused


def other(data: bytes, number: int) -> bytes:
    """A whole file of other content: a JPEG may hold anything behind its end."""
    return data + f"{number}".encode()


def test_a_file_is_taken_when_it_has_stood_still_and_never_again(desk: Desk, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    assert desk.step() == []
    assert desk.step() == []
    assert desk.step() == ["a.jpg"]
    assert desk.steps(70) == []
    assert desk.journal.contents == [JPEG]
    assert lying(folder) == ["a.jpg"]


@pytest.mark.parametrize("data", [JPEG, PNG, PDF], ids=["jpeg", "png", "pdf"])
def test_a_writer_that_pauses_in_the_middle_is_waited_for(desk: Desk, folder: Path, data: bytes) -> None:
    path = folder / "a.jpg"
    for end in (len(data) // 3, len(data) // 2, len(data) - 9):
        path.write_bytes(data[:end])
        assert desk.steps(40) == [], "longer than it settles"
    (held,) = desk.look().held
    assert (held.name, held.why) == ("a.jpg", "unfinished")
    assert held.for_s > 30
    path.write_bytes(data)
    assert desk.steps(4) == ["a.jpg"]
    assert desk.journal.contents == [data]


def test_a_file_that_is_preallocated_and_then_filled_is_taken_filled(desk: Desk, folder: Path) -> None:
    path = folder / "a.jpg"
    path.write_bytes(bytes(len(JPEG)))
    assert desk.steps(10) == []
    with path.open("r+b") as file:
        file.write(JPEG[: len(JPEG) // 2])
    assert desk.steps(10) == []
    with path.open("r+b") as file:
        file.write(JPEG)
    assert desk.steps(4) == ["a.jpg"]
    assert desk.journal.contents == [JPEG]


@pytest.mark.parametrize("name", ["a.jpg.part", "a.tmp", ".a.jpg", "~$a.jpg", "a.jpg.crdownload", "._a.jpg"])
def test_a_name_of_its_writers_own_is_passed_over_until_it_is_renamed(desk: Desk, folder: Path, name: str) -> None:
    (folder / name).write_bytes(JPEG)
    assert desk.steps(10) == []
    (folder / name).rename(folder / "a.jpg")
    assert desk.steps(4) == ["a.jpg"]


@pytest.mark.parametrize("name", ["Thumbs.db", ".DS_Store", "desktop.ini", ".~lock.a.odt#", "b.jpg~", "B.TMP", "a.swp"])
def test_names_that_nobody_means(name: str) -> None:
    assert is_temporary(name)
    assert not is_temporary(f"x{name.strip('.~')}.jpg")


def test_an_empty_file_waits_and_what_is_no_image_by_name_is_not_looked_at(desk: Desk, folder: Path) -> None:
    (folder / "a.jpg").touch()
    (folder / "readme.txt").write_text("x")
    assert desk.steps(10) == []
    assert [(each.name, each.why) for each in desk.look().held] == [("a.jpg", "empty")]
    (folder / "a.jpg").write_bytes(JPEG)
    assert desk.steps(4) == ["a.jpg"]


def test_one_that_stays_unfinished_is_given_up_after_long_or_on_the_operators_word(folder: Path) -> None:
    desk = Desk(folder, after="leave", patience_s=300.0)
    (folder / "a.jpg").write_bytes(JPEG[:-50])
    (folder / "b.png").touch()
    assert desk.steps(290) == []
    assert set(desk.steps(80)) == {"a.jpg", "b.png"}
    assert set(desk.journal.contents) == {b"image_truncated", b"image_empty"} or len(desk.journal.contents) == 2
    (folder / "c.jpg").write_bytes(JPEG[:-70])
    assert desk.steps(20) == []
    desk.watch.give_up()
    assert desk.step() == ["c.jpg"]


def test_what_is_given_up_says_why(folder: Path) -> None:
    desk = Desk(folder, after="leave", patience_s=5.0)
    (folder / "a.jpg").write_bytes(JPEG[:-50])
    (folder / "b.jpg").touch()
    desk.step()
    desk.clock += 10
    assert {each.seen.name: each.gave_up for each in desk.look().ready} == {
        "a.jpg": "image_truncated",
        "b.jpg": "image_empty",
    }


def test_a_file_that_grows_while_it_is_looked_at_begins_anew(desk: Desk, folder: Path) -> None:
    path = folder / "a.jpg"
    path.write_bytes(JPEG)
    desk.steps(2)
    seen = desk.watch._listed()
    path.write_bytes(other(JPEG, 1))
    desk.watch._listed = lambda: seen  # type: ignore[method-assign]  # a share that tells yesterday's news
    assert desk.step() == []
    del desk.watch._listed
    assert desk.steps(4) == ["a.jpg"]
    assert desk.journal.contents == [other(JPEG, 1)]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells it on Linux")
def test_a_file_that_is_still_open_for_writing_is_waited_for_and_not_for_ever(desk: Desk, folder: Path) -> None:
    pages = tiff_of_pages(2)
    with (folder / "a.tif").open("wb") as writer:
        writer.write(tiff_of_pages(1))
        writer.flush()
        assert desk.steps(30) == []
        assert [each.why for each in desk.look().held] == ["open"]
        writer.seek(0)
        writer.write(pages)
    assert desk.steps(8) == ["a.tif"]
    assert desk.journal.contents == [pages]
    with (folder / "b.tif").open("wb") as forgotten:
        forgotten.write(pages)
        forgotten.flush()
        assert desk.steps(130) == ["b.tif"]


def test_coarse_times_are_not_believed_what_is_read_has_to_be_the_same_twice(desk: Desk, folder: Path) -> None:
    path, second = folder / "a.jpg", 1_700_000_000_000_000_000
    path.write_bytes(JPEG)
    os.utime(path, ns=(second, second))
    assert desk.steps(3) == [], "one that keeps finer times would be taken now"
    path.write_bytes(
        JPEG[:100] + b"\x01" + JPEG[101:]
    )  # another content of the same size, at a time that does not change
    changed = path.read_bytes()
    os.utime(path, ns=(second, second))
    assert desk.steps(2) == []
    assert desk.steps(4) == ["a.jpg"]
    assert desk.journal.contents == [changed]


def test_a_clock_of_the_share_that_jumps_makes_no_difference(desk: Desk, folder: Path) -> None:
    path = folder / "a.jpg"
    path.write_bytes(JPEG)
    for second in (5_000_000_000_123_456_789, 1, 2**63 - 1 if sys.platform != "win32" else 77):
        os.utime(path, ns=(second, second))
        assert desk.steps(2) == []
    assert desk.steps(3) == ["a.jpg"]


def test_the_same_name_with_other_content_is_another_file(desk: Desk, folder: Path) -> None:
    for number in range(3):
        (folder / "scan.jpg").write_bytes(other(JPEG, number))
        assert desk.steps(4) == ["scan.jpg"]
    assert desk.journal.contents == [other(JPEG, number) for number in range(3)]


def test_links_folders_and_special_files_are_passed_over(desk: Desk, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jpg").write_bytes(JPEG)
    (folder / "link.jpg").symlink_to(tmp_path / "out.jpg")
    (folder / "folder.jpg").mkdir()
    os.mkfifo(folder / "pipe.jpg")
    assert desk.steps(10) == []
    assert desk.look().waiting == 0


def test_folders_inside_are_looked_into_where_that_is_set(folder: Path) -> None:
    (folder / "b" / "c").mkdir(parents=True)
    (folder / "b" / "c" / "a.jpg").write_bytes(JPEG)
    for hidden in (".git", "taken", "not-readable"):
        (folder / hidden).mkdir()
        (folder / hidden / "x.jpg").write_bytes(JPEG)
    assert Desk(folder, after="leave").steps(5) == []
    desk = Desk(folder, subfolders=True)
    assert desk.steps(5) == [str(Path("b", "c", "a.jpg"))]
    assert str(Path("taken", DAY, "b", "c", "a.jpg")) in lying(folder)
    assert desk.steps(5) == []


def test_files_come_in_the_order_that_is_set(folder: Path) -> None:
    for number in (10, 9, 1):
        (folder / f"{number}.jpg").write_bytes(other(JPEG, number))
    assert Desk(folder, after="leave", order=lambda seen: int(seen.name[:-4])).steps(4) == ["1.jpg", "9.jpg", "10.jpg"]


# ------------------------------------------------------------------ where files go


def test_moved_files_never_overwrite_and_are_numbered(folder: Path) -> None:
    desk = Desk(folder)
    for number in range(3):
        (folder / "a.jpg").write_bytes(other(JPEG, number))
        assert desk.steps(4) == ["a.jpg"]
    assert lying(folder) == [str(Path("taken", DAY, each)) for each in ("a (2).jpg", "a (3).jpg", "a.jpg")]
    assert (folder / "taken" / DAY / "a (3).jpg").read_bytes() == other(JPEG, 2)
    assert not (folder / ".carddesk").exists(), "nothing of ours is left lying about"


def test_what_cannot_be_opened_goes_elsewhere(folder: Path) -> None:
    desk = Desk(folder)
    (folder / "a.jpg").write_text("no image")
    for _ in range(3):
        desk.step(kind="not-readable")
    assert lying(folder) == [str(Path("not-readable", "a.jpg"))]


def test_marked_files_stay_where_they_are_under_another_name(folder: Path) -> None:
    desk = Desk(folder, after="mark", subfolders=True)
    (folder / "b").mkdir()
    (folder / "b" / "a.jpg").write_bytes(JPEG)
    assert desk.steps(4) == [str(Path("b", "a.jpg"))]
    (folder / "b" / "a.jpg").write_bytes(other(JPEG, 1))
    assert desk.steps(4) == [str(Path("b", "a.jpg"))]
    assert lying(folder) == [str(Path("b", each)) for each in ("a.jpg (2).taken", "a.jpg.taken")]
    assert desk.steps(4) == []


@pytest.mark.parametrize("after", ["leave", "move", "mark"])
def test_names_in_no_encoding_and_of_255_bytes(folder: Path, after: str) -> None:
    names = [b"\xff\xfe.jpg", ("样" * 83).encode() + b"aa.jpg", b"x" * 251 + b".jpg"]
    desk = Desk(folder, after=after)
    for round_ in range(2):
        for number, name in enumerate(names):
            (folder / os.fsdecode(name)).write_bytes(other(JPEG, 10 * round_ + number))
        assert sorted(desk.steps(4)) == sorted(map(os.fsdecode, names))
    contents = {path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    wanted = [other(JPEG, 10 * round_ + number) for round_ in range(2) for number in range(3)]
    assert contents == set(wanted[3:] if after == "leave" else wanted)


def test_an_empty_reservation_of_a_program_that_was_killed_is_used(folder: Path) -> None:
    (folder / "taken" / DAY).mkdir(parents=True)
    (folder / "taken" / DAY / "a.jpg").touch()
    (folder / "a.jpg").write_bytes(JPEG)
    Desk(folder).steps(4)
    assert lying(folder) == [str(Path("taken", DAY, "a.jpg"))]
    assert (folder / "taken" / DAY / "a.jpg").read_bytes() == JPEG


def test_what_cannot_be_moved_is_taken_once_and_moved_when_it_can_be(folder: Path) -> None:
    desk = Desk(folder)
    (folder / "taken").write_text("a file where the folder should be")
    (folder / "a.jpg").write_bytes(JPEG)
    assert desk.steps(4) == ["a.jpg"]
    assert desk.look().not_moved == 1
    assert desk.steps(40) == []
    (folder / "taken").unlink()
    assert desk.steps(40) == []
    assert lying(folder) == [str(Path("taken", DAY, "a.jpg"))]
    assert desk.look().not_moved == 0
    assert set(desk.journal.rows.values()) == {None}


def test_a_folder_that_cannot_be_written_is_taken_from_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    desk = Desk(folder)
    with monkeypatch.context() as patch:
        for each in ("mkdir", "rename", "open", "replace"):
            patch.setattr(os, each, forbidding(getattr(os, each), writes_alone=each == "open"))
        assert desk.steps(4) == ["a.jpg"]
        assert desk.look().not_moved == 1
        assert desk.steps(40) == []
        assert lying(folder) == ["a.jpg"]
    assert desk.steps(40) == []
    assert lying(folder) == [str(Path("taken", DAY, "a.jpg"))]


def test_a_file_that_may_not_be_read_waits_and_says_so(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", forbidding(os.open))
        assert desk.steps(5) == []
        assert [each.why for each in desk.look().held] == ["forbidden"]
    assert desk.steps(60) == ["a.jpg"]


def test_a_file_deleted_just_when_it_is_taken_is_no_matter(desk: Desk, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    desk.steps(2)
    seen = desk.watch._listed()
    (folder / "a.jpg").unlink()
    desk.watch._listed = lambda: seen  # type: ignore[method-assign]
    assert desk.step() == []
    del desk.watch._listed
    assert desk.steps(3) == []
    assert desk.look().waiting == 0


def test_a_file_replaced_just_when_it_is_claimed_is_not_taken_for_the_other(folder: Path) -> None:
    desk = Desk(folder)
    (folder / "a.jpg").write_bytes(JPEG)
    desk.steps(2)
    places = desk.watch._places
    claim = places.claim

    def late(name: str) -> Path:
        (folder / name).write_bytes(other(JPEG, 7))
        return claim(name)

    places.claim = late  # type: ignore[method-assign]
    assert desk.step() == []
    places.claim = claim  # type: ignore[method-assign]
    assert desk.steps(4) == ["a.jpg"]
    assert desk.journal.contents == [other(JPEG, 7)]


# ------------------------------------------------------------------ the folder itself


def test_a_folder_that_goes_and_comes_back_goes_on(folder: Path, tmp_path: Path) -> None:
    desk = Desk(folder, after="leave")
    (folder / "a.jpg").write_bytes(JPEG)
    desk.steps(4)
    (folder / "b.jpg").write_bytes(other(JPEG, 1))
    desk.steps(2)
    folder.rename(tmp_path / "away")
    for _ in range(3):
        with pytest.raises(FolderOutOfReachError) as gone:
            desk.step()
        assert gone.value.code == "gone"
    (tmp_path / "away").rename(folder)
    assert desk.steps(2) == [], "what had not been taken stands still from now on"
    assert desk.steps(2) == ["b.jpg"]


def test_a_folder_that_may_not_be_read_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", forbidding(os.scandir))
    with pytest.raises(FolderOutOfReachError) as caught:
        desk.step()
    assert caught.value.code == "forbidden"


def test_an_empty_mount_point_has_nothing_forgotten(folder: Path, tmp_path: Path) -> None:
    desk = Desk(folder, after="leave")
    (folder / "a.jpg").write_bytes(JPEG)
    desk.steps(4)
    assert desk.journal.there == [{"a.jpg"}]
    folder.rename(tmp_path / "away")
    folder.mkdir()
    desk.step(700)
    assert desk.journal.there == [{"a.jpg"}]
    folder.rmdir()
    (tmp_path / "away").rename(folder)
    assert desk.steps(700 // 60) == []
    assert desk.step(700) == []
    assert len(desk.journal.there) > 1
    assert all(each == {"a.jpg"} for each in desk.journal.there)


# ------------------------------------------------------------------ restart, and two at once


@pytest.mark.parametrize("after", ["leave", "move", "mark"])
def test_after_a_restart_nothing_is_taken_again(folder: Path, after: str) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    first = Desk(folder, after=after)
    assert first.steps(4) == ["a.jpg"]
    assert Desk(folder, first.journal, after=after).steps(6) == []


@pytest.mark.parametrize("after", ["move", "mark"])
def test_what_was_claimed_and_not_written_is_taken_after_a_crash(folder: Path, after: str) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    killed = Desk(folder, after=after)
    killed.look()
    killed.clock += 3
    assert [each.seen.name for each in killed.look().ready] == ["a.jpg"]
    assert not (folder / "a.jpg").exists()
    desk = Desk(folder, killed.journal, after=after)
    assert desk.steps(4) == ["a.jpg"]
    assert len(lying(folder)) == 1


def test_what_was_written_and_not_moved_is_moved_and_not_taken_again(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    killed = Desk(folder)
    killed.look()
    killed.clock += 3
    (file,) = killed.look().ready
    killed.journal.rows[file.seen, file.content] = "not-readable"
    desk = Desk(folder, killed.journal)
    assert desk.steps(4) == []
    assert lying(folder) == [str(Path("not-readable", "a.jpg"))]
    assert set(desk.journal.rows.values()) == {None}


def test_one_in_hand_when_the_desk_closes_is_put_back(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    desk = Desk(folder)
    desk.look()
    desk.clock += 3
    assert desk.look().ready
    desk.watch.close()
    assert lying(folder) == ["a.jpg"]


def test_a_claim_of_a_program_that_is_no_more_is_put_back_after_long(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(JPEG)
    dead = Desk(folder, owner="dead")
    dead.look()
    dead.clock += 3
    assert dead.look().ready
    desk = Desk(folder)
    assert desk.steps(500) == []
    assert desk.steps(200) == ["a.jpg"]


def test_of_two_programs_on_one_folder_each_file_goes_to_one(folder: Path) -> None:
    for number in range(100):
        (folder / f"{number}.jpg").write_bytes(other(JPEG, number))
    ann, bob = Desk(folder), Desk(folder, owner="bob")
    for desk in (ann, bob):
        desk.look()
        desk.clock += 3
    taken: list[str] = []
    while hands := [(desk, ready) for desk in (ann, bob) if (ready := desk.look().ready)]:
        for desk, ready in hands:
            taken += [each.seen.name for each in ready]
            desk.watch.written({each.seen.name: "taken" for each in ready}, DAY)
            desk.clock += 1
    assert sorted(taken) == sorted(f"{number}.jpg" for number in range(100))
    assert len(list((folder / "taken" / DAY).iterdir())) == 100


def test_thousands_are_taken_in_batches_without_reading_any_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from carddesk.capture import watched_folder

    for number in range(5000):
        (folder / f"{number}.jpg").write_bytes(other(JPEG, number))
    desk = Desk(folder, after="leave")
    read, scans = [], []
    reading, scanning = watched_folder.read, os.scandir
    monkeypatch.setattr(
        watched_folder, "read", lambda path, seen, **how: read.append(path) or reading(path, seen, **how)
    )
    monkeypatch.setattr(os, "scandir", lambda path: scans.append(path) or scanning(path))
    desk.look()
    desk.clock += 3
    assert len(desk.look().ready) == watched_folder.MOST_FILES
    assert len(desk.steps(2)) == 5000
    assert len(read) == 5000
    assert len(scans) < 10, "a folder is not listed again for each batch"
    assert desk.steps(5) == []
    assert len(read) == 5000


def test_the_journal_out_of_reach_costs_nothing(folder: Path) -> None:
    class Fault(Exception):
        pass

    class Away(Journal):
        away = True

        def asked(self, seen: Sequence[Sighting]) -> Mapping[str, Kind | None]:
            if self.away:
                raise Fault
            return super().asked(seen)

    journal = Away()
    desk = Desk(folder, journal, after="leave")
    (folder / "a.jpg").write_bytes(JPEG)
    for _ in range(5):
        with pytest.raises(Fault):
            desk.step()
    journal.away = False
    assert desk.steps(3) == ["a.jpg"]
