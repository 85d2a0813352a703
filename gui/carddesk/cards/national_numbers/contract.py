"""What a national number is: its form, what is wrong with one, and what it tells of its holder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from stdnum.exceptions import ValidationError

Sex = Literal["M", "F", ""]


class Fault(StrEnum):
    """What is wrong with a number that has the form."""

    NONE = "none"
    CHECK = "check"
    """Its check character does not fit, or the digits cannot be given out at all."""
    BIRTH = "birth"
    """The date of birth in it is no day."""
    PLACE = "place"
    """The place in it is not in the list, which may be older than the card."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a number says.

    Attributes:
        fault: the gravest thing wrong with it.
        birth: the holder's birth, as `YYYYMMDD` with `.` for what it leaves open
            (`..900115`, `19......`); empty where it does not tell.
        sex: empty where it does not tell.
        expected: what its check characters should be; empty where there are none.
    """

    fault: Fault = Fault.NONE
    birth: str = ""
    sex: Sex = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """One kind of number of one country.

    Attributes:
        country: ISO 3166 alpha-3.
        name: as its country calls it.
        form: what a compact number looks like: `0` for a digit, `A` for a letter, `*` for either; several forms possible.
        telling: reads a compact number that has the form. It never raises.
        of_card: whether the number of the country's identity card is this one; else it may stand on it or not.
        distinct: whether nothing else printed on a card of this country has the form.
        binding: whether birth and sex in it follow from a rule in force, so that a difference is an error.
        guarded: whether a check character guards all of it.
        source: of the rule.
    """

    country: str
    name: str
    form: tuple[str, ...]
    telling: Callable[[str], Told] = field(repr=False)
    source: str
    of_card: bool = False
    distinct: bool = False
    binding: bool = True
    guarded: bool = False

    def fits(self, text: str) -> bool:
        """Whether a compact text has the form."""
        return any(len(text) == len(form) and all(map(_has, form, text)) for form in self.form)


def _has(place: str, character: str) -> bool:
    digit = "0" <= character <= "9"
    letter = "A" <= character <= "Z"
    return (
        digit if place == "0" else letter if place == "A" else digit or letter if place == "*" else character == place
    )


def read(kind: NationalNumber, text: str) -> Told:
    """What a compact number that has the kind's form says. Digits that are all the same are never given out."""
    return Told(Fault.CHECK) if len(set(text)) == 1 else kind.telling(text)


def passes(validate: Callable[[str], str], text: str) -> bool:
    """Whether a module of python-stdnum lets the number pass."""
    try:
        validate(text)
    except ValidationError:
        return False
    return True


def birth_of(year: str, month: int, day: int) -> str:
    """A birth as `Told` has it, of a year of four or two digits; empty where no century has such a day."""
    for century in ("",) if len(year) == 4 else ("19", "20"):
        try:
            date(int(century + year), month, day)
        except ValueError:
            continue
        return f"{year:.>4}{month:02d}{day:02d}"
    return ""


def agrees(birth: str, iso: str) -> bool:
    """Whether a birth as `Told` has it can be this day."""
    digits = iso.replace("-", "")
    return len(digits) == len(birth) and all(told in {".", given} for told, given in zip(birth, digits, strict=True))
