"""How the workbook looks: colours, formats, widths and heights, in one place."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from carddesk.export.columns import Cell, Role

Tone = Literal["plain", "error", "warn", "corrected", "good", "bad", "open"]
"""`error`, `warn` and `corrected` fill a field's cell; `good`, `bad` and `open` colour the word of a status."""

_FILLS: Mapping[str, dict[str, str]] = {
    "error": {"bg_color": "#FBDDDD", "font_color": "#8A1C1C", "border_color": "#E9A9A9"},
    "warn": {"bg_color": "#FDEFC8", "font_color": "#6B4200", "border_color": "#E6CC86"},
    "corrected": {"bg_color": "#DFEAFD", "font_color": "#163E8C", "border_color": "#AFC6F0"},
    "good": {"font_color": "#1A7F4B"},
    "bad": {"font_color": "#C0262D"},
    "open": {"font_color": "#B45309"},
}
_STATUS_TONES: Mapping[str, Tone] = {
    "accepted": "good",
    "clear": "good",
    "rejected": "bad",
    "failed": "bad",
    "refused": "bad",
    "postponed": "open",
    "second_look": "open",
    "third_look": "open",
    "review": "open",
    "read": "open",
}
_MOST_WIDE: Mapping[Role, int] = {"fact": 34, "number": 10, "wrapped": 46, "code": 48, "status": 14}
_LEAST_WIDE = 7
_FILTER_ARROW = 5
_LINE_PT = 15.5
_ROW_PT = 21.0
_MOST_HIGH_PT = 409.0
"""Excel's own limit for a row."""

_READABLE_ON_PAGE = 230
"""Characters across A4 landscape at about 6.5 pt."""

HEADER: Mapping[str, Any] = {
    "bold": True,
    "bg_color": "#E8ECF2",
    "font_color": "#1B1F24",
    "bottom": 2,
    "bottom_color": "#2563EB",
    "valign": "vcenter",
    "text_wrap": True,
    "num_format": "@",
    "indent": 1,
}
HEADER_PT = 27.0
NOTE: Mapping[str, Any] = {"color": "#FFFDF2", "font_size": 10, "author": "CardDesk"}


def cell_format(role: Role, tone: Tone) -> dict[str, Any]:
    """Format properties of a body cell. Text has the format `@`, so that editing a cell in Excel keeps it text."""
    look: dict[str, Any] = {"valign": "vcenter", "bottom": 1, "bottom_color": "#E3E6EA"}
    if role == "number":
        return {**look, "align": "center", "font_color": "#5A6472"}
    look |= {"num_format": "@", "text_wrap": True, "indent": 1}
    if role == "code":
        look["font_name"] = "Consolas"
    fill = _FILLS.get(tone, {})
    if "bg_color" in fill:
        look |= {"border": 1}
    return look | fill


def status_tone(status: str) -> Tone:
    """The tone of a status' word."""
    return _STATUS_TONES.get(status, "plain")


def width(role: Role, heading: str, cells: Iterable[Cell]) -> int:
    """The width of a column in characters: that of its longest line, with room to breathe, within the role's limit."""
    longest = max((shown_width(line) for cell in cells for line in str(cell).split("\n")), default=0)
    title = shown_width(heading) + _FILTER_ARROW
    return max(_LEAST_WIDE, min(title, 22), min(longest + 3, _MOST_WIDE[role]))


def height_pt(cells: Iterable[tuple[Cell, int]]) -> float:
    """The height of a row, in points, that shows each `(cell, width of its column)` whole, within Excel's limit."""
    lines = max((_lines(str(cell), wide) for cell, wide in cells), default=1)
    return min(_MOST_HIGH_PT, max(_ROW_PT, lines * _LINE_PT + 6))


def pages_wide(wide: int) -> int:
    """How many landscape pages side by side a table of so many characters needs to stay readable in print."""
    return max(1, math.ceil(wide / _READABLE_ON_PAGE))


def shown_width(text: str) -> int:
    """How many columns of a fixed-pitch terminal `text` takes: two for a Chinese character."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _lines(text: str, wide: int) -> int:
    return sum(max(1, math.ceil(shown_width(line) / (wide - 2))) for line in text.split("\n"))
