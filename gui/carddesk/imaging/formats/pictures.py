"""The formats that Pillow decodes within the program: JPEG, PNG, BMP, TIFF, WebP and GIF."""

from __future__ import annotations

import io
import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from carddesk.errors import ImageError
from carddesk.imaging import colour, jpeg, sniff
from carddesk.imaging.formats.contract import (
    Format,
    ImageFacts,
    Pixels,
    no_page,
    too_large,
    too_many_pages,
)
from carddesk.imaging.limits import MAX_PAGES, MAX_PIXELS, fitted
from carddesk.language import tr

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF")
"""By Pillow's names."""

# Pillow imports all of its sixty plug-ins at the first TIFF unless the ones wanted have been registered by hand.
_PLUGINS = (BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)

# Pillow refuses what exceeds twice this figure, from the header and before it allocates; above once it only warns.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
# Pillow fills new memory with zeros while it keeps every other thread waiting, 0.2 s for 64 megapixels. Blocks as large as
# this come from the system, already empty, whatever was freed before (glibc: M_MMAP_THRESHOLD is never above 32 MB).
Image.core.set_block_size(64 << 20)  # type: ignore[attr-defined]
# Pillow also logs what is wrong with a file, as errors of the program; here it is said by `ImageError`.
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_PLAIN_MODES = ("1", "L", "P", "RGB")
_SUBFILE_TYPE = 254
_THUMBNAIL_OR_MASK = 0b101
_TURNS: dict[int, tuple[bool, int | None]] = {
    2: (False, 1),
    3: (False, -1),
    4: (False, 0),
    5: (True, None),
    6: (True, 1),
    7: (True, -1),
    8: (True, 0),
}
"""What makes a picture upright, by its EXIF orientation (TIFF 6.0 tag 274): whether rows become columns, and OpenCV's word
for how to mirror it then."""
_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_PNG_TAG_TEXTS = (b"Raw profile type", b"XML:com.adobe.xmp")
_STRIP_ROWS = 512

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    AssertionError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on broken files: it does not promise one kind of exception."""


def probe(data: bytes) -> ImageFacts:
    """As in the contract; animated pictures are refused."""
    with _opened(data) as image:
        frames = _frames(image)
        first, *further = [_size(image, frame) for frame in frames]
        image.seek(frames[0])
        _checked_size(image)  # a further page too large is refused by itself, when it is opened
        if _orientation(image, data) >= 5:
            first = first[1], first[0]
        return ImageFacts(_format(image), (first, *further))


def decode(data: bytes, page: int, max_side: int | None) -> Pixels:
    """As in the contract."""
    with _opened(data) as image:
        frames = _frames(image)
        if not 1 <= page <= len(frames):
            raise no_page(page, len(frames))
        image.seek(frames[page - 1])
        target = fitted(_checked_size(image), max_side)
        image.draft(None, target)
        image.load()
        return _turned(_pixels(_shrunk(image, target)), _orientation(image, data))


def is_plain(data: bytes) -> bool:
    """As in the contract: one page, upright, grey or colour, nothing transparent."""
    with _opened(data) as image:
        # Behind the picture of a telephone stands a second, smaller one (MPO): to whom reads a JPEG it is not there.
        single = image.format == "MPO" or getattr(image, "n_frames", 1) == 1
        turned = _tiff_orientation(image) != 1 or _orientation(image, data) != 1
        return single and not turned and image.mode in _PLAIN_MODES and not image.has_transparency_data


@contextmanager
def _opened(data: bytes) -> Iterator[ImageFile.ImageFile]:
    """The file as Pillow sees it; whatever Pillow raises on it inside the block leaves as an `ImageError`."""
    _hush()
    try:
        with Image.open(io.BytesIO(jpeg.telling(data)), formats=FORMATS) as image:
            yield image
    except UnidentifiedImageError:
        raise sniff.refusal(data) from None
    except Image.DecompressionBombError:
        raise too_large() from None
    except MemoryError:
        raise sniff.no_memory() from None
    except _BROKEN as error:
        raise sniff.damage(data, str(error)) from error


def _hush() -> None:
    """Keep Pillow's own warnings off the terminal: what matters in them is said by `ImageError`.

    `catch_warnings` would be the usual way, but it is not safe among threads.
    """
    if not any(
        rule[0] == "ignore" and rule[3] is not None and rule[3].pattern == r"PIL\." for rule in warnings.filters[:1]
    ):
        warnings.filterwarnings("ignore", module=r"PIL\.")


def _format(image: ImageFile.ImageFile) -> str:
    # A JPEG with a second picture behind it, as many telephones write it, is to Pillow a format of its own.
    return "JPEG" if image.format == "MPO" else str(image.format)


def _frames(image: ImageFile.ImageFile) -> list[int]:
    """The frames that are pages, by Pillow's numbers."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        every = range(_tiff_frames(image))
        return [frame for frame in every if not _is_thumbnail(image, frame)] or list(every)
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise ImageError("image_unsupported", tr("The image is animated. Save one still picture of it and add that."))
    return [0]


def _tiff_frames(image: TiffImagePlugin.TiffImageFile) -> int:
    """How many there are. Looked for one by one: to count millions of empty ones, as Pillow would, takes minutes."""
    for frame in range(1, MAX_PAGES + 1):
        try:
            image.seek(frame)
        except EOFError:
            return frame
    raise too_many_pages()


def _is_thumbnail(image: TiffImagePlugin.TiffImageFile, frame: int) -> bool:
    image.seek(frame)
    kind = image.tag_v2.get(_SUBFILE_TYPE, 0)
    return isinstance(kind, int) and bool(kind & _THUMBNAIL_OR_MASK)


def _size(image: ImageFile.ImageFile, frame: int) -> tuple[int, int]:
    image.seek(frame)
    return image.size


def _checked_size(image: ImageFile.ImageFile) -> tuple[int, int]:
    width, height = image.size
    if width < 1 or height < 1:
        raise ValueError("no pixels")
    if width * height > MAX_PIXELS:
        raise too_large()
    return width, height


def _orientation(image: ImageFile.ImageFile, data: bytes) -> int:
    """The EXIF orientation 1..8; 1 for a TIFF, which Pillow turns itself, and where the tag cannot be read."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return 1
    # In a PNG the tag may stand behind the pixels: Pillow would decode all of them to find that there is none.
    if image.format == "PNG" and not _png_may_have_tag(data):
        return 1
    try:
        said = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _BROKEN:
        return 1  # a damaged tag is no reason to refuse the picture
    return said if said in _TURNS else 1


def _tiff_orientation(image: ImageFile.ImageFile) -> object:
    return image.tag_v2.get(ExifTags.Base.Orientation, 1) if isinstance(image, TiffImagePlugin.TiffImageFile) else 1


def _png_may_have_tag(data: bytes) -> bool:
    """Whether a PNG has a chunk that may hold an orientation (PNG 3rd edition §11.3; text by ImageMagick and Adobe)."""
    place = 8
    while place + 8 <= len(data):
        kind = data[place + 4 : place + 8]
        if kind == b"eXIf" or (kind in _PNG_TEXTS and data.startswith(_PNG_TAG_TEXTS, place + 8)):
            return True
        place += 12 + int.from_bytes(data[place : place + 4], "big")
    return False


def _shrunk(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    # Colours first where mixing the raw values of neighbours would be wrong: palettes, single bits, transparency.
    plain = colour.to_rgb(image)
    return plain if plain.size == target else plain.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _pixels(image: Image.Image) -> Pixels:
    # By strips: in one go the picture would stand in memory three times.
    width, height = image.size
    pixels = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, height)
        pixels[top:bottom] = np.asarray(image.crop((0, top, width, bottom)))
    return pixels


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    swap, mirror = _TURNS.get(orientation, (False, None))
    if swap:
        pixels = np.asarray(cv2.transpose(pixels), np.uint8)
    return pixels if mirror is None else np.asarray(cv2.flip(pixels, mirror), np.uint8)


FORMAT = Format("pictures", 0, lambda data: data.startswith(sniff.PICTURES), probe, decode, is_plain)
