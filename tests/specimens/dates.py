"""Validity of cards by the law's terms, and dates as cards print them."""

import re
from datetime import date

from .chance import Chance
from .people import LATEST, age_on, day_between, years_after

FOREVER = date(9999, 12, 31)


def resident_term(birth: date, issued: date) -> date:
    """The last day of a resident card (居民身份证法 Art. 5): 5, 10 or 20 years, for ever from 46 on."""
    age = age_on(birth, issued)
    if age >= 46:
        return FOREVER
    return years_after(issued, 5 if age < 16 else 10 if age < 26 else 20)


def issued_between(chance: Chance, birth: date, first: date, last: date = LATEST) -> date:
    """A day of issue in [first, last] and after birth."""
    return day_between(chance, max(first, years_after(birth, 1)), last)


def dotted(day: date) -> str:
    """As printed on the emblem face: 2015.03.02, or 长期."""
    return "长期" if day == FOREVER else f"{day:%Y.%m.%d}"


def normal_form(text: str) -> str:
    """A single whole day in ISO form; everything else (ranges, `…前`, months) as it is printed."""
    day = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", text)
    return date(*map(int, day.groups())).isoformat() if day else text
