"""Chile: the RUN. The card bears a document number of nine digits besides, which looks the same."""

from __future__ import annotations

from stdnum.cl import rut

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told


def _telling(text: str) -> Told:
    expected = rut.calc_check_digit(text[:-1])
    return Told() if text[-1] == expected else Told(Fault.CHECK, expected=expected)


NUMBERS = (NationalNumber("CHL", "RUN", ("0000000*", "00000000*"), _telling, "python-stdnum cl.rut", guarded=True),)
