"""Albania: the identity number (Numri i Identitetit). Its check letter is not published."""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told, birth_of

_DECADES = "ABCDEFGHIJKLMNOPQRST"
"""A for 1900 to 1909."""


def _telling(text: str) -> Told:
    """Decade, year, month (women's plus 50), day, three digits, check letter."""
    if text[0] not in _DECADES or text[-1] > "W":
        return Told(Fault.CHECK)
    year, month, day = 1900 + 10 * _DECADES.index(text[0]) + int(text[1]), int(text[2:4]), int(text[4:6])
    birth = birth_of(str(year), month - 50 if month > 50 else month, day)
    return Told(birth=birth, sex="F" if month > 50 else "M") if birth else Told(Fault.BIRTH)


NUMBERS = (
    NationalNumber(
        "ALB",
        "NID",
        ("A00000000A",),
        _telling,
        "OECD: Albania, information on tax identification numbers",
        distinct=True,
    ),
)
