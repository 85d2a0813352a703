"""Pictures that stand for what cannot be shown: a sheet that says what it is, in Chinese and in English, always the same size."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from carddesk.imaging.limits import fitted

SIZE: Final = (1240, 874)
"""In pixels; so that what lies on it fits for ever, this may never change."""
_SMOOTH: Final = Image.Resampling.LANCZOS
_MARGIN: Final = 80
_PAPER, _EDGE, _INK, _FAINT = "#f4f5f7", "#c3c9d1", "#1b1f24", "#5a6472"
_FACES: Final = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "msyh.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "wqy-microhei.ttc",
    "SourceHanSansSC-Regular.otf",
    "simhei.ttf",
)
"""Files of faces that have Chinese, where systems keep them; Pillow looks in the system's own folders."""

Line = tuple[str, str]
"""One line in Chinese and in English."""


def drawn(heading: Line, lines: list[Line], names: tuple[str, ...], max_side: int | None) -> NDArray[np.uint8]:
    """A sheet with a heading, further lines below, and names that are the same in all languages; not larger than `max_side`.

    Where no Chinese face is installed, it says everything in English alone.
    """
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((24, 24, SIZE[0] - 25, SIZE[1] - 25), radius=24, outline=_EDGE, width=4)
    top = float(_MARGIN)
    for chinese, english, size in ((*heading, 60), *((*line, 34) for line in lines)):
        if _has_chinese():
            top = _written(pen, chinese, top, size, _INK)
        top = _written(pen, english, top, round(size * 0.72), _FAINT if _has_chinese() else _INK) + 22
    for name in names:
        top = _written(pen, name, top, 34, _INK)
    small = fitted(SIZE, max_side)
    if small != SIZE:
        image = image.resize(small, _SMOOTH)
    return np.array(image)


def _written(pen: ImageDraw.ImageDraw, text: str, top: float, size: int, ink: str) -> float:
    """Write in as many lines as it takes, as far as there is room; where the next line begins."""
    font = _font(size)
    for line in _wrapped(pen, text, font):
        if top + size * 1.4 > SIZE[1] - _MARGIN / 2:
            break
        pen.text((_MARGIN, top), line, ink, font)
        top += size * 1.4
    return top


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> list[str]:
    """Broken at blanks where there are some, else anywhere."""
    room = SIZE[0] - 2 * _MARGIN
    lines, line = [], ""
    for word in _words(text[:600]):
        if line and pen.textlength(line + word.rstrip(), font) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    words: list[str] = []
    for part in text.split(" "):
        plain = part.isascii() and len(part) < 30
        words += [f"{part} "] if plain else [*part[:-1], f"{part[-1:]} "]
    return words


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    face = _face()
    return ImageFont.truetype(face, size, index=_simplified(face)) if face else ImageFont.load_default(size)


def _has_chinese() -> bool:
    return bool(_face())


@cache
def _face() -> str:
    for name in _FACES:
        try:
            ImageFont.truetype(name, 12)
        except OSError:
            continue
        return name
    return ""


@cache
def _simplified(face: str) -> int:
    """Which of the faces of a collection has the Chinese forms."""
    for index in range(12):
        try:
            family = ImageFont.truetype(face, 12, index=index).getname()[0] or ""
        except OSError:
            break
        if family.endswith((" SC", " GB")):
            return index
    return 0
