"""However a file is damaged, opening it gives pixels or an `ImageError`, and says nothing on the side."""

import io
import warnings
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from carddesk.errors import ImageError
from carddesk.imaging.decode import decode, probe

KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "jpeg": ("RGB", "JPEG", {}),
    "jpeg_progressive": ("RGB", "JPEG", {"progressive": True}),
    "jpeg_cmyk": ("CMYK", "JPEG", {}),
    "jpeg_exif": ("RGB", "JPEG", {"exif": "turn"}),
    "png": ("RGB", "PNG", {}),
    "png_palette": ("P", "PNG", {"transparency": 0}),
    "png_alpha": ("LA", "PNG", {}),
    "png_deep": ("I;16", "PNG", {}),
    "bmp": ("RGB", "BMP", {}),
    "bmp_palette": ("P", "BMP", {}),
    "tiff": ("RGB", "TIFF", {}),
    "tiff_lzw": ("RGB", "TIFF", {"compression": "tiff_lzw"}),
    "tiff_deflate": ("L", "TIFF", {"compression": "tiff_adobe_deflate"}),
    "tiff_fax": ("1", "TIFF", {"compression": "group4"}),
    "tiff_float": ("F", "TIFF", {}),
    "tiff_pages": ("RGB", "TIFF", {"save_all": True, "append_images": "more"}),
    "webp": ("RGB", "WEBP", {}),
    "webp_alpha": ("RGBA", "WEBP", {"lossless": True, "exif": "turn"}),
    "gif": ("P", "GIF", {"transparency": 1}),
}


@cache
def valid(kind: str) -> bytes:
    mode, form, options = KINDS[kind]
    values = np.random.default_rng(3).integers(0, 256, (24, 36, 3), dtype=np.uint8)
    base = Image.fromarray(values)
    if mode == "I;16":
        image = Image.fromarray(values[..., 0].astype(np.uint16) * 257)
    else:
        image = base.convert("L").convert(mode) if mode in {"LA", "F"} else base.convert(mode)
    exif = Image.Exif()
    exif[274] = 6
    given_options = {
        key: {"turn": exif, "more": [base, base.convert("L")]}.get(value, value) if isinstance(value, str) else value
        for key, value in options.items()
    }
    target = io.BytesIO()
    image.save(target, form, **given_options)
    return target.getvalue()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A valid file with bytes changed, a part cut out, doubled, or its end missing."""
    data = bytearray(valid(draw(st.sampled_from(sorted(KINDS)))))
    # Half of the wounds go into the first bytes, where headers, tags and tables are.
    places = st.one_of(st.integers(0, min(200, len(data) - 1)), st.integers(0, len(data) - 1))
    for _ in range(draw(st.integers(0, 6))):
        data[draw(places) % len(data)] = draw(st.one_of(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]), st.integers(0, 255)))
    kind = draw(st.sampled_from(["none", "cut", "drop", "double"]))
    start, length = draw(places) % len(data), draw(st.integers(1, 40))
    if kind == "cut":
        del data[start:]
    elif kind == "drop":
        del data[start : start + length]
    elif kind == "double":
        data[start:start] = data[start : start + length]
    return bytes(data)


def outcome(data: bytes, page: int, max_side: int | None) -> str:
    """`pixels`, or the error's code. Anything else that is raised goes through."""
    try:
        facts = probe(data)
        width, height = facts.sizes[0]
        assert width > 0
        assert height > 0
        pixels = decode(data, page, max_side=max_side)
    except ImageError as error:
        return error.code if error.message else "no words"
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3
    if max_side is not None:
        assert max(pixels.shape[:2]) <= max_side
    elif page == 1:
        assert pixels.shape[:2] == (height, width)
    return "pixels"


CODES = {
    "pixels",
    "image_empty",
    "image_broken",
    "image_truncated",
    "image_too_large",
    "image_unsupported",
    "image_page",
}


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(), st.sampled_from([1, 1, 1, 2, 3]), st.sampled_from([None, 10, 100]))
def test_a_damaged_file_gives_pixels_or_an_image_error(data: bytes, page: int, max_side: int | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outcome(data, page, max_side) in CODES


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_image_error(data: bytes) -> None:
    assert outcome(data, 1, None) in CODES


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_undamaged_files_open(kind: str) -> None:
    assert outcome(valid(kind), 1, None) == "pixels"
