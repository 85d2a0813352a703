"""What lies in the scanner: specimen cards on white sheets, as the JPEG, PNG or PDF that a scanner makes of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image

from tests.specimens import draw
from tests.specimens.stock import width_mm

_FACES: Final = ("portrait", "emblem")
_MARGIN_INCHES: Final = 0.4
_MODES: Final = {"RGB24": "RGB", "Grayscale8": "L", "BlackAndWhite1": "1"}


@dataclass(frozen=True, slots=True)
class Sight:
    """How the scanner looks: its region as left, top, width and height in 1/300 inch, its resolution, its colour mode."""

    region: tuple[int, int, int, int]
    dpi: int
    colour: str


@cache
def picture(number: int, sight: Sight) -> Image.Image:
    """The side of this number (from 0): even ones show the portrait face of a card, odd ones the emblem face of the same."""
    left, top, width, height = (round(each * sight.dpi / 300) for each in sight.region)
    sheet = Image.new("RGB", (max(1, width), max(1, height)), (250, 250, 248))
    margin = round(_MARGIN_INCHES * sight.dpi)
    sheet.paste(_card(number, sight.dpi), (margin - left, margin - top))
    return sheet.convert(_MODES[sight.colour])


@cache
def encoded(number: int, sight: Sight, kind: str) -> bytes:
    """One side as a file of this media type. Single bits do not fit into a JPEG: there it is grey, as scanners do it."""
    if kind == "application/pdf":
        return pdf([number], sight)
    shown = picture(number, sight)
    into = io.BytesIO()
    if kind == "image/png":
        shown.save(into, "PNG", dpi=(sight.dpi, sight.dpi))
    else:
        plain = shown.convert("L") if shown.mode == "1" else shown
        plain.save(into, "JPEG", quality=85, dpi=(sight.dpi, sight.dpi))
    return into.getvalue()


def pdf(numbers: Sequence[int], sight: Sight) -> bytes:
    """The sides as the pages of one document, each page one JPEG, or one picture of single bits."""
    # Copies: Pillow notes on a picture what was saved behind it, and would do so again.
    sheets = [picture(number, sight).copy() for number in numbers]
    into = io.BytesIO()
    sheets[0].save(into, "PDF", resolution=float(sight.dpi), save_all=True, append_images=sheets[1:])
    return into.getvalue()


@cache
def _card(number: int, dpi: int) -> Image.Image:
    drawn = draw("resident_id", _FACES[number % 2], number // 2).image
    width = max(1, round(width_mm("resident_id", drawn.size) / 25.4 * dpi))
    return drawn.resize((width, max(1, round(drawn.height * width / drawn.width))))
