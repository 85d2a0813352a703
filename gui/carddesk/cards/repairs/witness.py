"""What a number that holds tells of its holder; a number that does not hold tells nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from carddesk.cards import foreign_resident_number, prc_number
from carddesk.cards.checks import Card


@dataclass(frozen=True, slots=True)
class Witness:
    """What the number says.

    Attributes:
        births: the day of birth; two where the number leaves the century open, the later first.
        sex: `M`, `F`, or empty where it does not say.
    """

    births: tuple[date, ...]
    sex: str

    def born(self, day: date) -> bool:
        """Whether the number says this day."""
        return day in self.births


def witness(card: Card) -> Witness | None:
    """What the card's number says; None where it has none that holds, or none that a card today can bear."""
    number = card.value("id_number")
    match card.document.id:
        case "resident_id" | "residence_permit":
            return _citizen(number, card.today)
        case "foreign_resident":
            return _resident(number, card.today)
        case _:
            return None


def _citizen(text: str, today: date) -> Witness | None:
    try:
        number = prc_number.parse(text)
    except prc_number.PrcNumberError:
        return None
    births = _past([number.birth_digits], today)
    return Witness(births, number.sex) if number.holds and not number.first_generation and births else None


def _resident(text: str, today: date) -> Witness | None:
    try:
        number = foreign_resident_number.parse(text)
    except foreign_resident_number.ForeignResidentNumberError:
        return None
    digits = number.birth_digits
    births = _past([digits] if len(digits) == 8 else ["20" + digits, "19" + digits], today)
    return Witness(births, number.sex) if number.holds and number.prefix_holds and births else None


def _past(all_digits: list[str], today: date) -> tuple[date, ...]:
    found = []
    for digits in all_digits:
        try:
            day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            continue
        if day <= today:
            found.append(day)
    return tuple(found)
