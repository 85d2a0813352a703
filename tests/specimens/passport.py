"""Passport data pages (TD3, 125 x 88 mm): a bilingual Chinese layout and two foreign ones, all invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

from . import mrz
from .chance import Chance
from .dates import issued_between
from .foreigners import COUNTRIES, UTOPIA, Country, foreigner
from .ink import SANS, SANS_BOLD, SERIF, SERIF_BOLD, Box, Colour, Pen, Sheet, union
from .ocr_b import strike
from .paper import fine_lines, gradient, rosette, silhouette
from .people import LATEST, day_between, years_after
from .pinyin import romanised_name

SIZE = (1280, 901)
WIDTH_MM = 125.0
_CHINA = Country("CHN", "156", "中国", "CHINA", (), (), ())
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Passport:
    """All that a data page says."""

    holder: mrz.Holder
    country: Country
    chinese_name: str
    issued: date


def english_date(day: date) -> str:
    """12 AUG 1974."""
    return f"{day:%d} {['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'][day.month - 1]} {day.year}"


def _bilingual_date(day: date) -> str:
    """12 8月/AUG 1974."""
    number, month, year = english_date(day).split()
    return f"{number} {day.month}月/{month} {year}"


def number_of(chance: Chance, letters: int = 1) -> str:
    """A document number of nine characters or fewer."""
    return "".join(chance.pick(_LETTERS) for _ in range(letters)) + chance.digits(8 if letters == 1 else 7)


def _passport(chance: Chance, chinese: bool) -> Passport:
    country = _CHINA if chinese else (UTOPIA if chance.chance(0.15) else chance.pick(COUNTRIES))
    if chinese:
        name, surname, given = romanised_name(chance)
        birth = day_between(chance, date(1938, 1, 1), years_after(LATEST, -3))
        sex = chance.pick("MF")
    else:
        who = foreigner(chance, country)
        name, surname, given, birth, sex = "", who.surname, who.given, who.birth, who.sex
        sex = "X" if chance.chance(0.04) else sex
    issued = issued_between(chance, birth, date(2012, 5, 15))
    until = years_after(issued, 10 if (issued - birth).days > 16 * 365.25 else 5) - timedelta(days=1)
    optional = chance.digits(chance.integer(7, 14)) if chance.chance(0.4) else ""
    number = (
        chance.pick("EG") + chance.pick("ABCDEFGHJ") + chance.digits(7)
        if chinese
        else number_of(chance, chance.integer(1, 2))
    )
    kind = "PO" if chinese else "P"
    code = country.alpha3
    return Passport(
        mrz.Holder(kind, code, code, surname, given, number, birth, sex, until, optional), country, name, issued
    )


def ground(chance: Chance, size: tuple[int, int]) -> Sheet:
    """A blank page with fine lines in one of several tints."""
    tints: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
        ((246, 232, 228), (236, 240, 246), (240, 246, 232), (248, 240, 228)),
        ((228, 240, 246), (240, 236, 248), (234, 246, 240), (246, 242, 234)),
        ((246, 242, 228), (244, 234, 240), (232, 240, 244), (238, 246, 236)),
    )
    lines: tuple[tuple[Colour, ...], ...] = (
        ((226, 190, 190), (190, 210, 226)), ((186, 214, 200), (214, 204, 230)), ((222, 210, 176), (200, 214, 226)),
    )  # fmt: skip
    picture = fine_lines(gradient(size, chance.pick(tints)), chance, chance.pick(lines))
    place = (size[0] * chance.uniform(0.4, 0.75), size[1] * chance.uniform(0.3, 0.6))
    picture = rosette(picture, place, size[1] * 0.3, (210, 196, 206), chance.integer(5, 14))
    return Sheet(Image.fromarray(picture))


@dataclass(slots=True)
class Page:
    """The sheet with its pens; labels stand above their values."""

    sheet: Sheet
    label: Pen
    value: Pen
    drop: float

    def show(self, x: float, y: float, label: str, text: str, key: str = "", value: str | None = None) -> Box:
        """A label and below it a value, known under `key` when it has one."""
        self.sheet.write(x, y, label, self.label)
        if key:
            return self.sheet.put(key, label, x, y + self.drop, text, self.value, value)
        return self.sheet.write(x, y + self.drop, text, self.value)


def know_from_zone(sheet: Sheet, cells: list[list[Box]], key: str, line: int, first: int, text: str) -> None:
    """Remembers a field that only the machine readable zone prints."""
    sheet.know(key, "MRZ", text, text, union(cells[line][first : first + len(text)]))


def _zone(sheet: Sheet, chance: Chance, holder: mrz.Holder) -> list[list[Box]]:
    return mrz.print_zone(sheet, mrz.td3(holder), WIDTH_MM, (30, 30, 32), chance.uniform(0.11, 0.15))


def chinese_page(chance: Chance) -> Sheet:
    """Bilingual labels, the name in characters and letters, dates such as 12 8月/AUG 1981."""
    passport = _passport(chance, chinese=True)
    holder = passport.holder
    sheet = ground(chance, SIZE)
    page = Page(sheet, Pen(SANS, 19, (110, 70, 70)), Pen(chance.pick((SANS, SANS_BOLD)), 29, (34, 32, 36)), 3.3)
    silhouette(sheet.image, (0.045 * SIZE[0], 0.2 * SIZE[1], 0.29 * SIZE[0], 0.68 * SIZE[1]), chance, holder.sex)
    sheet.write(4.5, 6, "护照", Pen(SERIF_BOLD, 46, (120, 40, 44), 8))
    sheet.write(4.5, 13.2, "PASSPORT", Pen(SANS, 24, (120, 40, 44), 3))
    page.show(33, 6, "类型/Type", holder.kind)
    page.show(47, 6, "国家码/Country Code", "CHN", "nationality_code")
    page.show(70, 6, "护照号码/Passport No.", holder.number, "document_number")
    sheet.write(33, 15.5, "姓名/Name", page.label)
    sheet.put("name", "姓名/Name", 33, 18.8, passport.chinese_name, page.value)
    box = sheet.put("surname", "姓名/Name", 33, 23.4, holder.surname, page.value)
    comma = sheet.write_at(box[2], sheet.at(0, 23.4)[1], ", ", page.value)
    given = sheet.write_at(comma[2] + 8, sheet.at(0, 23.4)[1], holder.given, page.value)
    sheet.know("given_names", "姓名/Name", holder.given, holder.given, given)
    page.show(33, 30.5, "性别/Sex", {"M": "男/M", "F": "女/F"}[holder.sex], "sex", holder.sex)
    page.show(47, 30.5, "国籍/Nationality", "中国/CHINESE")
    page.show(70, 30.5, "出生日期/Date of birth", _bilingual_date(holder.birth), "birth_date", holder.birth.isoformat())
    place = chance.pick(
        ("北京/BEIJING", "江苏/JIANGSU", "广东/GUANGDONG", "四川/SICHUAN", "陕西/SHAANXI", "云南/YUNNAN")
    )
    page.show(33, 40.5, "出生地点/Place of birth", place)
    page.show(
        70, 40.5, "签发日期/Date of issue", _bilingual_date(passport.issued), "issue_date", passport.issued.isoformat()
    )
    page.show(33, 50.5, "签发地点/Place of issue", place)
    page.show(
        70, 50.5, "有效期至/Date of expiry", _bilingual_date(holder.expiry), "expiry_date", holder.expiry.isoformat()
    )
    authority = "国家移民管理局" if passport.issued >= date(2018, 4, 2) else "公安部出入境管理局"
    page.show(33, 60.5, "签发机关/Authority", authority, "issuing_authority")
    _zone(sheet, chance, holder)
    return sheet


def _stroked(page: Page, chance: Chance, x: float, y: float, label: str, text: str) -> None:
    """A document number in the stroke face, label above."""
    page.sheet.write(x, y, label, page.label)
    left, top = page.sheet.at(x, y + page.drop)
    height = page.value.size * 0.78
    cells = strike(
        page.sheet.image, left, top, text, height, height * 0.9, page.value.colour, chance.uniform(0.11, 0.15)
    )
    page.sheet.know("document_number", label, text, text, union(cells))


_LABELS = {
    "french": ("Type / Type", "Country code / Code du pays", "Passport No. / No de passeport", "Surname / Nom", "Given names / Prénoms",
               "Nationality / Nationalité", "Date of birth / Date de naissance", "Sex / Sexe", "Place of birth / Lieu de naissance",
               "Date of issue / Date de délivrance", "Date of expiry / Date d'expiration", "Authority / Autorité"),
    "english": ("Type", "Code", "Passport No.", "Surname", "Given names", "Nationality", "Date of birth", "Sex", "Place of birth",
                "Date of issue", "Date of expiry", "Authority"),
}  # fmt: skip
_TOWNS = ("PORT ALDER", "NORTHMERE", "SANTA LUMBRA", "VELIGRAD", "ASHTON VALE", "KURAMACHI", "BELLEFONT")


def foreign_page(chance: Chance) -> Sheet:
    """Photo on the left, one column of labels above values, dates such as 12 AUG 1974."""
    passport = _passport(chance, chinese=False)
    holder = passport.holder
    words = _LABELS[chance.pick(("french", "english"))]
    sheet = ground(chance, SIZE)
    face = chance.pick((SANS, SANS_BOLD, SERIF))
    page = Page(sheet, Pen(SANS, 17, (84, 96, 120)), Pen(face, 28, (30, 32, 38)), 2.9)
    silhouette(sheet.image, (0.04 * SIZE[0], 0.16 * SIZE[1], 0.29 * SIZE[0], 0.66 * SIZE[1]), chance, holder.sex)
    sheet.write(4, 5.5, "PASSPORT", Pen(SANS_BOLD, 34, (70, 50, 90), 4))
    sheet.centred(58, 3.4, passport.country.english, Pen(SERIF_BOLD, 30, (70, 50, 90), 3))
    page.show(33, 10.5, words[0], "P")
    page.show(45, 10.5, words[1], holder.issuer)
    _stroked(page, chance, 71, 10.5, words[2], holder.number)
    page.show(33, 18.5, words[3], holder.surname, "surname")
    page.show(33, 26.5, words[4], holder.given, "given_names")
    page.show(33, 34.5, words[5], holder.nationality, "nationality_code")
    page.show(33, 42.5, words[6], english_date(holder.birth), "birth_date", holder.birth.isoformat())
    page.show(33, 50.5, words[7], holder.sex, "sex")
    page.show(46, 50.5, words[8], chance.pick(_TOWNS))
    page.show(33, 58.5, words[9], english_date(passport.issued), "issue_date", passport.issued.isoformat())
    page.show(33, 66.5, words[10], english_date(holder.expiry), "expiry_date", holder.expiry.isoformat())
    authority = chance.pick(("PASSPORT OFFICE", "MINISTRY OF INTERIOR", "HOME REGISTRY"))
    page.show(66, 58.5, words[11], authority, "issuing_authority")
    _zone(sheet, chance, holder)
    return sheet


def wide_page(chance: Chance) -> Sheet:
    """Photo on the right, numbered labels before their values, dates such as 12.08.1974; nationality in words."""
    passport = _passport(chance, chinese=False)
    holder = passport.holder
    sheet = ground(chance, SIZE)
    label = Pen(SANS, 18, (60, 90, 84))
    value = Pen(chance.pick((SANS, SANS_BOLD)), 28, (30, 32, 34))
    silhouette(sheet.image, (0.7 * SIZE[0], 0.2 * SIZE[1], 0.95 * SIZE[0], 0.68 * SIZE[1]), chance, holder.sex)
    sheet.write(5, 4.5, passport.country.english, Pen(SERIF_BOLD, 32, (40, 84, 76), 3))
    sheet.write(70, 5, "PASSPORT", Pen(SANS_BOLD, 32, (40, 84, 76), 3))
    rows = (
        ("1. Surname", holder.surname, "surname", holder.surname),
        ("2. Given names", holder.given, "given_names", holder.given),
        ("3. Nationality", passport.country.english, "", ""),
        ("4. Date of birth", f"{holder.birth:%d.%m.%Y}", "birth_date", holder.birth.isoformat()),
        ("5. Sex", holder.sex, "sex", holder.sex),
        ("6. Date of issue", f"{passport.issued:%d.%m.%Y}", "issue_date", passport.issued.isoformat()),
        ("7. Date of expiry", f"{holder.expiry:%d.%m.%Y}", "expiry_date", holder.expiry.isoformat()),
        ("8. Authority", chance.pick(("CENTRAL REGISTRY", "STATE CHANCERY")), "issuing_authority", ""),
        ("9. Passport No.", holder.number, "document_number", holder.number),
    )
    for index, (words, text, key, normal) in enumerate(rows):
        y = 13.5 + index * 6.6
        sheet.write(5, y + 0.6, words, label)
        if key:
            sheet.put(key, words, 23, y, text, value, normal or text)
        else:
            sheet.write(23, y, text, value)
    cells = _zone(sheet, chance, holder)
    know_from_zone(sheet, cells, "nationality_code", 1, 10, holder.nationality)
    return sheet


PAGES = {"chinese": chinese_page, "foreign": foreign_page, "wide": wide_page}
