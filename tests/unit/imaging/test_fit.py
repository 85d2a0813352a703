"""What fits goes out byte for byte; what does not is made to fit with the least loss, and quads find their way back."""

from __future__ import annotations

import io
import time

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from carddesk.cards.geometry import Quad
from carddesk.errors import ImageError
from carddesk.imaging.decode import decode, probe
from carddesk.imaging.fit import Bounds, Fitted, fit

ORIENTATION = 0x0112
JPEG_AND_PNG = ("JPEG", "PNG")


def noise(width: int, height: int) -> Image.Image:
    """A picture that hardly compresses."""
    return Image.fromarray(np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8))


def smooth(width: int, height: int) -> Image.Image:
    """A picture whose colour tells the place: red grows to the right, green downwards."""
    across = np.linspace(0, 255, width).astype(np.uint8)
    down = np.linspace(0, 255, height).astype(np.uint8)
    blue = np.full((height, width), 90, np.uint8)
    return Image.fromarray(np.dstack([np.tile(across, (height, 1)), np.tile(down[:, None], (1, width)), blue]))


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def turned(orientation: int, kind: str = "JPEG", size: tuple[int, int] = (300, 200)) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return saved(smooth(*size), kind, exif=exif.tobytes())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF"])
@pytest.mark.parametrize("named", [True, False])
def test_what_fits_stays_as_it_is(kind: str, named: bool) -> None:
    data = saved(smooth(300, 200), kind)
    bounds = Bounds((kind,) if named else (), 200, 300, len(data))
    fitted = fit(data, 1, bounds)
    assert fitted == Fitted(data, kind, 300, 200, 300, 200)
    assert fitted.data is data


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_plain_modes_stay(mode: str) -> None:
    data = saved(smooth(60, 40).convert(mode), "PNG")
    assert fit(data, 1, Bounds(JPEG_AND_PNG)).data is data


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_turned_picture_goes_out_upright(orientation: int) -> None:
    data = turned(orientation)
    fitted = fit(data, 1, Bounds(JPEG_AND_PNG))
    expected = decode(data)
    assert (fitted.height, fitted.width) == expected.shape[:2]
    assert (fitted.original_width, fitted.original_height) == probe(data).sizes[0]
    assert Image.open(io.BytesIO(fitted.data)).getexif().get(ORIENTATION) is None
    assert np.abs(decode(fitted.data).astype(int) - expected).mean() < 2


def test_a_turned_picture_without_losses_goes_out_without_losses() -> None:
    data = turned(6, "PNG")
    fitted = fit(data, 1, Bounds(JPEG_AND_PNG))
    assert fitted.format == "PNG"
    assert np.array_equal(decode(fitted.data), decode(data))


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_turned_tiff_goes_out_upright(orientation: int) -> None:
    data = saved(smooth(300, 200), "TIFF", tiffinfo={ORIENTATION: orientation})
    fitted = fit(data, 1, Bounds(("TIFF", "PNG")))
    assert (fitted.data is data) == (orientation == 1)
    assert np.array_equal(decode(fitted.data), decode(data))


@pytest.mark.parametrize("made", [
    saved(smooth(60, 40).convert("CMYK"), "JPEG"),
    saved(smooth(60, 40).convert("RGBA"), "PNG"),
    saved(smooth(60, 40).convert("LA"), "PNG"),
    saved(smooth(60, 40), "PNG", transparency=(0, 0, 0)),
    saved(Image.fromarray(np.full((40, 60), 30_000, np.uint16)), "PNG"),
], ids=["cmyk", "rgba", "grey with alpha", "one colour clear", "16 bit"])  # fmt: skip
def test_what_others_may_show_otherwise_is_made_plain(made: bytes) -> None:
    fitted = fit(made, 1, Bounds(JPEG_AND_PNG))
    assert fitted.data is not made
    assert Image.open(io.BytesIO(fitted.data)).mode in {"L", "RGB"}
    assert np.abs(decode(fitted.data).astype(int) - decode(made)).mean() < 3


def test_what_is_not_taken_becomes_the_best_that_is() -> None:
    data = saved(smooth(300, 200), "BMP")
    assert fit(data, 1, Bounds(("PNG", "JPEG"))).format == "PNG"
    assert fit(data, 1, Bounds(("JPEG",))).format == "JPEG"
    assert fit(data, 1, Bounds(("PNG",))).format == "PNG"


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_whatever_single_format_is_taken_is_what_it_becomes(kind: str, mode: str) -> None:
    data = saved(smooth(300, 200).convert(mode), "JPEG", quality=95)
    fitted = fit(data, 1, Bounds((kind,)))
    assert fitted.format == probe(fitted.data).format == kind
    assert np.abs(decode(fitted.data).astype(int) - decode(data)).mean() < 0.01


def test_a_format_that_cannot_be_made_is_told() -> None:
    with pytest.raises(ImageError) as told:
        fit(saved(smooth(30, 20), "PNG"), 1, Bounds(("GIF",)))
    assert told.value.code == "kind_not_taken"


def test_sixteen_bits_a_colour_become_eight() -> None:
    deep = np.dstack([np.full((40, 60), level, np.uint16) for level in (10_000, 30_000, 60_000)])
    done, data = cv2.imencode(".png", deep)
    assert done
    fitted = fit(data.tobytes(), 1, Bounds(JPEG_AND_PNG))
    assert fitted.format == "PNG"
    assert fitted.data[24] == 8
    assert np.array_equal(decode(fitted.data), decode(data.tobytes()))


def test_a_palette_with_a_hole_is_filled_as_it_is_shown() -> None:
    picture = smooth(60, 40).quantize(16)
    data = saved(picture, "PNG", transparency=0)
    fitted = fit(data, 1, Bounds(JPEG_AND_PNG))
    assert Image.open(io.BytesIO(fitted.data)).mode == "RGB"
    assert np.array_equal(decode(fitted.data), decode(data))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_is_refused(kind: str) -> None:
    data = saved(smooth(60, 40), kind, save_all=True, append_images=[noise(60, 40)])
    with pytest.raises(ImageError, match="animated") as told:
        fit(data, 1, Bounds((kind,)))
    assert told.value.code == "image_unsupported"


@pytest.mark.parametrize("size", [(9000, 15), (15, 9000), (1, 1), (4097, 4097)])
def test_odd_shapes_fit_or_are_refused_in_words(size: tuple[int, int]) -> None:
    bounds = Bounds(JPEG_AND_PNG, 15, 4096, 50_000)
    data = saved(smooth(*size), "PNG")
    if min(size) * 4096 / max(*size, 4096) < 15:
        with pytest.raises(ImageError, match=r"pixels|small enough"):
            fit(data, 1, bounds)
        return
    fitted = fit(data, 1, bounds)
    assert max(fitted.width, fitted.height) <= 4096
    assert len(fitted.data) <= 50_000


def test_sixty_four_megapixels_are_fitted_in_seconds() -> None:
    data = saved(smooth(9248, 6936), "JPEG", quality=90)
    begun = time.monotonic()
    fitted = fit(data, 1, Bounds(("JPEG",), 15, 4096, 2_000_000))
    assert time.monotonic() - begun < 10
    assert (fitted.width, fitted.height) == (4096, 3072)
    assert (fitted.original_width, fitted.original_height) == (9248, 6936)


def test_a_grey_picture_stays_grey() -> None:
    fitted = fit(saved(smooth(300, 200).convert("L"), "BMP"), 1, Bounds(JPEG_AND_PNG))
    assert Image.open(io.BytesIO(fitted.data)).mode == "L"


def test_the_page_asked_for_goes_out() -> None:
    first, second = smooth(80, 60), smooth(50, 40)
    data = saved(first, "TIFF", save_all=True, append_images=[second])
    fitted = fit(data, 2, Bounds(("TIFF", "PNG")))
    assert (fitted.width, fitted.height, fitted.format) == (50, 40, "PNG")
    assert np.array_equal(decode(fitted.data), np.asarray(second))
    assert (fit(data, 1, Bounds(("TIFF", "PNG"))).width) == 80
    with pytest.raises(ImageError, match="no page 3") as told:
        fit(data, 3, Bounds())
    assert told.value.code == "image_page"


def test_too_many_pixels_become_as_many_as_allowed() -> None:
    fitted = fit(saved(smooth(1000, 500), "PNG"), 1, Bounds(JPEG_AND_PNG, max_side_px=400))
    assert (fitted.width, fitted.height) == (400, 200)
    assert (fitted.original_width, fitted.original_height) == (1000, 500)


def test_bytes_are_saved_by_a_coarser_jpeg_before_pixels_are_given_up() -> None:
    data = saved(noise(400, 300), "PNG")
    best = len(fit(data, 1, Bounds(("JPEG",))).data)
    fitted = fit(data, 1, Bounds(JPEG_AND_PNG, max_weight=best * 2 // 3))
    assert (fitted.format, fitted.width, fitted.height) == ("JPEG", 400, 300)
    assert best // 3 < len(fitted.data) <= best * 2 // 3


def test_then_pixels_are_given_up_but_no_more_than_needed() -> None:
    data = saved(noise(800, 600), "PNG")
    fitted = fit(data, 1, Bounds(JPEG_AND_PNG, max_weight=60_000))
    assert 30_000 < len(fitted.data) <= 60_000
    assert abs(fitted.width * 600 - fitted.height * 800) <= 800


def test_bytes_are_weighed_as_the_taker_weighs_them() -> None:
    data = saved(smooth(300, 200), "PNG")
    assert fit(data, 1, Bounds(JPEG_AND_PNG, max_weight=len(data) * 2, weigh=lambda each: 2 * len(each))).data is data
    tighter = fit(data, 1, Bounds(JPEG_AND_PNG, max_weight=len(data) * 2 - 1, weigh=lambda each: 2 * len(each)))
    assert 2 * len(tighter.data) < len(data) * 2


@pytest.mark.parametrize("size", [(99, 300), (300, 99)])
def test_too_small_is_refused_with_the_reason(size: tuple[int, int]) -> None:
    with pytest.raises(ImageError, match=r"99.*100") as told:
        fit(saved(smooth(*size), "PNG"), 1, Bounds(min_side_px=100))
    assert told.value.code == "image_too_small"


def test_a_strip_that_shrinking_would_make_too_thin_is_refused() -> None:
    with pytest.raises(ImageError) as told:
        fit(saved(smooth(2000, 100), "PNG"), 1, Bounds(JPEG_AND_PNG, min_side_px=100, max_side_px=1000))
    assert told.value.code == "image_too_large"


def test_what_cannot_be_made_light_enough_is_refused() -> None:
    with pytest.raises(ImageError) as told:
        fit(saved(noise(300, 300), "PNG"), 1, Bounds(JPEG_AND_PNG, min_side_px=250, max_weight=3000))
    assert told.value.code == "image_too_large"


def test_a_file_whose_end_is_missing_is_refused_though_it_would_fit() -> None:
    data = saved(noise(300, 200), "JPEG")
    with pytest.raises(ImageError) as told:
        fit(data[: len(data) // 2], 1, Bounds())
    assert told.value.code == "image_truncated"


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ImageError) as told:
        fit(b"MZ and so on", 1, Bounds())
    assert told.value.code == "image_unsupported"


def test_a_very_long_picture_fits_what_states_no_limit() -> None:
    strip = saved(Image.new("L", (66_000, 20), 128), "BMP")
    fitted = fit(strip, 1, Bounds(("JPEG",)))
    assert fitted.width == 65_500


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    width=st.integers(1, 700),
    height=st.integers(1, 700),
    kind=st.sampled_from(["JPEG", "PNG", "BMP", "TIFF"]),
    orientation=st.integers(1, 8),
    formats=st.sampled_from([(), ("JPEG",), ("PNG",), ("JPEG", "PNG", "BMP"), ("PNG", "JPEG")]),
    min_side=st.one_of(st.none(), st.integers(1, 400)),
    max_side=st.one_of(st.none(), st.integers(1, 900)),
    most=st.one_of(st.none(), st.integers(300, 60_000)),
    rough=st.booleans(),
)
def test_whatever_comes_either_fits_afterwards_or_is_refused_in_words(
    width: int,
    height: int,
    kind: str,
    orientation: int,
    formats: tuple[str, ...],
    min_side: int | None,
    max_side: int | None,
    most: int | None,
    rough: bool,
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    how = {"exif": exif.tobytes()} if kind in {"JPEG", "PNG"} else {}
    data = saved(noise(width, height) if rough else smooth(width, height), kind, **how)
    bounds = Bounds(formats, min_side, max_side, most)
    try:
        fitted = fit(data, 1, bounds)
    except ImageError as error:
        # It may, and need not, be refused.
        assert (error.code in {"image_too_small", "image_too_large"}, bool(error.message)) == (True, True)  # noqa: PT017
        return
    facts = probe(fitted.data)
    assert facts.sizes == ((fitted.width, fitted.height),)
    assert facts.format == fitted.format
    assert not formats or fitted.format in formats
    assert min_side is None or min(fitted.width, fitted.height) >= min_side
    assert max_side is None or max(fitted.width, fitted.height) <= max_side
    assert most is None or len(fitted.data) <= most
    assert (fitted.original_width, fitted.original_height) == probe(data).sizes[0]
    whole = Quad.from_bounds(0, 0, fitted.width, fitted.height)
    assert fitted.back(whole).bounds == pytest.approx((0, 0, fitted.original_width, fitted.original_height))


@settings(max_examples=30)
@given(st.integers(1, 8), st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.integers(120, 600))
def test_a_place_on_what_was_sent_shows_the_same_on_the_original(
    orientation: int, across: float, down: float, max_side: int
) -> None:
    data = turned(orientation, "PNG", (700, 500))
    fitted = fit(data, 1, Bounds(JPEG_AND_PNG, max_side_px=max_side))
    x, y = across * fitted.width, down * fitted.height
    seen = decode(fitted.data)[int(y), int(x)].astype(int)
    (left, top), *_ = fitted.back(Quad.from_bounds(x, y, x + 1, y + 1)).points
    original = decode(data)[int(top), int(left)].astype(int)
    assert np.abs(seen - original).max() <= 6
