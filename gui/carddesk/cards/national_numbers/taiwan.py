"""Taiwan: the number of the national identity card, and those of foreign residents, old and new."""

from __future__ import annotations

from carddesk.cards.national_numbers.contract import Fault, NationalNumber, Sex, Told

_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""In the order of their worth, from 10 on."""
_SEXES: dict[str, Sex] = {"1": "M", "2": "F", "8": "M", "9": "F", "A": "M", "B": "F", "C": "M", "D": "F"}
"""1 and 2 citizens, 8 and 9 residents since 2021, A to D residents before."""


def _worth(letter: str) -> int:
    return 10 + _LETTERS.index(letter)


def _telling(text: str) -> Told:
    """The letter's two digits weigh 1 and 9, what follows 8 to 1; a letter in second place counts by its last digit."""
    if text[1] not in _SEXES:
        return Told(Fault.CHECK)
    tens, ones = divmod(_worth(text[0]), 10)
    digits = [int(each) if each.isdigit() else _worth(each) % 10 for each in text[1:-1]]
    total = tens + 9 * ones + sum(digit * weight for digit, weight in zip(digits, range(8, 0, -1), strict=True))
    expected = str(-total % 10)
    if text[-1] != expected:
        return Told(Fault.CHECK, sex=_SEXES[text[1]], expected=expected)
    return Told(sex=_SEXES[text[1]])


NUMBERS = (
    NationalNumber(
        "TWN",
        "統一編號",
        ("A000000000", "AA00000000"),
        _telling,
        "內政部: 國民身分證統一編號; 內政部移民署: 外來人口統一證號 (2021-01-02)",
        of_card=True,
        distinct=True,
        guarded=True,
    ),
)
