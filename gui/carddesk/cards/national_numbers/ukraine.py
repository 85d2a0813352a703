"""Ukraine: the tax payer's number (РНОКПП) and that of the register (УНЗР); the document number of a card is another."""

from __future__ import annotations

from datetime import date, timedelta

from stdnum.ua import rntrc

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told, birth_of

_DAY_0 = date(1899, 12, 31)


def _telling(text: str) -> Told:
    """Days since the end of 1899, a sequence whose last digit is odd for men, a check digit."""
    expected = rntrc.calc_check_digit(text)
    birth = (_DAY_0 + timedelta(days=int(text[:5]))).strftime("%Y%m%d")
    fault = Fault.NONE if text[-1] == expected else Fault.CHECK
    return Told(fault, birth, "M" if int(text[8]) % 2 else "F", expected if fault is Fault.CHECK else "")


def _record(text: str) -> Told:
    """Day of birth, four digits of a sequence, a check digit whose rule is not published."""
    birth = birth_of(text[:4], int(text[4:6]), int(text[6:8]))
    return Told(birth=birth) if birth else Told(Fault.BIRTH)


NUMBERS = (
    NationalNumber(
        "UKR",
        "УНЗР",
        ("0" * 13,),
        _record,
        "Cabinet of Ministers of Ukraine: Unified State Demographic Register",
        distinct=True,
    ),
    NationalNumber("UKR", "РНОКПП", ("0" * 10,), _telling, "python-stdnum ua.rntrc", distinct=True, guarded=True),
)
