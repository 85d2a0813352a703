"""The permanent residence card of foreigners, 2017 and 2023: texts per logic-rules §3, places not published.

Because the true places are not known they vary with the seed: labels before or above their values, photo on either side.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

from . import numbers, places
from .chance import Chance
from .dates import dotted, issued_between
from .foreigners import Foreigner, foreigner
from .ink import SANS, SANS_BOLD, SERIF_BOLD, Colour, Pen, Sheet, union
from .ocr_b import strike
from .paper import fine_lines, gradient, rosette, silhouette, star_wheel
from .people import LATEST, age_on, chinese_name, years_after

SIZE = (1280, 808)
_NIA = ("中华人民共和国国家移民管理局", "National Immigration Administration, PRC")
_MPS = ("中华人民共和国公安部", "Ministry of Public Security, PRC")
_NIA_SINCE = date(2018, 4, 2)


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds the card and for how long."""

    who: Foreigner
    chinese: str
    issued: date
    until: date


def _holding(chance: Chance, first: date, last: date) -> Holding:
    who = foreigner(chance, youngest=3 + LATEST.year - last.year)
    issued = issued_between(chance, who.birth, first, last)
    years = 5 if age_on(who.birth, issued) < 18 else 10
    chinese = chinese_name(chance) if chance.chance(0.8) else ""
    return Holding(who, chinese, issued, years_after(issued, years) - timedelta(days=1))


@dataclass(slots=True)
class Form:
    """The sheet with its pens; `left` is where text begins and `above` tells that labels stand over their values."""

    sheet: Sheet
    label: Pen
    value: Pen
    left: float
    above: bool

    def place(self, x: float, y: float, label: str, offset: float = 17.5) -> tuple[float, float]:
        """Prints a label at (x, y) percent, x counted from the text's left edge, and tells where its value begins."""
        self.sheet.write(self.left + x, y + (0 if self.above else 0.7), label, self.label)
        if self.above:
            return self.left + x, y + 4.0
        return self.left + x + max(offset, self.label.width(label) / SIZE[0] * 100 + 1.2), y

    def fitting(self, text: str, room: float) -> Pen:
        """The value's pen, smaller when the text would need more than `room` percent of the width."""
        wanted, room_px = self.value.width(text), room / 100 * SIZE[0]
        return (
            self.value
            if wanted <= room_px
            else Pen(self.value.face, self.value.size * room_px / wanted, self.value.colour)
        )


def _form(chance: Chance, title_y: float, sex: str) -> Form:
    tints: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
        ((220, 236, 228), (238, 238, 222), (224, 232, 244), (240, 228, 232)),
        ((214, 228, 242), (234, 232, 244), (230, 242, 238), (244, 236, 226)),
    )
    ground = fine_lines(gradient(SIZE, chance.pick(tints)), chance, ((180, 210, 200), (226, 206, 190)))
    ground = rosette(ground, (SIZE[0] * 0.45, SIZE[1] * 0.6), SIZE[1] * 0.36, (214, 200, 170), chance.integer(5, 11))
    sheet = Sheet(Image.fromarray(ground))
    photo_left = chance.chance(0.35)
    ink: Colour = chance.pick(((30, 30, 34), (20, 24, 40), (44, 40, 40)))
    box = (0.05, 0.33) if photo_left else (0.675, 0.955)
    silhouette(sheet.image, (box[0] * SIZE[0], 0.27 * SIZE[1], box[1] * SIZE[0], 0.83 * SIZE[1]), chance, sex)
    star_wheel(sheet.image, (0.085 * SIZE[0], (title_y + 6) / 100 * SIZE[1]), 0.062 * SIZE[1], (196, 54, 48))
    face = chance.pick((SANS_BOLD, SERIF_BOLD))
    sheet.centred(55, title_y, "中华人民共和国外国人永久居留身份证", Pen(face, 44, (130, 34, 40), 5))
    english = "PEOPLE'S REPUBLIC OF CHINA FOREIGN PERMANENT RESIDENT ID CARD"
    sheet.centred(55, title_y + 8, english, Pen(SANS, 22, (130, 34, 40), 1))
    label = Pen(SANS, chance.uniform(22, 25), chance.pick(((70, 96, 130), (90, 90, 96), (60, 110, 120))))
    value = Pen(chance.pick((SANS, SANS_BOLD)), chance.uniform(35, 39), ink)
    return Form(sheet, label, value, 37 if photo_left else 6, chance.chance(0.4))


def _names(form: Form, y: float, holding: Holding, two_lines: bool) -> float:
    """Latin name on one line or two, then the Chinese one; gives y below them."""
    surname, given = holding.who.surname, holding.who.given
    x, top = form.place(0, y, "姓名/Name")
    lines = [f"{surname},", given] if two_lines else [f"{surname},{given}"]
    pen = form.fitting(max(lines, key=len), form.left + (58 if form.left < 20 else 60) - x)
    boxes = []
    for line in lines:
        boxes.append(form.sheet.write(x, top, line, pen))
        top += 6.2
    text = f"{surname},{given}"
    form.sheet.know("name_latin", "姓名/Name", text, text, union(boxes))
    if holding.chinese:
        form.sheet.put("name", "姓名/Name", x, top, holding.chinese, form.value)
        top += 7.4
    return top


def _sex_and_birth(form: Form, y: float, holding: Holding, one_row: bool) -> float:
    who = holding.who
    tight = one_row and not form.above
    x, top = form.place(0, y, "性别/Sex", 10 if tight else 17.5)
    form.sheet.put("sex", "性别/Sex", x, top, {"M": "男/M", "F": "女/F"}[who.sex], form.value, who.sex)
    step = 10.6 if form.above else 7.6
    if one_row:
        x, top = form.place(20 if tight else 27, y, "出生日期/Date of Birth", 20.5)
    else:
        y += step
        x, top = form.place(0, y, "出生日期/Date of Birth", 20)
    form.sheet.put("birth_date", "出生日期/Date of Birth", x, top, dotted(who.birth), form.value, who.birth.isoformat())
    return y + step


def _nationality(form: Form, y: float, holding: Holding) -> float:
    country = holding.who.country
    x, top = form.place(0, y, "国籍/Nationality")
    first = form.sheet.put("nationality", "国籍/Nationality", x, top, country.chinese, form.value)
    y_px = form.sheet.at(0, top)[1]
    slash = form.sheet.write_at(first[2], y_px, "/", form.value)
    box = form.sheet.write_at(slash[2], y_px, country.alpha3, form.value)
    form.sheet.know("nationality_code", "国籍/Nationality", country.alpha3, country.alpha3, box)
    return y + (10.6 if form.above else 7.6)


def _validity(form: Form, y: float, holding: Holding) -> float:
    label = "有效期限/Period of Validity"
    x, top = form.place(0, y, label, 23.5)
    pen = form.fitting("2015.10.25-2025.10.24", form.left + 57 - x)
    first = form.sheet.put("issue_date", label, x, top, dotted(holding.issued), pen, holding.issued.isoformat())
    y_px = form.sheet.at(0, top)[1]
    gap = form.sheet.write_at(first[2], y_px, "-", pen)
    box = form.sheet.write_at(gap[2], y_px, dotted(holding.until), pen)
    form.sheet.know("expiry_date", label, dotted(holding.until), holding.until.isoformat(), box)
    return y + (10.6 if form.above else 7.6)


def _number(form: Form, chance: Chance, y: float, label: str, text: str) -> None:
    x, top = form.place(0, y, label)
    if chance.chance(0.6):
        left, top_px = form.sheet.at(x, top)
        height = form.value.size * 0.72
        boxes = strike(
            form.sheet.image, left, top_px, text, height, height * 0.86, form.value.colour, chance.uniform(0.11, 0.15)
        )
        form.sheet.know("id_number", label, text, text, union(boxes))
    else:
        form.sheet.put("id_number", label, x, top, text, Pen(form.value.face, form.value.size, form.value.colour, 3))


def card_2017(chance: Chance) -> Sheet:
    """15 characters, the issuing authority on this face."""
    holding = _holding(chance, date(2017, 6, 16), date(2023, 11, 30))
    form = _form(chance, 5, holding.who.sex)
    y = _names(form, 20 if form.above else 23, holding, two_lines=False)
    y = _sex_and_birth(form, y, holding, one_row=form.above)
    y = _nationality(form, y, holding)
    y = _validity(form, y, holding)
    label = "签发机关/Issuing Authority"
    x, top = form.place(0, y, label, 22)
    chinese, english = _NIA if holding.issued >= _NIA_SINCE else _MPS
    pen = form.fitting(chinese, form.left + 58 - x)
    form.sheet.put("issuing_authority", label, x, top, chinese, pen)
    form.sheet.write(x, top + 5.2, english, Pen(SANS, form.label.size * 0.95, form.value.colour))
    county = chance.pick(places.COUNTIES)
    text = numbers.resident_number_15(chance, holding.who.country.alpha3, county.code[:4], holding.who.birth)
    _number(form, chance, 87.5, "证件号码/ID No.", text)
    return form.sheet


def card_2023(chance: Chance) -> Sheet:
    """18 digits beginning with 9, no issuing authority on this face."""
    holding = _holding(chance, date(2023, 12, 1), LATEST)
    form = _form(chance, 5, holding.who.sex)
    y = _names(form, 20 if form.above else 23, holding, two_lines=True) + 1
    y = _sex_and_birth(form, y, holding, one_row=True)
    y = _nationality(form, y, holding)
    _validity(form, y, holding)
    province = chance.pick(places.COUNTIES).code[:2]
    who = holding.who
    text = numbers.resident_number_18(chance, province, who.country.numeric, who.birth, who.sex)
    _number(form, chance, 85 if form.above else 86.5, "证件号码/ID No.", text)
    return form.sheet
