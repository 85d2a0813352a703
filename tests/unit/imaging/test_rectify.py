"""Laying quadrangles of a picture straight."""

import numpy as np
import pytest

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import homography, quarter_turns, rectify, snippet, through

SQUARE = Quad((30, 10), (70, 30), (50, 70), (10, 50))


def test_corners_go_to_the_corners_of_the_canvas() -> None:
    matrix = homography(SQUARE, 200, 100)
    assert through(matrix, SQUARE.points) == pytest.approx(np.array([(0, 0), (200, 0), (200, 100), (0, 100)]), abs=1e-3)


def test_what_lies_in_the_quad_fills_the_canvas() -> None:
    image = np.zeros((80, 80, 3), np.uint8)
    image[20:60, 30:50] = (200, 10, 10)
    straight = rectify(image, Quad.from_bounds(30, 20, 50, 60), 40, 80)
    assert straight.shape == (80, 40, 3)
    assert (straight[4:-4, 4:-4] == (200, 10, 10)).all()


def test_a_strip_read_upside_down_comes_out_upright() -> None:
    image = np.zeros((40, 100, 3), np.uint8)
    image[:, :50] = 255
    # the white half is read last, since the strip starts at the lower right
    strip = snippet(image, Quad((100, 40), (0, 40), (0, 0), (100, 0)), 20)
    assert strip.shape == (20, 50, 3)
    assert strip[2:, 30:48].min() == 255
    assert strip[2:, 2:20].max() == 0


@pytest.mark.parametrize(("turn", "expected"), [(0, 0), (90, 3), (180, 2), (270, 1), (20, 0), (-30, 0), (100, 3)])
def test_quarter_turns_bring_text_upright(turn: float, expected: int) -> None:
    angle = np.deg2rad(turn)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([(-50, -20), (50, -20), (50, 20), (-50, 20)]) @ spin.T
    assert quarter_turns(Quad.from_points(corners.tolist())) == expected


def test_a_quad_outside_the_picture_gives_grey() -> None:
    assert (rectify(np.zeros((20, 20, 3), np.uint8), Quad.from_bounds(50, 50, 60, 60), 8, 8) == 127).all()
