from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.geometry import Quad
from carddesk.ui.image.camera import Camera, fitted, following, turned, upright_angle

CARD = Quad.from_bounds(0, 0, 856, 540)
VIEW = (500.0, 700.0)
angles = st.floats(-179, 179)


def on_screen(camera: Camera, quad: Quad, view: tuple[float, float]) -> tuple[float, float, float, float]:
    """Bounds of the quad as the view shows it, in screen pixels."""
    x, y = turned(Quad(*([camera.centre] * 4)), camera.angle).lt
    moved = turned(quad, camera.angle).map(
        lambda p: ((p[0] - x) * camera.scale + view[0] / 2, (p[1] - y) * camera.scale + view[1] / 2)
    )
    return moved.bounds


@given(angles)
def test_a_card_lying_at_any_angle_is_shown_level(angle: float) -> None:
    lying = turned(CARD, angle)
    level = turned(lying, upright_angle(lying, 0))
    assert level.lt[1] == pytest.approx(level.rt[1], abs=1e-6)
    assert level.lt[0] < level.rt[0]


def test_without_an_outline_quarter_turns_count() -> None:
    assert upright_angle(None, 3) == 270


@given(angles)
def test_what_is_fitted_is_all_in_view_and_fills_it(angle: float) -> None:
    lying = turned(CARD, angle)
    camera = fitted(lying, upright_angle(lying, 0), VIEW)
    left, top, right, bottom = on_screen(camera, lying, VIEW)
    assert left >= 0
    assert top >= 0
    assert right <= VIEW[0]
    assert bottom <= VIEW[1]
    assert right - left == pytest.approx(VIEW[0] * 0.92)


def test_a_readable_field_does_not_move_a_fitted_card() -> None:
    camera = fitted(CARD, 0, VIEW)
    field = Quad.from_bounds(200, 100, 400, 140)
    after = following(camera, field, 8, CARD, VIEW)
    assert after.scale == camera.scale
    assert after.centre == pytest.approx(camera.centre)


def test_a_field_too_small_to_read_comes_closer() -> None:
    far = Camera((2000, 1500), 0.1, 0)
    field = Quad.from_bounds(200, 100, 400, 140)
    after = following(far, field, 8, CARD, VIEW)
    assert min(40, (200 * 40 / 8) ** 0.5) * after.scale >= 9


@given(angles, st.floats(0.5, 6), st.floats(0, 1), st.floats(0, 1))
def test_the_followed_field_is_in_view(angle: float, scale: float, across: float, down: float) -> None:
    left, top = across * 800, down * 510
    field = Quad.from_bounds(left, top, left + 50, top + 25)
    a = radians(angle)
    lying = field.map(lambda p: (p[0] * cos(a) - p[1] * sin(a), p[0] * sin(a) + p[1] * cos(a)))
    card = turned(CARD, angle)
    camera = following(Camera((400, 270), scale, -angle), lying, 4, card, VIEW)
    bounds = on_screen(camera, lying, VIEW)
    assert bounds[0] >= -1
    assert bounds[1] >= -1
    assert bounds[2] <= VIEW[0] + 1
    assert bounds[3] <= VIEW[1] + 1
