"""The resident identity card and the residence permit of Hong Kong, Macau and Taiwan residents: one blank, two faces.

Places follow logic-rules §2 and §4 (percent of the card); GA 448-2013 gives 85.60 x 54.00 mm.
"""

from PIL import Image

from .chance import Chance
from .dates import dotted
from .ink import SANS, SANS_BOLD, SERIF_BOLD, Box, Colour, Pen, Sheet, union, wrap
from .ocr_b import strike
from .paper import fine_lines, gradient, mark, rosette, silhouette, star_wheel
from .people import Person
from .residents import Resident

SIZE = (1280, 808)
_SEX_ZH = {"M": "男", "F": "女"}


def _jitter(chance: Chance, colour: Colour, by: int = 8) -> Colour:
    red, green, blue = (max(0, min(255, part + chance.integer(-by, by))) for part in colour)
    return red, green, blue


def _blank(chance: Chance, emblem: bool) -> Sheet:
    corners = ((222, 238, 246), (240, 234, 244), (236, 242, 226), (247, 233, 234))
    lt, rt, lb, rb = (_jitter(chance, corner) for corner in corners)
    ground = gradient(SIZE, (lt, rt, lb, rb))
    ground = fine_lines(ground, chance, ((176, 212, 228), (230, 200, 214), (204, 220, 180)))
    if emblem:
        ground = rosette(
            ground, (SIZE[0] * 0.62, SIZE[1] * 0.55), SIZE[1] * 0.42, (226, 190, 200), chance.integer(7, 13)
        )
    return Sheet(Image.fromarray(ground))


def _pens(chance: Chance) -> tuple[Pen, Pen]:
    """Pens for labels and values."""
    label = Pen(SANS, chance.uniform(35, 40), _jitter(chance, (66, 122, 176), 18), chance.uniform(0, 4))
    value = Pen(
        chance.weighted((SANS, SANS_BOLD), (7, 3)), chance.uniform(44, 48), _jitter(chance, (32, 32, 36), 12), 0.5
    )
    return label, value


def _birth(sheet: Sheet, chance: Chance, who: Person, y: float, label: Pen, value: Pen) -> None:
    """Year, month and day among their labels: one field whose text is as printed without blanks."""
    pen = Pen(value.face, value.size * 0.96, value.colour)
    boxes = [
        sheet.write(18, y, str(who.birth.year), pen),
        sheet.write(27.3, y + 0.3, "年", label),
        sheet.write(33.2 if who.birth.month > 9 else 34.2, y, str(who.birth.month), pen),
        sheet.write(37.6, y + 0.3, "月", label),
        sheet.write(42.4 if who.birth.day > 9 else 43.6, y, str(who.birth.day), pen),
        sheet.write(47.4, y + 0.3, "日", label),
    ]
    text = f"{who.birth.year}年{who.birth.month}月{who.birth.day}日"
    sheet.know("birth_date", "出生", text, who.birth.isoformat(), union(boxes))


def _address(sheet: Sheet, y: float, text: str, pen: Pen) -> None:
    lines = wrap(text, pen, 0.412 * SIZE[0])
    pitch = 6.9 if len(lines) < 3 else 6.4
    boxes = [sheet.write(17.6, y + index * pitch, line, pen) for index, line in enumerate(lines)]
    sheet.know("address", "住址", text, text, union(boxes))


def _number_line(sheet: Sheet, chance: Chance, text: str, label: Pen, value: Pen) -> None:
    """The number in strokes as real cards have it, or now and then in a sans face, 18 characters over x 34-87."""
    y, pitch = chance.uniform(82.6, 83.8), chance.uniform(0.0290, 0.0297) * SIZE[0]
    sheet.write(7, y + 0.6, "公民身份号码", label)
    if chance.chance(0.75):
        left, top = sheet.at(34, y)
        cells = strike(
            sheet.image, left, top, text, chance.uniform(38, 43), pitch, value.colour, chance.uniform(0.11, 0.16)
        )
        sheet.know("id_number", "公民身份号码", text, text, union(cells))
        return
    pen = Pen(value.face, chance.uniform(52, 56), value.colour)
    spaced = Pen(pen.face, pen.size, pen.colour, pitch - pen.font.getlength("0"))
    sheet.put("id_number", "公民身份号码", 34, y, text, spaced)


def portrait(chance: Chance, card: Resident) -> Sheet:
    """The face with the photograph; a permit does not print the ethnic group."""
    sheet = _blank(chance, emblem=False)
    label, value = _pens(chance)
    who = card.who
    shift = chance.uniform(-0.6, 0.6)
    sheet.write(7, 14.2 + shift, "姓名", label)
    name_size = value.size * chance.uniform(1.1, 1.22)
    name = Pen(value.face, name_size, value.colour, chance.uniform(0, 4))
    widest = 0.42 * SIZE[0]
    if name.width(who.name) > widest:
        name = Pen(value.face, name_size * widest / name.width(who.name), value.colour)
    sheet.put("name", "姓名", 18, 13.6 + shift, who.name, name)
    sheet.write(7, 27.6 + shift, "性别", label)
    sheet.put("sex", "性别", 18, 27 + shift, _SEX_ZH[who.sex], value, who.sex)
    if not card.permit_number:
        sheet.write(29, 27.6 + shift, "民族", label)
        sheet.put("ethnicity", "民族", 39, 27 + shift, who.ethnicity, value)
    sheet.write(7, 40.2 + shift, "出生", label)
    _birth(sheet, chance, who, 39.8 + shift, label, value)
    sheet.write(7, 53.2 + shift, "住址", label)
    _address(sheet, 52.6 + shift, card.address, value)
    _number_line(sheet, chance, card.number, label, value)
    box = (0.625 * SIZE[0], 0.15 * SIZE[1], 0.925 * SIZE[0], 0.75 * SIZE[1])
    silhouette(sheet.image, box, chance, who.sex)
    return sheet


def _validity(sheet: Sheet, x: float, y: float, pen: Pen, card: Resident) -> None:
    """Both dates on one line, each known by its own part of it."""
    first = sheet.put("issue_date", "有效期限", x, y, dotted(card.issued), pen, card.issued.isoformat())
    top = sheet.at(0, y)[1]
    gap = sheet.write_at(first[2], top, "-", pen)
    box = sheet.write_at(gap[2], top, dotted(card.until), pen)
    sheet.know("expiry_date", "有效期限", dotted(card.until), card.until.isoformat(), box)


def _titles(sheet: Sheet, chance: Chance, title: str) -> None:
    ink = _jitter(chance, (38, 36, 40), 10)
    face = chance.pick((SANS_BOLD, SERIF_BOLD))
    top = Pen(face, chance.uniform(62, 70), ink, chance.uniform(10, 20))
    size, spacing = (92, 30) if len(title) < 7 else (76, 12)
    low = Pen(face, size, ink, spacing)
    sheet.centred(61, 13, "中华人民共和国", top)
    sheet.centred(61, 31 + chance.uniform(-1, 2), title, low)
    centre = (0.175 * SIZE[0], 0.27 * SIZE[1])
    star_wheel(sheet.image, centre, 0.145 * SIZE[1], _jitter(chance, (196, 52, 48), 14), chance.pick((5, 6, 8)))


def _rows(chance: Chance, permit: bool) -> tuple[float, float, tuple[float, float], tuple[float, float]]:
    """y of authority and validity, then (x, y) of permit number and issue count (their true place is not published)."""
    if not permit:
        return 72.4, 85.0, (0, 0), (0, 0)
    return chance.pick(
        (
            (60.5, 70.0, (42, 79.5), (42, 89.0)),
            (68.0, 78.0, (42, 88.0), (84, 88.0)),
            (72.4, 85.0, (42, 61.0), (84, 61.0)),
        )
    )


def emblem(chance: Chance, card: Resident) -> Sheet:
    """The face with the emblem: authority, validity, and on a permit its number and count of issue."""
    sheet = _blank(chance, emblem=True)
    label, value = _pens(chance)
    permit = bool(card.permit_number)
    kind = "台湾居民居住证" if card.number.startswith("83") else "港澳居民居住证"
    _titles(sheet, chance, kind if permit else "居民身份证")
    y_authority, y_validity, at_number, at_count = _rows(chance, permit)
    text = Pen(value.face, min(43.0, value.size), value.colour)
    sheet.write(22, y_authority + 0.4, "签发机关", label)
    sheet.put("issuing_authority", "签发机关", 42, y_authority, card.authority, text)
    sheet.write(22, y_validity + 0.4, "有效期限", label)
    _validity(sheet, 41.6, y_validity, text, card)
    if permit:
        sheet.write(at_number[0] - 24, at_number[1] + 0.3, "通行证号码", label)
        sheet.put("permit_number", "通行证号码", *at_number, card.permit_number, text)
        sheet.write(at_count[0] - (20 if at_count[0] < 50 else 18), at_count[1] + 0.3, "签发次数", label)
        sheet.put("issue_count", "签发次数", *at_count, card.issue_count, text)
    edge: Box = (0.03 * SIZE[0], 0.5 * SIZE[1], 0.19 * SIZE[0], 0.97 * SIZE[1])
    mark(sheet.image, edge, 60, 70, (150, 60, 70))
    return sheet
