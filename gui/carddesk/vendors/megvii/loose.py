"""Taking what an answer of Megvii's holds without trusting its types: texts of bearable length, and finite numbers."""

from __future__ import annotations

import math
from typing import Final

from carddesk.vendors.said import datum

MOST_CHARACTERS: Final = 2000
"""Of one field. Nothing printed on a card is longer, and the raw answer keeps it whole."""


def text(value: object) -> str:
    """`value` as a person can read it, cut after `MOST_CHARACTERS`; null is empty."""
    said = datum(value)
    return said if len(said) <= MOST_CHARACTERS else said[:MOST_CHARACTERS] + "…"


def number(value: object) -> float | None:
    """A finite number, as it stands in JSON or in quotes; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def whole(value: object) -> int | None:
    """A whole number that fits in 32 bits; None for anything else."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() and abs(found) < 2**31 else None
