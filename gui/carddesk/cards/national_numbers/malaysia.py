"""Malaysia: the number of the MyKad. It has no check digit."""

from __future__ import annotations

from stdnum.my import nric

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told, birth_of, passes


def _telling(text: str) -> Told:
    """Birth YYMMDD, two digits of the place, four of a sequence, odd for men."""
    birth = birth_of(text[:2], int(text[2:4]), int(text[4:6]))
    if not birth:
        return Told(Fault.BIRTH)
    sex = "M" if int(text[-1]) % 2 else "F"
    return Told(Fault.NONE if passes(nric.validate, text) else Fault.PLACE, birth, sex)  # type: ignore[arg-type]


NUMBERS = (NationalNumber("MYS", "MyKad", ("0" * 12,), _telling, "python-stdnum my.nric", of_card=True, distinct=True),)
