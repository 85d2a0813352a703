"""Second and third looks in the real window: typed by key alone, and nothing of another's word to be seen or read out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import FieldState
from tests.ui.desk_at_work import BAD_NUMBER, PERMIT, AtWork, files, permit
from tests.ui.everything_seen import read_out, told
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

NAME, NUMBER = PERMIT["name"][1], PERMIT["id_number"][1]
OTHER_NAME = "张三丰"
VALUES = [value for _, value in PERMIT.values() if len(value) > 1] + ["1994", "朝阳", NUMBER[:6], NUMBER[-4:]]
ALT = Qt.KeyboardModifier.AltModifier


def chosen() -> Settings:
    settings = Settings()
    settings.override("double.fields=name id_number")
    return settings


async def at_the_desk(folder: Path, operator: str) -> Desk:
    return Desk(
        workspace_at(folder), {"local": FakeService(lambda _image: [permit()])}, chosen(), operator=operator, now=noon
    )


@pytest.fixture
def before(workspace_path: Path, tmp_path: Path) -> list[str]:
    """What others do at the workspace before the window opens: `ann` accepts, and whoever is named types."""
    return []


@pytest.fixture
async def desk(
    workspace_path: Path, tmp_path: Path, before: list[str], request: pytest.FixtureRequest
) -> AsyncIterator[Desk]:
    """The desk of the operator that the test names, after those before them."""
    others, operator = getattr(request, "param", ({}, "bob"))
    ann = await at_the_desk(workspace_path, "ann")
    await ann.add_files(files(tmp_path / "in", "a.png"))
    await ann.read()
    ann.judging.accept()
    await ann.close()
    for who, typed in others.items():
        other = await at_the_desk(workspace_path, who)
        for _ in typed:
            assert other.active is not None
            other.judging.confirm(typed[other.active])
        await other.close()
    made = await at_the_desk(workspace_path, operator)
    yield made
    await made.close()


BOB_DIFFERS = {"bob": {"name": OTHER_NAME, "id_number": NUMBER}}
BOB_IS_WRONG = {"bob": {"name": NAME, "id_number": BAD_NUMBER}}


async def test_the_second_operator_types_with_enter_alone(at_work: AtWork) -> None:
    await at_work.shown()
    assert [row.key for row in at_work.window.form.rows] == ["name", "id_number"]
    assert at_work.focused_key == "name"
    assert {row.edit.text for row in at_work.window.form.rows} == {""}
    at_work.insert(NAME)
    at_work.enter()
    assert at_work.focused_key == "id_number"
    at_work.insert(NUMBER)
    at_work.enter()
    await at_work.shown()
    assert at_work.desk.queue[0].status is Status.ACCEPTED


async def test_nothing_of_the_first_word_is_seen_or_read_out(at_work: AtWork) -> None:
    await at_work.shown()
    window = at_work.window
    steps = [
        lambda: at_work.press(Qt.Key.Key_Tab),
        lambda: at_work.ctrl(Qt.Key.Key_Z),
        lambda: at_work.ctrl(Qt.Key.Key_Z, shift=True),
        lambda: at_work.press(Qt.Key.Key_1, ALT),
        lambda: at_work.ctrl(Qt.Key.Key_Return),
        at_work.enter,
        window.intents.reopen,
        lambda: window.intents.reject("no"),
        window.intents.postpone,
        lambda: window.queue.filter.setText(NAME[0]),
        lambda: window.queue.filter.setText(""),
    ]
    for place, step in enumerate([lambda: None, *steps]):
        step()
        await at_work.shown()
        seen = "\n".join([*told(window), *read_out(window)])
        assert [value for value in VALUES if value in seen] == [], f"after step {place}"
    assert at_work.desk.queue[0].look == "second"


async def test_what_was_copied_or_undone_is_not_another_operators_word(at_work: AtWork) -> None:
    await at_work.shown()
    at_work.insert("样")
    at_work.ctrl(Qt.Key.Key_Z)
    at_work.ctrl(Qt.Key.Key_Z)
    at_work.ctrl(Qt.Key.Key_A)
    QApplication.clipboard().setText("")
    at_work.ctrl(Qt.Key.Key_C)
    assert at_work.row("name").edit.text == ""
    assert QApplication.clipboard().text() == ""


async def test_the_strips_of_the_image_stay_to_be_seen(at_work: AtWork) -> None:
    await at_work.until(lambda: at_work.row("name").snippet.strip is not None)
    assert at_work.row("id_number").snippet.strip is not None


async def test_no_field_but_the_chosen_has_a_box_on_the_image(at_work: AtWork) -> None:
    await at_work.shown()
    assert set(at_work.window.image.view.quads) == {"name", "id_number"}


async def test_what_is_asked_is_said_and_the_state_has_a_word_and_a_filter(at_work: AtWork) -> None:
    await at_work.shown()
    window = at_work.window
    assert "Type what you see" in window.form.look.words
    assert window.form.header.state == "Second look"
    assert "1 to look at again" in window.status.done
    assert window.queue.only_looks.isVisible()
    window.queue.only_looks.click()
    await at_work.shown()
    assert len(at_work.desk.filtered_queue) == 1
    at_work.insert(NAME)
    at_work.enter()
    at_work.insert(NUMBER)
    at_work.enter()
    await at_work.until(lambda: not window.queue.only_looks.isVisible())
    assert len(at_work.desk.filtered_queue) == 1


@pytest.mark.parametrize("desk", [({}, "ann")], indirect=True)
async def test_the_first_operator_is_told_that_the_card_waits(at_work: AtWork) -> None:
    await at_work.shown()
    assert "another operator" in at_work.window.form.look.words
    assert at_work.window.form.header.state == "Waits for others"
    assert "1 with another operator" in at_work.window.status.done
    assert at_work.row("name").edit.isReadOnly()
    assert not at_work.window.queue.only_looks.isVisible()


@pytest.mark.parametrize("desk", [(BOB_DIFFERS, "eve")], indirect=True)
async def test_the_third_look_takes_one_of_two_words_by_key(at_work: AtWork) -> None:
    await at_work.shown()
    row = at_work.row("name")
    assert (row.edit.text, row.repairs.words) == ("", [f"Alt+1 takes {NAME}", f"Alt+2 takes {OTHER_NAME}"])
    assert row.repairs.marked == ["三", "丰"], "each word beside the other"
    action = at_work.window.findChild(QAction, "repair_2")
    assert action is not None
    action.trigger()
    await at_work.shown()
    assert (at_work.desk.queue[0].status, at_work.value("name")) == (Status.ACCEPTED, OTHER_NAME)


@pytest.mark.parametrize("desk", [(BOB_IS_WRONG, "eve")], indirect=True)
async def test_a_word_that_cannot_be_right_asks_for_a_reason_in_place(at_work: AtWork) -> None:
    await at_work.shown()
    at_work.window.intents.take_repair_at(1)
    assert at_work.window.form.let_stand.isVisible()
    at_work.window.form.let_stand.reason.setText("printed so")
    at_work.enter()
    await at_work.shown()
    assert at_work.desk.queue[0].status is Status.ACCEPTED
    field = at_work.case.field("id_number")
    assert field is not None
    assert (field.value, field.reason, field.state) == (BAD_NUMBER, "printed so", FieldState.CORRECTED)


@pytest.mark.parametrize("desk", [(BOB_DIFFERS, "bob")], indirect=True)
async def test_who_typed_otherwise_sees_their_own_word_alone(at_work: AtWork) -> None:
    await at_work.shown()
    window = at_work.window
    assert at_work.row("name").edit.isReadOnly()
    assert at_work.row("name").edit.text == OTHER_NAME
    seen = "\n".join([*told(window), *read_out(window)]).replace(OTHER_NAME, "").replace(NUMBER, "")
    assert [value for value in VALUES if value in seen] == []


@pytest.mark.parametrize("desk", [(BOB_DIFFERS, "eve")], indirect=True)
async def test_typing_a_word_of_ones_own_is_journaled_as_such(at_work: AtWork, workspace_path: Path) -> None:
    await at_work.shown()
    at_work.insert("张山")
    at_work.enter()
    await asyncio.sleep(0)
    await at_work.desk.close()
    opened = workspace_at(workspace_path)
    last = opened.events(1)[-1]
    opened.close()
    assert isinstance(last.body, events.DifferenceSettled)
    assert (last.operator, last.body.by, last.body.value) == ("eve", "own", "张山")
