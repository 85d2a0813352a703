"""Two images that show the faces of one card become one case: when, when not, and how it is mended."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from carddesk.cards import events
from carddesk.cards.case import Human, Status
from carddesk.cards.flags import FlagCode
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Field, Reading
from carddesk.errors import ServiceError
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow import review
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.rules import Rules
from carddesk.workflow.views import CaseView
from tests.unit.workflow.fakes import GOOD, FakeService, drawn, noon, png, reading, tiff

EMBLEM = {"issuing_authority": "北京市公安局朝阳分局", "issue_date": "2016-01-01", "expiry_date": "9999-12-31"}
"""The emblem face that goes with the portrait face of the fakes."""

ELSEWHERE = {**EMBLEM, "issuing_authority": "上海市公安局黄浦分局"}
TOO_LONG_FOR = {**EMBLEM, "issue_date": "1940-01-01"}
"""Begins before the holder was born."""


def emblem(
    values: Mapping[str, str] | None = None,
    *,
    doubtful: Sequence[str] = (),
    index: int = 0,
    document: str = "resident_id",
) -> Reading:
    fields = [
        Field(key, key, value, value, confidence=0.2 if key in doubtful else 0.99, quality=0.9)
        for key, value in (values or EMBLEM).items()
    ]
    outline = Quad.from_bounds(10, 10 + 100 * index, 150, 100 + 100 * index)
    return Reading("local", document, "emblem", tuple(fields), index=index, card_quad=outline, elapsed_ms=7)


def faces_by_name(image: SourceImage) -> Sequence[Reading]:
    """The letters of a file's name say what it shows: P and E the faces, Q another document's."""
    name = Path(image.name).name
    if "Q" in name:
        return [emblem(document="residence_permit")]
    return [emblem()] if "E" in name else [reading()]


@pytest.fixture(autouse=True)
def _plays_faces(service: FakeService) -> None:
    service.script = faces_by_name


async def add(desk: Desk, folder: Path, *names: str) -> list[int]:
    made = await desk.add_files(drawn(folder, *names))
    await desk.read(made)
    return made


def rows(desk: Desk) -> list[tuple[int, int]]:
    """Each row of the queue with the case it took in."""
    return [(row.id, row.joined) for row in desk.queue]


def now(desk: Desk) -> CaseView:
    assert desk.current is not None
    return desk.current


def keys(desk: Desk) -> list[str]:
    return [field.key for field in now(desk).fields]


def value(desk: Desk, key: str) -> str:
    found = now(desk).field(key)
    assert found is not None
    return found.value


def pair(settings: Settings, way: str) -> None:
    settings.override(f"cases.pair={way}")


# ---------------------------------------------------------------------- by order


async def test_a_portrait_and_the_emblem_after_it_are_one_card(desk: Desk, folder: Path) -> None:
    one, other, third, fourth = await add(desk, folder, "1P.png", "2E.png", "3P.png", "4E.png")
    assert rows(desk) == [(one, other), (third, fourth)]
    assert now(desk).id == one
    assert keys(desk) == [*GOOD, *EMBLEM]
    assert [face.face for face in now(desk).faces] == ["portrait", "emblem"]
    assert {field.key: field.at for field in now(desk).fields} == {**dict.fromkeys(GOOD, 0), **dict.fromkeys(EMBLEM, 1)}


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        ("PEE", []),  # which of the emblems?
        ("PPE", []),  # which of the portraits?
        ("PPEE", []),  # both portraits first, then both emblems
        ("EPEP", []),  # emblems come first here: the emblem after a portrait is the next card's
        ("PEPPEPE", [(0, 1), (3, 4), (5, 6)]),  # one emblem is missing, and the couples behind it are whole
        ("PEPPE", [(0, 1)]),
        ("PQ", []),
        ("QPEQ", [(1, 2)]),
        ("PP", []),
        ("EE", []),
    ],
)
async def test_faces_are_paired_by_order_only_where_it_is_sure(
    desk: Desk, folder: Path, names: str, pairs: list[tuple[int, int]]
) -> None:
    made = await add(desk, folder, *(f"{place}{name}.png" for place, name in enumerate(names)))
    found = [(made.index(row.id), made.index(row.joined)) for row in desk.queue if row.joined]
    assert found == pairs
    assert len(desk.queue) == len(names) - len(pairs)


async def test_the_order_in_which_readings_come_makes_no_difference(desk: Desk, folder: Path) -> None:
    made = await desk.add_files(drawn(folder, "1P.png", "2E.png", "3P.png", "4E.png"))
    for case_id in reversed(made):
        await desk.read([case_id])
    assert rows(desk) == [(made[0], made[1]), (made[2], made[3])]


async def test_what_came_at_different_times_does_not_follow_each_other(desk: Desk, folder: Path) -> None:
    (one,) = await add(desk, folder, "1P.png")
    desk_files = drawn(folder, "0.png", "2E.png")[1:]
    (other,) = await desk.add_files(desk_files)
    await desk.read([other])
    assert rows(desk) == [(one, 0), (other, 0)]


@pytest.mark.parametrize("values", [ELSEWHERE, TOO_LONG_FOR])
@pytest.mark.parametrize("way", ["order", "content", "name"])
async def test_faces_that_contradict_each_other_are_never_paired_by_themselves(
    desk: Desk, service: FakeService, folder: Path, settings: Settings, way: str, values: Mapping[str, str]
) -> None:
    pair(settings, way)
    service.script = lambda image: [emblem(values)] if "E" in image.name else [reading()]
    made = (
        await add(desk, folder, "E_2.png", "x_1.png")
        if way == "content"
        else await add(desk, folder, "1P.png", "2E.png")
    )
    assert rows(desk) == [(case_id, 0) for case_id in made]


async def test_the_card_on_the_desk_takes_the_other_face_in(desk: Desk, folder: Path) -> None:
    made = await desk.add_files(drawn(folder, "1P.png", "2E.png"))
    desk.select_case(made[1])
    await desk.read([made[1]])
    desk.select_field("issue_date")
    await desk.read([made[0]])
    assert rows(desk) == [(made[1], made[0])]
    assert (now(desk).id, desk.active) == (made[1], "issue_date")
    assert keys(desk) == [*GOOD, *EMBLEM]
    assert now(desk).faces[now(desk).shown].face == "emblem"


async def test_a_card_that_a_human_decided_is_left_alone_and_does_not_upset_those_behind_it(
    desk: Desk, folder: Path
) -> None:
    made = await desk.add_files(drawn(folder, "1P.png", "2E.png", "3P.png", "4E.png"))
    await desk.read([made[0]])
    desk.judging.accept()
    await desk.read(made)
    assert rows(desk) == [(made[0], 0), (made[1], 0), (made[2], made[3])]


async def test_nothing_is_paired_when_that_is_off(desk: Desk, folder: Path, settings: Settings) -> None:
    pair(settings, "off")
    made = await add(desk, folder, "1P.png", "2E.png")
    assert rows(desk) == [(case_id, 0) for case_id in made]


# ---------------------------------------------------------------------- by name, by content, in one image


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7_1.png", "7_2.png"),
        ("张三正面.png", "张三反面.png"),
        ("x-front.png", "x-back.png"),
        ("front_9.png", "back_9.png"),
        ("K (a).png", "K (b).png"),
    ],
)
async def test_usual_names_of_the_two_faces(
    desk: Desk, service: FakeService, folder: Path, settings: Settings, one: str, other: str
) -> None:
    pair(settings, "name")
    service.script = lambda image: [emblem()] if image.name.endswith(other) else [reading()]
    made = await desk.add_files(drawn(folder, one, "m.png", other))
    await desk.read(made)
    by_name = {desk.row(case_id).name: case_id for case_id in made}
    first, second = sorted((by_name[one], by_name[other]))
    assert (first, second) in rows(desk)


async def test_three_files_named_alike_are_not_paired(
    desk: Desk, service: FakeService, folder: Path, settings: Settings
) -> None:
    pair(settings, "name")
    service.script = lambda image: [emblem()] if image.name.endswith("_2.png") else [reading()]
    made = await add(desk, folder, "7_1.png", "7_2.png", "7_a.png")
    assert rows(desk) == [(case_id, 0) for case_id in made]


async def test_a_rule_of_ones_own_says_which_names_are_of_one_card(
    desk: Desk, folder: Path, settings: Settings
) -> None:
    pair(settings, "name")
    settings.override(r"cases.name_rule=^(\d+)[PE]")
    made = await add(desk, folder, "11E-x.png", "11P-y.png", "12P-z.png")
    assert rows(desk) == [(made[0], made[1]), (made[2], 0)]


async def test_the_same_names_in_two_folders_are_two_cards(
    desk: Desk, service: FakeService, folder: Path, settings: Settings
) -> None:
    pair(settings, "name")
    service.script = lambda image: [emblem()] if image.name.endswith("_2.png") else [reading()]
    made = await desk.add_files(drawn(folder, "a/7_1.png", "a/7_2.png", "b/7_1.png", "b/7_2.png"))
    await desk.read(made)
    assert rows(desk) == [(made[0], made[1]), (made[2], made[3])]


async def test_by_content_the_only_two_that_go_together_are_paired(
    desk: Desk, service: FakeService, folder: Path, settings: Settings
) -> None:
    pair(settings, "content")
    service.script = lambda image: [emblem(ELSEWHERE)] if "1" in image.name else faces_by_name(image)
    made = await add(desk, folder, "1E.png", "2E.png", "3P.png")
    assert rows(desk) == [(made[0], 0), (made[1], made[2])]


async def test_by_content_two_that_would_do_are_one_too_many(desk: Desk, folder: Path, settings: Settings) -> None:
    pair(settings, "content")
    made = await add(desk, folder, "1E.png", "2E.png", "3P.png")
    assert rows(desk) == [(case_id, 0) for case_id in made]


async def test_both_faces_in_one_image_are_one_card(desk: Desk, service: FakeService, workspace: Workspace) -> None:
    service.script = lambda _image: [reading(), emblem(index=1)]
    (one,) = await desk.add_image(png(3), "both.png")
    await desk.read([one])
    ((first, second),) = rows(desk)
    assert (first, workspace.case(second).given_to) == (one, one)
    assert keys(desk) == [*GOOD, *EMBLEM]
    assert now(desk).faces[0].image.sha256 == now(desk).faces[1].image.sha256
    assert now(desk).faces[0].card_quad != now(desk).faces[1].card_quad


async def test_several_cards_in_one_image_stay_cases_of_their_own(desk: Desk, service: FakeService) -> None:
    service.script = lambda _image: [reading(), reading(index=1), emblem(index=2)]
    (one,) = await desk.add_image(png(3), "three.png")
    await desk.read([one])
    assert [joined for _, joined in rows(desk)] == [0, 0, 0]


@pytest.mark.parametrize("way", ["order", "name", "content"])
async def test_both_faces_on_two_pages_of_a_file_are_one_card(
    desk: Desk, service: FakeService, folder: Path, settings: Settings, way: str
) -> None:
    pair(settings, way)
    service.script = lambda image: [emblem()] if image.page == 2 else [reading()]
    path = folder / "scan.tif"
    path.write_bytes(tiff(2))
    one, other = await desk.add_files([path])
    await desk.read([one, other])
    assert rows(desk) == [(one, other)]
    assert [face.image.page for face in now(desk).faces] == [1, 2]
    desk.judging.commit("address", "北京市朝阳区样张路2号")
    await desk.read([one], again=True)
    assert (value(desk, "address"), value(desk, "issue_date")) == ("北京市朝阳区样张路2号", EMBLEM["issue_date"])


# ---------------------------------------------------------------------- one card of two faces


async def test_enter_goes_through_what_needs_a_human_on_both_faces(
    desk: Desk, service: FakeService, folder: Path
) -> None:
    service.script = lambda image: (
        [emblem(doubtful=["issue_date"])] if "E" in image.name else [reading(doubtful=["address"])]
    )
    one, other, third = await add(desk, folder, "1P.png", "2E.png", "3P.png")
    assert (desk.active, now(desk).shown) == ("address", 0)
    desk.judging.confirm(GOOD["address"])
    assert (desk.active, now(desk).shown) == ("issue_date", 1)
    assert now(desk).image == now(desk).faces[1].image
    desk.judging.confirm(EMBLEM["issue_date"])
    desk.judging.confirm(EMBLEM["issue_date"])
    assert desk.row(one).status is Status.ACCEPTED
    assert now(desk).id == third
    assert desk.progress.cases == 2
    assert other not in [row.id for row in desk.queue]


async def test_the_rules_see_both_faces_and_flag_the_field_that_a_human_made_wrong(desk: Desk, folder: Path) -> None:
    await add(desk, folder, "1P.png", "2E.png")
    assert [flag.code for flag in now(desk).flags] == [FlagCode.SIDES_DIFFER]
    assert not now(desk).open_fields
    desk.judging.commit("issue_date", "1940-01-01")
    codes = {flag.code for flag in now(desk).flags if flag.needs_human}
    assert FlagCode.SIDES_DIFFER in codes
    assert value(desk, "issue_date") == "1940-01-01"


async def test_one_turns_to_the_other_face_and_stays_at_the_field(
    desk: Desk, folder: Path, changes: list[Change]
) -> None:
    await add(desk, folder, "1P.png", "2E.png")
    desk.select_field("name")
    changes.clear()
    desk.turn_over()
    assert (desk.active, now(desk).shown, now(desk).image) == ("name", 1, now(desk).faces[1].image)
    assert any("case" in change.what for change in changes)
    desk.select_field("sex")
    assert now(desk).shown == 0
    desk.look_at(1)
    desk.judging.commit("address", "北京市朝阳区样张路2号")
    assert now(desk).shown == 1


async def test_one_card_is_one_row_of_an_export_with_the_fields_of_both_faces(
    desk: Desk, folder: Path, tmp_path: Path
) -> None:
    await add(desk, folder, "1P.png", "2E.png")
    desk.judging.accept()
    out = tmp_path / "out.json"
    assert await desk.export(out) == 1
    (row,) = json.loads(out.read_text(encoding="utf-8"))
    assert [each["key"] for each in row["fields"]] == [*GOOD, *EMBLEM]
    assert [(Path(each["source"]).name, each["face"]) for each in row["faces"]] == [
        ("1P.png", "portrait"),
        ("2E.png", "emblem"),
    ]
    assert await desk.export(tmp_path / "all.json", only_verified=False) == 1


async def test_both_images_are_read_again_and_each_reading_goes_to_its_face(
    desk: Desk, service: FakeService, folder: Path
) -> None:
    one, _ = await add(desk, folder, "1P.png", "2E.png")
    later = {**EMBLEM, "issue_date": "2016-01-02"}
    service.script = lambda image: [emblem(later)] if "E" in image.name else [reading({**GOOD, "name": "样张二"})]
    service.asked.clear()
    await desk.read([one], again=True)
    assert len(service.asked) == 2
    assert (value(desk, "name"), value(desk, "issue_date")) == ("样张二", "2016-01-02")
    service.script = lambda image: [reading()] if "P" in image.name else ServiceError("no_card", "No card was found.")
    await desk.read([one], again=True)
    assert (desk.row(one).status, now(desk).trouble) == (Status.FAILED, "No card was found.")
    assert keys(desk) == [*GOOD, *EMBLEM]


async def test_an_image_that_is_there_as_the_other_face_leads_to_its_card(
    desk: Desk, folder: Path, changes: list[Change]
) -> None:
    one, _, third = await add(desk, folder, "1P.png", "2E.png", "3P.png")
    desk.select_case(third)
    await desk.add_files([folder / "2E.png"])
    assert now(desk).id == one
    assert len(desk.queue) == 2


async def test_two_faces_are_no_duplicates_but_two_cards_with_one_number_are(desk: Desk, folder: Path) -> None:
    one, _, third, _ = await add(desk, folder, "1P.png", "2E.png", "3P.png", "4E.png")
    assert FlagCode.DUPLICATE in {flag.code for field in now(desk).fields for flag in field.flags}
    field = now(desk).field("id_number")
    assert field is not None
    (found,) = [flag for flag in field.flags if flag.code is FlagCode.DUPLICATE]
    assert str(third).rjust(4, "0") in found.text or str(third) in found.text
    assert one == now(desk).id


def test_what_was_said_of_the_other_face_is_no_field_of_this_one() -> None:
    said = {key: Human(value, value, corrected=True) for key, value in {**EMBLEM, "name_latin": "SAMPLE"}.items()}
    alone = review.judge(reading(), said, Rules(), noon().date())
    beside = review.judge(reading(), said, Rules(), noon().date(), others=review.Others((emblem(),)))
    assert [field.key for field in alone.fields] == [*GOOD, *said]
    assert [field.key for field in beside.fields] == [*GOOD, "name_latin"]


async def test_a_wall_of_values_shows_each_on_its_own_image(desk: Desk, folder: Path) -> None:
    await add(desk, folder, "1P.png", "2E.png", "3P.png", "4E.png")
    walls = await desk.walls()
    both = now(desk).faces
    shown = {key: {item.image for item in walls[key] if item.case_id == now(desk).id} for key in ("sex", "issue_date")}
    assert shown == {"sex": {both[0].image}, "issue_date": {both[1].image}}


# ---------------------------------------------------------------------- mending


async def test_parting_gives_each_face_its_own_card_with_what_was_said_of_it(
    desk: Desk, folder: Path, workspace: Workspace
) -> None:
    one, other = await add(desk, folder, "1P.png", "2E.png")
    desk.judging.commit("name", "样张二")
    desk.judging.commit("issue_date", "2016-01-02")
    desk.pairing.part()
    assert rows(desk) == [(one, 0), (other, 0)]
    assert (keys(desk), value(desk, "name")) == (list(GOOD), "样张二")
    desk.select_case(other)
    assert (keys(desk), value(desk, "issue_date")) == (list(EMBLEM), "2016-01-02")
    await desk.read([one, other], again=True)
    assert rows(desk) == [(one, 0), (other, 0)]
    assert workspace.case(one).parted == {other}


async def test_parting_is_undone_and_done_again(desk: Desk, folder: Path) -> None:
    one, other = await add(desk, folder, "1P.png", "2E.png")
    desk.judging.commit("issue_date", "2016-01-02")
    desk.pairing.part()
    desk.judging.undo()
    assert rows(desk) == [(one, other)]
    assert (now(desk).id, value(desk, "issue_date")) == (one, "2016-01-02")
    desk.judging.redo()
    assert rows(desk) == [(one, 0), (other, 0)]
    desk.judging.undo()
    desk.judging.undo()
    assert value(desk, "issue_date") == EMBLEM["issue_date"]


async def test_undo_takes_no_word_of_somebody_else_out_of_sight(
    desk: Desk, folder: Path, workspace: Workspace, service: FakeService, settings: Settings, changes: list[Change]
) -> None:
    one, other = await add(desk, folder, "1P.png", "2E.png")
    desk.pairing.part()
    bob = Desk(workspace, {"local": service}, settings, operator="bob", now=noon)
    bob.judging.commit("issue_date", "2016-01-02", other)
    ann = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    ann.subscribe(changes.append)
    changes.clear()
    ann.judging.undo()
    assert rows(ann) == [(one, 0), (other, 0)]
    assert "Somebody else" in next(change.notice.text for change in changes if change.notice is not None)
    ann.select_case(one)
    ann.pairing.join_next()
    assert value(ann, "issue_date") == "2016-01-02"


async def test_what_was_paired_by_itself_is_no_judgement_that_undo_takes_back(desk: Desk, folder: Path) -> None:
    one, other, third, _ = await add(desk, folder, "1P.png", "2E.png", "3P.png", "4P.png")
    assert not desk.judging.can_undo
    desk.select_case(third)
    desk.judging.commit("name", "样张二")
    desk.judging.undo()
    assert not desk.judging.can_undo
    assert (one, other) in rows(desk)


async def test_joining_with_the_next_card_is_one_stroke_and_can_be_undone(
    desk: Desk, folder: Path, settings: Settings
) -> None:
    pair(settings, "off")
    one, other, third = await add(desk, folder, "1E.png", "2P.png", "3E.png")
    desk.judging.commit("issue_date", "2016-01-02")
    desk.select_case(other)
    desk.judging.commit("name", "样张二")
    desk.select_case(one)
    desk.pairing.join_next()
    assert rows(desk) == [(one, other), (third, 0)]
    assert keys(desk) == [*GOOD, *EMBLEM]
    assert (value(desk, "name"), value(desk, "issue_date")) == ("样张二", "2016-01-02")
    desk.judging.undo()
    assert rows(desk) == [(one, 0), (other, 0), (third, 0)]
    desk.judging.redo()
    assert rows(desk) == [(one, other), (third, 0)]
    assert now(desk).id == one


async def test_a_decided_card_is_open_again_when_a_face_is_joined_or_parted(
    desk: Desk, folder: Path, settings: Settings
) -> None:
    pair(settings, "off")
    one, other = await add(desk, folder, "1P.png", "2E.png")
    desk.judging.accept()
    desk.select_case(one)
    desk.pairing.join_next()
    assert desk.row(one).status is Status.READ
    desk.judging.accept()
    desk.select_case(one)
    desk.pairing.part()
    assert [desk.row(each).status for each in (one, other)] == [Status.READ, Status.READ]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["1P.png"], "no card after this one"),
        (["1P.png", "2P.png"], "same face, or another document"),
        (["1P.png", "2Q.png"], "same face, or another document"),
    ],
)
async def test_what_cannot_be_one_card_is_not_joined(
    desk: Desk, folder: Path, changes: list[Change], names: list[str], words: str
) -> None:
    await add(desk, folder, *names)
    before = rows(desk)
    desk.pairing.join_next()
    assert rows(desk) == before
    (notice,) = [change.notice for change in changes if change.notice is not None]
    assert words in notice.text


async def test_a_card_has_two_faces_at_most(desk: Desk, folder: Path, changes: list[Change]) -> None:
    await add(desk, folder, "1P.png", "2E.png", "3P.png")
    desk.pairing.join_next()
    assert [change.notice.text for change in changes if change.notice is not None] == [
        "A card has no more than two faces: part those that are together first."
    ]
    assert len(desk.queue) == 2


async def test_a_face_that_was_joined_unread_shows_its_fields_once_it_was_read(
    desk: Desk, folder: Path, settings: Settings
) -> None:
    settings.override("reading.auto=false")
    one, other = await desk.add_files(drawn(folder, "1P.png", "2E.png"))
    await desk.read([one])
    desk.select_case(one)
    desk.pairing.join_next()
    assert keys(desk) == list(GOOD)
    await desk.read([one])
    assert keys(desk) == [*GOOD, *EMBLEM]
    assert rows(desk) == [(one, other)]


async def test_pairs_are_there_after_a_restart_and_can_be_parted_then(
    desk: Desk, folder: Path, workspace: Workspace, service: FakeService, settings: Settings
) -> None:
    one, other, third = await add(desk, folder, "1P.png", "2E.png", "3P.png")
    desk.judging.commit("issue_date", "2016-01-02")
    again = Desk(workspace, {"local": service}, settings, operator="ann", now=noon)
    assert rows(again) == [(one, other), (third, 0)]
    again.select_case(one)
    assert value(again, "issue_date") == "2016-01-02"
    again.set_filter("2016-01-02")
    assert [row.id for row in again.filtered_queue] == [one]
    again.set_filter("")
    again.pairing.part()
    assert rows(again) == [(one, 0), (other, 0), (third, 0)]
    assert workspace.verify().breaks == ()


async def test_half_a_pair_is_never_lost_from_sight(desk: Desk, folder: Path, workspace: Workspace) -> None:
    one, other = await add(desk, folder, "1P.png", "2P.png")
    workspace.append(other, events.FaceGiven(one, "hand"), "ann", "2026-11-21T12:00:00.000000Z")
    again = Desk(workspace, {"local": FakeService()}, Settings(), operator="ann", now=noon)
    assert rows(again) == [(one, 0), (other, 0)]


async def test_a_draft_of_the_case_that_was_taken_in_is_kept_on_the_card(desk: Desk, folder: Path) -> None:
    one, other = await add(desk, folder, "1P.png", "2E.png")
    desk.judging.commit("issue_date", "2016-01-02", other)
    assert (now(desk).id, value(desk, "issue_date")) == (one, "2016-01-02")


async def test_the_journal_tells_who_took_which_face_in_and_why(desk: Desk, folder: Path, workspace: Workspace) -> None:
    one, other = await add(desk, folder, "1P.png", "2E.png")
    (paired,) = [e.body for e in workspace.events(one) if isinstance(e.body, events.FacesPaired)]
    (given,) = [e.body for e in workspace.events(other) if isinstance(e.body, events.FaceGiven)]
    assert (paired.other, paired.by, given.to, given.by) == (other, "order", one, "order")
    assert paired.group == given.group
    assert paired.reading is not None
    assert (paired.reading.face, Path(paired.image.source).name) == ("emblem", "2E.png")
