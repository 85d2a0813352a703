"""The resolutions people choose among, where a device takes any between two limits."""

from __future__ import annotations

from typing import Final

MM_PER_INCH: Final = 25.4
PREVIEW_DPI: Final = 75
"""Coarse enough to be quick, and fine enough to see where a card lies."""
_USUAL: Final = (75, 100, 150, 200, 240, 300, 400, 600, 1200)


def usual(low: float, high: float) -> tuple[int, ...]:
    """Those between the limits; above 1200 dpi a card gains nothing but size."""
    return tuple(dpi for dpi in _USUAL if low <= dpi <= high)
