"""Real counties with their GB/T 2260 codes, and invented streets in them."""

from dataclasses import dataclass

from .chance import Chance

# code, province as printed in an address, city ("" in a municipality or where the county answers to the province), county
_TABLE = """
110101 北京市 - 东城区|110102 北京市 - 西城区|110105 北京市 - 朝阳区|110108 北京市 - 海淀区|110112 北京市 - 通州区
120101 天津市 - 和平区|120104 天津市 - 南开区|130102 河北省 石家庄市 长安区|130133 河北省 石家庄市 赵县
130203 河北省 唐山市 路北区|140105 山西省 太原市 小店区|140106 山西省 太原市 迎泽区
150102 内蒙古自治区 呼和浩特市 新城区|150203 内蒙古自治区 包头市 昆都仑区|210102 辽宁省 沈阳市 和平区
210202 辽宁省 大连市 中山区|210211 辽宁省 大连市 甘井子区|220102 吉林省 长春市 南关区|222401 吉林省 - 延吉市
230102 黑龙江省 哈尔滨市 道里区|230103 黑龙江省 哈尔滨市 南岗区|310101 上海市 - 黄浦区|310104 上海市 - 徐汇区
310112 上海市 - 闵行区|310115 上海市 - 浦东新区|320102 江苏省 南京市 玄武区|320106 江苏省 南京市 鼓楼区
320481 江苏省 - 溧阳市|320583 江苏省 - 昆山市|330106 浙江省 杭州市 西湖区|330203 浙江省 宁波市 海曙区
330782 浙江省 - 义乌市|340102 安徽省 合肥市 瑶海区|340104 安徽省 合肥市 蜀山区|350102 福建省 福州市 鼓楼区
350203 福建省 厦门市 思明区|350582 福建省 - 晋江市|360102 江西省 南昌市 东湖区|360702 江西省 赣州市 章贡区
360730 江西省 赣州市 宁都县|370102 山东省 济南市 历下区|370202 山东省 青岛市 市南区|370681 山东省 - 龙口市
410102 河南省 郑州市 中原区|410105 河南省 郑州市 金水区|410302 河南省 洛阳市 老城区|420102 湖北省 武汉市 江岸区
420106 湖北省 武汉市 武昌区|420502 湖北省 宜昌市 西陵区|422801 湖北省 - 恩施市|430102 湖南省 长沙市 芙蓉区
430104 湖南省 长沙市 岳麓区|430602 湖南省 岳阳市 岳阳楼区|433101 湖南省 - 吉首市|440104 广东省 广州市 越秀区
440106 广东省 广州市 天河区|440304 广东省 深圳市 福田区|440305 广东省 深圳市 南山区|440402 广东省 珠海市 香洲区
450103 广西 南宁市 青秀区|450302 广西 桂林市 秀峰区|451022 广西 百色市 田东县|460106 海南省 海口市 龙华区
500103 重庆市 - 渝中区|500106 重庆市 - 沙坪坝区|500240 重庆市 - 石柱土家族自治县|510104 四川省 成都市 锦江区
510107 四川省 成都市 武侯区|510703 四川省 绵阳市 涪城区|513401 四川省 - 西昌市|520102 贵州省 贵阳市 南明区
522601 贵州省 - 凯里市|530102 云南省 昆明市 五华区|532801 云南省 - 景洪市|532901 云南省 - 大理市
540102 西藏自治区 拉萨市 城关区|610103 陕西省 西安市 碑林区|610113 陕西省 西安市 雁塔区|610602 陕西省 延安市 宝塔区
620102 甘肃省 兰州市 城关区|620602 甘肃省 武威市 凉州区|630102 青海省 西宁市 城东区|640104 宁夏 银川市 兴庆区
650102 新疆 乌鲁木齐市 天山区|652301 新疆 - 昌吉市|653101 新疆 - 喀什市|654002 新疆 - 伊宁市
"""
_STREET_FIRST = "云清晓松柏锦枫澜翠梧碧霁芳槐杏桂栖望听朗星月虹岚溪泉"
_STREET_SECOND = "林溪塘桥坊渡影湖山园台亭泽屿汀霞岭峰湾畔"
_STREET_KIND = ("路", "街", "大道", "巷", "中路", "北路", "东街", "胡同")
_ESTATE = ("花园", "小区", "新村", "家园", "公寓", "苑", "雅居")


@dataclass(frozen=True, slots=True)
class County:
    """A county of GB/T 2260 with the names above it; `city` is empty where an address leaves it out."""

    code: str
    province: str
    city: str
    county: str

    @property
    def address(self) -> str:
        """The beginning of an address there."""
        return self.province + self.city + self.county

    @property
    def authority(self) -> str:
        """The public security bureau that signs cards there (居民身份证法 Art. 8: county level)."""
        if self.county.endswith("区"):
            short = self.county if len(self.county) == 2 else self.county.removesuffix("区")
            return f"{self.city or self.province}公安局{short}分局"
        return f"{self.county}公安局"


def _parse(entry: str) -> County:
    code, province, city, county = entry.split()
    return County(code, province, city.replace("-", ""), county)


COUNTIES = tuple(_parse(entry) for line in _TABLE.strip().splitlines() for entry in line.split("|"))


def _number(chance: Chance) -> str:
    return str(chance.integer(1, 9) if chance.chance(0.3) else chance.integer(10, 1999))


def _street(chance: Chance) -> str:
    name = chance.pick(_STREET_FIRST) + chance.pick(_STREET_SECOND)
    return f"{name}{chance.pick(_STREET_KIND)}{_number(chance)}号"


def _flat(chance: Chance) -> str:
    building = chance.pick((f"{chance.integer(1, 40)}栋", f"{chance.integer(1, 40)}幢", f"{chance.pick('ABCDEF')}座"))
    stair = f"{chance.integer(1, 6)}单元" if chance.chance(0.6) else ""
    return f"{building}{stair}{chance.integer(1, 32)}{chance.integer(1, 8):02d}室"


def address(chance: Chance, county: County) -> str:
    """An invented address in that county of about 10 to 33 characters (GA/T 490 leaves room for 35)."""
    rural = not county.county.endswith("区") and chance.chance(0.5)
    if rural:
        town = chance.pick(_STREET_FIRST) + chance.pick(_STREET_SECOND)
        village = chance.pick(_STREET_SECOND) + chance.pick("家庄头口坪")
        group = f"{chance.integer(1, 18)}组" if chance.chance(0.6) else ""
        return f"{county.address}{town}{chance.pick('镇乡')}{village}村{group}{chance.integer(1, 299)}号"
    text = county.address + _street(chance)
    if chance.chance(0.4):
        text += chance.pick(_STREET_FIRST) + chance.pick(_STREET_SECOND) + chance.pick(_ESTATE)
    return text + (_flat(chance) if chance.chance(0.7) else "")
