"""Brazil: the CPF, which new identity cards bear as their number; older ones have a number of their state."""

from __future__ import annotations

from stdnum.br import cpf

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told, passes


def _telling(text: str) -> Told:
    return Told() if passes(cpf.validate, text) else Told(Fault.CHECK)


NUMBERS = (
    NationalNumber("BRA", "CPF", ("00000000000",), _telling, "python-stdnum br.cpf", distinct=True, guarded=True),
)
