"""National identity cards with a machine readable zone on the labelled face: TD1 (ID-1) and TD2 (105 x 74 mm)."""

from datetime import date, timedelta

from . import mrz
from .chance import Chance
from .dates import issued_between
from .foreigners import COUNTRIES, UTOPIA, Country, foreigner
from .ink import SANS, SANS_BOLD, SERIF_BOLD, Pen, Sheet
from .paper import silhouette
from .passport import Page, english_date, ground, know_from_zone, number_of
from .people import years_after

SIZES = {"td1": (1280, 808), "td2": (1280, 902)}
_MILLIMETRES = {"td1": 85.6, "td2": 105.0}


def _holder(chance: Chance, country: Country, version: str) -> tuple[mrz.Holder, date]:
    who = foreigner(chance, country)
    issued = issued_between(chance, who.birth, date(2012, 1, 1))
    until = years_after(issued, chance.pick((5, 10))) - timedelta(days=1)
    optional = chance.digits(7) if chance.chance(0.35) else ""
    kind = chance.pick(("I", "ID")) if version == "td1" else "I"
    code, number = country.alpha3, number_of(chance, chance.integer(1, 2))
    return mrz.Holder(kind, code, code, who.surname, who.given, number, who.birth, who.sex, until, optional), issued


def _day(day: date, style: str) -> str:
    return english_date(day) if style == "english" else f"{day:%d.%m.%Y}" if style == "dotted" else day.isoformat()


def page(chance: Chance, version: str) -> Sheet:
    """Labels above values, photo left or right, the zone at the foot; `version` is td1 or td2."""
    country = UTOPIA if chance.chance(0.15) else chance.pick(COUNTRIES)
    holder, issued = _holder(chance, country, version)
    sheet = ground(chance, SIZES[version])
    width, height = sheet.image.size
    small = version == "td1"
    label, value = (
        Pen(SANS, 21 if small else 18, (84, 92, 112)),
        Pen(chance.pick((SANS, SANS_BOLD)), 33 if small else 29, (30, 32, 38)),
    )
    form = Page(sheet, label, value, 3.6 if small else 3.1)
    photo_left = chance.chance(0.6)
    left = 0.04 if photo_left else 0.72
    photo = (left * width, 0.15 * height, (left + 0.24) * width, (0.62 if small else 0.68) * height)
    silhouette(sheet.image, photo, chance, holder.sex)
    sheet.write(4, 4.6, country.english, Pen(SERIF_BOLD, 30, (60, 60, 110), 2))
    sheet.write(70, 4.8, chance.pick(("IDENTITY CARD", "NATIONAL ID CARD")), Pen(SANS_BOLD, 28, (60, 60, 110), 1))
    style = chance.pick(("english", "dotted", "iso"))
    x, y, step = (32.0 if photo_left else 5.0), 13.0, (10.0 if small else 9.6)
    form.show(x, y, "Surname", holder.surname, "surname")
    form.show(x, y + step, "Given names", holder.given, "given_names")
    form.show(x, y + 2 * step, "Date of birth", _day(holder.birth, style), "birth_date", holder.birth.isoformat())
    form.show(x + 27, y + 2 * step, "Sex", holder.sex, "sex")
    coded = chance.chance(0.7)
    if coded:
        form.show(x + 38, y + 2 * step, "Nationality", holder.nationality, "nationality_code")
    form.show(x, y + 3 * step, "Document No.", holder.number, "document_number")
    form.show(
        x + 27, y + 3 * step, "Date of expiry", _day(holder.expiry, style), "expiry_date", holder.expiry.isoformat()
    )
    form.show(x, y + 4 * step, "Date of issue", _day(issued, style), "issue_date", issued.isoformat())
    authority = chance.pick(("CITY REGISTRY", "INTERIOR OFFICE"))
    form.show(x + 27, y + 4 * step, "Authority", authority, "issuing_authority")
    lines = mrz.td1(holder) if small else mrz.td2(holder)
    cells = mrz.print_zone(sheet, lines, _MILLIMETRES[version], (28, 28, 30), chance.uniform(0.11, 0.15))
    if not coded:
        know_from_zone(sheet, cells, "nationality_code", 1, 15 if small else 10, holder.nationality)
    return sheet
