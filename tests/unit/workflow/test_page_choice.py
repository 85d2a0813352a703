"""Files of several pages wait until the operator has said which become cards; everything else goes on without them."""

from pathlib import Path

import pytest

from carddesk.cards.case import Status
from carddesk.workflow import page_list
from carddesk.workflow.desk import Desk
from tests.specimens.documents import colours, pages
from tests.unit.workflow.fakes import drawn, tiff
from tests.unit.workflow.test_intake import notices


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


async def test_a_file_of_several_pages_waits_and_the_others_come(desk: Desk, folder: Path) -> None:
    (plain,) = drawn(folder, "1.png")
    several = written(folder, "2.pdf", colours(3)), written(folder, "3.tif", tiff(2))
    single = written(folder, "4.pdf", colours(1))
    new = await desk.add_files([plain, *several, single], by_hand=True)
    assert [desk.row(each).name for each in new] == ["1.png", "4.pdf"]
    assert [each.name for each in desk.capturing.pages.waiting] == ["2.pdf", "3.tif"]


async def test_of_a_folder_every_page_comes_without_asking(desk: Desk, folder: Path) -> None:
    written(folder, "a.tif", tiff(3))
    assert len(await desk.add_files([folder], by_hand=True)) == 3
    assert desk.capturing.pages.waiting == ()


async def test_the_chosen_pages_become_cards(desk: Desk, folder: Path) -> None:
    await desk.add_files([written(folder, "a.pdf", colours(4))], by_hand=True)
    choice = desk.capturing.pages
    (waiting,) = choice.waiting
    assert await choice.open(waiting) == 4
    await choice.take(waiting, (2, 4))
    assert [row.page for row in desk.queue] == [2, 4]
    assert desk.current is not None
    assert desk.current.id == desk.queue[0].id
    assert choice.waiting == ()
    assert desk.settings.text("capture.pages") == "ask"


async def test_a_page_left_out_can_be_taken_later_and_none_comes_twice(desk: Desk, folder: Path) -> None:
    path = written(folder, "a.pdf", colours(3))
    choice = desk.capturing.pages
    for wanted in ((1,), (1, 3), (1, 3)):
        await desk.add_files([path], by_hand=True)
        (waiting,) = choice.waiting
        await choice.open(waiting)
        await choice.take(waiting, wanted)
    assert [row.page for row in desk.queue] == [1, 3]


async def test_to_take_none_is_said_and_leaves_the_file(desk: Desk, folder: Path) -> None:
    path = written(folder, "a.pdf", colours(2))
    changes: list[object] = []
    desk.subscribe(changes.append)
    await desk.add_files([path], by_hand=True)
    choice = desk.capturing.pages
    (waiting,) = choice.waiting
    await choice.open(waiting)
    choice.leave(waiting)
    assert "No page of a.pdf was taken. The file is where it was." in notices(changes)  # type: ignore[arg-type]
    assert not desk.queue
    assert not choice.waiting
    assert path.exists()


async def test_always_takes_all_pages_of_what_waits_and_of_what_comes(desk: Desk, folder: Path) -> None:
    one, two = written(folder, "a.pdf", colours(3)), written(folder, "b.pdf", colours(2) + b"\n")
    await desk.add_files([one, two], by_hand=True)
    choice = desk.capturing.pages
    first = choice.waiting[0]
    await choice.open(first)
    await choice.take(first, (2,), always=True)
    assert [(row.name, row.page) for row in desk.queue] == [("a.pdf p2", 2), ("b.pdf", 1), ("b.pdf p2", 2)]
    assert desk.settings.text("capture.pages") == "all"
    await desk.add_files([written(folder, "c.tif", tiff(2))], by_hand=True)
    assert [row.page for row in desk.queue][3:] == [1, 2]


async def test_a_file_that_went_meanwhile_is_a_row_that_says_so(desk: Desk, folder: Path) -> None:
    path = written(folder, "a.pdf", colours(2))
    await desk.add_files([path], by_hand=True)
    choice = desk.capturing.pages
    (waiting,) = choice.waiting
    path.unlink()
    assert await choice.open(waiting) == 0
    assert not choice.waiting
    assert [row.status for row in desk.queue] == [Status.REFUSED]


async def test_pages_are_shown_small_and_blank_ones_are_known(desk: Desk, folder: Path) -> None:
    text = b"0 g 20 60 60 12 re f"
    await desk.add_files([written(folder, "a.pdf", pages([text, b"", b"0.97 g 0 0 243 153 re f"]))], by_hand=True)
    choice = desk.capturing.pages
    (waiting,) = choice.waiting
    await choice.open(waiting)
    leaves = [await choice.leaf(waiting, page) for page in (1, 2, 3)]
    assert [leaf.blank for leaf in leaves if leaf is not None] == [False, True, True]
    assert all(max(leaf.pixels.shape) <= 220 for leaf in leaves if leaf is not None)
    assert await choice.leaf(waiting, 4) is None
    choice.leave(waiting)
    assert await choice.leaf(waiting, 1) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1-3, 7", (1, 2, 3, 7)),
        ("7,1 - 3", (1, 2, 3, 7)),
        ("１－３，７", (1, 2, 3, 7)),
        ("2、4；5～6", (2, 4, 5, 6)),
        ("3,3,3", (3,)),
        ("", None),
        ("3-1", None),
        ("0", None),
        ("1,,2", None),
        ("one", None),
        ("1-99999999", None),
    ],
)
def test_pages_are_understood_as_people_write_them(text: str, numbers: tuple[int, ...] | None) -> None:
    assert page_list.parsed(text, 1000) == numbers


@pytest.mark.parametrize(("numbers", "text"), [((), ""), ((7,), "7"), ((3, 1, 2, 7, 9, 10), "1-3, 7, 9-10")])
def test_pages_are_written_as_short_as_it_goes(numbers: tuple[int, ...], text: str) -> None:
    assert page_list.written(numbers) == text
