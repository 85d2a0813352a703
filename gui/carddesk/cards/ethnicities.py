"""The names of China's ethnic groups as resident ID cards print them (GB/T 3304-1991), and the nearest to a misread one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

NAMES: Final = tuple(
    """
    汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇
    柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
    """.split()  # noqa: SIM905 - one name a line would fill sixty
)
"""In the order of the standard."""
_OTHERS: Final = ("穿青人", "其他")
"""Printed too, though no names of groups that the standard knows."""
_SIMPLE: Final = str.maketrans(
    "漢維爾彞壯鮮滿瑤東納頗達錫烏別羅溫獨龍倫門諾薩鄉藏囘", "汉维尔彝壮鲜满瑶东纳颇达锡乌别罗温独龙伦门诺萨乡藏回"
)
_ALIKE: Final = {
    "汉": "汊仅仪又汶汰汲汗汁汀沒没江汝汪汛权双",
    "回": "囗口曰日目四因固田囬佪徊甲",
    "满": "蒲浦潢潇瞒螨滞溝沟濮",
    "苗": "苖首茁描猫笛田茴苦",
    "壮": "状妆北扗牡社壯",
    "藏": "臧葳蔵减",
    "彝": "舞彜羿粪彞弈",
    "瑶": "摇遥谣徭窑",
    "侗": "洞桐恫垌同调",
    "白": "自曰日臼百甶",
    "土": "士王工上十",
    "傣": "泰奏捧",
    "黎": "藜犁黍",
    "佤": "瓦伍低",
    "畲": "畬余舍畜",
    "水": "永木冰氷小",
    "羌": "羊姜差美",
    "怒": "恕努奴",
    "京": "亰景高亨宗",
}
"""What a reader takes a name of one character for: nothing else tells how near such a name is."""


def is_name(text: str) -> bool:
    """Whether a card can print this; with 族 behind it too, as some services write it."""
    known = (*NAMES, *_OTHERS)
    return text in known or (text.endswith("族") and text[:-1] in NAMES)


def nearest(text: str) -> tuple[str, ...]:
    """The names that a text which is none may stand for, the nearest first; none where nothing is near."""
    plain = text.strip(" 族·.").translate(_SIMPLE)
    return tuple(dict.fromkeys(_near(plain)))


def _near(plain: str) -> Iterator[str]:
    if plain in NAMES or plain in _OTHERS:
        yield plain
    yield from (name for name, alike in _ALIKE.items() if plain and plain in alike)
    if len(plain) > 1:
        names = [name for name in (*NAMES, *_OTHERS) if len(name) > 1]
        yield from (name for name in names if _lacks_one(plain, name))
        yield from (name for name in names if _one_else(plain, name))
        yield from (name for name in NAMES if len(name) == 1 and name in plain)


def _lacks_one(one: str, other: str) -> bool:
    """Whether one of the two has one character more and is else the same."""
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def _one_else(one: str, other: str) -> bool:
    """Whether they differ in one place."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
