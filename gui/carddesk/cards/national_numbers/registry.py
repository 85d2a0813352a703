"""Finding the kinds of number a country has. Each module in this package declares some as `NUMBERS`; a new country is a new file."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache

from carddesk.cards.lookalikes import half_width
from carddesk.cards.national_numbers.contract import NationalNumber

_ALSO = {"CHN": ("HKG", "TWN")}
"""Whose cards name a nationality that is not the country of the number: identity cards of Hong Kong and Taiwan."""


@cache
def _by_country() -> dict[str, tuple[NationalNumber, ...]]:
    package = __name__.rpartition(".")[0]
    path = importlib.import_module(package).__path__
    found: dict[str, tuple[NationalNumber, ...]] = {}
    for module in pkgutil.iter_modules(path):
        for kind in getattr(importlib.import_module(f"{package}.{module.name}"), "NUMBERS", ()):
            found[kind.country] = (*found.get(kind.country, ()), kind)
    return found


def kinds(country: str) -> tuple[NationalNumber, ...]:
    """The kinds of number that a document of this country (alpha-3) may bear; none where no rule is known."""
    return tuple(kind for code in (country, *_ALSO.get(country, ())) for kind in _by_country().get(code, ()))


def countries() -> tuple[str, ...]:
    """The countries whose numbers are known, by alpha-3 code."""
    return tuple(sorted(_by_country()))


def compact(text: str) -> str:
    """`text` half-width, in capitals, without blanks and the marks that part its groups."""
    return re.sub(r"[\s().\-‐‑–·/]", "", half_width(text)).upper()
