"""Machine readable zones of ICAO 9303: TD1, TD2 and TD3 lines from what the document says, and their printing."""

from dataclasses import dataclass
from datetime import date

from .ink import Box, Colour, Sheet, union
from .numbers import icao_731
from .ocr_b import strike


@dataclass(frozen=True, slots=True)
class Holder:
    """What a machine readable document states; `sex` is M, F or X, `optional` the personal number or empty."""

    kind: str
    issuer: str
    nationality: str
    surname: str
    given: str
    number: str
    birth: date
    sex: str
    expiry: date
    optional: str = ""


def plain(name: str) -> str:
    """A printed Latin name in MRZ letters (9303-3): apostrophes dropped, all other breaks become fillers."""
    return name.replace("'", "").replace("-", "<").replace(" ", "<")


def _fill(text: str, length: int) -> str:
    if len(text) > length:
        raise ValueError(f"{text} does not fit {length} characters")
    return text.ljust(length, "<")


def _checked(text: str) -> str:
    return text + icao_731(text)


def _names(holder: Holder, length: int) -> str:
    return _fill(f"{plain(holder.surname)}<<{plain(holder.given)}"[:length], length)


def _dates(holder: Holder) -> tuple[str, str, str]:
    sex = "<" if holder.sex == "X" else holder.sex
    return _checked(f"{holder.birth:%y%m%d}"), sex, _checked(f"{holder.expiry:%y%m%d}")


def td3(holder: Holder) -> list[str]:
    """Two lines of 44."""
    number = _checked(_fill(holder.number, 9))
    birth, sex, expiry = _dates(holder)
    optional = _fill(holder.optional, 14)
    optional += icao_731(optional) if holder.optional else "<"
    composite = icao_731(number + birth + expiry + optional)
    first = _fill(holder.kind, 2) + _fill(holder.issuer, 3) + _names(holder, 39)
    return [first, number + _fill(holder.nationality, 3) + birth + sex + expiry + optional + composite]


def td2(holder: Holder) -> list[str]:
    """Two lines of 36."""
    number = _checked(_fill(holder.number, 9))
    birth, sex, expiry = _dates(holder)
    optional = _fill(holder.optional, 7)
    composite = icao_731(number + birth + expiry + optional)
    first = _fill(holder.kind, 2) + _fill(holder.issuer, 3) + _names(holder, 31)
    return [first, number + _fill(holder.nationality, 3) + birth + sex + expiry + optional + composite]


def td1(holder: Holder) -> list[str]:
    """Three lines of 30."""
    first = (
        _fill(holder.kind, 2) + _fill(holder.issuer, 3) + _checked(_fill(holder.number, 9)) + _fill(holder.optional, 15)
    )
    birth, sex, expiry = _dates(holder)
    second_optional = "<" * 11
    composite = icao_731(first[5:] + birth + expiry + second_optional)
    return [
        first,
        birth + sex + expiry + _fill(holder.nationality, 3) + second_optional + composite,
        _names(holder, 30),
    ]


def print_zone(sheet: Sheet, lines: list[str], millimetres: float, colour: Colour, weight: float) -> list[list[Box]]:
    """Prints the zone at the foot of a document so many millimetres wide and knows it as `mrz`; gives each glyph's box.

    10 characters to the inch (9303-3 §4); line distance and margins as in parts 4 to 6.
    """
    scale = sheet.image.width / millimetres
    pitch, height, drop = 2.54 * scale, 2.3 * scale, (4.23 if len(lines) == 3 else 6.35) * scale
    left = (sheet.image.width - pitch * len(lines[0])) / 2 + 0.5 * scale
    top = sheet.image.height - (5.2 * scale) - drop * (len(lines) - 1) - height
    boxes = [
        strike(sheet.image, left, top + drop * index, line, height, pitch, colour, weight)
        for index, line in enumerate(lines)
    ]
    text = "\n".join(lines)
    sheet.know("mrz", "MRZ", text, text, union([box for line in boxes for box in line]))
    return boxes
