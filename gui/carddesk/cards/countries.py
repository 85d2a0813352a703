"""Countries: codes (ISO 3166-1, and ICAO's beyond it), names in Chinese and English, and what else cards call them.

The data file is made by packaging/data/countries.py, which says its sources and licences.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_ARTICLE = re.compile(r"^the\s+|\s*\(?\bthe\)?$")
_PARTS = re.compile(r"\s*[/／|,，、;；()（）]\s*")
_CJK = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SAME_CODE = MappingProxyType({"D": "DEU", "XKX": "RKS"})
"""Germany is D in machine-readable zones (ICAO 9303-3 part 5); ISO leaves Kosovo to its users, who take XKX."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country, or what stands in its place on travel documents.

    Attributes:
        alpha2: empty for codes beyond ISO 3166-1.
        alpha3: three letters, as in a zone; DEU for Germany.
        numeric: three digits; empty for codes beyond ISO 3166-1.
        chinese, english: the name to show.
        names: every other name, language and spelling it is known by.
        belongs_to: alpha-3 of the country that a code beyond ISO 3166-1 is a kind of: GBR for GBN; else empty.
    """

    alpha2: str
    alpha3: str
    numeric: str
    chinese: str
    english: str
    names: tuple[str, ...] = field(default=(), repr=False)
    belongs_to: str = ""

    @property
    def family(self) -> str:
        """What two codes of one country have in common."""
        return self.belongs_to or self.alpha3

    def name_like(self, text: str) -> str:
        """Its name in the writing of `text`: Chinese for Chinese, capitals for capitals."""
        if _CJK.search(text) or not text:
            return self.chinese
        return self.english.upper() if text.isupper() else self.english


@dataclass(frozen=True, slots=True)
class _Register:
    by_code: Mapping[str, Country]
    by_number: Mapping[str, Country]
    by_name: Mapping[str, tuple[Country, ...]]
    """By folded name; a name may be that of several (Dominican, Congolese)."""


def with_code(code: str) -> Country | None:
    """The country with this alpha-3 code, or code of a machine-readable zone (D, RKS, GBN, XXA …); None if unknown."""
    return _register().by_code.get(_SAME_CODE.get(code, code))


def with_number(number: str) -> Country | None:
    """The country with this ISO 3166-1 numeric code of three digits; None if unknown."""
    return _register().by_number.get(number)


@lru_cache(maxsize=256)
def named(text: str) -> tuple[Country, ...]:
    """The countries that `text` may mean: none if no part of it is known, several where the name is that of several.

    `text` is a name in Chinese, English or the country's own language, its people's name (CHINESE), a code, or several
    of them with strokes, commas or brackets between (`中国/CHINESE`, `加拿大 (CAN)`).
    """
    if whole := _named(text):
        return whole
    parts = [found for part in _PARTS.split(text) if (found := _named(part))]
    agreed = [each for each in parts[0] if all(each in part for part in parts[1:])] if parts else []
    return tuple(agreed or dict.fromkeys(each for part in parts for each in part))


def _named(text: str) -> tuple[Country, ...]:
    found = _register().by_name.get(folded(text), ())
    if found or not re.fullmatch("[A-Z]{3}", text):
        return found
    by_code = with_code(text)
    return (by_code,) if by_code else ()


def folded(name: str) -> str:
    """`name` reduced to letters and digits, lower case, without accents or article, so that spellings can be compared."""
    plain = _ARTICLE.sub("", unicodedata.normalize("NFKD", name).casefold().strip())
    return "".join(character for character in unicodedata.normalize("NFKD", plain) if character.isalnum())


@lru_cache(maxsize=64)
def closest(text: str, most: int = 3) -> tuple[Country, ...]:
    """The countries whose names are spelt most like `text`, the closest first: at most a third of it may differ."""
    plain = folded(text)
    limit = max(1, len(plain) // 3)
    if len(plain) < 2 or len(plain) > 80:
        return ()
    near: dict[str, tuple[int, Country]] = {}
    for name, meant in _register().by_name.items():
        if abs(len(name) - len(plain)) > limit or not set(name) & set(plain):
            continue
        if (far := distance(plain, name, limit)) <= limit:
            for each in meant:
                near[each.alpha3] = min(near.get(each.alpha3, (far, each)), (far, each), key=lambda pair: pair[0])
    return tuple(each for _, each in sorted(near.values(), key=lambda pair: (pair[0], pair[1].alpha3)))[:most]


@lru_cache(maxsize=64)
def closest_codes(code: str, most: int = 3) -> tuple[Country, ...]:
    """The countries whose alpha-3 code differs from `code` in one letter."""
    if len(code) != 3:
        return ()
    near = (
        each
        for known, each in _register().by_code.items()
        if sum(a != b for a, b in zip(known, code, strict=False)) == 1 and len(known) == 3 and each.numeric
    )
    return tuple(sorted(near, key=lambda each: each.alpha3))[:most]


def distance(one: str, other: str, limit: int) -> int:
    """How many characters must be changed, put in or taken out; anything above `limit` once it is beyond it."""
    row = list(range(len(other) + 1))
    for place, character in enumerate(one, 1):
        before, row = row, [place]
        for at, its in enumerate(other, 1):
            row.append(min(before[at] + 1, row[-1] + 1, before[at - 1] + (character != its)))
        if min(row) > limit:
            return limit + 1
    return row[-1]


@cache
def _register() -> _Register:
    text = files("carddesk.cards").joinpath("data/countries.json").read_text(encoding="utf-8")
    every = [_country(*row) for row in json.loads(text)["countries"]]
    return _Register(
        MappingProxyType({each.alpha3: each for each in every}),
        MappingProxyType({each.numeric: each for each in every if each.numeric}),
        MappingProxyType(_by_name(every)),
    )


def _country(*row: Any) -> Country:
    alpha2, alpha3, numeric, chinese, english, names, belongs_to = row
    return Country(alpha2, alpha3, numeric, chinese, english, tuple(names), belongs_to)


def _by_name(every: Iterable[Country]) -> dict[str, tuple[Country, ...]]:
    found: dict[str, tuple[Country, ...]] = {}
    for each in every:
        for name in dict.fromkeys(map(folded, (each.chinese, each.english, *each.names))):
            found[name] = (*found.get(name, ()), each)
    return found
