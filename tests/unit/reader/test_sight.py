"""The close look: it lays an outline that is off on the card, keeps its order, and says when it makes out nothing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from carddesk.reader.edges import Floats
from carddesk.reader.sight import Sight
from tests.specimens import Specimen, specimen

SEEDS = (41, 42, 44, 46, 50, 53, 57, 59)


@pytest.fixture(scope="module")
def sight() -> Sight:
    return Sight()


@pytest.fixture(scope="module")
def photographs() -> list[Specimen]:
    return [specimen(seed, "moderate") for seed in SEEDS]


@pytest.fixture(scope="module")
def scan() -> NDArray[np.uint8]:
    return np.asarray(specimen(41, "scan").image.resize((900, 600)))


def off(found: Floats, true: Floats) -> float:
    """The farthest corner, each held against its own, as a share of the width."""
    return float(np.hypot(*(found - true).T).max()) / float(np.hypot(*(true[1] - true[0])))


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_corners_that_are_off_are_laid_on_the_card_in_their_order(
    sight: Sight, photographs: list[Specimen], turned: int
) -> None:
    chance, errors = np.random.default_rng(turned), []
    for drawn in photographs:
        true = np.roll(np.array(drawn.cards[0].quad, np.float32), turned, axis=0)
        width = float(np.hypot(*(true[1] - true[0])))
        near = (true + chance.uniform(-0.05, 0.05, (4, 2)) * width).astype(np.float32)
        found = sight.closer(np.asarray(drawn.image), near)
        errors.append(1.0 if found is None else off(found.corners, true))
    assert sum(error < 0.02 for error in errors) >= len(SEEDS) - 1, errors


def test_most_cards_are_found_to_within_two_percent(sight: Sight, photographs: list[Specimen]) -> None:
    errors = []
    for drawn in photographs:
        found = [each for each in sight.find(np.asarray(drawn.image)) if each.score > 0.8]
        true = np.array(drawn.cards[0].quad, np.float32)
        turns = [np.roll(each.corners, turn, axis=0) for each in found for turn in range(4)]
        errors.append(min((off(turn, true) for turn in turns), default=1.0))
    assert sum(error < 0.02 for error in errors) >= len(SEEDS) - 2, errors


def test_on_a_bare_table_nothing_is_clear(sight: Sight) -> None:
    table = np.full((600, 900, 3), (150, 120, 90), np.uint8)
    corners = np.array([(200, 150), (700, 150), (700, 450), (200, 450)], np.float32)
    found = sight.closer(table, corners)
    assert found is None or found.score < 0.6
    assert [each for each in sight.find(table) if each.score > 0.6] == []


@pytest.mark.parametrize(
    "corners",
    [
        [(0, 0), (900, 0), (899, 1), (0, 1)],
        [(10, 10), (12, 10), (12, 12), (10, 12)],
        [(100, 100), (500, 290), (500, 310), (100, 500)],
        [(-5000, -5000), (-4000, -5000), (-4000, -4000), (-5000, -4000)],
        [(300, 300)] * 4,
    ],
    ids=["flat", "speck", "wedge", "outside", "point"],
)
def test_corners_that_no_card_can_have_are_refused(
    sight: Sight, scan: NDArray[np.uint8], corners: list[tuple[float, float]]
) -> None:
    found = sight.closer(scan, np.array(corners, np.float32))
    assert found is None or (np.isfinite(found.corners).all() and 0 <= found.score <= 1)
