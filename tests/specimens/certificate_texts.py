"""What certificates of many invented kinds say: each its own labels, numbers and forms of date."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from . import numbers, places
from .chance import Chance
from .dates import issued_between
from .people import LATEST, Person, age_on, day_between, person, years_after

Row = tuple[str, str]
_SEX = {"M": "男", "F": "女"}


@dataclass(frozen=True, slots=True)
class Text:
    """What a certificate says: its title, its rows of label and value in order, and who its photograph shows (M or F)."""

    title: str
    rows: tuple[Row, ...]
    sex: str


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
        who.sex,
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
        who.sex,
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
        who.sex,
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
        who.sex,
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
        who.sex,
    )


def _student(chance: Chance) -> Text:
    who = _worker(chance)[0]
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
        who.sex,
    )


def _staff(chance: Chance) -> Text:
    who, _, issued = _worker(chance)
    return Text(
        chance.pick(("工作证", "上岗证")),
        (
            ("姓名", who.name),
            ("部门", chance.pick(("质量检验部", "仓储物流部", "客户服务中心", "设备维护科"))),
            ("职务", chance.pick(("检验员", "主管", "班组长", "工程师"))),
            ("工号", chance.pick("ABCGHK") + chance.digits(5)),
            ("入职日期", f"{issued:%Y.%m.%d}"),
        ),
        who.sex,
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
