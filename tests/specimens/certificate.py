"""Certificates: label-value forms of many invented kinds, so that no reader can be fitted to one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

from . import numbers, places
from .chance import Chance
from .dates import issued_between
from .ink import SANS, SANS_BOLD, SERIF, SERIF_BOLD, Box, Colour, Pen, Sheet
from .paper import fine_lines, gradient, mark, silhouette
from .people import LATEST, Person, age_on, day_between, person, years_after

Row = tuple[str, str]
_SEX = {"M": "男", "F": "女"}


@dataclass(frozen=True, slots=True)
class Text:
    """What a certificate says: its title and its rows of label and value, in order."""

    title: str
    rows: tuple[Row, ...]


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _worker(chance: Chance) -> tuple[Person, places.County, date]:
    who = person(chance, youngest=22, oldest=58)
    return who, chance.pick(places.COUNTIES), issued_between(chance, years_after(who.birth, 18), date(2016, 1, 1))


def _province(county: places.County) -> str:
    return {"广西": "广西壮族自治区", "宁夏": "宁夏回族自治区", "新疆": "新疆维吾尔自治区"}.get(
        county.province, county.province
    )


def _electrician(chance: Chance) -> Text:
    """Six years less a day, to be reviewed before three years less a day (logic-rules §7)."""
    who, county, issued = _worker(chance)
    until, review = years_after(issued, 6) - timedelta(days=1), years_after(issued, 3) - timedelta(days=1)
    return Text(
        chance.pick(("低压电工证", "特种作业操作证")),
        (
            ("证号", "T" + numbers.citizen_number(chance, county.code, who.birth, who.sex)),
            ("姓名", who.name),
            ("性别", _SEX[who.sex]),
            ("作业类别", "电工作业"),
            (chance.pick(("操作项目", "准操项目")), "低压电工作业"),
            ("初领日期", issued.isoformat()),
            ("有效期限", f"{issued.isoformat()}至{until.isoformat()}"),
            ("应复审日期", f"{review.isoformat()}前"),
            (
                "签发机关",
                _province(county) + "应急管理厅" if "省" in county.province else _province(county) + "应急管理局",
            ),
        ),
    )


def _vocational(chance: Chance) -> Text:
    who, county, issued = _worker(chance)
    return Text(
        chance.pick(("职业资格证书", "职业技能等级证书")),
        (
            ("姓名", who.name),
            ("性别", _SEX[who.sex]),
            ("出生日期", _chinese(who.birth)),
            ("职业名称", chance.pick(("焊工", "钳工", "养老护理员", "中式烹调师", "育婴员", "汽车维修工", "茶艺师"))),
            ("技能等级", chance.pick(("初级/五级", "中级/四级", "高级/三级", "技师/二级"))),
            ("证书编号", f"{issued:%y}" + chance.digits(14)),
            ("发证日期", _chinese(issued)),
            ("发证单位", f"{county.city or county.county}职业技能鉴定中心"),
        ),
    )


def _health(chance: Chance) -> Text:
    who, county, issued = _worker(chance)
    return Text(
        chance.pick(("健康证", "健康合格证")),
        (
            ("编号", f"{issued.year}" + chance.digits(8)),
            ("姓名", who.name),
            ("性别", _SEX[who.sex]),
            ("年龄", str(age_on(who.birth, issued))),
            ("从业类别", chance.pick(("餐饮服务", "公共场所", "食品生产", "食品销售"))),
            ("发证日期", issued.isoformat()),
            ("有效期至", (years_after(issued, 1) - timedelta(days=1)).isoformat()),
            ("发证机构", f"{county.county}疾病预防控制中心"),
        ),
    )


def _equipment(chance: Chance) -> Text:
    who, county, issued = _worker(chance)
    return Text(
        "特种设备作业人员证",
        (
            ("姓名", who.name),
            ("证件编号", numbers.citizen_number(chance, county.code, who.birth, who.sex)),
            ("档案编号", county.code + chance.digits(8)),
            ("作业项目", chance.pick(("叉车司机N1", "锅炉水处理G3", "电梯修理T", "桥式起重机Q2", "压力容器R1"))),
            ("批准日期", f"{issued:%Y.%m.%d}"),
            ("有效日期", f"{years_after(issued, 4):%Y.%m.%d}"),
            ("发证机关", f"{county.county}市场监督管理局"),
        ),
    )


def _guide(chance: Chance) -> Text:
    who, county, issued = _worker(chance)
    return Text(
        "导游证",
        (
            ("导游证号", chance.pick("ABCDEFGHJK") + chance.digits(7)),
            ("姓名", who.name),
            ("性别", _SEX[who.sex]),
            ("等级", chance.pick(("初级", "中级", "高级"))),
            ("语种", chance.pick(("普通话", "英语", "日语", "粤语", "法语"))),
            ("所属机构", f"{chance.pick('云松锦枫澜翠')}{chance.pick('程途海山')}国际旅行社"),
            ("有效期限", f"{issued:%Y/%m/%d}-{years_after(issued, 3):%Y/%m/%d}"),
            ("核发机关", f"{_province(county)}文化和旅游局"),
        ),
    )


def _student(chance: Chance) -> Text:
    who, county, _ = _worker(chance)
    entered = day_between(chance, date(2019, 9, 1), LATEST).replace(month=9, day=1)
    return Text(
        "学生证",
        (
            ("学号", f"{min(entered.year, 2025)}" + chance.digits(6)),
            ("姓名", who.name),
            ("性别", _SEX[who.sex]),
            ("学院", chance.pick(("计算机学院", "外国语学院", "土木工程学院", "医学院", "经济管理学院"))),
            ("专业", chance.pick(("软件工程", "英语", "桥梁工程", "护理学", "会计学"))),
            ("入学时间", f"{min(entered.year, 2025)}年09月"),
        ),
    )


def _staff(chance: Chance) -> Text:
    who, county, issued = _worker(chance)
    return Text(
        chance.pick(("工作证", "上岗证")),
        (
            ("姓名", who.name),
            ("部门", chance.pick(("质量检验部", "仓储物流部", "客户服务中心", "设备维护科"))),
            ("职务", chance.pick(("检验员", "主管", "班组长", "工程师"))),
            ("工号", chance.pick("ABCGHK") + chance.digits(5)),
            ("入职日期", f"{issued:%Y.%m.%d}"),
        ),
    )


KINDS: dict[str, Callable[[Chance], Text]] = {
    "electrician": _electrician,
    "vocational": _vocational,
    "health": _health,
    "equipment": _equipment,
    "guide": _guide,
    "student": _student,
    "staff": _staff,
}


@dataclass(frozen=True, slots=True)
class Style:
    """How one certificate is set."""

    size: tuple[int, int]
    label: Pen
    value: Pen
    colon: str
    spread: bool
    photo_left: bool

    @property
    def tall(self) -> bool:
        """Whether it is taller than wide."""
        return self.size[1] > self.size[0]


def _style(chance: Chance) -> Style:
    size = chance.weighted(((1280, 808), (1280, 900), (1000, 1400)), (5, 3, 2))
    text = chance.uniform(36, 41)
    ink: Colour = chance.pick(((26, 26, 30), (36, 36, 40), (20, 30, 70)))
    label_ink: Colour = chance.pick(((26, 26, 30), (80, 86, 96), (50, 90, 140), (120, 60, 50)))
    label_face = chance.pick((SANS, SANS_BOLD, SERIF))
    value_face = chance.pick((SANS, SANS, SERIF_BOLD, SANS_BOLD))
    colon = chance.pick(("", "", "：", ":"))
    return Style(
        size,
        Pen(label_face, text, label_ink),
        Pen(value_face, text, ink),
        colon,
        chance.chance(0.3),
        chance.chance(0.3),
    )


def _blank(chance: Chance, style: Style) -> Sheet:
    tints: tuple[tuple[Colour, Colour, Colour, Colour], ...] = (
        ((226, 240, 230), (240, 246, 236), (232, 244, 238), (246, 246, 234)),
        ((250, 246, 236), (246, 238, 226), (250, 248, 240), (244, 236, 222)),
        ((228, 238, 250), (240, 244, 252), (234, 242, 250), (246, 248, 252)),
        ((252, 252, 252), (248, 248, 250), (250, 250, 248), (252, 252, 252)),
    )
    picture = gradient(style.size, chance.pick(tints))
    if chance.chance(0.7):
        picture = fine_lines(picture, chance, (chance.pick(((206, 224, 210), (232, 214, 196), (204, 216, 236))),), 34)
    sheet = Sheet(Image.fromarray(picture))
    if chance.chance(0.35):
        band = Image.new(
            "RGB",
            (style.size[0], round(0.045 * style.size[1])),
            chance.pick(((150, 40, 44), (40, 80, 140), (40, 110, 80))),
        )
        sheet.image.paste(band, (0, 0))
    return sheet


def _label(sheet: Sheet, style: Style, x: float, y: float, label: str, widest: float) -> None:
    """The label, spread over the widest one's width where the style says so, and its colon."""
    extra = (widest - style.label.width(label)) / (len(label) - 1) if style.spread and len(label) > 1 else 0.0
    pen = Pen(style.label.face, style.label.size, style.label.colour, max(0.0, min(extra, style.label.size * 2)))
    box = sheet.write(x, y, label, pen)
    if style.colon:
        left, top = sheet.at(x, y)
        sheet.write_at((left + widest if style.spread else box[2]) + 2, top, style.colon, style.label)


def _photo(style: Style) -> Box:
    """Where the photograph is: beside the rows, or above them on a tall page."""
    width, height = style.size
    photo_w, photo_h = 0.2 * max(width, height), 0.27 * max(width, height)
    if style.tall:
        return 0.5 * width - photo_w / 2, 0.17 * height, 0.5 * width + photo_w / 2, 0.17 * height + photo_h
    left = 0.06 * width if style.photo_left else 0.94 * width - photo_w
    return left, 0.24 * height, left + photo_w, 0.24 * height + photo_h


def certificate(chance: Chance, kind: str) -> Sheet:
    """One certificate of that kind in a form that the seed chooses; its keys are the labels it prints."""
    text, style = KINDS[kind](chance), _style(chance)
    sheet = _blank(chance, style)
    width, height = style.size
    title = Pen(
        chance.pick((SANS_BOLD, SERIF_BOLD)),
        62 if len(text.title) < 7 else 52,
        chance.pick(((150, 36, 40), (30, 30, 36), (36, 70, 130))),
        chance.uniform(0, 12),
    )
    middle = 50.0 if style.tall or chance.chance(0.7) else 40.0
    sheet.know(
        "标题", "标题", text.title, text.title, sheet.centred(middle, 9 if not style.tall else 7, text.title, title)
    )
    photo = _photo(style)
    silhouette(sheet.image, photo, chance)
    first, last = (48.0, 92.0) if style.tall else (26.0, 93.0)
    pitch = min((last - first) / len(text.rows), 5.4 if style.tall else 9.6)
    x = (photo[2] / width * 100 + 5) if style.photo_left and not style.tall else 7.0 + 5 * style.tall
    widest = max(style.label.width(label) for label, _ in text.rows)
    start = x + (widest + style.label.size * (1.3 if style.colon else 0.8)) / width * 100
    for index, (label, value) in enumerate(text.rows):
        y = first + index * pitch
        _label(sheet, style, x, y, label, widest)
        beside = photo[0] > 0.5 * width and y / 100 * height < photo[3] + 8
        _value(sheet, style, start, y, label, value, photo[0] if beside else width)
    edge = (0.3 * width, 0.945 * height, 0.7 * width, 0.995 * height)
    mark(sheet.image, edge, 0, 110, (150, 60, 70))
    return sheet


def _value(sheet: Sheet, style: Style, x: float, y: float, label: str, text: str, limit: float) -> None:
    """The value in its pen, narrower where it would run into the photograph or off the edge."""
    left = sheet.at(x, y)[0]
    room, wanted = limit - left - 24, style.value.width(text)
    pen = style.value if wanted <= room else Pen(style.value.face, style.value.size * room / wanted, style.value.colour)
    sheet.put(label, label, x, y, text, pen)
