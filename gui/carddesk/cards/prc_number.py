"""The citizen's number of GB 11643-1999, which the residence permit bears as well (logic-rules §1 and §2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from carddesk.cards.lookalikes import CROSSES, as_digits, half_width
from carddesk.cards.masking import is_masked

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FORM = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")


class PrcNumberError(ValueError):
    """The text has not the form of a citizen's number."""


@dataclass(frozen=True, slots=True)
class PrcNumber:
    """The parts of a number that has the right form; whether they are right is told by the properties.

    Attributes:
        text: 18 characters, or 15 of the first generation, whose cards are void since 2013.
        region: six digits of GB/T 2260: the county when the number was made.
        sequence: three digits, odd for men.
        check: the last character, empty in the first generation.
    """

    text: str
    region: str
    birth_digits: str
    sequence: str
    check: str

    @property
    def first_generation(self) -> bool:
        """Whether it has 15 digits."""
        return not self.check

    @property
    def expected_check(self) -> str:
        """The check character its first 17 digits call for; empty in the first generation."""
        return "" if self.first_generation else check_character(self.text[:17])

    @property
    def holds(self) -> bool:
        """Whether the check character is right; the first generation has none to fail."""
        return self.check == self.expected_check

    @property
    def birth(self) -> str:
        """ISO date of birth; empty where there is no such day."""
        try:
            return date(int(self.birth_digits[:4]), int(self.birth_digits[4:6]), int(self.birth_digits[6:])).isoformat()
        except ValueError:
            return ""

    @property
    def sex(self) -> Literal["M", "F"]:
        """Odd sequence numbers are men's, even ones women's."""
        return "M" if int(self.sequence) % 2 else "F"


def check_character(body: str) -> str:
    """`0`-`9` or `X` for the first 17 digits: ISO 7064 MOD 11-2.

    Raises:
        PrcNumberError: `body` is not 17 digits.
    """
    if not re.fullmatch("[0-9]{17}", body):
        raise PrcNumberError("the check character is computed from 17 digits")
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def parse(text: str) -> PrcNumber:
    """The parts of `text`, which must be in normal form.

    Raises:
        PrcNumberError: it is neither 17 digits and a digit or X, nor 15 digits.
    """
    if not _FORM.fullmatch(text):
        raise PrcNumberError("a citizen's number has 17 digits and a digit or X, or 15 digits")
    if len(text) == 15:
        return PrcNumber(text, text[:6], "19" + text[6:12], text[12:], "")
    return PrcNumber(text, text[:6], text[6:14], text[14:17], text[17])


def normalise(text: str) -> str:
    """`text` half-width, without blanks, with × and its like as X; letters that can only be digits put right.

    A masked number, or one that has not 18 characters of the right form then, comes back with its blanks taken out only:
    in 15 characters letters may be meant, as the older permanent residents' numbers have them.
    """
    plain = re.sub(r"\s+", "", half_width(text))
    if is_masked(plain, number=True):
        return plain
    crossed = plain[:-1] + "X" if plain[-1:] in tuple(CROSSES) else plain
    mended = as_digits(crossed[:-1]) + (crossed[-1:] if crossed[-1:] == "X" else as_digits(crossed[-1:]))
    return mended if len(mended) == 18 and _FORM.fullmatch(mended) else plain
