"""The next cards' strips are cut, to the size in which they will stand, before the cards are asked for; none is ever another's."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from carddesk.cards.case import Case, Status
from carddesk.cards.documents import FieldKind
from carddesk.cards.geometry import Quad
from carddesk.ui.form import strips as strips_room
from carddesk.ui.form.strip_loader import StripLoader
from carddesk.ui.form.strips import Strip
from carddesk.ui.image.picture import Picture
from carddesk.ui.image.pyramid import Pyramid
from carddesk.workflow import review
from carddesk.workflow.views import CaseView, FieldState, FieldView, ImageView
from tests.ui.desk_at_work import AtWork, Script, files, permit
from tests.unit.workflow.fakes import FakeService

SIDE = 200
ADDRESS = ("a" * 64, 1)
QUAD = Quad.from_bounds(20, 20, 120, 40)


class Cuts:
    """Counts strips as they are cut: in the window's thread, and elsewhere."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here, self.ahead = 0, 0
        rectify = strips_room.rectify

        def counted(*args: object) -> object:
            if threading.current_thread() is threading.main_thread():
                self.here += 1
            else:
                self.ahead += 1
            return rectify(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(strips_room, "rectify", counted)


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> Cuts:
    return Cuts(monkeypatch)


def painted(at_work: AtWork) -> None:
    for _ in range(3):
        QApplication.sendPostedEvents()
    at_work.window.grab()


async def opened(at_work: AtWork, tmp_path: Path, cuts: Cuts) -> None:
    """Four cards, the first painted, the next two got ready."""
    await at_work.open(files(tmp_path / "in", "a.png", "b.png", "c.png", "d.png"))
    await at_work.until(lambda: at_work.window.image.view.has_picture)
    fields = len(at_work.case.fields)
    await at_work.until(lambda: cuts.ahead >= 2 * fields)
    await at_work.shown()
    painted(at_work)
    cuts.here = 0


@pytest.mark.parametrize("key", [Qt.Key.Key_PageDown, Qt.Key.Key_Return])
async def test_no_strip_is_cut_between_the_key_and_the_painted_card(
    at_work: AtWork, tmp_path: Path, cuts: Cuts, key: Qt.Key
) -> None:
    await opened(at_work, tmp_path, cuts)
    first = at_work.case.id
    at_work.press(key)
    painted(at_work)
    assert at_work.case.id != first
    assert at_work.window.form.rows
    assert all(row.snippet.strip is not None for row in at_work.window.form.rows)
    assert cuts.here == 0


async def test_with_the_key_itself_no_card_is_looked_at_but_the_one_it_leads_to(
    at_work: AtWork, tmp_path: Path, cuts: Cuts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(at_work, tmp_path, cuts)
    for _ in range(2):
        at_work.press(Qt.Key.Key_PageDown)
        await at_work.shown()
        await at_work.shown()
    looked_at: list[int] = []
    view = review.view

    def counted(case: Case, *args: object, **kwargs: object) -> CaseView:
        looked_at.append(case.id)
        return view(case, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(review, "view", counted)
    at_work.press(Qt.Key.Key_PageUp)  # the first card comes next now, and its picture is still there
    painted(at_work)
    assert looked_at == [at_work.case.id]


async def test_what_was_cut_already_is_not_cut_again(at_work: AtWork, tmp_path: Path, cuts: Cuts) -> None:
    await opened(at_work, tmp_path, cuts)
    before, fields = cuts.ahead, len(at_work.case.fields)
    at_work.press(Qt.Key.Key_PageDown)  # the third card is ready; the fourth comes next
    await at_work.until(lambda: cuts.ahead > before)
    at_work.press(Qt.Key.Key_PageUp)  # nothing comes next that way
    await at_work.shown()
    at_work.press(Qt.Key.Key_PageDown)
    await at_work.shown()
    await at_work.shown()
    assert cuts.ahead - before == fields


async def test_cards_that_come_later_are_got_ready_too(
    at_work: AtWork, tmp_path: Path, cuts: Cuts, service: FakeService
) -> None:
    await at_work.open(files(tmp_path / "first", "a.png"))
    await at_work.until(lambda: at_work.window.image.view.has_picture)
    await at_work.shown()
    service.gate = asyncio.Event()
    at_work.window.intents.add(files(tmp_path / "later", "same.png", "b.png"))
    await at_work.until(lambda: len(at_work.window.pictures.loader.gallery.addresses) == 2)
    await at_work.shown()
    await at_work.shown()
    assert cuts.ahead == 0  # nobody knows yet where its fields are
    service.gate.set()
    await at_work.until(lambda: cuts.ahead == len(at_work.case.fields))


async def test_with_other_places_the_strips_are_cut_anew(
    at_work: AtWork, tmp_path: Path, script: Script, cuts: Cuts
) -> None:
    await opened(at_work, tmp_path, cuts)
    second = at_work.desk.queue[1].id
    read = permit()
    moved = [field.quad.map(lambda at: (at[0] + 9, at[1])) if field.quad else None for field in read.fields]
    script.by_name["b.png"] = [
        replace(read, fields=tuple(replace(f, quad=quad) for f, quad in zip(read.fields, moved, strict=True)))
    ]
    await at_work.desk.read([second], again=True)
    assert at_work.desk.queue[1].status is Status.READ
    at_work.press(Qt.Key.Key_PageDown)
    painted(at_work)
    assert at_work.case.id == second
    assert cuts.here == len(at_work.case.fields)


# ---------------------------------------------------------------------- the loader alone


def case_with(quad: Quad, address: tuple[str, int] = ADDRESS) -> CaseView:
    field = FieldView("name", "姓名", "Name", FieldKind.TEXT, "样张", "样张", "样张", FieldState.SURE, quad=quad)
    return CaseView(7, Status.READ, "a.png", None, None, (field,), image=ImageView(*address, SIDE, SIDE))


def picture(address: tuple[str, int] = ADDRESS, scale: float = 1.0) -> Picture:
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    return Picture(address, Pyramid.build(pixels, SIDE, SIDE), pixels, scale)


def told(loader: StripLoader, case: CaseView, shown: Picture) -> Strip:
    got: list[dict[str, Strip]] = []
    loader.arrived.connect(got.append)
    loader.show_case(case)
    loader.show_picture(shown)
    loader.arrived.disconnect(got.append)
    return got[-1]["name"]


def red(width: int = 50, height: int = 10) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("red"))
    return made


def is_red(image: QImage) -> bool:
    return image.pixelColor(1, 1) == QColor("red")


def test_a_strip_of_this_place_in_this_picture_is_taken_as_it_was_cut() -> None:
    loader = StripLoader()
    loader.keep(ADDRESS, {QUAD: ((50, 10, 1), red())})
    assert is_red(told(loader, case_with(QUAD), picture()).at(50, 10))


def test_in_another_size_it_is_cut_from_the_picture() -> None:
    loader = StripLoader()
    loader.keep(ADDRESS, {QUAD: ((50, 10, 1), red())})
    assert not is_red(told(loader, case_with(QUAD), picture()).at(60, 12))


def test_neither_another_place_nor_another_picture_nor_a_preview_takes_it() -> None:
    loader = StripLoader()
    loader.keep(ADDRESS, {QUAD: ((50, 10, 1), red())})
    elsewhere = Quad.from_bounds(20, 60, 120, 80)
    other = ("b" * 64, 1)
    assert not is_red(told(loader, case_with(elsewhere), picture()).at(50, 10))
    assert not is_red(told(loader, case_with(QUAD, other), picture(other)).at(50, 10))
    assert not is_red(told(loader, case_with(QUAD), picture(scale=0.5)).at(50, 10))


def test_only_so_many_are_kept_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carddesk.ui.form.strip_loader._MOST_READY", 2)
    loader = StripLoader()
    quads = [Quad.from_bounds(0, 20 * at, 100, 20 * at + 15) for at in range(3)]
    loader.keep(ADDRESS, {quad: ((50, 10, 1), red()) for quad in quads})
    assert [loader.has(ADDRESS, quad, (50, 10, 1)) for quad in quads] == [False, True, True]
