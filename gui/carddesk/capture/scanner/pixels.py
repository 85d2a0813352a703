"""Raw pixels from a driver become the bytes of an image file.

Colour and grey are JPEG of quality 95 without colour subsampling, as network scanners themselves send; lineart is a PNG of one bit.
Measured on a page of A4 in 300 dpi with a scanner's noise: PNG at its fastest takes 790 ms and 13.5 MB, JPEG 60 ms and 1.7 MB; of what
may pass between the device's own time and the case in the queue, which is 200 ms, the first leaves nothing.
"""

from __future__ import annotations

import io
import sys
from typing import Final, Literal

from PIL import Image

from carddesk.capture.scanner.contract import Area, Mode
from carddesk.capture.scanner.device_values import MM_PER_INCH

_QUALITY: Final = 95
_BLACK_OR_WHITE: Final = [0] * 128 + [255] * 128

Form = Literal["L", "RGB"]


def image_of(data: bytes | bytearray, form: Form, width: int, stride: int) -> Image.Image:
    """An image from rows of 8 bits a sample, `stride` bytes from one row to the next; a last row that is cut off is left out.

    Raises:
        ValueError: there is not a single whole row.
    """
    row = width * len(form)
    height = (len(data) - row) // stride + 1 if len(data) >= row and stride >= row > 0 else 0
    if height <= 0:
        raise ValueError(f"{len(data)} bytes are no image of {width} pixels a line")
    whole = memoryview(data)[: (height - 1) * stride + row]
    return Image.frombytes(form, (width, height), whole, "raw", form, stride)


def high_bytes(data: bytes | bytearray) -> bytes:
    """16 bits a sample, in the machine's own order of bytes, become 8."""
    return bytes(data[1::2] if sys.byteorder == "little" else data[::2])


def cropped(image: Image.Image, area: Area, dpi: float) -> Image.Image:
    """The part of the image that is meant by an area in millimetres; all of it where they have nothing in common."""
    left, top, width, height = (each * dpi / MM_PER_INCH for each in area)
    box = (
        max(0, round(left)),
        max(0, round(top)),
        min(image.width, round(left + width)),
        min(image.height, round(top + height)),
    )
    return image.crop(box) if box[0] < box[2] and box[1] < box[3] else image


def encoded(image: Image.Image, mode: Mode, dpi: int) -> bytes:
    """The image file, in the mode that was wished, whatever the device gave instead."""
    file = io.BytesIO()
    if mode == "lineart":
        image.convert("L").point(_BLACK_OR_WHITE, "1").save(file, "PNG", dpi=(dpi, dpi), compress_level=1)
    else:
        picture = image if mode == "colour" and image.mode == "RGB" else image.convert("L")
        picture.save(file, "JPEG", quality=_QUALITY, subsampling=0, dpi=(dpi, dpi))
    return file.getvalue()
