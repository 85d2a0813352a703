"""Which countries' documents the service reads: table 1 of its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carddesk.language import mark, tr

DOCUMENTS = {"PP": "passport", "DL": "driving_licence", "ID": "national_id"}
"""The service's types of document and ours."""
MEANINGS = (mark("Passport"), mark("Driving licence"), mark("Identity card, also voter and social security card"))
"""What the service's types are, in their order."""


@dataclass(frozen=True, slots=True)
class Country:
    """One row of the table.

    Attributes:
        code: ISO 3166-1 alpha-3.
        name: in English, as the table has it; a source string.
        types: keys of `DOCUMENTS` it is read for.
    """

    code: str
    name: str
    types: tuple[str, ...]


COUNTRIES = (
    Country("VNM", mark("Vietnam"), ("PP", "DL", "ID")),
    Country("IND", mark("India"), ("PP",)),
    Country("PHL", mark("Philippines"), ("PP", "DL", "ID")),  # ID: UMID only
    Country("ALB", mark("Albania"), ("PP", "DL", "ID")),
    Country("BRA", mark("Brazil"), ("PP",)),
    Country("IDN", mark("Indonesia"), ("PP",)),
    Country("MYS", mark("Malaysia"), ("PP",)),
    Country("NGA", mark("Nigeria"), ("PP",)),
    Country("PAK", mark("Pakistan"), ("PP",)),
    Country("RUS", mark("Russia"), ("PP",)),  # the international form only
    Country("TWN", mark("Taiwan (China)"), ("PP",)),
    Country("UKR", mark("Ukraine"), ("PP",)),
    Country("THA", mark("Thailand"), ("ID", "PP")),
    Country("CHL", mark("Chile"), ("ID", "PP")),
    Country("HKG", mark("Hong Kong (China)"), ("ID",)),
)
BY_CODE = {country.code: country for country in COUNTRIES}


def objection(countries: Sequence[str], types: Sequence[str]) -> str:
    """Why no such card can be read, in the language of the run; empty where nothing is wrong.

    A choice that can never match is refused: a country none of whose documents was picked, and a type of document that
    none of the picked countries is read for. Either list may be empty, which means all.
    """
    for code in countries:
        if code not in BY_CODE:
            return tr("{code} is no country this service reads. It reads {known}.", code=code, known=", ".join(BY_CODE))
    for kind in types:
        if kind not in DOCUMENTS:
            return tr("{kind} is no type of document this service reads. It reads PP, DL and ID.", kind=kind)
    picked = [BY_CODE[code] for code in countries]
    for country in picked:
        if types and not set(types) & set(country.types):
            return _never(country.code, country.types)
    for kind in types:
        if picked and not any(kind in country.types for country in picked):
            return _never(picked[0].code, picked[0].types)
    return ""


def _never(code: str, types: Sequence[str]) -> str:
    country = f"{tr(BY_CODE[code].name)} ({code})"
    meanings = dict(zip(DOCUMENTS, MEANINGS, strict=True))
    return tr(
        "Of {code} this service reads only {types}. Pick one of these, or no type.",
        code=country,
        types=", ".join(f"{tr(meanings[kind])} ({kind})" for kind in types),
    )
