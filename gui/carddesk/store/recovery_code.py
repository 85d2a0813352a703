"""The recovery code: 120 random bits to be read aloud and typed, in six groups that each notice a slip.

Crockford's Base32 (https://www.crockford.com/base32.html): no I, L, O, U; those who type O, I or L mean 0, 1 and 1. The fifth
character of a group is its check. It is a weighted sum in the field of 32 elements, so that one wrong character and two
that changed places are always noticed; each group wants a sum of its own, so that groups that changed places are, too.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

from carddesk.errors import UserError
from carddesk.language import tr

GROUPS: Final = 6
LENGTH: Final = 5
"""Characters of a group, the check among them."""

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN: Final = " \t\r\n-‐‑‒–—−_.·　"
_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1, primitive: 2 generates all 31 elements


def made() -> str:
    """A new one, as it is shown: `4F7KQ-…`."""
    return "-".join(_group(index, [secrets.randbelow(32) for _ in range(LENGTH - 1)]) for index in range(GROUPS))


def taken(text: str) -> str:
    """What a person typed, in the form of `made`.

    Raises:
        UserError: `recovery_code_typo`, it cannot be one; the message says where.
    """
    signs = _signs(text)
    if slip := slip_in(text):
        raise UserError("recovery_code_typo", slip)
    if len(signs) != GROUPS * LENGTH:
        said = tr(
            "A recovery code has {wanted} characters; these are {given}.", wanted=GROUPS * LENGTH, given=len(signs)
        )
        raise UserError("recovery_code_typo", said)
    return "-".join(_groups(signs))


def slip_in(text: str) -> str:
    """What cannot be right in what was typed so far, in words; empty where nothing is seen to be wrong yet."""
    signs = _signs(text)
    if strange := next((sign for sign in signs if sign not in _ALPHABET), None):
        return tr("There is no {sign} in a recovery code.", sign=strange)
    if len(signs) > GROUPS * LENGTH:
        return tr("That is too much: a recovery code has {wanted} characters.", wanted=GROUPS * LENGTH)
    for index, group in enumerate(_groups(signs)):
        if len(group) == LENGTH and not holds(index, group):
            return tr("There is a slip in group {number}: {group}.", number=index + 1, group=group)
    return ""


def holds(index: int, group: str) -> bool:
    """Whether five characters can be group `index` (from 0)."""
    values = [_ALPHABET.index(sign) for sign in group]
    return _group(index, values[:-1]) == group


def _group(index: int, values: list[int]) -> str:
    # The sum of value·2^place over all five is to be index+1; the check stands at place 0 and has weight 1.
    check = index + 1
    for place, value in enumerate(values, 1):
        check ^= _times(value, place)
    return "".join(_ALPHABET[value] for value in (*values, check))


def _times(value: int, power: int) -> int:
    for _ in range(power):
        value <<= 1
        if value & 32:
            value ^= _POLYNOMIAL
    return value


def _signs(text: str) -> str:
    # Wide characters of an input method are meant as the narrow ones.
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MEANT)
    return "".join(sign for sign in plain if sign not in _BETWEEN)


def _groups(signs: str) -> list[str]:
    return [signs[start : start + LENGTH] for start in range(0, len(signs), LENGTH)]
