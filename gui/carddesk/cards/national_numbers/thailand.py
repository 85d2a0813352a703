"""Thailand: the number of the identity card, thirteen digits with a check digit."""

from __future__ import annotations

from stdnum.th import pin

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told


def _telling(text: str) -> Told:
    """No number begins with 9. Those that begin with 0 are of residents without a nationality, and stand on their cards."""
    expected = pin.calc_check_digit(text)
    if text[-1] != expected:
        return Told(Fault.CHECK, expected=expected)
    return Told(Fault.CHECK if text[0] == "9" else Fault.NONE)


NUMBERS = (
    NationalNumber(
        "THA",
        "PIN",
        ("0" * 13,),
        _telling,
        "python-stdnum th.pin",
        of_card=True,
        distinct=True,
        guarded=True,
    ),
)
