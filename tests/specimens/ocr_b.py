"""A number face of even strokes with round ends, drawn in the manner of the OCR-B of cards and passports.

Own outlines: each glyph is a few strokes on a cell 60 wide and 100 tall (0 at the top), written as M, L and C steps.
"""

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image

from .ink import Box, Colour

_SIX = "M38 0 C20 24 4 48 4 70 C4 90 16 100 30 100 C46 100 56 88 56 70 C56 52 44 42 30 42 C18 42 8 50 5 62"
_NINE = "M22 100 C40 76 56 52 56 30 C56 10 44 0 30 0 C14 0 4 12 4 30 C4 48 16 58 30 58 C42 58 52 50 55 38"
_ROUND_O = "M30 0 C50 0 58 14 58 50 C58 86 50 100 30 100 C10 100 2 86 2 50 C2 14 10 0 30 0"
_BOW = "M8 100 L8 0 L32 0 C48 0 56 12 56 28 C56 44 48 56 32 56 L8 56"
_STROKES = {
    "0": "M30 0 C48 0 55 22 55 50 C55 78 48 100 30 100 C12 100 5 78 5 50 C5 22 12 0 30 0",
    "1": "M10 24 L32 0 L32 100 M12 100 L52 100",
    "2": "M6 18 C12 4 24 0 32 0 C48 0 55 12 55 26 C55 46 34 60 6 100 L56 100",
    "3": "M6 0 L54 0 L26 40 C44 38 56 52 56 70 C56 90 42 100 28 100 C18 100 10 97 4 92",
    "4": "M34 0 L4 72 L58 72 M44 48 L44 100",
    "5": "M52 0 L12 0 L12 42 C38 36 56 48 56 70 C56 90 42 100 26 100 C16 100 9 98 4 94",
    "6": _SIX,
    "7": "M4 0 L56 0 C40 30 22 60 22 100",
    "8": "M30 48 C14 44 8 34 8 24 C8 10 16 0 30 0 C44 0 52 10 52 24 C52 34 46 44 30 48 C12 52 4 62 4 74 "
    "C4 90 14 100 30 100 C46 100 56 90 56 74 C56 62 48 52 30 48",
    "9": _NINE,
    "A": "M2 100 L30 0 L58 100 M12 66 L48 66",
    "B": "M8 0 L8 100 L32 100 C48 100 56 88 56 74 C56 60 48 48 32 48 L8 48 M32 48 C44 48 51 36 51 24 C51 10 44 0 32 0 L8 0",
    "C": "M55 10 C50 4 44 0 36 0 C14 0 5 24 5 50 C5 76 14 100 36 100 C44 100 50 96 55 90",
    "D": "M8 0 L8 100 L24 100 C46 100 56 80 56 50 C56 20 46 0 24 0 L8 0",
    "E": "M54 0 L8 0 L8 100 L54 100 M8 48 L46 48",
    "F": "M54 0 L8 0 L8 100 M8 48 L46 48",
    "G": "M55 10 C50 4 44 0 36 0 C14 0 5 24 5 50 C5 76 14 100 36 100 C44 100 52 98 56 94 L56 54 L36 54",
    "H": "M6 0 L6 100 M54 0 L54 100 M6 48 L54 48",
    "I": "M10 0 L50 0 M30 0 L30 100 M10 100 L50 100",
    "J": "M20 0 L50 0 L50 70 C50 90 40 100 26 100 C16 100 9 95 6 88",
    "K": "M8 0 L8 100 M54 0 L8 58 M22 42 L56 100",
    "L": "M8 0 L8 100 L54 100",
    "M": "M4 100 L4 0 L30 52 L56 0 L56 100",
    "N": "M6 100 L6 0 L54 100 L54 0",
    "O": _ROUND_O,
    "P": _BOW,
    "Q": _ROUND_O + " M36 74 L58 104",
    "R": _BOW + " M32 56 L56 100",
    "S": "M54 10 C46 3 40 0 31 0 C16 0 7 10 7 24 C7 40 18 45 31 49 C46 54 56 60 56 75 C56 91 44 100 30 100 "
    "C19 100 10 96 4 89",
    "T": "M2 0 L58 0 M30 0 L30 100",
    "U": "M5 0 L5 64 C5 88 14 100 30 100 C46 100 55 88 55 64 L55 0",
    "V": "M2 0 L30 100 L58 0",
    "W": "M2 0 L14 100 L30 40 L46 100 L58 0",
    "X": "M3 0 L57 100 M57 0 L3 100",
    "Y": "M2 0 L30 50 L58 0 M30 50 L30 100",
    "Z": "M5 0 L55 0 L5 100 L55 100",
    "<": "M56 18 L6 50 L56 82",
    "-": "M10 52 L50 52",
}  # fmt: skip
_BIG = 4


def _curve(points: np.ndarray) -> list[np.ndarray]:
    steps = np.linspace(0, 1, 14)[1:, None]
    a, b, c, d = points
    return list((1 - steps) ** 3 * a + 3 * (1 - steps) ** 2 * steps * b + 3 * (1 - steps) * steps**2 * c + steps**3 * d)


@lru_cache(maxsize=64)
def _polylines(char: str) -> tuple[np.ndarray, ...]:
    words = _STROKES[char].replace("M", " M ").replace("L", " L ").replace("C", " C ").split()
    strokes: list[list[np.ndarray]] = []
    place = 0
    while place < len(words):
        count = {"M": 1, "L": 1, "C": 3}[words[place]]
        numbers = np.array([float(word) for word in words[place + 1 : place + 1 + 2 * count]]).reshape(-1, 2)
        if words[place] == "M":
            strokes.append([numbers[0]])
        elif words[place] == "L":
            strokes[-1].append(numbers[0])
        else:
            strokes[-1].extend(_curve(np.vstack([strokes[-1][-1][None], numbers])))
        place += 1 + 2 * count
    return tuple(np.array(stroke) for stroke in strokes)


@lru_cache(maxsize=1024)
def _glyph(char: str, height: float, weight: float) -> Image.Image:
    """The glyph's mask with a margin of a fifth of its height on every side."""
    scale = height * _BIG / 100
    side = (int(100 * scale) // _BIG * _BIG, int(140 * scale) // _BIG * _BIG)
    mask = np.zeros((side[1], side[0]), np.uint8)
    for stroke in _polylines(char):
        points = ((stroke + 20) * scale * 8).astype(np.int32)
        cv2.polylines(mask, [points], False, 255, max(1, round(weight * 100 * scale)), cv2.LINE_AA, 3)
    return Image.fromarray(cv2.resize(mask, (side[0] // _BIG, side[1] // _BIG), interpolation=cv2.INTER_AREA))


def strike(
    image: Image.Image, left: float, top: float, text: str, height: float, pitch: float, colour: Colour, weight: float
) -> list[Box]:
    """Writes the text with its glyphs `pitch` pixels apart and `height` tall between stroke centres.

    `weight` is the stroke's thickness as a part of the height (OCR-B: about 0.14). Gives the cell of each glyph.
    """
    height, weight = round(height * 2) / 2, round(weight, 3)
    cells: list[Box] = []
    half = weight * height / 2
    for index, char in enumerate(text):
        x = left + index * pitch
        if char in _STROKES:
            mask = _glyph(char, height, weight)
            image.paste(Image.new("RGB", mask.size, colour), (round(x - 0.2 * height), round(top - 0.2 * height)), mask)
        cells.append((x - half, top - half, x + 0.6 * height + half, top + height + half))
    return cells
