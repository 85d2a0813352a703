"""A second reading at the desk: where it differs is marked in place, and one key takes either; boxes are read as they are drawn."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest

from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.services.contract import Limits, ServiceInfo, SourceImage
from carddesk.services.regions import RegionText
from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import FieldState
from tests.ui.desk_at_work import PERMIT, AtWork, Script, files, number_of, permit, picture
from tests.unit.workflow.fakes import FakeService, noon
from tests.workspaces import workspace_at

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
OTHER = "章三"


class Local(FakeService):
    """The played engine inside: reads cards by the script, and these lines in every box."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.info = replace(self.info, title="Engine inside", documents=("residence_permit",), gives_quads=True)
        self.lines: tuple[str, ...] = (OTHER,)
        self.boxes: list[Quad] = []
        self.hold: asyncio.Event | None = None

    async def read_region(self, image: SourceImage, region: Quad) -> RegionText:
        self.boxes.append(region)
        if self.hold is not None:
            await self.hold.wait()
        return RegionText(self.lines, 0.9)


class Cloud(FakeService):
    """A service that sends images away."""

    def __init__(self, script: Script) -> None:
        super().__init__(self.read_as_cloud, "acme.card", offline=False)
        self.info = ServiceInfo(
            "acme.card", "Acme · card", "样张厂商", None, ("residence_permit",), Limits(), offline=False, order=60
        )
        self._script = script

    def read_as_cloud(self, image: SourceImage) -> list[Reading] | BaseException:
        answer = self._script(image)
        if isinstance(answer, BaseException):
            return answer
        return [replace(each, service="acme.card") for each in answer]


@pytest.fixture
def second_script() -> Script:
    """What the cloud service reads."""
    made = Script()
    made.by_name["a.png"] = [permit({"name": OTHER})]
    return made


@pytest.fixture
def service(script: Script) -> Local:
    script.by_name["a.png"] = [permit()]
    return Local(script)


@pytest.fixture
def cloud(second_script: Script) -> Cloud:
    return Cloud(second_script)


@pytest.fixture
async def desk(workspace_path: Path, service: Local, cloud: Cloud) -> AsyncIterator[Desk]:
    workspace = workspace_at(workspace_path)
    services = {"local": service, "acme.card": cloud}
    made = Desk(workspace, services, Settings(), operator="ann", now=noon)
    yield made
    await made.close()
    workspace.close()


def marked(at_work: AtWork, key: str) -> dict[int, QTextCharFormat.UnderlineStyle]:
    """The underlined characters of a field's box, by place."""
    layout = at_work.row(key).edit.document().firstBlock().layout()
    return {
        at: each.format.underlineStyle()
        for each in layout.formats()
        for at in range(each.start, each.start + each.length)
        if each.format.underlineStyle() is not QTextCharFormat.UnderlineStyle.NoUnderline
    }


async def opened(at_work: AtWork, tmp_path: Path) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    await at_work.until(lambda: at_work.window.image.view._pixels.pyramid is not None)


async def seconded(at_work: AtWork) -> None:
    """The other service has given its opinion, asked for by keys alone."""
    at_work.ctrl(Qt.Key.Key_T, shift=True)
    menu = at_work.window.second.menu
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_Return)
    at_work.window.activateWindow()  # screens in memory do not give back what a popup took
    await at_work.until(at_work.window.isActiveWindow)
    await at_work.until(lambda: at_work.case.second is not None and not at_work.case.second.under_way)


def at(at_work: AtWork, x: float, y: float) -> QPoint:
    """Where the view shows a point of the image."""
    return at_work.window.image.view.mapFromScene(QPointF(x, y))


def drag(at_work: AtWork, start: QPoint, stop: QPoint, held: Qt.KeyboardModifier = CTRL) -> None:
    port = at_work.window.image.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, held, start)
    QTest.mouseMove(port, QPoint((start.x() + stop.x()) // 2, (start.y() + stop.y()) // 2))
    QTest.mouseMove(port, stop)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, held, stop)


async def test_characters_that_differ_are_marked_in_place_and_no_others(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    assert marked(at_work, "name") == {}
    await seconded(at_work)
    assert marked(at_work, "name") == {0: QTextCharFormat.UnderlineStyle.SingleUnderline}
    assert marked(at_work, "id_number") == {}
    assert at_work.row("name").edit.text == PERMIT["name"][1]
    assert "Acme · card" in at_work.window.form.header.second.words
    assert "1 different" in at_work.window.form.header.second.words


async def test_that_readings_differ_is_said_in_one_line_that_can_be_taken(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    await seconded(at_work)
    row = at_work.row("name")
    assert row.repairs.isVisible()
    assert row.flags.isHidden()
    assert "reads this differently" in row.edit.accessibleDescription(), "who cannot see the marks hears it"
    at_work.desk.judging.reject("Not a card at all")
    at_work.desk.select_case(at_work.case.id)
    await at_work.shown()
    assert row.repairs.isHidden()
    assert row.flags.isVisible(), "where nothing is offered the flag says it"


async def test_marks_go_where_what_is_typed_says_the_same(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    await seconded(at_work)
    at_work.row("name").take_focus()
    at_work.type(OTHER)
    assert marked(at_work, "name") == {}


async def test_one_key_takes_the_other_value_and_one_brings_the_first_back(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    await seconded(at_work)
    at_work.row("name").take_focus()
    assert "Alt+1" in at_work.row("name").edit.accessibleDescription()
    at_work.press(Qt.Key.Key_1, ALT)
    field = at_work.case.field("name")
    assert field is not None
    assert (field.value, field.state, field.read_by) == (OTHER, FieldState.CORRECTED, "acme.card")
    at_work.ctrl(Qt.Key.Key_Z)
    assert at_work.value("name") == PERMIT["name"][1]


async def test_enter_keeps_the_first_value(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    await seconded(at_work)
    at_work.row("name").take_focus()
    at_work.enter()
    field = at_work.case.field("name")
    assert field is not None
    assert (field.value, field.state) == (PERMIT["name"][1], FieldState.CONFIRMED)
    assert marked(at_work, "name") == {}
    assert at_work.row("name").repairs.isHidden()


async def test_agreement_is_a_quiet_sign_with_words(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    before = at_work.row("sex").mark.pixmap().toImage()
    await seconded(at_work)
    assert "Acme · card reads the same" in at_work.row("sex").mark.toolTip()
    assert at_work.row("sex").mark.pixmap().toImage() != before
    assert at_work.row("sex").repairs.isHidden()


async def test_a_second_reading_takes_the_caret_from_nobody(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    work = asyncio.ensure_future(at_work.desk.second.read("acme.card"))
    at_work.row("address").take_focus()
    at_work.type("draft")
    await work
    await at_work.shown()
    assert at_work.focused_key == "address"
    assert at_work.row("address").edit.text == "draft"


async def test_the_menu_names_who_gets_the_image(at_work: AtWork, tmp_path: Path) -> None:
    await opened(at_work, tmp_path)
    at_work.ctrl(Qt.Key.Key_T, shift=True)
    menu = at_work.window.second.menu
    choices = [each.text() for each in menu.actions() if each.isEnabled() and not each.isCheckable() and each.text()]
    assert len(choices) == 1
    assert "sends the image to" in choices[0]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert at_work.case.second is None


async def test_ctrl_and_drag_reads_the_box_and_only_a_key_takes_it(
    at_work: AtWork, tmp_path: Path, service: Local
) -> None:
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    centre = at_work.window.image.view.mapToScene(at_work.window.image.view.viewport().rect().center())
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100))
    await at_work.until(lambda: at_work.row("name").field and at_work.row("name").field.offered)
    (box,) = service.boxes
    pixel = 1 / at_work.window.image.view.transform().m11()
    assert box.bounds == pytest.approx((120, 70, 400, 100), abs=2 * pixel)
    assert at_work.window.image.view.mapToScene(at_work.window.image.view.viewport().rect().center()) == centre
    assert at_work.value("name") == PERMIT["name"][1]
    assert at_work.focused_key == "name"
    assert "Alt+1" in at_work.window.second.hint.words
    at_work.press(Qt.Key.Key_1, ALT)
    assert at_work.value("name") == OTHER
    assert at_work.window.second.hint.words == ""
    field = at_work.case.field("name")
    assert field is not None
    assert field.quad == box


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_box_is_meant_as_it_is_seen_however_the_image_is_turned_and_zoomed(
    at_work: AtWork, tmp_path: Path, service: Local, turns: int
) -> None:
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    view = at_work.window.image.view
    view.turn(turns)
    view.zoom(1.3)
    corners = [at(at_work, x, y) for x, y in ((300, 200), (420, 260))]
    left, right = sorted(point.x() for point in corners)
    top, bottom = sorted(point.y() for point in corners)
    drag(at_work, QPoint(left, top), QPoint(right, bottom))
    await at_work.until(lambda: service.boxes)
    (box,) = service.boxes
    assert sorted(box.bounds) == pytest.approx(sorted((300, 200, 420, 260)), abs=3)
    first = {1: (300, 260), 2: (420, 260), 3: (420, 200)}[turns]
    assert box.lt == pytest.approx(first, abs=3), "the corner that is seen at the upper left comes first"


async def test_an_empty_field_takes_the_box_as_a_draft_that_enter_keeps(
    at_work: AtWork, tmp_path: Path, script: Script, workspace_path: Path
) -> None:
    script.by_name["a.png"] = [permit({"name": ""})]
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100))
    await at_work.until(lambda: at_work.row("name").edit.text == OTHER)
    assert at_work.value("name") == ""
    at_work.enter()
    field = at_work.case.field("name")
    assert field is not None
    assert (field.value, field.read_by) == (OTHER, "local")


async def test_the_tool_draws_one_box_without_ctrl_and_then_drags_pan_again(
    at_work: AtWork, tmp_path: Path, service: Local
) -> None:
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    at_work.ctrl(Qt.Key.Key_B)
    assert "姓名" in at_work.window.second.hint.words
    none = Qt.KeyboardModifier.NoModifier
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100), none)
    await at_work.until(lambda: service.boxes)
    drag(at_work, at(at_work, 650, 300), at(at_work, 600, 250), none)
    assert len(service.boxes) == 1


async def test_escape_leaves_the_tool_the_reading_and_the_offer(
    at_work: AtWork, tmp_path: Path, service: Local
) -> None:
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    at_work.ctrl(Qt.Key.Key_B)
    at_work.press(Qt.Key.Key_Escape)
    assert not at_work.window.second.box.awaited
    assert at_work.window.second.hint.words == ""
    service.hold = asyncio.Event()
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100))
    await at_work.until(lambda: service.boxes)
    at_work.press(Qt.Key.Key_Escape)
    service.hold.set()
    await at_work.shown()
    assert at_work.window.second.hint.words == ""
    service.hold = None
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100))
    await at_work.until(lambda: at_work.row("name").field and at_work.row("name").field.offered)
    at_work.press(Qt.Key.Key_Escape)
    field = at_work.case.field("name")
    assert field is not None
    assert field.offered == ()
    assert at_work.value("name") == PERMIT["name"][1]


async def test_a_slip_of_the_hand_reads_nothing(at_work: AtWork, tmp_path: Path, service: Local) -> None:
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    point = at(at_work, 120, 70)
    drag(at_work, point, point + QPoint(3, 3))
    await at_work.shown()
    assert service.boxes == []


async def test_no_box_is_read_into_a_decided_card(at_work: AtWork, tmp_path: Path, service: Local) -> None:
    await opened(at_work, tmp_path)
    at_work.ctrl(Qt.Key.Key_Return)
    assert at_work.case.status.closed
    await at_work.shown()
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100))
    await at_work.shown()
    assert service.boxes == []
    assert "Reopen" in at_work.window.notices.words


async def test_another_language_names_services_anew_and_stops_the_reading_of_a_box(
    at_work: AtWork, tmp_path: Path, service: Local
) -> None:
    await opened(at_work, tmp_path)
    await seconded(at_work)
    at_work.row("name").take_focus()
    service.hold = asyncio.Event()
    drag(at_work, at(at_work, 120, 70), at(at_work, 400, 100))
    await at_work.until(lambda: service.boxes)
    at_work.window.speak("zh_CN")
    service.hold.set()
    await at_work.shown()
    assert "样张厂商 的识别结果相同" in at_work.row("sex").mark.toolTip()
    assert [each.value for each in at_work.row("name").field.offered] == [OTHER]  # type: ignore[union-attr]
    assert at_work.window.second.hint.words == ""


async def test_the_menu_has_the_free_second_opinion_follow_every_reading(
    at_work: AtWork, tmp_path: Path, second_script: Script
) -> None:
    at_work.desk.pick_service("acme.card")
    await opened(at_work, tmp_path)
    assert at_work.case.second is None
    at_work.window.second.choose()
    (always,) = (each for each in at_work.window.second.menu.actions() if each.isCheckable())
    assert not always.isChecked()
    always.trigger()
    at_work.window.second.menu.close()
    second_script.by_name["b.png"] = [permit({"name": OTHER, "id_number": number_of("b.png")})]
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.png").write_bytes(picture(99))
    await at_work.open([tmp_path / "more" / "b.png"])
    at_work.desk.next_case()
    await at_work.until(lambda: at_work.case.second is not None and at_work.case.second.differ == 1)
    at_work.window.second.choose()
    (always,) = (each for each in at_work.window.second.menu.actions() if each.isCheckable())
    assert always.isChecked()
    at_work.window.second.menu.close()


async def test_one_key_reads_once_more_where_the_field_stands(at_work: AtWork, tmp_path: Path, service: Local) -> None:
    await opened(at_work, tmp_path)
    at_work.row("name").take_focus()
    at_work.ctrl(Qt.Key.Key_B, shift=True)
    await at_work.until(lambda: at_work.row("name").field and at_work.row("name").field.offered)
    field = at_work.case.field("name")
    assert field is not None
    assert field.quad is not None
    assert all(service.boxes[0].contains(corner) for corner in field.quad.points)
    assert service.boxes[0].height < 1.5 * field.quad.height
    assert field.value == PERMIT["name"][1]
