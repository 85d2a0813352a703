import asyncio
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import text

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.cards.flags import Flag, FlagCode, Level
from carddesk.errors import ImageError, UserError
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import CaseView, FieldState, Progress
from tests.unit.workflow.fakes import GOOD, FakeService, noon, png, reading
from tests.workspaces import workspace_at

WRONG_NUMBER = "110105194912310021"


async def with_cards(desk: Desk, service: FakeService, *doubts: Sequence[str]) -> list[int]:
    """A case each, with these fields doubtful; all read, the first on the desk."""
    service.script = lambda image: [reading(doubtful=doubts[int(image.name)])]
    made = [case_id for number in range(len(doubts)) for case_id in await desk.add_image(png(number), str(number))]
    await desk.read(made)
    return made


def now(desk: Desk) -> CaseView:
    assert desk.current is not None
    return desk.current


def value(desk: Desk, key: str) -> str:
    found = now(desk).field(key)
    assert found is not None
    return found.value


def press_enter(desk: Desk, reason: str = "") -> tuple[Flag, ...]:
    """As the form does it: Enter with what stands in the box."""
    field = now(desk).field(desk.active) if desk.active else None
    return desk.judging.confirm(field.shown if field else "", reason)


# ---------------------------------------------------------------------- Enter


async def test_a_card_with_nothing_flagged_costs_one_stroke(desk: Desk, service: FakeService) -> None:
    first, second = await with_cards(desk, service, [], [])
    press_enter(desk)
    assert desk.row(first).status is Status.ACCEPTED
    assert now(desk).id == second


async def test_a_card_with_flags_whose_values_are_right_costs_a_stroke_for_each_and_one_more(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    first, second = await with_cards(desk, service, ["name", "address"], [])
    assert desk.active == "name"
    press_enter(desk)
    assert desk.active == "address"
    press_enter(desk)
    assert now(desk).id == first
    press_enter(desk)
    assert now(desk).id == second
    said = [event.body for event in workspace.events(first)[2:]]
    assert said == [
        events.FieldConfirmed("name", GOOD["name"], ("low_confidence",)),
        events.FieldConfirmed("address", GOOD["address"], ("low_confidence",)),
        events.CaseAccepted(("low_confidence",)),
    ]


async def test_enter_keeps_what_was_typed_and_goes_on(desk: Desk, service: FakeService) -> None:
    await with_cards(desk, service, ["name", "address"])
    desk.judging.confirm("样章")
    assert value(desk, "name") == "样章"
    assert desk.active == "address"


async def test_enter_in_a_field_that_is_sure_goes_to_the_next_that_is_not(desk: Desk, service: FakeService) -> None:
    (case_id,) = await with_cards(desk, service, ["address"])
    desk.select_field("sex")
    press_enter(desk)
    assert desk.active == "address"
    assert desk.row(case_id).status is Status.READ


async def test_a_typed_value_that_cannot_be_right_stops_enter_once(desk: Desk, service: FakeService) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.select_field("id_number")
    desk.judging.confirm(WRONG_NUMBER)
    assert desk.active == "id_number"
    field = now(desk).field("id_number")
    assert field is not None
    assert field.state is FieldState.BROKEN
    before = now(desk)
    assert [flag.code for flag in press_enter(desk)] == ["bad_check_digit"]
    assert press_enter(desk, reason="  ") != ()
    assert now(desk) == before
    assert press_enter(desk, reason="so printed on the card") == ()
    assert desk.row(case_id).status is Status.READ
    press_enter(desk)
    assert desk.row(case_id).status is Status.ACCEPTED


async def test_why_an_error_may_stand_is_in_the_journal(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.select_field("id_number")
    desk.judging.confirm(WRONG_NUMBER)
    press_enter(desk, reason="so printed")
    last = workspace.events(case_id)[-1].body
    assert last == events.FieldConfirmed("id_number", WRONG_NUMBER, ("bad_check_digit",), "so printed")
    field = now(desk).field("id_number")
    assert field is not None
    assert (field.state, field.reason, field.errors) == (FieldState.CORRECTED, "so printed", ())


async def test_a_card_with_an_error_is_not_accepted_and_the_operator_is_led_to_it(
    desk: Desk, service: FakeService
) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.commit("id_number", WRONG_NUMBER)
    desk.select_field("name")
    assert desk.judging.accept("whatever") == ()
    assert desk.row(case_id).status is Status.READ
    assert desk.active == "id_number"
    press_enter(desk, reason="so printed")
    desk.judging.accept()
    assert desk.row(case_id).status is Status.ACCEPTED


async def test_an_error_of_the_card_itself_is_accepted_for_a_reason_alone(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    forged = Flag(FlagCode.NOT_GENUINE, Level.ERROR, "It is a copy")
    service.script = lambda _image: [replace(reading(), flags=(forged,))]
    (case_id,) = await desk.add_image(png(1), "1")
    await desk.read([case_id])
    assert desk.judging.accept() == (forged,)
    assert press_enter(desk) == (forged,)
    assert desk.row(case_id).status is Status.READ
    assert desk.judging.accept("the original lies here") == ()
    assert workspace.events(case_id)[-1].body == events.CaseAccepted(("not_genuine",), "the original lies here")


async def test_a_repair_is_taken_where_it_is_offered(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    (case_id,) = await with_cards(desk, service, [])
    good = value(desk, "id_number")
    wrong = good.replace("0", "O", 1)
    desk.select_field("id_number")
    desk.judging.commit("id_number", wrong)
    field = now(desk).field("id_number")
    assert field is not None
    assert [each.value for each in field.repairs] == [good]
    desk.judging.take_repair(field.repairs[0])
    assert value(desk, "id_number") == good
    body = workspace.events(case_id)[-1].body
    assert isinstance(body, events.RepairTaken)
    assert (body.before, body.value) == (wrong, good)
    assert body.offered
    assert desk.active == "id_number"
    desk.judging.undo()
    assert value(desk, "id_number") == wrong


async def test_two_cases_with_one_number_and_two_names_are_both_told(desk: Desk, service: FakeService) -> None:
    service.script = lambda image: [reading({**GOOD, "name": {"1": "样章", "2": "样本"}[image.name]})]
    first, second = [case for name in "12" for case in await desk.add_image(png(int(name)), name)]
    await desk.read([first, second])
    for case in (first, second):
        desk.select_case(case)
        assert "duplicate" in [flag.code for field in now(desk).fields for flag in field.flags] + [
            flag.code for flag in now(desk).flags
        ]
    desk.select_case(second)
    desk.judging.commit("name", "样章")
    assert [flag.level for flag in now(desk).flags if flag.code == "duplicate"] in ([], [Level.INFO])


async def test_what_could_not_be_checked_is_told(desk: Desk, service: FakeService) -> None:
    service.script = lambda _image: [reading({**GOOD, "id_number": ""})]
    (case_id,) = await desk.add_image(png(1), "1")
    await desk.read([case_id])
    found = {each.check: each.missing for each in now(desk).not_checked}
    field = now(desk).field("id_number")
    assert field is not None
    assert found["citizen_number_check_digit"] == (field.label,)


async def test_enter_on_a_decided_case_goes_to_the_next_open_one(desk: Desk, service: FakeService) -> None:
    first, second, third = await with_cards(desk, service, [], [], [])
    press_enter(desk)
    desk.select_case(first)
    press_enter(desk)
    assert now(desk).id == second
    assert desk.row(third).status is Status.READ


async def test_enter_on_a_case_that_was_not_read_accepts_nothing(desk: Desk, settings: Settings) -> None:
    settings.set("reading.auto", False)
    await desk.add_image(png(1), "1")
    (refused,) = await desk.add_image(b"", "2")
    press_enter(desk)
    desk.select_case(refused)
    press_enter(desk)
    assert [row.status for row in desk.queue] == [Status.NEW, Status.REFUSED]


async def test_the_last_card_says_that_it_was_the_last(desk: Desk, service: FakeService, changes: list[Change]) -> None:
    (case_id,) = await with_cards(desk, service, [])
    press_enter(desk)
    assert now(desk).id == case_id
    assert [change.notice.text for change in changes if change.notice] == ["That was the last open card in the queue."]


# ---------------------------------------------------------------------- typing


async def test_leaving_a_field_keeps_what_was_typed(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.commit("sex", "男")
    assert value(desk, "sex") == "M"
    assert workspace.events(case_id)[-1].body == events.FieldCorrected("sex", before="F", value="M", text="男")


async def test_leaving_a_field_as_it_is_writes_nothing(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    (case_id,) = await with_cards(desk, service, [])
    before = workspace.events(case_id)
    for key, typed in (("sex", "女"), ("name", GOOD["name"]), ("birth_date", "1949.12.31"), ("no such field", "x")):
        desk.judging.commit(key, typed)
    assert workspace.events(case_id) == before


async def test_a_late_focus_out_goes_to_the_case_it_was_typed_on(desk: Desk, service: FakeService) -> None:
    first, second = await with_cards(desk, service, [], [])
    desk.select_case(second)
    desk.judging.commit("name", "样章", case_id=first)
    assert value(desk, "name") == GOOD["name"]
    desk.select_case(first)
    assert value(desk, "name") == "样章"


async def test_correcting_a_decided_card_opens_it_again(desk: Desk, service: FakeService) -> None:
    first, _ = await with_cards(desk, service, [], [])
    press_enter(desk)
    desk.judging.commit("name", "样章", case_id=first)
    assert desk.row(first).status is Status.READ
    desk.judging.undo()
    desk.judging.undo()
    assert desk.row(first).status is Status.ACCEPTED


async def test_a_missing_field_can_be_typed(desk: Desk, service: FakeService) -> None:
    service.script = lambda _image: [reading({key: text for key, text in GOOD.items() if key != "name"})]
    await desk.read(await desk.add_image(png(), "0"))
    assert desk.active == "name"
    desk.judging.confirm("样张")
    assert value(desk, "name") == "样张"
    assert now(desk).first_needing_human is None


async def test_a_correction_survives_a_new_reading(desk: Desk, service: FakeService) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.commit("name", "样章")
    await desk.read([case_id], again=True)
    assert value(desk, "name") == "样章"


async def test_the_operator_stays_in_their_field_when_a_new_reading_comes(desk: Desk, service: FakeService) -> None:
    (case_id,) = await with_cards(desk, service, ["name", "address"])
    desk.select_field("address")
    await desk.read([case_id], again=True)
    assert desk.active == "address"


# ---------------------------------------------------------------------- deciding


async def test_rejecting_keeps_the_reason(desk: Desk, service: FakeService) -> None:
    first, second = await with_cards(desk, service, [], [])
    desk.judging.reject(" Wrong\x00 person ")
    assert now(desk).id == second
    desk.select_case(first)
    assert (now(desk).status, now(desk).reason) == (Status.REJECTED, "Wrong person")


async def test_a_postponed_case_comes_again_when_the_others_are_done(desk: Desk, service: FakeService) -> None:
    first, second = await with_cards(desk, service, [], [])
    desk.judging.postpone()
    assert (desk.row(first).status, now(desk).id) == (Status.POSTPONED, second)
    press_enter(desk)
    assert now(desk).id == first
    press_enter(desk)
    assert {row.status for row in desk.queue} == {Status.ACCEPTED}


async def test_accepting_despite_flags_names_them(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    (case_id,) = await with_cards(desk, service, ["name"])
    desk.judging.accept()
    assert workspace.events(case_id)[-1].body == events.CaseAccepted(("low_confidence",))


async def test_what_was_never_read_cannot_be_accepted(desk: Desk, settings: Settings, changes: list[Change]) -> None:
    settings.set("reading.auto", False)
    (case_id,) = await desk.add_image(png(), "0")
    desk.judging.accept()
    assert desk.row(case_id).status is Status.NEW
    assert any(change.notice and change.notice.level == "warn" for change in changes)


async def test_reopening_opens_again_and_only_what_was_decided(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.reopen()
    assert len(workspace.events(case_id)) == 2
    desk.judging.accept()
    desk.judging.reopen()
    assert desk.row(case_id).status is Status.READ


# ---------------------------------------------------------------------- undo and redo


async def test_undo_goes_back_over_all_cases_to_the_field_concerned(desk: Desk, service: FakeService) -> None:
    first, second = await with_cards(desk, service, ["address"], [])
    desk.judging.confirm("别的地址")
    press_enter(desk)
    desk.judging.reject("torn")
    assert desk.judging.can_undo
    desk.judging.undo()
    assert (now(desk).id, now(desk).status) == (second, Status.READ)
    desk.judging.undo()
    assert (now(desk).id, now(desk).status) == (first, Status.READ)
    desk.judging.undo()
    assert (now(desk).id, desk.active, value(desk, "address")) == (first, "address", GOOD["address"])
    assert not desk.judging.can_undo
    for _ in range(3):
        desk.judging.redo()
    assert (desk.row(first).status, desk.row(second).status) == (Status.ACCEPTED, Status.REJECTED)
    assert not desk.judging.can_redo


async def test_undo_and_redo_with_nothing_to_do_do_nothing(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.undo()
    desk.judging.redo()
    assert len(workspace.events(case_id)) == 2


async def test_what_was_done_before_closing_can_be_undone_after_opening(
    workspace: Workspace, settings: Settings, desk: Desk, service: FakeService
) -> None:
    (case_id,) = await with_cards(desk, service, [])
    desk.judging.commit("name", "样章")
    await desk.close()
    again = Desk(workspace_at(workspace.place), {"local": service}, settings, operator="ann", now=noon)
    assert again.judging.can_undo
    again.judging.undo()
    assert now(again).id == case_id
    assert value(again, "name") == GOOD["name"]
    await again.close()


async def test_another_operators_work_is_not_undone(
    workspace: Workspace, settings: Settings, desk: Desk, service: FakeService
) -> None:
    await with_cards(desk, service, [])
    desk.judging.commit("name", "样章")
    await desk.close()
    other = Desk(workspace_at(workspace.place), {"local": service}, settings, operator="bob", now=noon)
    assert not other.judging.can_undo
    await other.close()


# ---------------------------------------------------------------------- going about


async def test_going_about_follows_the_filtered_queue(desk: Desk, service: FakeService) -> None:
    first, second, third = await with_cards(desk, service, [], [], [])
    desk.select_case(second)
    desk.judging.accept()
    desk.select_case(first)
    desk.set_filter("", only_open=True)
    desk.next_case()
    assert now(desk).id == third
    desk.next_case()
    assert now(desk).id == third
    desk.previous_case()
    assert now(desk).id == first
    assert [row.id for row in desk.filtered_queue] == [first, third]


async def test_a_case_that_is_not_there_leaves_the_desk_as_it_is(desk: Desk, service: FakeService) -> None:
    (case_id,) = await with_cards(desk, service, ["name"])
    with pytest.raises(KeyError):
        desk.select_case(99)
    assert (now(desk).id, desk.active) == (case_id, "name")


async def test_a_field_that_is_not_there_is_no_field(desk: Desk, service: FakeService) -> None:
    await with_cards(desk, service, ["name"])
    desk.select_field("mrz")
    assert desk.active is None


async def test_intents_on_an_empty_desk_do_nothing(desk: Desk) -> None:
    for intent in (
        desk.judging.accept,
        desk.judging.postpone,
        desk.judging.reopen,
        desk.judging.undo,
        desk.judging.redo,
        desk.next_case,
        desk.previous_case,
    ):
        intent()
    desk.judging.confirm("x")
    desk.judging.commit("name", "x")
    desk.judging.reject("x")
    assert (desk.current, desk.active, len(desk.queue)) == (None, None, 0)


async def test_a_listener_hears_of_changes_until_it_stops(desk: Desk, service: FakeService) -> None:
    await with_cards(desk, service, [])
    heard: list[Change] = []
    stop = desk.subscribe(heard.append)
    desk.judging.commit("name", "样章")
    assert heard == [Change(frozenset({"queue", "progress", "case", "field"}), (now(desk).id,))]
    stop()
    stop()
    desk.judging.commit("name", "样张")
    assert len(heard) == 1


async def test_progress_counts_what_is_decided_and_what_is_flagged(desk: Desk, service: FakeService) -> None:
    await with_cards(desk, service, [], ["name"], [])
    desk.judging.accept()
    progress = desk.progress
    assert (progress.cases, progress.verified, progress.rejected, progress.flagged) == (3, 1, 0, 1)
    desk.judging.reject("a copy")
    progress = desk.progress
    assert (progress.cases, progress.verified, progress.rejected, progress.flagged) == (3, 1, 1, 0)
    assert not progress.all_decided
    desk.judging.accept()
    assert desk.progress.all_decided
    assert not Progress().all_decided
    assert progress.saved_at == noon().astimezone().strftime("%H:%M:%S")


async def test_the_picked_service_is_kept_in_the_settings(workspace: Workspace, settings: Settings, desk: Desk) -> None:
    await desk.close()
    services = {"local": FakeService(), "other": FakeService(service="other")}
    picking = Desk(workspace_at(workspace.place), services, settings, operator="ann", now=noon)
    picking.pick_service("other")
    assert (picking.service, settings.text("reading.service")) == ("other", "other")
    with pytest.raises(KeyError):
        picking.pick_service("none")
    await picking.close()
    again = Desk(workspace_at(workspace.place), services, settings, operator="ann", now=noon)
    assert again.service == "other"
    await again.close()


async def test_thresholds_are_taken_from_the_settings(desk: Desk, service: FakeService, settings: Settings) -> None:
    settings.set("review.low_confidence", 0.1)
    await with_cards(desk, service, ["name"])
    assert now(desk).first_needing_human is None


# ---------------------------------------------------------------------- pixels


@pytest.fixture
async def pictured(desk: Desk, service: FakeService) -> str:
    await desk.read(await desk.add_image(png(7, (300, 200)), "0"))
    image = now(desk).image
    assert image is not None
    return image.sha256


async def test_pixels_are_rgb_and_shrunk_to_what_is_asked(desk: Desk, pictured: str) -> None:
    whole, small = await desk.pixels(pictured, 1), await desk.pixels(pictured, 1, 30)
    assert (whole.shape, small.shape) == ((200, 300, 3), (20, 30, 3))
    assert whole[0, 0].tolist() == [7, 0, 7]
    assert whole.dtype == np.uint8


async def test_pixels_asked_for_twice_are_decoded_once(desk: Desk, pictured: str) -> None:
    whole = await desk.pixels(pictured, 1)
    assert await desk.pixels(pictured, 1) is whole
    with pytest.raises(ValueError, match="read-only"):
        whole[0, 0] = 0


async def test_a_page_that_is_not_there_is_an_image_error_each_time(desk: Desk, pictured: str) -> None:
    for _ in range(2):
        with pytest.raises(ImageError):
            await desk.pixels(pictured, 9)


async def test_one_who_gives_up_does_not_take_the_picture_from_another(desk: Desk, pictured: str) -> None:
    first, second = (asyncio.create_task(desk.pixels(pictured, 1, 50)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).shape == (33, 50, 3)


# ---------------------------------------------------------------------- trouble


async def test_a_commit_that_cannot_be_saved_is_told_and_changes_nothing(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    await with_cards(desk, service, [])
    with workspace._journal.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(UserError) as caught:
        desk.judging.commit("name", "样" * 10000)
    assert caught.value.code == "disk_full"
    assert value(desk, "name") == GOOD["name"]


async def test_a_card_that_changes_its_document_is_shown_as_the_new_one(desk: Desk, service: FakeService) -> None:
    (case_id,) = await with_cards(desk, service, [])
    service.script = lambda _image: [replace(reading({"issuing_authority": "样张公安局"}), face="emblem")]
    await desk.read([case_id], again=True)
    assert now(desk).face == "emblem"
    assert desk.active == now(desk).first_needing_human
