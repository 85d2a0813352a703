"""Makes gui/carddesk/cards/data/countries.json: every country's codes, its names and what else it is called.

    PYTHONPATH=gui python packaging/data/countries.py

Needs Babel and pycountry, which the product itself does not: run it in an environment of its own.
Sources: Unicode CLDR through Babel (Unicode licence V3): codes, names in Chinese, English and the country's own languages;
iso-codes through pycountry (LGPL 2.1 or later): ISO 3166-1 codes and names; countries_own.py beside this file.
"""

from __future__ import annotations

import gettext
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import babel
import pycountry
from babel.core import get_global
from babel.languages import get_official_languages

from carddesk.cards.countries import folded

sys.path.insert(0, str(Path(__file__).parent))
from countries_own import ALIASES, BEYOND_ISO, DISPLAY, PEOPLES

OUT = Path(__file__).parents[2] / "gui/carddesk/cards/data/countries.json"
CHINESE = ("zh_Hans_CN", "zh_Hant", "zh_Hant_HK", "zh_Hans_SG")
CATALOGUES = ("zh_CN", "zh_TW", "zh_HK")
LONGEST = 60
"""Longer names are no nationality that a card prints."""


def cldr(locale: str, alpha2: str) -> str:
    """The territory's name in a locale, or empty."""
    try:
        return babel.Locale.parse(locale).territories.get(alpha2, "")
    except (babel.UnknownLocaleError, ValueError):
        return ""


def library_names(country: object, alpha2: str) -> Iterator[str]:
    """Every name the two libraries know, in Chinese, English and the country's own languages."""
    forms = [getattr(country, key, "") for key in ("name", "official_name", "common_name")]
    yield from forms
    for language in CATALOGUES:
        try:
            catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        except OSError:
            continue
        yield from (catalogue.gettext(form) for form in forms if form)
    for locale in (*CHINESE, "en", *get_official_languages(alpha2, de_facto=True)):
        yield cldr(locale, alpha2)


def spelt(words: str) -> list[str]:
    """The names in a line of countries_own.py."""
    return [word.replace("_", " ") for word in words.split()]


def distinct(names: Iterator[str], known: set[str]) -> list[str]:
    """Those that fold to something new, each once."""
    found = []
    for name in names:
        if name and len(name) <= LONGEST and (plain := folded(name)) and plain not in known:
            known.add(plain)
            found.append(name)
    return found


def countries() -> Iterator[list[object]]:
    """Rows of alpha-2, alpha-3, numeric, Chinese name, English name, other names, and the country it belongs to."""
    for country in sorted(pycountry.countries, key=lambda each: each.alpha_3):
        alpha2, alpha3, numeric = country.alpha_2, country.alpha_3, country.numeric
        if get_global("territory_aliases").get(alpha3) != [alpha2]:
            raise SystemExit(f"the two libraries disagree on {alpha3}")
        chinese = DISPLAY.get(alpha3) or cldr("zh_Hans_CN", alpha2)
        english = getattr(country, "common_name", "") or cldr("en", alpha2)
        others = [*library_names(country, alpha2), *spelt(ALIASES.get(alpha3, "")), *spelt(PEOPLES.get(alpha3, ""))]
        yield [
            alpha2,
            alpha3,
            numeric,
            chinese,
            english,
            distinct(iter(others), {folded(chinese), folded(english)}),
            "",
        ]
    for code, (chinese, english, belongs) in BEYOND_ISO.items():
        others = list(library_names(None, "XK")) if code == "RKS" else []
        yield ["", code, "", chinese, english, distinct(iter(others), {folded(chinese), folded(english)}), belongs]


def main() -> None:
    """Writes the file, one country a line."""
    rows = [json.dumps(row, ensure_ascii=False) for row in countries()]
    head = {
        "made": datetime.now(UTC).date().isoformat(),
        "by": "packaging/data/countries.py",
        "sources": [
            f"Unicode CLDR through Babel {babel.__version__} (Unicode License V3)",
            f"iso-codes through pycountry {pycountry.__version__ if hasattr(pycountry, '__version__') else ''} (LGPL-2.1-or-later)",
            "ICAO 9303-3 part 5; own aliases",
        ],
    }
    body = ",\n  ".join(rows)
    opening = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(f'{opening},\n "countries": [\n  {body}\n ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
