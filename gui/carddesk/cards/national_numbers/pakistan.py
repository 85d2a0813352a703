"""Pakistan: the CNIC. It has no check digit."""

from __future__ import annotations

from stdnum.pk import cnic

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told


def _telling(text: str) -> Told:
    """Province first, the holder's sex last. Azad Kashmir's 8 is not in the module's list."""
    match cnic.get_gender(text):
        case "M" | "F" as sex:
            known = cnic.get_province(text)
            return Told(Fault.NONE if known else Fault.PLACE, sex=sex)
        case _:
            return Told(Fault.CHECK)


NUMBERS = (NationalNumber("PAK", "CNIC", ("0" * 13,), _telling, "python-stdnum pk.cnic", of_card=True, distinct=True),)
