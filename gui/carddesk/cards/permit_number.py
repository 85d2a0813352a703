"""Travel permit numbers (通行证号码) of residents of Hong Kong, Macau and Taiwan (logic-rules §2). They have no check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PREFIXES = {"H": "81", "M": "82", "": "83"}
_FORM = re.compile(r"([HM]?)([0-9]{8})([0-9]{2})?")
_FOREIGN = re.compile(r"([HM])A[0-9]{7}")


class PermitNumberError(ValueError):
    """The text has not the form of a travel permit's number."""


@dataclass(frozen=True, slots=True)
class PermitNumber:
    """The parts of a number that has the right form.

    Attributes:
        region: first two digits of the resident's number that go with it: 81, 82 or 83.
        lifelong: letter and eight digits, the same on each permit of this person.
        replacement: two more digits on other cards, else empty.
    """

    region: str
    lifelong: str
    replacement: str


def parse(text: str) -> PermitNumber:
    """The parts of `text`, which must be in normal form.

    Raises:
        PermitNumberError: it is not H, M or nothing before eight or ten digits.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise PermitNumberError("a travel permit's number has H or M and 8 digits, or 8 digits")
    letter, digits, replacement = match.groups(default="")
    return PermitNumber(_PREFIXES[letter], letter + digits, replacement)


def is_of_foreign_resident(text: str) -> bool:
    """Whether it is the permit of a permanent resident of Hong Kong or Macau who is no Chinese citizen (since 2024)."""
    return _FOREIGN.fullmatch(text) is not None


def region_of(text: str) -> str:
    """81, 82 or 83, as the resident's number that goes with it begins; empty where the text has not the form."""
    if match := _FOREIGN.fullmatch(text):
        return _PREFIXES[match[1]]
    try:
        return parse(text).region
    except PermitNumberError:
        return ""
