"""Vietnam: the twelve digits of the identity card (căn cước), and the nine of the card before. They have no check digit.

What the digits mean stood in Circular 59/2021, which expired on 2024-07-01; the Law on Identification of 2023 promises
twelve digits and no more. So what they tell is unusual where it differs, and never impossible.
"""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told

_PLACES = range(1, 97)


def _telling(text: str) -> Told:
    """Three digits of the place, one of century and sex (even for men), two of the year, six more."""
    mark = int(text[3])
    year = f"{19 + mark // 2}{text[4:6]}"
    known = int(text[:3]) in _PLACES
    return Told(Fault.NONE if known else Fault.PLACE, f"{year}....", "F" if mark % 2 else "M")


NUMBERS = (
    NationalNumber(
        "VNM",
        "CCCD",
        ("0" * 12,),
        _telling,
        "Circular 59/2021/TT-BCA (expired 2024-07-01); Law on Identification 26/2023/QH15",
        of_card=True,
        distinct=True,
        binding=False,
    ),
    NationalNumber("VNM", "CMND", ("0" * 9,), lambda _: Told(), "Decree 05/1999/ND-CP", of_card=True),
)
