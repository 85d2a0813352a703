"""Frames and splits at the desk: what is sent, what is kept, what is taken back, and that nothing is paid twice."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from carddesk.cards import events
from carddesk.cards.case import Status
from carddesk.cards.geometry import Quad
from carddesk.cards.reading import Reading
from carddesk.errors import UserError
from carddesk.imaging import frame as geometry
from carddesk.imaging.decode import decode
from carddesk.services.contract import SourceImage
from carddesk.settings import Settings
from carddesk.store.erasing import erase
from carddesk.store.workspace import Workspace
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.framing import Framing, Page
from carddesk.workflow.ledger import stamp
from carddesk.workflow.person_file import hand_over
from carddesk.workflow.splitting import Splitting
from tests.unit.workflow.fakes import GOOD, FakeService, noon, png, reading
from tests.workspaces import workspace_at

SIZE = (600, 400)
LEFT = Quad.from_bounds(20, 100, 280, 264)
RIGHT = Quad.from_bounds(310, 100, 570, 264)
LOWER = Quad.from_bounds(20, 280, 200, 394)
ON_CUT = Quad.from_bounds(10, 5, 70, 25)


def sheet(shade: int = 0) -> bytes:
    """A page with something else in each of the frames."""
    pixels = np.full((SIZE[1], SIZE[0], 3), 250, np.uint8)
    for card, colour in ((LEFT, (200, 30, shade)), (RIGHT, (30, 200, shade)), (LOWER, (30, 30, 200))):
        left, top, right, bottom = map(int, card.bounds)
        pixels[top:bottom, left:right] = colour
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


class Sighted(FakeService):
    """Sees the cards it is told of."""

    seen: Sequence[Quad] = (LEFT, RIGHT)
    looked_at = 0

    async def outlines(self, _image: SourceImage) -> Sequence[Quad]:
        self.looked_at += 1
        return self.seen


class Camera:
    """What was sent, as pixels; answers one card that fills most of it."""

    def __init__(self) -> None:
        self.sent: list[np.ndarray] = []

    def __call__(self, image: SourceImage) -> list[Reading]:
        pixels = decode(image.data, image.page)
        self.sent.append(pixels)
        height, width = pixels.shape[:2]
        found = reading(quad=Quad.from_bounds(2, 2, width - 2, height - 2))
        return [replace(found, fields=tuple(replace(each, quad=ON_CUT) for each in found.fields))]


@pytest.fixture
def service() -> FakeService:
    return Sighted(Camera())


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.set("reading.auto", False)
    made.set("cases.pair", "off")
    return made


async def settled(desk: Desk) -> None:
    """All that was begun beside the test is over."""
    async with asyncio.timeout(5):
        while desk._tasks._tasks:  # noqa: ASYNC110 - whatever it is
            await asyncio.sleep(0.01)


def framing(desk: Desk) -> Framing:
    return desk.capturing.framing


def splitting(desk: Desk) -> Splitting:
    return desk.capturing.splitting


def page(desk: Desk) -> Page:
    found = framing(desk).page
    assert found is not None
    return found


def sent(service: FakeService) -> list[np.ndarray]:
    assert isinstance(service.script, Camera)
    return service.script.sent


def shown(desk: Desk) -> list[tuple[int, Quad | None]]:
    return [(row.id, row.frame) for row in desk.queue]


def bodies(workspace: Workspace, case_id: int) -> list[str]:
    return [type(each.body).__name__ for each in workspace.events(case_id)]


async def test_a_service_is_sent_what_is_inside_the_frame_alone(desk: Desk, service: FakeService) -> None:
    await desk.add_image(sheet(), "page.png")
    assert framing(desk).take(page(desk), RIGHT)
    await desk.read()
    (cut,) = sent(service)
    assert cut.shape == (164, 260, 3)
    assert (cut == (30, 200, 0)).all()
    seen = desk.current
    assert seen is not None
    field = seen.field("name")
    assert field is not None
    assert field.quad is not None
    assert field.quad.bounds == pytest.approx((320, 105, 380, 125), abs=0.01)
    assert seen.card_quad is not None
    assert seen.card_quad.bounds == pytest.approx((312, 102, 568, 262), abs=0.01)


async def test_another_frame_is_not_read_yet_and_the_first_one_is_known_again(desk: Desk, service: FakeService) -> None:
    await desk.add_image(sheet(), "page.png")
    await desk.read()
    framing(desk).take(page(desk), LEFT)
    seen = desk.current
    assert seen is not None
    assert seen.image is not None
    assert (seen.status, seen.image.reframed) == (Status.READ, True)
    assert len(service.asked) == 1  # unasked nothing is paid for
    await desk.read([seen.id])
    assert len(service.asked) == 2
    assert desk.current is not None
    assert desk.current.image is not None
    assert not desk.current.image.reframed


async def test_what_was_paid_for_in_this_frame_is_not_paid_for_again(workspace: Workspace, settings: Settings) -> None:
    service = FakeService(Camera(), service="far", offline=False)
    desk = Desk(workspace, {"far": service}, settings, operator="ann", now=noon)
    await desk.add_image(sheet(), "page.png")
    await desk.read()
    whole = page(desk)
    framing(desk).take(whole, LEFT)
    await desk.read([whole.case_id])
    framing(desk).take(page(desk), None)
    await desk.read([whole.case_id])
    assert len(service.asked) == 2
    assert desk.asking.costs_again(whole.case_id)
    framing(desk).take(page(desk), RIGHT)
    assert not desk.asking.costs_again(whole.case_id)
    await desk.close()


async def test_a_frame_is_undone_and_redone_and_survives_a_restart(
    desk: Desk, workspace: Workspace, tmp_path: Path, settings: Settings
) -> None:
    (case_id,) = await desk.add_image(sheet(), "page.png")
    framing(desk).take(page(desk), LEFT)
    desk.judging.undo()
    assert shown(desk) == [(case_id, None)]
    desk.judging.redo()
    assert shown(desk) == [(case_id, LEFT)]
    assert bodies(workspace, case_id) == ["ImageAdded", "ImageFramed", "Undone", "Redone"]
    await desk.close()
    again = Desk(workspace_at(tmp_path / "workspace"), {"local": FakeService()}, settings, operator="ann", now=noon)
    assert shown(again) == [(case_id, LEFT)]
    assert workspace_bytes(again, case_id) == sheet()
    await again.close()


def workspace_bytes(desk: Desk, case_id: int) -> bytes:
    """The image as it came."""
    return desk._workspace.image(desk.row(case_id).image or "")


async def test_the_same_frame_again_is_no_line(desk: Desk, workspace: Workspace) -> None:
    (case_id,) = await desk.add_image(sheet(), "page.png")
    assert framing(desk).take(page(desk), LEFT)
    assert not framing(desk).take(page(desk), LEFT)
    assert framing(desk).take(page(desk), page(desk).whole)
    assert shown(desk) == [(case_id, None)]
    assert bodies(workspace, case_id).count("ImageFramed") == 2


async def test_corners_that_make_no_card_are_refused_and_nothing_is_written(desk: Desk, workspace: Workspace) -> None:
    (case_id,) = await desk.add_image(sheet(), "page.png")
    with pytest.raises(UserError, match="make no card"):
        framing(desk).take(page(desk), Quad(LEFT.rt, LEFT.lt, LEFT.lb, LEFT.rb))
    assert bodies(workspace, case_id) == ["ImageAdded"]


# What is turned.


async def test_a_turn_is_one_line_when_the_card_is_left_and_four_strokes_are_none(
    desk: Desk, workspace: Workspace
) -> None:
    (first,) = await desk.add_image(sheet(), "a.png")
    (second,) = await desk.add_image(sheet(9), "b.png")
    desk.select_case(first)
    for _ in range(4):
        framing(desk).turn(1)
    desk.select_case(second)
    assert bodies(workspace, first) == ["ImageAdded"]
    framing(desk).turn(-1)
    assert bodies(workspace, second) == ["ImageAdded"]
    desk.select_case(first)
    assert bodies(workspace, second) == ["ImageAdded", "ImageFramed"]
    frame = desk.row(second).frame
    assert frame is not None
    assert geometry.turns_of(frame, *SIZE) == 3
    assert not desk.judging.can_undo  # it is turned back by the key that turned it


async def test_a_turn_is_written_before_the_card_is_read_and_is_not_another_part(
    desk: Desk, service: FakeService
) -> None:
    await desk.add_image(sheet(), "a.png")
    framing(desk).turn(1)
    await desk.read()
    (cut,) = sent(service)
    assert cut.shape == (SIZE[0], SIZE[1], 3)
    seen = desk.current
    assert seen is not None
    assert seen.image is not None
    assert not seen.image.reframed
    field = seen.field("name")
    assert field is not None
    assert field.quad is not None
    # A page turned clockwise: what is at its upper left came from the lower left.
    assert field.quad.lt == pytest.approx((5, SIZE[1] - 10), abs=0.01)


async def test_a_card_that_was_read_and_is_turned_since_was_read_as_it_is_shown(desk: Desk) -> None:
    (case_id,) = await desk.add_image(sheet(), "a.png")
    await desk.read()
    framing(desk).turn(1)
    framing(desk).settle()
    seen = desk.case(case_id)
    assert seen.image is not None
    assert geometry.turns_of(seen.image.frame, *SIZE) == 1
    assert not seen.image.reframed


async def test_a_card_that_is_framed_is_turned_within_its_frame(desk: Desk) -> None:
    (case_id,) = await desk.add_image(sheet(), "a.png")
    framing(desk).take(page(desk), LEFT)
    framing(desk).turn(2)
    await desk.capturing.close()
    assert shown(desk) == [(case_id, geometry.turned(LEFT, 2))]


# Pages with several cards.


async def test_a_page_is_split_into_one_case_a_card_and_each_is_read_by_itself(
    desk: Desk, service: FakeService, workspace: Workspace
) -> None:
    (first,) = await desk.add_image(sheet(), "page.png")
    cases = splitting(desk).split(page(desk), [LEFT, RIGHT, LOWER])
    assert shown(desk) == list(zip(cases, [LEFT, RIGHT, LOWER], strict=True))
    assert cases[0] == first
    await desk.read()
    assert [tuple(cut[5, 5]) for cut in sent(service)] == [(200, 30, 0), (30, 200, 0), (30, 30, 200)]
    assert {desk.row(each).status for each in cases} == {Status.READ}
    assert len({desk.row(each).image for each in cases}) == 1
    split = [each.body for each in workspace.events(cases[1]) if isinstance(each.body, events.SplitOff)]
    assert [each.of for each in split] == [first]
    assert len(desk.queue) == 3  # no doubles


async def test_a_split_is_undone_as_one_and_redone_as_one(
    desk: Desk, workspace: Workspace, tmp_path: Path, settings: Settings
) -> None:
    (first,) = await desk.add_image(sheet(), "page.png")
    cases = splitting(desk).split(page(desk), [LEFT, RIGHT])
    desk.select_case(cases[1])
    desk.judging.undo()
    assert shown(desk) == [(first, None)]
    assert desk.current is not None
    assert desk.current.id == first
    assert not desk.judging.can_undo
    desk.judging.redo()
    assert shown(desk) == [(cases[0], LEFT), (cases[1], RIGHT)]
    desk.judging.undo()
    await desk.close()
    again = Desk(workspace_at(tmp_path / "workspace"), {"local": FakeService()}, settings, operator="ann", now=noon)
    assert shown(again) == [(first, None)]
    await again.close()


async def test_what_was_decided_on_the_others_is_taken_back_before_the_split_is(desk: Desk) -> None:
    await desk.add_image(sheet(), "page.png")
    cases = splitting(desk).split(page(desk), [LEFT, RIGHT])
    await desk.read()
    desk.select_case(cases[1])
    desk.judging.reject("blurred")
    desk.judging.undo()
    assert len(desk.queue) == 2
    desk.judging.undo()
    assert len(desk.queue) == 1


async def test_a_page_already_read_as_several_cards_gets_frames_and_no_doubles(
    desk: Desk, service: FakeService
) -> None:
    service.script = lambda _image: [
        reading(index=0, quad=LEFT),
        reading({**GOOD, "name": "样章"}, index=1, quad=RIGHT),
    ]
    (first,) = await desk.add_image(sheet(), "page.png")
    await desk.read()
    assert len(desk.queue) == 2
    second = desk.queue[1].id
    desk.select_case(first)
    cases = splitting(desk).split(page(desk), [LEFT, RIGHT, LOWER])
    assert cases[:2] == [first, second]
    assert shown(desk) == list(zip(cases, [LEFT, RIGHT, LOWER], strict=True))
    desk.select_case(first)
    desk.judging.undo()
    assert shown(desk) == [(first, None), (second, None)]


async def test_cards_split_off_while_the_page_is_being_read_get_what_is_said_of_them(
    desk: Desk, service: FakeService
) -> None:
    cases: list[int] = []

    def slow(_image: SourceImage) -> list[Reading]:
        cases.extend(splitting(desk).split(page(desk), [LEFT, RIGHT]))
        return [reading(index=0, quad=LEFT), reading({**GOOD, "name": "样章"}, index=1, quad=RIGHT)]

    service.script = slow
    await desk.add_image(sheet(), "page.png")
    await desk.read()
    assert [row.id for row in desk.queue] == cases
    assert [desk.row(each).status for each in cases] == [Status.READ, Status.READ]
    names = [desk.case(each).field("name") for each in cases]
    assert [each.value for each in names if each is not None] == ["样张", "样章"]


async def test_two_faces_on_one_page_become_one_case(desk: Desk, settings: Settings, service: FakeService) -> None:
    settings.set("cases.pair", "order")
    emblem = {"issuing_authority": "北京市公安局朝阳分局", "issue_date": "2016-01-01", "expiry_date": "9999-12-31"}

    def faces(image: SourceImage) -> list[Reading]:
        left = tuple(decode(image.data)[5, 5]) == (200, 30, 0)
        found = reading() if left else replace(reading(emblem), face="emblem")
        return [replace(found, card_quad=ON_CUT)]

    service.script = faces
    await desk.add_image(sheet(), "page.png")
    cases = splitting(desk).split(page(desk), [LEFT, RIGHT])
    await desk.read()
    assert [(row.id, row.joined) for row in desk.queue] == [(cases[0], cases[1])]
    desk.select_case(cases[0])
    seen = desk.current
    assert seen is not None
    assert [face.image.frame for face in seen.faces] == [LEFT, RIGHT]
    # The other face is framed as well as the own one, and both lines are taken back by one stroke.
    desk.look_at(1)
    lower = geometry.turned(RIGHT, 2)
    framing(desk).take(page(desk), lower)
    assert desk.current is not None
    assert [face.image.frame for face in desk.current.faces] == [LEFT, lower]
    desk.judging.undo()
    assert [face.image.frame for face in desk.case(cases[0]).faces] == [LEFT, RIGHT]


@pytest.mark.parametrize(("way", "cards"), [("on", 2), ("ask", 1), ("off", 1)])
async def test_pages_are_split_as_they_come_where_that_is_set(
    desk: Desk, settings: Settings, service: FakeService, changes: list[Change], way: str, cards: int
) -> None:
    settings.set("reading.auto", True)
    settings.set("capture.split", way)
    await desk.add_image(sheet(), "page.png")
    await settled(desk)
    assert len(desk.queue) == cards
    offers = [each.notice.action for each in changes if each.notice is not None and each.notice.action]
    assert offers == (["split"] if way == "ask" else [])
    # What waits for a word is not read, so that no card is paid for twice.
    assert len(service.asked) == {"on": 2, "ask": 0, "off": 1}[way]
    if way == "ask":
        waiting = splitting(desk).waiting
        assert waiting is not None
        assert waiting[1] == [LEFT, RIGHT]
        splitting(desk).leave_whole(waiting[0])
        await settled(desk)
        assert len(service.asked) == 1
        assert splitting(desk).waiting is None


async def test_a_page_with_one_card_is_read_as_it_came(desk: Desk, settings: Settings, service: FakeService) -> None:
    assert isinstance(service, Sighted)
    service.seen = (LEFT,)
    settings.set("reading.auto", True)
    settings.set("capture.split", "on")
    await desk.add_image(png(4, (300, 200)), "one.png")
    await settled(desk)
    assert (len(desk.queue), len(service.asked)) == (1, 1)
    assert desk.queue[0].frame is None


# What leaves the workspace, and what is erased.


async def test_the_file_for_a_person_holds_the_original(desk: Desk, workspace: Workspace, tmp_path: Path) -> None:
    (case_id,) = await desk.add_image(sheet(), "page.png")
    framing(desk).take(page(desk), RIGHT)
    await desk.read()
    entry = next(each for each in workspace.queued() if each.case_id == case_id)
    hand_over(workspace, [entry], tmp_path / "person", operator="ann", now=noon)
    assert (tmp_path / "person" / f"card-{case_id}-1.png").read_bytes() == sheet()


async def test_of_a_page_with_cards_of_others_the_file_for_a_person_holds_their_own_card_alone(
    desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    await desk.add_image(sheet(), "page.png")
    first, second = splitting(desk).split(page(desk), [LEFT, RIGHT])
    entries = {each.case_id: each for each in workspace.queued()}
    for case_id, colour in ((first, (200, 30, 0)), (second, (30, 200, 0))):
        hand_over(workspace, [entries[case_id]], tmp_path / str(case_id), operator="ann", now=noon)
        with Image.open(tmp_path / str(case_id) / f"card-{case_id}-1.png") as handed:
            assert handed.size == (260, 164)
            assert handed.getextrema() == tuple((each, each) for each in colour)
    both = list(entries.values())
    hand_over(workspace, both, tmp_path / "both", operator="ann", now=noon)
    assert (tmp_path / "both" / f"card-{first}-1.png").read_bytes() == sheet()


async def test_an_image_with_cards_of_two_persons_is_handed_out_as_far_as_it_shows_one_of_them(
    desk: Desk, workspace: Workspace, service: FakeService, tmp_path: Path
) -> None:
    other = replace(reading({"name": "另一人"}, index=1), card_quad=None)
    service.script = lambda _image: [reading(), other]
    (case_id,) = await desk.add_image(sheet(), "page.png")
    await desk.read()
    entries = {each.case_id: each for each in workspace.queued()}
    assert len(entries) == 2
    hand_over(workspace, [entries[case_id]], tmp_path / "person", operator="ann", now=noon)
    with Image.open(tmp_path / "person" / f"card-{case_id}-1.png") as handed:
        assert handed.size == (140, 90)
    (nowhere,) = [entry for each, entry in entries.items() if each != case_id]
    hand_over(workspace, [nowhere], tmp_path / "other", operator="ann", now=noon)
    assert {each.name for each in (tmp_path / "other").iterdir()} == {"history.txt", "person.json"}


async def test_a_framed_card_is_exported_like_any_other(desk: Desk, tmp_path: Path) -> None:
    await desk.add_image(sheet(), "page.png")
    await desk.read()
    await desk.export(tmp_path / "whole.csv", only_verified=False)
    framing(desk).take(page(desk), RIGHT)
    await desk.export(tmp_path / "framed.csv", only_verified=False)
    assert (tmp_path / "framed.csv").read_text("utf-8-sig") == (tmp_path / "whole.csv").read_text("utf-8-sig")


async def test_cases_that_were_taken_back_are_not_exported_and_are_erased_with_their_page(
    desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    (first,) = await desk.add_image(sheet(), "page.png")
    cases = splitting(desk).split(page(desk), [LEFT, RIGHT])
    await desk.read()
    desk.judging.undo()
    assert await desk.export(tmp_path / "all.csv", only_verified=False) == 1
    image = desk.row(first).image
    assert image is not None
    done = erase(workspace, first, "request", "ann", stamp(noon()))
    assert sorted(done.case_ids) == sorted(cases)
    assert done.images == (image,)
    assert workspace.verify().whole
