"""A portrait that a service cut out is shown as an image, can be reached, and is confirmed with Enter like any field."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.cards.reading import Field
from carddesk.ui.form.portrait_box import decoded
from tests.ui.desk_at_work import AtWork, Script, files, permit
from tests.unit.workflow.fakes import png

PICTURE = base64.b64encode(png(size=(60, 80))).decode()


@pytest.mark.parametrize("text", [PICTURE, f"data:image/png;base64,{PICTURE}", "\n".join([PICTURE[:40], PICTURE[40:]])])
def test_base64_is_an_image_however_it_is_wrapped(text: str) -> None:
    image = decoded(text)
    assert image is not None
    assert (image.width(), image.height()) == (60, 80)


@pytest.mark.parametrize("text", ["", "nonsense!", "aGVsbG8="])
def test_what_is_no_image_is_none(text: str) -> None:
    assert decoded(text) is None


async def test_a_portrait_is_shown_and_not_spelled_out(at_work: AtWork, script: Script, tmp_path: Path) -> None:
    read = permit()
    script.by_name["a.png"] = [replace(read, fields=(*read.fields, Field("portrait", "人像", PICTURE, PICTURE)))]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    row = at_work.row("portrait")
    assert row.edit.isHidden()
    assert row.edit.text == ""
    assert row.portrait is not None
    assert not row.portrait.pixmap().isNull()
    assert row.portrait.accessibleName() == "人像"
    at_work.enter()
    assert at_work.value("name", at_work.desk.queue[0].id) == "张三", "a card with nothing flagged is one stroke"
    assert at_work.desk.queue[0].status == "accepted"


async def test_a_flagged_portrait_stops_the_operator_and_enter_lets_it_stand(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    read = permit()
    flag = Flag(FlagCode.VENDOR_LOGIC, Level.WARN, "Edited?", "portrait")
    portrait = Field("portrait", "人像", PICTURE, PICTURE, flags=(flag,))
    script.by_name["a.png"] = [replace(read, fields=(*read.fields, portrait))]
    await at_work.open(files(tmp_path / "in", "a.png"))
    row = at_work.row("portrait")
    assert at_work.focused is row.portrait
    at_work.press(Qt.Key.Key_Return)
    field = at_work.case.field("portrait")
    assert field is not None
    assert field.state == "confirmed"
    assert field.picture == PICTURE


async def test_the_row_of_a_portrait_serves_the_next_card_as_a_text_box(
    at_work: AtWork, script: Script, tmp_path: Path
) -> None:
    read = permit()
    first = replace(read, fields=(Field("portrait", "人像", PICTURE, PICTURE), *read.fields), document="certificate")
    script.by_name["a.png"] = [first]
    await at_work.open(files(tmp_path / "in", "a.png", "b.png"))
    row = at_work.window.form.rows[0]
    assert row.key == "portrait"
    at_work.desk.next_case()
    assert row.key != "portrait"
    assert not row.edit.isHidden()
    assert row.portrait is not None
    assert row.portrait.isHidden()
