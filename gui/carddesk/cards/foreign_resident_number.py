"""The number of the foreign permanent resident ID card: 15 characters before 2023, 18 digits since (logic-rules §3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from carddesk.cards import prc_number
from carddesk.cards.lookalikes import as_digits, as_letters, half_width
from carddesk.cards.mrz import check_digit

_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_NEW = re.compile(r"9[0-9]{16}[0-9X]")
_NEW_BUT_FOR_PREFIX = re.compile(r"[0-9]{17}[0-9X]")

SINCE = {"2004": "2004-08-15", "2023": "2023-12-01"}
"""ISO day from which cards with a number of each version are issued; the cards of 2017 bear the number of 2004."""


class ForeignResidentNumberError(ValueError):
    """The text has not the form of a foreign permanent resident's number."""


@dataclass(frozen=True, slots=True)
class ForeignResidentNumber:
    """The parts of a number that has the right form.

    Attributes:
        version: `2004` for 15 characters (issued until 2023), `2023` for 18.
        nationality: alpha-3 code (2004) or ISO 3166-1 numeric code (2023), of the first issue.
        place: first four (2004) or two (2023) digits of the accepting place in GB/T 2260.
        birth_digits: YYMMDD (2004) or YYYYMMDD (2023).
        sequence: three digits (2023); empty for 2004, whose one digit tells nothing.
        sex: `M` or `F` for 2023; empty for 2004, which does not say.
        expected_check: what the last character must be.
    """

    text: str
    version: Literal["2004", "2023"]
    nationality: str
    place: str
    birth_digits: str
    sequence: str
    sex: Literal["M", "F", ""]
    expected_check: str

    @property
    def holds(self) -> bool:
        """Whether the check character is right."""
        return self.text[-1] == self.expected_check

    @property
    def prefix_holds(self) -> bool:
        """Whether an 18-digit number begins with 9 as it must."""
        return self.version == "2004" or self.text[0] == "9"

    @property
    def birth_possible(self) -> bool:
        """Whether the digits name a day, in some century where they leave it open."""
        return any(self._birth(century) for century in self._centuries)

    @property
    def birth(self) -> str:
        """ISO date of birth; empty where there is no such day, and for 2004, which leaves the century open."""
        born = self._birth("") if self.version == "2023" else None
        return born.isoformat() if born else ""

    def born(self, iso: str) -> bool:
        """Whether the number agrees with this date of birth."""
        return iso.replace("-", "").endswith(self.birth_digits)

    @property
    def _centuries(self) -> tuple[str, ...]:
        return ("19", "20") if self.version == "2004" else ("",)

    def _birth(self, century: str) -> date | None:
        digits = century + self.birth_digits
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None


def parse(text: str) -> ForeignResidentNumber:
    """The parts of `text`, which must be in normal form. 18 digits that begin with another digit than 9 parse too.

    Raises:
        ForeignResidentNumberError: it is neither three letters and 12 digits, nor 17 digits and a digit or X.
    """
    if _OLD.fullmatch(text):
        return ForeignResidentNumber(text, "2004", text[:3], text[3:7], text[7:13], "", "", check_digit(text[:14]))
    if _NEW_BUT_FOR_PREFIX.fullmatch(text):
        like = prc_number.parse(text)
        return ForeignResidentNumber(
            text, "2023", text[3:6], text[1:3], like.birth_digits, like.sequence, like.sex, like.expected_check
        )
    raise ForeignResidentNumberError("a permanent resident's number has 3 letters and 12 digits, or 18 digits")


def normalise(text: str) -> str:
    """`text` half-width, upper case, without blanks; look-alikes put right by position where that gives a right form."""
    plain = re.sub(r"\s+", "", half_width(text))
    as_new = prc_number.normalise(plain)
    if _NEW.fullmatch(as_new):
        return as_new
    as_old = as_letters(plain[:3]).upper() + as_digits(plain[3:])
    return as_old if _OLD.fullmatch(as_old) else plain
