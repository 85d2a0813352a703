"""Raw rows become an image file: whatever stands behind the pixels of a row, and however many bits a sample has."""

from __future__ import annotations

import io
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from carddesk.capture.scanner import pixels
from carddesk.capture.scanner.sane_contract import Frame
from carddesk.capture.scanner.sane_worker import image_of

forms = st.sampled_from(["L", "RGB"])


def array(seed: int, height: int, width: int, form: str, kind: type = np.uint8) -> np.ndarray:
    shape = (height, width) if form == "L" else (height, width, 3)
    return np.random.default_rng(seed).integers(0, np.iinfo(kind).max + 1, shape, kind)


def padded(rows: np.ndarray, behind: int) -> bytes:
    return b"".join(row.tobytes() + b"\x55" * behind for row in rows)


@given(st.integers(0, 99), st.integers(1, 9), st.integers(1, 17), forms, st.integers(0, 7))
def test_what_stands_behind_the_pixels_of_a_row_is_left_out(
    seed: int, height: int, width: int, form: pixels.Form, behind: int
) -> None:
    rows = array(seed, height, width, form)
    data = padded(rows, behind)
    shown = pixels.image_of(data, form, width, width * len(form) + behind)
    assert np.array_equal(np.asarray(shown), rows)


@given(st.integers(0, 99), st.integers(2, 9), st.integers(2, 17), forms, st.data())
def test_a_row_that_is_cut_off_is_left_out(
    seed: int, height: int, width: int, form: pixels.Form, data: st.DataObject
) -> None:
    rows = array(seed, height, width, form)
    row = width * len(form)
    whole = padded(rows, 0)
    lost = data.draw(st.integers(1, row))
    shown = pixels.image_of(whole[:-lost], form, width, row)
    assert np.array_equal(np.asarray(shown), rows[:-1])


@pytest.mark.parametrize("size", [0, 5])
def test_less_than_a_row_is_no_image(size: int) -> None:
    with pytest.raises(ValueError, match="no image"):
        pixels.image_of(bytes(size), "RGB", 2, 6)


@given(st.integers(0, 99), st.integers(1, 9), st.integers(1, 9), forms, st.integers(0, 3))
def test_of_sixteen_bits_the_upper_eight_are_kept(
    seed: int, height: int, width: int, form: pixels.Form, behind: int
) -> None:
    rows = array(seed, height, width, form, np.uint16)
    name = "gray" if form == "L" else "color"
    frame = Frame(name, width, height, 16, width * len(form) * 2 + behind * 2)
    shown = image_of(frame, padded(rows, behind * 2))
    assert np.array_equal(np.asarray(shown), (rows >> 8).astype(np.uint8))


def test_bytes_are_taken_in_the_order_of_the_machine() -> None:
    first, second = (0x12, 0x34) if sys.byteorder == "big" else (0x34, 0x12)
    assert pixels.high_bytes(bytes([first, second])) == b"\x12"


@given(
    st.tuples(st.floats(0, 60), st.floats(0, 60), st.floats(1, 60), st.floats(1, 60)), st.sampled_from([50, 75, 100])
)
def test_a_part_is_cut_out_where_it_lies(area: tuple[float, float, float, float], dpi: int) -> None:
    side = round(50 / 25.4 * dpi)
    rows = np.add.outer(np.arange(side) % 251, np.arange(side) % 7).astype(np.uint8)
    shown = pixels.cropped(Image.fromarray(rows), area, dpi)
    left, top = round(area[0] / 25.4 * dpi), round(area[1] / 25.4 * dpi)
    if left >= side or top >= side:
        assert shown.size == (side, side)
    else:
        right, bottom = (min(side, round((area[i] + area[i + 2]) / 25.4 * dpi)) for i in (0, 1))
        assert np.array_equal(np.asarray(shown), rows[top:bottom, left:right])


def smooth() -> Image.Image:
    across = np.linspace(20, 240, 120)
    return Image.fromarray(
        np.stack([np.tile(across, (80, 1)), np.full((80, 120), 90.0), np.tile(across[::-1], (80, 1))], -1).astype(
            np.uint8
        )
    )


def test_colour_loses_next_to_nothing() -> None:
    before = np.asarray(smooth(), int)
    after = Image.open(io.BytesIO(pixels.encoded(smooth(), "colour", 300)))
    assert after.format == "JPEG"
    assert after.info["dpi"] == (300, 300)
    assert np.abs(np.asarray(after, int) - before).mean() < 1.5


def test_colours_are_kept_as_sharp_as_brightness() -> None:
    """A red line of one pixel: with colour subsampling it would be half as red and twice as wide."""
    line = np.full((32, 33, 3), 255, np.uint8)
    line[:, 16] = (220, 0, 0)
    after = np.asarray(Image.open(io.BytesIO(pixels.encoded(Image.fromarray(line), "colour", 300))), int)
    redness = after[:, :, 0] - after[:, :, 1]
    assert redness[:, 16].mean() > 180
    assert redness[:, [14, 15, 17, 18]].mean() < 25


@pytest.mark.parametrize("given_as", ["RGB", "L", "1"])
def test_lineart_is_black_or_white_without_loss(given_as: str) -> None:
    bits = array(3, 40, 50, "L") > 127
    image = Image.fromarray(bits.astype(np.uint8) * 255).convert(given_as)
    after = Image.open(io.BytesIO(pixels.encoded(image, "lineart", 600)))
    assert (after.format, after.mode) == ("PNG", "1")
    assert np.array_equal(np.asarray(after), bits)
    assert after.info["dpi"] == pytest.approx((600, 600), abs=0.1)


@pytest.mark.parametrize(
    ("given_as", "mode", "expected"), [("RGB", "grey", "L"), ("L", "colour", "L"), ("1", "grey", "L")]
)
def test_the_mode_is_that_of_the_wish_as_far_as_the_device_gave_it(given_as: str, mode: str, expected: str) -> None:
    encoded = pixels.encoded(smooth().convert(given_as), mode, 300)  # type: ignore[arg-type]
    assert Image.open(io.BytesIO(encoded)).mode == expected
