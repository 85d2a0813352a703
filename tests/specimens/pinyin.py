"""Chinese names together with their letters, for documents that print both."""

from .chance import Chance

_SURNAME_LETTERS = """
王:WANG 李:LI 张:ZHANG 刘:LIU 陈:CHEN 杨:YANG 黄:HUANG 赵:ZHAO 吴:WU 周:ZHOU 徐:XU 孙:SUN
马:MA 朱:ZHU 胡:HU 郭:GUO 何:HE 高:GAO 林:LIN 罗:LUO 郑:ZHENG 梁:LIANG 谢:XIE 宋:SONG
唐:TANG 许:XU 邓:DENG 韩:HAN 冯:FENG 曹:CAO 彭:PENG 吕:LYU 欧阳:OUYANG 司马:SIMA 上官:SHANGGUAN 诸葛:ZHUGE
慕容:MURONG
"""
_GIVEN_LETTERS = """
伟:WEI 芳:FANG 娜:NA 敏:MIN 静:JING 强:QIANG 磊:LEI 军:JUN 洋:YANG 勇:YONG 艳:YAN 杰:JIE
娟:JUAN 涛:TAO 明:MING 超:CHAO 秀:XIU 霞:XIA 平:PING 刚:GANG 桂:GUI 英:YING 华:HUA 玉:YU
兰:LAN 红:HONG 梅:MEI 建:JIAN 国:GUO 志:ZHI 文:WEN 海:HAI 燕:YAN 春:CHUN 雨:YU 欣:XIN
怡:YI 涵:HAN 浩:HAO 宇:YU 轩:XUAN 思:SI 琪:QI 雅:YA 晓:XIAO 嘉:JIA 俊:JUN 凯:KAI
鹏:PENG 飞:FEI 诗:SHI 佳:JIA 宁:NING 晨:CHEN 阳:YANG 知:ZHI 远:YUAN
"""
_SURNAMES = dict(entry.split(":") for entry in _SURNAME_LETTERS.split())
_GIVEN = dict(entry.split(":") for entry in _GIVEN_LETTERS.split())


def romanised_name(chance: Chance) -> tuple[str, str, str]:
    """The name in characters, its surname and its given name in letters."""
    surname = chance.pick(list(_SURNAMES))
    given = [chance.pick(list(_GIVEN)) for _ in range(chance.integer(1, 2))]
    return surname + "".join(given), _SURNAMES[surname], "".join(_GIVEN[char] for char in given)
