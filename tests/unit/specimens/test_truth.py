"""What a specimen says of itself is true of its pixels."""

import hashlib
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.specimens import KINDS, Quad, Specimen, draw, photograph, specimen
from tests.specimens.chance import Chance
from tests.specimens.conditions import CONDITIONS
from tests.specimens.photograph import rotation_of

DIFFICULTIES = ("scan", "moderate", "hard")
ROUND = 18


@pytest.fixture(scope="module", params=DIFFICULTIES)
def photographs(request: pytest.FixtureRequest) -> list[Specimen]:
    """One round of the series."""
    return [specimen(seed, request.param) for seed in range(500, 500 + ROUND)]


def turns(quad: Quad) -> list[float]:
    """The cross products at the four corners; all positive for a convex quad that runs clockwise in the image."""
    around = [*quad, *quad[:2]]
    return [
        (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
        for (a, b), (_, c) in pairwise(list(pairwise(around)))
    ]


def rectified(one: Specimen, quad: Quad, size: tuple[int, int]) -> np.ndarray:
    target = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(quad, np.float32), target)
    return cv2.warpPerspective(cv2.cvtColor(np.asarray(one.image), cv2.COLOR_RGB2GRAY), matrix, size)


def detail(grey: np.ndarray) -> np.ndarray:
    """The print without the light that falls on it, at the sharpness of a poor photograph."""
    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.5)
    return (soft / cv2.GaussianBlur(soft, (0, 0), 15)).ravel()


def test_quads_are_convex_run_clockwise_and_lie_in_the_image(photographs: list[Specimen]) -> None:
    for one in photographs:
        for card in one.cards:
            for quad in (card.quad, *(field.quad for field in card.fields)):
                assert min(turns(quad)) > 0
                assert all(-0.5 <= x <= one.image.width + 0.5 and -0.5 <= y <= one.image.height + 0.5 for x, y in quad)


def test_fields_lie_on_their_card(photographs: list[Specimen]) -> None:
    for one in photographs:
        for card in one.cards:
            corners = np.array(card.quad, np.float32)
            for field in card.fields:
                assert all(cv2.pointPolygonTest(corners, point, False) >= 0 for point in field.quad), field


def test_every_kind_prints_ink_inside_the_quad_of_every_field() -> None:
    for document, face, version in KINDS:
        one = draw(document, face, 77, version)
        for field in one.cards[0].fields:
            inside = rectified(one, field.quad, (200, 60)).astype(float)
            paper = np.percentile(inside, 80)
            assert paper - inside.min() > 90, (document, version, field.key)
            inked = np.argwhere(inside < paper - 60)
            assert np.ptp(inked[:, 0]) > 25, (document, version, field.key)


def test_nothing_is_printed_just_outside_the_corners_of_a_field() -> None:
    """A quad that is too small would cut its text: the frame around it is paper."""
    for document, face, version in KINDS:
        one = draw(document, face, 78, version)
        grey = cv2.cvtColor(np.asarray(one.image), cv2.COLOR_RGB2GRAY).astype(float)
        for field in one.cards[0].fields:
            (left, top), (right, bottom) = field.quad[0], field.quad[2]
            above = grey[max(0, int(top) - 2), int(left) : int(right)]
            below = grey[min(one.image.height - 1, int(bottom) + 2), int(left) : int(right)]
            assert min(above.min(), below.min()) > 110, (document, version, field.key)
            assert grey[int(top) : int(bottom), int(left) : int(right)].min() < 100


def test_the_quads_of_a_photograph_lead_back_to_the_flat_card() -> None:
    for difficulty in DIFFICULTIES:
        for rotation in (0.0, 37.0, 180.0):
            flat = draw("resident_id", "portrait", 5)
            one = photograph([flat], 5, difficulty, rotation)
            seen = rectified(one, one.cards[0].quad, (640, 404))[30:-30, 30:-30]
            meant = cv2.resize(cv2.cvtColor(np.asarray(flat.image), cv2.COLOR_RGB2GRAY), (640, 404))[30:-30, 30:-30]
            likeness = np.corrcoef(detail(seen), detail(meant))[0, 1]
            assert likeness > 0.7, (difficulty, rotation, likeness)


def test_a_card_turned_by_180_degrees_has_its_first_corner_at_the_bottom_right() -> None:
    one = photograph([draw("resident_id", "portrait", 6)], 6, "moderate", 180.0)
    lt, rt, _, lb = one.cards[0].quad
    assert lt[0] > rt[0]
    assert lt[1] > lb[1]


def test_rotation_is_clockwise() -> None:
    lt, rt, _, _ = photograph([draw("resident_id", "portrait", 6)], 6, "scan", 90.0).cards[0].quad
    assert rt[1] - lt[1] > 10 * abs(rt[0] - lt[0])


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_no_value_is_smaller_than_the_difficulty_allows(photographs: list[Specimen], difficulty: str) -> None:
    least = min(limits.smallest_text for limits in CONDITIONS.values())
    assert CONDITIONS[difficulty].smallest_text >= least
    for one in photographs:
        for card in one.cards:
            for field in card.fields:
                lt, _, _, lb = np.array(field.quad)
                assert np.linalg.norm(lb - lt) >= 0.9 * least, (one.description, field.key)


def test_photographs_have_the_sizes_that_cameras_and_scanners_give(photographs: list[Specimen]) -> None:
    assert all(1100 <= max(one.image.size) <= 4000 for one in photographs)
    assert {one.image.mode for one in photographs} == {"RGB"}


def test_a_round_of_the_series_shows_every_face_twice_and_two_images_with_two_cards(
    photographs: list[Specimen],
) -> None:
    faces = Counter((one.cards[0].document, one.cards[0].face) for one in photographs if len(one.cards) == 1)
    assert set(faces) == {kind[:2] for kind in KINDS}
    assert set(faces.values()) == {2}
    assert sorted(tuple(card.document for card in one.cards) for one in photographs if len(one.cards) == 2) == [
        ("certificate", "certificate"),
        ("resident_id", "resident_id"),
    ]


def test_cards_in_one_image_do_not_overlap(photographs: list[Specimen]) -> None:
    pairs = [one for one in photographs if len(one.cards) == 2]
    assert len(pairs) == 2
    for one in pairs:
        first, second = (np.array(card.quad, np.float32) for card in one.cards)
        assert cv2.intersectConvexConvex(first, second)[0] == 0


def test_half_of_the_rotations_are_near_a_right_angle_and_the_rest_are_any() -> None:
    rotations = np.array([rotation_of(Chance(seed, "rotation"), flat=False) for seed in range(800)]) % 360
    quarters = np.bincount(((rotations + 45) % 360 // 90).astype(int), minlength=4)
    near = np.abs((rotations + 45) % 90 - 45) <= 15
    assert quarters.min() > 150
    assert 0.6 < near.mean() < 0.74  # half of all on purpose, and a third of the rest by chance


def test_scans_lie_nearly_straight_but_any_way_up() -> None:
    rotations = np.array([rotation_of(Chance(seed, "rotation"), flat=True) for seed in range(200)])
    assert np.abs((rotations + 45) % 90 - 45).max() <= 1.5
    assert set(np.round(rotations / 90).astype(int)) == {0, 1, 2, 3}


def digest(seed: int) -> str:
    one = specimen(seed, "hard")
    return hashlib.sha256(one.image.tobytes() + repr(one.cards).encode()).hexdigest()


def test_a_seed_gives_the_same_specimen_in_every_process() -> None:
    program = "from tests.unit.specimens.test_truth import digest; print(digest(41), end='')"
    again = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )
    assert again.stdout == digest(41)


def test_other_seeds_give_other_cards_and_other_photographs() -> None:
    assert digest(41) != digest(41 + ROUND)
    assert len({draw("resident_id", "portrait", seed).cards[0].field("name").text for seed in range(10)}) > 8
