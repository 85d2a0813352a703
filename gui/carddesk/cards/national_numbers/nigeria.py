"""Nigeria: the NIN, eleven digits of which no more is published."""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import NationalNumber, Told

NUMBERS = (
    NationalNumber(
        "NGA", "NIN", ("0" * 11,), lambda _: Told(), "National Identity Management Commission: NIN", distinct=True
    ),
)
