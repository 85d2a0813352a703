"""Fictional people: Chinese names of every shape, sex, ethnic group and birth date."""

from dataclasses import dataclass
from datetime import date, timedelta

from .chance import Chance

LATEST = date(2026, 6, 30)
"""No specimen is issued after this day: specimens know no clock, so that a seed always gives the same card."""

_GB_3304 = """
汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳
佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米
塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
ETHNICITIES = tuple(_GB_3304.split())
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙段郝孔邵史毛常万顾赖武康贺严"
)
_RARE_SURNAMES = "佘逄亓仝郗蔺昝訾宓缪阚芮笪璩麴濮"
_DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "尉迟", "慕容", "东方")
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海燕春雨欣怡梓涵浩宇子轩思琪雅婷晓彤"
    "嘉俊凯鹏飞鑫诗佳宁晨阳天佑一鸣书瑶若曦景行知远"
)
_RARE_GIVEN = "琰玥昱晟堃淼焱翀懿甯彧璟祎翊旻筠珩芃钰婳暄麒骁霁颢瑄澍"
_MINORITY_FIRST = ("阿依古丽", "买买提", "古丽米热", "阿卜杜拉", "帕提古丽", "艾力", "迪丽娜尔", "吐尔逊", "巴特尔")
_MINORITY_LAST = ("艾合买提", "吾买尔", "阿布都热合曼", "托合提", "库尔班", "斯拉木", "依明", "玉素甫")
_TURKIC = ("维吾尔", "哈萨克", "乌孜别克", "柯尔克孜", "塔塔尔")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a card is about; `sex` is M or F, `ethnicity` one of the 56 names of GB 3304."""

    name: str
    sex: str
    ethnicity: str
    birth: date


def chinese_name(chance: Chance, ethnicity: str = "汉") -> str:
    """A fictional name: mostly two or three characters, some with double surnames, rare characters or a middle dot."""
    if ethnicity in _TURKIC and chance.chance(0.8):
        return f"{chance.pick(_MINORITY_FIRST)}·{chance.pick(_MINORITY_LAST)}"
    surname = chance.weighted((_SURNAMES, _RARE_SURNAMES, _DOUBLE_SURNAMES), (90, 4, 6))
    given = _RARE_GIVEN if chance.chance(0.15) else _GIVEN
    count = chance.weighted((1, 2), (25, 75))
    first = chance.pick(given)
    return chance.pick(surname) + first + (chance.pick(_GIVEN) if count == 2 else "")


def day_between(chance: Chance, first: date, last: date) -> date:
    """A day in [first, last]."""
    return first + timedelta(days=chance.integer(0, (last - first).days))


def person(chance: Chance, youngest: int = 2, oldest: int = 90) -> Person:
    """Somebody of that age in full years on the latest day; seven in ten are 汉, the others spread over all groups."""
    ethnicity = "汉" if chance.chance(0.7) else chance.pick(ETHNICITIES)
    born = day_between(chance, date(LATEST.year - oldest, 1, 1), years_after(LATEST, -youngest) - timedelta(days=30))
    return Person(chinese_name(chance, ethnicity), chance.pick("MF"), ethnicity, born)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def age_on(birth: date, day: date) -> int:
    """Full years of age on that day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
