"""Telling cards on one page apart: one outline a card, two that touch stay two, and a photograph on a card is none."""

import numpy as np

from carddesk.reader.cardfinder import Candidate
from carddesk.reader.edges import Floats, Pixels
from carddesk.reader.flatbed import apart, cards_on, in_order, standing_out


def box(left: float, top: float, width: float, height: float) -> Floats:
    return np.array([[left, top], [left + width, top], [left + width, top + height], [left, top + height]], np.float32)


def seen(corners: Floats, score: float = 0.9) -> Candidate:
    return Candidate(corners, score, glanced=True)


ONE = box(100, 100, 317, 200)
BELOW = box(100, 300, 317, 200)


def found(*candidates: Candidate) -> list[list[float]]:
    return sorted(each.corners[0].tolist() for each in apart(candidates))


def test_of_outlines_of_one_card_the_surest_is_kept() -> None:
    assert found(seen(ONE, 0.8), seen(ONE + 3, 0.9), seen(ONE - 2, 0.7)) == [[103, 103]]


def test_two_that_lie_edge_to_edge_are_no_third_one_around_both() -> None:
    both = box(100, 100, 317, 400)
    assert found(seen(both, 0.93), seen(ONE), seen(BELOW)) == [[100, 100], [100, 300]]


def test_a_card_that_is_also_seen_in_halves_is_one() -> None:
    left, right = box(100, 100, 158, 200), box(258, 100, 159, 200)
    assert found(seen(ONE, 0.91), seen(left, 0.82), seen(right, 0.82)) == [[100, 100]]


def test_a_card_of_other_proportions_is_one_though_half_of_it_is_shaped_like_a_card() -> None:
    large = box(100, 100, 420, 296)
    upper, lower = box(100, 100, 210, 296), box(310, 100, 210, 296)
    assert found(seen(large, 0.9), seen(upper, 0.82), seen(lower, 0.83)) == [[100, 100]]


def test_a_photograph_on_a_card_is_no_card_however_sure_it_is() -> None:
    assert found(seen(ONE, 0.88), seen(box(330, 130, 70, 90), 0.95)) == [[100, 100]]
    # Where the card itself is not made out the photograph alone is all that is seen.
    assert found(seen(box(330, 130, 70, 90), 0.95)) == [[330, 130]]


def test_cards_are_numbered_row_by_row() -> None:
    placed = [seen(box(*at, 317, 200)) for at in ((500, 120), (90, 400), (100, 100), (520, 390))]
    order = [each.corners[0].tolist() for each in in_order(placed)]
    assert order == [[100, 100], [500, 120], [90, 400], [520, 390]]
    assert in_order([]) == []


def test_what_stands_out_from_the_lid_is_looked_at() -> None:
    page = np.full((900, 700, 3), 252, np.uint8)
    page[100:300, 100:417] = (210, 220, 240)
    boxes = standing_out(page)
    assert min(np.abs(np.sort(each, axis=0) - np.sort(ONE, axis=0)).max() for each in boxes) < 8


class Finder:
    """Sees nothing at a glance, and from close by what it is told lies there."""

    def __init__(self, *cards: Floats) -> None:
        self.cards = cards

    def find(self, pixels: Pixels) -> list[Candidate]:
        return []

    def closer(self, pixels: Pixels, corners: Floats) -> Candidate | None:
        centre = corners.mean(axis=0)
        near = [each for each in self.cards if np.abs(each.mean(axis=0) - centre).max() < 30]
        return seen(near[0]) if near else None


def test_corners_are_told_in_pixels_of_the_page_however_large_it_is() -> None:
    page = np.full((3600, 2800, 3), 30, np.uint8)
    page[400:1200, 400:1668] = 220
    scale = 1600 / 3600
    card = np.asarray(box(400, 400, 1268, 800) * scale, np.float32)
    (only,) = cards_on(page, Finder(card))
    assert np.abs(only.corners[np.lexsort(only.corners.T)] - box(400, 400, 1268, 800)[[0, 1, 3, 2]]).max() < 2


def test_what_is_no_card_by_its_shape_is_none() -> None:
    page = np.full((900, 700, 3), 252, np.uint8)
    page[100:160, 100:600] = 90
    assert cards_on(page, Finder(box(100, 100, 500, 60))) == []
    assert cards_on(np.full((900, 700, 3), 252, np.uint8), Finder(ONE)) == []
