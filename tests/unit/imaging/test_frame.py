"""Frames: the way from a page to the straight cut and back, turning, and which corners make no card."""

import io
from math import cos, hypot, radians, sin

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.imaging import frame
from carddesk.imaging.decode import decode

WIDTH, HEIGHT = 900, 700
shares = st.floats(0.05, 0.95)
sides = st.tuples(st.floats(-0.12, 0.12), st.floats(-0.12, 0.12))


@st.composite
def frames(draw: st.DrawFn) -> Quad:
    """Cards at any angle on the page, seen a little askew."""
    wide = draw(st.floats(80, 400))
    high = wide * draw(st.floats(0.5, 0.9))
    angle = radians(draw(st.floats(-180, 180)))
    x, y = WIDTH * draw(shares), HEIGHT * draw(shares)
    corners = []
    for across, down in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)):
        off = draw(sides)
        u, v = (across + off[0]) * wide, (down + off[1]) * high
        corners.append((x + u * cos(angle) - v * sin(angle), y + u * sin(angle) + v * cos(angle)))
    found = Quad(*corners)
    assume(frame.is_sound(found, WIDTH, HEIGHT))
    return found


def worst(one: Quad, other: Quad) -> float:
    return max(hypot(a[0] - b[0], a[1] - b[1]) for a, b in zip(one.points, other.points, strict=True))


@given(frames(), shares, shares, st.floats(2, 60))
def test_there_and_back_is_where_it_was(card: Quad, x: float, y: float, size: float) -> None:
    within = frame.Cut.of(card)
    place = Quad.from_bounds(x * within.width, y * within.height, x * within.width + size, y * within.height + size)
    assert worst(within.inward(within.outward(place)), place) < 1e-3
    assert worst(within.outward(Quad.from_bounds(0, 0, within.width, within.height)), card) < 1e-3


@given(frames())
def test_a_cut_has_the_resolution_of_the_page(card: Quad) -> None:
    within = frame.Cut.of(card)
    lt, rt, rb, lb = card.points
    assert within.width >= max(hypot(rt[0] - lt[0], rt[1] - lt[1]), hypot(rb[0] - lb[0], rb[1] - lb[1])) - 1e-6
    assert within.height >= max(hypot(lb[0] - lt[0], lb[1] - lt[1]), hypot(rb[0] - rt[0], rb[1] - rt[1])) - 1e-6


@given(frames(), st.integers(-8, 8))
def test_four_quarters_are_none_and_no_quarter_shows_another_part(card: Quad, turns: int) -> None:
    assert frame.turned(card, turns) == frame.turned(card, turns % 4)
    assert frame.turned(frame.turned(card, turns), -turns) == card
    assert frame.is_same_part(card, frame.turned(card, turns), WIDTH, HEIGHT)
    assert not frame.is_same_part(card, None, WIDTH, HEIGHT)
    assert frame.turns_of(card, WIDTH, HEIGHT) is None


@pytest.mark.parametrize("turns", range(4))
def test_a_page_that_is_turned_loses_nothing(turns: int) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    whole = frame.page(WIDTH, HEIGHT, turns)
    made = frame.Cut.of(whole).pixels(pixels)
    # What stood at the left turns up at the top.
    assert np.array_equal(made, np.rot90(pixels, -turns))
    assert frame.turns_of(whole, WIDTH, HEIGHT) == turns
    if turns == 1:
        assert tuple(made[0, -1]) == tuple(pixels[0, 0])


@settings(max_examples=15)
@given(frames())
def test_what_lies_at_a_place_of_the_page_lies_at_its_place_of_the_cut(card: Quad) -> None:
    assume(all(4 < x < WIDTH - 4 and 4 < y < HEIGHT - 4 for x, y in card.points))
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH]
    ramp = np.stack([xs * 255 / WIDTH, ys * 255 / HEIGHT, xs * 0], axis=2).astype(np.uint8)
    within = frame.Cut.of(card)
    made = within.pixels(ramp)
    at = (within.width // 3, within.height // 4)
    (x, y), *_ = within.outward(Quad(*([(at[0] + 0.5, at[1] + 0.5)] * 4))).points
    assert abs(int(made[at[1], at[0], 0]) - x * 255 / WIDTH) < 3
    assert abs(int(made[at[1], at[0], 1]) - y * 255 / HEIGHT) < 3


@pytest.mark.parametrize(
    "corners",
    [
        [(100, 100), (100, 100), (300, 200), (100, 200)],
        [(100, 100), (200, 100), (300, 100), (400, 100)],
        [(100, 100), (300, 200), (300, 100), (100, 200)],
        [(300, 100), (100, 100), (100, 200), (300, 200)],
        [(100, 100), (110, 100), (110, 110), (100, 110)],
        [(-400, 100), (300, 100), (300, 200), (-400, 200)],
        [(100, 100), (300, 100), (160, 130), (100, 200)],
    ],
    ids=["two corners in one place", "a line", "crossed", "seen from behind", "too small", "off the page", "caved in"],
)
def test_corners_that_make_no_card_are_refused(corners: list[tuple[float, float]]) -> None:
    assert not frame.is_sound(Quad.from_points(corners), WIDTH, HEIGHT)
    assert frame.is_sound(Quad.from_bounds(100, 100, 300, 220), WIDTH, HEIGHT)


@pytest.mark.parametrize(("kind", "magic"), [("PNG", b"\x89PNG"), ("JPEG", b"\xff\xd8")])
def test_a_cut_is_a_file_that_loses_no_more_than_the_original_did(kind: str, magic: bytes) -> None:
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[200:400, 300:620] = (250, 120, 20)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind)
    data, within = frame.cut(out.getvalue(), 1, Quad.from_bounds(300, 200, 620, 400))
    assert data.startswith(magic)
    seen = decode(data)
    assert seen.shape == (within.height, within.width, 3) == (200, 320, 3)
    # Nothing of what lies outside is there.
    assert np.abs(seen.astype(int)[8:-8, 8:-8] - (250, 120, 20)).max() <= 6
