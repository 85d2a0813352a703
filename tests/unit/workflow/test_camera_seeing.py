"""What is seen in frames that are drawn, where the truth is known. These seeds are not those the figures were tuned on."""

import time
from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from carddesk.reader.cardfinder import nearest_turn
from carddesk.workflow.camera_auto import _ANOTHER
from carddesk.workflow.camera_look import alike, look
from carddesk.workflow.camera_outline import outline
from carddesk.workflow.camera_seeing import Seeing, Sight, burnt, sharpness
from tests.fakes import film
from tests.fakes.film import Drawn, Lying, Shot

KINDS = [
    ("resident_id", "portrait"),
    ("resident_id", "emblem"),
    ("foreign_resident", "portrait"),
    ("residence_permit", "portrait"),
    ("passport", "page"),
]
SIZE = (960, 540)
CARD = Lying(("resident_id", "portrait", 71))


@pytest.fixture(scope="module")
def _one_thread() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


@pytest.fixture
def seeing(_one_thread: None) -> Seeing:
    return Seeing()


def drawn(shot: Shot, seed: int = 1, number: int = 0) -> Drawn:
    return film.drawn(shot, seed, number, SIZE)


def seen(seeing: Seeing, frame: Drawn, number: int = 1) -> Sight:
    return Sight.of(number, number / 15, seeing.look(frame.pixels, number, number / 15))


def off(sight: Sight, frame: Drawn) -> float:
    """How far the worst corner is from the truth, in shares of the card's width."""
    assert sight.quad is not None
    assert frame.corners is not None
    height, width = frame.pixels.shape[:2]
    found = np.array(sight.quad, np.float32) * np.array([width, height], np.float32)
    away = np.hypot(*(nearest_turn(found, frame.corners) - frame.corners).T).max()
    return float(away / np.hypot(*(frame.corners[1] - frame.corners[0])))


def test_the_outline_is_found_to_three_percent_on_every_kind_of_card(seeing: Seeing) -> None:
    wrong = []
    for place, kind in enumerate(KINDS * 2):
        lying = Lying(
            (*kind, 4000 + place), x=0.44 + 0.01 * place, y=0.5, width=0.35 + 0.01 * place, turn=7.0 * place - 40
        )
        frame = drawn(Shot(lying, light=0.6 + 0.03 * place), seed=40 + place % 3)
        sight = seen(seeing, frame, place + 1)
        if sight.quad is None or off(sight, frame) > 0.03:
            wrong.append(place)
    assert len(wrong) <= 1, wrong


def test_a_bare_desk_has_no_card(seeing: Seeing) -> None:
    assert [seed for seed in range(6) if seen(seeing, drawn(Shot(), seed)).quad is not None] == []


def test_a_look_at_a_frame_takes_a_fraction_of_its_time(seeing: Seeing) -> None:
    frame = drawn(Shot(CARD))
    for number in (1, 2):
        seen(seeing, frame, number)
    seeing.taken(2)
    took = []
    for number in range(3, 9):
        began = time.thread_time()
        seen(seeing, frame, number)
        took.append(time.thread_time() - began)
    assert min(took) < 0.06


def test_one_corner_led_astray_is_set_right() -> None:
    frame = drawn(Shot(CARD))
    assert frame.corners is not None

    class Astray:
        def __init__(self, corners: np.ndarray) -> None:
            self.corners, self.score = corners.astype(np.float32), 0.8

    for corner in range(4):
        astray = frame.corners.copy()
        astray[corner] += (astray[corner] - astray.mean(axis=0)) * 0.2
        found = outline(frame.pixels, [Astray(astray)])  # type: ignore[list-item]
        assert found is not None
        assert float(np.abs(nearest_turn(found, frame.corners) - frame.corners).max()) < 2


def test_blur_is_less_sharp_the_more_there_is_of_it(seeing: Seeing) -> None:
    values = [seen(seeing, drawn(Shot(CARD, blur=blur))).sharp for blur in (0.0, 1.0, 2.0, 4.0)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 2 * values[2]


def test_light_that_goes_down_does_not_pass_for_blur(seeing: Seeing) -> None:
    bright, dim = (seen(seeing, drawn(Shot(CARD, light=light))) for light in (1.0, 0.5))
    assert dim.sharp > 0.8 * bright.sharp
    assert dim.bright < 0.6 * bright.bright


def test_glare_is_seen_and_pale_paper_is_none(seeing: Seeing) -> None:
    assert seen(seeing, drawn(Shot(CARD))).burnt == 0.0
    assert seen(seeing, drawn(Shot(CARD, glare=0.25))).burnt > 0.025


def test_a_card_that_moves_is_told_from_one_that_lies(seeing: Seeing) -> None:
    lies = [seen(seeing, drawn(Shot(CARD), number=number), number) for number in (1, 2, 3)]
    moves = seen(seeing, drawn(Shot(CARD.at(0.53, 0.5))), 4)
    assert max(lies[1].moved, lies[2].moved) < 0.03
    assert max(lies[1].shifted, lies[2].shifted) < 0.012
    assert moves.moved > 0.03
    assert moves.shifted > 0.03


def test_a_card_that_leaves_the_picture_is_cut(seeing: Seeing) -> None:
    assert not seen(seeing, drawn(Shot(CARD))).cut
    sight = seen(seeing, drawn(Shot(CARD.at(0.8, 0.5))))
    assert sight.quad is None or sight.cut


@pytest.mark.parametrize("kind", KINDS)
def test_a_card_is_known_again_and_another_of_its_kind_is_not_taken_for_it(
    seeing: Seeing, kind: tuple[str, str]
) -> None:
    one, other = Lying((*kind, 4100), width=0.5), Lying((*kind, 4101), width=0.5)
    seen(seeing, drawn(Shot(one)), 1)
    seeing.taken(1)
    same = [
        seen(seeing, drawn(Shot(shot), number=2), number)
        for number, shot in enumerate((one, one.at(0.46, 0.55), Lying(one.card, width=0.5, turn=182.0)), start=2)
    ]
    dim = seen(seeing, drawn(Shot(one, light=0.7)), 7)
    another = seen(seeing, drawn(Shot(other)), 8)
    assert min(sight.same or 0 for sight in (*same, dim)) > _ANOTHER
    assert another.same is not None
    assert another.same < _ANOTHER
    assert another.still is not None
    assert another.still < _ANOTHER
    assert another.anchor == 1


def test_what_was_taken_without_an_outline_stands_for_itself(seeing: Seeing) -> None:
    bare = drawn(Shot())
    seen(seeing, bare, 1)
    seeing.taken(1)
    assert (seen(seeing, drawn(Shot(), number=2), 2).still or 0) > 0.5
    assert (seen(seeing, drawn(Shot(CARD)), 3).still or 1) < 0.3


def test_a_picture_that_is_bit_by_bit_the_same_is_told(seeing: Seeing) -> None:
    frame = drawn(Shot(CARD))
    assert [seen(seeing, frame, 1).frozen, seen(seeing, frame, 2).frozen] == [False, True]
    assert not seen(seeing, drawn(Shot(CARD), number=9), 3).frozen


def test_what_is_told_of_a_sight_comes_back() -> None:
    sight = Sight(4, 1.5, quad=((0.1, 0.2), (0.9, 0.2), (0.9, 0.8), (0.1, 0.8)), sharp=0.2, anchor=3, same=0.5)
    assert Sight.of(4, 1.5, sight.told()) == sight


def test_plain_things_have_neither_print_nor_glare() -> None:
    grey = np.full((100, 160), 120, np.uint8)
    assert sharpness(grey) < 0.05
    assert burnt(grey) == 0.0
    assert burnt(np.full((100, 160), 255, np.uint8)) == 1.0
    white = np.full((100, 160, 3), 200, np.uint8)
    assert alike(look(white), look(white)) == 1.0
