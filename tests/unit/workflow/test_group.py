"""The group check: what stands on a wall, and what confirming it says."""

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.store.workspace import Workspace
from carddesk.workflow.desk import Desk
from carddesk.workflow.views import FieldState
from tests.unit.workflow.fakes import GOOD, FakeService, png, reading

NUMBERS = ("11010519491231002X", "110105194912310046", "110105194912310062")


async def three(desk: Desk, service: FakeService, **of_second: str) -> list[int]:
    """Three cards; the second with these values, and its sex not read surely."""
    service.script = lambda image: [
        reading(
            {**GOOD, "id_number": NUMBERS[int(image.name)], **(of_second if image.name == "1" else {})},
            doubtful=["sex"] if image.name == "1" else (),
        )
    ]
    made = [case for number in range(3) for case in await desk.add_image(png(number), str(number))]
    await desk.read(made)
    return made


def state(desk: Desk, case_id: int, key: str) -> FieldState:
    desk.select_case(case_id)
    assert desk.current is not None
    field = desk.current.field(key)
    assert field is not None
    return field.state


async def test_equal_values_stand_side_by_side(desk: Desk, service: FakeService) -> None:
    first, second, third = await three(desk, service, name="阿一")
    wall = (await desk.walls())["name"]
    assert [item.shown for item in wall] == sorted(item.shown for item in wall)
    assert {item.case_id for item in wall} == {first, second, third}
    assert [item.case_id for item in wall if item.shown == GOOD["name"]] == [first, third]


async def test_decided_cards_and_fields_of_one_card_alone_are_on_no_wall(desk: Desk, service: FakeService) -> None:
    first, second, _third = await three(desk, service)
    desk.select_case(first)
    desk.judging.reject("torn")
    assert first not in {item.case_id for wall in (await desk.walls()).values() for item in wall}
    desk.select_case(second)
    desk.judging.reject("torn")
    assert await desk.walls() == {}


async def test_all_but_those_marked_are_confirmed_in_one_go(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    first, second, third = await three(desk, service)
    wall = (await desk.walls())["sex"]
    assert desk.judging.confirm_group(wall, {third}) == 2
    assert state(desk, first, "sex") is FieldState.CONFIRMED
    assert state(desk, second, "sex") is FieldState.CONFIRMED
    assert state(desk, third, "sex") is FieldState.DOUBTFUL
    assert desk.row(third).open_fields == 1
    assert desk.row(second).open_fields == 0
    said = workspace.events(second)[-1].body
    assert isinstance(said, events.FieldConfirmed)
    assert said.despite == ("low_confidence",)
    doubted = workspace.events(third)[-1].body
    assert isinstance(doubted, events.FieldDoubted)
    assert doubted.group == said.group != ""


async def test_what_was_marked_is_settled_at_the_card(desk: Desk, service: FakeService) -> None:
    _first, _second, third = await three(desk, service)
    desk.judging.confirm_group((await desk.walls())["sex"], {third})
    desk.select_case(third)
    assert desk.active == "sex"
    desk.judging.confirm("女")
    assert state(desk, third, "sex") is FieldState.CONFIRMED


async def test_errors_are_left_alone_since_they_take_a_reason(desk: Desk, service: FakeService) -> None:
    _first, second, _third = await three(desk, service, id_number="110105194912310021")
    wall = (await desk.walls())["id_number"]
    assert [item.case_id for item in wall if item.broken] == [second]
    desk.judging.confirm_group(wall, set())
    assert state(desk, second, "id_number") is FieldState.BROKEN


async def test_what_was_corrected_meanwhile_is_not_touched(desk: Desk, service: FakeService) -> None:
    first, *_ = await three(desk, service)
    wall = (await desk.walls())["name"]
    desk.select_case(first)
    desk.judging.commit("name", "样章")
    desk.judging.confirm_group(wall, set())
    assert state(desk, first, "name") is FieldState.CORRECTED


async def test_one_undo_takes_the_whole_wall_back_and_one_redo_restores_it(desk: Desk, service: FakeService) -> None:
    made = await three(desk, service)
    desk.judging.confirm_group((await desk.walls())["name"], {made[2]})
    after = [state(desk, case, "name") for case in made]
    desk.judging.undo()
    assert [state(desk, case, "name") for case in made] == [FieldState.SURE] * 3
    assert not desk.judging.can_undo
    desk.judging.redo()
    assert [state(desk, case, "name") for case in made] == after
    assert desk.row(made[0]).status is Status.READ
