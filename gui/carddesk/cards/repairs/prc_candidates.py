"""What a citizen's number that is wrong may have been; the numbers of permits and of permanent residents are built alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from carddesk.cards import prc_number, regions
from carddesk.cards.lookalikes import as_digits
from carddesk.cards.prc_number import PrcNumber
from carddesk.cards.repairs.candidates import (
    MENDED,
    ONE_ADDED,
    ONE_CHANGED,
    ONE_DROPPED,
    Candidate,
    Evidence,
    one_changed,
    one_dropped,
    ranked,
)

Suitable = Callable[[PrcNumber], bool]
PERMIT_REGIONS = ("810000", "820000", "830000")
_LENGTH = 18


def parsed(text: str) -> PrcNumber | None:
    """The number, or None where it has not the form."""
    try:
        return prc_number.parse(text)
    except prc_number.PrcNumberError:
        return None


def is_sound(number: PrcNumber, today: date) -> bool:
    """Whether nothing in the number itself is wrong."""
    return number.holds and "1900" < number.birth <= today.isoformat() and number.sequence != "000"


def suggested(
    raw: str, value: str, shown: Evidence, suitable: Suitable, *, known_region: bool = True
) -> Iterator[tuple[str, str]]:
    """Values with the message why, the likeliest first; none where `value` is suitable, or of the first generation.

    Args:
        raw: as read; it may still tell a small letter from a capital.
        value: in normal form.
        shown: what else the card shows.
        suitable: whether a number may stand on this card.
        known_region: whether the number begins with a region's code, so that a known one speaks for it.
    """
    number = parsed(value)
    if number is None:
        yield from ((each, MENDED) for each in mended(raw, value))
        if len(value) == _LENGTH + 1:
            yield from _fitting(one_dropped(value), ONE_DROPPED, shown, suitable, known_region)
        if len(value) == _LENGTH - 1:
            yield from _fitting(_with_birth(value, shown), ONE_ADDED, shown, suitable, known_region)
    elif not number.holds:
        yield from _fitting(one_changed(value), ONE_CHANGED, shown, suitable, known_region)
    elif number.first_generation:
        yield from _of_first_generation(number, shown)


def mended(raw: str, value: str) -> list[str]:
    """The number with digits for the letters that look like them, where that gives the form; one that holds first."""
    found = [prc_number.normalise(each) for each in (raw, value)]
    if len(value) == 15:
        found.append(as_digits(value))
    right = [number for each in dict.fromkeys(found) if each != value and (number := parsed(each)) is not None]
    return [number.text for number in sorted(right, key=lambda number: not (number.holds and number.birth))]


def _with_birth(value: str, shown: Evidence) -> list[Candidate]:
    """Where one character was lost: the printed birth in its place, if that is where it was lost, or the last one added.

    Anywhere else many digits would do as well as the right one.
    """
    digits = shown.birth.replace("-", "")
    if not digits:
        return []
    found = [
        Candidate(value[:6] + digits + value[13:], 6 + place)
        for place in range(8)
        if digits[:place] + digits[place + 1 :] == value[6:13]
    ]
    if value[6:14] == digits and value.isascii() and value.isdigit():
        found.append(Candidate(value + prc_number.check_character(value), len(value)))
    return found


def _fitting(
    candidates: Iterable[Candidate], message: str, shown: Evidence, suitable: Suitable, known_region: bool
) -> Iterator[tuple[str, str]]:
    weighed = [
        (each, _points(number, shown, known_region))
        for each in candidates
        if (number := parsed(each.value)) is not None and len(each.value) == _LENGTH and suitable(number)
    ]
    yield from ((value, message) for value in ranked(weighed, shown.confidences))


def _points(number: PrcNumber, shown: Evidence, known_region: bool) -> float:
    """What speaks for a number: the printed birth more than the sex, and that its region is in the list."""
    return (
        2 * (number.birth == shown.birth)
        + (number.sex == shown.sex)
        + (known_region and regions.region(number.region) is not None)
    )


def _of_first_generation(number: PrcNumber, shown: Evidence) -> Iterator[tuple[str, str]]:
    """No check digit guards it: only what is printed can tell that a digit of the birth, or the last one, is wrong."""
    doubted = (shown.birth and number.birth != shown.birth) or (shown.sex and number.sex != shown.sex)
    weighed = [
        (each, 0.0)
        for each in one_changed(number.text)
        if doubted and (other := parsed(each.value)) is not None and _is_as_shown(other, shown)
    ]
    yield from ((value, ONE_CHANGED) for value in ranked(weighed, shown.confidences))


def _is_as_shown(number: PrcNumber, shown: Evidence) -> bool:
    return number.birth == (shown.birth or number.birth) != "" and number.sex == (shown.sex or number.sex)
