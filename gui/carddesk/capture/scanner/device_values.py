"""The values a device takes: in steps between two limits, or from a list; and which of them people choose among. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MM_PER_INCH: Final = 25.4
PREVIEW_DPI: Final = 75
"""Coarse enough to be quick, and fine enough to see where a card lies."""
_USUAL: Final = (75, 100, 150, 200, 240, 300, 400, 600, 1200)
"""Above 1200 dpi a card gains nothing but size."""
_LEAST_STEP: Final = 2.0**-16
"""SANE's fixed numbers know none smaller."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, in steps where `step` is not 0."""

    low: float
    high: float
    step: float = 0.0


def nearest(allowed: Range | Sequence[float] | Sequence[str] | None, wanted: float) -> float:
    """The value that is allowed and nearest to the wanted one; the lower of two that are as near."""
    if isinstance(allowed, Range):
        within = min(max(wanted, allowed.low), allowed.high)
        if allowed.step < _LEAST_STEP:
            return within
        steps = round((within - allowed.low) / allowed.step)
        stepped = allowed.low + steps * allowed.step
        return stepped if stepped <= allowed.high else stepped - allowed.step
    numbers = [float(each) for each in allowed or () if isinstance(each, int | float)]
    return min(sorted(numbers), key=lambda each: abs(each - wanted)) if numbers else wanted


def to_choose(allowed: Range | Sequence[float] | Sequence[str] | None) -> tuple[int, ...]:
    """The resolutions people choose among, ascending, of those that are allowed."""
    if isinstance(allowed, Range):
        on_step = [dpi for dpi in _USUAL if allowed.low <= dpi <= allowed.high and nearest(allowed, dpi) == dpi]
        return tuple(on_step) or tuple(sorted({round(allowed.low), round(allowed.high)}))
    return tuple(sorted({round(each) for each in allowed or () if isinstance(each, int | float)}))
