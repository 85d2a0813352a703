"""A quad that the ink of a value just fills."""

import cv2
import numpy as np
import pytest

from carddesk.cards.geometry import Quad
from carddesk.imaging.rectify import Pixels
from carddesk.reader.lines import Line
from carddesk.reader.tighten import tight
from carddesk.reader.view import View

INK = (60.0, 42.0, 300.0, 78.0)
"""Where eight square letters are drawn: left, top, right, bottom."""


def card(paper: int = 210, ink: int = 40) -> Pixels:
    image = np.full((160, 400, 3), paper, np.uint8)
    left, top, right, bottom = map(int, INK)
    for x in range(left, right, 30):
        cv2.rectangle(image, (x + 2, top + 2), (x + 27, bottom - 3), (ink,) * 3, 4)
    return image


def bounds(image: Pixels, *quads: Quad) -> tuple[float, float, float, float]:
    view = View(Quad.from_bounds(0, 0, 400, 160), 400, 160)
    lines = [Line("样" * 8, quad) for quad in quads]
    return tight(lines, quads[0], image, view).bounds


@pytest.mark.parametrize(("paper", "ink"), [(210, 40), (200, 150), (40, 220)])
def test_paper_around_the_ink_is_cut_off(paper: int, ink: int) -> None:
    found = bounds(card(paper, ink), Quad.from_bounds(45, 36, 320, 84))
    assert found == pytest.approx(INK, abs=2.5)


def test_a_sliver_of_the_line_above_is_cut_off() -> None:
    image = card()
    image[30:37] = 40
    assert bounds(image, Quad.from_bounds(45, 34, 320, 84)) == pytest.approx(INK, abs=2.5)


def test_nothing_is_cut_where_no_ink_stands_out() -> None:
    quad = Quad.from_bounds(45, 36, 320, 84)
    assert bounds(np.full((160, 400, 3), 128, np.uint8), quad) == quad.bounds


def test_it_never_grows() -> None:
    left, top, right, bottom = bounds(card(), Quad.from_bounds(100, 50, 200, 70))
    assert left >= 100 - 1e-6
    assert top >= 50 - 1e-6
    assert right <= 200 + 1e-6
    assert bottom <= 70 + 1e-6


def test_lines_of_a_wrapped_value_are_trimmed_each_and_put_together() -> None:
    image = card()
    cv2.rectangle(image, (62, 102), (138, 127), (40, 40, 40), 4)
    found = bounds(image, Quad.from_bounds(45, 36, 320, 84), Quad.from_bounds(45, 95, 170, 135))
    assert found == pytest.approx((INK[0], INK[1], INK[2], 130), abs=2.5)
