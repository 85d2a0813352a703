"""The picker: what is to be known of a service before it is picked, its options, and what it costs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QListWidget, QSpinBox

from carddesk.errors import EnvironmentFault, ServiceError
from carddesk.language import use
from carddesk.ui.service.service_sheet import ServiceSheet
from carddesk.workflow.accounts import Accounts
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import AccountUse
from tests.ui.desk_at_work import AtWork, files, permit
from tests.unit.workflow.cloud import CloudService, PlayedCredentials
from tests.unit.workflow.fakes import FakeService, noon
from tests.unit.workflow.test_usage import Capped
from tests.workspaces import workspace_at


@pytest.fixture
def cloud() -> CloudService:
    return CloudService(lambda _image: [permit()], warning="Retired.")


@pytest.fixture
def credentials() -> PlayedCredentials:
    return PlayedCredentials()


@pytest.fixture
def settings() -> Capped:
    return Capped(0)


@pytest.fixture
async def desk(
    workspace_path: Path,
    service: FakeService,
    cloud: CloudService,
    credentials: PlayedCredentials,
    settings: Capped,
) -> AsyncIterator[Desk]:
    workspace = workspace_at(workspace_path)
    services = {"local": service, "acme.card": cloud}
    accounts = Accounts(services, credentials)
    made = Desk(workspace, services, settings, operator="ann", now=noon, accounts=accounts)
    yield made
    await made.close()
    workspace.close()


async def opened(at_work: AtWork, service_id: str = "acme.card") -> ServiceSheet:
    """The sheet, showing this service, after the keyring has answered."""
    sheet = at_work.window.services
    at_work.ctrl(Qt.Key.Key_S, shift=True)
    sheet.look_at(service_id)
    await at_work.until(lambda: "Looking" not in sheet.facts.words)
    return sheet


async def test_before_a_service_is_picked_its_warning_price_place_and_account_are_told(at_work: AtWork) -> None:
    sheet = await opened(at_work)
    told = sheet.facts.words.splitlines()
    assert told[0] == "Retired.", "the gravest first"
    assert "Images leave this machine: they are sent to Acme." in told
    assert "There are no credentials yet: without them it cannot read." in told
    assert "0.05 a call; 500 are free." in told
    assert at_work.desk.service == "local", "looking is not picking"
    assert "no credentials" in sheet.list.item(1).text()
    said = sheet.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Retired" in said
    assert "leave this machine" in said


async def test_titles_are_in_the_language_of_the_run(at_work: AtWork) -> None:
    use("zh_CN")
    sheet = await opened(at_work)
    assert sheet.list.item(1).text().startswith("样张厂商 · 证件")
    assert "样张厂商" in sheet.facts.words


async def test_a_service_is_picked_by_keys_alone(at_work: AtWork) -> None:
    at_work.ctrl(Qt.Key.Key_S, shift=True)
    assert at_work.focused is at_work.window.services.list
    at_work.press(Qt.Key.Key_Down)
    at_work.press(Qt.Key.Key_Return)
    assert at_work.desk.service == "acme.card"
    assert at_work.window.services.isHidden()
    picker = at_work.window.top.picker
    assert picker.accessibleName() == "Service: Acme · card"
    assert "Retired" in picker.accessibleDescription()


async def test_escape_leaves_the_sheet_and_picks_nothing(at_work: AtWork) -> None:
    before = at_work.focused
    sheet = await opened(at_work)
    at_work.press(Qt.Key.Key_Escape)
    assert sheet.isHidden()
    assert at_work.desk.service == "local"
    assert at_work.focused is before


async def test_every_option_has_an_edit_of_its_kind_with_a_name(at_work: AtWork) -> None:
    sheet = await opened(at_work)
    kinds = {
        "thorough": QCheckBox,
        "tries": QSpinBox,
        "share": QDoubleSpinBox,
        "hint": QLineEdit,
        "scale": QComboBox,
        "marks": QListWidget,
    }
    assert set(sheet.form.edits) == set(kinds)
    for key, kind in kinds.items():
        control = sheet.form.edits[key].focusProxy()
        assert isinstance(control, kind)
        assert control.accessibleName() == key.capitalize()
        assert control.accessibleDescription()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


async def test_a_code_is_shown_with_what_it_stands_for_and_found_by_either(at_work: AtWork) -> None:
    sheet = await opened(at_work)
    marks = sheet.form.edits["marks"].focusProxy()
    assert isinstance(marks, QListWidget)
    assert [marks.item(at).text() for at in range(3)] == ["Stamped (stamp)", "Punched (hole)", "Folded (fold)"]
    marks.item(1).setCheckState(Qt.CheckState.Checked)
    assert sheet.form.values["marks"] == ("hole",)
    assert at_work.desk.choice.options("acme.card")["marks"] == ("hole",)


async def test_numbers_stay_within_their_bounds(at_work: AtWork) -> None:
    sheet = await opened(at_work)
    tries, share = sheet.form.edits["tries"].focusProxy(), sheet.form.edits["share"].focusProxy()
    assert isinstance(tries, QSpinBox)
    assert isinstance(share, QDoubleSpinBox)
    assert (tries.minimum(), tries.maximum()) == (1, 2**31 - 1)
    assert (share.minimum(), share.maximum()) == (0.0, 1.0)


async def test_what_is_chosen_reaches_the_service_and_can_be_reset(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    sheet = await opened(at_work)
    assert not sheet.form.reset.isEnabled()
    edits = sheet.form.edits
    box = edits["thorough"].focusProxy()
    assert isinstance(box, QCheckBox)
    box.click()
    tries = edits["tries"].focusProxy()
    assert isinstance(tries, QSpinBox)
    tries.setFocus()
    tries.setValue(7)
    at_work.press(Qt.Key.Key_Return)
    marks = edits["marks"].focusProxy()
    assert isinstance(marks, QListWidget)
    marks.item(2).setCheckState(Qt.CheckState.Checked)
    marks.item(0).setCheckState(Qt.CheckState.Checked)
    sheet.use.click()
    await at_work.open(files(tmp_path / "in", "a.png"))
    (given,) = cloud.options
    assert given == {
        "thorough": True,
        "tries": 7,
        "share": 0.5,
        "hint": "",
        "scale": "x1",
        "marks": ("stamp", "fold"),
    }
    sheet = await opened(at_work)
    sheet.form.reset.click()
    assert at_work.desk.choice.options("acme.card")["tries"] == 1
    assert sheet.form.values["marks"] == ()
    assert not sheet.form.reset.isEnabled()


async def test_options_are_one_key_away_where_the_service_has_some(at_work: AtWork) -> None:
    assert at_work.window.top.options.isHidden(), "the engine inside has none"
    at_work.desk.pick_service("acme.card")
    assert not at_work.window.top.options.isHidden()
    at_work.ctrl(Qt.Key.Key_P, shift=True)
    assert at_work.focused is at_work.window.services.form.edits["thorough"].focusProxy()


async def test_images_do_not_leave_before_the_operator_says_so_and_one_button_says_it(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    at_work.desk.choice.service = "acme.card"  # as the settings of an earlier run would
    at_work.window.intents.add(files(tmp_path / "in", "a.png"))
    notices = at_work.window.notices
    await at_work.until(lambda: "Acme" in notices.words)
    assert cloud.asked == []
    notices._action.click()
    await at_work.settled()
    assert len(cloud.asked) == 1


async def test_reading_again_asks_first_where_it_costs_a_call(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    at_work.desk.pick_service("acme.card")
    await at_work.open(files(tmp_path / "in", "a.png"))
    at_work.ctrl(Qt.Key.Key_R)
    assert "one more call" in at_work.window.notices.words
    await asyncio.sleep(0.05)
    assert len(cloud.asked) == 1
    at_work.ctrl(Qt.Key.Key_R)
    await at_work.until(lambda: len(cloud.asked) == 2)
    await at_work.settled()


async def test_the_status_bar_counts_calls_and_failures(
    at_work: AtWork, cloud: CloudService, settings: Capped, tmp_path: Path
) -> None:
    at_work.desk.pick_service("acme.card")
    await at_work.open(files(tmp_path / "in", "a.png"))
    assert at_work.window.status.uses == "· Acme 1 call today"
    settings.cap = 5
    cloud.script = lambda _image: ServiceError("busy", "Busy.")
    at_work.window.intents.add(files(tmp_path / "more", "x.png", "b.png"))
    await at_work.until(lambda: len(cloud.asked) == 2)
    await at_work.settled()
    assert at_work.window.status.uses == "Acme 2 of 5 calls today, 1 failed"


async def test_many_accounts_do_not_widen_the_window(at_work: AtWork) -> None:
    status = at_work.window.status
    before = status.minimumSizeHint().width()
    use = AccountUse("acme", "Acme " * 200, calls=1)
    status.show_progress(replace(at_work.desk.progress, uses=(use,)))
    await at_work.shown()
    assert use.title.strip() in status.uses, "whole for assistive technology"
    assert status.minimumSizeHint().width() < before + 40


async def test_waiting_for_the_vendors_leave_is_told_and_can_be_stopped(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    cloud.waits, cloud.turn = 9.5, asyncio.Event()
    at_work.desk.pick_service("acme.card")
    at_work.window.intents.add(files(tmp_path / "in", "a.png"))
    status = at_work.window.status
    await at_work.until(lambda: status.wait)
    assert status.wait in {"waiting for Acme, 10 s", "waiting for Acme, 9 s"}
    status.cancel.click()
    await at_work.until(lambda: not status.cancel.isVisible())
    assert status.wait == ""
    assert cloud.asked == []


async def test_a_service_without_credentials_leads_to_them_from_where_it_failed(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    cloud.script = lambda _image: ServiceError("no_credentials", "There are none.")
    at_work.desk.pick_service("acme.card")
    await at_work.open(files(tmp_path / "in", "a.png"))
    state = at_work.window.form.state
    assert "There are none." in state.words
    assert at_work.focused is state.way
    at_work.press(Qt.Key.Key_Space)
    await at_work.until(lambda: at_work.window.credentials.dialog is not None)
    dialog = at_work.window.credentials.dialog
    assert dialog is not None
    assert "Acme" in dialog.windowTitle()
    dialog.close()
    await at_work.until(lambda: at_work.window.credentials.dialog is None)


async def test_what_reading_again_cannot_mend_leads_to_another_service(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    cloud.script = lambda _image: ServiceError("wrong_card", "Not such a card.")
    at_work.desk.pick_service("acme.card")
    await at_work.open(files(tmp_path / "in", "a.png"))
    state = at_work.window.form.state
    assert state.read.isHidden()
    state.way.click()
    assert at_work.window.services.isVisible()


async def test_a_later_failure_is_told_above_the_fields_that_stand(
    at_work: AtWork, cloud: CloudService, tmp_path: Path
) -> None:
    await at_work.open(files(tmp_path / "in", "a.png"))
    cloud.script = lambda _image: ServiceError("busy", "Acme is busy.", retryable=True)
    at_work.desk.pick_service("acme.card")
    at_work.window.intents.reading.read_again()
    await at_work.until(lambda: cloud.asked)
    await at_work.settled()
    header = at_work.window.form.header
    assert "Acme is busy." in header.trouble
    assert header.way.text() == "Read again"
    assert at_work.value("name") == "张三"
    cloud.script = lambda _image: [permit()]
    header.way.click()
    await at_work.until(lambda: not header.trouble)


async def test_a_keyring_that_fails_is_told_where_the_service_is_picked(
    at_work: AtWork, credentials: PlayedCredentials
) -> None:
    credentials.fault = EnvironmentFault("keyring_locked", "The keyring is locked. Unlock it.")
    sheet = await opened(at_work)
    assert "The keyring is locked. Unlock it." in sheet.facts.words


async def test_that_the_picked_service_has_no_credentials_is_told_on_the_picker_before_anything_is_read(
    at_work: AtWork,
) -> None:
    at_work.desk.pick_service("acme.card")
    picker = at_work.window.top.picker
    await at_work.until(lambda: "no credentials yet" in picker.accessibleDescription())
    assert "no credentials yet" in picker.toolTip()


async def test_a_kept_option_that_is_lost_is_settled_by_resetting(
    at_work: AtWork, cloud: CloudService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = at_work.desk
    monkeypatch.setitem(desk.choice._lost, "acme.card", ("scale",))
    desk.pick_service("acme.card")
    at_work.window.intents.add(files(tmp_path / "in", "a.png"))
    await at_work.until(lambda: "Scale" in at_work.window.notices.words)
    assert cloud.asked == []
    sheet = await opened(at_work)
    assert sheet.form.reset.isEnabled()
    sheet.form.reset.click()
    assert not sheet.form.reset.isEnabled()
    at_work.press(Qt.Key.Key_Escape)
    at_work.window.intents.reading.read_again()
    await at_work.settled()
    assert len(cloud.asked) == 1


async def test_no_service_is_offered_for_what_is_no_image(at_work: AtWork, tmp_path: Path) -> None:
    refused = tmp_path / "z.png"
    refused.write_bytes(b"no picture at all")
    await at_work.open([refused])
    state = at_work.window.form.state
    assert "not an image" in state.words
    assert not any(button.isVisible() for button in (state.way, state.read))
