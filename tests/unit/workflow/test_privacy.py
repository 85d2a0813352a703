import json
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.cards.masking import HIDDEN, is_masked, masked_name, masked_remark
from carddesk.settings import Settings
from carddesk.store.codec import decode, encode
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import CaseView
from tests.unit.workflow.fakes import GOOD, FakeService, noon, png, reading

NUMBER = GOOD["id_number"]


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.override("privacy.mask=true")
    return made


async def a_card(desk: Desk, service: FakeService, doubtful: Sequence[str] = (), **values: str) -> int:
    service.script = lambda _image: [reading({**GOOD, **values}, doubtful=doubtful)]
    (made,) = await desk.add_image(png(len(desk.queue)), f"样张_{NUMBER}_{len(desk.queue)}.png")
    await desk.read([made])
    desk.select_case(made)
    return made


def now(desk: Desk) -> CaseView:
    assert desk.current is not None
    return desk.current


def written(workspace: Workspace, case_id: int) -> list[events.Body]:
    return [event.body for event in workspace.events(case_id)]


def everything(desk: Desk) -> str:
    """All that a window could show of the case at hand and of the queue, but the picture itself."""
    return repr(replace(now(desk), image=None, card_quad=None)) + repr([(row.name, row.search) for row in desk.queue])


async def test_only_the_active_field_has_its_value(desk: Desk, service: FakeService) -> None:
    await a_card(desk, service)
    desk.select_field("address")
    shown = {field.key: field.shown for field in now(desk).fields}
    assert shown.pop("address") == GOOD["address"]
    assert set(shown.values()) == {HIDDEN}
    assert now(desk).masked
    desk.select_field("sex")
    assert {field.key for field in now(desk).fields if not field.hidden} == {"sex"}


@pytest.mark.parametrize("active", [key for key in GOOD if key != "id_number"])
async def test_the_number_cannot_be_rebuilt_from_all_that_is_seen_at_once(
    desk: Desk, service: FakeService, active: str
) -> None:
    # A false check digit and a birth that differs make flags and repairs that repeat parts of the number.
    number = NUMBER[:-1] + "1"
    await a_card(desk, service, id_number=number, birth_date="1949-12-30")
    desk.select_field(active)
    seen = everything(desk)
    own = "1949-12-30 19491230" if active == "birth_date" else GOOD[active]
    for start in range(len(number) - 2):
        part = number[start : start + 3]
        assert part not in seen or part in own, f"{part} of the number is to be seen at {active}"
    assert "1949-12-31" not in seen


async def test_what_a_flag_repeats_of_other_fields_is_masked_and_its_own_value_is_not(
    desk: Desk, service: FakeService
) -> None:
    await a_card(desk, service, birth_date="1949-12-30")
    desk.select_field("birth_date")
    fields = {field.key: field for field in now(desk).fields}
    told = dict(pair for flag in fields["birth_date"].flags for pair in flag.arguments)
    assert HIDDEN in told.values()
    assert all(said == HIDDEN or len(said) <= 1 for flag in fields["id_number"].flags for _, said in flag.arguments)
    assert [flag.code for flag in fields["birth_date"].flags] != []


async def test_the_queue_shows_the_first_sign_of_a_name_and_still_finds_the_rest(
    desk: Desk, service: FakeService
) -> None:
    made = await a_card(desk, service)
    assert [row.name for row in desk.filtered_queue] == ["样*"]
    desk.set_filter(NUMBER)
    assert [row.id for row in desk.filtered_queue] == [made]
    desk.set_filter("no such card")
    assert len(desk.filtered_queue) == 0


async def test_to_visit_a_field_is_no_event(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    made = await a_card(desk, service)
    before = written(workspace, made)
    desk.select_field("id_number")
    desk.select_field("name")
    assert written(workspace, made) == before


async def test_laying_a_case_open_is_written_and_holds_until_it_is_left(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    first, second = await a_card(desk, service), await a_card(desk, service)
    desk.select_field("name")
    desk.privacy.show_case()
    assert {field.shown for field in now(desk).fields} & {HIDDEN} == set()
    assert desk.privacy.shown
    keys = tuple(key for key in GOOD if key != "name")
    assert written(workspace, second)[-1] == events.ValuesShown("case", keys)
    desk.select_case(first)
    assert now(desk).masked
    desk.select_case(second)
    assert now(desk).masked, "coming back lays nothing open"


async def test_masking_again_and_switching_are_written(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    made = await a_card(desk, service)
    desk.privacy.show_case()
    desk.privacy.show_case()
    desk.privacy.switch()
    assert not now(desk).masked
    assert [row.name for row in desk.queue] != ["样*"]
    desk.privacy.switch()
    assert now(desk).masked
    said = [body for body in written(workspace, made) if isinstance(body, events.ValuesShown | events.ValuesHidden)]
    assert [(type(body).__name__, body.scope) for body in said] == [
        ("ValuesShown", "case"),
        ("ValuesHidden", "case"),
        ("ValuesShown", "desk"),
        ("ValuesHidden", "desk"),
    ]
    assert {event.operator for event in workspace.events(made)} == {"ann"}


async def test_nothing_is_laid_open_where_that_cannot_be_written(
    desk: Desk, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_card(desk, service)

    def full(*_args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(desk._ledger, "write", full)
    for lay_open in (desk.privacy.show_case, desk.privacy.switch):
        with pytest.raises(OSError, match="full"):
            lay_open()
        assert now(desk).masked


async def test_undo_passes_over_what_was_laid_open(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    made = await a_card(desk, service, doubtful=["name"])
    desk.judging.confirm("李四")
    desk.privacy.show_case()
    desk.privacy.show_case()
    desk.judging.undo()
    assert workspace.case(made).human == {}
    desk.judging.redo()
    assert workspace.case(made).human["name"].value == "李四"


async def test_the_mask_itself_is_never_taken_for_what_was_typed(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    made = await a_card(desk, service, doubtful=["name"])
    desk.judging.commit("address", HIDDEN)
    assert workspace.case(made).human == {}
    desk.judging.confirm(HIDDEN)
    assert workspace.case(made).human["name"].value == GOOD["name"]


async def test_work_goes_on_as_ever(desk: Desk, service: FakeService) -> None:
    made = await a_card(desk, service, doubtful=["name", "address"])
    for _ in range(3):
        field = now(desk).field(desk.active or "")
        desk.judging.confirm(field.shown if field else "")
    assert desk.row(made).status is Status.ACCEPTED


async def test_switching_tells_that_every_row_is_another(
    desk: Desk, service: FakeService, changes: list[Change]
) -> None:
    await a_card(desk, service)
    before = desk.queue
    changes.clear()
    desk.privacy.switch()
    assert desk.queue.since(before).changed == (0,)
    assert {"case", "queue"} <= set().union(*(change.what for change in changes))


async def test_off_by_default(workspace: Workspace, service: FakeService) -> None:
    desk = Desk(workspace, {"local": service}, Settings(), operator="ann", now=noon)
    made = await a_card(desk, service)
    assert not now(desk).masked
    desk.privacy.show_case()
    assert not any(isinstance(body, events.ValuesShown) for body in written(workspace, made))
    await desk.close()


async def test_unlocking_is_written(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    made = await a_card(desk, service)
    desk.privacy.unlocked("idle", 61)
    assert written(workspace, made)[-1] == events.DeskUnlocked("idle", 61)


@pytest.mark.parametrize(
    "body",
    [events.ValuesShown("case", ("name",)), events.ValuesHidden("desk"), events.DeskUnlocked("key", 3)],
)
def test_the_events_are_stored_and_read_again(body: events.Body) -> None:
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(body).__name__).lower()
    assert decode(kind, encode(body)) == body
    assert json.loads(encode(body))["v"] == 1


def test_masks_tell_nothing() -> None:
    assert is_masked(HIDDEN)
    assert masked_name("张三丰") == masked_name("张三") == "张*"
    assert masked_name("  ") == ""
    arguments = (("number", NUMBER), ("digit", "X"), ("part", "1949"))
    assert masked_remark(arguments) == (("number", HIDDEN), ("digit", "X"), ("part", HIDDEN))
    assert masked_remark(arguments, ("1949-12-31",)) == (("number", HIDDEN), ("digit", "X"), ("part", "1949"))


def test_how_sure_a_reading_was_is_told_and_a_number_is_not() -> None:
    arguments = (("found", "20%"), ("found", "20"), ("found", "1990%"))
    assert masked_remark(arguments) == (("found", "20%"), ("found", HIDDEN), ("found", HIDDEN))
