"""Repairing machine-readable zones: what the position decides, and what one check digit decides (logic-rules §5).

Blind spots that no check digit sees, because both characters are worth the same modulo 10: 6/G, 1/L, 0/U, K/<, 0/<.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carddesk.cards.lookalikes import as_digits, as_letters, twin
from carddesk.cards.mrz.zone import LAYOUTS, Format, MrzError, Slot, cut, format_of, holds

_DIGITS = ("birth", "expiry")
_LETTERS = ("code", "issuer", "nationality", "names")
_FREE = {"number": ("number",), "optional": ("optional",), "composite": ("optional", "optional_2")}
"""Where letters and digits may stand side by side, so that only the check digit can tell them apart."""
_TWINS = frozenset("0O1I2Z5S8B")


def repair(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines with look-alikes put right; a zone whose check digits hold stays as it is, fillers apart.

    Dates and check digits can only be digits, names and codes only letters; K among fillers is a filler. Elsewhere one
    look-alike is exchanged where exactly one exchange makes a failing check digit hold.

    Raises:
        MrzError: number or length of the lines fits no format.
    """
    name = format_of(lines)
    mended = _by_position(tuple(line.upper() for line in lines), name)
    try:
        for check in LAYOUTS[name].checks:
            if check in _FREE:
                mended = _by_check_digit(mended, name, check)
    except MrzError:  # a character that no format knows: nothing more can be computed
        pass
    return mended


def _by_position(lines: tuple[str, ...], name: Format) -> tuple[str, ...]:
    layout = LAYOUTS[name]
    for slot in (*(layout.slots[key] for key in _DIGITS), *(digit for _, digit in layout.checks.values())):
        lines = _put(lines, slot, as_digits(cut(lines, slot)))
    for key in _LETTERS:
        slot = layout.slots[key]
        lines = _put(lines, slot, _fillers(key, as_letters(cut(lines, slot))))
    for key in ("optional", "optional_2"):
        if slot := layout.slots.get(key):  # type: ignore[assignment]
            lines = _put(lines, slot, re.sub(r"(?:^|(?<=<<))[<K]*<[<K]*$", _blank, cut(lines, slot)))
    return lines


def _fillers(key: str, text: str) -> str:
    """`text` with letters put right that stand where only fillers can.

    After three fillers nothing more of a name follows; no name ends in KKKK. K is no second letter of a document code,
    and DKK is no country while D is Germany.
    """
    match key:
        case "names":
            return re.sub(r"(?<=<<<)[<KCESLX]+$|K{4}[<K]*$", _blank, text)
        case "code":
            return re.sub(r"(?<=^.)K$", "<", text)
        case _:
            return re.sub(r"(?<=^D)[<K]{2}$", "<<", text)


def _blank(match: re.Match[str]) -> str:
    return "<" * len(match.group())


def _by_check_digit(lines: tuple[str, ...], name: Format, check: str) -> tuple[str, ...]:
    if holds(lines, name, check) or (check == "composite" and _others_fail(lines, name)):
        return lines
    found = [each for each in _exchanges(lines, name, check) if _mends(each, name, check)]
    return found[0] if len(found) == 1 else lines


def _mends(lines: tuple[str, ...], name: Format, check: str) -> bool:
    composite = "composite" not in LAYOUTS[name].checks or holds(lines, name, "composite")
    return holds(lines, name, check) and (composite or _others_fail(lines, name))


def _others_fail(lines: tuple[str, ...], name: Format) -> bool:
    return any(not holds(lines, name, check) for check in LAYOUTS[name].checks if check != "composite")


def _exchanges(lines: tuple[str, ...], name: Format, check: str) -> Iterator[tuple[str, ...]]:
    for key in _FREE[check]:
        if (slot := LAYOUTS[name].slots.get(key)) is None:
            continue
        text = cut(lines, slot)
        for place, character in enumerate(text):
            other = twin(character) if character in _TWINS and _likely(text, place) else None
            if other:
                yield _put(lines, slot, text[:place] + other + text[place + 1 :])


def _likely(text: str, place: int) -> bool:
    """Whether the exchange makes sense: a letter beside a digit, or a digit among the letters a number begins with.

    Without this a number with another error, say 3 read as 8, would be "repaired" into a second wrong one.
    """
    before, after = text[:place], text[place + 1 : place + 2]
    if text[place].isalpha():
        return (before[-1:] + after).strip("<").isdigit() or before[-1:].isdigit()
    return before.isalpha() or (not before and after.isalpha())


def _put(lines: tuple[str, ...], slot: Slot, text: str) -> tuple[str, ...]:
    line, start, stop = slot
    changed = lines[line][:start] + text + lines[line][stop:]
    return (*lines[:line], changed, *lines[line + 1 :])
