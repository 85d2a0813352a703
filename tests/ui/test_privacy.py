"""Privacy mode in the real window: what is neither seen nor read out, and that work goes on under it."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from carddesk.cards import events
from carddesk.cards.masking import HIDDEN
from carddesk.store.workspace import Workspace
from tests.ui.desk_at_work import BAD_NUMBER, PERMIT, AtWork, Script, files, permit
from tests.ui.everything_seen import read_out, told

ADDRESS = PERMIT["address"][1]


async def masked(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    """Two cards on the desk whose flags and repairs repeat what they bear, privacy mode on."""
    wrong = permit({"id_number": BAD_NUMBER, "birth_date": "1994-08-24"}, doubtful=["name", "address"])
    script.by_name["张三_810000199408230022.png"] = [wrong]
    at_work.desk.privacy.switch()
    await at_work.open(files(tmp_path / "in", "张三_810000199408230022.png", "b.png"))


def at(at_work: AtWork, key: str) -> None:
    at_work.row(key).take_focus()


@pytest.mark.parametrize("active", [key for key in PERMIT if key != "id_number"])
async def test_nothing_beyond_the_active_field_is_told_nor_read_out(
    at_work: AtWork, script: Script, tmp_path: Path, active: str
) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, active)
    await at_work.shown()
    window = at_work.window
    for text in (told(window), read_out(window)):
        seen = "\n".join(text)
        values = {"name": "张三", "address": ADDRESS, "birth_date": "1994-08-24"}
        for key, value in values.items():
            assert (value in seen) == (key == active), f"{key} at {active}"
        digits = re.sub(r"[^0-9\n]", "", seen.replace("1994-08-24", "") if active == "birth_date" else seen)
        number = BAD_NUMBER
        for start in range(len(number) - 4):
            part = number[start : start + 5]
            where = [line for line in text if part in re.sub(r"[^0-9]", "", line.replace("1994-08-24", ""))]
            assert part not in digits, f"a part of the number is told at {active}: {where}"


async def test_a_field_shows_itself_when_it_is_reached_and_hides_when_it_is_left(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, "name")
    assert at_work.row("name").edit.text == "张三"
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.focused_key == "sex"
    assert at_work.row("sex").edit.text != HIDDEN
    assert at_work.row("name").edit.text == HIDDEN
    assert not at_work.row("name").edit.drafted
    at_work.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert at_work.row("name").edit.text == "张三"


async def test_what_is_typed_is_kept_on_leaving_and_nothing_else(
    at_work: AtWork, script: Script, tmp_path: Path, workspace_path: Path
) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, "name")
    at_work.type("李四")
    at_work.press(Qt.Key.Key_Tab)
    assert at_work.row("name").edit.text == HIDDEN
    at_work.press(Qt.Key.Key_Tab)
    at_work.press(Qt.Key.Key_Tab)
    corrected = human_of(at_work)
    assert corrected == {"name": "李四"}


def human_of(at_work: AtWork) -> dict[str, str]:
    case = at_work.desk._workspace.case(at_work.case.id)
    return {key: said.value for key, said in case.human.items()}


async def test_a_draft_is_not_lost_when_another_field_is_picked_on_the_image(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, "address")
    at_work.type("北京市样张路9号")
    at_work.window.image.view.field_clicked.emit("name")
    assert at_work.focused_key == "name"
    assert human_of(at_work) == {"address": "北京市样张路9号"}
    assert at_work.row("address").edit.text == HIDDEN
    assert at_work.row("name").edit.text == "张三"


async def test_keys_on_a_mask_type_nothing_and_go_to_the_field(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, "name")
    row = at_work.row("address")
    form = at_work.window.form
    form._rendering = True  # the caret is put there by Qt, not by the operator
    row.edit.setFocus()
    form._rendering = False
    assert row.edit.masked
    at_work.insert("x")
    assert (at_work.desk.active, row.edit.text) == ("address", ADDRESS)
    assert human_of(at_work) == {}


async def test_enter_works_as_ever(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    script.by_name["a.png"] = [permit(doubtful=["name", "address"])]
    at_work.desk.privacy.switch()
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    first = at_work.case.id
    at_work.enter(3)
    assert at_work.desk.row(first).status == "accepted"
    assert at_work.case.id != first


async def test_the_key_lays_the_case_open_and_the_journal_says_so(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, "name")
    assert at_work.window.privacy_sign.words == "Values are masked"
    at_work.press(Qt.Key.Key_F8)
    assert at_work.row("address").edit.text == ADDRESS
    assert at_work.window.privacy_sign.words == "This card is laid open"
    workspace: Workspace = at_work.desk._workspace
    last = workspace.events(at_work.case.id)[-1]
    assert last.body == events.ValuesShown("case", tuple(key for key in PERMIT if key != "name"))
    assert last.operator == "ann"
    at_work.press(Qt.Key.Key_F8)
    assert at_work.row("address").edit.text == HIDDEN
    at_work.ctrl(Qt.Key.Key_M, shift=True)
    assert at_work.window.privacy_sign.words == ""
    assert at_work.row("address").edit.text == ADDRESS


async def test_the_queue_masks_names_and_finds_them(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    await masked(at_work, script, tmp_path)
    at_work.window.queue.filter.setText(BAD_NUMBER)
    await at_work.until(lambda: len(at_work.desk.filtered_queue) == 1)
    await at_work.shown()
    assert [row.name for row in at_work.window.queue._model.rows] == ["张*"]


def stripes() -> QImage:
    """A picture that is nothing but fine detail."""
    pixels = np.indices((500, 800)).sum(axis=0) // 2 % 2 * 255
    rgb = np.ascontiguousarray(np.repeat(pixels.astype(np.uint8)[:, :, None], 3, axis=2))
    return QImage(rgb.data, 800, 500, 2400, QImage.Format.Format_RGB888).copy()


async def test_on_the_image_only_the_active_field_is_sharp(at_work: AtWork, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    assert stripes().save(str(path))
    at_work.desk.privacy.switch()
    await at_work.open([path])
    view = at_work.window.image.view
    await at_work.until(lambda: view.has_picture)
    at(at_work, "address")
    at_work.desk.select_field("address")
    await at_work.until(lambda: view._motion.state() == view._motion.State.Stopped)
    view.set_follows(False)
    view.zoom(1 / view.camera.scale)
    for field in at_work.case.fields:
        assert field.quad is not None
        x, y = field.quad.centre
        middle = view.screen_point((x, y))
        shot = view.viewport().grab().toImage()
        around = [shot.pixelColor(QPoint(int(middle.x()) + n, int(middle.y()))).lightness() for n in range(-20, 20)]
        detail = max(around) - min(around)
        assert (detail > 100) == (field.key == "address"), f"{field.key}: {detail}"


async def test_snippets_of_other_fields_are_covered(at_work: AtWork, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    assert stripes().save(str(path))
    at_work.desk.privacy.switch()
    await at_work.open([path])
    at(at_work, "address")
    await at_work.until(lambda: at_work.row("address").snippet.strip is not None)
    await at_work.shown()
    for row in at_work.window.form.rows:
        shot = row.snippet.grab().toImage()
        shades = {shot.pixelColor(x, shot.height() // 2).lightness() for x in range(8, 60)}
        assert (len(shades) > 3) == (row.key == "address"), row.key


async def test_a_click_into_a_masked_field_puts_the_caret_into_its_value(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    await masked(at_work, script, tmp_path)
    at(at_work, "name")
    edit = at_work.row("address").edit
    QTest.mouseClick(edit.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert edit.text == ADDRESS
    assert at_work.desk.active == "address"
