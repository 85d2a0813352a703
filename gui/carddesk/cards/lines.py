"""Lines: how many a text fills on a card."""

from __future__ import annotations

from math import sqrt


def lines_in(text: str, aspect: float) -> int:
    """About how many lines the text fills in a quad of this width for its height."""
    ems = sum(0.55 if character.isascii() else 1.0 for character in text)
    return max(1, round(sqrt(ems / (1.1 * max(aspect, 0.1)))))
