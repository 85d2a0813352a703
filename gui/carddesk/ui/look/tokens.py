"""Design tokens: every colour and measure of the desk, once for light and once for dark (design.md §4)."""

from __future__ import annotations

from dataclasses import dataclass

GRID = 8
"""All gaps are multiples (or halves) of this, in logical pixels."""
RADIUS = 6
ROW = 44
TEXT_PX = 13
VALUE_PX = 17
CAPTION_PX = 12
TITLE_PX = 15
ICON_PX = 16
MOTION_MS = 120


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as `#RRGGBB`.

    Attributes:
        window, panel, border: surfaces from the lowest to the highest, and the line between them.
        stage: behind the image; the quietest surface, so that the card is the loudest thing on screen.
        control: the outline of what can be typed into or pressed; strong enough to be found.
        hover, selected: a row or button under the pointer, and the chosen one.
        accent, on_accent: the one accent, and text on it.
        sure, doubtful, broken: the three states, used for text and for marks.
    """

    dark: bool
    window: str
    panel: str
    border: str
    stage: str
    control: str
    hover: str
    selected: str
    text: str
    secondary: str
    accent: str
    accent_hover: str
    on_accent: str
    sure: str
    doubtful: str
    broken: str
    sure_wash: str
    doubtful_wash: str
    broken_wash: str


LIGHT = Tokens(
    dark=False,
    window="#F6F7F9",
    panel="#FFFFFF",
    border="#E3E6EA",
    stage="#ECEEF2",
    control="#7F8896",
    hover="#EEF1F5",
    selected="#EEF4FF",
    text="#1B1F24",
    secondary="#5A6472",
    accent="#2563EB",
    accent_hover="#1D4FC4",
    on_accent="#FFFFFF",
    sure="#1A7F4B",
    doubtful="#B45309",
    broken="#C0262D",
    sure_wash="#F1F9F5",
    doubtful_wash="#FEF8EE",
    broken_wash="#FDF3F3",
)

DARK = Tokens(
    dark=True,
    window="#16181C",
    panel="#1E2126",
    border="#2C3138",
    stage="#111316",
    control="#78828F",
    hover="#272B31",
    selected="#21304A",
    text="#E8EAED",
    secondary="#9AA4B2",
    accent="#6EA8FE",
    accent_hover="#8DBBFF",
    on_accent="#0D1726",
    sure="#4CC38A",
    doubtful="#F5B454",
    broken="#FF7B72",
    sure_wash="#1B2A24",
    doubtful_wash="#2D271D",
    broken_wash="#2E2224",
)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
