"""The next two cards' pictures are ready before they are asked for, never at the price of the one at hand, nor of the machine's memory."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from carddesk.ui.image import gallery as gallery_room
from carddesk.ui.image.gallery import Gallery
from carddesk.ui.image.memory import available_bytes
from carddesk.ui.image.picture import Picture
from carddesk.ui.image.pyramid import Pyramid
from tests.ui.desk_at_work import AtWork, files

PLENTY = 64 * 1024**3


def picture(name: str, side: int = 100) -> Picture:
    pixels = np.zeros((side, side, 3), np.uint8)
    return Picture((name, 1), Pyramid.build(pixels, side, side), pixels, 1.0)


def gallery_of(at_work: AtWork) -> Gallery:
    return at_work.window.pictures.loader.gallery


def addresses(at_work: AtWork) -> list[tuple[str, int]]:
    return [(row.image, row.page) for row in at_work.desk.filtered_queue if row.image]


async def opened(at_work: AtWork, tmp_path: Path, count: int = 5) -> None:
    names = [f"{letter}.png" for letter in "abcdefgh"[:count]]
    await at_work.open(files(tmp_path / "in", *names))
    await at_work.until(lambda: at_work.window.image.view.has_picture)


async def test_the_next_two_are_ready(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    wanted = addresses(at_work)[:3]
    await at_work.until(lambda: set(wanted) <= set(gallery_of(at_work).addresses))
    assert addresses(at_work)[3] not in gallery_of(at_work)


async def test_a_card_that_is_ready_is_painted_with_the_key_itself(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    await at_work.until(lambda: set(addresses(at_work)[:3]) <= set(gallery_of(at_work).addresses))
    at_work.press(Qt.Key.Key_PageDown)
    # Nothing has been waited for: picture and strips came with the case.
    assert at_work.window.image.view.has_picture
    assert at_work.window.at_hand.case_id == at_work.case.id
    rows = at_work.window.form.rows
    assert rows
    assert all(row.snippet.strip is not None for row in rows)


async def test_it_is_the_filtered_queue_that_is_looked_ahead_in(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    everything = addresses(at_work)
    at_work.desk.set_filter("e.png")
    at_work.desk.select_case(at_work.desk.queue[0].id)
    at_work.desk.set_filter("")
    at_work.window.queue.show_rows(at_work.desk.filtered_queue)
    at_work.desk.select_case(at_work.desk.queue[2].id)
    await at_work.until(lambda: set(everything[2:5]) <= set(gallery_of(at_work).addresses))


async def test_when_memory_is_short_nothing_is_got_ready(
    at_work: AtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery_of(at_work), "_available", lambda: 100 * 1024 * 1024)
    await opened(at_work, tmp_path)
    await asyncio.sleep(0.3)
    assert gallery_of(at_work).addresses == (addresses(at_work)[0],)
    at_work.press(Qt.Key.Key_PageDown)
    await at_work.until(lambda: at_work.window.image.view.has_picture)
    assert gallery_of(at_work).addresses == (addresses(at_work)[1],)


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Gallery]:
    """A gallery with room for so many of the small pictures."""

    def make(count: int) -> Gallery:
        monkeypatch.setattr(gallery_room, "MAX_BYTES", count * picture("x").nbytes)
        return Gallery(lambda: PLENTY)

    return make


def test_what_is_not_wanted_goes_first_and_what_is_at_hand_never(roomy: Callable[[int], Gallery]) -> None:
    gallery = roomy(2)
    for name in "abc":
        gone = gallery.put(picture(name), ("a", 1), [("c", 1)])
    assert gallery.addresses == (("a", 1), ("c", 1))
    assert [each.address for each in gone] == [("b", 1)]
    gallery.put(picture("d"), ("a", 1), [("d", 1)])
    assert set(gallery.addresses) == {("a", 1), ("d", 1)}


def test_a_picture_put_anew_gives_the_old_one_back(roomy: Callable[[int], Gallery]) -> None:
    gallery = roomy(3)
    first = picture("a")
    gallery.put(first, None)
    assert gallery.put(picture("a"), None) == [first]


def test_with_memory_short_all_but_what_is_at_hand_goes(roomy: Callable[[int], Gallery]) -> None:
    gallery = roomy(3)
    for name in "abc":
        gallery.put(picture(name), ("a", 1), [("b", 1), ("c", 1)])
    gallery._available = lambda: 1
    gone = gallery.trim(("a", 1), [("b", 1), ("c", 1)])
    assert gallery.addresses == (("a", 1),)
    assert {each.address for each in gone} == {("b", 1), ("c", 1)}


def test_what_the_system_says_of_its_memory_can_be_believed() -> None:
    left = available_bytes()
    assert left is None or 1024 * 1024 < left < 64 * 1024**4
