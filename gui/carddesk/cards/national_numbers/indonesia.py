"""Indonesia: the NIK. It has no check digit."""

from __future__ import annotations

from stdnum.id import nik

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told, birth_of, passes


def _telling(text: str) -> Told:
    """Six digits of the place, day (women's plus 40), month, year, four of a sequence."""
    day = int(text[6:8])
    birth = birth_of(text[10:12], int(text[8:10]), day - 40 if day > 40 else day)
    if not birth:
        return Told(Fault.BIRTH)
    return Told(Fault.NONE if passes(nik.validate, text) else Fault.PLACE, birth, "F" if day > 40 else "M")


NUMBERS = (NationalNumber("IDN", "NIK", ("0" * 16,), _telling, "python-stdnum id.nik", of_card=True, distinct=True),)
