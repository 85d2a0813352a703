"""Russia: series and number of the internal passport, which have no check digit; the code of its region comes first."""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told


def _telling(text: str) -> Told:
    """Two digits of the region, two of the year of the blank, six of the number, none of them 00."""
    return Told(Fault.PLACE if text[:2] == "00" else Fault.NONE)


NUMBERS = (
    NationalNumber(
        "RUS", "паспорт", ("0" * 10,), _telling, "Decree of the Government of the Russian Federation 828 of 1997-07-08"
    ),
)
