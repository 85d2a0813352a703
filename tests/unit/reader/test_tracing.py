"""From maps of where cards are to their corners."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.reader.edges import Floats
from carddesk.reader.tracing import Maps, outlines

SIZE = 128
A_STEP = 0.75
"""How far off a corner may be in steps of the map: what a rim two steps wide can tell."""


def maps_of(*quads: Floats, step: float = 4.0) -> Maps:
    """The maps that a perfect network would give for cards with these corners (in steps of the map)."""
    planes = np.zeros((3, SIZE, SIZE), np.float32)
    for quad in quads:
        for plane, ring in ((0, quad), (2, quad.mean(axis=0) + (quad - quad.mean(axis=0)) / 2)):
            drawn = np.zeros((SIZE, SIZE), np.uint8)
            cv2.fillPoly(drawn, [np.rint((ring - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
            planes[plane] = np.maximum(planes[plane], drawn / 255)
        rim = np.zeros((SIZE, SIZE), np.uint8)
        cv2.polylines(rim, [np.rint((quad - 0.5) * 16).astype(np.int32)], True, 255, 2, cv2.LINE_AA, 4)
        planes[1] = np.maximum(planes[1], rim / 255)
    return Maps(*planes, step)


def card(x: float, y: float, wide: float, turn: float, pull: float = 0.0) -> Floats:
    """A card's corners about (x, y), turned, its right side shortened as by perspective."""
    high = wide / 1.58
    flat = np.array([[-wide, -high], [wide, -high * (1 - pull)], [wide, high * (1 - pull)], [-wide, high]]) / 2
    cos, sin = np.cos(turn), np.sin(turn)
    return np.asarray(flat @ np.array([[cos, sin], [-sin, cos]]) + (x, y), np.float32)


def off(found: Floats, true: Floats) -> float:
    """The largest error of a corner, whichever comes first, in shares of the card's width."""
    width = float(np.hypot(*(true[1] - true[0])))
    return min(float(np.hypot(*(np.roll(found, turn, axis=0) - true).T).max()) for turn in range(4)) / width


@given(
    x=st.floats(58, 70),
    y=st.floats(58, 70),
    wide=st.floats(40, 80),
    turn=st.floats(0, 6.3),
    pull=st.floats(0, 0.35),
    step=st.floats(1, 20),
)
def test_a_card_is_found_at_any_angle_and_perspective(
    x: float, y: float, wide: float, turn: float, pull: float, step: float
) -> None:
    true = card(x, y, wide, turn, pull)
    (found,) = outlines(maps_of(true, step=step))
    assert off(found.corners / step, true) * wide < A_STEP
    assert found.score > 0.5


def test_two_cards_that_touch_are_two() -> None:
    one, other = card(35, 45, 50, 0.0), card(86, 45, 50, 0.0)
    found = outlines(maps_of(one, other))
    assert len(found) == 2
    for true in (one, other):
        assert min(off(each.corners / 4, true) for each in found) < 0.03


def test_a_side_that_is_hidden_makes_an_outline_less_sure_but_not_wrong() -> None:
    true = card(64, 64, 70, 0.2)
    maps = maps_of(true)
    whole = outlines(maps)[0]
    hidden = maps.rim.copy()
    hidden[:, :50] = 0
    part = outlines(Maps(maps.inside, hidden, maps.core, maps.step))[0]
    assert part.score < whole.score
    assert off(part.corners / 4, true) < 0.06


@pytest.mark.parametrize("level", [0.0, 0.2])
def test_nothing_is_made_of_nothing(level: float) -> None:
    empty = np.full((SIZE, SIZE), level, np.float32)
    assert outlines(Maps(empty, empty, empty, 4.0)) == []
