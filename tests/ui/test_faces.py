"""A card whose two faces came as two images: one form, and the image that goes with the field at hand."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from carddesk.cards.case import Status
from carddesk.ui.queue.queue_model import ROW_ROLE
from carddesk.ui.shortcuts import shortcut
from carddesk.workflow.views import FaceView
from tests.ui.desk_at_work import EMBLEM, PERMIT, AtWork, Script, files, permit

BOTH = [*PERMIT, *EMBLEM, "issue_count"]


@pytest.fixture
def cards(tmp_path: Path, script: Script) -> list[Path]:
    """A portrait, its emblem, and a card of one face."""
    script.by_name = {
        "1p.png": [permit(doubtful=["address"])],
        "2e.png": [permit(emblem=True, doubtful=["issue_date"])],
    }
    return files(tmp_path / "cards", "1p.png", "2e.png", "3p.png")


def looked_at(at_work: AtWork) -> FaceView:
    return at_work.case.faces[at_work.case.shown]


async def test_both_faces_stand_in_one_list_under_a_heading_each(at_work: AtWork, cards: list[Path]) -> None:
    await at_work.open(cards)
    form = at_work.window.form
    assert [row.key for row in form.rows] == BOTH
    assert [heading.text() for heading in form.headings] == ["Portrait face · 1p.png", "Emblem face · 2e.png"]
    assert all(heading.isVisible() for heading in form.headings)
    form._column.activate()
    order = [form.headings[0], form.rows[0], form.rows[4], form.headings[1], form.rows[5]]
    assert all(upper.geometry().bottom() < lower.geometry().top() for upper, lower in pairwise(order))
    at_work.press(Qt.Key.Key_PageDown)
    assert not any(heading.isVisible() for heading in form.headings)
    assert not at_work.window.image.faces.isVisible()


async def test_the_image_follows_the_field_to_the_other_face(at_work: AtWork, cards: list[Path]) -> None:
    await at_work.open(cards)
    view = at_work.window.image.view
    assert (at_work.focused_key, looked_at(at_work).face, set(view.quads)) == ("address", "portrait", set(PERMIT))
    at_work.enter()
    assert (at_work.focused_key, looked_at(at_work).face, set(view.quads)) == ("issue_date", "emblem", set(EMBLEM))
    at_work.enter()
    at_work.enter()
    assert at_work.desk.queue[0].status is Status.ACCEPTED
    assert at_work.case.id == at_work.desk.queue[1].id


async def test_every_row_has_its_strip_whichever_face_is_looked_at(at_work: AtWork, cards: list[Path]) -> None:
    await at_work.open(cards)
    form, printed = at_work.window.form, {*PERMIT, *EMBLEM}
    await at_work.until(lambda: form._strips.keys() == printed)
    at_work.press(Qt.Key.Key_F7)
    await at_work.shown()
    assert form._strips.keys() == printed


async def test_a_key_and_a_switch_turn_to_the_other_face_and_leave_the_caret(
    at_work: AtWork, cards: list[Path]
) -> None:
    await at_work.open(cards)
    switch = at_work.window.image.faces
    assert [(button.text(), button.isChecked()) for button in switch.buttons] == [
        ("Portrait face", True),
        ("Emblem face", False),
    ]
    at_work.insert("1")
    at_work.press(Qt.Key.Key_F7)
    assert (looked_at(at_work).face, at_work.focused_key) == ("emblem", "address")
    assert at_work.row("address").edit.text.endswith("1")
    assert [button.isChecked() for button in switch.buttons] == [False, True]
    switch.buttons[0].click()
    assert looked_at(at_work).face == "portrait"
    switch.buttons[0].click()
    assert (looked_at(at_work).face, switch.buttons[0].isChecked()) == ("portrait", True)
    assert shortcut("other_face").shown in switch.buttons[0].toolTip()


async def test_the_faces_are_parted_and_joined_by_a_stroke_each_and_that_is_undone(
    at_work: AtWork, cards: list[Path]
) -> None:
    await at_work.open(cards)
    ids = [row.id for row in at_work.desk.queue]
    at_work.type("样张路2号")
    at_work.ctrl(Qt.Key.Key_J, shift=True)
    await at_work.shown()
    assert len(at_work.desk.queue) == 3
    assert [row.key for row in at_work.window.form.rows] == list(PERMIT)
    assert (at_work.case.id, at_work.value("address")) == (ids[0], "样张路2号")
    assert "card of its own" in at_work.window.notices.words
    at_work.ctrl(Qt.Key.Key_J)
    await at_work.shown()
    assert [row.id for row in at_work.desk.queue] == ids
    assert [row.key for row in at_work.window.form.rows] == BOTH
    assert at_work.focused_key
    at_work.desk.judging.undo()
    assert len(at_work.desk.queue) == 3
    at_work.desk.judging.redo()
    at_work.window.image.faces.part.click()
    assert len(at_work.desk.queue) == 3


async def test_a_row_of_the_queue_says_that_its_card_has_two_faces(at_work: AtWork, cards: list[Path]) -> None:
    await at_work.open(cards)
    model = at_work.window.queue.list.model()
    await at_work.until(lambda: model.rowCount() == 2)
    both, one = (model.data(model.index(at, 0), Qt.ItemDataRole.AccessibleTextRole) for at in (0, 1))
    assert both.endswith("two faces")
    assert "two faces" not in one
    assert [bool(model.data(model.index(at, 0), ROW_ROLE).joined) for at in (0, 1)] == [True, False]


async def test_the_head_names_both_faces_and_both_files(at_work: AtWork, cards: list[Path]) -> None:
    await at_work.open(cards)
    header = at_work.window.form.header
    assert header._title.text().endswith("portrait face + emblem face")
    assert "1p.png + 2e.png" in header._source.text()
