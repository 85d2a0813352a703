"""Other zones than the one that was read: one look-alike exchanged, or a printed datum put in (logic-rules §5).

No check digit tells characters of one worth modulo 10 apart: 6/G, 1/L, 0/U, K/<, 0/<. One of them read for the other makes
nothing fail, so nothing is suggested either; print is what finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carddesk.cards.lookalikes import as_digits
from carddesk.cards.mrz.zone import LAYOUTS, Format, Slot, cut, format_of, holds

_ALIKE = (
    "0ODQU", "1ILJ", "2Z", "4A", "5S", "6G", "7T", "8B", "9GQ",  # a letter and a digit
    "0869", "174", "385", "56", "27", "39", "38",  # two digits
    "OCGQD", "BEPR", "EF", "MNHW", "UVYW", "KXY", "IJLT",  # two letters
)  # fmt: skip
"""Characters that a reader confuses, each group among themselves, the likeliest kinds first."""
_DIGITS_ONLY = ("birth", "expiry")
_COVERS = {"number": ("number", "optional"), "optional": ("optional",), "composite": ("optional", "optional_2")}
"""Where a character stands that a check digit guards; a long number goes on in the optional data."""


def alike(character: str) -> str:
    """What a character may be instead, the likeliest first."""
    others = (other for group in _ALIKE if character in group for other in group if other != character)
    return "".join(dict.fromkeys(others))


def exchanges(lines: Sequence[str]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The zones with one character exchanged for one that looks like it, such that a check digit that failed holds.

    Each comes with line and place of the exchange, those where letter and digit were confused before others of that line.

    Raises:
        MrzError: number or length of the lines, or a character, fits no format.
    """
    name, read = format_of(lines), tuple(lines)
    failed = [check for check in LAYOUTS[name].checks if not holds(read, name, check)]
    for check in [each for each in failed if each != "composite"] or failed:
        for line, place, digits_only in _guarded(name, check):
            for other in alike(read[line][place]):
                if digits_only and not other.isdigit():
                    continue
                changed = _put(read, (line, place, place + 1), other)
                if holds(changed, name, check):
                    yield changed, line, place


def _guarded(name: Format, check: str) -> Iterator[tuple[int, int, bool]]:
    """Line and place of every character that a check digit guards and that digit's own, and whether only digits go there."""
    layout = LAYOUTS[name]
    for key in _COVERS.get(check, (check,)):
        if slot := layout.slots.get(key):
            line, start, stop = slot
            yield from ((line, place, key in _DIGITS_ONLY) for place in range(start, stop))
    line, start, _ = layout.checks[check][1]
    yield line, start, True


def with_datum(lines: Sequence[str], check: str, text: str) -> tuple[str, ...] | None:
    """The zone with another number, birth or expiry (`check` says which, `text` is as the zone writes it) under the check
    digit that stands there; None where that does not hold, or where it does not fit in.

    Raises:
        MrzError: number or length of the lines, or a character of the zone or of `text`, fits no format.
    """
    name = format_of(lines)
    slot = LAYOUTS[name].slots[check]
    width = slot[2] - slot[1]
    digit = LAYOUTS[name].checks[check][1]
    if not text or len(text) > width:
        return None
    changed = _put(tuple(lines), slot, text.ljust(width, "<"))
    changed = _put(changed, digit, as_digits(cut(changed, digit)))
    return changed if holds(changed, name, check) else None


def _put(lines: tuple[str, ...], slot: Slot, text: str) -> tuple[str, ...]:
    line, start, stop = slot
    return (*lines[:line], lines[line][:start] + text + lines[line][stop:], *lines[line + 1 :])
