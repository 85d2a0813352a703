"""What a field's quality says: little blur, noise or glare costs little, more costs more."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from carddesk.cards.geometry import Quad
from carddesk.imaging.quality import field_quality

Pixels = NDArray[np.uint8]
QUAD = Quad.from_bounds(20, 20, 380, 60)


def printed(paper: int = 215, ink: int = 45) -> Pixels:
    image = np.full((80, 400, 3), paper, np.uint8)
    cv2.putText(image, "110105 19491231", (26, 54), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (ink,) * 3, 3, cv2.LINE_AA)
    return image


def blurred(image: Pixels, heights: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), heights * 30), np.uint8)


def noisy(image: Pixels, deviation: float) -> Pixels:
    noise = np.random.default_rng(1).normal(0, deviation, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def test_clean_print_reads_with_ease() -> None:
    assert field_quality(printed(), QUAD) >= 0.9


def test_letters_that_run_together_are_doubtful() -> None:
    assert field_quality(blurred(printed(), 0.2), QUAD) < 0.3


def test_print_that_is_hardly_there_is_doubtful() -> None:
    assert field_quality(printed(paper=140, ink=128), QUAD) < 0.3


def test_half_a_field_under_glare_is_doubtful() -> None:
    image = printed()
    image[:, 120:] = 255
    assert field_quality(image, QUAD) < 0.3


def test_white_paper_is_no_glare() -> None:
    assert field_quality(printed(paper=255), QUAD) >= 0.85


def test_letters_of_a_few_pixels_are_worth_less_than_the_same_letters_larger() -> None:
    image = printed()
    small = np.asarray(cv2.resize(image, None, fx=0.2, fy=0.2, interpolation=cv2.INTER_AREA), np.uint8)
    quad = QUAD.map(lambda point: (point[0] * 0.2, point[1] * 0.2))
    assert field_quality(small, quad) < 0.75 * field_quality(image, QUAD)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.02, 0.3), st.floats(0.02, 0.3))
def test_more_blur_is_never_better(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert field_quality(blurred(printed(), more), QUAD) <= field_quality(blurred(printed(), less), QUAD) + 0.02


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 60), st.floats(0, 60))
def test_more_noise_is_never_better(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert field_quality(noisy(printed(), more), QUAD) <= field_quality(noisy(printed(), less), QUAD) + 0.03


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 90), st.integers(0, 90))
def test_less_contrast_is_never_better(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert (
        field_quality(printed(130 + less, 130 - less), QUAD)
        <= field_quality(printed(130 + more, 130 - more), QUAD) + 0.02
    )


@pytest.mark.parametrize(
    "quad", [Quad.from_bounds(-50, -50, -10, -20), Quad.from_bounds(5, 5, 5, 5), Quad.from_bounds(0, 0, 900, 900)]
)
def test_any_quad_has_a_quality_between_nought_and_one(quad: Quad) -> None:
    assert 0 <= field_quality(printed(), quad) <= 1


@pytest.mark.parametrize(
    ("heights", "contrast", "least", "most"),
    [(0.0, 170, 0.9, 1.0), (0.04, 130, 0.6, 0.95), (0.07, 90, 0.3, 0.7), (0.2, 90, 0.0, 0.3)],
)
def test_the_scale_tells_scans_photographs_and_ruins_apart(
    heights: float, contrast: int, least: float, most: float
) -> None:
    image = printed(130 + contrast // 2, 130 - contrast // 2)
    found = field_quality(blurred(image, heights) if heights else image, QUAD)
    assert least <= found <= most
