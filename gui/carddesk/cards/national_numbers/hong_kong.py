"""Hong Kong: the number of the identity card, one or two letters, six digits and a check character in brackets."""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Told

_BLANK = 36


def _telling(text: str) -> Told:
    """Letters A=10 … Z=35 and a blank for the first of two = 36, weights 9 to 2, modulo 11."""
    worth = [int(each, 36) for each in text[:-1]]
    whole = [_BLANK] * (8 - len(worth)) + worth
    rest = -sum(value * weight for value, weight in zip(whole, range(9, 1, -1), strict=True)) % 11
    expected = "A" if rest == 10 else str(rest)
    return Told() if text[-1] == expected else Told(Fault.CHECK, expected=expected)


NUMBERS = (
    NationalNumber(
        "HKG",
        "HKID",
        ("A000000*", "AA000000*"),
        _telling,
        "Immigration Department of Hong Kong: check digit of the identity card number",
        of_card=True,
        distinct=True,
        guarded=True,
    ),
)
