"""An outline that is nearly right is laid on the edges that the picture shows."""

import cv2
import numpy as np
import pytest

from carddesk.reader.edges import Floats, gradients
from carddesk.reader.outline import on_edges

TRUE = np.array([(210, 150), (720, 190), (700, 520), (190, 470)], np.float32)


def picture(*, bright: int) -> np.ndarray:
    """A card of that brightness on a grey table."""
    pixels = np.full((640, 900, 3), 120, np.uint8)
    cv2.fillConvexPoly(pixels, TRUE.astype(np.int32), (bright,) * 3, cv2.LINE_AA)
    return cv2.GaussianBlur(pixels, (0, 0), 1.2)


def error(found: Floats) -> float:
    """The largest of the four, in shares of the width."""
    return float(np.hypot(*(found - TRUE).T).max() / np.hypot(*(TRUE[1] - TRUE[0])))


@pytest.mark.parametrize("shift", [(9, -7), (-8, 10), (11, 9)])
@pytest.mark.parametrize("bright", [230, 150, 60])
def test_sides_are_drawn_to_edges_close_by(shift: tuple[int, int], bright: int) -> None:
    guess = TRUE + np.array(shift, np.float32) * np.array([(1, 1), (-0.5, 1), (1, -0.6), (0.4, 0.8)], np.float32)
    assert error(guess) > 0.015
    assert error(on_edges(guess, gradients(picture(bright=bright)))) < 0.006


def test_without_edges_an_outline_stays() -> None:
    guess = TRUE + np.float32(9)
    assert np.array_equal(on_edges(guess, gradients(picture(bright=120))), guess)


def test_edges_farther_away_are_let_be() -> None:
    guess = TRUE + np.float32(60)
    assert error(on_edges(guess, gradients(picture(bright=230)))) > 0.05
