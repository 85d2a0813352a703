"""From whatever a file holds (palette, print colours, 16 bits, transparency) to plain RGB on white."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

_DEPTHS = (8, 10, 12, 14, 16, 24, 32)
_ABSURD = 2.0**40
_DEEP = ("I", "F")
_MIN_IS_WHITE = 0
_PHOTOMETRIC = 262


def to_rgb(image: Image.Image) -> Image.Image:
    """The picture in mode RGB: transparency laid on white, deep greys scaled (never clipped), print colours converted."""
    if image.mode.startswith(_DEEP):
        return _deep(image)
    if image.mode == "CMYK":
        return _by_profile(image) or image.convert("RGB")
    if image.mode == "LAB":
        return _transform(image, ImageCms.createProfile("LAB"))
    if image.mode == "1":
        return image.convert("RGB")
    if image.has_transparency_data:
        return _on_white(image)
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _by_profile(image: Image.Image) -> Image.Image | None:
    """The picture by its own colour profile; None when it has none that can be used."""
    profile = image.info.get("icc_profile")
    if not profile:
        return None
    try:
        return _transform(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None


def _transform(image: Image.Image, profile: ImageCms.ImageCmsProfile | object) -> Image.Image:
    done = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")  # type: ignore[arg-type]
    assert done is not None  # None is given only when changing in place
    return done


def _deep(image: Image.Image) -> Image.Image:
    values = np.array(image, dtype=np.float32)
    values[~(np.abs(values) <= _ABSURD)] = 0  # also what is no number at all
    grey = _scaled(values)
    if _photometric(image) == _MIN_IS_WHITE:
        grey = 255 - grey
    return Image.fromarray(grey).convert("RGB")


def _photometric(image: Image.Image) -> object:
    tags = getattr(image, "tag_v2", None)
    return None if tags is None else tags.get(_PHOTOMETRIC)


def _scaled(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Greys 0..255. White is the largest number of the smallest usual depth that holds all values.

    Scanners write 10 to 14 bits into 16, so the container's depth says little. Values between 0 and 1 are taken as
    fractions; negative ones shift the scale.
    """
    low, high = float(values.min()), float(values.max())
    if low < 0:
        values, high = values - low, high - low
        white = high or 1.0
    elif 0 < high <= 1 and bool(np.any(values % 1)):
        white = 1.0
    else:
        white = next((float(2**bits - 1) for bits in _DEPTHS if high <= 2**bits - 1), high)
    return (values * (255.0 / white) + 0.5).clip(0, 255).astype(np.uint8)
