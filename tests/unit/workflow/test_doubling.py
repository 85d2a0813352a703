"""Double verification: two and three operators at one workspace, one after the other."""

import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from carddesk.cards import events
from carddesk.cards.case import Case, Status
from carddesk.cards.events import ImageAdded
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Face
from carddesk.language import use
from carddesk.services.contract import ReadingService, SourceImage
from carddesk.services.regions import RegionReader, RegionText
from carddesk.settings import Settings
from carddesk.workflow.desk import Desk
from carddesk.workflow.doubling import Word, is_sampled
from carddesk.workflow.export_rows import case_row
from carddesk.workflow.rules import Rules
from carddesk.workflow.views import FieldState
from tests.unit.workflow.fakes import GOOD, FakeService, drawn, noon, reading
from tests.workspaces import workspace_at

OTHER_NUMBER = "110105194912310038"
"""Another number that holds, of the same day."""
BAD_NUMBER = "110105194912310021"


class Office:
    """A workspace at which one operator after the other sits down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fields = "id_number name"
        self.share = 0.0
        self.said: list[str] = []

    @asynccontextmanager
    async def desk(self, operator: str, values: Mapping[str, str] = GOOD) -> AsyncIterator[Desk]:
        settings = Settings()
        settings.override(f"double.fields={self.fields}")
        settings.override(f"double.share={self.share}")
        workspace = workspace_at(self.folder / "workspace")
        settings.override("cases.pair=off")
        faces: dict[str, Face] = {"emblem.png": "emblem"}
        service = FakeService(lambda image: [replace(reading(values), face=faces.get(image.name, "portrait"))])
        made = Desk(workspace, {"local": service}, settings, operator=operator, now=noon)
        made.subscribe(lambda change: self.said.append(change.notice.text) if change.notice else None)
        try:
            yield made
        finally:
            await made.close()

    async def accepted(self, *names: str) -> None:
        """Cards that ann accepted."""
        paths = drawn(self.folder / "cards", *(names or ("a.png",)))
        async with self.desk("ann") as desk:
            await desk.add_files(paths)
            await desk.read()
            for case_id in [row.id for row in desk.queue]:
                desk.select_case(case_id)
                assert desk.judging.accept() == ()

    async def typed(self, operator: str, **typed: str) -> None:
        """What this operator types into the first card that waits for it."""
        async with self.desk(operator) as desk:
            type_all(desk, **typed)

    def case(self, case_id: int = 1) -> Case:
        workspace = workspace_at(self.folder / "workspace")
        try:
            return workspace.case(case_id)
        finally:
            workspace.close()

    def journal(self, case_id: int = 1) -> list[events.Event]:
        workspace = workspace_at(self.folder / "workspace")
        try:
            return workspace.events(case_id)
        finally:
            workspace.close()


def type_all(desk: Desk, **typed: str) -> None:
    for _ in typed:
        assert desk.active is not None
        desk.judging.confirm(typed[desk.active])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "cards").mkdir()
    return Office(tmp_path)


NAME, NUMBER = GOOD["name"], GOOD["id_number"]


async def test_without_the_settings_an_accepted_card_is_verified_at_once(office: Office) -> None:
    office.fields = ""
    await office.accepted()
    assert office.case().status is Status.ACCEPTED


async def test_a_card_that_shows_a_chosen_field_waits_for_another_operator(office: Office) -> None:
    await office.accepted()
    async with office.desk("ann") as desk:
        assert desk.queue[0].status is Status.SECOND_LOOK
        assert (desk.progress.verified, desk.progress.open, desk.progress.awaiting) == (0, 0, 1)
    async with office.desk("bob") as desk:
        assert (desk.progress.open, desk.progress.looks, desk.progress.awaiting) == (1, 1, 0)
        assert desk.queue[0].look == "second"


async def test_a_card_without_a_chosen_field_is_verified_at_once(office: Office) -> None:
    office.fields = "permit_number"
    await office.accepted()
    assert office.case().status is Status.ACCEPTED


async def test_the_second_operator_types_the_chosen_fields_alone(office: Office) -> None:
    await office.accepted()
    async with office.desk("bob") as desk:
        assert desk.current is not None
        assert [field.key for field in desk.current.fields] == ["name", "id_number"]
        assert {field.state for field in desk.current.fields} == {FieldState.WANTED}
        assert desk.active == "name"


async def test_equal_words_make_the_card_verified(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name=NAME, id_number=NUMBER.lower())
    assert office.case().status is Status.ACCEPTED
    done = [event for event in office.journal() if isinstance(event.body, events.SecondLookDone)]
    assert [(event.operator, event.body) for event in done] == [("bob", events.SecondLookDone())]


async def test_what_differs_is_decided_by_a_third_look(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name=NAME, id_number=OTHER_NUMBER)
    assert office.case().status is Status.THIRD_LOOK
    async with office.desk("eve") as desk:
        assert desk.current is not None
        (field,) = desk.current.fields
        assert (field.key, field.shown, [word.value for word in field.repairs]) == (
            "id_number",
            "",
            [NUMBER, OTHER_NUMBER],
        )
        assert desk.judging.take_repair(field.repairs[1]) == ()
    after = office.case()
    assert (after.status, after.human["id_number"].value) == (Status.ACCEPTED, OTHER_NUMBER)
    last = office.journal()[-1]
    assert isinstance(last.body, events.DifferenceSettled)
    assert (last.operator, last.body.by, last.body.before) == ("eve", "second", NUMBER)


async def test_the_third_look_may_take_the_first_word(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("eve") as desk:
        assert desk.current is not None
        desk.judging.take_repair(desk.current.fields[0].repairs[0])
    assert office.case().status is Status.ACCEPTED
    assert "name" not in {key for key, said in office.case().human.items() if said.corrected}


async def test_the_third_look_may_type_a_word_of_its_own(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("eve") as desk:
        assert desk.judging.confirm("") == ()
        assert desk.queue[0].look == "third", "an empty box decides nothing"
        desk.judging.confirm("样章")
    assert (office.case().status, office.case().human["name"].value) == (Status.ACCEPTED, "样章")


async def test_typing_one_of_the_two_words_is_taking_it(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("eve") as desk:
        desk.judging.confirm("样")
    body = office.journal()[-1].body
    assert isinstance(body, events.DifferenceSettled)
    assert body.by == "second"


async def test_a_word_that_cannot_be_right_needs_a_reason(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name=NAME, id_number=BAD_NUMBER)
    async with office.desk("eve") as desk:
        assert desk.current is not None
        errors = desk.judging.take_repair(desk.current.fields[0].repairs[1])
        assert [flag.code for flag in errors] == ["bad_check_digit"]
        assert desk.queue[0].look == "third"
        assert desk.judging.accept("printed so") == ()
    said = office.case().human["id_number"]
    assert (office.case().status, said.value, said.reason) == (Status.ACCEPTED, BAD_NUMBER, "printed so")


async def test_leaving_a_field_of_the_third_look_keeps_what_was_typed(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=OTHER_NUMBER)
    async with office.desk("eve") as desk:
        desk.judging.commit("name", "样章")
        desk.judging.commit("id_number", BAD_NUMBER)
        assert desk.queue[0].look == "third"
    assert office.case().human["name"].value == "样章"
    assert "id_number" not in {key for key, said in office.case().human.items() if said.corrected}
    assert BAD_NUMBER in office.said[-1]


@pytest.mark.parametrize("who", ["ann", "Ann ", "ANN"])
async def test_nobody_takes_the_second_look_at_their_own_card(office: Office, who: str) -> None:
    await office.accepted()
    async with office.desk(who) as desk:
        assert desk.current is not None
        assert (desk.queue[0].look, desk.current.look) == ("", "")
        desk.judging.confirm(NAME)
    assert office.case().status is Status.SECOND_LOOK
    assert not any(isinstance(event.body, events.FieldTypedAgain) for event in office.journal())


async def test_the_second_operator_does_not_decide_between_both_words(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("bob") as desk:
        assert desk.current is not None
        assert (desk.queue[0].look, desk.current.look, desk.current.closed) == ("", "sealed", True)
        desk.judging.take_repair(Word("name", "样", ""))
        desk.judging.confirm("样")
        desk.judging.reopen()
    assert office.case().status is Status.THIRD_LOOK


async def test_the_first_operator_may_take_the_third_look(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("ann") as desk:
        assert desk.queue[0].look == "third"


async def test_an_empty_box_is_a_word_only_when_enter_is_pressed_twice(office: Office) -> None:
    await office.accepted()
    async with office.desk("bob") as desk:
        desk.judging.confirm("")
        assert desk.active == "name"
        desk.judging.confirm("")
        assert desk.active == "id_number"
        desk.judging.confirm(NUMBER)
    assert office.case().status is Status.THIRD_LOOK


async def test_what_was_typed_in_passing_counts_and_is_kept(office: Office) -> None:
    await office.accepted()
    async with office.desk("bob") as desk:
        desk.judging.commit("id_number", NUMBER)
    async with office.desk("bob") as desk:
        assert desk.active == "name"
        desk.judging.confirm(NAME)
    assert office.case().status is Status.ACCEPTED


async def test_two_operators_who_begin_the_same_second_look_do_not_mix(office: Office) -> None:
    await office.accepted()
    async with office.desk("bob") as desk:
        desk.judging.commit("id_number", OTHER_NUMBER)
    async with office.desk("eve") as desk:
        assert desk.current is not None
        assert OTHER_NUMBER not in repr(desk.current)
        type_all(desk, name=NAME, id_number=NUMBER)
    assert office.case().status is Status.ACCEPTED


async def test_each_operator_undoes_their_own_words(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name=NAME, id_number=NUMBER)
    async with office.desk("bob") as desk:
        desk.judging.undo()
        assert desk.queue[0].status is Status.SECOND_LOOK
        assert desk.current is not None
        assert [field.shown for field in desk.current.fields] == [NAME, NUMBER], "their own words stay to be seen"
        desk.judging.undo()
        assert desk.current is not None
        assert ([field.shown for field in desk.current.fields], desk.active) == ([NAME, ""], "id_number")
        desk.judging.redo()
        desk.judging.redo()
        assert desk.queue[0].status is Status.ACCEPTED
    async with office.desk("ann") as desk:
        desk.judging.undo()
        assert desk.queue[0].status is Status.READ


async def test_a_word_that_a_third_look_has_decided_about_cannot_be_taken_back(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("eve") as desk:
        assert desk.current is not None
        desk.judging.take_repair(desk.current.fields[0].repairs[0])
    async with office.desk("bob") as desk:
        desk.judging.undo()
        assert desk.queue[0].status is Status.ACCEPTED
    async with office.desk("eve") as desk:
        desk.judging.undo()
        assert desk.queue[0].look == "third"


async def test_reopening_by_the_first_operator_ends_the_look(office: Office) -> None:
    await office.accepted()
    async with office.desk("bob") as desk:
        desk.judging.commit("name", "样")
    async with office.desk("ann") as desk:
        desk.judging.reopen()
        assert desk.queue[0].status is Status.READ
        desk.judging.accept()
    async with office.desk("bob") as desk:
        assert desk.current is not None
        assert [field.state for field in desk.current.fields] == [FieldState.WANTED] * 2


DEEDS: dict[str, Callable[[Desk], object]] = {
    "reopen": lambda desk: desk.judging.reopen(),
    "reject": lambda desk: desk.judging.reject("no"),
    "postpone": lambda desk: desk.judging.postpone(),
    "accept": lambda desk: desk.judging.accept("why"),
    "undo": lambda desk: desk.judging.undo(),
    "redo": lambda desk: desk.judging.redo(),
    "enter": lambda desk: desk.judging.confirm(""),
    "type": lambda desk: desk.judging.commit("name", "样"),
    "repair": lambda desk: desk.judging.take_repair(Word("name", "样", "")),
    "join": lambda desk: desk.pairing.join_next(),
    "part": lambda desk: desk.pairing.part(),
    "mask": lambda desk: desk.privacy.switch(),
}


@pytest.mark.parametrize("deed", DEEDS)
async def test_nothing_that_the_second_operator_does_shows_them_a_value(office: Office, deed: str) -> None:
    await office.accepted("a.png", "b.png")
    async with office.desk("bob") as desk:
        for case_id in (1, 2):
            desk.select_case(case_id)
            DEEDS[deed](desk)
            for row in desk.queue:
                desk.select_case(row.id)
                seen = everything(desk)
                told = [value for value in {*GOOD.values(), "男", "女"} if len(value) > 1 and value in seen]
                assert told == [], f"{deed} tells"
    assert office.case(1).status is Status.SECOND_LOOK


@pytest.mark.parametrize("at", [1, 2])
async def test_faces_are_not_joined_where_one_is_typed_blind(office: Office, at: int) -> None:
    await office.accepted("a.png", "emblem.png", "c.png")
    async with office.desk("ann") as desk:
        desk.select_case(3 - at)
        desk.judging.reopen()
    async with office.desk("bob") as desk:
        desk.select_case(1)
        desk.pairing.join_next()
        assert len(desk.queue) == 3
        assert desk.queue[at - 1].look == "second"


async def test_the_engine_types_nothing_for_the_second_operator(office: Office) -> None:
    class Engine(FakeService):
        async def read_region(self, image: SourceImage, region: Quad) -> RegionText:
            return RegionText((NAME,))

    await office.accepted()
    async with office.desk("bob") as desk:
        services = cast("dict[str, ReadingService]", desk.services)
        services["local"] = Engine()
        assert isinstance(services["local"], RegionReader)
        assert await desk.second.read_region("name", Quad.from_bounds(10, 10, 60, 30)) is None
        assert NAME not in everything(desk)


@pytest.mark.parametrize(("word", "language"), [(":second", "en"), (":复核", "zh_CN")])
async def test_the_filter_has_a_word_for_what_waits(office: Office, word: str, language: str) -> None:
    await office.accepted("a.png", "b.png")
    await office.typed("bob", name="样", id_number=NUMBER)
    async with office.desk("ann") as desk:
        use(language)
        try:
            desk.set_filter(word)
            assert [row.id for row in desk.filtered_queue] == [2]
        finally:
            use("en")


async def test_the_queue_is_not_searched_for_what_is_not_to_be_known(office: Office) -> None:
    await office.accepted()
    async with office.desk("bob") as desk:
        desk.set_filter(NUMBER[:6])
        assert len(desk.filtered_queue) == 0
        desk.set_filter("a.png", only_looks=True)
        assert len(desk.filtered_queue) == 1
    async with office.desk("ann") as desk:
        desk.set_filter(NUMBER[:6])
        assert len(desk.filtered_queue) == 1
        desk.set_filter("", only_looks=True)
        assert len(desk.filtered_queue) == 0


@pytest.mark.parametrize(("operator", "told"), [("bob", False), ("ann", True)])
async def test_another_card_does_not_tell_the_number_of_one_to_be_typed(
    office: Office, operator: str, told: bool
) -> None:
    await office.accepted()
    async with office.desk(operator) as desk:
        await desk.add_files(drawn(office.folder / "cards", "a.png", "b.png"))
        await desk.read([2])
        desk.select_case(2)
        assert desk.current is not None
        flags = [*desk.current.flags, *(flag for field in desk.current.fields for flag in field.flags)]
        assert ("duplicate" in {flag.code for flag in flags}) == told


async def test_exports_hold_verified_cards_alone_and_others_say_how_they_stand(office: Office) -> None:
    await office.accepted("a.png", "b.png")
    await office.typed("bob", name=NAME, id_number=NUMBER)
    async with office.desk("eve") as desk:
        out = office.folder / "out.csv"
        assert await desk.export(out) == 1
        assert await desk.export(out, only_verified=False) == 2
        assert "Second look" in out.read_text("utf-8-sig")


async def test_exports_say_who_decided(office: Office) -> None:
    await office.accepted()
    await office.typed("bob", name="样", id_number=OTHER_NUMBER)
    async with office.desk("eve") as desk:
        assert desk.current is not None
        first, second = desk.current.fields
        desk.judging.take_repair(first.repairs[0])
        desk.judging.take_repair(second.repairs[1])
    rules, now = Rules.of(Settings()), noon()
    row = case_row(1, office.journal(), rules, now)
    said = {each.key: (each.value, each.state, each.changed_by) for each in row.fields}
    assert (said["name"], said["id_number"]) == ((NAME, "confirmed", ""), (OTHER_NUMBER, "corrected", "eve"))
    assert (row.status, row.operator) == ("accepted", "ann")


async def test_the_end_of_the_queue_says_what_waits_for_others(office: Office) -> None:
    await office.accepted("a.png", "b.png")
    assert "Waiting for another operator's look: 2." in office.said[-1]


async def test_a_sampled_card_is_typed_again_in_every_field(office: Office) -> None:
    office.fields, office.share = "", 1.0
    await office.accepted()
    async with office.desk("bob") as desk:
        assert desk.current is not None
        assert [field.key for field in desk.current.fields] == list(GOOD)


def test_the_share_is_drawn_the_same_each_time_and_another_way_with_another_key() -> None:
    cases = [Case(at, images=(ImageAdded(f"{at:064x}", "a.png"),)) for at in range(1, 2001)]
    one = [is_sampled(b"one", case, 0.2) for case in cases]
    assert one == [is_sampled(b"one", case, 0.2) for case in cases]
    assert 300 < sum(one) < 500
    assert one != [is_sampled(b"other", case, 0.2) for case in cases]
    again = [is_sampled(b"one", dataclasses.replace(case, id=case.id + 7), 0.2) for case in cases]
    assert one == again, "the place in the queue steers nothing"
    assert not any(is_sampled(b"one", case, 0.0) for case in cases)
    assert all(is_sampled(b"one", case, 1.0) for case in cases)


async def test_a_workspace_keeps_its_key(office: Office) -> None:
    keys = []
    for _ in range(2):
        workspace = workspace_at(office.folder / "workspace")
        keys.append(workspace.key("double"))
        workspace.close()
    assert keys[0] == keys[1]
    assert len(keys[0]) == 32


def everything(desk: Desk) -> str:
    """All that the window is given."""
    rows = [dataclasses.astuple(row) for row in (*desk.queue, *desk.filtered_queue)]
    return repr((_plain(desk.current), rows, desk.progress))


def _plain(value: object) -> object:
    """Every member of dataclasses, those that `repr` leaves out too."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, each.name)) for each in dataclasses.fields(value)]
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
