"""Philippines: the CRN of the UMID card and the numbers of PhilSys, of whose digits no more is published."""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import NationalNumber, Told

NUMBERS = (
    NationalNumber(
        "PHL", "CRN, PSN", ("0" * 12,), lambda _: Told(), "UMID: common reference number; Republic Act 11055"
    ),
    NationalNumber("PHL", "PCN", ("0" * 16,), lambda _: Told(), "Philippine Statistics Authority: PhilSys card number"),
)
