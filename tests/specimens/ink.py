"""Text put on a card: fonts found through fontconfig, and a sheet that remembers where each value was printed."""

import subprocess
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from .truth import Quad, TrueField

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]


class FontMissingError(Exception):
    """A face that specimens are set in is not on this machine."""


@lru_cache(maxsize=32)
def _font_file(pattern: str) -> tuple[str, int]:
    command = ["fc-match", "--format=%{file}\n%{index}\n%{family}", pattern]
    path, index, family = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    if pattern.partition(":")[0] not in family:
        raise FontMissingError(f"{pattern} is not installed (Debian: fonts-noto-cjk); fontconfig offers {family}")
    return path, int(index) & 0xFFFF


@lru_cache(maxsize=256)
def font(pattern: str, size: int) -> ImageFont.FreeTypeFont:
    """The face that fontconfig names for a pattern such as `Noto Sans CJK SC:bold`, `size` in pixels of the em.

    Raises FontMissingError when it is not installed.
    """
    path, index = _font_file(pattern)
    return ImageFont.truetype(path, size, index=index)


SANS = "Noto Sans CJK SC"
SANS_BOLD = "Noto Sans CJK SC:bold"
SERIF = "Noto Serif CJK SC"
SERIF_BOLD = "Noto Serif CJK SC:bold"


@dataclass(frozen=True, slots=True)
class Pen:
    """How text is set: a fontconfig pattern, em size and extra letter spacing in pixels, and a colour."""

    face: str
    size: float
    colour: Colour
    spacing: float = 0.0

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The face at the pen's size, rounded to whole pixels."""
        return font(self.face, max(4, round(self.size)))

    def width(self, text: str) -> float:
        """The width in pixels that the text will take."""
        return self.font.getlength(text) + self.spacing * max(0, len(text) - 1)


@lru_cache(maxsize=512)
def _reference(face: str, size: int, wide: bool) -> tuple[float, float]:
    box = font(face, size).getbbox("国" if wide else "H0", anchor="ls")
    return box[1], box[3]


@lru_cache(maxsize=4096)
def _ink(face: str, size: int, char: str) -> tuple[float, float]:
    """Where a glyph's ink begins and ends, in pixels right of the pen's place."""
    mask, offset = font(face, size).getmask2(char, "L", anchor="ls")
    left, _, right, _ = mask.getbbox() or (0, 0, *mask.size)
    return left + offset[0], right + offset[0]


def quad_of(box: Box) -> Quad:
    """The corners lt, rt, rb, lb of an upright box."""
    left, top, right, bottom = box
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def union(boxes: list[Box]) -> Box:
    """The smallest box that holds all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(slots=True)
class Sheet:
    """A card being drawn; positions are in percent of its width and height, as the layout rules give them."""

    image: Image.Image
    fields: list[TrueField] = field(default_factory=list)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a place given in percent."""
        return x / 100 * self.image.width, y / 100 * self.image.height

    def write(self, x: float, y: float, text: str, pen: Pen) -> Box:
        """Writes one line whose glyphs begin at x and whose capital or ideograph top is at y (percent); its box."""
        left, top = self.at(x, y)
        return self.write_at(left, top, text, pen)

    def write_at(self, left: float, top: float, text: str, pen: Pen) -> Box:
        """As `write`, in pixels; the box has a small margin around the ink."""
        draw = ImageDraw.Draw(self.image)
        wide = any(ord(char) > 0x2E80 for char in text)
        size = max(4, round(pen.size))
        high, low = _reference(pen.face, size, wide)
        baseline = top - high
        parts = tuple(text) if pen.spacing else (text,)
        edges: list[float] = []
        heights = [baseline + high, baseline + low]
        x = left
        for part in parts:
            draw.text((x, baseline), part, font=pen.font, fill=pen.colour, anchor="ls")
            if part.strip():
                bounds = draw.textbbox((x, baseline), part, font=pen.font, anchor="ls")
                heights += bounds[1::2]
                last = x + pen.font.getlength(part) - pen.font.getlength(part[-1])
                edges += [x + _ink(pen.face, size, part[0])[0], last + _ink(pen.face, size, part[-1])[1]]
            x += pen.font.getlength(part) + pen.spacing
        ink = edges[0], min(heights), edges[-1], max(heights)
        margin = 0.05 * pen.size
        return ink[0] - margin, ink[1] - margin, ink[2] + margin, ink[3] + margin

    def centred(self, x: float, y: float, text: str, pen: Pen) -> Box:
        """Writes one line centred on x (percent)."""
        middle, top = self.at(x, y)
        return self.write_at(middle - pen.width(text) / 2, top, text, pen)

    def know(self, key: str, label: str, text: str, value: str, box: Box) -> None:
        """Remembers a printed field."""
        self.fields.append(TrueField(key, label, text, value, quad_of(box)))

    def put(self, key: str, label: str, x: float, y: float, text: str, pen: Pen, value: str | None = None) -> Box:
        """Writes a value and remembers it; its normal form is the text unless another is given."""
        box = self.write(x, y, text, pen)
        self.know(key, label, text, text if value is None else value, box)
        return box


def wrap(text: str, pen: Pen, width: float) -> list[str]:
    """Cuts a text into lines no wider than `width` pixels, at any character, as cards do."""
    lines = [""]
    for char in text:
        if lines[-1] and pen.width(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char
    return lines
