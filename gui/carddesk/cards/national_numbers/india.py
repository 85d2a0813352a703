"""India: Aadhaar, the tax payer's PAN (whose check letter is not published) and the voter's EPIC."""

from __future__ import annotations

from stdnum import luhn, verhoeff
from stdnum.in_ import aadhaar, epic, pan

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told, passes


def _aadhaar(text: str) -> Told:
    if passes(aadhaar.validate, text):
        return Told()
    return Told(Fault.CHECK, expected="" if text[0] in "01" else verhoeff.calc_check_digit(text[:-1]))


def _pan(text: str) -> Told:
    return Told() if passes(pan.validate, text) else Told(Fault.CHECK)


def _epic(text: str) -> Told:
    return Told() if passes(epic.validate, text) else Told(Fault.CHECK, expected=luhn.calc_check_digit(text[3:-1]))


NUMBERS = (
    NationalNumber(
        "IND",
        "Aadhaar",
        ("000000000000",),
        _aadhaar,
        "python-stdnum in_.aadhaar",
        guarded=True,
        of_card=True,
        distinct=True,
    ),
    NationalNumber("IND", "PAN", ("AAAAA0000A",), _pan, "python-stdnum in_.pan", of_card=True, distinct=True),
    NationalNumber("IND", "EPIC", ("AAA0000000",), _epic, "python-stdnum in_.epic", of_card=True),
)
