"""Glyphs: whether any installed font can draw a character. Where none can, Qt draws an empty box, which tells nobody anything."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QTextLayout

from carddesk.language import mark
from carddesk.ui.look.fonts import value_font

_BLOCKS = (
    (0x20000, 0x2A6DF, "CJK Extension B"),
    (0x2A700, 0x2B73F, "CJK Extension C"),
    (0x2B740, 0x2B81F, "CJK Extension D"),
    (0x2B820, 0x2CEAF, "CJK Extension E"),
    (0x2CEB0, 0x2EBEF, "CJK Extension F"),
    (0x2EBF0, 0x2EE5F, "CJK Extension I"),
    (0x30000, 0x3134F, "CJK Extension G"),
    (0x31350, 0x323AF, "CJK Extension H"),
    (0x3400, 0x4DBF, "CJK Extension A"),
    (0xE000, 0xF8FF, mark("private use")),
    (0xF0000, 0x10FFFD, mark("private use")),
)


@cache
def can_be_drawn(character: str) -> bool:
    """Whether the face of field values, or a font behind it, has a drawing of this character."""
    layout = QTextLayout(character, value_font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    return bool(runs) and all(index != 0 for run in runs for index in run.glyphIndexes())


def block_of(character: str) -> str:
    """The part of Unicode it belongs to, as fonts name what they cover; English source string; empty for the usual ones."""
    point = ord(character)
    return next((name for low, high, name in _BLOCKS if low <= point <= high), "")
